"""The lessons of a first course: each trains a few small specs and shows what the course says with the numbers of this training.

A lesson is a folder here: specs as `dltrain train` takes them, `lesson.yaml` with the figures that it shows, and its words in
English and Korean, `words.en.md` and `words.ko.md`. This is the room's door.
"""

from dltrain.lessons.contents import names, read
from dltrain.lessons.making import make

__all__ = ["make", "names", "read"]
