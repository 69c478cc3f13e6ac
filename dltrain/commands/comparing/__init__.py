"""What `compare` is made of: runs and specs side by side, groups over seeds, how much of a difference is luck."""
