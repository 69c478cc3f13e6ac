"""What is known of a pretrained model without its weights, as one line of JSON in a spec: the config of its network, and for
pictures how their pixels are scaled."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.errors import InputError
from dltrain.models.pretrained import folder as folders
from dltrain.models.pretrained.families import PICTURES, TEXTS, Block, Family, family_of, parameters_in

NOISE = ("architectures", "id2label", "label2id", "transformers_version", "torch_dtype", "dtype", "_name_or_path", "auto_map")
MAX_SIDE = 4096
INTERPOLATIONS = {0: "nearest", 2: "bilinear", 3: "bicubic"}  # by Pillow's numbers of them


@dataclass(frozen=True)
class Pixels:
    """How pictures are brought to what a model has learned from: (height, width), and of each channel the mean and the deviation
    of its numbers from 0 to 1."""

    size: tuple[int, int]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    interpolation: str


@dataclass(frozen=True)
class About:
    """A model by its config."""

    config: dict[str, Any]
    pixels: Pixels | None

    @property
    def kind(self) -> str:
        """The name of its family."""
        return str(self.config["model_type"])

    @property
    def family(self) -> Family:
        """Its family."""
        return family_of(self.config, "'config'")

    @property
    def longest(self) -> int:
        """How many tokens of a text it can take, those of its own included."""
        positions = int(self.config["max_position_embeddings"])
        return positions - self.padding - 1 if self.kind == "roberta" else positions

    @property
    def padding(self) -> int:
        """The token that stands behind the end of a text."""
        return int(self.config.get("pad_token_id") or 0)

    def blocks(self, shape: tuple[int, ...]) -> list[Block]:
        """Its blocks for texts of (length,) or pictures of (height, width)."""
        return self.family.blocks(self.config, shape)

    def in_line(self) -> str:
        """As it stands in a run's own spec."""
        pixels = None if self.pixels is None else vars(self.pixels)
        return json.dumps({"config": self.config, "pixels": pixels}, ensure_ascii=False, sort_keys=True)


def of_folder(folder: Path) -> About:
    """What the folder of a model says of it, its weights looked at by their headers. Raises InputError."""
    config = folders.config_of(folder)
    family = family_of(config, f"'{folder / folders.CONFIG}'")
    kept = {key: value for key, value in config.items() if key not in NOISE}
    about = About(kept, _pixels_of(folder) if family.reads == PICTURES else None)
    _check(about, f"'{folder / folders.CONFIG}'")
    _check_weights(about, folder)
    return about


def of_line(text: str) -> About:
    """What `in_line` wrote. Raises InputError."""
    try:
        value = json.loads(text)
        config, pixels = value["config"], value["pixels"]
        found = None
        if pixels is not None:
            height, width = map(int, pixels["size"])
            mean, std = (tuple(map(float, pixels[key])) for key in ("mean", "std"))
            found = Pixels((height, width), mean, std, str(pixels["interpolation"]))
        about = About(dict(config), found)
        if (about.family.reads == PICTURES) != (found is not None):
            raise ValueError("pictures need 'pixels', and texts have none")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise InputError(f"'config' is no line that dltrain wrote of a model: {error}") from None
    _check(about, "'config'")
    return about


def _check(about: About, where: str) -> None:
    """Raises InputError where a config lacks what its network follows from, or has something else there."""
    shape = (1,) if about.family.reads == TEXTS else (about.pixels.size if about.pixels else (224, 224))
    try:
        blocks = about.blocks(shape)
        if about.family.reads == TEXTS and about.longest < 4:
            raise ValueError(f"'max_position_embeddings' is {about.config['max_position_embeddings']}")
        if any(block.parameters < 0 or min(block.shape) < 1 for block in blocks):
            raise ValueError("its sizes are none")
    except KeyError as error:
        raise InputError(f"{where} lacks {error}, which the network of a {about.kind} follows from") from None
    except (ValueError, TypeError, IndexError, OverflowError, ZeroDivisionError) as error:
        raise InputError(f"{where} describes no {about.kind}: {error}") from None


def _check_weights(about: About, folder: Path) -> None:
    """Raises InputError where the weights are not those of the config."""
    shapes = folders.tensors_of(folder)
    shape = about.pixels.size if about.pixels else (1,)
    if about.family.is_square:
        side = about.config.get("image_size", 224)
        shape = (side, side) if isinstance(side, int) else tuple(side)
    wanted, found = sum(block.parameters for block in about.blocks(shape)), parameters_in(about.family, about.kind, shapes)
    if wanted != found:
        files = ", ".join(path.name for path in folders.weight_files(folder))
        message = f"'{folder}': {files} has {found:,} parameters of a {about.kind}, and that of config.json has {wanted:,}"
        raise InputError(f"{message}; they are not of the same model: copy it here again")


def _pixels_of(folder: Path) -> Pixels:
    """How pictures are brought to what the model has learned from, by preprocessor_config.json. Raises InputError."""
    path = folder / folders.PIXELS
    if not path.exists():
        raise InputError(f"'{folder}' has no {folders.PIXELS}, which says how the pixels of its pictures are scaled")
    given = folders.read_json(path)
    try:
        size = given["size"] if given.get("do_resize", True) else given.get("crop_size") or given["size"]
        if given.get("do_center_crop") and given.get("crop_size"):
            size = given["crop_size"]
        if isinstance(size, dict):
            size = [size["height"], size["width"]] if "height" in size else [size["shortest_edge"]] * 2
        height, width = (size, size) if isinstance(size, int) else size
        normalizes, rescales = given.get("do_normalize", True), given.get("do_rescale", True)
        mean, std = (
            list(given[key]) if normalizes else [float(number)] * 3 for number, key in enumerate(("image_mean", "image_std"))
        )
        factor = float(given.get("rescale_factor", 1 / 255)) * 255 if rescales else 255.0
        # (255 x · factor − mean) / std, for x from 0 to 1
        pixels = Pixels(
            (int(height), int(width)),
            tuple(float(one) / factor for one in mean),
            tuple(float(one) / factor for one in std),
            INTERPOLATIONS.get(given.get("resample", 2), "bilinear"),
        )
        if len(pixels.mean) != len(pixels.std) or not all(one > 0 for one in pixels.std):
            raise ValueError("'image_mean' and 'image_std' are not of the same channels, or a deviation is 0")
        if not all(1 <= side <= MAX_SIDE for side in pixels.size):
            raise ValueError(f"'size' is {pixels.size}")
    except (KeyError, ValueError, TypeError, ZeroDivisionError) as error:
        raise InputError(f"'{path}' does not say how pixels are scaled: {error}") from None
    return pixels
