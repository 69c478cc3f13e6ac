"""The spec: reading with positions, checks across keys, what is resolved from the data, and pages made of the declarations."""
