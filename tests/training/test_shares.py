"""A batch in shares: the same bits whichever processes compute them, and the numbers of the whole batch to rounding."""

import gc
import os
import time

import numpy as np
import pytest
import torch

from dltrain.losses import LOSSES
from dltrain.models.layers import LAYERS
from dltrain.optimizers import OPTIMIZERS
from dltrain.process.copies import Copy, KilledError, shared_zeros
from dltrain.tasks import Task
from dltrain.training.autograd.engine import AutogradEngine
from dltrain.training.explicit.engine import ExplicitEngine
from dltrain.training.explicit.network import ExplicitNetwork
from dltrain.training.minibatches.batches import Settings
from dltrain.training.objective import Objective
from dltrain.training.pace import CLEARLY, TRIAL, TURN, Pace
from dltrain.training.segments import cut
from dltrain.training.shares import Shares
from tests.training.explicit.test_explicit import LIBRARIES, drawn, network_of, never, planned, some_rows

PLAIN = Settings(seed=7, batch_size=16, weight_decay=0.01, l1=0.0, gradient_clip=None)  # 50 rows: the last batch has 2
PENALIZED = Settings(seed=7, batch_size=16, weight_decay=0.0, l1=1e-3, gradient_clip=0.3)
ENGINES = ("numpy", "explicit", "autograd")
BATCH_NORM = {"layers": [9, LAYERS["dropout"](rate=0.3), 6], "batch_norm": True, "dropout": 0.2}
NO_BATCH_NORM = {"layers": [9, LAYERS["dropout"](rate=0.3), 6], "dropout": 0.2}  # that of torch takes no shares


def engine_of(kind: str, shares: int, threads: int, settings: Settings = PLAIN, optimizer: str = "adam", rows: int = 50, **more):
    """An engine in training, and its rows."""
    made = planned(**(NO_BATCH_NORM if kind == "autograd" else BATCH_NORM))
    options = {"shares": shares, "threads": threads, **more}
    xp = LIBRARIES["numpy" if kind == "numpy" else "torch"]
    train, objective = some_rows(xp, rows), Objective(xp, LOSSES["cross_entropy"](), Task.MULTICLASS, 3, None)
    if kind == "autograd":
        network = network_of(made, drawn(made, 7))
        engine = AutogradEngine(network, OPTIMIZERS[optimizer](), objective, train, settings, "cpu", [train], **options)
    else:
        network = ExplicitNetwork(made, [drawn(made, 7)], xp)
        engine = ExplicitEngine(network, OPTIMIZERS[optimizer](), objective, train, settings, splits=[train], **options)
    return engine, train


def trained(kind: str, shares: int, threads: int, *rest, epochs: int = 2):
    """Losses, scores and every tensor after some epochs."""
    engine, rows = engine_of(kind, shares, threads, *rest)
    losses = [engine.epoch(epoch, lambda step: 0.01, never)["train_loss"] for epoch in range(1, epochs + 1)]
    return losses, rows.xp.to_numpy(engine.scores(rows)), dict(engine.snapshot())


def assert_same_bits(one, other) -> None:
    assert one[0] == other[0]
    np.testing.assert_array_equal(one[1], other[1])
    assert one[2].keys() == other[2].keys()
    for name, array in one[2].items():
        np.testing.assert_array_equal(other[2][name], array, err_msg=name)


def test_rows_are_cut_as_evenly_as_they_go():
    assert cut(10, 4) == [0, 2, 5, 7, 10]
    assert cut(1, 3) == [0, 0, 0, 1]  # shares without rows


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "nadam"])  # nadam keeps a number beside its vectors
@pytest.mark.parametrize("settings", [PLAIN, PENALIZED], ids=["plain", "l1 and clipping"])
@pytest.mark.parametrize("kind", ENGINES)
def test_the_bits_are_the_same_on_any_number_of_threads(kind, settings, optimizer):
    alone = trained(kind, 3, 1, settings, optimizer)
    for threads in (2, 3, 8):
        assert_same_bits(alone, trained(kind, 3, threads, settings, optimizer))


