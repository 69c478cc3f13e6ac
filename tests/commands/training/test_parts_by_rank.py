"""What the processes that share parts of a run tell each other through the store."""

from __future__ import annotations

from dltrain.commands.training.parts_by_rank import ENDED, FACTS, RankPool


class LateStore(dict[str, bytes]):
    """A store in which the first process says its facts, and goes on, just after another one has looked for them."""

    def check(self, names: list[str]) -> bool:
        known = all(name in self for name in names)
        self[f"{FACTS}_0"], self[ENDED] = b"{}", b"0"
        return known


def test_a_process_that_looked_a_moment_too_early_takes_what_was_said_before_the_end() -> None:
    pool = RankPool()
    pool.store = LateStore()
    assert pool._awaited(f"{FACTS}_0") == b"{}"
