"""Models that somebody has trained before: what their folder holds, the network it comes to, and the options of a spec."""
