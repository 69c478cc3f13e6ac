"""Whether a search that learns from its trials finds more than one at random."""
