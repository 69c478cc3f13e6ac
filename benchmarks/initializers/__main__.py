"""`python -m benchmarks.initializers [WORKLOAD ...]`: how much is learned from which initial weights."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import torch

from benchmarks.__main__ import machine
from benchmarks.initializers import measure, table, workloads
from benchmarks.initializers.schemes import SCHEMES


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.initializers", description="Compares initial weights.")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=f"of {', '.join(workloads.SPECS)}; all if omitted")
    parser.add_argument("--spec", type=Path, action="append", default=[], help="a spec of your own as one more workload")
    parser.add_argument("--schemes", nargs="+", default=list(SCHEMES), choices=list(SCHEMES), help="what is compared")
    parser.add_argument("--seeds", type=int, default=5, help="how many trainings of each")
    parser.add_argument("--results", type=Path, help="a file that the losses are appended to, and read from where they are there")
    told = parser.parse_args()
    if unknown := [name for name in told.workloads if name not in workloads.SPECS]:
        parser.error(f"there is no workload {unknown[0]!r}; there are {', '.join(workloads.SPECS)}")
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        workloads.write(Path(folder))
        names = told.workloads or ([] if told.spec else list(workloads.SPECS))
        specs = {name: Path(folder) / f"{name}.yaml" for name in names} | {path.stem: path for path in told.spec}
        losses = _measured(specs, told.schemes, told.seeds, told.results)
    print(machine(), end="\n\n")
    print(table.markdown(losses, told.schemes))


def _measured(
    specs: dict[str, Path], schemes: list[str], seeds: int, results: Path | None
) -> dict[tuple[str, str], list[list[float]]]:
    """The losses of every workload and scheme; those that `results` has are not measured again."""
    found = _read(results, specs, schemes)
    for workload, path in specs.items():
        for scheme in schemes:
            if (workload, scheme) in found:
                continue
            found[workload, scheme] = measure.losses(path, SCHEMES[scheme], range(seeds))
            print(f"{workload}: {scheme}", file=sys.stderr)
            if results:
                with results.open("a", encoding="utf-8") as file:
                    record = {"workload": workload, "scheme": scheme, "losses": found[workload, scheme]}
                    file.write(json.dumps(record) + "\n")
    return found


def _read(results: Path | None, specs: dict[str, Path], schemes: list[str]) -> dict[tuple[str, str], list[list[float]]]:
    if results is None or not results.exists():
        return {}
    records = map(json.loads, results.read_text("utf-8").splitlines())
    found = {(record["workload"], record["scheme"]): record["losses"] for record in records}
    return {key: losses for key, losses in found.items() if key[0] in specs and key[1] in schemes}


if __name__ == "__main__":
    main()
