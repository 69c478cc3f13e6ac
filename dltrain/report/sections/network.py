"""The network: its layers as a drawing and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dltrain.charts.network import Stage, network
from dltrain.models.plan import Plan
from dltrain.report.figures import figure
from dltrain.report.markup import Markup, joined, paragraphs, table, tag
from dltrain.report.subject import Subject
from dltrain.report.words import Words

JOINED = ("dense",)  # kinds of layers each of whose numbers takes all that arrive
BESIDE = 24  # pixels


def render(subject: Subject, words: Words) -> Markup | None:
    """The layers; None where there are none, or they are not known, because neither a checkpoint nor the data is there."""
    if subject.resolved is None or not subject.resolved.plan.lines:
        return None
    plan = subject.resolved.plan
    head = [words(f"network.{key}") for key in ("layer", "what", "shape", "parameters")]
    rows = [[line.name, line.what, " × ".join(map(str, line.shape)), f"{line.parameters:,}"] for line in plan.lines]
    rows.append([words("network.total"), "", "", f"{plan.parameters:,}"])
    told = words("network.words", words=plan.words, parameters=f"{plan.parameters:,}")
    return joined(paragraphs(told), *_drawings(plan.networks, words), table(head, rows, label=words("network.layers")))


def _drawings(networks: Mapping[str, Plan], words: Words) -> Iterator[Markup]:
    """A figure a network; of several with the name of each above it."""
    for name, plan in networks.items():
        if len(networks) > 1:
            yield tag("h3", name.strip("."))
        label = words("network.drawing", words=plan.words)
        yield figure(network(stages_of(plan, words)), label=label, beside=BESIDE)


def stages_of(plan: Plan, words: Words) -> list[Stage]:
    """The inputs and each layer, as they are drawn."""
    lines = plan.lines[-len(plan.shapes) :]  # without those of learned embeddings, which are inputs
    stages = [Stage(words("network.inputs"), plan.input_shape)]
    return [*stages, *(Stage(line.what, line.shape, line.what.startswith(JOINED)) for line in lines)]
