"""What a look at the data has come to, and the spec that says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dltrain.commands.drafting import words
from dltrain.commands.drafting.columns import Guess, Role
from dltrain.commands.drafting.material import Material, flow, word
from dltrain.diagnosis.words import Words
from dltrain.text.formatting import width

RARE, UNEVEN = 0.2, 0.35  # shares of the smaller class, below which classes are weighted, and more than accuracy is measured
COMMENT = 44  # the column where comments begin


@dataclass(frozen=True)
class Draft:
    """What is to be written. `rows`: of the training part; `shape`: of a picture or a row of arrays; `share`: of the smaller of
    two classes, 1 where there are others; `steady`: columns of dates with equal steps; `series`: the column that tells the time;
    `window`: rows that are seen of a series; `kinds`: of each target, `class` or `value`;
    `reads`: where one text is all there is, whether its `characters` are read one after another or its `words` averaged;
    `told`: what is to be said of rows and of columns that are left out."""

    material: Material
    guess: Guess | None
    roles: Mapping[str, Role]
    rows: int = 0
    shape: tuple[int, ...] = ()
    share: float = 1.0
    missing_targets: int = 0
    kinds: Mapping[str, str] = field(default_factory=dict)
    validation: float = 0.2
    steady: tuple[str, ...] = ()
    series: str | None = None
    window: int | None = None
    reads: str | None = None
    told: tuple[str, ...] = ()

    @property
    def excluded(self) -> dict[str, Role]:
        """The columns that are left out, with the reason."""
        return {name: role for name, role in self.roles.items() if role.is_left_out}

    @property
    def numbers(self) -> list[str]:
        """The columns of numbers that the file keeps as strings."""
        return [name for name, role in self.roles.items() if role.what == "number"]

    @property
    def codes(self) -> list[str]:
        """The columns of digits that are names, such as zip codes."""
        return [name for name, role in self.roles.items() if role.what == "code"]

    @property
    def texts(self) -> list[str]:
        """The columns of texts."""
        return [name for name, role in self.roles.items() if role.what == "text"]

    @property
    def dates(self) -> dict[str, tuple[str, ...]]:
        """The columns of dates that are not written YYYY-MM-DD, with the formats in which they may be."""
        return {name: role.formats for name, role in self.roles.items() if role.what == "date" and role.formats}

    @property
    def pictures(self) -> list[str]:
        """The columns of paths of pictures."""
        return [name for name, role in self.roles.items() if role.what == "picture"]

    def text(self, language: str, file: str) -> str:
        """The spec, a comment behind every choice. `language` is en or ko; `file`: its own name, for the first line."""
        return "\n".join(_written(_lines(self, language, file))) + "\n"


KINDS = {None: "text", "words": "{type: text, dimensions: 64}", "characters": "{type: text, tokenizer: character}"}
Line = tuple[str, str]  # what is written, and the comment behind it


def _lines(draft: Draft, language: str, file: str) -> Iterator[Line]:
    def say(what: Words, **values: Any) -> str:
        return what[language].format(**values)

    yield f"# {say(words.TITLE, name=draft.material.name, file=file)}", ""
    yield f"name: {word(draft.material.name)}", ""
    yield "seed: 0", say(words.SEED)
    yield "", ""
    yield "data:", ""
    yield from _data(draft, say)
    yield "", ""
    yield "model:", ""
    yield from _model(draft, say)
    yield "", ""
    yield "training:", ""
    yield from _training(draft, say)
    if draft.share < UNEVEN:
        yield "", ""
        yield "metrics: [accuracy, f1, roc_auc]", say(words.METRICS, share=draft.share)


def _data(draft: Draft, say: Any) -> Iterator[Line]:
    source = draft.material.source
    parts = isinstance(source, dict) and "type" not in source
    if isinstance(source, dict) and parts:
        yield "  source:", ""
        for part, one in source.items():
            yield f"    {part}: {flow(one)}", say(words.TEST_FILE) if part == "test" else ""
    else:
        yield f"  source: {flow(source)}", ""
    if draft.guess is not None:
        why = words.TARGET[draft.guess.why]
        told = say(why, unlabelled=flow(draft.material.others.get("test")))
        if "class" not in draft.kinds.values() or len(draft.kinds) == 1:
            names = list(draft.kinds)
            yield f"  target: {flow(names if len(names) > 1 else names[0])}", told
        else:
            yield "  target:", told
            for name, kind in draft.kinds.items():
                yield f"    {word(name)}: {kind}", ""
    if draft.material.missing:
        yield f"  missing_values: {flow(list(draft.material.missing))}", say(words.MISSING)
    if draft.missing_targets:
        yield "  missing_target: drop", say(words.MISSING_TARGET, count=draft.missing_targets)
    if draft.excluded:
        yield "  exclude:", ""
        for name, role in draft.excluded.items():
            yield f"    - {word(name)}", say(words.LEFT_OUT[role.what], count=role.count, rows=role.rows)
    if draft.dates or draft.texts or draft.pictures or draft.numbers or draft.codes:
        yield "  columns:", ""
        for name, formats in draft.dates.items():
            kind = flow({"type": "datetime", "format": formats[0]})
            yield f"    {word(name)}: {kind}", say(words.DATES[len(formats) > 1], other=formats[-1])
        for name in draft.numbers:
            yield f"    {word(name)}: numeric", say(words.NUMBERS)
        for name in draft.codes:
            yield f"    {word(name)}: categorical", say(words.CODES)
        for name in draft.texts:
            yield f"    {word(name)}: {KINDS[draft.reads]}", say(words.TEXT[draft.reads])
        for name in draft.pictures:
            yield f"    {word(name)}: image", say(words.PICTURE)
    order = "order: true, " if draft.series else ""
    given = source if isinstance(source, dict) and parts else {}
    shares = {part: share for part, share in (("validation", draft.validation), ("test", 0.2)) if part not in given}
    if shares:
        yield (
            f"  split: {{{order}{', '.join(f'{part}: {share:g}' for part, share in shares.items())}}}",
            say(words.ORDERED if draft.series else words.SPLIT),
        )
    if draft.window:
        yield f"  window: {{length: {draft.window}, horizon: 1}}", say(words.WINDOW)


def _model(draft: Draft, say: Any) -> Iterator[Line]:
    if draft.material.kind == "pictures" and len(draft.shape) == 3:
        yield "  layers:", say(words.CONVOLUTIONS, shape=" × ".join(map(str, draft.shape)))
        for channels in _channels(min(draft.shape[1:])):
            yield f"    - {{type: conv2d, channels: {channels}, kernel_size: 3, padding: same}}", ""
            yield "    - {type: max_pool2d, size: 2}", ""
        yield "    - flatten", ""
        yield "    - 64", ""
        yield "  batch_norm: true", say(words.BATCH_NORM)
        yield "  dropout: 0.2", say(words.DROPOUT)
    elif draft.reads == "characters":
        yield "  layers:", ""
        yield "    - {type: embedding, dimensions: 64}", say(words.EMBEDDING)
        yield "    - {type: conv1d, channels: 128, kernel_size: 5, padding: same}", ""
        yield "    - global_max_pool", say(words.STRONGEST)
        yield "  dropout: 0.2", say(words.DROPOUT)
    elif draft.window:
        yield "  layers: [flatten]", say(words.LINEAR)
    else:
        layers = [32] if draft.reads else _dense(draft.rows)
        alone = [role.what for role in draft.roles.values() if not role.is_left_out] == ["picture"]
        flat = ["flatten"] if len(draft.shape) > 1 or alone else []
        yield f"  layers: {flow([*flat, *layers])}", say(words.LAYERS, rows=f"{draft.rows:,}")
        yield f"  dropout: {0.2 if draft.rows < 10_000 else 0.1:g}", say(words.DROPOUT)


def _dense(rows: int) -> list[int]:
    return [16] if rows < 300 else [32, 16] if rows < 3_000 else [64, 32] if rows < 10_000 else [128, 64]


def _channels(size: int) -> list[int]:
    """Channels that double while the picture halves, until about four pixels are left."""
    channels: list[int] = []
    width = 16
    while size >= 8 and len(channels) < 4:
        channels.append(width)
        size, width = size // 2, min(2 * width, 64)
    return channels or [16]


def _training(draft: Draft, say: Any) -> Iterator[Line]:
    rows = draft.rows
    batch = 32 if rows < 10_000 else 64 if rows < 50_000 else 256
    heavy = draft.material.kind == "pictures" or draft.window is not None or draft.reads is not None
    if heavy:
        epochs, patience = (12, 2) if rows > 20_000 else (40, 6)
    else:
        epochs, patience = (200, 20) if rows < 5_000 else (60, 8) if rows < 50_000 else (20, 3)
    yield "  optimizer: adam", say(words.OPTIMIZER)
    yield f"  learning_rate: {0.003 if rows < 5_000 or draft.window else 0.001:g}", say(words.RATE)
    if draft.window:
        yield "  schedule: cosine", say(words.SCHEDULE)
    yield f"  epochs: {epochs}", say(words.EPOCHS)
    yield f"  batch_size: {batch}", say(words.BATCH)
    yield f"  early_stopping: {{patience: {patience}}}", say(words.STOPPING)
    if draft.share < RARE:
        yield "  class_weights: balanced", say(words.BALANCED, share=draft.share)


def _written(lines: Iterator[Line]) -> Iterator[str]:
    for text, comment in lines:
        yield f"{text}{' ' * (COMMENT - width(text))}  # {comment}" if comment else text
