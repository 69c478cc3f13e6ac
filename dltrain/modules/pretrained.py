"""Pretrained models as torch modules: transformers' own, between what comes from the data and a head. Imports transformers at
first use, and of it only the file of the model's family."""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from dltrain.errors import PRETRAINED, InputError
from dltrain.modules.dropout import Seeded
from dltrain.modules.network import Network

CLASSES = {
    "resnet": "ResNet",
    "convnext": "ConvNext",
    "vit": "ViT",
    "bert": "Bert",
    "roberta": "Roberta",
    "electra": "Electra",
}
POOLERS = ("bert", "roberta", "vit")  # whose own pooler is left out
LOT = 64  # rows that pass at once where no gradients are taken


class Backbone(Seeded):
    """A model of transformers whose outputs are pooled into one vector of features a row."""

    is_recordable = False

    def __init__(self, model: nn.Module, takes_first: bool) -> None:
        super().__init__()
        self.model, self.takes_first = model, takes_first

    def forward(self, block: Tensor) -> Tensor:
        if torch.is_grad_enabled() and self.training:
            return self._seeded(block)
        if torch.compiler.is_exporting():  # len would fix the number of rows
            return self.features(block)
        if torch.is_grad_enabled() or len(block) <= LOT:
            return self.features(block)
        return self.in_lots(block)

    def _seeded(self, block: Tensor) -> Tensor:
        """Dropout within the model draws from torch's own generator, which is seeded here for the step and the share."""
        if self.key is None:
            return self.features(block)
        kind = block.device.type
        with torch.random.fork_rng([block.device] if kind != "cpu" else [], device_type="cuda" if kind == "cpu" else kind):
            torch.manual_seed((self.key + self.first) % 2**63)
            return self.features(block)

    def features(self, block: Tensor) -> Tensor:
        """float (rows, features)."""
        raise NotImplementedError

    def in_lots(self, block: Tensor) -> Tensor:
        """The same of many rows, so many at once that their activations take little memory."""
        return torch.cat([self.features(lot) for lot in torch.split(block, LOT)])


class Texts(Backbone):
    """Token numbers (rows, length) of which `padding` stands behind the end → the first output, or the mean of a text's."""

    def __init__(self, model: nn.Module, takes_first: bool, padding: int) -> None:
        super().__init__(model, takes_first)
        self.padding = padding

    def features(self, block: Tensor) -> Tensor:
        mask = block != self.padding
        longest = max(1, int(mask.sum(1).max()))  # what is padding in every row of the batch need not be computed
        block, mask = block[:, :longest].long(), mask[:, :longest]
        outputs: Tensor = self.model(input_ids=block, attention_mask=mask.long()).last_hidden_state
        if self.takes_first:
            return outputs[:, 0]
        weights = mask.unsqueeze(-1).to(outputs.dtype)
        return (outputs * weights).sum(1) / weights.sum(1).clamp(min=1)

    def in_lots(self, block: Tensor) -> Tensor:
        """Texts of like length together, so that little is padding."""
        order = (block != self.padding).sum(1).argsort(stable=True)
        features = super().in_lots(block[order])
        return features[order.argsort()]


class Pictures(Backbone):
    """Pictures (rows, channels, height, width), or (rows, height, width) of grey ones, scaled → of the model's size → features.

    Grey ones have the mean scale of all channels, in place of which each channel gets its own.
    """

    offset: Tensor
    factor: Tensor

    def __init__(
        self, model: nn.Module, takes_first: bool, size: Sequence[int], interpolation: str, pixels: Mapping[str, Sequence[float]]
    ) -> None:
        super().__init__(model, takes_first)
        self.size, self.interpolation = tuple(size), interpolation
        mean, std = (torch.tensor(pixels[key]).reshape(1, -1, 1, 1) for key in ("mean", "std"))
        self.register_buffer("offset", (mean.mean() - mean) / std, persistent=False)
        self.register_buffer("factor", std.mean() / std, persistent=False)

    def features(self, block: Tensor) -> Tensor:
        pictures = block.unsqueeze(1) if block.dim() == 3 else block
        if tuple(pictures.shape[2:]) != self.size:
            is_smooth = self.interpolation != "nearest"
            more: dict[str, Any] = {"antialias": True, "align_corners": False} if is_smooth else {}
            pictures = functional.interpolate(pictures, self.size, mode=self.interpolation, **more)
        if pictures.shape[1] == 1:
            pictures = pictures * self.factor + self.offset
        given = self.model(pixel_values=pictures)
        outputs: Tensor = given.last_hidden_state
        if outputs.dim() == 3:
            return outputs[:, 0] if self.takes_first else outputs.mean(1)
        pooled: Tensor = given.pooler_output
        return pooled.flatten(1)


