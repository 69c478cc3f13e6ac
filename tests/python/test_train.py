"""`dltrain.train` and what it returns: the same run as the command's, in a process that is left as it was."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pandas
import polars
import pytest

import dltrain
from dltrain.python.specs import sets_of

SPEC = {"data": {"source": "iris"}, "model": {"layers": [4]}, "training": {"epochs": 3}}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    """An empty folder, and the signals as a program has them that is no command."""
    monkeypatch.chdir(tmp_path)
    before = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def modules_after(code):
    """The modules that a new process has imported after some code, and what it printed."""
    typed = f"{code}\nimport sys; print('\\n' + ' '.join(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", typed], capture_output=True, text=True, check=True)
    printed, _, names = ended.stdout.rpartition("\n\n")
    return set(names.split()), printed + ended.stderr


def test_importing_dltrain_imports_next_to_nothing():
    bare, _ = modules_after("pass")
    after, _ = modules_after("import dltrain")
    assert after - bare == {"dltrain"}


def test_naming_what_there_is_imports_no_torch_and_no_polars():
    names = "dltrain.train, dltrain.load, dltrain.runs, dltrain.Run, dltrain.Model, dltrain.InputError"
    after, said = modules_after(f"import dltrain; {names}")
    assert not {"torch", "polars"} & after
    assert not said.strip()


def test_the_stub_names_what_the_package_has():
    stub = Path(dltrain.__file__ + "i").read_text("utf-8")
    named = {line.split(" as ")[1] for line in stub.splitlines() if " as " in line}
    assert named == set(dltrain.__all__)
    assert all(hasattr(dltrain, name) for name in named)


def test_a_run_is_the_commands_own(dltrain):
    import dltrain as package

    Path("flowers.yaml").write_text(json.dumps(SPEC), "utf-8")
    assert dltrain("train", "flowers.yaml", "--set", "seed=3").code == 0
    run = package.train("flowers.yaml", seed=3)
    assert run.folder.name == "flowers-2"
    assert run.predictions.equals(package.Run("flowers-1").predictions)
    assert Path("runs/flowers-1/spec.yaml").read_text("utf-8") == Path("runs/flowers-2/spec.yaml").read_text("utf-8")


def test_a_mapping_names_its_runs_and_its_faults():
    assert dltrain.train(SPEC, pictures=False).folder.name == "experiment-1"
    with pytest.raises(dltrain.InputError, match=r"<spec>:2:11: .*'irs'; did you mean 'iris'"):
        dltrain.train({**SPEC, "data": {"source": "irs"}})
    assert os.listdir("runs") == ["experiment-1"]


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"training__epochs": 3}, "training.epochs=3"),
        ({"training.learning_rate": 1e-3}, "training.learning_rate=0.001"),
        ({"data.columns.a__b": "categorical"}, "data.columns.a__b=categorical"),
        ({"data__source__sep": "01"}, "data.source.sep='01'"),
        ({"training__optimizer": {"type": "sgd", "momentum": 0.9}}, "training.optimizer={type: sgd, momentum: 0.9}"),
        ({"model__layers": (8, 4)}, "model.layers=[8, 4]"),
        ({"model__batch_norm": polars.Series([True]).to_numpy()[0]}, "model.batch_norm=true"),
    ],
)
def test_an_override_says_what_set_says(given, word):
    assert sets_of(given) == [word]


def test_what_no_spec_can_hold_is_told():
    with pytest.raises(dltrain.InputError, match=r"training\.optimizer: expected numbers, words, .* as in a spec, not Thread"):
        dltrain.train(SPEC, training__optimizer=threading.Thread)


def test_nothing_is_said_and_nothing_left_changed():
    import polars  # noqa: F401, which sets a variable of its allocator when it is imported, as scikit-learn does of OpenMP
    import sklearn  # noqa: F401
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(3)
    before = dict(os.environ), [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        run = dltrain.train(SPEC, engine="autograd", threads=1)
        run.load().evaluate()
    assert out.getvalue() == err.getvalue() == ""
    assert torch.get_num_threads() == 3
    torch.set_num_threads(threads)
    assert before == (dict(os.environ), [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)])


def test_torch_has_its_own_threads_after_a_training_that_imported_it():
    code = f"import dltrain; dltrain.train({SPEC!r}, engine='autograd', threads=1); import torch; print(torch.get_num_threads())"
    environment = {**os.environ, "OMP_NUM_THREADS": "2"}
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert (ended.stdout, ended.stderr) == ("2\n", "")


def test_a_training_runs_in_a_thread():
    made = []
    thread = threading.Thread(target=lambda: made.append(dltrain.train(SPEC, pictures=False)))
    thread.start()
    thread.join()
    assert made[0].status == "completed"


def test_the_log_of_python_tells_the_way(caplog):
    with caplog.at_level("INFO", "dltrain"):
        dltrain.train(SPEC, pictures=False)
    assert "completed 3 epochs" in caplog.text


def test_what_diverges_is_raised_with_its_folder():
    with pytest.raises(dltrain.Unfinished, match="the loss became infinite") as raised:
        dltrain.train(SPEC, training={"optimizer": "sgd", "learning_rate": 1e30, "epochs": 3}, pictures=False)
    assert raised.value.folder is not None
    assert dltrain.Run(raised.value.folder).status == "diverged"


def test_ctrl_c_saves_everything_and_the_run_goes_on(monkeypatch):
    def interrupt(start, records):
        for record in records:
            if record["epoch"] == 2:
                os.kill(os.getpid(), signal.SIGINT)
            yield record

    whole = dltrain.train(SPEC, pictures=False)
    with monkeypatch.context() as patched:
        patched.setattr("dltrain.python.carrying.watch", interrupt)
        with pytest.raises(KeyboardInterrupt, match="everything is saved") as raised:
            dltrain.train(SPEC, pictures=False)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    run = dltrain.Run(raised.value.folder)
    assert run.status == "interrupted"
    assert len(run.metrics) == 2
    assert run.resume(pictures=False).status == "completed"
    assert run.predictions.equals(whole.predictions)


def test_a_run_shows_what_it_holds():
    run = dltrain.train(SPEC, note="three epochs")
    assert run.metrics["epoch"].to_list() == [1, 2, 3]
    assert run.summary["note"] == "three epochs"
    assert run.spec["training"]["epochs"] == 3
    assert run.confusion_matrix["labels"] == ["setosa", "versicolor", "virginica"]
    assert repr(run).startswith(f"<run {run.folder}: completed, 3 epochs; test loss ")
    assert "data:image/png;base64," in run._repr_html_()
    assert "completed 3 epochs" in run.log
    again = dltrain.train(run.spec, pictures=False)
    assert again.predictions.equals(run.predictions)


def test_folds_are_a_run_above_theirs():
    run = dltrain.train(SPEC, data__split={"folds": 2}, pictures=False)
    assert run.summary["folds"] == 2
    assert dltrain.Run(run.folder / "fold-2").status == "completed"


def test_runs_are_listed_the_newest_first():
    assert len(dltrain.runs()) == 0
    made = [dltrain.train(SPEC, seed=seed, pictures=False) for seed in (0, 1)]
    runs = dltrain.runs()
    assert list(runs) == made[::-1]
    assert runs.frame["status"].to_list() == ["completed"] * 2
    assert runs[0] == dltrain.Run("latest") == dltrain.Run("experiment")
    assert [*runs[:1]] == [made[1]]
    with pytest.raises(dltrain.InputError, match="there is no folder 'elsewhere'"):
        dltrain.runs("elsewhere")


def test_warnings_of_others_are_none_of_ours():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dltrain.train(SPEC, pictures=False)


@pytest.mark.parametrize("kind", ["polars", "pandas"])
def test_a_frame_is_a_source_that_stays(kind):
    frame = polars.DataFrame({"x": [float(number) for number in range(40)], "y": ["low"] * 20 + ["high"] * 20})
    given = frame if kind == "polars" else pandas.DataFrame(frame.to_dict(as_series=False))
    run = dltrain.train(
        {"data": {"source": given, "target": "y"}, "model": {"layers": [2]}, "training": {"epochs": 2}}, pictures=False
    )
    again = dltrain.train(run.spec, data__source=given, pictures=False)
    assert len(os.listdir("runs/data")) == 1
    assert run.load().evaluate(split="test").rows == 8
    assert again.predictions.equals(run.predictions)
    assert len(dltrain.runs()) == 2
