import dataclasses
import json
import math
import re
import time
import typing
import warnings

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dltrain.schedules import SCHEDULES, Plateau, Schedule
from dltrain.types import Word

# One of each, with the options that have no default.
REQUIRED: dict[str, dict[str, int]] = {"step": {"every": 2}, "cosine_warm_restarts": {"cycle": 2}}
EXAMPLES: dict[str, Schedule] = {name: SCHEDULES[name](**REQUIRED.get(name, {})) for name in SCHEDULES}


def run(schedule: Schedule, base: float, epochs: int, steps_per_epoch: int) -> list[float]:
    return [
        schedule.rate(
            base, step=step, steps=epochs * steps_per_epoch, epoch=step // steps_per_epoch, steps_per_epoch=steps_per_epoch
        )
        for step in range(epochs * steps_per_epoch)
    ]


def torch_rates(make, count: int, base: float = 0.1) -> list[float]:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=base)
    scheduler = make(optimizer)
    seen = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that optimizer.step() was not called
        for number in range(count):
            seen.append(optimizer.param_groups[0]["lr"])
            if number < count - 1:
                scheduler.step()
    return seen


LR = torch.optim.lr_scheduler


def test_constant():
    assert run(SCHEDULES["constant"](), 0.1, 2, 2) == [0.1] * 4


def test_step_drops_at_epoch_borders():
    assert run(SCHEDULES["step"](every=2, factor=0.5), 0.8, 5, 2) == [0.8] * 4 + [0.4] * 4 + [0.2] * 2


def test_step_as_in_torch():
    expected = torch_rates(lambda optimizer: LR.StepLR(optimizer, 3), 10)
    assert run(SCHEDULES["step"](every=3), 0.1, 10, 1) == pytest.approx(expected)


def test_exponential_as_in_torch():
    expected = torch_rates(lambda optimizer: LR.ExponentialLR(optimizer, 0.95), 10)
    assert run(SCHEDULES["exponential"](), 0.1, 10, 1) == pytest.approx(expected)
    assert run(SCHEDULES["exponential"](factor=0.5), 1.0, 2, 2) == [1.0, 1.0, 0.5, 0.5]


@pytest.mark.parametrize("final", [0.0, 0.2])
def test_cosine_as_in_torch(final):
    expected = torch_rates(lambda optimizer: LR.CosineAnnealingLR(optimizer, 12, eta_min=0.1 * final), 12)
    assert run(SCHEDULES["cosine"](final=final), 0.1, 4, 3) == pytest.approx(expected)


def test_cosine_by_hand():
    # cos 0, cos π/4, cos π/2, cos 3π/4
    half = math.sqrt(0.5)
    assert run(SCHEDULES["cosine"](), 2.0, 2, 2) == pytest.approx([2.0, 1 + half, 1.0, 1 - half])


@pytest.mark.parametrize(("cycle", "multiplier", "final"), [(1, 1, 0.0), (2, 1, 0.2), (1, 2, 0.0), (2, 3, 0.1)])
def test_warm_restarts_as_in_torch(cycle, multiplier, final):
    # PyTorch counts the cycle in calls of its scheduler, here one a step; 3 steps an epoch.
    expected = torch_rates(
        lambda optimizer: LR.CosineAnnealingWarmRestarts(optimizer, 3 * cycle, multiplier, eta_min=0.1 * final), 36
    )
    schedule = SCHEDULES["cosine_warm_restarts"](cycle=cycle, multiplier=multiplier, final=final)
    assert run(schedule, 0.1, 12, 3) == pytest.approx(expected)


def test_warm_restarts_by_hand():
    # Two steps an epoch: a cycle of 1 epoch, cos 0 and cos π/2; then one of 2, cos 0, cos π/4, cos π/2, cos 3π/4.
    half = math.sqrt(0.5)
    schedule = SCHEDULES["cosine_warm_restarts"](cycle=1, multiplier=2)
    assert run(schedule, 2.0, 3, 2) == pytest.approx([2.0, 1.0, 2.0, 1 + half, 1.0, 1 - half])
    # after a warm-up of one epoch the first cycle begins in the second
    warm = run(dataclasses.replace(schedule, warmup=2), 2.0, 4, 2)
    assert warm == pytest.approx([2 / 3, 4 / 3, 2.0, 1.0, 2.0, 1 + half, 1.0, 1 - half])


def test_a_run_too_short_to_restart_is_told():
    schedule = SCHEDULES["cosine_warm_restarts"](cycle=10)
    assert schedule.caveat(0.1, 11, 3) is None
    assert schedule.caveat(0.1, 10, 3) == (
        "the first cycle of cosine_warm_restarts has 10 epochs, and the run 10: it never restarts"
    )


