"""Classical models in place of a network: how they are declared and planned. What they do is in `dltrain.kinds.classical`."""
