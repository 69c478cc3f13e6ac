"""What a network sees of each column, fitted on the training rows."""
