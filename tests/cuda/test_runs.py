"""`device: cuda` by the command line, on a GPU that is pretended: it has the bits of the processor, where no masks are drawn, and
no step waits for it."""

import json

import pytest
from pretend_gpu import pretend_gpu

CNN = (
    "{type: reshape, shape: [1, 8, 8]}, {type: conv2d, channels: 2, kernel_size: 3, batch_norm: true}, "
    "{type: max_pool2d, size: 2}, flatten"
)
SPECS = {
    "dense": "data: {source: iris}\nmodel: {layers: [8]}\ntraining: {epochs: 2}\n",
    "cnn": f"data: {{source: digits, rows: 200}}\nmodel: {{layers: [{CNN}]}}\ntraining: {{epochs: 2, batch_size: 64}}\n",
}
QUIET = ("-q", "--no-pictures")


@pytest.fixture(params=SPECS)
def spec(request, tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(SPECS[request.param] + "engine: autograd\n", encoding="utf-8")
    return path


def test_a_run_there_is_that_of_the_processor_and_is_resumed_and_asked(spec, dltrain):
    with pytest.MonkeyPatch.context() as patch, pretend_gpu(patch) as gpu:
        assert dltrain("train", spec, *QUIET, "-s", "device=cuda", "-o", "there").err == ""
        assert dltrain("resume", "there", *QUIET, "-s", "training.epochs=3").err == ""
        asked = json.loads(dltrain("evaluate", "there", "--json").out)
        assert gpu.waits
        assert [str(wait) for wait in gpu.waits if wait.in_step or "keep" in wait.through] == []
    assert dltrain("train", spec, *QUIET, "-s", "training.epochs=3", "-s", "device=cpu", "-o", "here").err == ""
    assert {**json.loads(dltrain("evaluate", "here", "--json").out), "checkpoint": asked["checkpoint"]} == asked
    assert losses(spec.parent / "there") == losses(spec.parent / "here")
    summary = json.loads((spec.parent / "there/summary.json").read_text("utf-8"))
    assert (summary["device"], summary["status"]) == ("cuda", "completed")


def losses(run):
    lines = (run / "metrics.jsonl").read_text("utf-8").splitlines()
    return [
        [record[name] for name in ("train_loss", "validation_loss", "validation_accuracy")] for record in map(json.loads, lines)
    ]
