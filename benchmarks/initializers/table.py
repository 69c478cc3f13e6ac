"""The table of results: losses as ratios to the best, their geometric means, and where the difference is more than luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ttest_rel

Losses = Mapping[tuple[str, str], Sequence[Sequence[float]]]  # (workload, scheme) → of every seed and epoch
OURS = "auto"
MOMENTS = {"1 epoch": 0, "5 epochs": 4, "all epochs": -1}


def markdown(losses: Losses, schemes: Sequence[str]) -> str:
    """One table for each moment."""
    return "\n".join(_of_moment(losses, schemes, moment, place) for moment, place in MOMENTS.items())


def _of_moment(losses: Losses, schemes: Sequence[str], moment: str, index: int) -> str:
    workloads = list(dict.fromkeys(workload for workload, _ in losses))
    best_so_far = {key: np.log(np.minimum.accumulate(np.array(own), axis=1)[:, index]) for key, own in losses.items()}
    rows, ratios = [], []
    for workload in workloads:
        logs = {scheme: best_so_far[workload, scheme] for scheme in schemes if (workload, scheme) in best_so_far}
        least = min(own.mean() for own in logs.values())
        ratios.append({scheme: float(own.mean() - least) for scheme, own in logs.items()})
        cells = [f"{np.exp(ratios[-1][scheme]):.2f}{_mark(logs, scheme)}" if scheme in logs else "" for scheme in schemes]
        rows.append(f"| {workload} | {' | '.join(cells)} |")
    head = f"| after {moment} | {' | '.join(schemes)} |\n|{'---|' * (len(schemes) + 1)}"
    means = [_mean([own[scheme] for own in ratios if own.keys() == set(schemes)]) for scheme in schemes]
    some = [scheme for scheme in schemes if all(scheme in own for own in ratios)]
    of_some = [_mean([own[scheme] for own in ratios]) if scheme in some else "" for scheme in schemes]
    whole = sum(own.keys() == set(schemes) for own in ratios)
    closing = [f"| **geometric mean**, {len(ratios)} workloads | {' | '.join(of_some)} |"]
    if whole < len(ratios):
        closing.insert(0, f"| **geometric mean**, {whole} with all | {' | '.join(means)} |")
    return "\n".join([head, *rows, *closing, ""])


def _mean(logs: Sequence[float]) -> str:
    return f"**{np.exp(np.mean(logs)):.2f}**" if logs else ""


def _mark(logs: Mapping[str, NDArray[np.float64]], scheme: str) -> str:
    """`+` where a scheme's loss is larger than ours, `−` where it is smaller, by a paired t-test over the seeds, p < 0.01."""
    if scheme == OURS or np.array_equal(logs[scheme], logs[OURS]):
        return ""
    told = ttest_rel(logs[scheme], logs[OURS])
    return ("+" if told.statistic > 0 else "−") if told.pvalue < 0.01 else ""
