"""What a page computes of predictions and columns, as functions of arrays."""
