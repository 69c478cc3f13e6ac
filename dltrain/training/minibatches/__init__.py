"""What a step takes: the rows of a batch, in the order of their epoch, changed and mixed at random, wherever they lie."""