@pytest.mark.parametrize("final", [0.0, 0.2])
def test_linear_as_in_torch(final):
    expected = torch_rates(lambda optimizer: LR.LinearLR(optimizer, 1.0, final, total_iters=12), 12)
    assert run(SCHEDULES["linear"](final=final), 0.1, 4, 3) == pytest.approx(expected)


@pytest.mark.parametrize(("peak", "steps"), [(0.3, 40), (0.3, 7), (0.5, 3), (0.25, 400)])
def test_one_cycle_as_in_torch(peak, steps):
    # PyTorch divides the first rate by final_div_factor, ours divides the peak: 1e4 / 25 = 400
    expected = torch_rates(
        lambda optimizer: LR.OneCycleLR(optimizer, 0.1, total_steps=steps, pct_start=peak, final_div_factor=400), steps
    )
    assert run(SCHEDULES["one_cycle"](peak=peak), 0.1, 1, steps) == pytest.approx(expected)


@pytest.mark.parametrize(("steps", "expected"), [(1, [1.0]), (2, [1.0, 1e-4]), (10, [1.0])])
def test_one_cycle_of_a_run_too_short_to_rise(steps, expected):
    assert run(SCHEDULES["one_cycle"](peak=0.1), 1.0, 1, steps)[: len(expected)] == pytest.approx(expected)


def test_warmup_by_hand():
    # a quarter, two quarters, three quarters, then what the schedule says
    assert run(SCHEDULES["constant"](warmup=3), 0.4, 3, 2) == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.4, 0.4])
    assert run(SCHEDULES["linear"](warmup=1), 0.4, 1, 5) == pytest.approx([0.2, 0.4, 0.3, 0.2, 0.1])
    assert run(SCHEDULES["linear"](warmup="20%"), 0.4, 1, 5) == pytest.approx([0.2, 0.4, 0.3, 0.2, 0.1])
    # the epoch in which the warm-up ends is the first of the schedule, and drops stay at epoch borders
    assert run(SCHEDULES["step"](warmup=3, every=1), 0.4, 3, 2) == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.04, 0.04])
    assert run(SCHEDULES["step"](warmup=2, every=1), 0.3, 3, 2) == pytest.approx([0.1, 0.2, 0.3, 0.3, 0.03, 0.03])


@given(
    st.sampled_from([name for name in EXAMPLES if name != "one_cycle"]), st.integers(0, 12), st.integers(1, 4), st.integers(1, 4)
)
def test_the_schedule_itself_follows_the_warmup(name, warmup, epochs, steps_per_epoch):
    """Every rate is finite and at most the base; after a warm-up of whole epochs the rest is a run without one."""
    warm = run(dataclasses.replace(EXAMPLES[name], warmup=warmup), 0.5, epochs, steps_per_epoch)
    assert all(0 <= rate <= 0.5 for rate in warm)
    assert warm[:warmup] == pytest.approx([0.5 * (step + 1) / (min(warmup, len(warm)) + 1) for step in range(len(warm[:warmup]))])
    if warmup % steps_per_epoch == 0 and warmup < len(warm):
        assert warm[warmup:] == run(EXAMPLES[name], 0.5, epochs - warmup // steps_per_epoch, steps_per_epoch)


@pytest.mark.parametrize("warmup", ["0%", "5%", "12.5%", "100%"])
def test_a_percentage_is_a_share_of_all_steps(warmup):
    as_steps = {"0%": 0, "5%": 10, "12.5%": 25, "100%": 200}[warmup]
    assert run(SCHEDULES["cosine"](warmup=warmup), 0.1, 2, 100) == run(SCHEDULES["cosine"](warmup=as_steps), 0.1, 2, 100)
    assert SCHEDULES["cosine"](warmup=warmup).problems() == []


def test_a_percentage_above_all_steps_is_refused():
    assert SCHEDULES["cosine"](warmup="120%").problems() == [
        ("warmup", "'120%' is more than the whole run; expected at most 100%")
    ]


@pytest.mark.parametrize("name", [name for name in SCHEDULES if name != "one_cycle"])
def test_the_form_of_a_percentage_is_declared(name):
    hint = typing.get_type_hints(SCHEDULES[name], include_extras=True)["warmup"]
    (word,) = [mark for part in typing.get_args(hint) for mark in getattr(part, "__metadata__", ()) if isinstance(mark, Word)]
    assert all(re.fullmatch(word.pattern, good) for good in ("5%", "12.5%", "0%"))
    assert not any(re.fullmatch(word.pattern, bad) for bad in ("5", "-5%", "%", "5 %", ".5%", "5%%"))


@pytest.mark.parametrize("name", list(SCHEDULES))
def test_rates_change_within_an_epoch_only_where_that_is_said(name):
    changes = any(len(set(run(EXAMPLES[name], 0.1, 4, 5)[first : first + 5])) > 1 for first in (0, 5, 10, 15))
    assert EXAMPLES[name].per_step == changes
    if name != "one_cycle":
        assert dataclasses.replace(EXAMPLES[name], warmup=1).per_step
        assert dataclasses.replace(EXAMPLES[name], warmup="5%").per_step


def plateau_rates(schedule: Schedule, base: float, history: list[float]) -> list[float]:
    plateau, seen = Plateau(), []
    for epoch, value in enumerate(history):
        plateau = schedule.observe(plateau, value)
        seen.append(
            schedule.rate(base, step=epoch + 1, steps=len(history) + 1, epoch=epoch + 1, steps_per_epoch=1, plateau=plateau)
        )
    return seen


def test_plateau_by_hand():
    # 1.0 is the best; two epochs without improvement are let pass, the third drops the rate and starts the count again
    schedule = SCHEDULES["reduce_on_plateau"](patience=2, factor=0.5)
    history = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.49999]
    assert plateau_rates(schedule, 0.8, history) == pytest.approx([0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2, 0.2])
    assert schedule.replay(history) == Plateau(best=0.5, waited=1, reductions=2)