@pytest.mark.parametrize("settings", [PLAIN, PENALIZED], ids=["plain", "l1 and clipping"])
@pytest.mark.parametrize("kind", ENGINES)
def test_shares_are_the_whole_batch_to_rounding(kind, settings):
    # sgd: Adam makes whole steps of the rounding errors of gradients of 0.
    whole, shared = trained(kind, 1, 1, settings, "sgd"), trained(kind, 4, 2, settings, "sgd")
    np.testing.assert_allclose(shared[0], whole[0], rtol=2e-5)
    for name, array in whole[2].items():
        np.testing.assert_allclose(shared[2][name], array, rtol=1e-3, atol=1e-5, err_msg=name)


@pytest.mark.parametrize("kind", ENGINES)
def test_helpers_that_come_and_go_change_no_bit(kind, monkeypatch):
    expected = trained(kind, 2, 1, epochs=4)
    turns = iter([1, 0, 0, 1, 1, 0] * 10)
    monkeypatch.setattr(Pace, "__enter__", lambda self: next(turns))
    monkeypatch.setattr(Pace, "__exit__", lambda self, *rest: None)
    assert_same_bits(expected, trained(kind, 2, 2, epochs=4))


@pytest.mark.parametrize("kind", ENGINES)
def test_an_epoch_that_was_paused_ends_in_the_same_bits(kind):
    expected = trained(kind, 2, 2, PLAIN, "nadam", epochs=1)
    paused, _ = engine_of(kind, 2, 2, PLAIN, "nadam")
    answers = iter([False, False, True])
    assert paused.epoch(1, lambda step: 0.01, lambda: next(answers)) is None
    assert paused.step == 2
    other, rows = engine_of(kind, 2, 2, PLAIN, "nadam")
    other.restore(paused.snapshot(), paused.step, dict(paused.partial))
    losses = [other.epoch(1, lambda step: 0.01, never)["train_loss"]]
    assert_same_bits(expected, (losses, rows.xp.to_numpy(other.scores(rows)), dict(other.snapshot())))


@pytest.mark.parametrize("kind", ENGINES)
def test_a_split_that_is_shared_has_the_scores_of_one_that_is_not(kind):
    engine, rows = engine_of(kind, 2, 2, rows=5000)  # chunks of 2,048
    engine.epoch(1, lambda step: 0.01, never)
    other = some_rows(rows.xp, 5000)
    np.testing.assert_array_equal(engine.scores(rows), engine.scores(other))  # no place was made for the other


class Work:
    """Tasks of shares that write down which process did what."""

    def __init__(self, count: int, processes: int) -> None:
        self.numbers = shared_zeros(2, count, dtype="float64")
        self.shares = Shares(count, processes, [self.all_reduce, self.fail, self.lack_memory, self.vanish])

    def all_reduce(self, share: int, number: float):
        """number + share, and then the sum of these over all shares: whoever does it must wait for the others."""
        self.numbers[0, share] = number + share
        yield
        self.numbers[1, share] = self.numbers[0].sum()

    def fail(self, share: int):
        yield
        if share:
            raise ValueError(f"share {share} fails")

    def lack_memory(self, share: int):
        yield
        if share:
            raise MemoryError

    def vanish(self, share: int):
        yield
        if share:
            os._exit(9)


@pytest.mark.parametrize("processes", [1, 2, 4])
def test_all_shares_meet_where_a_task_yields(processes):
    work = Work(4, processes)
    for number in range(20):
        work.shares.run(0, number)
        assert work.numbers[1].tolist() == [4 * number + 0 + 1 + 2 + 3] * 4


