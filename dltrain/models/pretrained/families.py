"""What each family of pretrained models comes to by its config.json: its blocks with their shapes and sizes. Made without torch.

Sizes are those of transformers' own modules, in the order in which data passes them; a config.json that leaves a key out means
transformers' default, which stands beside the key here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dltrain.errors import InputError

Config = Mapping[str, Any]
Shape = tuple[int, ...]
TEXTS, PICTURES = "texts", "pictures"
EXPANSION = 4  # of the bottlenecks of a ResNet, and of the inner layers of a ConvNeXt


@dataclass(frozen=True)
class Block:
    """A part of a model that can be frozen as one. work: multiplications a row; places of a token or pixel are counted."""

    name: str
    what: str
    shape: Shape
    parameters: int
    work: int


@dataclass(frozen=True)
class Family:
    """A family: what it reads, the blocks of a model of such a config for inputs of (length,) or (height, width), and the
    beginnings of the names of their tensors in a file. first: whether its own classifier takes the first of its outputs rather
    than their mean; normalizes: whether it has batch norms."""

    reads: str
    blocks: Callable[[Config, Shape], list[Block]]
    tensors: tuple[str, ...]
    first: bool = True
    normalizes: bool = False
    is_square: bool = False  # whether pictures must have the size that it was trained with


def _embedded_text(config: Config, length: int) -> Block:
    hidden = int(config["hidden_size"])
    width = int(config.get("embedding_size", 128)) if config["model_type"] == "electra" else hidden
    rows = int(config["vocab_size"]) + int(config["max_position_embeddings"]) + int(config.get("type_vocab_size", 2))
    projected = width * hidden + hidden if width != hidden else 0
    return Block("embeddings", "embeddings", (length, hidden), rows * width + 2 * width + projected, length * projected)


def _attention_block(name: str, config: Config, steps: int, *, biases: bool = True) -> Block:
    """A block of a transformer encoder: four projections, two layer norms, and two dense layers."""
    hidden, inner = int(config["hidden_size"]), int(config["intermediate_size"])
    parameters = 4 * hidden * hidden + (4 if biases else 1) * hidden + 4 * hidden + 2 * hidden * inner + inner + hidden
    return Block(name, "transformer", (steps, hidden), parameters, steps * parameters + 2 * steps * steps * hidden)


def _text_blocks(config: Config, shape: Shape) -> list[Block]:
    (length,) = shape
    layers = range(int(config["num_hidden_layers"]))
    return [_embedded_text(config, length), *(_attention_block(f"layer.{number}", config, length) for number in layers)]


def _vit_blocks(config: Config, shape: Shape) -> list[Block]:
    hidden, side = int(config["hidden_size"]), _single(config.get("patch_size", 16))
    patches = (shape[0] // side) * (shape[1] // side)
    kernel = int(config.get("num_channels", 3)) * side * side * hidden
    embedded = Block(
        "embeddings", "patches", (patches + 1, hidden), kernel + hidden + hidden + (patches + 1) * hidden, patches * kernel
    )
    biases = bool(config.get("qkv_bias", True))
    layers = range(int(config["num_hidden_layers"]))
    blocks = [_attention_block(f"layer.{number}", config, patches + 1, biases=biases) for number in layers]
    return [embedded, *blocks, Block("norm", "layer norm", (patches + 1, hidden), 2 * hidden, 0)]


def _resnet_blocks(config: Config, shape: Shape) -> list[Block]:
    width, sizes, depths = int(config.get("embedding_size", 64)), list(config["hidden_sizes"]), list(config["depths"])
    shape = tuple(-(-side // 2) for side in shape)
    stem = int(config.get("num_channels", 3)) * 49 * width
    blocks = [Block("stem", "conv2d", (width, *_halved(shape)), stem + 2 * width, stem * shape[0] * shape[1])]
    shape = _halved(shape)
    for number, (channels, depth) in enumerate(zip(sizes, depths, strict=True)):
        is_down = number > 0 or bool(config.get("downsample_in_first_stage", False))
        shape = _halved(shape) if is_down else shape
        parameters = convolutions = 0
        for index in range(int(depth)):
            arriving = width if index == 0 else int(channels)
            kernels = _resnet_kernels(str(config.get("layer_type", "bottleneck")), arriving, int(channels))
            if arriving != channels or (index == 0 and is_down):
                kernels.append((arriving, int(channels), 1))
            convolutions += sum(before * after * size for before, after, size in kernels)
            parameters += sum(before * after * size + 2 * after for before, after, size in kernels)
        width = int(channels)
        blocks.append(Block(f"stage.{number}", "residual", (width, *shape), parameters, convolutions * shape[0] * shape[1]))
    return blocks


def _resnet_kernels(kind: str, arriving: int, channels: int) -> list[tuple[int, int, int]]:
    """The convolutions of a residual layer: channels before and after, and the pixels of the kernel."""
    if kind == "basic":
        return [(arriving, channels, 9), (channels, channels, 9)]
    narrow = channels // EXPANSION
    return [(arriving, narrow, 1), (narrow, narrow, 9), (narrow, channels, 1)]


def _halved(shape: Shape) -> Shape:
    return tuple(-(-side // 2) for side in shape)


def _convnext_blocks(config: Config, shape: Shape) -> list[Block]:
    sizes = list(map(int, config.get("hidden_sizes") or (96, 192, 384, 768)))
    depths = list(map(int, config.get("depths") or (3, 3, 9, 3)))
    width, side = sizes[0], _single(config.get("patch_size", 4))
    shape = tuple(length // side for length in shape)
    kernel = int(config.get("num_channels", 3)) * side * side * width
    blocks = [Block("stem", "conv2d", (width, *shape), kernel + 3 * width, kernel * shape[0] * shape[1])]
    scaled = float(config.get("layer_scale_init_value", 1e-6)) > 0
    for number, (channels, depth) in enumerate(zip(sizes, depths, strict=True)):
        parameters = work = 0
        if number > 0:
            shape = tuple(length // 2 for length in shape)
            parameters += 2 * width + 4 * width * channels + channels
            work += 4 * width * channels * shape[0] * shape[1]
        inner = EXPANSION * channels
        layer = 50 * channels + 2 * channels + 2 * channels * inner + inner + channels + channels * scaled
        parameters += depth * layer
        work += depth * (49 * channels + 2 * channels * inner) * shape[0] * shape[1]
        width = channels
        blocks.append(Block(f"stage.{number}", "convolutions", (width, *shape), parameters, work))
    return [*blocks, Block("norm", "layer norm", (width,), 2 * width, 0)]


def _single(value: Any) -> int:
    """A side of a square, which some write as a pair."""
    return int(value[0] if isinstance(value, list | tuple) else value)


FAMILIES: dict[str, Family] = {
    "resnet": Family(PICTURES, _resnet_blocks, ("embedder.", "encoder."), first=False, normalizes=True),
    "convnext": Family(PICTURES, _convnext_blocks, ("embeddings.", "encoder.", "layernorm."), first=False),
    "vit": Family(PICTURES, _vit_blocks, ("embeddings.", "encoder.", "layers.", "layernorm."), is_square=True),
    "bert": Family(TEXTS, _text_blocks, ("embeddings.", "encoder.")),
    "roberta": Family(TEXTS, _text_blocks, ("embeddings.", "encoder.")),
    "electra": Family(TEXTS, _text_blocks, ("embeddings.", "embeddings_project.", "encoder.")),
}
BUFFERS = ("running_mean", "running_var", "num_batches_tracked", "position_ids", "token_type_ids", "mask_token")


def family_of(config: Config, where: str) -> Family:
    """The family of a model. Raises InputError for one that is not known. where: the file, as messages name it."""
    kind = config.get("model_type")
    if kind in FAMILIES:
        return FAMILIES[str(kind)]
    texts, pictures = (", ".join(name for name in FAMILIES if FAMILIES[name].reads == what) for what in (TEXTS, PICTURES))
    given = "has no 'model_type'" if kind is None else f"is of a model of the family '{kind}'"
    raise InputError(f"{where} {given}; expected {pictures} for pictures, or {texts} for texts")


def parameters_in(family: Family, kind: str, shapes: Mapping[str, Shape]) -> int:
    """How many parameters of the family's blocks a file has, by the shapes of its tensors; heads and buffers do not count."""
    names = {name: name.removeprefix(f"{kind}.") for name in shapes}
    wanted = [name for name, own in names.items() if own.startswith(family.tensors) and not own.endswith(BUFFERS)]
    return sum(_product(shapes[name]) for name in wanted)


def _product(shape: Shape) -> int:
    count = 1
    for side in shape:
        count *= side
    return count
