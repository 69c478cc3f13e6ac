"""Damaged and hostile files: never loaded silently, refused in bounded memory, told clearly; what is whole is used instead."""

from __future__ import annotations

import json
import random
import shutil
import zipfile

import pytest
from bench import QUIET, Bench
from hostile import HOSTILE, header_of, hostile_file, sealed
from processes import differing

from dltrain.errors import DltrainError
from dltrain.runs import checkpoints

COMMANDS = (("evaluate", "{}"), ("predict", "{}", "후기.csv"))


@pytest.fixture
def dense(commands, tmp_path):
    return Bench(commands, "dense", tmp_path)


def test_flipped_bits_and_truncations_of_checkpoints(bench, many, request):
    """Over seven kinds of checkpoints 1,000 flips and 500 truncations, of which none may load."""
    chance = random.Random(request.node.name)
    paths = sorted((bench.folder / "whole").rglob("*.safetensors"))
    target = bench.folder / "damaged.safetensors"
    for number in range(216 if many else 12):
        whole = chance.choice(paths).read_bytes()
        damaged = bytearray(whole)
        if number % 3:
            # half of the flips in the header, which is the smaller part of a real model's checkpoint
            end = int.from_bytes(whole[:8], "little") + 8 if number % 2 else len(whole)
            damaged[chance.randrange(end)] ^= 1 << chance.randrange(8)
        else:
            del damaged[chance.randrange(len(whole)) :]
        target.write_bytes(damaged)
        with pytest.raises(DltrainError):
            checkpoints.read(target)


@pytest.mark.parametrize("which", ["best", "last"])
@pytest.mark.parametrize("how", ["flipped", "cut", "gone", "empty"])
def test_a_damaged_or_missing_checkpoint_is_told_and_won_again(dense, which, how):
    for after in ("the end", "a kill"):
        run = dense.folder / "run"
        if after == "the end":
            dense.finished("run")
        else:
            dense.train("run", fault=(len(dense.ended.operations) - 25, "kill"))
        path = run / "checkpoints" / f"{which}.safetensors"
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 16
        path.unlink()
        if how != "gone":
            path.write_bytes({"flipped": content, "cut": content[:-7], "empty": b""}[how])
        if after == "the end" and (which == "best" or how != "gone"):
            ended = dense.commands("evaluate", path if how != "gone" else run, folder=dense.folder)
            assert ended.code == 3, ended.err
            assert "Traceback" not in ended.err
            assert "dltrain resume" in ended.err
        ended = dense.commands("resume", "run", "--no-pictures", folder=dense.folder)
        assert ended.code == 0, ended.err
        if after == "the end" or (how, which) != ("gone", "last"):  # to have a best one alone is an instant of a usual run
            assert f"{which}.safetensors" in ended.err
        assert differing(run, dense.folder / "whole") == [], f"{which} {how} after {after}"
        shutil.rmtree(run)


def test_without_a_whole_checkpoint_the_user_is_told_what_to_do(dense):
    for path in (dense.folder / "whole").rglob("*.safetensors"):
        path.write_bytes(path.read_bytes()[:100])
    ended = dense.commands("resume", "whole", *QUIET, folder=dense.folder)
    assert ended.code == 3
    assert "best.safetensors' is damaged" in ended.err
    assert "no whole checkpoint is left; train again: dltrain train whole/spec.yaml" in ended.err


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 16
    path.write_bytes(content)


def test_what_is_damaged_as_well_is_never_recommended(dense):
    """One after another is damaged: each time, what is said leads to what is still whole."""
    best, last = (f"whole/checkpoints/{which}.safetensors" for which in ("best", "last"))
    damaged = f"error: the checkpoint '{best}' is damaged (its SHA-256 does not match); "
    flip(dense.folder / best)
    ended = dense.commands("evaluate", "whole", folder=dense.folder)
    assert ended.err == f"{damaged}use '{last}', or type: dltrain resume whole, which makes it anew\n"
    flip(dense.folder / last)
    ended = dense.commands("evaluate", "whole", folder=dense.folder)
    assert ended.err == f"{damaged}no whole checkpoint is left; train again: dltrain train whole/spec.yaml\n"
    (dense.folder / best).unlink()
    ended = dense.commands("predict", "whole", "후기.csv", folder=dense.folder)
    told = "no whole checkpoint is left; train again: dltrain train whole/spec.yaml"
    assert (ended.code, ended.err) == (3, f"error: the checkpoint '{best}' is missing; {told}\n")
    (dense.folder / "whole" / "spec.yaml").write_text("data: {", encoding="utf-8")
    ended = dense.commands("predict", "whole", "후기.csv", folder=dense.folder)
    told = "no whole checkpoint is left, nor a whole 'whole/spec.yaml'; train again with a spec of your own"
    assert (ended.code, ended.err) == (3, f"error: the checkpoint '{best}' is missing; {told}\n")


