"""The README's commands work as they are typed, and its lists of names are those of the tables."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from dltrain.data.sources import SOURCES
from dltrain.data.transforms.augmentation import AUGMENTATIONS
from dltrain.data.transforms.reduction import REDUCTIONS
from dltrain.losses import LOSSES
from dltrain.metrics import METRICS
from dltrain.models.activations import ACTIVATIONS
from dltrain.models.baselines import BASELINES
from dltrain.models.ensembles import ENSEMBLES
from dltrain.models.initializers import INITIALIZERS
from dltrain.models.layers import LAYERS
from dltrain.models.noises import NOISES
from dltrain.optimizers import OPTIMIZERS
from dltrain.schedules import SCHEDULES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
TABLES = {
    "sources": SOURCES,
    "augmentations": AUGMENTATIONS,
    "layers": LAYERS,
    "activations": ACTIVATIONS,
    "initializers": INITIALIZERS,
    "losses": LOSSES,
    "optimizers": OPTIMIZERS,
    "schedules": SCHEDULES,
    "metrics": METRICS,
    "baselines": BASELINES,
    "reductions": REDUCTIONS,
    "noises": NOISES,
    "ensembles": ENSEMBLES,
}


def test_the_first_two_commands_set_up_train_and_test():
    assert BLOCKS[:2] == [
        "python -m pip install -c constraints.txt -e . && dltrain train configs/xor.yaml\n",
        "python -m pip install -c constraints.txt -e '.[test]' && python -m pytest\n",
    ]


def test_the_other_commands_run_as_they_are_typed(dltrain):
    shutil.copytree(ROOT / "configs", "configs")
    assert dltrain("train", "configs/xor.yaml").code == 0
    for line in "".join(BLOCKS[2:]).splitlines():
        result = dltrain(*shlex.split(line)[1:])
        assert result.code == 0, f"{line}\n{result.err}"


@pytest.mark.parametrize("what", TABLES)
def test_the_names_are_those_of_the_table(what):
    line = next(line for line in README.splitlines() if line.startswith(f"- {what}: "))
    named = set(re.findall(r"`(\w+)`", line))
    assert named == set(TABLES[what])


def test_every_config_that_is_named_is_there():
    table = README.split("## Ideas to see happen")[1].split("##")[0]
    for name in re.findall(r"`([\w/]+(?:\.yaml|/))`", table):
        assert (ROOT / "configs" / name.removeprefix("configs/")).exists(), name
