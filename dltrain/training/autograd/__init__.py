"""The engine of networks that torch differentiates."""