@given(st.lists(st.floats(1e-3, 10) | st.sampled_from([1.0, 0.5, math.nan]), min_size=1, max_size=60), st.integers(0, 4))
def test_plateau_as_in_torch(history, patience):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    # eps=0: PyTorch ignores drops below 1e-8
    scheduler = LR.ReduceLROnPlateau(optimizer, factor=0.5, patience=patience, min_lr=0.01, eps=0)
    expected = []
    for value in history:
        scheduler.step(value)
        expected.append(optimizer.param_groups[0]["lr"])
    schedule = SCHEDULES["reduce_on_plateau"](factor=0.5, patience=patience, minimum=0.01)
    assert plateau_rates(schedule, 0.1, history) == pytest.approx(expected)


def test_plateau_of_negative_values_asks_for_improvement_too():
    """A value such as −accuracy: staying at the best is no improvement, as b(1 − δ) would have it."""
    schedule = SCHEDULES["reduce_on_plateau"](patience=0, factor=0.5)
    assert schedule.replay([-0.9, -0.9]) == Plateau(-0.9, 0, 1)
    assert schedule.replay([-0.9, -0.91]) == Plateau(-0.91, 0, 0)


def test_plateau_never_raises_the_rate_to_its_minimum():
    assert plateau_rates(SCHEDULES["reduce_on_plateau"](patience=0, minimum=1.0), 0.1, [1.0, 1.0]) == [0.1, 0.1]


@given(st.lists(st.floats(allow_infinity=False), max_size=40), st.integers(0, 40))
def test_plateau_resumes_exactly_from_history_or_from_json(history, cut):
    schedule = SCHEDULES["reduce_on_plateau"](patience=2)
    plateau = schedule.replay(history[:cut])
    plateau = Plateau(**json.loads(json.dumps(dataclasses.asdict(plateau))))
    for value in history[cut:]:
        plateau = schedule.observe(plateau, value)
    assert plateau == schedule.replay(history)


def test_a_long_run_costs_little():
    schedule = SCHEDULES["reduce_on_plateau"]()
    began = time.process_time()
    plateau_rates(schedule, 0.1, [1 / (epoch + 1) for epoch in range(10_000)])
    assert time.process_time() - began < 1  # it takes about 0.02 s


@pytest.mark.parametrize("name", list(SCHEDULES))
def test_only_plateau_looks_at_history(name):
    assert EXAMPLES[name].needs_history == (name == "reduce_on_plateau")
    if not EXAMPLES[name].needs_history:
        assert EXAMPLES[name].replay([3.0, 2.0, 2.0]) == Plateau()


@pytest.mark.parametrize("name", list(SCHEDULES))
def test_every_entry_has_formula_source_and_help(name):
    cls = SCHEDULES[name]
    assert "η" in cls.__doc__
    assert re.search(r"\((19|20)\d\d\)", cls.__doc__)
    assert all(field.metadata["limits"].help for field in dataclasses.fields(cls))
