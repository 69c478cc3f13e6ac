"""Files: written whole, locked, appended to; JSON and tables."""
