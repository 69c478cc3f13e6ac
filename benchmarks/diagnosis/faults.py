"""The faulty cases, by problem: a base, and what is written in its spec instead. Of the second half as many as of the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from benchmarks.diagnosis.bases import BASES
from benchmarks.diagnosis.cases import Case, Changes, defective

ByBase: TypeAlias = Mapping[str, Changes | list[Changes]]
RATE, INITIAL, ACTIVATION = "training.learning_rate", "model.initializer", "model.activation"


def cases(problem: str, by_base: ByBase, fault: str = "", **more: Any) -> Iterator[Case]:
    """A case for each of the changes of each base. `fault` is the key that does the harm, and the twin has all the others;
    without it the twin is the base."""
    for base, changes in by_base.items():
        for one in changes if isinstance(changes, list) else [changes]:
            twin = {key: value for key, value in one.items() if key != fault} if fault else {}
            yield Case(problem, base, one, twin=twin, **more)


def alike(key: str, value: Any, *bases: str, **more: Any) -> dict[str, Changes | list[Changes]]:
    """The same change in several bases."""
    return {base: {key: value, **more} for base in bases}


def rates(**by_base: float | list[float]) -> ByBase:
    """A learning rate, or several, for each base."""
    return {base: [{RATE: one} for one in (rate if isinstance(rate, list) else [rate])] for base, rate in by_base.items()}


def of_defect(problem: str, defect: str, *bases: str, also: tuple[str, ...] = ()) -> Iterator[Case]:
    """Cases whose fault is in the data."""
    for base in bases:
        yield Case(problem, base, defective(BASES[base].table, defect), also=also, in_data=True)


def normal(std: float, mean: float = 0.0) -> dict[str, Any]:
    """An initializer."""
    return {"type": "normal", "std": std, **({"mean": mean} if mean else {})}


def uniform(low: float, high: float) -> dict[str, Any]:
    """An initializer."""
    return {"type": "uniform", "low": low, "high": high}


def learning_rates() -> Iterator[Case]:
    """Steps too long and too short, in every kind of network."""
    high = rates(
        digits_shallow=3.0, digits_deep=0.3, digits_cnn=1.0, digits_sgd=30.0, moons_tanh=3.0, signals_gru=1.0, bumps_shallow=10.0,
        digits_normed=10.0, circles_sgd=10.0, cancer_deep=1.0, rings_shallow=10.0, rings_sgd=20.0, spirals_tanh=2.0,
        friedman_deep=3.0, glyphs_cnn=1.0, tones_gru=1.0, fashion_shallow=3.0, tones_cnn=1.0,
    )  # fmt: skip
    yield from cases("learning_rate_too_high", high)
    low = rates(
        digits_shallow=1e-6, digits_deep=1e-6, digits_cnn=1e-5, digits_sgd=1e-4, moons_shallow=1e-5, wine_shallow=1e-5,
        signals_gru=2e-5, bumps_shallow=1e-5, digits_normed=1e-6, cancer_shallow=3e-6, rings_shallow=1e-5, rings_sgd=1e-4,
        spirals_deep=1e-5, friedman_shallow=2e-5, glyphs_cnn=1e-5, tones_lstm=2e-5, fashion_shallow=1e-6, friedman_normed=3e-6,
    )  # fmt: skip
    yield from cases("learning_rate_too_low", low)


def gradients() -> Iterator[Case]:
    """Gradients that vanish, are none, or explode."""
    fading = {ACTIVATION: "sigmoid", "training.optimizer": "sgd", RATE: 0.1}
    deep = {"model.layers": [16] * 5}
    wide = {"model.layers": [48] * 6}
    vanishing: ByBase = {
        "moons_deep": [fading, {**fading, **deep}],
        "digits_momentum": {ACTIVATION: "sigmoid", **wide},
        "circles_tanh": fading,
        "wine_deep": {**fading, **deep},
        "digits_deep": {**fading, **wide},
        "rings_deep": [fading, {**fading, **deep}],
        "cancer_deep": {**fading, "model.layers": [32] * 6},
        "spirals_deep": fading,
        "friedman_deep": {**fading, "model.layers": [32] * 5},
        "rings_tanh": {**fading, "model.layers": [24] * 5},
    }
    yield from cases("vanishing_gradient", vanishing, ACTIVATION)
    steps = {
        **alike(ACTIVATION, "step", "digits_deep", "moons_tanh", "circles_tanh", "bumps_deep", "digits_cnn"),
        **alike(ACTIVATION, "sign", "digits_tanh", "moons_deep"),
        **alike(ACTIVATION, "step", "rings_deep", "spirals_deep", "friedman_deep", "glyphs_cnn", "rings_tanh"),
        **alike(ACTIVATION, "sign", "spirals_tanh", "tones_cnn"),
    }
    yield from cases("no_gradient", steps)
    counts = {"training.loss": "poisson", "training.optimizer": "sgd"}
    unclipped: ByBase = {
        "diabetes_shallow": [{**counts, RATE: 0.01}, {**counts, RATE: 0.02}],
        "bumps_shallow": [{**counts, RATE: 0.02}, {**counts, RATE: 0.01, "model.layers": [64, 64]}],
        "bumps_deep": {**counts, RATE: 0.01},
        "friedman_shallow": [{**counts, RATE: 0.02}, {**counts, RATE: 0.025}],
        "friedman_deep": [{**counts, RATE: 0.01}, {**counts, RATE: 0.02}],
        "friedman_normed": {**counts, RATE: 0.025},
    }
    yield from cases("exploding_gradient", unclipped, also=("diverged",))


def units() -> Iterator[Case]:
    """Units that are dead, saturated, or alike, and initial weights of a wrong size."""
    zero_to_one, below = {"data.scale": "min_max"}, uniform(-0.3, 0.0)
    dead = {
        **alike(INITIAL, uniform(-0.2, 0.0), "digits_min_max", **zero_to_one),
        **alike(INITIAL, below, "wine_shallow", "iris_shallow", "moons_shallow", "bumps_shallow", "digits_cnn", **zero_to_one),
        **alike(INITIAL, below, "cancer_shallow", "rings_shallow", "spirals_shallow", "friedman_shallow", **zero_to_one),
        **alike(INITIAL, below, "fashion_shallow", "cancer_deep", **zero_to_one),
    }
    yield from cases("dying_relu", dead, INITIAL)
    flat = {
        "digits_min_max": {ACTIVATION: "tanh", INITIAL: normal(0.02, 0.3), **MOMENTUM},
        "digits_tanh": {INITIAL: normal(0.02, 0.3), **zero_to_one, **MOMENTUM},
        "wine_shallow": {ACTIVATION: "tanh", INITIAL: normal(0.05, 1.0), **zero_to_one, **MOMENTUM},
        "moons_tanh": {INITIAL: normal(0.1, 5.0), **zero_to_one, **MOMENTUM},
        "bumps_shallow": {ACTIVATION: "sigmoid", INITIAL: normal(0.1, 4.0), **zero_to_one, **MOMENTUM},
        "cancer_shallow": {ACTIVATION: "tanh", INITIAL: normal(0.02, 0.6), **zero_to_one, **MOMENTUM},
        "rings_tanh": {INITIAL: normal(0.1, 4.0), **zero_to_one, **MOMENTUM},
        "friedman_shallow": {ACTIVATION: "sigmoid", INITIAL: normal(0.1, 3.0), **zero_to_one, **MOMENTUM},
        "fashion_shallow": {ACTIVATION: "tanh", INITIAL: normal(0.02, 0.2), **MOMENTUM},
        "spirals_tanh": {INITIAL: normal(0.1, 5.0), **zero_to_one, **MOMENTUM},
    }
    yield from cases("saturated_activations", flat, INITIAL, also=("initial_weights_too_large",))
    same = {"type": "constant", "value": 0.1}
    equal = {
        **alike(INITIAL, "zeros", "digits_deep", "moons_shallow", "signals_cnn"),
        **alike(INITIAL, same, "digits_shallow", "circles_tanh", "bumps_shallow", "wine_shallow"),
        **alike(INITIAL, "zeros", "spirals_deep", "glyphs_cnn", "friedman_shallow"),
        **alike(INITIAL, same, "rings_shallow", "cancer_deep", "spirals_tanh", "fashion_shallow"),
        **alike(INITIAL, "ones", "rings_tanh", "moons_tanh"),
    }
    yield from cases("equal_initial_weights", equal)
    large = {
        **alike(INITIAL, normal(1.0), "digits_tanh", "digits_deep", "bumps_deep"),
        **alike(INITIAL, normal(3.0), "digits_sigmoid", "moons_tanh", "digits_cnn", "wine_deep"),
        **alike(INITIAL, normal(1.0), "friedman_deep", "glyphs_cnn", "glyphs_shallow"),
        **alike(INITIAL, normal(3.0), "rings_tanh", "spirals_tanh", "cancer_deep", "fashion_cnn"),
        **alike(INITIAL, normal(4.0), "spirals_deep", "circles_tanh"),
    }
    yield from cases("initial_weights_too_large", large)
    thin = {"model.layers": [32] * 5, INITIAL: normal(0.01)}
    small: ByBase = {
        "digits_momentum": [{INITIAL: normal(0.003)}, {**thin}],
        "digits_deep": {**thin, **MOMENTUM},
        "moons_deep": [{INITIAL: normal(0.003)}, {**thin}],
        "bumps_deep": {**thin, **MOMENTUM},
        "digits_tanh": {**thin, **MOMENTUM},
        "rings_deep": [{INITIAL: normal(0.003)}, {**thin}],
        "cancer_deep": {**thin, **MOMENTUM},
        "friedman_deep": {**thin, **MOMENTUM},
        "spirals_tanh": {**thin, **MOMENTUM},
        "glyphs_cnn": {INITIAL: normal(0.001), **MOMENTUM},
    }
    yield from cases("initial_weights_too_small", small, INITIAL)


MOMENTUM: dict[str, Any] = {"training.optimizer": "momentum", RATE: 0.01}


def sizes() -> Iterator[Case]:
    """Networks too stiff, held back, too large for the rows, or stopped before they have learned."""
    stiff = {
        **alike("model.layers", [], "moons_shallow", "circles_shallow", "bumps_shallow"),
        **alike("model.layers", [1], "digits_shallow", "circles_tanh"),
        **alike(ACTIVATION, "linear", "circles_sgd", "moons_deep"),
        **alike("model.layers", [], "rings_shallow", "spirals_shallow", "friedman_shallow"),
        **alike("model.layers", [1], "rings_tanh", "spirals_deep"),
        **alike(ACTIVATION, "linear", "rings_deep", "friedman_deep"),
    }
    yield from cases("underfitting", stiff)
    held = {
        **alike("training.l1", 0.05, "digits_shallow", "moons_shallow"),
        **alike("training.weight_decay", 0.5, "digits_deep", "circles_shallow", "digits_cnn"),
        **alike("model.dropout", 0.9, "moons_tanh", "digits_tanh", "bumps_deep"),
        **alike("training.l1", 0.05, "rings_shallow", "friedman_shallow", "fashion_shallow"),
        **alike("training.weight_decay", 0.5, "spirals_deep", "rings_deep", "glyphs_cnn"),
        **alike("model.dropout", 0.9, "spirals_tanh", "friedman_deep"),
    }
    yield from cases("over_regularized", held)
    ended = {
        **alike("training.epochs", 4, "digits_shallow", "wine_shallow"),
        **alike("training.epochs", 2, "digits_deep", "digits_residual"),
        **alike("training.epochs", 8, "moons_deep", "circles_tanh", "signals_lstm", "bumps_deep"),
        **alike("training.epochs", 4, "fashion_shallow", "cancer_shallow", "glyphs_cnn"),
        **alike("training.epochs", 8, "rings_deep", "spirals_deep", "tones_gru", "friedman_deep"),
    }
    yield from cases("not_converged", ended)
    hasty = {"patience": 1, "min_delta": 0.5}
    short = {
        **alike("training.early_stopping", hasty, "digits_sgd", "digits_momentum", "moons_deep", "digits_deep"),
        **alike("training.early_stopping", {"patience": 1, "min_delta": 0.1}, "signals_gru", "wine_deep"),
        **alike("training.early_stopping", hasty, "rings_deep", "spirals_deep", "fashion_shallow", "glyphs_cnn"),
        **alike("training.early_stopping", {"patience": 1, "min_delta": 0.1}, "tones_gru", "friedman_deep"),
    }
    yield from cases("stopped_too_early", short)


def by_heart() -> Iterator[Case]:
    """Networks that learn a few rows, wrongly labelled ones among them, by heart; beside ones with dropout that stop in time."""
    huge = {"model.layers": [256, 256], "training.epochs": 150, RATE: 3e-3, "model.dropout": None}
    for table in ("moons", "circles", "wine", "bumps", "digits", "rings", "spirals", "cancer", "friedman", "glyphs"):
        rows = defective(table, "few" if table in ("bumps", "friedman") else "mislabelled")
        stopped = {**rows, "training.early_stopping": {"patience": 8}, "model.dropout": 0.3}
        layers = {"model.layers": ["flatten", 256, 256]} if table == "glyphs" else {}
        yield Case("overfitting", f"{table}_shallow", {**huge, **layers, **rows}, of_last=True, twin=stopped)


def ranges() -> Iterator[Case]:
    """Numbers that are not scaled, and outputs that cannot reach."""
    raw = {
        **alike("data.scale", "none", "wine_shallow", "wine_deep", "bumps_shallow", "bumps_deep", "california_shallow"),
        **alike("data.scale", "none", "diabetes_linear"),
        **alike("data.scale", "none", "cancer_shallow", "cancer_deep", "cancer_linear", "friedman_shallow", "friedman_deep"),
        **alike("data.scale", "none", "telco_shallow"),
    }
    yield from cases("unscaled_inputs", raw)
    output = "model.output"
    reach = {
        **alike(output, {"activation": "sigmoid"}, "bumps_shallow", "diabetes_shallow", "weather_shallow"),
        **alike(output, {"activation": "relu"}, "bumps_deep", "california_shallow"),
        **alike(output, {"activation": "tanh"}, "bumps_normed"),
        **alike(output, {"activation": "sigmoid"}, "friedman_shallow", "river_shallow"),
        **alike(output, {"activation": "relu"}, "friedman_deep", "friedman_normed"),
        **alike(output, {"activation": "tanh"}, "friedman_linear"),
        **alike(output, {"activation": "softplus"}, "diabetes_linear"),
    }
    yield from cases("output_mismatch", reach)


def rows() -> Iterator[Case]:
    """Faults of the data and of how they are split."""
    yield from of_defect("no_signal", "shuffled", "digits_deep", "wine_shallow", "moons_shallow", "bumps_shallow", "digits_cnn")
    yield from of_defect(
        "no_signal", "shuffled", "cancer_deep", "rings_tanh", "spirals_shallow", "friedman_shallow", "glyphs_cnn"
    )
    yield from of_defect("duplicate_rows_across_splits", "twice_a_quarter", "digits_shallow", "wine_shallow", "bumps_shallow")
    yield from of_defect("duplicate_rows_across_splits", "twice_a_half", "moons_shallow", "diabetes_linear")
    yield from of_defect("duplicate_rows_across_splits", "twice_a_tenth", "california_shallow", "higgs_shallow")
    yield from of_defect("duplicate_rows_across_splits", "twice_a_quarter", "cancer_shallow", "rings_shallow", "fashion_cnn")
    yield from of_defect("duplicate_rows_across_splits", "twice_a_half", "friedman_deep", "glyphs_cnn")
    yield from of_defect(
        "target_leak", "leak", "wine_shallow", "moons_shallow", "diabetes_shallow", "bumps_deep", "digits_linear"
    )
    yield from of_defect("target_leak", "leak_words", "circles_shallow", "penguins_shallow")
    yield from of_defect("target_leak", "leak", "cancer_shallow", "rings_deep", "friedman_shallow", "titanic_shallow")
    yield from of_defect("target_leak", "leak_words", "telco_shallow", "spirals_deep")
    yield from of_defect("identifier_column", "numbered", "wine_shallow", "penguins_shallow", "bumps_shallow")
    yield from of_defect("identifier_column", "coded", "iris_shallow", "moons_shallow", "diabetes_linear")
    yield from of_defect("identifier_column", "counted", "titanic_shallow", "cancer_shallow", "friedman_shallow")
    yield from of_defect("identifier_column", "coded", "rings_shallow", "telco_shallow", "spirals_deep")
    drawn = {"data.split": {"validation": 0.2, "test": 0.2}}
    for base in ("weather_shallow", "river_shallow"):
        for layers in ([16], [32], [16, 16], [], [8]):
            yield Case("time_order_ignored", base, {**drawn, "model.layers": layers}, in_data=True)
    for bases, share in (
        (("iris_shallow", "wine_shallow", "diabetes_shallow", "wine_normed"), 0.03),
        (("moons_shallow", "bumps_shallow"), 0.01),
        (("cancer_shallow", "cancer_normed"), 0.01),
        (("rings_shallow", "friedman_deep", "titanic_shallow", "spirals_deep"), 0.008),
    ):
        yield from cases("validation_too_small", alike("data.split", {"validation": share, "test": 0.2}, *bases), in_data=True)


def classes() -> Iterator[Case]:
    """Classes of unequal size, or of unequal weight."""
    unweighted: Changes = {"training.class_weights": None}
    widths: Iterable[Any] = ([16], [32], [16, 16], [], [64])
    for base in ("parts_weighted", "machines_weighted"):
        for layers in widths:
            layered = {"model.layers": layers}
            yield Case("class_imbalance", base, {**unweighted, **layered}, twin=layered, also=("one_class_collapse",))
    weighted = {
        "wine_shallow": {"0": 10000}, "iris_shallow": {"1": 5000}, "moons_shallow": {"0": 3000}, "digits_shallow": {"3": 20000},
        "signals_gru": {"1": 3000}, "cancer_shallow": {"0": 5000}, "rings_shallow": {"2": 10000}, "spirals_deep": {"0": 5000},
        "glyphs_cnn": {"2": 10000}, "tones_gru": {"1": 10000},
    }  # fmt: skip
    yield from cases("one_class_collapse", {name: {"training.class_weights": one} for name, one in weighted.items()})


def layers() -> Iterator[Case]:
    """Layers that are frozen, and those that normalize over a few rows."""
    narrow: dict[str, list[Any]] = {"fashion_shallow": ["flatten", 12], "glyphs_shallow": ["flatten", 24], "digits_shallow": [6]}
    for name, kept in narrow.items():
        twin = {"model.layers": kept}
        yield Case("frozen_parameters", name, {"model.freeze": [len(kept) - 1], **twin}, twin=twin)
    frozen = {
        "digits_deep": {"model.freeze": [0, 1, 2, 3]},
        "moons_deep": {"model.freeze": [0, 1, 2]},
        "circles_tanh": {"model.freeze": [0, 1, 2]},
        "bumps_deep": {"model.freeze": [0, 1, 2]},
        "spirals_deep": {"model.freeze": [0, 1, 2]},
        "rings_tanh": {"model.freeze": [0, 1, 2]},
        "friedman_deep": {"model.freeze": [0, 1, 2]},
    }
    yield from cases("frozen_parameters", frozen)
    pairs = {
        **alike("training.batch_size", 2, "digits_normed", "wine_normed", "bumps_normed"),
        **alike("training.batch_size", 3, "wine_normed", "bumps_normed"),
        **alike("training.batch_size", 2, "cancer_normed", "rings_normed", "friedman_normed"),
        **alike("training.batch_size", 3, "rings_normed", "friedman_normed"),
    }
    yield from cases("batch_norm_small_batch", pairs)


def all_cases() -> list[Case]:
    """Every faulty case, problem by problem."""
    return [
        case for part in (learning_rates, gradients, units, sizes, by_heart, ranges, rows, classes, layers) for case in part()
    ]
