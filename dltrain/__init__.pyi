"""What a checker of types is told: the names that `__init__.py` imports when they are first used."""

from dltrain.commands.training.display import Unfinished as Unfinished
from dltrain.errors import DamagedError as DamagedError
from dltrain.errors import DataError as DataError
from dltrain.errors import DltrainError as DltrainError
from dltrain.errors import InputError as InputError
from dltrain.python.evaluation import Evaluation as Evaluation
from dltrain.python.interrupted import Interrupted as Interrupted
from dltrain.python.listing import runs as runs
from dltrain.python.model import Model as Model
from dltrain.python.model import load as load
from dltrain.python.run import Run as Run
from dltrain.python.training import train as train

__version__: str
