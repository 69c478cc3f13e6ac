"""The key `track`: what it takes, and what is said where it is not right."""

import pytest

from dltrain.trackers.parameters import parameters_of


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("data: {source: iris}\nmodel: {layers: [8]}\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("track", "said"),
    [
        ("[mlflow, mlflow]", "'mlflow' is named twice in 'track'"),
        (
            "tensorboard",
            "'track' must be a list of names of trackers or mappings with 'type', not 'tensorboard'",
        ),
        ("[wandb]", "unknown tracker 'wandb'; there is none for Weights & Biases; the nearest is mlflow"),
        ("[{type: mlflow, tracking_uri: x}]", "unknown key 'tracking_uri' in the tracker 'mlflow'; did you mean 'uri'?"),
        (
            "[{type: mlflow, uri: 'file:a'}]",
            "'uri' must be the address of a server, such as http://localhost:5000, or sqlite:///FILE",
        ),
    ],
)
def test_what_is_not_right_is_told(dltrain, spec, track, said):
    ended = dltrain("check", spec, "--set", f"track={track}")
    assert ended.code == 2
    assert said in ended.err


@pytest.mark.parametrize("uri", ["http://ada:geheim@host:5000", "postgresql://ada:geheim@host/d", "http://host?password=geheim"])
def test_a_password_is_refused_and_not_shown(dltrain, spec, uri):
    ended = dltrain("check", spec, "--set", f"track=[{{type: mlflow, uri: '{uri}'}}]")
    assert ended.code == 2
    assert "leave it out, and set MLFLOW_TRACKING_PASSWORD" in ended.err
    assert "geheim" not in ended.err


def test_an_address_in_the_environment_must_be_one(dltrain, spec, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "file:runs")
    ended = dltrain("check", spec, "--set", "track=[mlflow]")
    assert ended.code == 2
    assert "MLFLOW_TRACKING_URI is 'file:runs', and takes the address of a server" in ended.err


def test_two_indices_of_one_kind_may_stand_beside_each_other(dltrain, spec):
    assert dltrain("check", spec, "--set", "track=[tensorboard, {type: tensorboard, folder: all}]").code == 0


def test_columns_are_one_parameter_and_trackers_none():
    spec = {"name": "a", "track": [{"type": "mlflow"}], "data": {"columns": {"x": {"type": "numeric"}}, "rows": 5}}
    assert parameters_of(spec) == {"data.columns": '{"x": {"type": "numeric"}}', "data.rows": "5"}
