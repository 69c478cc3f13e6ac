"""The language model: the next token of a text from those before it (Bengio et al. 2003, JMLR 3)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from dltrain.data.options.tokenizers import TOKENIZERS, Characters, RunningText, Tokenizer
from dltrain.errors import Path as KeyPath
from dltrain.errors import Problem, SpecError
from dltrain.models import architecture
from dltrain.models.activations import Activation
from dltrain.models.architecture import Architecture
from dltrain.models.layers import LAYERS, Embedding, Layer
from dltrain.models.layers.nesting import ahead_of
from dltrain.models.plan import GeneratorFor, Plan, parts
from dltrain.tasks import Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding
    from dltrain.modules import LanguageModel as Module

TEXT = "a language model learns from a text from its beginning to its end"


@options
class _Text:
    """The layers of a language model, and how it reads."""

    type: Literal["language_model"] = option(help="the kind of network")
    layers: list[Annotated[Layer, LAYERS] | int] = option(
        help="the layers from the tokens' numbers, which embedding takes, to the output layer, which has a unit for each token "
        "of the vocabulary; none of them may let a step see those after it",
        at_least=1,
    )
    tokenizer: Annotated[Tokenizer, TOKENIZERS] = option(Characters(), help="what a token of the text is")
    context: int = option(64, help="how many tokens in a row are seen at once", at_least=1, most=1_000_000)


@options
class LanguageModel(Architecture, _Text):  # in the order of their keys: what the last base declares comes first
    """Predicts the next token of a text at each of its places, and so can write it on (Bengio et al. 2003; with recurrent layers
    Mikolov et al. 2010, with causal transformers Radford et al. 2018).

    The text is split in order: the first part trains, the next validates, the last tests. An example is a window of `context`
    tokens; an epoch takes all windows that lie one behind the other, from a beginning that is drawn anew for every epoch, in an
    order that is drawn as well. A token is predicted from those before it in its window.
    """

    purpose: ClassVar[Task | None] = Task.LANGUAGE_MODELING
    is_trained_by_several: ClassVar[bool] = True
    inferred: ClassVar[Mapping[KeyPath, Any]] = {("data", "memory"): "resident", ("training", "shuffle"): "rows"}
    unused: ClassVar[Mapping[KeyPath, str]] = {
        ("data", "target"): "can never act: the target of a language model is the text itself, one token further on",
        ("data", "columns"): "can never act: what a token of the text is says 'tokenizer' under 'model'",
        ("data", "missing_target"): "can never act: a language model needs no target",
        ("data", "memory"): f"can never act: {TEXT}, whose tokens are held as they are",
        ("training", "shuffle"): "can never act: windows of the text are drawn anew in each epoch",
        ("data", "scale"): f"can never act: {TEXT}, not from numbers",
        ("data", "reduce"): f"can never act: {TEXT}, not from numbers",
        ("data", "augment"): f"can never act: {TEXT}, not from pictures",
        ("data", "rows"): f"can never act: {TEXT}, and windows of it are its rows",
        ("data", "weight"): f"can never act: {TEXT}, all of whose tokens count alike",
        ("data", "window"): "can never act: how many tokens a language model sees says 'context' under 'model'",
        ("data", "group"): f"can never act: {TEXT}",
        ("data", "split", "stratify"): "can never act: the text is split in order",
        ("data", "split", "seed"): "can never act: the text is split in order",
        ("data", "split", "folds"): "can never act: the text is split in order",
        ("data", "split", "column"): "can never act: the text is split in order",
        ("training", "class_weights"): "can never act: all tokens of a text count alike",
        ("training", "label_smoothing"): "does not go with a language model, whose loss tells how many bits a text takes",
        ("training", "mixup"): "does not go with a language model: nothing lies between two tokens",
        ("training", "cutmix"): "does not go with a language model: nothing lies between two tokens",
        ("ensemble",): "does not go with a language model: a text is written on by one network",
    }

    @property
    def running_text(self) -> RunningText:
        return RunningText(self.tokenizer, self.context)

    def lists(self) -> dict[str, list[Layer | int]]:
        return {"layers": self.layers}

    def hidden(self) -> list[Layer]:
        """The layers with every default written out; there is no padding behind a text."""
        layers = super().hidden()
        return [dataclasses.replace(one, padded=False) if isinstance(one, Embedding) else one for one in layers]

    def problems(self) -> list[Iterator[Problem]]:
        return [*super().problems(), self._scores_problems(), self._looks_ahead()]

    def _scores_problems(self) -> Iterator[Problem]:
        if self.output == "none":
            message = "a language model needs a score for each token of its vocabulary, whose size only the text tells; leave "
            yield Problem(("model", "output"), f"{message}'output' out")

    def _looks_ahead(self) -> Iterator[Problem]:
        """Layers by which a token would be predicted from itself."""
        for path, message in ahead_of(self.layers, ("layers",)):
            yield Problem(("model", *path), f"a token would be predicted from itself: {message}")

    def plan(self, encoding: Encoding, units: int, activation: Activation, scale: str) -> Plan:
        """The network for a text of this encoding, whose vocabulary tells how many scores there are at each step. Raises
        SpecError."""
        from dltrain.data.encoding.running_text import is_as_asked  # numpy: not before there is data

        if not is_as_asked(encoding.features[0], self.running_text):
            raise SpecError([Problem(("model",), "'tokenizer' and 'context' are not those of the encoded text", at_key=True)])
        (block,) = encoding.blocks
        assert block.levels is not None
        blocks = [(block.name, block.shape, (block.levels, 0))]
        return architecture.plan(self, blocks, block.levels, activation, by_step=True)

    def build(self, plan: Plan, generator_for: GeneratorFor) -> Module:
        from dltrain import modules

        return modules.LanguageModel(*parts(plan, generator_for))
