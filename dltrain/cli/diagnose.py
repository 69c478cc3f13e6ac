"""`dltrain diagnose`: its options, and what it shows as text."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dltrain.errors import InputError

if TYPE_CHECKING:
    from dltrain.commands.diagnose import Diagnosis
    from dltrain.commands.repairing.repair import Repair
    from dltrain.commands.repairing.verify import Verdict
    from dltrain.diagnosis import Finding
    from dltrain.diagnosis.health import Sample

EXAMPLES = (
    "dltrain diagnose runs/titanic-1",
    "dltrain diagnose runs/titanic-1 --apply",
    "dltrain diagnose runs/titanic-1 --apply better.yaml",
    "dltrain diagnose runs/titanic-1 --verify --seeds 10",
    "dltrain diagnose runs/titanic-1 --json",
)

SEEDS = 5  # that --verify trains each spec with


def command(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run directory.")],
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Where --apply writes the patched spec.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write the spec with the patch, beside the old one or as FILE.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Train the spec as it was and with the patch, and compare.")] = False,
    seeds: Annotated[
        int | None, typer.Option(metavar="N", help=f"How many seeds --verify trains each with; {SEEDS} if omitted.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Say what is wrong with a run, show the evidence, and what to change."""
    from dltrain.cli import terminal
    from dltrain.commands.diagnose import diagnose
    from dltrain.commands.training.display import Display
    from dltrain.files import strict_json

    _refuse_unused(file, apply, seeds, verify)
    diagnosis = diagnose(path=run)
    answer: dict[str, Any] = diagnosis.plain()
    if not json:
        terminal.show(as_text(diagnosis, applied=apply, verified=verify))
    if apply or verify:
        from dltrain.commands.repairing import repair

        made = repair.repair(diagnosis.run, diagnosis.problems)
        if apply:
            written = repair.write(made, file)
            answer["applied"] = str(written)
            if not json:
                terminal.show(_applied(made, written))
        if verify:
            from dltrain.commands.repairing.verify import verify as verified

            verdict = verified(made, SEEDS if seeds is None else seeds, Display(False, terminal.say, terminal.watch))
            answer["verified"] = verdict.plain()
            if not json:
                terminal.show(_verified(verdict))
    if json:
        terminal.answer(strict_json.dumps(answer, indent=2))


def _refuse_unused(file: Path | None, apply: bool, seeds: int | None, verify: bool) -> None:
    if file is not None and not apply:
        raise InputError(f"'{file}' can never act without --apply; write --apply {file}")
    if seeds is not None and not verify:
        raise InputError(f"--seeds {seeds} can never act without --verify; write --verify --seeds {seeds}")


def as_text(diagnosis: Diagnosis, *, applied: bool = False, verified: bool = False) -> str:
    """What was found, each with its evidence and what to write; and what to type for a patch that this command neither writes
    nor tries."""
    from dltrain.text.formatting import count

    status = diagnosis.status or "not ended"
    problems = diagnosis.problems
    head = f"{diagnosis.run.folder}: {status} after {count(diagnosis.epochs, 'epoch')}; "
    if diagnosis.so_far:
        head = f"{diagnosis.run.folder}: the sweep has not ended ({diagnosis.so_far}); go on with: dltrain resume "
        head += f"{diagnosis.run.folder}; "
    elif diagnosis.status == "diverged" and not diagnosis.epochs:
        head = f"{diagnosis.run.folder}: diverged; "
    nothing = "nothing is wrong with it" if not diagnosis.so_far else "nothing is wrong with its spec and its data"
    told = count(len(problems), "problem") if problems else f"{nothing}, as far as this can tell"
    lines = [head + told]
    for number, finding in enumerate(problems, 1):
        lines += ["", *_told(number, finding)]
    lines += _layers(diagnosis)
    if any(finding.patch for finding in problems):
        again = f"dltrain diagnose {diagnosis.run.folder}"
        advice = [] if applied else [f"write the patched spec with: {again} --apply"]
        advice += [] if verified else [f"see whether it helps with: {again} --verify"]
        lines += ["", *advice] if advice else []
    return "\n".join(lines)


