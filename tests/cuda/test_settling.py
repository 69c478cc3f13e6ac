"""What a training on a GPU is settled to: the device, the precision, the same bits at every repeat; what is recorded of it."""

import json
import os

import pytest
import torch

from dltrain.commands.preparing import gpus, setup
from dltrain.process import gpu as settling
from dltrain.process import limits

SHORT = "data: {source: iris}\nmodel: {layers: [4]}\ntraining: {epochs: 1}\n"
LONG = "data: {source: digits}\nmodel: {layers: [64], activation: gelu}\ntraining: {epochs: 1, batch_size: all}\n"  # 5 million
QUIET = ("-q", "--no-pictures")


@pytest.fixture
def train(gpu, dltrain, tmp_path):
    """Trains a spec and gives what it was settled to."""

    def run(text, *words):
        (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
        ended = dltrain("train", "a.yaml", *QUIET, "-o", "run", *words)
        assert ended.code == 0, ended.err
        lines = (tmp_path / "run/spec.yaml").read_text("utf-8").splitlines()
        return dict(line.split(": ", 1) for line in lines if line.startswith(("device", "precision", "engine")))

    return run


def test_auto_is_the_gpu_where_steps_are_long(train, dltrain):
    assert train(LONG, "-s", "precision=auto") == {"device": "cuda", "precision": "bfloat16", "engine": "autograd"}
    assert "notice: device: auto is the GPU here" in dltrain("check", "a.yaml").err


def test_auto_is_the_processor_where_they_are_short_even_for_autograd(train, dltrain):
    assert train(SHORT + "engine: autograd\n")["device"] == "cpu"
    assert "notice: device: auto is the processor here: the steps are too short to gain" in dltrain("check", "a.yaml").err


def test_gradients_by_hand_are_given_to_whom_asks_for_them(train):
    settled = train(LONG.replace("gelu", "relu") + "engine: explicit\n")
    assert (settled["device"], settled["engine"]) == ("cpu", "explicit")


def test_numpy_on_a_gpu_is_refused(gpu, dltrain, tmp_path):
    (tmp_path / "a.yaml").write_text(SHORT + "engine: numpy\ndevice: cuda\n", encoding="utf-8")
    assert "the numpy engine cannot train this: it works on the CPU, not on cuda" in dltrain("train", "a.yaml").err


def test_gradients_by_hand_on_a_gpu_stay_so(train):
    settled = train(SHORT + "engine: explicit\ndevice: cuda\n")
    assert (settled["device"], settled["engine"]) == ("cuda", "explicit")


@pytest.mark.parametrize(("precision", "products", "convolutions"), [("float32", "highest", False), ("tf32", "high", True)])
def test_float32_is_float32_and_repeats_have_the_same_bits(gpu, precision, products, convolutions):
    settling.settle("cuda", precision)
    assert (torch.get_float32_matmul_precision(), torch.backends.cudnn.allow_tf32) == (products, convolutions)
    assert torch.are_deterministic_algorithms_enabled()
    assert not torch.is_deterministic_algorithms_warn_only_enabled()
    assert (torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark) == (True, False)
    assert os.environ["CUBLAS_WORKSPACE_CONFIG"] == ":4096:8"


def test_nothing_is_settled_for_a_processor(monkeypatch):
    monkeypatch.setattr(torch, "use_deterministic_algorithms", lambda *_: pytest.fail("it was"))
    settling.settle("cpu", "float32")


def test_auto_asks_an_older_gpu(gpu, monkeypatch):
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda *_: (7, 5))
    assert setup.precision_for(None, "cuda") == "float32"


@pytest.mark.parametrize(
    ("words", "capability", "said"),
    [
        ("cpu", (9, 0), "tf32 is for GPUs of NVIDIA, not for cpu; leave 'precision' out"),
        ("auto", (9, 0), "tf32 is for GPUs of NVIDIA since Ampere (2020), and this trains on cpu; leave 'precision' out"),
        ("cuda", (7, 5), "tf32 is for GPUs of NVIDIA since Ampere (2020), and this trains on cuda; leave 'precision' out"),
    ],
)
def test_tf32_elsewhere_is_refused(words, capability, said, gpu, dltrain, tmp_path, monkeypatch):
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda *_: capability)
    (tmp_path / "a.yaml").write_text(f"{SHORT}engine: autograd\nprecision: tf32\ndevice: {words}\n", encoding="utf-8")
    ended = dltrain("train", "a.yaml")
    assert (ended.code, said in ended.err) == (2, True)


def test_the_gpu_is_recorded_and_another_one_is_told(train, dltrain, tmp_path, monkeypatch):
    train(SHORT, "-s", "device=cuda")
    versions = json.loads((tmp_path / "run/summary.json").read_text("utf-8"))["versions"]
    assert versions["gpu"] == "a pretended GPU"
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda *_: "another one")
    told = dltrain("resume", "run", "-s", "training.epochs=2", "--no-pictures").err
    assert "the run began with gpu a pretended GPU and goes on with another one; its last bits may differ" in told


def test_no_gpu_is_one_sentence(dltrain, tmp_path, monkeypatch):
    monkeypatch.setattr(gpus, "count", lambda: 0)
    (tmp_path / "a.yaml").write_text(SHORT + "device: cuda\n", encoding="utf-8")
    ended = dltrain("train", "a.yaml")
    assert ended.code == 2
    assert ended.err.startswith(
        "error: a.yaml:4:9: cuda cannot be used: there is no GPU that torch can use; write cpu, or auto\n"
    )


def test_what_has_no_deterministic_algorithm_is_a_sentence():
    error = RuntimeError("kthvalue_cuda does not have a deterministic implementation, but you set …")
    told = "device: cuda cannot compute kthvalue_cuda to the same bits at every repeat; write device: cpu, or leave it out"
    assert limits.undetermined(error) == told
    assert limits.undetermined(RuntimeError("no such thing")) is None


def test_the_pretended_gpu_refuses_what_has_none_as_a_real_one_does(gpu):
    x = torch.ones(1, 1, 2, 2).to("cuda").requires_grad_()
    made = torch.nn.functional.interpolate(x, scale_factor=2, mode="bilinear")
    with pytest.raises(RuntimeError, match="upsample_bilinear2d_backward_cuda does not have a deterministic implementation"):
        made.sum().backward()


def test_each_process_of_torchrun_takes_a_gpu_of_its_own(gpu, monkeypatch):
    taken = []
    monkeypatch.setattr(settling, "local_rank", lambda: (1, 2))
    monkeypatch.setattr(torch.cuda, "set_device", taken.append)
    told = "torchrun started 2 processes on this machine, which has 1 GPU, and each needs one of its own"
    assert settling.take_local_gpu() == told
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert settling.take_local_gpu() is None
    assert taken == [1]


def test_it_does_so_before_cuda_is_asked_anything(train, monkeypatch):
    """What asks CUDA takes memory of the GPU that is the current one: the first, until then."""
    did = []
    monkeypatch.setattr(settling, "take_local_gpu", lambda: did.append("take"))
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda *_: did.append("ask") or (9, 0))
    assert train(LONG, "-s", "device=cuda", "-s", "precision=auto")["precision"] == "bfloat16"
    assert did[:2] == ["take", "ask"]