def test_a_result_that_is_read_is_checked(dense):
    """A spec, a summary or predictions with a flipped bit are no difference between two runs."""
    another = ("--set", "training.learning_rate=0.05", "--run-dir", "other")
    assert dense.commands("train", "spec.yaml", *another, *QUIET, folder=dense.folder).code == 0
    shutil.copytree(dense.folder / "other", dense.folder / "sound")
    for name in ("spec.yaml", "summary.json", "predictions.parquet"):
        path = dense.folder / "other" / name
        content = path.read_bytes()
        flip(path)
        ended = dense.commands("compare", "whole", "other", folder=dense.folder)
        remedy = "remove it, and dltrain resume other writes it anew as its checkpoint has it"
        remedy = remedy if name == "spec.yaml" else "dltrain resume other makes it anew"
        told = f"error: 'other/{name}' is damaged: its SHA-256 is not that in SHA256SUMS; {remedy}\n"
        assert (ended.code, ended.err) == (3, told)
        path.write_bytes(content)
    sums = dense.folder / "other" / "SHA256SUMS"
    flip(sums)
    ended = dense.commands("compare", "whole", "other", folder=dense.folder)
    assert (ended.code, "is damaged" in ended.err) == (3, True), ended.err
    assert dense.commands("resume", "other", *QUIET, folder=dense.folder).code == 0
    assert differing(dense.folder / "other", dense.folder / "sound") == []


