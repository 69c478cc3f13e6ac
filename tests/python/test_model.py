"""`dltrain.load`: predictions are the command's, whatever a table comes as."""

import numpy as np
import pandas
import polars
import pytest
import torch

import dltrain

PEOPLE = """age,town,member,income
31,Seoul,true,10
45,Busan,false,20
,Seoul,true,12
52,,false,26
23,대전,true,8
38,Busan,true,17
41,Seoul,false,19
29,대전,false,11
"""


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """A network of numbers, words, booleans and missing cells, and the file that it learned from."""
    folder = tmp_path_factory.mktemp("people")
    table = folder / "people.csv"
    table.write_text(PEOPLE, "utf-8")
    spec = {
        "data": {"source": str(table), "target": "income", "split": "none", "columns": {"income": "numeric"}},
        "model": {"layers": [4]},
        "training": {"epochs": 5},
    }
    return dltrain.train(spec, run_dir=folder / "run", pictures=False).load(), table


def test_a_path_gives_what_the_command_writes(people, dltrain):
    model, table = people
    written = dltrain("predict", model.path, table, "--output", "answers.parquet")
    assert written.code == 0, written.err
    assert model.predict(table).equals(polars.read_parquet("answers.parquet"))


def every_way(table):
    """The table of people as each kind of table that there is."""
    frame = polars.read_csv(table)
    columns = frame.to_dict(as_series=False)
    return {
        "polars": frame,
        "lazy": frame.lazy(),
        "pandas": pandas.read_csv(table),
        "nullable": pandas.read_csv(table).convert_dtypes(),
        "categories": pandas.read_csv(table).astype({"town": "category"}),
        "arrow": frame.to_arrow(),
        "mapping of lists": columns,
        "mapping of arrays": {name: np.array(column, dtype=object) for name, column in columns.items()},
        "mapping of series": {name: pandas.Series(column) for name, column in columns.items()},
        "rows": frame.to_dicts(),
    }


@pytest.mark.parametrize("way", ["polars", "lazy", "pandas", "nullable", "categories", "arrow"])
def test_a_frame_says_what_its_file_says(people, way):
    model, table = people
    assert model.predict(every_way(table)[way]).equals(model.predict(table))
    assert model.evaluate(every_way(table)[way]).metrics == model.evaluate(table).metrics


@pytest.mark.parametrize("way", ["mapping of lists", "mapping of arrays", "mapping of series", "rows"])
def test_columns_and_rows_say_what_their_file_says(people, way):
    model, table = people
    assert model.predict(every_way(table)[way]).equals(model.predict(table))


def test_a_single_row_is_a_mapping_of_cells_or_a_row_of_pandas(people):
    model, table = people
    first = model.predict(table).head(1)
    assert model.predict({"age": 31, "town": "Seoul", "member": True}).equals(first)
    assert model.predict(pandas.read_csv(table).iloc[0]).equals(first)


def test_columns_are_kept_as_they_are(people):
    model, table = people
    kept = model.predict(polars.read_csv(table), keep=["town"])
    assert kept.columns == ["town", "row", "predicted"]
    assert kept["town"].to_list()[:4] == ["Seoul", "Busan", "Seoul", None]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"age": [1], "town": ["Seoul"]}, r"the table: .*'member'"),
        ({"age": [1, "x"], "town": ["Seoul"] * 2, "member": [True] * 2}, r"'age': its cells are of different kinds \(int, str\)"),
        (
            {"age": [1, 2], "town": ["Seoul"], "member": [True]},
            "the table: its columns differ in length: age 2, town 1, member 1",
        ),
        ({"age": [1.0], "town": "Seoul", "member": [True]}, "column 'town' is a single value"),
        ({"age": [float("inf")], "town": ["Seoul"], "member": [True]}, "the table: column 'age'.*infinite"),
        ({}, "the table: there are no columns"),
        ({"height": [1.0, 2.0]}, "the table: there is no column 'age', 'town', 'member'; it has height"),
        (np.zeros((2, 2)), "expected an array of 3 columns, age, town, member; this one is 2 × 2"),
        (7, "expected a table .* not int"),
        (torch.nn.Linear, "expected a table .* not Linear"),
    ],
)
def test_what_is_no_such_table_is_told(people, table, said):
    model, _ = people
    with pytest.raises(dltrain.InputError, match=said):
        model.predict(table)


