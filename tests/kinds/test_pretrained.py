"""Pretrained models of each family, made here: what they see, what is trained of them, and what their checkpoints hold."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from tiny_models import MEAN, STD, picture_model, text_model

from dltrain.commands.check import check
from dltrain.commands.evaluate import evaluate
from dltrain.commands.predict import predict
from dltrain.commands.preparing.setup import build_network, prepare
from dltrain.commands.resume import resume
from dltrain.commands.train import train
from dltrain.commands.training.display import Display
from dltrain.errors import InputError
from dltrain.runs import checkpoints
from dltrain.spec.loading import load
from dltrain.training.autograd.parameters import tensors_of
from dltrain.training.scales import factors_of

TEXTS, PICTURES = ("bert", "roberta", "electra"), ("resnet", "convnext", "vit")
QUIET = Display(charts=False)
GOOD, BAD = ("정말 재미있다", "배우 연기가 좋 !", "good movie"), ("재미없다", "배우가 나쁘 .", "bad, badly")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a tiny model of each family, a table of reviews, and folders of light and dark pictures."""
    folder = tmp_path_factory.mktemp("pretrained")
    for kind in TEXTS:
        text_model(folder / kind, kind)
    for kind in PICTURES:
        picture_model(folder / kind, kind)
    words = [(word, label) for label, several in (("good", GOOD), ("bad", BAD)) for word in several]
    lines = [f'"{word} {number % 3 * "!"}",{label}' for number in range(8) for word, label in words]
    (folder / "reviews.csv").write_text("\n".join(["review,label", *lines]), encoding="utf-8")
    random = np.random.default_rng(0)
    for label, mean in (("light", 180), ("dark", 70)):
        (folder / "pictures" / label).mkdir(parents=True)
        for number in range(16):
            pixels = random.normal(mean, 40, (20, 20, 3)).clip(0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(folder / "pictures" / label / f"{number}.png")
    return folder


def spec_of(place, kind, model="", training="epochs: 3", data=""):
    texts = f"source: reviews.csv, target: label, columns: {{review: text}}{data}"
    pictures = f"source: {{type: images, path: pictures}}{data}"
    text = f"data: {{{texts if kind in TEXTS else pictures}}}\nmodel: {{type: pretrained, name: {kind}{model}}}\n"
    text += f"training: {{{training}}}\n"
    path = place / f"{kind}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def run(place, tmp_path):
    """A spec of a family trained in a folder of its own."""

    def trained(kind, model="", training="epochs: 3", sets=(), name="run", data=""):
        return train(spec=spec_of(place, kind, model, training, data), sets=sets, run_dir=tmp_path / name, display=QUIET)

    return trained


def network_of(spec):
    setup = prepare(load(spec))
    return setup, build_network(setup.resolved, lambda words: None).eval()


@pytest.mark.parametrize("kind", TEXTS)
def test_the_features_of_texts_are_those_of_transformers_itself(place, kind):
    from transformers import AutoModel
    from transformers.models.bert.tokenization_bert import BertTokenizer
    from transformers.models.roberta.tokenization_roberta import RobertaTokenizer

    setup, network = network_of(spec_of(place, kind, ", pooling: first"))
    part = setup.dataset.train
    texts = [line.rsplit(",", 1)[0].strip('"') for line in (place / "reviews.csv").read_text("utf-8").splitlines()[1:]]
    tokenizer = (RobertaTokenizer if kind == "roberta" else BertTokenizer).from_pretrained(place / kind)
    given = tokenizer([texts[row] for row in part.rows], padding=True, return_tensors="pt")
    length = part.inputs["review"].shape[1]
    assert np.array_equal(part.inputs["review"][:, : given["input_ids"].shape[1]], given["input_ids"][:, :length])
    with torch.no_grad():
        wanted = AutoModel.from_pretrained(place / kind).eval()(**given).last_hidden_state[:, 0]
        features = network.inputs(torch.from_numpy(part.inputs["review"]))
    assert torch.allclose(features, wanted, atol=1e-5)


@pytest.mark.parametrize("kind", PICTURES)
def test_the_features_of_pictures_are_those_of_transformers_itself(place, kind):
    from transformers import AutoModel

    setup, network = network_of(spec_of(place, kind))
    pixels = setup.dataset.train.numbers("image")
    assert pixels.shape[1:] == (3, 16, 16)
    raw = setup.dataset.train.inputs["image"] / 255
    assert np.allclose(pixels, (raw - np.reshape(MEAN, (3, 1, 1))) / np.reshape(STD, (3, 1, 1)), atol=1e-5)
    with torch.no_grad():
        given = AutoModel.from_pretrained(place / kind).eval()(pixel_values=torch.from_numpy(pixels))
        wanted = given.last_hidden_state[:, 0] if kind == "vit" else given.pooler_output.flatten(1)
        assert torch.allclose(network.inputs(torch.from_numpy(pixels)), wanted, atol=1e-5)


@pytest.mark.parametrize("kind", [*TEXTS, *PICTURES])
def test_the_layer_table_is_that_of_the_network_without_loading_it(place, kind):
    checked = check(spec=spec_of(place, kind, ", freeze: 1"))
    _, network = network_of(spec_of(place, kind, ", freeze: 1"))
    assert checked.parameters == sum(one.numel() for one in network.parameters())
    frozen = sum(line.parameters for line in checked.layers if line.is_frozen)
    assert frozen == sum(one.numel() for one in network.parameters() if not one.requires_grad) > 0


@pytest.mark.parametrize("kind", [*TEXTS, *PICTURES])
def test_a_frozen_model_is_measured_alike_by_its_checkpoint_alone(place, run, tmp_path, kind):
    summary = run(kind, training="epochs: 100, learning_rate: 0.05")
    assert summary.metrics["train"]["accuracy"] > 0.7
    tensors, _ = checkpoints.read(tmp_path / "run" / "checkpoints" / "best.safetensors")
    assert {name.split(".")[1] for name in tensors if name.startswith("model.")} == {"inputs", "output"}
    moved = place / f"{kind}-away"
    (place / kind).rename(moved)
    try:
        told = evaluate(checkpoint=tmp_path / "run")
        assert told.metrics == pytest.approx(summary.metrics["test"])
        made = predict(checkpoint=tmp_path / "run", data=place / ("reviews.csv" if kind in TEXTS else "pictures"))
    finally:
        moved.rename(place / kind)
    assert set(made.columns["predicted"]) == ({"good", "bad"} if kind in TEXTS else {"light", "dark"})


@pytest.mark.parametrize("kind", [*TEXTS, *PICTURES])
@pytest.mark.parametrize("freeze", ["true", "1", "false"])
def test_a_run_goes_on_to_the_same_bits(place, run, tmp_path, kind, freeze):
    model = f", freeze: {freeze}, dropout: 0.1"
    whole, part = run(kind, model, name="whole"), run(kind, model, "epochs: 1", name="part")
    assert part.epochs == 1
    goes_on = resume(run=tmp_path / "part", sets=["training.epochs=3"], display=QUIET)
    assert goes_on.metrics == whole.metrics
    (one, _), (other, _) = (checkpoints.read(tmp_path / name / "checkpoints" / "last.safetensors") for name in ("whole", "part"))
    assert one.keys() == other.keys()
    assert all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("kind", ["bert", "resnet"])
def test_what_is_frozen_keeps_its_weights_and_the_rest_learns(place, run, tmp_path, kind):
    run(kind, ", freeze: 1")
    tensors, _ = checkpoints.read(tmp_path / "run" / "checkpoints" / "last.safetensors")
    _, network = network_of(spec_of(place, kind, ", freeze: 1"))
    trained = dict(network.named_parameters())
    kept = {name: np.array_equal(tensors[f"model.{name}"], one.detach().numpy()) for name, one in trained.items()}
    assert all(kept[name] for name, one in trained.items() if not one.requires_grad)
    assert not all(kept[name] for name, one in trained.items() if one.requires_grad and name.startswith("inputs"))


@pytest.mark.parametrize("kind", [*TEXTS, *PICTURES])
def test_earlier_blocks_learn_with_smaller_rates(place, kind):
    setup, network = network_of(spec_of(place, kind, ", freeze: false", "learning_rate_factors: 0.5"))
    layers = [one.layer for one in tensors_of(network)]
    named = [line.name.removeprefix("inputs.") for line in setup.resolved.plan.lines]
    assert list(dict.fromkeys(layers)) == named
    factors = dict(zip(layers, factors_of(layers, 0.5), strict=True))
    assert (factors["output"], factors[named[-2]]) == (1, 0.5)
    assert factors[named[0]] == 0.5 ** (len(named) - 1)


def test_a_factor_is_of_a_block_that_is_there_and_learns(place):
    def told(freeze, factors):
        with pytest.raises(InputError) as caught:
            prepare(load(spec_of(place, "bert", f", freeze: {freeze}", f"learning_rate_factors: {factors}")))
        return str(caught.value)

    assert "there is no layer 'layer.2'; expected embeddings, layer.0, layer.1, output" in told("false", "{layer.2: 0.1}")
    assert "layer embeddings is frozen: no learning rate acts on it" in told("1", "{embeddings: 0.1}")
    assert "can never act: a single layer is trained" in told("true", "0.5")


@pytest.mark.parametrize(
    ("kind", "model", "data", "message"),
    [
        ("resnet", "", ", augment: [flip]", "'augment' can never act: with freeze: true the features are computed once"),
        ("resnet", ", freeze: 9", "", "the model has 2 blocks besides its conv2d; write true to train the head alone"),
        ("resnet", ", freeze: 0", "", "'freeze' is 0: write false to train all"),
        ("resnet", ", pooling: first", "", "a resnet has no first output"),
        ("vit", ", size: 32", "", "a vit knows the places of pictures of 16 × 16 alone"),
        ("bert", ", name: bret", "", "duplicate key"),
    ],
)
def test_what_does_not_go_together_is_told(place, kind, model, data, message):
    with pytest.raises(InputError) as caught:
        prepare(load(spec_of(place, kind, model, data=data)))
    assert message in str(caught.value)


def test_a_model_is_told_that_reads_something_else(place):
    spec = place / "crossed.yaml"
    for data, kind, message in (
        ("{source: {type: images, path: pictures}}", "bert", "a bert takes texts, but the column 'image' holds arrays"),
        ("{source: reviews.csv, target: label, columns: {review: text}}", "vit", "a vit takes pictures, but the column 'review'"),
    ):
        spec.write_text(f"data: {data}\nmodel: {{type: pretrained, name: {kind}}}\n", encoding="utf-8")
        with pytest.raises(InputError) as caught:
            prepare(load(spec))
        assert message in str(caught.value)


def test_a_folder_that_cannot_be_used_is_told(place, tmp_path):
    def told(change):
        folder = tmp_path / "model"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(place / "bert", folder)
        change(folder)
        with pytest.raises(InputError) as caught:
            prepare(load(spec_of(place, "bert"), [f"model.name={folder}"]))
        return str(caught.value)

    def config(**changes):
        def write(folder):
            given = json.loads((folder / "config.json").read_text("utf-8"))
            (folder / "config.json").write_text(json.dumps(given | changes), encoding="utf-8")

        return write

    def cut_short(folder):
        whole = (folder / "model.safetensors").read_bytes()
        (folder / "model.safetensors").write_bytes(whole[:-9])

    assert "has its weights in pytorch_model.bin alone" in told(
        lambda folder: (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    )
    assert "model.safetensors' is damaged (it has" in told(cut_short)
    assert "asks for code of the model's own (auto_map)" in told(config(auto_map={"AutoModel": "mine.Model"}))
    assert "is of a model of the family 'gpt2'; expected resnet, convnext, vit" in told(config(model_type="gpt2"))
    assert "they are not of the same model" in told(config(num_hidden_layers=3))
    assert "has no tokenizer: expected tokenizer.json" in told(lambda folder: (folder / "vocab.txt").unlink())
    assert "has no config.json" in told(lambda folder: (folder / "config.json").unlink())


def test_a_name_of_the_hub_says_how_to_fetch_it(place, monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(InputError, match="on a machine with a network type: hf download monologg/koelectra --local-dir FOLDER"):
        prepare(load(spec_of(place, "bert"), ["model.name=monologg/koelectra"]))
    cached = tmp_path / "models--monologg--koelectra"
    shutil.copytree(place / "electra", cached / "snapshots" / "abc")
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("abc")
    assert prepare(load(spec_of(place, "bert"), ["model.name=monologg/koelectra"])).resolved.plan.about.kind == "electra"


def test_the_spec_of_the_page_trains(place, tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "pretrained.md").read_text("utf-8")
    (spec,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    shutil.copytree(place / "bert", tmp_path / "models" / "bert-tiny")
    shutil.copy(place / "reviews.csv", tmp_path)
    (tmp_path / "spec.yaml").write_text(spec, encoding="utf-8")
    assert train(spec=tmp_path / "spec.yaml", run_dir=tmp_path / "run", display=QUIET).status == "completed"


def test_changed_weights_are_named_on_resume(place, run, tmp_path):
    run("bert", training="epochs: 1")
    config = place / "bert" / "config.json"
    before = config.read_text("utf-8")
    config.write_text(json.dumps(json.loads(before) | {"hidden_act": "relu"}), encoding="utf-8")
    try:
        with pytest.raises(InputError, match=r"config.json in '.*bert' is not as when the run began; put them back"):
            resume(run=tmp_path / "run", sets=["training.epochs=2"], display=QUIET)
    finally:
        config.write_text(before, encoding="utf-8")
