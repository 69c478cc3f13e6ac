"""A training of a lesson: its run, and the same training once more to look into it, which comes to the same bits."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dltrain.lazy import NDArray, np

if TYPE_CHECKING:
    from dltrain.commands.preparing.setup import Setup
    from dltrain.runs import Run, Summary
    from dltrain.training.session import Session

Weights = Mapping[str, "NDArray[np.float32]"]


@dataclass(frozen=True)
class Trained:
    """A run that a spec, with what `sets` change of it, was trained to."""

    spec: Path
    sets: Sequence[str]
    run: Run
    summary: Summary

    @functools.cached_property
    def records(self) -> list[dict[str, Any]]:
        """The records of the epochs."""
        return self.run.read_metrics()

    @functools.cached_property
    def setup(self) -> Setup:
        """The spec with its data, read anew."""
        from dltrain.commands.preparing.setup import prepare_to_train
        from dltrain.spec.loading import load

        return prepare_to_train(load(self.spec, self.sets))

    @functools.cached_property
    def session(self) -> Session[Any]:
        """A training with the run's best weights in its network."""
        session = self.untrained()
        tensors, state = self.run.read_checkpoint("best")
        session.engine.restore(tensors, state["step"], {})
        return session

    def untrained(self) -> Session[Any]:
        """The training before its first step."""
        from dltrain.commands.preparing.setup import build_network
        from dltrain.commands.training.one_run import new_session

        network = build_network(self.setup.resolved, lambda text: None)
        return new_session(self.setup, network, self.run, lambda: False)

    def steps(self) -> Iterator[tuple[int, Session[Any]]]:
        """The training once more: how many steps are taken, from 0 on to the last, with the session as it is then. Nothing is
        written."""
        yield from _stepwise(self.untrained(), self.summary.epochs)

    def weights(self) -> list[dict[str, NDArray[np.float32]]]:
        """The weights before the first step and after each, by name."""
        return [weights_of(session) for _, session in self.steps()]


def _stepwise(session: Session[Any], epochs: int) -> Iterator[tuple[int, Session[Any]]]:
    from dltrain.training.loop import is_paused, train

    seen: list[int] = []

    def pausing() -> bool:
        if seen and seen[-1] == session.engine.step:
            return False
        seen.append(session.engine.step)
        return True

    for record in train(session.engine, session.evaluator, session.settings, session.history, pausing):
        if is_paused(record):
            yield session.engine.step, session
        else:
            session.history.append(record)
            if len(session.history) == epochs:  # it may have stopped early
                break
    yield session.engine.step, session


def weights_of(session: Session[Any]) -> dict[str, NDArray[np.float32]]:
    """Copies of the weights of a session's network as they are now, by name (`layers.0.linear.weight`, `output.linear.bias`)."""
    state = session.engine.snapshot()
    return {name.removeprefix("model."): np.array(array) for name, array in state.items() if name.startswith("model.")}
