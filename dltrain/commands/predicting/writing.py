"""What `dltrain predict` answers to what was typed: predictions of the rows of a file, or a text written on."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from dltrain.commands.loading import saved
from dltrain.commands.loading.saved import Saved
from dltrain.commands.predicting import stdin
from dltrain.commands.predicting.rows import any_number, predicted, predicted_of
from dltrain.errors import InputError
from dltrain.files.reading import read_text
from dltrain.kinds.kind import Predictions, Writing


def answer(
    *,
    checkpoint: Path,
    given: Sequence[str],
    keep: Sequence[str] = (),
    how: Writing | None = None,
    seed: int | None = None,
    check_rows: Callable[[int], None] = any_number,
) -> Predictions | str:
    """Predictions for the rows of the files that are given; of a language model the text that is given, written on.

    given: files, `-` for stdin, or to a language model the text so far; to a policy none, for an episode that it plays, the one
    of this `seed`. how: how a text is written on; without it the defaults are meant, and a file given to a language model is not
    written on, but looked at token by token. check_rows: is given the number of rows as soon as it is known.
    Raises InputError, DamagedError.
    """
    model = saved.load(checkpoint, f"dltrain predict {{}} {shlex.join(given or ['INPUT'])}")
    if not given:
        return _acted_out(model, checkpoint, keep, how, seed)
    if model.trained.write_on is None:
        if how is not None:
            raise InputError(f"only a language model writes a text on, and '{checkpoint}' holds a {model.resolved.kind} model")
        return predicted_of(model, [Path(one) for one in given], keep, check_rows)
    if len(given) > 1:
        text = shlex.quote(" ".join(given))
        raise InputError(f"a language model is given one text, or one file; of several words make one: {text}")
    return _answer_of_language(model, given[0], keep, how)


def _answer_of_language(model: Saved, given: str, keep: Sequence[str], how: Writing | None) -> Predictions | str:
    if keep:
        raise InputError("--keep can never act: a text has no columns")
    if how is None and os.path.isfile(given):
        return predicted(model, Path(given))
    assert model.trained.write_on is not None
    return model.trained.write_on(_text(given), how or Writing())


def _acted_out(model: Saved, checkpoint: Path, keep: Sequence[str], how: Writing | None, seed: int | None) -> Predictions:
    """An episode of a policy."""
    if model.trained.act_out is None:
        typed = f"write dltrain predict {shlex.quote(str(checkpoint))} FILE"
        raise InputError(
            f"'{checkpoint}' holds a {model.resolved.kind} model, which needs INPUT, a file of rows or of a text; {typed}"
        )
    if keep:
        raise InputError("--keep can never act: an episode has no columns of an input")
    if how is not None and how != Writing(seed=how.seed):
        raise InputError(f"only a language model writes a text on, and '{checkpoint}' holds a {model.resolved.kind} model")
    return model.trained.act_out(seed or 0)


def _text(given: str) -> str:
    """The text so far: what was typed, or what is in the file that it names, or comes through stdin."""
    if Path(given) == stdin.STDIN:
        if sys.stdin is None or sys.stdin.closed:
            raise InputError("stdin is closed; type the text, or pipe it into the command")
        return sys.stdin.buffer.read().decode("utf-8", "replace").removesuffix("\n")
    if os.path.isfile(given):
        return read_text(Path(given)).removesuffix("\n")
    return given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def how_asked(*, length: int | None, temperature: float | None, top_k: int | None, seed: int | None) -> Writing | None:
    """How a text is to be written on by the options that were typed, the others at their defaults; None where none was typed."""
    typed = {"length": length, "temperature": temperature, "top_k": top_k, "seed": seed}
    given = {name: value for name, value in typed.items() if value is not None}
    return Writing(**given) if given else None  # type: ignore[arg-type]  # each is of its field's type
