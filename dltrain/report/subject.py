"""What a page tells of a run: its files, its network and its data, as far as they are there, and why what is missing is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dltrain.commands.loading.own_spec import own_spec
from dltrain.commands.loading.run_data import missing_file
from dltrain.commands.preparing.setup import dataset_of, read_tables
from dltrain.diagnosis.finding import Finding, of_plain
from dltrain.errors import DamagedError, InputError
from dltrain.models.multitask import Scored
from dltrain.report.answers import Answers, answers_in, answers_of, answers_of_target
from dltrain.runs import Run, Summary
from dltrain.spec.experiment import Experiment
from dltrain.spec.resolve import Resolved, resolve

if TYPE_CHECKING:
    from dltrain.commands.loading.saved import Saved
    from dltrain.data.dataset import Dataset
    from dltrain.data.encoding.encoding import Encoding
    from dltrain.data.reading import Tables

Missing = tuple[str, Mapping[str, Any]]  # the key of the words that say it, and their values


@dataclass(frozen=True)
class Subject:
    """A run as it is told. `name` is that of its folder; `missing` says what is not there, and why."""

    run: Run
    name: str
    text: str
    experiment: Experiment
    summary: Summary | None
    records: Sequence[Mapping[str, Any]]
    health: Sequence[Mapping[str, Any]]
    findings: Sequence[Finding] = ()
    saved: Saved | None = None
    tables: Tables | None = None
    dataset: Dataset | None = None
    resolved: Resolved | None = None
    answers: Answers | None = None
    target: str = ""  # the one of several targets that is told of; empty where all of it is
    each: Sequence[Subject] = ()  # of several targets, the same of each of them
    missing: tuple[Missing, ...] = field(default=())

    @property
    def encoding(self) -> Encoding | None:
        """How the columns are seen, if that is known; of one of several targets with that alone."""
        known = self.saved or self.dataset
        if known is None or not self.target:
            return None if known is None else known.encoding
        return next(head.encoding(known.encoding) for head in known_heads(self) if head.name == self.target)

    @property
    def matrices(self) -> Mapping[str, Any] | None:
        """The confusion matrices that the run has written down; of one of several targets its own."""
        written = self.run.read_confusion_matrix()
        return (written or {}).get(self.target) if self.target else written

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the data that was trained on; empty where it is not known."""
        if self.summary is not None and self.summary.fingerprint:
            return self.summary.fingerprint
        return "" if self.saved is None else self.saved.fingerprint


def read(run: Run) -> Subject:
    """All that there is of a run. Raises DamagedError where its results, or its spec, are not as they were written."""
    loaded, summary = own_spec(run, as_written=True), run.read_summary()
    subject = Subject(
        run,
        run.folder.resolve().name,
        loaded.text.text,
        loaded.experiment,
        summary,
        run.read_metrics(),
        run.health.read(),
        [of_plain(finding) for finding in summary.findings] if summary is not None else [],
    )
    subject = _with_data(_with_network(subject))
    return _with_answers(subject)


def _with_network(subject: Subject) -> Subject:
    from dltrain.commands.loading import saved

    if subject.summary is not None and subject.summary.folds is not None:
        return _lacking(subject, "missing.folds", folder=str(subject.run.folder))
    try:
        found = saved.load(subject.run.folder)
    except (InputError, DamagedError) as error:
        return _lacking(subject, "missing.network", reason=str(error))
    return replace(subject, saved=found, resolved=found.resolved)


def _with_data(subject: Subject) -> Subject:
    """With the data as it was split, where it is there and has not changed since it was trained on; who acts learned of none."""
    experiment = subject.experiment if subject.saved is None else subject.saved.resolved.experiment
    if experiment.model.acts_in:
        return subject
    if (gone := missing_file(experiment.data)) is not None:
        return _lacking(subject, "missing.file", path=gone[1])
    try:
        tables = read_tables(experiment, Path())
        if subject.fingerprint and tables.fingerprint != subject.fingerprint:
            return _lacking(subject, "missing.changed")
        dataset = dataset_of(experiment, tables, use_up=False)
        resolved = subject.resolved or _resolved(experiment, dataset, subject.run.folder)
    except InputError as error:
        return _lacking(subject, "missing.data", reason=str(error))
    return replace(subject, tables=tables, dataset=dataset, resolved=resolved)


def _resolved(experiment: Experiment, dataset: Dataset, folder: Path) -> Resolved:
    rows, validated = len(dataset.train.rows), dataset.validation is not None
    return resolve(experiment, dataset.encoding, rows=rows, validated=validated, folder=folder)


def _with_answers(subject: Subject) -> Subject:
    """With what was predicted of the test rows, else what the network predicts of the validation rows, or of all."""
    answers = answers_in(subject.run, subject.summary, subject.encoding)
    if answers is None and subject.saved is not None and subject.dataset is not None:
        answers = answers_of(subject.saved, subject.dataset)
    subject = replace(subject, answers=answers)
    return replace(subject, each=[_of_target(subject, head) for head in known_heads(subject)])


def known_heads(subject: Subject) -> tuple[Scored, ...]:
    """The heads of a network of several targets, if it is known; none of one target."""
    return () if subject.resolved is None else subject.resolved.heads


def _of_target(subject: Subject, head: Scored) -> Subject:
    own = replace(subject, target=head.name, each=())
    return replace(own, answers=answers_of_target(subject.run, subject.summary, own.encoding, head.name))


def _lacking(subject: Subject, key: str, **values: Any) -> Subject:
    return replace(subject, missing=(*subject.missing, (key, values)))
