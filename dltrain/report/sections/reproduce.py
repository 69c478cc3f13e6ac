"""All that it takes to have the same run again."""

from __future__ import annotations

import shlex

from dltrain.report.markup import Markup, folded, joined, paragraphs, table, tag
from dltrain.report.subject import Subject
from dltrain.report.words import Words


def render(subject: Subject, words: Words) -> Markup:
    """The command, the spec, the versions and the data."""
    summary = subject.summary
    typed = getattr(summary, "command", None)
    command = f"dltrain train {shlex.quote(str(subject.run.spec_path))}"
    parts = [paragraphs(words("reproduce.command")), _code(command)]
    if typed:
        parts += [paragraphs(words("reproduce.typed")), _code(str(typed))]
    if summary is not None:
        keys = ("started", "note", "seed", "device", "threads", "steps", "fingerprint")
        facts = [
            [words(f"reproduce.{key}"), str(value)] for key in keys if (value := getattr(summary, key, None)) not in (None, "")
        ]
        facts += [[name, version] for name, version in summary.versions.items()]
        head = [words("reproduce.fact"), words("reproduce.value")]
        parts.append(table(head, facts, label=words("reproduce.facts"), numbers=False))
    parts.append(folded(words("reproduce.spec"), _code(subject.text.rstrip())))
    return joined(*parts)


def _code(text: str) -> Markup:
    return tag("pre", tag("code", text), tabindex="0")
