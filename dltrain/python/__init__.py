"""What users of Python call: `train`, `load` and `runs`, by the functions of the commands, quiet, with frames in and out."""
