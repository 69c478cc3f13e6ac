"""What a spec may declare of data."""
