"""Models: what a spec may declare of a network, and what is planned from it. Only builders import torch."""
