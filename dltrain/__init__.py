"""dltrain: one YAML file in, a trained, explained, reproducible PyTorch model out."""

import os
import sys

__version__ = "0.1.0"

# Small products shared among cores wait for each other: on a busy machine a hundred times as long. Large ones are torch's work.
if "numpy" not in sys.modules:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
