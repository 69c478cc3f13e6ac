"""Text for people: numbers and widths, lines and tables that fit a terminal, the nearest name."""
