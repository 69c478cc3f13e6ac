"""Ranks train what one process trains, to rounding: whatever the loss, the model, the data and what is done to its batches."""

import threading

import numpy as np
import pytest
import torch
from threaded_group import in_ranks

from dltrain.commands.preparing.setup import build_network, prepare_to_train
from dltrain.commands.training.one_run import new_session
from dltrain.kinds.gan import gan
from dltrain.losses import LOSSES
from dltrain.runs import UnwrittenRun
from dltrain.spec.loading import load_text
from dltrain.training import distribution, loop, session
from dltrain.training.autograd import session as autograd_session
from dltrain.training.explicit import session as explicit_session

SGD = "optimizer: sgd, learning_rate: 0.05"  # Adam makes whole steps of the rounding errors of gradients of 0
CLASSES = f"""
data: {{source: {{type: moons, rows: 61, noise: 0.2}}, split: {{validation: 0.2, test: 0}}}}
model: {{layers: [6]}}
training: {{epochs: 3, batch_size: 16, {SGD}}}
"""  # 51 training rows: the last batch has 3, which is a rank's whole share of one, or none
HASTY = CLASSES.replace("0.05", "3.0")
COUNTS = f"""
data:
  source: {{type: inline, columns: [a, y], rows: [{", ".join(f"[{row % 7}, {row * 3}]" for row in range(40))}]}}
  target: y
  split: {{validation: 0.2, test: 0}}
model: {{layers: [6]}}
training: {{loss: LOSS, epochs: 3, batch_size: 15, optimizer: sgd, learning_rate: 0.005}}
"""
WEIGHTED = """
data:
  source: {type: inline, columns: [a, y, w], rows: [ROWS]}
  target: y
  weight: w
  split: none
model: {layers: [4]}
training: {epochs: 3, batch_size: 8, optimizer: sgd, learning_rate: 0.05, class_weights: balanced}
""".replace("ROWS", ", ".join(f"[{row % 7 / 3}, {'yes' if row % 5 < 2 else 'no'}, {1 + row % 3}]" for row in range(19)))
PICTURES = f"""
data: {{source: pictures.npz, target: y, split: {{validation: 0.3, test: 0}}}}
model: {{layers: [{{type: conv2d, channels: 3, kernel_size: 3, batch_norm: true}}, flatten]}}
training: {{epochs: 2, batch_size: 16, {SGD}}}
"""
SERIES = f"""
data:
  source: {{type: inline, columns: [t, v], rows: [{", ".join(f"[{row}, {np.sin(row / 3):.3f}]" for row in range(60))}]}}
  target: v
  window: {{length: 5, horizon: 1}}
  split: {{order: true, validation: 0.2, test: 0}}
model: {{layers: [{{type: gru, units: 4}}]}}
training: {{epochs: 2, batch_size: 16, {SGD}}}
"""
SENTENCES = ", ".join(f'["{"good day " * (row % 3 + 1)}no", {row % 2}]' for row in range(20))
TEXTS = f"""
data:
  source: {{type: inline, columns: [words, y], rows: [{SENTENCES}]}}
  target: y
  columns: {{words: {{type: text, length: 6}}}}
  split: none
model: {{layers: [{{type: embedding, dimensions: 4}}, {{type: lstm, units: 4}}]}}
training: {{epochs: 2, batch_size: 8, {SGD}}}
"""
LANGUAGE = f"""
data: {{source: {{type: text, path: words.txt}}}}
model:
  type: language_model
  tokenizer: character
  context: 8
  layers: [{{type: embedding, dimensions: 4}}, {{type: gru, units: 4, output: sequence}}]
training: {{epochs: 2, batch_size: 4, {SGD}}}
"""
AUTOENCODER = """
model: {type: autoencoder, encoder: [flatten, 8], decoder: [8]}
training: {epochs: 2, batch_size: 16}
"""
SPECS = {
    "classes": CLASSES,
    "weights of rows and classes": WEIGHTED,
    "dropout and batch norm": CLASSES.replace("[6]", "[6, 6], dropout: 0.3, batch_norm: true"),
    "the same by torch": "engine: autograd" + CLASSES.replace("[6]", "[6, 6], dropout: 0.3, batch_norm: true"),
    "accumulation and clipping": CLASSES.replace("batch_size: 16", "batch_size: 4, accumulate: 4, gradient_clip: 0.1"),
    "early stopping": HASTY.replace("epochs: 3", "epochs: 9, early_stopping: {patience: 1}"),
    "a plateau": CLASSES.replace("epochs: 3", "epochs: 5, schedule: {type: reduce_on_plateau, patience: 0}").replace(
        "0.05", "3.0"
    ),
    "an averaged network": CLASSES.replace("epochs: 3", "epochs: 3, average_weights: ema"),
    "pictures": PICTURES,
    "augmentation": PICTURES.replace("target: y", "target: y, augment: [{type: shift, pixels: 1}]"),
    "mixup": PICTURES.replace("epochs: 2", "epochs: 2, mixup: 0.4"),
    "soft targets": PICTURES.replace("epochs: 2", "epochs: 2, mixup: 0.4, loss: kl_divergence"),
    "cutmix": PICTURES.replace("epochs: 2", "epochs: 2, cutmix: 1.0"),
    "an autoencoder": PICTURES[: PICTURES.index("model")] + AUTOENCODER,
    "noise": PICTURES[: PICTURES.index("model")] + AUTOENCODER.replace("encoder:", "noise: 0.3, encoder:"),
    "windows of a series": SERIES,
    "texts": TEXTS,
    "a language model": LANGUAGE,
}
GAN = """
data: {source: {type: ring_of_blobs, rows: 70}, split: {validation: 0.2, test: 0}}
model: {type: gan, latent: 3, generator: [8, 8], discriminator: [8, DROPOUT], NORM}
training: {loss: LOSS, epochs: 3, batch_size: 18, optimizer: sgd, learning_rate: 0.02}
"""  # 56 training rows: the last batch has 2
OF_CLASSES = ["binary_cross_entropy", "cross_entropy", "focal", "hinge", "squared_hinge", "perceptron"]
OF_CLASSES += ["kl_divergence"]
OF_VALUES = ["mean_squared_error", "root_mean_squared_error", "mean_absolute_error", "huber", "log_cosh", "quantile", "poisson"]
OF_VALUES += ["negative_binomial"]
OF_TWO_NETWORKS = ["least_squares", "wasserstein"]
SPECS |= {loss: CLASSES.replace("epochs", f"loss: {loss}, epochs") for loss in OF_CLASSES}
SPECS |= {
    f"a gan by {loss}": GAN.replace("LOSS", loss).replace("DROPOUT", "{type: dropout, rate: 0.2}").replace(", NORM", norm)
    for loss, norm in (
        ("binary_cross_entropy", ", batch_norm: true"),
        ("least_squares", ""),
        ("{type: wasserstein, critic_steps: 2}", ""),
    )
}
SPECS |= {loss: COUNTS.replace("LOSS", loss) for loss in OF_VALUES}


