"""How good a network is: scores, metrics, thresholds, simpler learners beside it, and what is sampled of its layers."""
