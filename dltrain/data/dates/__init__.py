"""Dates and times: their formats, how cells are read by them, and what cells that look like dates probably are."""
