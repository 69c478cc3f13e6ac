"""What is wrong with the run, with the evidence and the lines to write."""

from __future__ import annotations

from dltrain.diagnosis import sentence
from dltrain.diagnosis.check import written
from dltrain.diagnosis.finding import Finding
from dltrain.glossary.korean.problems import NAMES
from dltrain.report.markup import Markup, joined, paragraphs, tag
from dltrain.report.subject import Subject
from dltrain.report.words import Words
from dltrain.text.language import Language


def render(subject: Subject, words: Words) -> Markup | None:
    """The findings, most likely cause first; that there are none is told as well."""
    folder = str(subject.run.folder)
    if subject.summary is None:
        return paragraphs(words("findings.unknown", folder=folder))
    problems = [finding for finding in subject.findings if finding.problem]
    facts = [tag("li", sentence(finding, words.language)) for finding in subject.findings if not finding.problem]
    parts = [_finding(finding, words) for finding in problems] or [tag("p", words("findings.none"))]
    if facts:
        parts.append(tag("ul", *facts))
    if any(finding.patch for finding in problems):
        parts.append(tag("p", words("findings.apply", folder=folder), class_="soft"))
    return joined(*parts)


def _finding(finding: Finding, words: Words) -> Markup:
    sure = words("findings.sure", confidence=f"{finding.confidence:.0%}")
    evidence = ", ".join(f"{name} {value:.4g}" for name, value in finding.evidence.items())
    return tag(
        "div",
        tag("h3", _name(finding.problem, words)),
        tag("p", f"{words(f'findings.{finding.severity}')}, {sure}", class_="soft"),
        tag("p", sentence(finding, words.language)),
        tag("p", words("findings.evidence", evidence=evidence), class_="soft") if evidence else None,
        _patch(finding, words) if finding.patch else None,
        class_=f"finding {finding.severity}",
    )


def _name(problem: str, words: Words) -> str:
    """`unscaled inputs`; in Korean the Korean name as well, beside the one that a program reads."""
    korean = NAMES.get(problem, "").partition(",")[0] if words.language is Language.ko else ""
    return f"{korean} ({problem})" if korean else problem.replace("_", " ")


def _patch(finding: Finding, words: Words) -> Markup:
    lines = [
        f"{change.key}: {written(change.after)}" if change.after is not None else f"# {words('findings.remove', key=change.key)}"
        for change in finding.patch
    ]
    return joined(tag("p", words("findings.patch")), tag("pre", tag("code", "\n".join(lines)), tabindex="0"))
