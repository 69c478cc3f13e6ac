"""What must stay silent before the first step, and the parts that the checks are made of."""

import json

import numpy as np
import pytest

from dltrain.commands.check import check
from dltrain.data.part import Part
from dltrain.diagnosis.checks.no_gradient import is_flat
from dltrain.diagnosis.checks.output_mismatch import range_of
from dltrain.diagnosis.checks.unscaled_inputs import UnscaledInputs
from dltrain.diagnosis.rows import Known, disagreement
from dltrain.models.activations import ACTIVATIONS
from dltrain.spec.editing import changed


def ills(tmp_path, text, *sets):
    spec = tmp_path / "spec.yaml"
    spec.write_text(text, "utf-8")
    return [finding.problem for finding in check(spec=spec, sets=sets).findings if finding.ails]


@pytest.mark.parametrize(
    "text",
    [
        "data: {source: iris}\nmodel: {layers: [64, 64, 64, 64]}",  # a duplicate among 150 rows
        "data: {source: digits, scale: none}\nmodel: {layers: [{type: batch_norm}, 32]}",  # 0 to 16, normalized at once
        "data: {source: {type: inline, columns: [x, y], rows: [[0, a], [1, b]]}, target: y, scale: none, split: none}\n"
        "model: {layers: [2]}",
        "data: {source: moons}\nmodel: {layers: [{type: residual, layers: [2, 2]}, {type: residual, layers: [2, 2]}]}",
        "data: {source: digits}\nmodel: {layers: [64], activation: sigmoid, output: {initializer: zeros}}",
        "data: {source: diabetes}\nmodel: {layers: [8], output: {activation: linear}}",
        "data: {source: moons}\nmodel: {layers: [8], initializer: {type: normal, std: 0.01}}",  # learns: one layer only
    ],
)
def test_sound_specs_have_no_finding(tmp_path, text):
    assert ills(tmp_path, text) == []


def test_a_large_constant_column_is_no_unscaled_one(tmp_path):
    rows = "\n".join(f"{i % 7},5000,{'ab'[i % 2]}" for i in range(60))
    (tmp_path / "rows.csv").write_text(f"x,always,y\n{rows}\n", "utf-8")
    text = "data: {source: rows.csv, target: y}\nmodel: {layers: [4]}"
    assert "unscaled_inputs" not in ills(tmp_path, text)


HEIGHTS_AND_INCOMES = "height,income,weight,kind\n" + "\n".join(
    f"{1.5 + row % 11 / 20},{20_000 + row * 37 % 90 * 1000},{60 + row * 7 % 31},{'ab'[row % 3 > 0]}" for row in range(90)
)


@pytest.mark.parametrize(
    ("model", "target", "depends"),
    [
        ("{type: svm}", "kind", True),
        ("{type: nearest_neighbors}", "kind", True),
        ("{type: logistic}", "kind", True),
        ("{type: linear, l2: 1}", "weight", True),
        ("{type: linear}", "weight", False),  # the least squares are those of any unit
        ("{type: tree}", "kind", False),
        ("{type: forest}", "kind", False),
        ("{type: boosted_trees}", "kind", False),
        ("{type: k_means, clusters: 2}", "kind", True),
        ("{type: gaussian_mixture, clusters: 2}", "kind", True),
        ("{type: pca}", "kind", True),
    ],
)
def test_a_model_that_depends_on_units_is_told_of_columns_that_are_not_scaled(tmp_path, model, target, depends):
    """Incomes vary by tens of thousands, heights by 0.16: of two rows the incomes alone tell how near they are."""
    (tmp_path / "rows.csv").write_text(HEIGHTS_AND_INCOMES, "utf-8")
    text = f"data: {{source: rows.csv, target: {target}, scale: none}}\nmodel: {model}"
    assert ("unscaled_inputs" in ills(tmp_path, text)) == depends
    assert "unscaled_inputs" not in ills(tmp_path, text, "data.scale=standard")


