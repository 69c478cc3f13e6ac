"""The sequential model at work: it predicts, and that is all."""

from __future__ import annotations

from dltrain.kinds.kind import Kind
from dltrain.kinds.predictive import Predictive

KIND: Kind = Predictive()
