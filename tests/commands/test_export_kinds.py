"""Dates, recurrent networks, ensembles and autoencoders as ONNX: what the graph makes of them is what the run makes of them."""

import json

import numpy as np
import pytest

DATED = "day,load,level\n" + "\n".join(
    f"{np.datetime64('1999-12-25T22:30') + np.timedelta64(37 * row, 'h')},{row % 5},{'low' if row % 3 else 'high'}"
    for row in range(40)
)
WORDS = "text,length,label\n" + "\n".join(
    f"{'good' if row % 2 else 'bad'}{' film' * (row % 3)},{row % 3},{row % 2}" for row in range(40)
)
SPECS = {
    "dates": "data: {source: dated.csv, target: level}\nmodel: {layers: [4]}\n",
    "bidirectional": "data: {source: words.csv, target: label, exclude: [length], columns: {text: text}}\n"
    "model: {layers: [{type: embedding, dimensions: 4}, {type: gru, units: 3, bidirectional: true, depth: 2}]}\n",
    "text_beside": "data: {source: words.csv, target: label, columns: {text: text, length: numeric}}\nmodel: {layers: [4]}\n",
    "explicit": "data: {source: iris}\nmodel: {layers: [4], batch_norm: true}\nengine: explicit\n",  # counts its batches in numpy
    "ensemble": "data: {source: iris}\nmodel: {layers: [4]}\nensemble: {type: boosting, members: 2}\n",
    "autoencoder": "data: {source: iris, target: target}\nmodel: {type: autoencoder, encoder: [3, 2], decoder: [3]}\n",
}


@pytest.mark.parametrize("name", SPECS)
def test_the_graph_answers_as_the_run_does(dltrain, tmp_path, monkeypatch, name):
    """In ONNX and as a program of PyTorch; both are checked on the run's rows and on made-up ones before they are written."""
    pytest.importorskip("onnxscript")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dated.csv").write_text(DATED)
    (tmp_path / "words.csv").write_text(WORDS)
    (tmp_path / "spec.yaml").write_text(SPECS[name] + "training: {epochs: 2}\n")
    assert dltrain("train", "spec.yaml", "--run-dir", "run", "--no-pictures").code == 0
    result = dltrain("export", "run", "--format", "onnx")
    assert result.code == 0, result.err
    assert "the same answers" in result.out
    torch = dltrain("export", "run", "--format", "torch")
    assert torch.code == 0, torch.err
    assert "the same answers" in torch.out
    assert (tmp_path / "run" / "model.pt2").exists()
    vocabulary = tmp_path / "run" / "model.vocabulary.json"
    assert vocabulary.exists() == (name in ("bidirectional", "text_beside"))
    if name == "bidirectional":  # what a text is made numbers by, for whoever asks the model
        texts = json.loads(vocabulary.read_text("utf-8"))["text"]
        assert (texts["tokenizer"], texts["lowercase"], texts["length"]) == ("word", True, 3)
        assert sorted(texts["numbers"].items(), key=lambda one: one[1]) == [("film", 2), ("bad", 3), ("good", 4)]
        assert f"{vocabulary.relative_to(tmp_path)}: the numbers of the tokens of its texts" in result.out
    if name == "autoencoder":
        assert "reconstructed   [rows, 4]" in result.out
        assert "code            [rows, 2]: code_0, code_1" in result.out


def test_a_run_in_bfloat16_is_refused(dltrain, tmp_path):
    """An exported model computes in float32, and would not give the same probabilities."""
    (tmp_path / "spec.yaml").write_text(
        "data: {source: iris}\nmodel: {layers: [4]}\ntraining: {epochs: 1}\nprecision: bfloat16\n"
    )
    assert dltrain("train", "spec.yaml", "--run-dir", "run", "--no-pictures").code == 0
    result = dltrain("export", "run", "--format", "torch")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "error: an exported model computes in float32, and would differ from this run, which computes in bfloat16; "
        "train it with --set precision=float32 to export it\n"
    )
    assert not (tmp_path / "run/model.pt2").exists()


def test_what_an_exporter_cannot_do_is_said():
    """The operator that has no translation, else what the error began with, in one line."""
    from dltrain.export.network import reason

    unknown = RuntimeError(
        "Failed to convert\n  No ONNX function found for <OpOverload(op='aten.fft_fft', overload='default')>. …"
    )
    assert reason(unknown) == "it has no operator for aten.fft_fft"
    failed = RuntimeError("it failed")
    failed.__cause__ = ValueError("\n\x1b[31mrows is 2\x1b[0m and was to be free\nat layer 1")
    assert reason(failed) == "rows is 2 and was to be free"
    assert reason(KeyError()) == "KeyError"


def test_the_rows_of_a_pretrained_model_are_free():
    import torch

    from dltrain.modules.pretrained import Backbone

    class Flat(Backbone):
        def features(self, block):
            return block.flatten(1)

    model = Flat(torch.nn.Identity(), True).eval()
    with torch.no_grad():
        shapes = ({0: torch.export.Dim("rows")},)
        program = torch.export.export(model, (torch.zeros(2, 3, 4),), dynamic_shapes={"block": shapes[0]}).module()
        assert program(torch.ones(5, 3, 4)).shape == (5, 12)


def test_parts_of_dates_are_those_of_numpy():
    """A day for each of 400 years, leap years and turns of centuries among them, by the run's own encoding."""
    onnx = pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    from dltrain.data.encoding.datetime import PARTS, DatetimeFeature, numbers_of
    from dltrain.data.transforms.scale import Scale
    from dltrain.export.columns import datetime
    from dltrain.export.graph import Graph

    count = 1 + len(PARTS)
    scale = Scale(tuple([0.0] * count), tuple([1.0] * count))
    feature = DatetimeFeature("day", 0, "1970-01-01", PARTS, tuple([-1.0] * count), scale)
    graph = Graph("")
    value = datetime.encoded(graph, feature, graph.input("day", "double", ("rows",)))
    output = onnx.helper.make_tensor_value_info(value, onnx.TensorProto.FLOAT, ("rows", count))
    whole = onnx.helper.make_graph(graph.nodes, "dates", graph.inputs, [output], initializer=graph.constants)
    model = onnx.helper.make_model(whole, opset_imports=[onnx.helper.make_opsetid("", 20)], ir_version=10)
    session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    moments = np.arange("1800-02-27T23:59", "2200-03-02", 521 * 60 + 7, dtype="datetime64[m]").astype("datetime64[us]")
    seconds = moments.astype(np.int64) / 1e6
    (answered,) = session.run(None, {"day": np.append(seconds, np.nan)})
    assert answered[:-1] == pytest.approx(numbers_of(moments, np.datetime64("1970-01-01", "us"), PARTS), abs=0.01)
    assert answered[-1].tolist() == [-1.0] * count