def _told(number: int, finding: Finding) -> list[str]:
    from dltrain.diagnosis import sentence
    from dltrain.diagnosis.check import written
    from dltrain.text.language import language_of
    from dltrain.text.layout import available, columns

    rows = [("severity", f"{finding.severity}, {finding.confidence:.0%} sure")]
    if finding.where:
        rows.append(("where", finding.where))
    if finding.epoch is not None:
        rows.append(("epoch", f"{finding.epoch:,}"))
    rows.append(("evidence", ", ".join(f"{name} {value:.6g}" for name, value in finding.evidence.items())))
    for change in finding.patch:
        now = "nothing" if change.before is None else written(change.before)
        rows.append(("write", f"{change.key}: {written(change.after)}" if change.after is not None else f"no {change.key}"))
        rows[-1] = (rows[-1][0], f"{rows[-1][1]}   (now {now})")
    return [
        f"{number}. {finding.problem}: {sentence(finding, language_of())}",
        columns(rows, right=False, within=available(sys.stdout)),
    ]


def _layers(diagnosis: Diagnosis) -> list[str]:
    """The layers of the network that was sampled, or of both that differ, and where they are drawn."""
    if not diagnosis.health:
        return []
    from dltrain.diagnosis.health import by_network
    from dltrain.text.formatting import count

    groups = by_network(diagnosis.health)
    differing = [(tags, samples) for tags, samples in groups.items() if "network" in dict(tags)]
    shown = differing or [*groups.items()][:1]
    tables = [line for tags, samples in shown for line in _table(tags, samples)]
    rest = len(groups) - len(shown)
    more = [f"sampled besides: {count(rest, 'network')}, which --json shows"] if rest else []
    drawn = [f"drawn over the epochs: {', '.join(map(str, diagnosis.pictures))}"] if diagnosis.pictures else []
    return ["", *tables, *more, *drawn]


def _table(tags: Iterable[tuple[str, Any]], samples: Sequence[Sample]) -> list[str]:
    """The layers of a network as its last sample found them."""
    from dltrain.diagnosis.health import in_words
    from dltrain.text.formatting import count, number
    from dltrain.text.layout import available, columns

    last = samples[-1]
    names = ("mean", "deviation", "zeros", "dead", "saturated", "weight", "gradient", "update")
    shown = [name for name in names if any(name in layer for layer in last["layers"].values())]
    rows = [["", *shown]]
    rows += [[name, *(number(layer.get(one)) for one in shown)] for name, layer in last["layers"].items()]
    whose = f" of {words}" if (words := in_words(tags)) else ""
    head = f"layers{whose} at step {last['step']:,}, the last of {count(len(samples), 'step')} that were sampled"
    return [head, columns(rows, within=available(sys.stdout))]


def _applied(made: Repair, written: Path) -> str:
    return f"\nwritten: {written}, which is {made.source.whose} with the patch; train it with: dltrain train {written}"


def _verified(verdict: Verdict) -> str:
    """The values of both, and the verdict."""
    import math

    from dltrain.statistics import mean_and_deviation
    from dltrain.statistics.comparison import p_in_words

    words = []
    for values in (verdict.before, verdict.after):
        known = [value for value in values if not math.isnan(value)]
        lost = len(values) - len(known)
        mean, deviation = mean_and_deviation(known) if known else (math.nan, None)
        told = f"{mean:.4g} ± {deviation or 0:.2g}" if known else "none"
        words.append(f"{told}{f' ({lost} of {len(values)} diverged)' if lost else ''}")
    head = (
        f"\n{verdict.metric} on the {verdict.split} rows, {len(verdict.before)} seeds: {words[0]} as it was, {words[1]} repaired"
    )
    gain = verdict.gain
    if gain is None:
        return f"{head}\nthe patch {'helped: no training diverges any more' if verdict.helped else 'did not help'}"
    luck = f"paired t-test p {p_in_words(gain.p)}"
    interval = f"95 % interval {gain.low:.4g} to {gain.high:.4g}"
    if verdict.helped:
        return f"{head}\nthe patch helped: {verdict.metric} is {gain.mean:.4g} better ({interval}, {luck}): more than luck"
    if gain.mean < 0 and gain.p <= 0.05:
        return f"{head}\nthe patch did harm: {verdict.metric} is {-gain.mean:.4g} worse ({luck}): more than luck"
    return f"{head}\nnot distinguishable from luck: {verdict.metric} differs by {gain.mean:.4g} ({interval}, {luck})"
