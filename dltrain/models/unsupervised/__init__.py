"""Models that learn without answers: how they are declared and planned. What they do is in `dltrain.kinds.unsupervised`."""
