"""A run goes on with another engine: all keep the optimizer's state under the same names; old checkpoints are read as such."""

import json
from pathlib import Path

import pytest

from dltrain.commands.resume import resume
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.runs import checkpoints

SPEC = """
threads: 1
data: {{source: digits, rows: 200}}
model: {{layers: [16], batch_norm: true, dropout: 0.2}}
engine: {engine}
training: {{epochs: {epochs}, learning_rate: 0.003, optimizer: {optimizer}, weight_decay: 1e-4, save_every: 0.001s}}
"""
QUIET = Display(charts=False)


def trained(folder: Path, engine: str, epochs: int, optimizer: str = "adam") -> Path:
    """The directory of a run."""
    run = folder / f"{engine}-{epochs}"
    (folder / "spec.yaml").write_text(SPEC.format(engine=engine, epochs=epochs, optimizer=optimizer), encoding="utf-8")
    train(spec=folder / "spec.yaml", run_dir=run, display=QUIET)
    return run


def losses(run: Path) -> list[float]:
    return [json.loads(line)["train_loss"] for line in (run / "metrics.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("optimizer", ["adam", "nadam", "{type: sgd, momentum: 0.9}", "{type: rmsprop, centered: true}"])
@pytest.mark.parametrize(("first", "then"), [("numpy", "autograd"), ("autograd", "explicit"), ("explicit", "numpy")])
def test_another_engine_goes_on_to_the_same_losses_within_rounding(first, then, optimizer, tmp_path):
    run = trained(tmp_path, first, 2, optimizer)
    resume(run=run, sets=[f"engine={then}", "training.epochs=4"], allow_changes=True, display=QUIET)
    assert losses(run) == pytest.approx(losses(trained(tmp_path, first, 4, optimizer)), rel=2e-3)


@pytest.mark.parametrize("optimizer", ["adam", "{type: adamw, amsgrad: true, beta1: 0.8, beta2: 0.99}"])
def test_the_sums_that_adam_once_kept_are_read_as_means(optimizer, tmp_path):
    run = trained(tmp_path, "numpy", 2, optimizer)
    beta1, beta2 = (0.9, 0.999) if optimizer == "adam" else (0.8, 0.99)
    for which in ("best", "last"):
        path = run / "checkpoints" / f"{which}.safetensors"
        tensors, state = checkpoints.read(path)
        for slot, beta in (("mean", beta1), ("square_mean", beta2), ("largest_square_mean", beta2)):
            if f"optimizer.{slot}" in tensors:
                tensors[f"optimizer.{slot.replace('mean', 'sum')}"] = tensors.pop(f"optimizer.{slot}") / (1 - beta)
        checkpoints.write(path, tensors, {name: value for name, value in state.items() if name not in ("sha256", "format")})
    resume(run=run, sets=["training.epochs=4"], display=QUIET)
    assert losses(run) == pytest.approx(losses(trained(tmp_path, "numpy", 4, optimizer)), rel=1e-4)
