"""A GPU that is not there is told by check, without torch; a machine that may have one is never refused."""

import ctypes
import os
import sys
from types import SimpleNamespace

import pytest
import torch

from dltrain.commands.preparing import gpus
from dltrain.process.copies import can_copy


@pytest.mark.parametrize(
    ("device", "there", "said"),
    [
        ("cuda", 1, None),
        ("cuda:1", 2, None),
        ("cuda", 0, "cuda cannot be used: there is no GPU that torch can use; write cpu, or auto"),
        ("cuda:1", 1, "cuda:1 cannot be used: there is cuda:0 alone; write cpu, or auto"),
        ("cuda:7", 2, "cuda:7 cannot be used: there are 2 (cuda:0 to cuda:1); write cpu, or auto"),
    ],
)
def test_a_device_that_is_not_there_is_refused(device, there, said):
    assert gpus.refusal(device, there) == said


@pytest.fixture
def spec(tmp_path):
    (tmp_path / "a.yaml").write_text("data: {source: iris}\nmodel: {layers: [4]}\ndevice: cuda\n", encoding="utf-8")


def test_check_refuses_it_with_its_line(dltrain, spec, monkeypatch):
    monkeypatch.setattr(gpus, "count", lambda: 0)
    ended = dltrain("check", "a.yaml")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "error: a.yaml:3:9: cuda cannot be used: there is no GPU that torch can use; write cpu, or auto\n"
        "    3 | device: cuda\n      |         ^\n"
    )


def test_check_refuses_a_precision_that_only_a_gpu_has(dltrain, tmp_path, monkeypatch):
    monkeypatch.setattr(gpus, "count", lambda: 0)
    (tmp_path / "a.yaml").write_text("data: {source: iris}\nmodel: {layers: [4]}\nprecision: tf32\n", encoding="utf-8")
    for command in ("check", "train"):
        ended = dltrain(command, "a.yaml")
        assert (ended.code, ended.out) == (2, "")
        assert "tf32 is for GPUs of NVIDIA since Ampere (2020), and this trains on cpu; leave 'precision' out" in ended.err


@pytest.mark.parametrize(
    ("there", "said"), [(1, ""), (None, "notice: whether there is a GPU for device: cuda is known only in training\n")]
)
def test_where_there_may_be_one_check_goes_on(dltrain, spec, monkeypatch, there, said):
    monkeypatch.setattr(gpus, "count", lambda: there)
    ended = dltrain("check", "a.yaml")
    assert (ended.code, ended.err) == (0, said)


@pytest.mark.parametrize(
    ("built", "driver", "there"), [("cpu", 2, 0), ("cuda", 2, 2), ("cuda", None, None), ("unknown", 0, None)]
)
def test_the_driver_is_asked_only_where_pytorch_can_use_it(monkeypatch, built, driver, there):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(gpus, "_built_for", lambda: built)
    monkeypatch.setattr(gpus, "_driver_count", lambda: driver)
    assert gpus.count() == there
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert gpus.count() == (None if built == "unknown" else 0)


def a_driver_of_two(asked):
    """NVIDIA's; it writes down which processes have asked."""

    def counted(number):
        number._obj.value = 2
        return 0

    return SimpleNamespace(cuInit=lambda flags: asked.append(os.getpid()), cuDeviceGetCount=counted)


@pytest.mark.skipif(not can_copy(), reason="copies processes")
def test_a_copy_asks_the_driver_because_copies_of_who_asked_can_use_no_gpu(monkeypatch):
    asked = []
    monkeypatch.setattr(ctypes, "CDLL", lambda name: a_driver_of_two(asked))
    assert gpus._driver_count() == 2
    assert asked == []


@pytest.mark.skipif(not can_copy(), reason="copies processes")
def test_where_the_driver_ends_who_asks_only_torch_can_tell(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: os._exit(1))
    assert gpus._driver_count() is None


def test_torch_tells_where_it_uses_one_already(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: pytest.fail("the driver was asked"))
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 4)
    assert gpus._driver_count() == 4


def test_a_training_on_the_processor_leaves_cuda_alone(dltrain, tmp_path, monkeypatch):
    """A GPU is there, steps are short: nothing that would begin CUDA is asked."""
    monkeypatch.setattr(gpus, "count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: pytest.fail("CUDA was begun"))
    (tmp_path / "a.yaml").write_text(
        "data: {source: iris}\nmodel: {layers: [4]}\ntraining: {epochs: 1}\nengine: autograd\n", encoding="utf-8"
    )
    assert dltrain("train", "a.yaml", "-q", "--no-pictures").code == 0
