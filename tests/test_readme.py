"""The README's commands work as they are typed, and the files that it names are there."""

import re
import shlex
import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


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


def test_every_config_that_is_named_is_there():
    table = README.split("## Ideas to see happen")[1].split("##")[0]
    for name in re.findall(r"`([\w/]+(?:\.yaml|/))`", table):
        assert (ROOT / "configs" / name.removeprefix("configs/")).exists(), name
