"""The process: its signals, its standard streams, its limits, its progress, its lazy imports."""
