"""The update of a step: an optimizer on one vector of all parameters, or a segment of it; rates of layers, averages."""
