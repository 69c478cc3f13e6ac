"""What `train` is made of: a spec and its data set up, the one `for` that consumes the records, and what is said and written."""
