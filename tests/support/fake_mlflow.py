"""A small server that speaks as much of MLflow's REST interface as a run needs, and fails when it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse


@dataclass
class FakeMLflow:
    """What was sent, and what happens to the next requests of a kind: `silent` takes effect, and is never answered; `lost` does
    neither; `error` is answered by an error."""

    artifacts: Path
    experiments: list[str] = field(default_factory=list)
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    uri: str = ""

    def history(self, run: str, key: str) -> list[tuple[int, float]]:
        """Step and value of each point."""
        return [(metric["step"], metric["value"]) for metric in self.runs[run]["metrics"] if metric["key"] == key]

    def answer(self, path: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The status and the body that MLflow would answer with, which keeps metrics even if they are there already."""
        run = self.runs.get(given.get("run_id", ""), {})
        if path == "experiments/get-by-name":
            name = given["experiment_name"]
            if name not in self.experiments:
                return 404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "there is none"}
            return 200, {"experiment": {"experiment_id": str(self.experiments.index(name)), "name": name}}
        if path == "experiments/create":
            self.experiments.append(given["name"])
            return 200, {"experiment_id": str(len(self.experiments) - 1)}
        if path == "runs/create":
            name = f"run-{len(self.runs) + 1}"
            tags = {tag["key"]: tag["value"] for tag in given["tags"]}
            self.runs[name] = {"tags": tags, "params": {}, "metrics": [], "status": "RUNNING"}
            return 200, {"run": self.plain(name)}
        if path == "runs/search":
            token = given["filter"].split("'")[1]
            return 200, {"runs": [self.plain(one) for one, run in self.runs.items() if run["tags"]["dltrain.token"] == token]}
        if path == "runs/log-batch":
            run["metrics"] += given.get("metrics", [])
            run["params"] |= {param["key"]: param["value"] for param in given.get("params", [])}
        if path == "runs/set-tag":
            run["tags"][given["key"]] = given["value"]
        if path == "runs/update":
            run["status"] = given.get("status", run["status"])
            return 200, {"run_info": self.plain(given["run_id"])["info"]}
        if path == "runs/get":
            return 200, {"run": self.plain(given["run_id"])}
        if path == "metrics/get-history":
            return 200, {"metrics": [metric for metric in run["metrics"] if metric["key"] == given["metric_key"]]}
        return 200, {}

    def plain(self, name: str) -> dict[str, Any]:
        """A run as MLflow tells it."""
        run, place = self.runs[name], (self.artifacts / name).as_uri()
        info = {"run_id": name, "run_uuid": name, "experiment_id": "0", "status": run["status"], "artifact_uri": place}
        latest = list({metric["key"]: metric for metric in run["metrics"]}.values())
        pairs = {kind: [{"key": key, "value": value} for key, value in run[kind].items()] for kind in ("params", "tags")}
        return {"info": info, "data": {"metrics": latest, **pairs}}


@contextmanager
def fake_mlflow(artifacts: Path) -> Iterator[FakeMLflow]:
    """The server within the block, on a port of its own."""
    fake = FakeMLflow(artifacts)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.take({key: values[0] for key, values in parse_qs(urlparse(self.path).query).items()})

        def do_POST(self) -> None:
            self.take(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def take(self, given: dict[str, Any]) -> None:
            path = urlparse(self.path).path.removeprefix("/api/2.0/mlflow/")
            fake.asked.append(path)
            fault = fake.faults[path].pop(0) if fake.faults.get(path) else ""
            status, body = (500, {"error_code": "INTERNAL_ERROR", "message": "out of order"})
            if fault not in ("lost", "error"):
                status, body = fake.answer(path, given)
            if fault in ("silent", "lost"):
                fake.over.wait(10)
                return
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        fake.uri = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            fake.over.set()
            server.shutdown()
            thread.join()
