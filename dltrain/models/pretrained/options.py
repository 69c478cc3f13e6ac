"""The pretrained model as a spec has it: a model that somebody has trained before, with a new head for the target."""

from __future__ import annotations

import dataclasses
import importlib.util
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from dltrain.data.options.columns import Categorical, ColumnKind, Image, Text
from dltrain.data.options.foreign import ModelPictures, ModelText
from dltrain.data.options.section import Data, Files
from dltrain.data.sources.images import Images
from dltrain.errors import PRETRAINED, InputError, Problem, SpecError, listing
from dltrain.errors import Path as KeyPath
from dltrain.models import plan as plans
from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.models.initializers import Zeros
from dltrain.models.inputs import FROZEN, LayerLine
from dltrain.models.layers import LAYERS, Dense, Layer
from dltrain.models.layers.dropout import Dropout
from dltrain.models.options import ModelOptions
from dltrain.models.plan import GeneratorFor
from dltrain.models.pretrained import about as abouts
from dltrain.models.pretrained import folder as folders
from dltrain.models.pretrained.about import About
from dltrain.models.pretrained.families import PICTURES, TEXTS, Shape
from dltrain.models.pretrained.plan import PretrainedPlan
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding
    from dltrain.modules import Network

NAME: KeyPath = ("model", "name")
COMPUTED_ONCE = "with freeze: true the features are computed once; write freeze: false, or the number of blocks to keep"
OF_VOCABULARY = ("vocabulary", "minimum_count", "lowercase", "dimensions")


