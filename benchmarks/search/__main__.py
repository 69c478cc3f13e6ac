"""`python -m benchmarks.search`: what 40 trials of TPE find, and 80 at random, each with several seeds, on each workload.

The first ten settings of both are the same: TPE begins at random. In the order of a sweep of one worker.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.__main__ import machine
from benchmarks.search.objective import loss_of
from benchmarks.search.workloads import SPECS
from dltrain.spec.loading import load_text
from dltrain.sweeps.points import Past, random_point
from dltrain.sweeps.proposals import Search

Found = dict[str, list[float | None]]


def searched(workload: str, seed: int, trials: int, at_random: int) -> Found:
    """The loss of every trial of both searches, with a seed of the searches; the trainings all have the same."""
    loaded = load_text(SPECS[workload], workload, Path(), workload)
    space = loaded.space
    known: dict[str, float | None] = {}

    def loss(point: dict[str, float]) -> float | None:
        key = json.dumps(point)
        if key not in known:
            known[key] = loss_of(loaded, space.values(point))
        return known[key]

    found: Found = {"random": [loss(random_point(space, seed, number)) for number in range(1, at_random + 1)], "tpe": []}
    tpe, past = Search(space, "tpe", seed, "min"), list[Past]()
    for number in range(1, trials + 1):
        point = tpe.point(number, past)
        value = loss(point)
        found["tpe"].append(value)
        past.append(Past(number, point, "diverged" if value is None else "completed", value, {}))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description="TPE against random search.")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=f"of {', '.join(SPECS)}; all if omitted")
    parser.add_argument("--repeats", type=int, default=10, help="searches of each kind, with seeds 0, 1, ...")
    parser.add_argument("--trials", type=int, default=40, help="of TPE")
    parser.add_argument("--random", type=int, default=80, help="trials at random")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--results", type=Path, help="a file that the losses are appended to, and read from where they are there")
    told = parser.parse_args()
    if unknown := [name for name in told.workloads if name not in SPECS]:
        parser.error(f"there is no workload {unknown[0]!r}; there are {', '.join(SPECS)}")
    names = told.workloads or list(SPECS)
    found = dict(_read(told.results))
    wanted = [(name, seed) for seed in range(told.repeats) for name in names if (name, seed) not in found]
    with ProcessPoolExecutor(told.jobs) as pool:
        futures = {one: pool.submit(searched, *one, told.trials, told.random) for one in wanted}
        for (name, seed), future in futures.items():
            found[name, seed] = future.result()
            print(f"{name}, seed {seed}: {_bests(found[name, seed], told.trials)}", file=sys.stderr, flush=True)
            if told.results:
                with told.results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"workload": name, "seed": seed, **found[name, seed]}) + "\n")
    print(machine(), end="\n\n")
    print("\n".join(_table({name: [found[name, seed] for seed in range(told.repeats)] for name in names}, told.trials)))


def _read(results: Path | None) -> Iterator[tuple[tuple[str, int], Found]]:
    if results is not None and results.exists():
        for line in results.read_text("utf-8").splitlines():
            record = json.loads(line)
            yield (record["workload"], record["seed"]), {kind: record[kind] for kind in ("random", "tpe")}


def _bests(found: Found, trials: int) -> tuple[float, float, float]:
    """The best of TPE, of as many trials at random, and of all at random."""
    shorter = found["random"][:trials]
    best = [min(value for value in kind if value is not None) for kind in (found["tpe"], shorter, found["random"])]
    return best[0], best[1], best[2]


def _table(found: dict[str, list[Found]], trials: int) -> Iterator[str]:
    """A line a workload: the medians over the repeats, and in how many TPE found as much as all at random."""
    yield f"| workload | TPE, {trials} | random, {trials} | random, all | TPE at least as good |"
    yield "|---|---|---|---|---|"
    for name, repeats in found.items():
        bests = [_bests(one, trials) for one in repeats]
        medians = [f"{statistics.median(column):.5g}" for column in zip(*bests, strict=True)]
        wins = sum(tpe <= whole for tpe, _, whole in bests)
        yield f"| {name} | {' | '.join(medians)} | {wins} of {len(bests)} |"


if __name__ == "__main__":
    main()
