"""What `resume` is made of: what has changed since the checkpoint, and how a run, or the parts of one, go on."""