def test_of_columns_that_are_not_scaled_the_largest_is_named_with_what_to_write(tmp_path):
    (tmp_path / "rows.csv").write_text("x,y\n" + "\n".join(f"{row % 2},{row % 2 * 500}" for row in range(40)), "utf-8")
    (tmp_path / "spec.yaml").write_text("data: {source: rows.csv, scale: none, split: none}\nmodel: {type: k_means}", "utf-8")
    (finding,) = (one for one in check(spec=tmp_path / "spec.yaml").findings if one.problem == "unscaled_inputs")
    assert (finding.where, finding.evidence) == ("y", {"size": 250, "others": 0.5, "columns": 1, "of": 2})
    assert finding.message == (
        "the numbers that enter the model are not scaled: 'y' varies by 250, others by 0.5, and this model goes by the largest; "
        "write data.scale: standard"
    )
    assert "'y' 열의 표준편차는 250인데" in UnscaledInputs.message(finding, "ko")


@pytest.mark.parametrize("model", ["{type: pca}", "{type: k_means, clusters: 3}", "{type: nearest_neighbors}"])
@pytest.mark.parametrize("source", ["digits", "iris"])
def test_columns_of_one_unit_need_no_scale(tmp_path, model, source):
    assert "unscaled_inputs" not in ills(tmp_path, f"data: {{source: {source}, scale: none}}\nmodel: {model}")


def test_few_values_have_equal_rows_by_chance(tmp_path):
    rows = "\n".join(f"{i % 2},{i // 2 % 3},{'ab'[i % 5 > 1]}" for i in range(200))
    (tmp_path / "rows.csv").write_text(f"x,z,y\n{rows}\n", "utf-8")
    assert ills(tmp_path, "data: {source: rows.csv, target: y}\nmodel: {layers: [4]}") == []


def test_rows_whose_twins_have_another_target_are_not_one_row_twice(tmp_path):
    """120 people by 60 fares of their age group: of two with the same fare one in six has another fate than his twin."""
    rows = [f"{i % 60}.25,{i % 60 * 7 % 11},{i % 60 * 5 % 13},{i % 60 % 2 ^ (i > 60 and i % 6 == 0)}" for i in range(120)]
    (tmp_path / "rows.csv").write_text("fare,age,family,survived\n" + "\n".join(rows) + "\n", "utf-8")
    text = "data: {source: rows.csv, target: survived}\nmodel: {layers: [4]}"
    assert "duplicate_rows_across_splits" not in ills(tmp_path, text)
    (tmp_path / "rows.csv").write_text("fare,age,family,survived\n" + "\n".join(rows[:60] * 2) + "\n", "utf-8")
    assert "duplicate_rows_across_splits" in ills(tmp_path, text)


def test_words_that_tell_the_class_are_a_leak_and_a_word_of_its_own_for_each_row_is_none(tmp_path):
    """Wards 0 and 1 are for the sick, 2 and 3 for the others; a name tells its own row alone, which an identifier is."""
    rows = [f"{i % 7},ward {2 * (i % 2) + i // 2 % 2},person {i},{('sick', 'sound')[i % 2]}" for i in range(120)]
    (tmp_path / "rows.csv").write_text("age,ward,name,state\n" + "\n".join(rows) + "\n", "utf-8")
    text = "data: {source: rows.csv, target: state, exclude: [LEFT]}\nmodel: {layers: [4]}"
    assert "target_leak" in ills(tmp_path, text.replace("LEFT", "name"))
    assert "target_leak" not in ills(tmp_path, text.replace("LEFT", "ward"))


def test_the_share_of_equal_inputs_with_different_targets():
    assert disagreement(part([[1, 2], [3, 4], [1, 2], [3, 4], [5, 6]], [0, 1, 0, 0, 1])) == 0.5
    assert disagreement(part([[1, 2], [3, 4]], [0, 1])) == 0.0