def test_a_file_that_is_not_there_is_told_as_by_the_command(people, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(dltrain.InputError, match=r"nowhere\.csv"):
        people[0].predict("nowhere.csv")


@pytest.fixture(scope="module")
def flowers(tmp_path_factory):
    """A network of four numbers, by the explicit engine of numpy."""
    spec = {"data": {"source": "iris"}, "model": {"layers": [8], "batch_norm": True}, "training": {"epochs": 8}}
    return dltrain.train(spec, run_dir=tmp_path_factory.mktemp("flowers") / "run", pictures=False, engine="numpy").load()


FLOWER = [[5.9, 3.0, 5.1, 1.8], [5.1, 3.5, 1.4, 0.2]]


@pytest.mark.parametrize("table", [np.array(FLOWER), torch.tensor(FLOWER, dtype=torch.float64), FLOWER])
def test_an_array_has_the_columns_of_the_features(flowers, table):
    named = flowers.predict(dict(zip(flowers.features, map(list, zip(*FLOWER, strict=True)), strict=True)))
    assert flowers.predict(table).equals(named)


def test_an_array_has_the_target_behind_its_features(flowers):
    rows = np.array([[*FLOWER[0], 2], [*FLOWER[1], 0]], dtype=object)
    rows[:, 4] = ["virginica", "setosa"]
    measured = flowers.evaluate(rows)
    assert measured.rows == 2
    assert set(measured) == {"loss", "accuracy", "f1"}
    assert measured.confusion_matrix["true"].to_list() == ["setosa", "versicolor", "virginica"]


def test_the_network_is_torchs_whichever_engine_trained_it(flowers):
    assert isinstance(flowers.network, torch.nn.Module)
    with torch.no_grad():
        probabilities = flowers.network(*flowers.encode(FLOWER)).softmax(1).numpy()
    predicted = flowers.predict(FLOWER).select(f"probability_{label}" for label in flowers.labels).to_numpy()
    np.testing.assert_allclose(probabilities, predicted, atol=1e-6)


def test_a_model_tells_what_it_is(flowers):
    assert flowers.spec["model"]["layers"][0]["units"] == 8
    assert flowers.target == ["target"]
    assert repr(flowers).endswith(f"epoch {flowers.epoch}: 4 → 8 relu (batch norm) → 3>")


def test_there_is_the_nearest_run_where_there_is_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(dltrain.InputError, match="there is no run 'nowhere'"):
        dltrain.load("nowhere")


@pytest.mark.parametrize(
    ("source", "model", "table", "shape"),
    [
        ("texts", {"layers": [{"type": "embedding", "dimensions": 2}, "flatten", 4]}, ["good film", "bad film"], (2, 4)),
        ("pictures", {"layers": ["flatten", 4]}, np.zeros((3, 1, 4, 4)), (3, 4)),
    ],
)
def test_a_single_feature_takes_its_values(tmp_path, source, model, table, shape):
    random = np.random.default_rng(0)
    if source == "texts":
        lines = [f"{word} film number {number},{word}" for number in range(12) for word in ("good", "bad")]
        (tmp_path / "films.csv").write_text("review,class\n" + "\n".join(lines), "utf-8")
        data = {"source": str(tmp_path / "films.csv"), "target": "class", "columns": {"review": {"type": "text", "length": 4}}}
    else:
        np.savez(tmp_path / "pictures.npz", picture=random.random((24, 1, 4, 4)), kind=np.arange(24) % 2)
        data = {"source": str(tmp_path / "pictures.npz"), "target": "kind"}
    spec = {"data": data, "model": model, "training": {"epochs": 1}}
    loaded = dltrain.train(spec, run_dir=tmp_path / "run", pictures=False).load()
    assert loaded.predict(table).shape == shape
