"""Models that learn without answers at work: clusters of rows that are alike, and the few axes along which rows vary most."""
