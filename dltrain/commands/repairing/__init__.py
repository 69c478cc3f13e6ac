"""What `diagnose --apply` and `--verify` are made of: the patch in a copy of the spec, and whether it helps."""
