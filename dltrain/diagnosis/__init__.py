"""What is wrong with a run, the evidence, and the lines to change. Made without torch."""

from dltrain.diagnosis import checks
from dltrain.diagnosis.check import LANGUAGES, PROBLEMS, Check
from dltrain.diagnosis.course import Course, Coverage
from dltrain.diagnosis.diagnose import after_training, before_training, findings_in_training
from dltrain.diagnosis.finding import Change, Finding, in_a_line
from dltrain.diagnosis.order import ordered
from dltrain.diagnosis.sentence import sentence

__all__ = [
    "LANGUAGES",
    "PROBLEMS",
    "Change",
    "Check",
    "Course",
    "Coverage",
    "Finding",
    "after_training",
    "before_training",
    "checks",
    "findings_in_training",
    "in_a_line",
    "ordered",
    "sentence",
]
