"""docs/trackers.md: its spec trains as it is written, its specs are sound, and what it shows is what is said."""

import re
from pathlib import Path

from dltrain.spec.loading import load_text

PAGE = (Path(__file__).parents[2] / "docs" / "trackers.md").read_text("utf-8")


def test_the_spec_trains_and_is_tracked(dltrain, tmp_path):
    (spec,) = re.findall(r"```yaml digits.yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "digits.yaml").write_text(spec, "utf-8")
    (shown,) = re.findall(r"^tracked by tensorboard: .*$", PAGE, re.MULTILINE)
    ended = dltrain("train", "digits.yaml", "--no-pictures", "--set", "training.epochs=2")
    assert ended.code == 0
    assert shown.replace("/home/ada", str(tmp_path)) in ended.err


def test_the_other_specs_are_sound(tmp_path):
    others = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert len(others) == 2
    for text in others:
        load_text("data: {source: iris}\nmodel: {layers: [8]}\n" + text, "spec.yaml", tmp_path, "spec")
