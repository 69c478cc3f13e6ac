"""What `train` is made of: the one `for` that consumes the records, and what is said and written."""
