"""The generative adversarial network at work."""