def test_what_fails_in_a_helper_is_told_and_the_next_work_is_done():
    work = Work(2, 2)
    with pytest.raises(RuntimeError, match="share 1 fails"):
        work.shares.run(1)
    with pytest.raises(MemoryError):
        work.shares.run(2)
    with pytest.raises(KilledError):
        work.shares.run(3)
    work.shares.run(0, 1.0)
    assert work.numbers[1].tolist() == [3, 3]  # 1 + 0 + 1 + 1


def test_where_no_process_can_be_made_one_does_everything(monkeypatch):
    def refuse(*_):
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(Copy, "__init__", refuse)
    work = Work(4, 2)
    work.shares.run(0, 1.0)
    assert work.numbers[1].tolist() == [10] * 4  # 1 + 0 + 1 + 1 + 1 + 2 + 1 + 3


def test_a_process_that_has_differentiated_beside_a_gpu_does_everything(monkeypatch):
    """From its first backward on PyTorch refuses to differentiate in later copies of it, on the processor too. That is played."""
    differentiate, differentiated = torch.autograd._engine_run_backward, []

    def differentiated_by(*args, **options):
        differentiated.append(os.getpid())
        if os.getpid() != differentiated[0]:
            raise RuntimeError("Unable to handle autograd's threading in combination with fork-based multiprocessing.")
        return differentiate(*args, **options)

    usual = trained("autograd", 2, 2)
    monkeypatch.setattr(torch.autograd, "_engine_run_backward", differentiated_by)
    torch.ones((), requires_grad=True).backward()
    assert_same_bits(trained("autograd", 2, 2), usual)


def test_helpers_end_with_who_needed_them():
    work = Work(2, 2)
    work.shares.run(0, 1.0)
    (helper,) = work.shares._helpers
    os.kill(helper._process, 0)  # it is there
    del work
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(helper._process, 0)


def paced(seconds: dict[bool, float], steps: int, pace: Pace) -> int:
    """How many of so many steps are taken together, where a step together, or alone, takes so long."""
    together = 0
    for _ in range(steps):
        with pace as helpers:
            time.sleep(seconds[bool(helpers)])
            together += bool(helpers)
    return together


def test_the_quicker_way_is_taken_and_the_other_tried_now_and_then(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(time, "sleep", lambda seconds: clock.__setitem__(0, clock[0] + seconds))
    pace, round_ = Pace(1), TURN + TRIAL
    assert paced({True: 1.0, False: 1.6}, 1 + 10 * round_, pace) == 1 + 10 * TURN  # idle: but for trials always together
    busy = paced({True: 2.0, False: 1.6}, 10 * round_, pace)
    assert busy == TURN + 9 * TRIAL  # it is seen at the end of the first turn
    assert paced({True: 1.0, False: 1.6}, round_, pace) == TRIAL
    assert paced({True: 1.0, False: 1.6}, round_, pace) == TURN  # and that it is over, at the end of the next
    assert paced({True: 1.0, False: CLEARLY + 0.01}, 2 * round_, pace) == 2 * TURN  # what is hardly quicker is not chosen


def test_gradients_of_a_network_of_convolutions_come_in_shares():
    torch.manual_seed(0)
    images, labels = torch.randn(20, 1, 8, 8), torch.randint(0, 3, (20,))
    results = []
    for shares in (1, 3):
        torch.manual_seed(1)
        network = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.Flatten(), torch.nn.Linear(144, 3))
        rows = some_rows(LIBRARIES["torch"], 20)
        rows = type(rows)(rows.xp, (images,), labels, None, 20)
        objective = Objective(LIBRARIES["torch"], LOSSES["cross_entropy"](), Task.MULTICLASS, 3, None)
        settings = Settings(seed=1, batch_size=8, weight_decay=0.0, l1=0.0, gradient_clip=None)
        engine = AutogradEngine(network, OPTIMIZERS["sgd"](), objective, rows, settings, "cpu", shares=shares, threads=2)
        engine.epoch(1, lambda step: 0.1, never)
        results.append(engine.snapshot())
    for name, array in results[0].items():
        np.testing.assert_allclose(results[1][name], array, rtol=1e-4, atol=1e-6)
