"""Optuna's TPE as a function of the stored trials: it has no memory of its own, so that a sweep goes on after a kill as if never
stopped. Bergstra et al., Algorithms for hyper-parameter optimization (2011)."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from dltrain.errors import InputError
from dltrain.randomness import seed_of
from dltrain.spec.space import Point, Space, Span
from dltrain.sweeps.database import INSTALL
from dltrain.sweeps.points import Past, random_point

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial

AT_RANDOM = 10  # trials before the first that learns from others
ATTEMPTS = 10  # to find a setting of lists that was not tried yet


def tpe_point(space: Space, seed: int, number: int, past: Sequence[Past], direction: Literal["min", "max"]) -> Point:
    """Where a setting promises most by the trials that have ended. Raises InputError where Optuna is not installed."""
    optuna = optuna_module()
    if sum(one.status in ("completed", "pruned", "diverged") for one in past) < AT_RANDOM:
        return random_point(space, seed, number)
    frozen = [trial for one in past if (trial := _frozen(space, one, direction)) is not None]
    tried = [one.point for one in past]
    for attempt in range(ATTEMPTS):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            sampler = optuna.samplers.TPESampler(
                seed=seed_of(seed, "setting of a sweep by tpe", number, attempt) % 2**32,
                n_startup_trials=AT_RANDOM,
                multivariate=True,
                group=True,
            )
        study = optuna.create_study(direction="minimize" if direction == "min" else "maximize", sampler=sampler)
        study.add_trials(frozen)
        point = _asked(space, study.ask())
        if not space.is_grid or point not in tried:
            break
    return point


def optuna_module() -> Any:
    """Optuna, silent. Raises InputError where it is not installed."""
    try:
        import optuna
    except ImportError:
        raise InputError(f"search: tpe needs the package optuna: {INSTALL}; or write search: random") from None
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return optuna


def _asked(space: Space, trial: Any) -> Point:
    def choose(name: str, count: int) -> int:
        return int(trial.suggest_categorical(name, tuple(range(count))))

    def draw(name: str, span: Span) -> float:
        if span.whole:
            return int(trial.suggest_int(name, int(span.low), int(span.high), step=int(span.step or 1), log=span.log))
        return float(trial.suggest_float(name, span.low, span.high, step=span.step, log=span.log))

    return space.drawn(choose, draw)


def _distribution(kind: int | Span) -> BaseDistribution:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if isinstance(kind, int):
        return CategoricalDistribution(tuple(range(kind)))
    if kind.whole:
        return IntDistribution(int(kind.low), int(kind.high), log=kind.log, step=int(kind.step or 1))
    return FloatDistribution(kind.low, kind.high, log=kind.log, step=kind.step)


def _frozen(space: Space, past: Past, direction: str) -> FrozenTrial | None:
    """A trial in Optuna's form. One that diverged was as bad as can be; one that failed says nothing."""
    from optuna.trial import TrialState, create_trial

    names = space.names
    states = {"completed": TrialState.COMPLETE, "diverged": TrialState.COMPLETE, "pruned": TrialState.PRUNED}
    state = states.get(past.status, TrialState.RUNNING if past.status == "running" else None)
    worst = math.inf if direction == "min" else -math.inf
    value = worst if past.status == "diverged" else past.value
    if state is None or (state == TrialState.COMPLETE and value is None):
        return None
    return create_trial(
        state=state,
        value=value if state == TrialState.COMPLETE else None,
        params=past.point,
        distributions={name: _distribution(names[name]) for name in past.point},
        intermediate_values={epoch: value for epoch, value in past.curve.items() if value is not None},
    )
