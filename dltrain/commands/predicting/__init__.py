"""What `predict` is made of besides predictions: rows from stdin, and texts that are written on."""
