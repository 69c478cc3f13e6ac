"""What is predicted, a file a kind of target."""
