"""The members of an ensemble of classes one by one, and what the first so many of them answer together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from dltrain.lazy import NDArray, Tensor, np
from dltrain.lessons.trained import Trained

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dltrain.data.part import Part
    from dltrain.kinds.kind import Trained as Loaded
    from dltrain.models.ensembles import Combiner

Floats: TypeAlias = "NDArray[np.float64]"


@dataclass(frozen=True)
class Members:
    """The finished members of a run, and what makes their answers one."""

    loaded: Loaded
    combiner: Combiner
    fitted: Mapping[str, Tensor]

    @property
    def count(self) -> int:
        """How many there are."""
        return self.loaded.members

    def answers(self, part: Part) -> Floats:
        """The probabilities that each member gives: (members, rows, classes)."""
        import torch

        from dltrain.training.autograd.scores import arithmetic, scores_of

        whole, rows = self.loaded.network, self.loaded.rows(part, None)
        each = [whole.outputs_of(scores_of(one, rows, arithmetic(self.loaded.device, False))) for one in whole.layers]
        answers: Floats = torch.stack(each).cpu().numpy()
        return answers

    def together(self, answers: Floats) -> Floats:
        """What the members answer as one, by the answers of all of them or of the first so many: (rows, classes)."""
        import torch

        numbers = {name: values[: len(answers)] if name == "weights" else values for name, values in self.fitted.items()}
        combined: Floats = self.combiner.combine(torch.from_numpy(answers), numbers).numpy()
        return combined


def members_of(trained: Trained) -> Members:
    """The members of an ensemble's run, by their best weights."""
    import torch

    from dltrain.commands.loading.saved import load
    from dltrain.training.ensembles.committee import fitted_in

    saved = load(trained.run.folder)
    ensemble = saved.resolved.experiment.ensemble
    assert ensemble is not None
    tensors, _ = trained.run.read_checkpoint("best")
    fitted = fitted_in({name: torch.from_numpy(array) for name, array in tensors.items()})
    return Members(saved.trained, ensemble.combiner(saved.encoding.task), fitted)


def wrong(answers: Floats, part: Part) -> NDArray[np.bool_]:
    """Which rows are answered wrong: answers (..., rows, classes) → (..., rows)."""
    chosen: NDArray[np.bool_] = answers.argmax(axis=-1) != part.target.reshape(len(part.rows), -1)[:, 0].astype(int)
    return chosen


def independent(errors: Floats) -> Floats:
    """How probable it is that so many members are wrong on a row, where each errs with its own probability whatever the others
    do: errors (members,) → (members + 1,). The Poisson binomial distribution; of equal errors the binomial."""
    distribution = np.ones(1)
    for error in errors:
        distribution = np.convolve(distribution, [1 - error, error])
    return distribution
