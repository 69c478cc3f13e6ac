import math

import pytest

from dltrain.spec.space import Option, Parameter, Space, Span

MOMENTUM = Span(0.5, 0.99)
SPACE = Space(
    (
        Parameter("training.learning_rate", (Option(None, {(): Span(1e-4, 1e-2, log=True)}),)),
        Parameter(
            "training.optimizer",
            (Option("adam"), Option({"type": "sgd", "momentum": None}, {("momentum",): MOMENTUM})),
        ),
    )
)


@pytest.mark.parametrize(
    ("span", "share", "number"),
    [
        (Span(2, 4), 0.25, 2.5),
        (Span(1e-4, 1e-2, log=True), 0.5, 1e-3),  # the geometric mean
        (Span(0, 1, step=0.25), 0.999, 1.0),  # five values: 0, 0.25, 0.5, 0.75, 1
        (Span(0, 1, step=0.25), 0.39, 0.25),
        (Span(0, 1, step=0.4), 0.999, 0.8),  # 0, 0.4, 0.8: a step beyond the end is none
        (Span(4, 7, whole=True), 0.0, 4),
        (Span(4, 7, whole=True), 0.5, 6),  # four values: the third quarter begins at a half
        (Span(4, 7, whole=True), 0.999, 7),
        (Span(8, 32, whole=True, step=8), 0.6, 24),
        (Span(1, 100, whole=True, log=True), 0.5, 7),  # sqrt(0.5 * 100.5) = 7.09
    ],
)
def test_a_share_of_a_range_is_a_number_of_it(span, share, number):
    assert span.at(share) == pytest.approx(number)
    assert isinstance(span.at(share), int) == span.whole


def test_every_share_lies_within_its_range():
    for span in (Span(1, 3, whole=True, log=True), Span(0.1, 0.3, log=True), Span(0.1, 0.3, step=0.1)):
        values = [span.at(share / 1000) for share in range(1000)]
        assert span.low <= min(values)
        assert max(values) <= span.high
        assert math.isclose(max(values), span.high, rel_tol=0.01)


def test_a_range_within_an_option_counts_only_where_the_option_is_chosen():
    assert list(SPACE.names) == ["training.learning_rate", "training.optimizer", "training.optimizer.momentum"]
    adam = SPACE.drawn(lambda name, count: 0, lambda name, span: span.low)
    sgd = SPACE.drawn(lambda name, count: count - 1, lambda name, span: span.low)
    assert SPACE.values(adam) == {"training.learning_rate": 1e-4, "training.optimizer": "adam"}
    assert SPACE.values(sgd) == {"training.learning_rate": 1e-4, "training.optimizer": {"type": "sgd", "momentum": 0.5}}


def test_the_settings_of_a_grid_count_like_the_digits_of_a_number():
    grid = Space(
        (Parameter("a", (Option(1), Option(2))), Parameter("b", (Option([3]),)), Parameter("c", (Option("x"), Option("y"))))
    )
    assert grid.is_grid
    assert grid.size == 4
    assert list(grid.settings()) == [
        {"a": 1, "b": [3], "c": "x"},
        {"a": 1, "b": [3], "c": "y"},
        {"a": 2, "b": [3], "c": "x"},
        {"a": 2, "b": [3], "c": "y"},
    ]


def test_ranges_at_the_same_place_of_several_options_have_names_of_their_own():
    nested = Parameter(
        "k", (Option({"type": "a", "x": None}, {("x",): MOMENTUM}), Option({"type": "b", "x": None}, {("x",): MOMENTUM}))
    )
    beside = Parameter("rate", (Option("auto"), Option(None, {(): MOMENTUM})))
    assert list(Space((nested, beside)).names) == ["k", "k.x (1)", "k.x (2)", "rate", "rate (2)"]