def test_the_range_of_an_activation_is_computed():
    assert range_of(ACTIVATIONS["sigmoid"](), 1) == pytest.approx((0, 1), abs=1e-6)
    assert range_of(ACTIVATIONS["tanh"](), 1) == pytest.approx((-1, 1), abs=1e-6)
    assert range_of(ACTIVATIONS["relu"](), 1) == (0, 50)
    assert range_of(ACTIVATIONS["softmax"](), 1) == (1, 1)
    assert range_of(ACTIVATIONS["linear"](), 1, reach=5e5) == (-5e5, 5e5)
    assert range_of(ACTIVATIONS["swish"](), 1, reach=5e5) == pytest.approx((-0.27846, 5e5), abs=1e-4)  # its least at -1.2785


@pytest.mark.parametrize(("activation", "found"), [("linear", []), ("softplus", []), ("sigmoid", ["output_mismatch"])])
def test_what_is_not_bounded_reaches_prices(tmp_path, activation, found):
    (tmp_path / "rows.csv").write_text("x,price\n" + "\n".join(f"{i},{1e5 + 1e4 * i}" for i in range(40)) + "\n", "utf-8")
    text = "data: {source: rows.csv, target: price, scale: none, split: none}\nmodel: {layers: [4], output: {activation: WHICH}}"
    assert [one for one in ills(tmp_path, text.replace("WHICH", activation)) if one == "output_mismatch"] == found


def test_only_step_and_sign_are_flat():
    assert {name for name in ACTIVATIONS if is_flat(ACTIVATIONS[name]())} == {"step", "sign"}


def part(numbers, target):
    return Part({"features": np.array(numbers, np.float32)}, np.array(target), None, np.arange(len(numbers)))


def test_rows_are_equal_with_their_targets():
    train = part([[1, 2], [3, 4], [0, -0.0]], [0, 1, 1])
    assert Known(train).seen(part([[3, 4], [1, 2], [2, 1], [-0.0, 0]], [1, 1, 0, 1])).tolist() == [True, False, False, True]


def test_check_gives_findings_and_all_else_as_json(tmp_path, dltrain):
    spec = tmp_path / "spec.yaml"
    spec.write_text("data: {source: digits}\nmodel: {layers: [8], activation: sign}\n", "utf-8")
    result = dltrain("check", str(spec), "--json")
    assert result.code == 0
    answer = json.loads(result.out)
    assert [finding["problem"] for finding in answer["findings"]] == ["no_gradient"]
    assert answer["parameters"] == 8 * 65 + 10 * 9
    assert "no gradient passes" in result.err


@pytest.mark.parametrize(("columns", "patches"), [("name", [[]]), ("name,height", [[["id", "name"]]])])
def test_the_only_column_is_not_advised_to_be_left_out(tmp_path, columns, patches):
    """Of a name for each row nothing is left where it is all that there is; beside a height it can be left out."""
    lines = [f"{row},n{row}{f',{row * 7 % 5}' if 'height' in columns else ''},{'ab'[row % 2]}" for row in range(60)]
    (tmp_path / "a.csv").write_text("\n".join([f"id,{columns},y", *lines]), "utf-8")
    spec = tmp_path / "spec.yaml"
    spec.write_text("data: {source: a.csv, target: y, exclude: [id]}\nmodel: {layers: [4]}\n", "utf-8")
    found = [finding for finding in check(spec=spec).findings if finding.problem == "identifier_column"]
    assert [[change.after for change in finding.patch] for finding in found] == patches


@pytest.mark.parametrize(
    ("layer", "frozen", "parameters"),
    [
        ("{type: dense, units: 9}", "[inputs]", 6 * 9 + 9),
        ("{type: dense, units: 9}", "[inputs, 0]", 6 * 9 + 9 + (9 + 3) * 4 + 4),
        ("{type: dense, units: 1, initializer: {type: values, weights: [[1, 1, 1, 1, 1, 1]]}}", "[inputs]", 0),
    ],
)
def test_branches_that_keep_drawn_weights_are_frozen_parameters(tmp_path, layer, frozen, parameters):
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "a.npz", x=rng.normal(size=(40, 2, 3)), z=rng.normal(size=(40, 3)), y=[0, 1] * 20)
    spec = tmp_path / "spec.yaml"
    model = f"{{branches: {{x: [flatten, {layer}]}}, layers: [4], freeze: {frozen}}}"
    spec.write_text(f"data: {{source: a.npz, target: y}}\nmodel: {model}", "utf-8")
    found = [one for one in check(spec=spec, sets=[]).findings if one.problem == "frozen_parameters"]
    assert [(one.where, one.evidence["parameters"]) for one in found] == ([("inputs.x.1", parameters)] if parameters else [])


