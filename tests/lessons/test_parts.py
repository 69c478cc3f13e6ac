"""What lessons are made with: places in words, ways down landscapes, trainings looked into, folders that count up."""

import numpy as np
import pytest

from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.errors import InputError
from dltrain.lessons import contents
from dltrain.lessons.document import document, inlined
from dltrain.lessons.landscapes import LANDSCAPES, descent, steps_to
from dltrain.lessons.trained import Trained
from dltrain.lessons.words import filled, flat, parts, written
from dltrain.optimizers.descent import SGD
from dltrain.runs import Run
from dltrain.text.language import Language


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.12345, None, "0.123"),
        (-2.5, None, "−2.50"),
        (3.73e-8, None, "3.73 × 10⁻⁸"),
        (12000, None, "12,000"),
        (None, None, "–"),
        ("ripe", ".2f", "ripe"),
        (0.975, ".0%", "98%"),
        (-0.5, "+.1f", "− 0.5"),
        (2.0, "+g", "+ 2"),
    ],
)
def test_a_value_as_people_read_it(value, form, text):
    assert written(value, form) == text


def test_words_are_filled():
    values = dict(flat({"train": {"loss": 0.25, "accuracy": 1.0}, "epochs": 1500}, "xor"))
    assert filled("{{xor.train.loss}} {{xor.train.accuracy:.0%}} {{xor.epochs}} {a: b}", values) == "0.250 100% 1,500 {a: b}"
    with pytest.raises(KeyError):
        filled("{{xor.test.loss}}", values)
    assert (
        filled("{{xor.test.loss:.0%}} {{xor.epochs}}", values, {"xor"}) == "– 1,500"
    )  # it diverged before its test rows were measured


def test_figures_stand_between_words():
    assert list(parts("a\n\n![seen](one)\n\nb")) == [("a\n\n", None), ("seen", "one"), ("\n\nb", None)]


def test_the_page_has_each_figure_where_its_words_have_it():
    page = document("# A & B\n\nfirst\n\n![seen](one)\n\nlast", {"one": ["<svg></svg>", "<svg></svg>"]}, Language.ko)
    assert "<title>A &amp; B</title>" in page
    assert page.index("first") < page.index('<figure id="one">') < page.index("<p>last")
    assert page.count("<svg>") == 2


def test_the_ids_of_an_inlined_svg_are_its_own():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><clipPath id="clip1"/><g clip-path="url(#clip1)" aria-label="x"/></svg>'
    assert inlined(svg, "a0-") == '<svg><clipPath id="a0-clip1"/><g clip-path="url(#a0-clip1)"/></svg>'


@pytest.mark.parametrize("name", LANDSCAPES)
def test_gradients_of_landscapes_are_those_of_their_losses(name):
    landscape, step = LANDSCAPES[name], 1e-6
    where = np.array([0.7, -0.4])[: len(landscape.axes)]
    numeric = [(landscape.loss(where + step * e) - landscape.loss(where - step * e)) / (2 * step) for e in np.eye(len(where))]
    assert landscape.gradient(where) == pytest.approx(np.array(numeric), abs=1e-6)


def test_gradient_descent_on_the_valley_is_what_one_computes_by_hand():
    # w ← w − 0.1 (w₁, 10 w₂): 0.9 of the first weight stays, nothing of the second.
    path = descent(LANDSCAPES["valley"], SGD(), [-1.0, 1.0], 0.1, 2)
    assert path == pytest.approx(np.array([[-1, 1], [-0.9, 0], [-0.81, 0]]))


def test_steps_to_a_loss_that_is_kept():
    assert steps_to(np.array([3, 0.5, 2, 0.4, 0.3]), 1.0) == 3
    assert steps_to(np.array([3, 2.0, np.nan]), 1.0) is None


SPEC = """\
data: {source: {type: moons, rows: 60}, split: {validation: 0.2, test: 0.2}}
model: {layers: [4], dropout: 0.1}
training: {epochs: 3, batch_size: 12}
"""


def test_a_training_is_looked_into_step_by_step_and_comes_to_the_same_bits(tmp_path):
    (tmp_path / "spec.yaml").write_text(SPEC)
    summary = train(spec=tmp_path / "spec.yaml", run_dir=tmp_path / "run", display=Display(charts=False))
    trained = Trained(tmp_path / "spec.yaml", [], Run(tmp_path / "run"), summary)
    weights = trained.weights()
    assert len(weights) == 1 + 3 * 3  # 36 rows in batches of 12, over 3 epochs
    last, _ = trained.run.read_checkpoint("last")
    for name, array in weights[-1].items():
        assert array.tobytes() == last[f"model.{name}"].tobytes()
    best, _ = trained.run.read_checkpoint("best")
    session = trained.session
    assert session.engine.snapshot()["model.output.linear.bias"].tobytes() == best["model.output.linear.bias"].tobytes()


def test_a_figure_that_is_not_there_is_told_with_its_line(tmp_path):
    (tmp_path / "lesson.yaml").write_text("figures:\n  one: {type: decision_region, of: [a]}\n")
    with pytest.raises(InputError, match=r"lesson\.yaml:2:15: unknown figure 'decision_region'; did you mean 'decision_regions'"):
        contents.contents_of(tmp_path / "lesson.yaml")