@options
class Pretrained(ModelOptions):
    """A model that was trained before on much more data, as Hugging Face's transformers saves it, with a new output layer for
    the target: a ResNet, ConvNeXt or ViT for pictures, a BERT, RoBERTa or ELECTRA for texts (Yosinski et al. 2014, NIPS; Devlin
    et al. 2019, NAACL). Its own tokenizer, or its own scaling of pixels, takes the place of those that are fitted to the data.
    """

    unused: ClassVar[Mapping[KeyPath, str]] = {
        ("ensemble",): "does not go with a pretrained model, whose members would all begin with the same weights",
        ("data", "reduce"): "does not go with a pretrained model, which takes pictures or texts as they are",
        ("data", "window"): "makes sequences; a pretrained model takes pictures or texts",
        ("data", "group"): "makes sequences; a pretrained model takes pictures or texts",
    }

    type: Literal["pretrained"] = option(help="the kind of network")
    name: str = option(
        help="the folder of the model, relative to the spec's, with config.json and model.safetensors; or its name on the hub of "
        "Hugging Face, where it is in the cache of this machine or can be fetched"
    )
    freeze: bool | int = option(
        True,
        help="true: only the new head is trained, on features that are computed once; a number: the embeddings (of pictures the "
        "first convolution) and so many blocks keep their weights; false: all is trained",
        at_least=0,
    )
    pooling: Literal["auto", "first", "mean"] = option(
        "auto",
        help="what of the model's outputs the head takes: the first one, or their mean. auto: the mean of texts with freeze: "
        "true, else what the family's own classifiers take",
    )
    dropout: float = option(0.0, help="the share of features dropped in training before the output layer", at_least=0, below=1)
    size: int = option(
        None, help="height and width that pictures are brought to; those that the model was trained with if omitted", at_least=1
    )
    config: str = option(None, help="what is known of the model without its files; written into the run's own spec")
    files: dict[str, str] = option(
        None, help="the SHA-256 of each of its files, as they must still be; written into the run's own spec"
    )

    @property
    def layer_names(self) -> None:
        """What blocks it has its folder tells."""

    @property
    def mixing_refusal(self) -> str:
        return COMPUTED_ONCE if self.freeze is True else ""

    def problems(self) -> list[Iterator[Problem]]:
        return [self._own_problems()]

    def _own_problems(self) -> Iterator[Problem]:
        if self.freeze is not True and self.freeze is not False and self.freeze < 1:
            yield Problem(("model", "freeze"), "'freeze' is 0: write false to train all, or the number of blocks to keep")
        if self.config is not None:
            try:
                abouts.of_line(self.config)
            except InputError as error:
                yield Problem(("model", "config"), str(error))

    @property
    def about(self) -> About:
        """What is known of the model. Raises InputError where its folder has not been opened."""
        if self.config is None:
            raise InputError("the folder of the pretrained model has not been read")
        return abouts.of_line(self.config)

    def opened(self, folder: Path) -> Pretrained:
        """The same with what its folder says of it, and its absolute path; as it is where it says so already, and the folder is
        not there. Raises SpecError."""
        if importlib.util.find_spec("transformers") is None:
            raise SpecError([Problem(("model", "type"), f"a pretrained model needs the package transformers: {PRETRAINED}")])
        try:
            if self.config is not None and not os.path.isdir(folder / os.path.expanduser(self.name)):
                return self
            path = folders.locate(self.name, folder)
            return dataclasses.replace(self, name=str(path), config=abouts.of_folder(path).in_line())
        except InputError as error:
            raise SpecError([Problem(NAME, str(error))]) from None

    def sealed(self) -> Pretrained:
        """The same with the SHA-256 of its files. Raises SpecError where they are others than it says."""
        if self.files is not None and not os.path.isdir(self.name):
            return self
        try:
            found = folders.digests(Path(self.name))
        except InputError as error:
            raise SpecError([Problem(NAME, str(error))]) from None
        before = found if self.files is None else self.files
        if changed := [name for name in {**before, **found} if before.get(name) != found.get(name)]:
            what = f"{listing(changed)} in '{self.name}' {'is' if len(changed) == 1 else 'are'} not as when the run began"
            raise SpecError([Problem(("model", "files"), f"{what}; put them back, or leave 'files' out to start from these")])
        return dataclasses.replace(self, files=found)

    def settled_data(self, data: Data) -> Data:
        """Pictures whose size is not given are read in the size that the model takes. Raises SpecError for what cannot act."""
        if data.augment and self.freeze is True:
            raise SpecError([Problem(("data", "augment"), f"'augment' can never act: {COMPUTED_ONCE}", at_key=True)])
        about = self.about
        if about.pixels is None:
            return data
        height, width = self._size(about)
        size = height if height == width else [height, width]

        def settled(source: Any) -> Any:
            is_open = isinstance(source, Images | Image) and source.size is None
            return dataclasses.replace(source, size=size) if is_open else source

        if isinstance(data.source, Files):
            source: Any = Files(**{part: settled(one) for part, one in data.source.given().items()})
        else:
            source = settled(data.source)
        columns = {name: settled(kind) for name, kind in (data.columns or {}).items()}
        return dataclasses.replace(data, source=source, columns=columns or data.columns)

    @property
    def data_depends_on(self) -> object:
        return self.name, self.config

    def column_kinds(
        self, kinds: Mapping[str, ColumnKind | None], known: Encoding | None = None
    ) -> Mapping[str, ColumnKind | None]:
        """The one column as the model takes it. Raises SpecError where it is none, or there are several."""
        about = self.about
        wanted = "one column of texts" if about.family.reads == TEXTS else "one column of pictures"
        if len(kinds) != 1:
            message = f"a {about.kind} takes {wanted}, but there are {len(kinds)}: {listing(kinds, 6)}; choose it with 'features'"
            raise SpecError([Problem(("data",), message, at_key=True)])
        ((name, kind),) = kinds.items()
        if about.family.reads == PICTURES:
            if not (kind is None or isinstance(kind, Image)) or about.pixels is None:
                given = f"a {about.kind} takes pictures, but the column '{name}' holds {_in_words(kind)}"
                message = f"{given}; for texts name a bert, roberta or electra"
                raise SpecError([Problem(NAME, message)])
            return {name: ModelPictures(about.pixels.mean, about.pixels.std)}
        if not isinstance(kind, Text | Categorical):
            given = f"a {about.kind} takes texts, but the column '{name}' holds {_in_words(kind)}"
            message = f"{given}; for pictures name a resnet, convnext or vit"
            raise SpecError([Problem(NAME, message)])
        declared = kind if isinstance(kind, Text) else Text()
        return {name: ModelText(_checked(declared, name), self._tokenizer(name, known), about.padding, about.longest)}

    def _tokenizer(self, column: str, known: Encoding | None) -> str:
        """That of a checkpoint's encoding, or else of the folder. Raises SpecError."""
        for feature in known.features if known else ():
            if feature.name == column and (text := getattr(feature, "tokenizer", None)):
                return str(text)
        from dltrain.models.pretrained.tokenizer import tokenizer_json

        if not os.path.isdir(self.name):
            message = f"the folder of the model is no longer at '{self.name}'; its tokenizer is needed to read the data again"
            raise SpecError([Problem(NAME, f"{message}: put it back, or write where it is by now")])
        try:
            return tokenizer_json(Path(self.name))
        except InputError as error:
            raise SpecError([Problem(NAME, str(error))]) from None

    def plan(self, encoding: Encoding, units: int, activation: Activation, scale: str) -> PretrainedPlan:
        about, block = self.about, encoding.blocks[0]
        arriving = self._size(about) if about.family.reads == PICTURES else block.shape
        try:
            backbone = tuple(about.blocks(arriving))
        except InputError as error:
            raise SpecError([Problem(NAME, str(error))]) from None
        if any(min(one.shape) < 1 for one in backbone):
            message = f"a {about.kind} leaves nothing of pictures of {arriving[0]} × {arriving[1]}"
            raise SpecError([Problem(("model", "size"), message)])
        width = self._width(backbone)
        head: list[Layer] = [Dropout(rate=self.dropout)] if self.dropout else []
        output = Dense(units=units, activation=activation, initializer=Zeros(), dropout=0.0, batch_norm=False)
        frozen = self._frozen(backbone)
        lines = [
            LayerLine(f"inputs.{one.name}", one.what + FROZEN * (number < frozen), one.shape, one.parameters)
            for number, one in enumerate(backbone)
        ]
        lines += [LayerLine(f"layers.{number}", LAYERS.name_of(layer), (width,), 0) for number, layer in enumerate(head)]
        lines.append(LayerLine("output", f"dense, {ACTIVATIONS.name_of(activation)}", (units,), output.parameters((width,))))
        channels = block.shape[0] if len(block.shape) == 3 else 1
        inputs = ((block.name, block.shape, None),)
        return PretrainedPlan(
            inputs,
            (width,),
            tuple(head),
            output,
            tuple(lines),
            about,
            arriving,
            backbone,
            frozen,
            self._pooling(about),
            channels,
        )

    def _width(self, backbone: tuple[Any, ...]) -> int:
        """How many numbers the features of a row are: the channels of pictures, the last axis of steps."""
        shape = backbone[-1].shape
        return int(shape[0] if len(shape) == 3 else shape[-1])

    def _size(self, about: About) -> Shape:
        """What pictures are brought to. Raises SpecError where the model takes none but its own size."""
        assert about.pixels is not None
        if about.family.is_square:
            side = about.config.get("image_size", 224)
            own = (side, side) if isinstance(side, int) else (int(side[0]), int(side[1]))
            if self.size is not None and (self.size, self.size) != own:
                message = f"a {about.kind} knows the places of pictures of {own[0]} × {own[1]} alone; leave 'size' out"
                raise SpecError([Problem(("model", "size"), message)])
            return own
        return about.pixels.size if self.size is None else (self.size, self.size)

    def _frozen(self, backbone: tuple[Any, ...]) -> int:
        """How many blocks are frozen, the embeddings among them. Raises SpecError where there are fewer."""
        if isinstance(self.freeze, bool):
            return len(backbone) if self.freeze else 0
        blocks = sum(one.name[-1].isdigit() for one in backbone)
        if self.freeze > blocks:
            message = f"the model has {blocks} blocks besides its {backbone[0].what}; write true to train the head alone"
            raise SpecError([Problem(("model", "freeze"), message)])
        return self.freeze + 1

    def _pooling(self, about: About) -> str:
        """What of the outputs the head takes. Raises SpecError where there is no first one."""
        if about.family.normalizes or about.kind == "convnext":
            if self.pooling == "first":
                message = f"a {about.kind} has no first output; its classifiers take the mean: leave 'pooling' out"
                raise SpecError([Problem(("model", "pooling"), message)])
            return "mean"
        if self.pooling != "auto":
            return self.pooling
        return "mean" if about.family.reads == TEXTS and self.freeze is True else "first"

    def written_out(self, plan: PretrainedPlan, folder: Path, *, has_activation: bool) -> Pretrained:
        pooling: Any = plan.pooling
        size = plan.arriving[0] if plan.about.pixels and plan.arriving[0] == plan.arriving[1] else None
        return dataclasses.replace(self, pooling=pooling, size=size)  # type: ignore[arg-type]  # None is absent

    def build(self, plan: PretrainedPlan, generator_for: GeneratorFor) -> Network:
        from dltrain.modules.pretrained import built

        _, layers, output = plans.parts(plan, generator_for)
        return built(plan, layers, output)

    def begin(self, network: Network) -> None:
        from dltrain.modules.pretrained import fill

        fill(network, Path(self.name))


def _checked(declared: Text, name: str) -> Text:
    """The declared column. Raises SpecError where something of it cannot act."""
    path = ("data", "columns", name)
    if declared.tokenizer not in ("auto", "model"):
        message = f"a pretrained model reads texts by its own tokenizer, not in {declared.tokenizer}s; leave 'tokenizer' out"
        raise SpecError([Problem((*path, "tokenizer"), message)])
    default = Text()
    acting = [key for key in OF_VOCABULARY if getattr(declared, key) != getattr(default, key)]
    if acting:
        raise SpecError(
            [Problem((*path, key), f"'{key}' can never act: the model has its own tokenizer", at_key=True) for key in acting]
        )
    return declared


def _in_words(kind: ColumnKind | None) -> str:
    if kind is None:
        return "arrays"
    return {"Numeric": "numbers", "Datetime": "dates", "Boolean": "yes and no", "Text": "texts"}.get(type(kind).__name__, "words")
