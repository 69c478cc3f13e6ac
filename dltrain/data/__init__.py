"""Data: from files to the arrays that a network learns from."""
