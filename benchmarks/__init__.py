"""How long dltrain takes, as ratios to hand-written loops and to other tools: `python -m benchmarks`."""