@pytest.mark.parametrize(
    ("model", "problem", "patch"),
    [
        ("layers: [8, 4], initializer: ones", "equal_initial_weights", [("model.initializer", "ones", "auto")]),
        (
            "layers: [{type: dense, units: 8, initializer: ones}, 4]",
            "equal_initial_weights",
            [("model.layers.0.initializer", "ones", None)],
        ),
        ("layers: [8, {type: activation, function: step}]", "no_gradient", [("model.layers.1.function", "step", "relu")]),
        (
            "layers: [{type: dense, units: 8, activation: sign}, 4]",
            "no_gradient",
            [("model.layers.0.activation", "sign", "relu")],
        ),
        ("layers: [8, 4], activation: step", "no_gradient", [("model.activation", "step", "relu")]),
        (
            "layers: [{type: dense, units: 8, initializer: {type: normal, std: 9}}, 4]",
            "initial_weights_too_large",
            [("model.layers.0.initializer", {"type": "normal", "std": 9}, None)],
        ),
        (
            "layers: [4, {type: dense, units: 4, initializer: {type: normal, std: 0.00001}}, 4]",
            "initial_weights_too_small",
            [("model.layers.1.initializer", {"type": "normal", "std": 0.00001}, None)],
        ),
    ],
)
def test_the_patch_changes_the_key_that_the_layer_has_it_from(tmp_path, model, problem, patch):
    spec = tmp_path / "spec.yaml"
    spec.write_text(f"data: {{source: digits}}\nmodel: {{{model}}}\n", "utf-8")
    (found,) = (one for one in check(spec=spec).findings if one.problem == problem)
    assert [(change.key, change.before, change.after) for change in found.patch] == patch
    for key, _, after in patch:
        spec.write_text(changed(spec.read_text("utf-8"), key, after), "utf-8")
    assert problem not in [one.problem for one in check(spec=spec).findings]


@pytest.mark.parametrize(
    ("columns", "patch"),
    [
        ("review,y", {"data.columns.review": {"type": "text", "dimensions": 64}}),
        ("review,stars,y", {"data.columns.review": "text"}),
        ("id,review,y", {"data.exclude": ["id"], "data.columns.review": {"type": "text", "dimensions": 64}}),
        ("id,name,stars,y", {"data.exclude": ["id", "name"]}),  # of four words each, but of people
    ],
)
def test_sentences_that_all_differ_are_to_be_read_and_not_left_out(tmp_path, columns, patch):
    rows = [
        {
            "id": row,
            "review": f"shop {row} was so {'good' if row % 2 else 'bad'}",
            "name": f"Kim, Ms. Mina {row}",
            "stars": row % 5,
        }
        | {"y": row % 2}
        for row in range(60)
    ]
    lines = [",".join(f'"{row[name]}"' for name in columns.split(",")) for row in rows]
    (tmp_path / "a.csv").write_text("\n".join([columns, *lines]), "utf-8")
    spec = tmp_path / "spec.yaml"
    spec.write_text("data: {source: a.csv, target: y}\nmodel: {layers: [4]}\n", "utf-8")
    found = [one for one in check(spec=spec).findings if one.problem == "identifier_column"]
    assert found
    for one in found:
        assert {change.key: change.after for change in one.patch} == patch
        read = f"data.columns.{one.where}" in patch
        assert ("write columns: " if read else "write exclude: ") in one.message
    text = spec.read_text("utf-8")
    for key, after in patch.items():
        text = changed(text, key, after)
    spec.write_text(text, "utf-8")
    assert "identifier_column" not in [one.problem for one in check(spec=spec).findings]