@pytest.mark.parametrize("name", ["metrics.jsonl", "summary.json", "predictions.parquet", "confusion_matrix.json", "spec.yaml"])
def test_a_damaged_or_missing_file_of_a_run_is_told_and_made_anew(dense, many, name):
    run, chance = dense.folder / "run", random.Random(name)
    for how in ["gone", "empty", "cut", *["flipped"] * (40 if many else 1)]:
        shutil.copytree(dense.folder / "whole", run)
        path = run / name
        content = bytearray(path.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.unlink()
        if how != "gone":
            path.write_bytes({"flipped": content, "cut": content[: len(content) // 2], "empty": b""}[how])
        ended = dense.commands("resume", "run", "--no-pictures", folder=dense.folder)
        assert "Traceback" not in ended.err
        if name == "spec.yaml" and ended.code == 2:  # the user may have meant it: told, not overruled
            assert "spec.yaml" in ended.err or "changed since its checkpoint" in ended.err
            assert how != "gone"
            path.unlink()
            ended = dense.commands("resume", "run", "--no-pictures", folder=dense.folder)
        if name == "spec.yaml" and how == "flipped" and ended.code == 0:
            shutil.rmtree(run)
            continue  # a comment, or a change that breaks nothing and was told
        if name == "summary.json" and how == "gone":
            assert ended.code == 0, ended.err  # as a run that was killed before its end
        else:
            assert (ended.code, name in ended.err) == (0, True), f"{how}: {ended.err}"
        assert differing(run, dense.folder / "whole") == [], f"{name} {how}"
        shutil.rmtree(run)


@pytest.mark.parametrize("entries", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_header_is_refused_by_every_command(dense, entries):
    (dense.folder / "hostile.safetensors").write_bytes(hostile_file(entries))
    for command, *words in COMMANDS:
        ended = dense.commands(command, *(word.format("hostile.safetensors") for word in words), folder=dense.folder)
        assert (ended.code, "its header makes no sense" in ended.err) == (3, True), ended.err
        assert "Traceback" not in ended.err


LARGE = {
    "millions of lists": ',"a":[' + ",".join(["[]"] * 8_000_000) + "]",
    "millions of tensors": "".join(f',"{n}":{{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}' for n in range(1_000_000)),
    "a long name": f',"{"a" * 90_000_000}":1',
}


@pytest.mark.parametrize("entries", LARGE.values(), ids=LARGE)
def test_a_large_hostile_header_is_refused_in_bounded_memory(dense, entries):
    before = dense.commands("evaluate", "whole", folder=dense.folder).memory
    path = dense.folder / "hostile.safetensors"
    path.write_bytes(sealed(header_of(entries), b"\7" * 8))
    ended = dense.commands("evaluate", path.name, folder=dense.folder)
    assert (ended.code, "Traceback" in ended.err) == (3, False), ended.err
    assert ended.memory - before < 700e6
    assert ended.seconds < 20


def test_names_that_leave_the_folder_are_names_and_nothing_more(dense):
    """A checkpoint names no files: a tensor called ../../x is written nowhere."""
    tensors, state = checkpoints.read(dense.folder / "whole" / "checkpoints" / "best.safetensors")
    outside = {f"model.../../../{name}": tensor for name, tensor in tensors.items()}
    before = set(dense.folder.parent.rglob("*"))
    checkpoints.write(
        dense.folder / "hostile.safetensors", tensors | outside, {**state, "spec": {**state["spec"], "name": "../../x"}}
    )
    for command, *words in COMMANDS:
        ended = dense.commands(command, *(word.format("hostile.safetensors") for word in words), folder=dense.folder)
        assert (ended.code, "Traceback" in ended.err) in ((3, False), (2, False)), ended.err
    assert set(dense.folder.parent.rglob("*")) - before == {dense.folder / "hostile.safetensors"}


def test_a_state_that_is_none(dense, many):
    """Every key of the state gone, or of another kind, with a right hash."""
    tensors, state = checkpoints.read(dense.folder / "whole" / "checkpoints" / "last.safetensors")
    for key in state:
        values = [None, [], {}, "x", -1, [[]], {"a": None}]
        for value in values if many else [random.Random(key).choice(values)]:
            spoilt = state | {key: value}
            if value is None:
                del spoilt[key]
            run = dense.folder / "run"
            shutil.copytree(dense.folder / "whole", run)
            (run / "summary.json").unlink()
            for which in ("best", "last"):
                checkpoints.write(run / "checkpoints" / f"{which}.safetensors", tensors, spoilt)
            for words in (("resume", "run", *QUIET), ("evaluate", "run")):
                ended = dense.commands(*words, folder=dense.folder)
                assert ended.code in (0, 2, 3), f"{words}: {key} = {value}: {ended.err}"
                assert "Traceback" not in ended.err
            shutil.rmtree(run)


def test_other_files_given_as_a_checkpoint(dense):
    folder = dense.folder
    with zipfile.ZipFile(folder / "model.pt", "w") as archive:
        archive.writestr("model/data.pkl", b"cos\nsystem\n(S'touch pwned'\ntR.")
    (folder / "bare.pkl").write_bytes(b"\x80\x04\x95cposix\nsystem\n(S'touch pwned'\ntR.")
    (folder / "text.txt").write_text("weights", encoding="utf-8")
    (folder / "empty").touch()
    (folder / "torn.safetensors").touch()
    (folder / "empty_folder").mkdir()
    (folder / "state.header").write_text(json.dumps({"__metadata__": {}}), encoding="utf-8")
    expected = {
        "model.pt": (2, "pickle or a zip archive"),
        "bare.pkl": (2, "pickle"),
        "text.txt": (2, "is no checkpoint (.safetensors); expected a run or its checkpoint"),
        "empty": (2, "is no checkpoint (.safetensors)"),
        "state.header": (2, "is no checkpoint (.safetensors)"),
        "spec.yaml": (2, "is a spec, of which nothing is trained; expected a run or its checkpoint; "),
        "pictures.npz": (2, "is a table, not a run"),
        "/dev/null": (2, "is not a file"),
        "empty_folder": (2, "is not a run"),
        "torn.safetensors": (3, "is damaged"),
        "nothing.safetensors": (2, "there is no"),
    }
    for name, (code, words) in expected.items():
        for command, *rest in COMMANDS:
            ended = dense.commands(command, *(word.format(name) for word in rest), folder=folder)
            assert (ended.code, words in ended.err) == (code, True), f"{command} {name}: {ended.err}"
            assert "Traceback" not in ended.err
    assert not (folder / "pwned").exists()
