"""Ways of drawing initial weights, compared by how much is learned from them."""
