"""Training: the loop, the engines that take its steps, what is measured and saved."""
