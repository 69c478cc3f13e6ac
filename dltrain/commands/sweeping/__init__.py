"""Many runs of one spec: what is varied, who trains it, what is kept of it and how it is told."""
