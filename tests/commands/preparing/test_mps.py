"""`device: mps`, the GPU of an Apple computer. None is here: what is on it stays on the processor, and what Metal refuses is
refused (float64 tensors, in PyTorch's own words)."""

import json
import sys
from pathlib import Path

import pytest
import torch
from torch.overrides import TorchFunctionMode

from dltrain import lazy
from dltrain.commands.preparing import gpus
from dltrain.commands.preparing.setup import precision_for
from dltrain.process import limits

SPEC = "data: {source: iris}\nmodel: {layers: [4, {type: dropout, rate: 0.2}]}\ntraining: {epochs: 2}\ndevice: mps\n"
NO_FLOAT64 = "Cannot convert a MPS Tensor to float64 dtype as the MPS framework doesn't support float64"
ELSEWHERE = "it is the GPU of an Apple computer with a processor of Apple's, and this one has"


class Metal(TorchFunctionMode):
    """Whatever is asked for on mps is made on the processor; `made` are the functions that were asked."""

    def __init__(self):
        self.made = set()

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        asked = [*map(str, args), *map(str, kwargs.values())] if not types else [*map(named, [*args, *kwargs.values()])]
        there = "mps" in asked
        if there:
            args = tuple("cpu" if named(one) == "mps" else one for one in args)
            kwargs = {name: "cpu" if named(one) == "mps" else one for name, one in kwargs.items()}
            self.made.add(function.__name__)
        made = function(*args, **kwargs)
        if there and isinstance(made, torch.Tensor) and made.dtype == torch.float64:
            raise TypeError(f"{NO_FLOAT64}. Please use float32 instead.")
        return made


def named(given):
    return str(given) if isinstance(given, str | torch.device) else ""


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


@pytest.fixture
def apple(monkeypatch):
    """An Apple computer, as far as it can be played."""
    cpu = torch.Generator
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(gpus, "may_have_mps", lambda: True)
    for module in (torch, lazy.torch):  # the second remembers what it was once asked for
        monkeypatch.setattr(module, "Generator", lambda device="cpu": cpu("cpu" if str(device) == "mps" else device))
    with Metal() as metal:
        yield metal


def test_a_run_is_trained_resumed_and_asked_there(spec, dltrain, apple, monkeypatch):
    assert dltrain("train", "a.yaml", "-q", "--no-pictures").code == 0
    assert "to" in apple.made  # of the network
    summary = json.loads((spec.parent / "runs/a-1/summary.json").read_text("utf-8"))
    assert (summary["device"], summary["status"]) == ("mps", "completed")
    assert dltrain("resume", "a", "-s", "training.epochs=3", "-q", "--no-pictures").code == 0
    assert dltrain("evaluate", "a").code == 0
    monkeypatch.undo()  # the run has come to another computer
    assert dltrain("evaluate", spec.parent / "runs/a-1").code == 0
    there = dltrain("resume", spec.parent / "runs/a-1", "-s", "training.epochs=4")
    assert there.code == 2
    assert "mps cannot be used" in there.err


def test_it_takes_the_same_steps_as_the_processor(spec, dltrain, apple):
    """Losses are added up in float32, for there is no float64; the order of rows is the same, dropout draws on the device."""
    words = ("-q", "--no-pictures", "-s", "model.layers=[4]")
    assert dltrain("train", "a.yaml", *words, "-o", "there").code == 0
    assert dltrain("train", "a.yaml", *words, "-o", "here", "-s", "device=cpu", "-s", "engine=autograd").code == 0
    records = [(spec.parent / folder / "metrics.jsonl").read_text("utf-8").splitlines() for folder in ("there", "here")]
    for there, here in zip(*records, strict=True):
        assert json.loads(there)["train_loss"] == pytest.approx(json.loads(here)["train_loss"], rel=1e-6)
        assert json.loads(there)["validation_loss"] == json.loads(here)["validation_loss"]


def test_a_gan_is_trained_there(dltrain, apple):
    config = Path(__file__).parents[3] / "configs/gan_ring.yaml"
    ended = dltrain("train", config, "-q", "--no-pictures", "-s", "training.epochs=1", "-s", "data.rows=64", "-s", "device=mps")
    assert ended.code == 0, ended.err
    assert ended.err == ""


def test_what_metal_refuses_is_a_sentence(spec, dltrain, apple, monkeypatch):
    monkeypatch.setattr("dltrain.training.autograd.engine.type_of_sums", lambda device: torch.float64)
    ended = dltrain("train", "a.yaml", "-q", "--no-pictures")
    assert ended.code == 2
    told = f"cannot do this: {NO_FLOAT64}; write device: cpu"
    assert ended.err == f"error: device: mps, the GPU of an Apple computer, {told}\n"


def test_an_operator_that_pytorch_has_not_is_named():
    error = NotImplementedError("The operator 'aten::linalg_eigh' is not currently implemented for the MPS device. If you want …")
    told = "PyTorch has no 'aten::linalg_eigh' for it; write device: cpu"
    assert limits.lacking(error) == f"device: mps, the GPU of an Apple computer, cannot do this: {told}"
    assert limits.lacking(NotImplementedError("no such thing")) is None


@pytest.mark.parametrize(
    ("system", "machine", "built", "there", "said"),
    [
        ("linux", "x86_64", False, 0, f"{ELSEWHERE} Linux on x86_64; write cpu, or auto"),
        ("linux", "x86_64", False, 2, f"{ELSEWHERE} Linux on x86_64; write cuda, cpu, or auto"),
        ("darwin", "x86_64", False, 0, f"{ELSEWHERE} macOS on x86_64; write cpu, or auto"),
        ("darwin", "arm64", True, 0, "this macOS is too old for it; write cpu, or auto"),
        ("darwin", "arm64", False, 0, "this PyTorch was not built for it; write cpu, or auto"),
    ],
)
def test_a_computer_without_one_says_what_is_there(monkeypatch, system, machine, built, there, said):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(gpus.platform, "machine", lambda: machine)
    monkeypatch.setattr(gpus, "count", lambda: there)
    assert gpus.refusal_of_mps(built, False) == f"mps cannot be used: {said}"


@pytest.mark.skipif(gpus.may_have_mps(), reason="this may be an Apple computer")
def test_check_tells_it_without_torch(spec, dltrain):
    ended = dltrain("check", "a.yaml")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: a.yaml:4:9: mps cannot be used: it is the GPU of an Apple computer")


def test_where_it_may_be_there_check_says_when_it_is_known(spec, dltrain, monkeypatch):
    monkeypatch.setattr(gpus, "may_have_mps", lambda: True)
    ended = dltrain("check", "a.yaml")
    assert (ended.code, ended.err) == (0, "notice: whether there is a GPU for device: mps is known only in training\n")
    assert dltrain("train", "a.yaml").err.startswith("error: a.yaml:4:9: mps cannot be used: this PyTorch was not built for it")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("precision=bfloat16", "on mps everything is computed in float32; leave 'precision' out"),
        (
            "engine=explicit",
            "the explicit engine cannot train this: it works on the CPU and on cuda, not on mps; leave 'engine' out",
        ),
    ],
)
def test_what_does_not_go_with_it(words, said, spec, dltrain, monkeypatch):
    monkeypatch.setattr(gpus, "may_have_mps", lambda: True)
    assert said in dltrain("check", "a.yaml", "-s", words).err


def test_precision_auto_is_float32_there():
    assert precision_for(None, "mps") == "float32"


def test_what_others_call_it_is_told(spec, dltrain):
    assert "write device: mps" in dltrain("check", "a.yaml", "-s", "device=metal").err
