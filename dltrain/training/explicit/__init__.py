"""The explicit engine: dense networks with their gradients written out by hand, one at a time or a stack of them in one step.

Its formulas are those of the classes of activations and losses, on numpy arrays (small networks: torch is never imported) or on
torch tensors (larger ones). PyTorch's automatic differentiation is its oracle in the tests, and serves every other network.
"""
