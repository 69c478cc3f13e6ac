"""What is made of a generative adversarial network beside its steps: how good it is, against what, and what it looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dltrain.data.dataset import Dataset
from dltrain.data.part import Part
from dltrain.metrics import Metric, Outcome
from dltrain.models.gan import GanPlan, picture_shape
from dltrain.modules import Adversaries
from dltrain.randomness import seed_of
from dltrain.runs import Run, Summary
from dltrain.spec.resolve import Resolved
from dltrain.statistics.clusters import cluster_centers, nearest_center
from dltrain.tasks import Task
from dltrain.training.adversarial import MOST, AdversarialEngine, compared
from dltrain.training.batches import settings_of
from dltrain.training.conclusion import baseline_splits, summary_of
from dltrain.training.measure import metric_values
from dltrain.training.rows import Rows, rows_without_targets
from dltrain.training.session import Session, parts_of

STRETCH = 2**22  # numbers that are worked on at a time
PICTURES = 10  # about how many pictures of samples a run draws
CLUSTERS = 20
PRESENT = 0.1  # a cluster is reached if generated rows have this share of the place that real ones have there
FEW = 3 / 4  # of the clusters: a generator that reaches fewer has collapsed
NARROW = 0.1  # of the variance, likewise

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Likeness:
    """Measures how like the rows of a split the generated ones are."""

    metrics: Sequence[Metric]

    def measure(self, scores: Tensor, rows: Rows, part: Part) -> dict[str, float | None]:
        """Every metric; `scores` are generated rows (rows, numbers), as many as are `compared`."""
        return metric_values(self.metrics, Outcome(Task.GENERATION, some_of(rows), as_floats(scores)))


def some_of(rows: Rows) -> Floats:
    """The rows of a split that are compared, (rows, numbers): of pictures all of them would be eight times what they are."""
    chosen = compared(rows.count).to(rows.inputs[0].device)
    return as_floats(rows.take(chosen).scaled().inputs[0].flatten(1))


def as_floats(rows: Tensor) -> Floats:
    """A tensor as float64 of NumPy, of the same shape."""
    return rows.cpu().double().numpy()


def adversarial_session(
    resolved: Resolved, dataset: Dataset, networks: Adversaries, run: Run, stopping: Callable[[], bool]
) -> Session[Likeness]:
    """The session of a gan."""
    experiment = resolved.experiment
    torch.set_num_threads(int(experiment.threads))
    splits = {name: (part, rows_without_targets(part, experiment.device)) for name, part in parts_of(dataset).items()}
    networks = networks.to(experiment.device)
    engine = AdversarialEngine(
        networks,
        experiment.training.optimizer,
        resolved.loss,
        splits["train"][1],
        settings_of(experiment),
        experiment.device,
    )
    return Session(resolved, dataset, engine, Likeness(experiment.metrics), splits, run, stopping)


def conclude(session: Session[Likeness], say: Callable[[str], None]) -> Summary:
    """Measures a finished session by its best weights and writes everything but its metrics, checkpoints and charts; the
    summary.

    The test rows are looked at here, once, and only if the training was not interrupted.
    """
    done = session.status in ("completed", "stopped_early")
    best = session.use_best()
    measured = {
        name: session.evaluator.measure(session.engine.scores(rows), rows, part)
        for name, (part, rows) in session.splits.items()
        if name != "test" or done
    }
    baselines = {"normal": {name: _normal(session, name) for name in baseline_splits(measured)}}
    summary = summary_of(session, best.epoch, measured, baselines, findings_of(session))
    session.run.write_summary(summary)
    return summary


def _normal(session: Session[Likeness], split: str) -> dict[str, float | None]:
    """The baseline: rows of the normal distribution with the mean and the covariance of the training rows."""
    part, rows = session.splits[split]
    random = np.random.default_rng(seed_of(session.resolved.experiment.seed, f"baseline {split}"))
    drawn = torch.from_numpy(normal_rows(session.splits["train"][1], min(rows.count, MOST), random))
    return session.evaluator.measure(drawn, rows, part)


def normal_rows(rows: Rows, count: int, random: np.random.Generator) -> Floats:
    """Rows of the normal distribution with the mean and covariance of these: (count, numbers).

    A sum of all centred rows with normal weights has their covariance, which need not be computed.
    """
    weights = random.standard_normal((count, rows.count)) / np.sqrt(rows.count)
    mean = sum(stretch.sum(axis=0) for _, stretch in stretches(rows)) / rows.count
    return np.asarray(mean + sum(weights[:, start : start + len(own)] @ (own - mean) for start, own in stretches(rows)))


def stretches(rows: Rows) -> Iterator[tuple[int, Floats]]:
    """All rows, (rows, numbers), some at a time, each with the place of its first."""
    step = max(1, STRETCH // max(1, rows.inputs[0][:1].numel()))
    for start in range(0, rows.count, step):
        own = rows.slice(start, min(start + step, rows.count))
        yield start, as_floats(own.scaled().inputs[0].flatten(1))


def findings_of(session: Session[Likeness]) -> list[dict[str, Any]]:
    """Whether the generator makes rows of all kinds that there are in the training rows, or of a few only."""
    if not session.history:
        return []
    rows = session.splits["train"][1]
    return [coverage(some_of(rows), as_floats(session.engine.scores(rows)), session.resolved.experiment.seed)]


def coverage(real: Floats, generated: Floats, seed: int) -> dict[str, Any]:
    """A finding `mode_collapse`, or a fact `coverage`, of generated rows beside real ones, both (rows, numbers)."""
    centers = cluster_centers(real, min(CLUSTERS, max(1, len(real) // 10)), seed_of(seed, "clusters"))
    shares = [np.bincount(nearest_center(rows, centers), minlength=len(centers)) / len(rows) for rows in (real, generated)]
    reached = int((shares[1] >= PRESENT * shares[0]).sum())
    spread = float(generated.var(axis=0).sum() / max(real.var(axis=0).sum(), 1e-12))
    told = (
        f"the generated rows reach {reached} of {len(centers)} clusters of the training rows, with {spread:.0%} of their variance"
    )
    values = {"reached": reached, "clusters": len(centers), "variance": spread}
    if reached < FEW * len(centers) or spread < NARROW:
        advice = "try loss: wasserstein, a lower learning_rate, or wider networks"
        return {"problem": "mode_collapse", **values, "message": f"mode collapse: {told}; {advice}"}
    return {"fact": "coverage", **values, "message": told}


def draw_charts(session: Session[Likeness], summary: Summary, note: str) -> None:
    """Draws curves.png, and samples.png of what the best weights make. note: what the numbers are."""
    from dltrain.training.charts import draw_curves

    draw_curves(session.run, session.history, summary, note)
    _draw(session, "samples", f"best epoch {summary.best_epoch:,}")


def draw_samples(session: Session[Likeness], record: Mapping[str, float | None]) -> None:
    """Draws samples-0010.png at about every tenth of the epochs, where rows can be looked at."""
    epoch = int(record["epoch"] or 0)
    if epoch % max(1, int(session.training.epochs) // PICTURES) == 0:
        _draw(session, f"samples-{epoch:04d}", f"epoch {epoch:,}")


def _draw(session: Session[Likeness], name: str, title: str) -> None:
    """A chart of real and generated rows side by side; none of rows that are neither points in the plane nor pictures."""
    from dltrain import charts

    plan, encoding = session.resolved.plan, session.dataset.encoding
    assert isinstance(plan, GanPlan)
    names = encoding.number_names
    shape = picture_shape(plan, names)
    if shape is None and len(names) != 2:
        return
    rows = session.splits["train"][1]
    pair = (encoding.undo(each) for each in (some_of(rows), as_floats(session.engine.scores(rows))))
    real, generated = pair
    title = f"{session.run.folder.name}: {title}"
    spec = charts.scatter(real, generated, names, title) if shape is None else charts.sheets(real, generated, shape, title)
    session.run.write_chart(name, charts.png(spec))
