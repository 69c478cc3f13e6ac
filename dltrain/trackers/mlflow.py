"""MLflow: a run with its metrics, parameters, pictures and checkpoint, on a server or in a file of SQLite."""

from __future__ import annotations

import functools
import getpass
import os
import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from dltrain.text.passwords import without_password
from dltrain.trackers.base import TRACKERS, Sink, Tracker
from dltrain.trackers.job import Job, Results
from dltrain.trackers.lines import Line, final_metrics
from dltrain.types import Word, option, options

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Metric, Run

SQLITE = "sqlite:///"
KIND = {"mlflow.experimentKind": "custom_model_development"}  # of the page that an experiment has there
LOCAL = "mlflow.db"
CREDENTIALS = re.compile(r"^(\w[\w+.-]*://)[^/@]*@")
PASSWORD = re.compile(r"^\w[\w+.-]*://[^/@]*:[^/]*@|[?&]password=", re.IGNORECASE)
MAX_KEY_LENGTH, MAX_VALUE_LENGTH, MAX_PARAMETERS_AT_ONCE = (
    250,
    6000,
    100,
)  # characters of parameters, and how many of them: MLflow's limits
STATUS = {"completed": "FINISHED", "stopped_early": "FINISHED", "interrupted": "KILLED"}

SIGNS = {  # of what the libraries below it say at length
    "Connection refused": "{uri} refuses the connection; is a server running there?",
    "Failed to resolve": "the host of {uri} is not known here",
    "timed out": "{uri} does not answer in time",
    "Connection aborted": "{uri} breaks off the connection",
}
ADDRESS = r"(https?|postgresql(\+\w+)?|mysql(\+\w+)?|databricks)://.+|sqlite:///.+|databricks"
EXPECTED = "the address of a server, such as http://localhost:5000, or sqlite:///FILE"
URI = Annotated[str, Word(ADDRESS, EXPECTED)]


@TRACKERS.entry("mlflow")
@options
class MLflow(Tracker):
    """A run of MLflow: every recorded value, the spec as parameters, the final metrics, the pictures and the best checkpoint as
    artifacts. A user name and a password are taken from MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, since a spec is
    copied into every run. Zaharia et al., Accelerating the machine learning lifecycle with MLflow (2018)."""

    package: ClassVar[str] = "mlflow"
    extra: ClassVar[str] = "mlflow"

    uri: URI = option(
        None,
        help="a server, or sqlite:///FILE, relative to the spec's folder; if omitted, what MLFLOW_TRACKING_URI says, else the "
        "file mlflow.db in the current folder",
    )
    experiment: str = option(None, help="the experiment that the run belongs to; the name of the spec if omitted")

    def problems(self) -> list[tuple[str, str]]:
        """A password in the address, and an address that MLFLOW_TRACKING_URI has and is none."""
        if self.uri is None:
            there = os.environ.get("MLFLOW_TRACKING_URI", "")
            if there and not re.fullmatch(ADDRESS, there):
                return [("", f"MLFLOW_TRACKING_URI is '{without_password(there)}', and takes {EXPECTED}")]
            return []
        if not isinstance(self.uri, str) or not PASSWORD.search(self.uri):  # one that is none is told already
            return []
        words = "a password in a spec is copied into every run; leave it out, and set MLFLOW_TRACKING_PASSWORD"
        return [("uri", f"{without_password(self.uri)}: {words}")]

    def resolved(self, folder: Path, name: str) -> Tracker:
        """With the address and the experiment written out, paths absolute, but nobody's password."""
        if self.uri is None:
            folder = Path.cwd()
        uri = self.uri or CREDENTIALS.sub(r"\1", os.environ.get("MLFLOW_TRACKING_URI", "")) or SQLITE + LOCAL
        if uri.startswith(SQLITE):
            uri = SQLITE + os.path.abspath(folder / os.path.expanduser(uri.removeprefix(SQLITE)))
        return MLflow(uri, self.experiment or name)

    def words(self, error: Exception) -> str:
        """What went wrong, without the names of the classes that it came through."""
        text, uri = str(error), without_password(str(self.uri))
        return next((words.format(uri=uri) for sign, words in SIGNS.items() if sign in text), super().words(error))

    def sink(self, job: Job, state: dict[str, Any]) -> Sink:
        return _Sink(job, state, self.uri, self.experiment)


