"""A language model from its spec to the text that it writes; what it is measured by, against numbers computed by hand."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

import dltrain as package
from dltrain.data.encoding.running_text import fit
from dltrain.data.options.tokenizers import TOKENIZERS, RunningText
from dltrain.data.part import Part
from dltrain.data.running_text import Passage, encode
from dltrain.kinds.language_model.engine import WindowFeed
from dltrain.kinds.language_model.frequencies import frequencies
from dltrain.tasks import Task
from dltrain.training.minibatches.batches import Settings
from dltrain.training.minibatches.rows import rows_of

TEXT = "가는 말이 고와야 오는 말이 곱다. "
SPEC = """
data: {source: {type: text, path: proverb.txt}}
model:
  type: language_model
  context: 8
  layers: [{type: embedding, dimensions: 8}, {type: gru, units: 16, output: sequence}]
training: {epochs: 6, batch_size: 8, learning_rate: 2e-2}
threads: 1
"""


@pytest.fixture
def trained(dltrain):
    """A short run in the folder `run`."""
    Path("proverb.txt").write_text(TEXT * 40, "utf-8")
    Path("spec.yaml").write_text(SPEC, "utf-8")
    result = dltrain("train", "spec.yaml", "--run-dir", "run", "--no-pictures")
    assert result.code == 0, result.err
    return Path("run")


def summary_of(run):
    return json.loads((run / "summary.json").read_text("utf-8"))


def test_a_run_tells_loss_bits_and_perplexity_beside_frequencies(trained):
    summary = summary_of(trained)
    assert summary["task"] == "language_modeling"
    for split in ("train", "validation", "test"):
        measured = summary[split]
        assert [*measured] == ["loss", "bits_per_character", "perplexity", "accuracy"]
        assert measured["bits_per_character"] == pytest.approx(measured["loss"] / math.log(2))  # a token is a character
        assert measured["perplexity"] == pytest.approx(math.exp(measured["loss"]))
    baselines = summary["baselines"]
    assert [*baselines] == ["unigram", "bigram"]
    assert summary["test"]["loss"] < baselines["bigram"]["test"]["loss"] < baselines["unigram"]["test"]["loss"]


def test_it_writes_a_text_on_the_same_for_the_same_seed(trained, dltrain):
    written = [dltrain("predict", "run", "가는 말이", "--length", "30", "--seed", seed).out for seed in ("1", "1", "2")]
    assert written[0] == written[1] != written[2]
    assert written[0].startswith("가는 말이")
    assert len(written[0]) == len("가는 말이") + 30 + len("\n")
    surest = dltrain("predict", "run", "가는 말이", "--length", "12", "--temperature", "0").out
    assert surest == dltrain("predict", "run", "가는 말이", "--length", "12", "--top-k", "1", "--seed", "9").out
    assert set(surest) <= set(f"{TEXT}\n")


def test_python_writes_the_same_text(trained, dltrain):
    model = package.load("run")
    written = model.write_on("가는 말이", length=30, temperature=0.5, seed=3)
    typed = dltrain("predict", "run", "가는 말이", "--length", "30", "--temperature", "0.5", "--seed", "3").out
    assert f"{written}\n" == typed
    assert model.predict({"text": ["가는 말"]})["token"].to_list() == ["는", " ", "말"]


def test_a_file_is_looked_at_token_by_token(trained, dltrain):
    Path("new.txt").write_text("가는 말이 곱", "utf-8")
    header, *lines = dltrain("predict", "run", "new.txt").out.splitlines()
    assert header == "row,token,predicted,probability"
    assert [line.split(",")[1] for line in lines] == list("는 말이 곱")
    assert dltrain("predict", "run", "new.txt", "--length", "3").out.startswith("가는 말이 곱")


def test_a_resumed_run_is_bitwise_the_same(trained, dltrain):
    dltrain("train", "spec.yaml", "--set", "training.epochs=3", "--run-dir", "half", "--no-pictures")
    result = dltrain("resume", "half", "--set", "training.epochs=6", "--no-pictures")
    assert result.code == 0, result.err
    for which in ("best", "last"):
        one, other = (load_file(run / "checkpoints" / f"{which}.safetensors") for run in (trained, Path("half")))
        assert one.keys() == other.keys()
        assert all(np.array_equal(one[name], other[name]) for name in one if not name.startswith("history."))


def test_it_is_evaluated_on_another_text(trained, dltrain):
    Path("other.txt").write_text(f"{TEXT}힣 ", "utf-8")
    result = dltrain("evaluate", "run", "--data", "other.txt", "--json")
    measured = json.loads(result.out)
    assert measured["rows"] == 2
    assert measured["metrics"]["bits_per_character"] > 0
    assert "1 of 22 characters" in result.err
    assert "unknown token" in result.err


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (["model.layers.1.output=last"], "gru gives one state for all steps; write output: sequence"),
        (["model.layers.1.bidirectional=true"], "a bidirectional gru lets a step see those after it"),
        (["model.layers=[{type: embedding, dimensions: 8}, {type: transformer, heads: 2, units: 8}]"], "write causal: true"),
        (
            ["model.layers=[{type: embedding, dimensions: 8}, {type: conv1d, channels: 8, kernel_size: 3}]"],
            "conv1d lets a step see",
        ),
        (
            ["model.layers=[{type: embedding, dimensions: 8}, {type: residual, layers: [batch_norm]}]"],
            "batch_norm lets a step see",
        ),
        (["model.layers=[8]"], "begin 'layers' with {type: embedding, dimensions: 32}"),
        (["data.split={folds: 5}"], "'folds' can never act: the text is split in order"),
        (["data.target=text"], "'target' can never act: the target of a language model is the text itself"),
        (["training.loss=mean_squared_error"], "is no loss for a language model, expected one of cross_entropy"),
        (["model.context=500"], "the train text has 480 characters, and a window of 500 needs 501"),
    ],
)
def test_what_does_not_go_with_it_is_said(trained, dltrain, sets, said):
    result = dltrain("train", "spec.yaml", *(word for one in sets for word in ("--set", one)))
    assert result.code == 2
    assert said in result.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", ""], "there is no text to go on from"),
        (["run", "가", "--output", "x.csv"], "a text was written on; name a .txt file"),
        (["run", "가", "--keep", "a"], "--keep can never act: a text has no columns"),
    ],
)
def test_what_cannot_be_written_is_said(trained, dltrain, words, said):
    result = dltrain("predict", *words)
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_subwords_are_measured_by_the_characters_that_they_are(trained, dltrain):
    result = dltrain("train", "spec.yaml", "--set", "model.tokenizer={type: subword, vocabulary: 280}", "--run-dir", "sub")
    assert result.code == 0, result.err
    measured = summary_of(Path("sub"))["test"]
    tokens = measured["bits_per_character"] / (measured["loss"] / math.log(2))  # a character
    assert 0.3 < tokens < 2
    written = dltrain("predict", "sub", "가는", "--length", "25", "--temperature", "3").out
    assert len(written) == len("가는") + 25 + len("\n")
    assert "\ufffd" not in written
    assert json.loads(dltrain("evaluate", "sub", "--json").out)["metrics"] == measured


def feature_of(text, context, tokenizer="character", **options):
    return fit("text", text, RunningText(TOKENIZERS[tokenizer](**options), context))


def test_windows_lie_one_behind_the_other_and_keep_the_text_once():
    feature = feature_of("abcab", 2)
    assert feature.known == ("a", "b", "c")
    part, notices = encode(feature, Passage("x.txt", "abcabz", 10), "test")
    assert part.inputs["text"].tolist() == [[1, 2], [3, 1]]
    assert part.target.tolist() == [[2, 3], [1, 2]]
    assert part.rows.tolist() == [10, 12]
    assert np.shares_memory(part.inputs["text"], part.target)
    assert ["1 of 6 characters (16.67%)" in notice for notice in notices] == [True]


@pytest.mark.parametrize("tokenizer", ["character", "jamo", "subword"])
def test_a_text_comes_back_from_its_codes(tokenizer):
    text = "값진 말 ㅋㅋ \n Ünicode 🎈"
    feature = feature_of(text, 4, tokenizer)
    codes = feature.encode_text(text)
    assert feature.decode(codes) == text
    assert feature.characters(codes) == len(text)


def test_an_epoch_takes_each_window_once_from_a_beginning_of_its_own():
    codes = np.arange(41, dtype=np.uint8)
    part = Part({"text": codes[:40].reshape(10, 4)}, codes[1:].reshape(10, 4), None, np.arange(10))
    rows = rows_of(part, Task.MULTICLASS, None, "cpu")
    feed = WindowFeed([torch.nn.Identity()], rows, Settings(0, 3, 0.0, 0.0, None), "cpu")
    begins = []
    for epoch in range(1, 7):
        batches = list(feed.batches(epoch))
        assert [batch.count for batch in batches] == [3, 3, 3, 1]
        inputs = torch.cat([batch.inputs[0] for batch in batches])
        assert torch.equal(inputs + 1, torch.cat([batch.targets for batch in batches]))
        assert torch.equal(inputs, inputs[:, :1] + torch.arange(4))
        first = sorted(inputs[:, 0].tolist())
        shift = first[0]
        assert first == [min(shift + 4 * number, 36) for number in range(10)]
        begins.append((shift, inputs[:, 0].tolist()))
    assert len({shift for shift, _ in begins}) > 1
    assert begins[0][1] != sorted(begins[0][1])


def test_unigrams_and_bigrams_by_hand():
    codes = np.array([1, 2, 1, 2, 1], np.uint8)  # with 0, the unknown token, three codes
    part = Part({"text": codes[:4].reshape(2, 2)}, codes[1:].reshape(2, 2), None, np.arange(2))
    known = frequencies(part, 3)
    unigram = [math.log(8 / 3), math.log(8 / 4)]  # (2 + 1) / (5 + 3), (3 + 1) / (5 + 3)
    assert known.unigram(part).losses.ravel().tolist() == pytest.approx(unigram * 2)
    assert known.unigram(part).likeliest.ravel().tolist() == [1, 1, 1, 1]
    # n(12) = 2 of n(1) = 2 with one after them, n(21) = 2 of n(2) = 2
    bigram = [-math.log((2 + 3 / 8) / 3), -math.log((2 + 4 / 8) / 3)]
    assert known.bigram(part).losses.ravel().tolist() == pytest.approx(bigram * 2)
    assert known.bigram(part).likeliest.ravel().tolist() == [2, 1, 2, 1]