def test_every_loss_is_among_them():
    assert {*OF_CLASSES, *OF_VALUES, *OF_TWO_NETWORKS} == set(LOSSES)


@pytest.fixture(autouse=True)
def group_of_each_thread(monkeypatch):
    """Has every thread train in a group of its own."""
    own = threading.local()
    for module in (autograd_session, explicit_session, session, distribution, gan):
        monkeypatch.setattr(module, "current", lambda: getattr(own, "group", distribution.ALONE))
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield own
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where 70 pictures are, and a text."""
    folder, random = tmp_path_factory.mktemp("data"), np.random.default_rng(0)
    np.savez(folder / "pictures.npz", x=random.integers(256, size=(70, 1, 7, 7), dtype=np.uint8), y=np.arange(70) % 3)
    (folder / "words.txt").write_text("the cat sat on the mat and " * 12)
    return folder


def trained(spec, folder):
    """Records and weights at the end of a training by this thread's group."""
    setup = prepare_to_train(load_text(spec, "spec.yaml", folder, "spec"))
    network = build_network(setup.resolved, lambda text: None)
    one = new_session(setup, network, UnwrittenRun(folder), lambda: False)
    for record in one.group.same(loop.train(one.engine, one.evaluator, one.settings, one.history, one.pausing)):
        if loop.is_paused(record):
            one.save_within()
            continue
        one.monitor.observe(len(one.history) + 1, record)
        one.history.append(record)
        if one.monitor.stops:
            break
    records = [{name: record[name] for name in record if name not in ("seconds", "rows_per_second")} for record in one.history]
    return records, {name: tensor for name, tensor in one.engine.snapshot().items() if name.startswith("model.")}


@pytest.mark.parametrize(("ranks", "spec"), [(2 + index % 2, spec) for index, spec in enumerate(SPECS.values())], ids=SPECS)
def test_ranks_train_what_one_process_trains(ranks, spec, folder, group_of_each_thread):
    records, weights = trained(spec, folder)

    def in_group(group):
        group_of_each_thread.group = group
        return trained(spec, folder)

    for found, others in in_ranks(ranks, in_group):
        assert len(found) == len(records)
        for one, other in zip(records, found, strict=True):
            assert one == pytest.approx(other, rel=1e-3, abs=1e-5)
        for name, tensor in weights.items():
            np.testing.assert_allclose(others[name], tensor, rtol=1e-3, atol=1e-5, err_msg=name)