class PretrainedNetwork(Network):
    """A backbone with a head. first: the name of what comes before the blocks."""

    def __init__(self, backbone: Backbone, layers: list[nn.Module], output: nn.Module, first: str) -> None:
        super().__init__(backbone, layers, output)
        self.first = first

    def layer_of(self, name: str) -> str:
        """The block that a parameter belongs to, as the layer table names it, or a layer of the head."""
        if not name.startswith("inputs."):
            return ".".join(name.split(".")[: 2 if name.startswith("layers.") else 1])
        parts = name.split(".")
        for kind, block in (("stages", "stage"), ("layer", "layer"), ("layers", "layer")):
            if kind in parts:
                return f"{block}.{parts[parts.index(kind) + 1]}"
        return "norm" if parts[2] == "layernorm" else self.first


def built(plan: Any, layers: list[nn.Module], output: nn.Module) -> Network:
    """The network of a plan with weights of no meaning in its backbone, of which what is frozen is marked."""
    about = plan.about
    model = _model(about.kind, about.config)
    first = plan.pooling == "first"
    backbone: Backbone
    if about.pixels is None:
        backbone = Texts(model, first, about.padding)
    else:
        pixels = {"mean": about.pixels.mean, "std": about.pixels.std}
        backbone = Pictures(model, first, plan.arriving, about.pixels.interpolation, pixels)
    _freeze(model, plan)
    return PretrainedNetwork(backbone, layers, output, plan.backbone[0].name)


def _transformers(kind: str) -> Any:
    """The module of transformers that has a family's classes. Raises InputError where it is not installed."""
    try:
        from transformers.utils import logging

        logging.set_verbosity_error()
        logging.disable_progress_bar()
        return importlib.import_module(f"transformers.models.{kind}.modeling_{kind}")
    except ImportError:
        raise InputError(f"a pretrained model needs the package transformers: {PRETRAINED}") from None


def _model(kind: str, config: Mapping[str, Any]) -> nn.Module:
    """The model of a config, its weights not filled. Raises InputError for a config that transformers refuses."""
    module = _transformers(kind)
    from transformers.initialization import no_init_weights

    name = CLASSES[kind]
    try:
        settings = getattr(module, f"{name}Config").from_dict(dict(config))
        with no_init_weights():
            made: nn.Module = getattr(module, f"{name}Model")(
                settings, **({"add_pooling_layer": False} if kind in POOLERS else {})
            )
    except Exception as error:  # whatever transformers says of a config that it does not take
        raise InputError(f"transformers makes no {kind} of its config.json: {str(error).splitlines()[0]}") from None
    return made.eval()


def _more(kind: str) -> dict[str, bool]:
    """What else a model of a family is made with."""
    return {"add_pooling_layer": False} if kind in POOLERS else {}


def _freeze(model: nn.Module, plan: Any) -> None:
    """Marks the first blocks as frozen, whose dropout does not act either."""
    if plan.is_fixed:
        model.requires_grad_(False)
        return
    for part in _blocks(model)[: plan.frozen]:
        part.requires_grad_(False)
        for module in part.modules():
            for rate in ("p", "drop_prob"):  # of dropout, and of the depth of a ConvNeXt
                if hasattr(module, rate):
                    setattr(module, rate, 0.0)


def _blocks(model: nn.Module) -> list[nn.Module]:
    """The blocks in the order of the plan: embeddings, or the first convolution, then the encoder's."""
    whole: Any = model
    stem = [part for name in ("embedder", "embeddings", "embeddings_project") if (part := getattr(whole, name, None)) is not None]
    encoder: Any = getattr(whole, "encoder", whole)
    several = next(getattr(encoder, name) for name in ("stages", "layer", "layers") if hasattr(encoder, name))
    return [nn.ModuleList(stem), *several]


def fill(network: Network, folder: Path) -> None:
    """Puts the weights of a folder into the network's backbone. Raises InputError where one of them is missing."""
    backbone: Any = network.inputs
    kind = backbone.model.config.model_type
    module = _transformers(kind)
    cls = getattr(module, f"{CLASSES[kind]}Model")
    try:
        loaded, told = cls.from_pretrained(
            folder,
            config=backbone.model.config,
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
            dtype=torch.float32,
            output_loading_info=True,
            **_more(kind),
        )
    except Exception as error:  # whatever transformers says of files that it cannot read
        raise InputError(f"'{folder}': the weights cannot be read: {str(error).splitlines()[0]}") from None
    if missing := sorted(map(str, told["missing_keys"])):
        raise InputError(f"'{folder}' lacks the weights {missing[0]}{f' and {len(missing) - 1} more' * (len(missing) > 1)}")
    backbone.model.load_state_dict(loaded.state_dict())
    if not all(math.isfinite(float(one.detach().sum())) for one in backbone.model.parameters()):
        raise InputError(f"'{folder}' has weights that are not finite numbers")
