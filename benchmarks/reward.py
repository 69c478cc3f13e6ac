"""How well DQN and PPO keep the pole upright: the median over five seeds of the mean return of 100 episodes, and what it took.

python -m benchmarks.reward [dqn] [ppo]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from dltrain.commands.train import train
from dltrain.commands.training.display import Display

CONFIGS = Path(__file__).parent.parent / "configs" / "reward"
SEEDS = range(5)
WANTED = 475.0  # of 500, what Gymnasium takes for solved


def measure(name: str, folder: Path) -> float:
    """Trains a config with each seed, tells of each, and returns the median of their mean returns on test episodes."""
    returns = []
    for seed in SEEDS:
        began = time.process_time()
        summary = train(
            spec=CONFIGS / f"cartpole_{name}.yaml",
            sets=[f"seed={seed}"],
            run_dir=folder / f"{name}-{seed}",
            display=Display(charts=False),
        )
        measured = summary.metrics["test"]
        returns.append(float(measured["return"] or 0.0))
        took = f"{time.process_time() - began:.0f} s of CPU, {summary.steps:,} steps of the optimizer"
        print(f"{name} seed {seed}: return {returns[-1]:.1f}, best at update {summary.best_epoch} of {summary.epochs}; {took}")
    return statistics.median(returns)


def main() -> int:
    """Measures what is named, or both; 1 where a median is below what is wanted."""
    names = sys.argv[1:] or ["dqn", "ppo"]
    with tempfile.TemporaryDirectory() as folder:
        medians = {name: measure(name, Path(folder)) for name in names}
    for name, median in medians.items():
        print(f"{name}: median return {median:.1f} of five seeds (wanted: {WANTED:.0f})")
    return int(any(median < WANTED for median in medians.values()))


if __name__ == "__main__":
    sys.exit(main())
