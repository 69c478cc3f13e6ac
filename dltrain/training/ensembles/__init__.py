"""Ensembles in training: their members one after another, and the whole that they make."""
