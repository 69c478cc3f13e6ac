"""What is read back of a run: its spec, its data, and the network out of its checkpoint."""