class _Sink:
    """One run of MLflow, which takes nothing back: a run whose spec was changed goes on in a new one, where some of what was sent
    is no longer so."""

    most = 1000  # metrics that MLflow takes at once

    def __init__(self, job: Job, state: dict[str, Any], uri: str, experiment: str) -> None:
        self.job, self.state, self.uri, self.experiment = job, state, uri, experiment
        os.environ |= {"MLFLOW_HTTP_REQUEST_TIMEOUT": str(job.timeout), "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"}
        os.environ |= {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false"}
        self.may_be_there = "token" in state
        state.setdefault("token", uuid.uuid4().hex)

    @functools.cached_property
    def client(self) -> MlflowClient:
        from mlflow import MlflowClient

        return MlflowClient(_with_credentials(self.uri))

    def open(self) -> None:
        if "run" not in self.state:
            self._begin()
            return
        self.client.update_run(self.state["run"], status="RUNNING")
        if not self.state["has_parameters"]:
            return
        known, now = self.client.get_run(self.state["run"]).data.params, fitting(self.job.parameters)
        for key in [key for key in known if known[key] != now.get(key)]:  # a parameter cannot change
            self.client.set_tag(self.state["run"], f"changed.{key}"[:MAX_KEY_LENGTH], now.get(key, "none"))

    def _begin(self, **tags: str) -> None:
        """Begins a run, unless an attempt whose answer never came has begun it."""
        number, token = self._experiment_id(), self.state["token"]
        found = self.client.search_runs([number], f"tags.`dltrain.token` = '{token}'") if self.may_be_there else []
        self.may_be_there = True
        if found:
            run: Run = found[0]
        else:
            tags |= {"mlflow.source.name": "dltrain", "mlflow.source.type": "LOCAL"}
            tags |= {"mlflow.user": _user(), "dltrain.folder": self.job.folder, "dltrain.token": token}
            if self.job.note:
                tags["mlflow.note.content"] = self.job.note
            run = self.client.create_run(number, tags=tags, run_name=self.job.name)
        self.state |= {"experiment": number, "run": run.info.run_id, "has_parameters": False}

    def _experiment_id(self) -> str:
        experiment = self.client.get_experiment_by_name(self.experiment)
        if experiment is not None:
            return str(experiment.experiment_id)
        location = None
        if self.uri.startswith(SQLITE):
            location = (Path(self.uri.removeprefix(SQLITE)).parent / "mlartifacts").as_uri()
        return str(self.client.create_experiment(self.experiment, artifact_location=location, tags=KIND))

    @property
    def location(self) -> str:
        where = f"experiment {self.experiment!r}, run {self.state['run']}"
        if not self.uri.startswith("http"):
            uri = without_password(self.uri)
            return f"{uri}, {where}, which is shown by: mlflow server --backend-store-uri {uri}"
        return f"{self.uri}/#/experiments/{self.state['experiment']}/runs/{self.state['run']}"

    def send(self, lines: Sequence[Line]) -> None:
        from mlflow.entities import Metric

        metrics = [
            Metric(_key(f"{entry.member}/{name}" if entry.member else name), value, int(line.moment * 1000), entry.epoch)
            for line in lines
            for entry in line.entries
            for name, value in entry.values.items()
        ]
        for part in _parts(metrics, self.most):
            self.client.log_batch(self.state["run"], metrics=part)
        if not self.state["has_parameters"]:
            self._send_parameters()

    def _send_parameters(self) -> None:
        from mlflow.entities import Param

        parameters = [Param(key, value) for key, value in fitting(self.job.parameters).items()]
        known = self.client.get_run(self.state["run"]).data.params  # which cannot change
        for part in _parts([one for one in parameters if one.key not in known], MAX_PARAMETERS_AT_ONCE):
            self.client.log_batch(self.state["run"], params=part)
        self.state["has_parameters"] = True

    def has(self, probe: Sequence[Any]) -> bool:
        member, name, epoch = probe
        history: list[Metric] = self.client.get_metric_history(self.state["run"], _key(f"{member}/{name}" if member else name))
        return any(metric.step == epoch for metric in history)

    def take_back(self, kept: int, sent: int, is_rounding: bool) -> int:
        if is_rounding:
            return sent
        before = self.state.setdefault("replaced", self.state["run"])
        if before == self.state["run"]:  # else an earlier attempt has come as far as that
            self.state["token"] = f"{before}-{kept}-{self.job.changes}"
            self.may_be_there = True
            self._begin(**{"dltrain.continues": before})
        self.client.set_tag(before, "dltrain.continued_by", self.state["run"])
        self.client.set_terminated(before, "KILLED")
        del self.state["replaced"]
        return 0

    def conclude(self, results: Results, progressed: Callable[[], None]) -> None:
        from mlflow.entities import Metric

        run, summary = self.state["run"], results.summarized()
        if not self.state["has_parameters"]:
            self._send_parameters()
        now, step, known = int(time.time() * 1000), int(summary.get("epochs", 0)), self.client.get_run(run).data.metrics
        values = {_key(name): value for name, value in final_metrics(summary).items()}
        metrics = [Metric(key, value, now, step) for key, value in values.items() if known.get(key) != value]
        for part in _parts(metrics, self.most):
            self.client.log_batch(run, metrics=part)
        progressed()
        for path, folder in _artifacts(results):
            self.client.log_artifact(run, str(path), folder)
            progressed()
        self.client.set_terminated(run, STATUS.get(summary.get("status", ""), "FAILED"))


def _artifacts(results: Results) -> Iterator[tuple[Path, str | None]]:
    """The files of a run, each with the folder among its artifacts."""
    plain = (results.spec, results.summary, results.confusion_matrix, results.log)
    files: list[tuple[Path, str | None]] = [(Path(path), None) for path in plain]
    files += [(path, "pictures") for path in results.pictures()]
    files.append((Path(results.checkpoint), "checkpoints"))
    return ((path, folder) for path, folder in files if path.is_file())


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # as in containers whose user has no name
        return "unknown"


def _with_credentials(uri: str) -> str:
    """The address with the user and the password of MLFLOW_TRACKING_URI, where that is the same address."""
    there = os.environ.get("MLFLOW_TRACKING_URI", "")
    return there if CREDENTIALS.sub(r"\1", there) == uri else uri


def fitting(parameters: Mapping[str, str]) -> dict[str, str]:
    """Parameters as MLflow takes them: other characters in a key are _, what is too long ends in ….

    >>> fitting({"data.columns.size (cm)": "numeric"})
    {'data.columns.size _cm_': 'numeric'}
    """
    return {_key(key): _cut(value, MAX_VALUE_LENGTH) for key, value in parameters.items()}


def _key(name: str) -> str:
    return _cut(re.sub(r"[^/\w.\- :]", "_", name), MAX_KEY_LENGTH, "_")


def _cut(text: str, most: int, end: str = "…") -> str:
    return text if len(text) <= most else text[: most - 1] + end


def _parts(items: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    return (items[start : start + most] for start in range(0, len(items), most))
