"""`evaluate --data` on a file in which some rows were trained on: it says how many, by what is in them."""

import numpy as np
from PIL import Image

from dltrain.commands.evaluate import evaluate
from dltrain.commands.train import train
from dltrain.commands.training.display import Display

QUIET = Display(charts=False)
DENSE = "model: {layers: [4]}\ntraining: {epochs: 1}\n"


def told(tmp_path, file):
    """The number at the beginning of the notice of rows that were trained on."""
    notices = [one for one in evaluate(checkpoint=tmp_path / "run", data=file).notices if "trained on" in one]
    assert len(notices) <= 1
    return int(notices[0].split()[0].replace(",", "")) if notices else 0


def trained(tmp_path, text):
    (tmp_path / "spec.yaml").write_text(text, "utf-8")
    train(spec=tmp_path / "spec.yaml", run_dir=tmp_path / "run", display=QUIET)


def table(path, rows):
    path.write_text("\n".join(["무게,색,kind", *rows]) + "\n", "utf-8")
    return path


def test_half_of_the_rows_in_another_order(tmp_path):
    random = np.random.default_rng(0)
    rows = [f"{x:.4f},{'빨강' if k % 3 else '파랑'},{'a' if k % 2 else 'b'}" for k, x in enumerate(random.normal(size=80))]
    table(tmp_path / "train.csv", rows[:40])
    trained(
        tmp_path, "data: {source: {train: train.csv}, target: kind, split: none}\nmodel: {layers: [4]}\ntraining: {epochs: 1}\n"
    )
    mixed = table(tmp_path / "mixed.csv", random.permutation([*rows[:20], *rows[40:60]]).tolist())
    assert told(tmp_path, mixed) == 20
    assert told(tmp_path, table(tmp_path / "new.csv", rows[40:])) == 0
    # The same features with the other class are other rows.
    other = [row[:-1] + ("b" if row.endswith("a") else "a") for row in rows[:20]]
    assert told(tmp_path, table(tmp_path / "other.csv", other)) == 0
    (tmp_path / "train.csv").unlink()  # nothing is known of the rows then, and nothing said
    assert told(tmp_path, mixed) == 0


def test_rows_that_were_measured_alone_are_not_counted(tmp_path):
    rows = [f"{k}.5,{'빨강' if k % 3 else '파랑'},{'a' if k % 2 else 'b'}" for k in range(60)]
    table(tmp_path / "all.csv", rows)
    trained(
        tmp_path, "data: {source: all.csv, target: kind, split: {order: true}}\nmodel: {layers: [4]}\ntraining: {epochs: 1}\n"
    )
    # The first 36 of 60 rows train, then 12 are for validation and 12 for the test.
    assert told(tmp_path, table(tmp_path / "late.csv", [*rows[30:], "99.5,빨강,a"])) == 6


def test_texts(tmp_path):
    def texts(path, numbers):
        lines = [f"후기 {k} 번은 {'좋아요' if k % 2 else '별로예요 아주'},{'긍정' if k % 2 else '부정'}" for k in numbers]
        path.write_text("\n".join(["글,의견", *lines]) + "\n", "utf-8")
        return path

    texts(tmp_path / "train.csv", range(30))
    trained(
        tmp_path,
        "data: {source: train.csv, target: 의견, columns: {글: {type: text, tokenizer: character}}, split: none}\n"
        "model: {layers: [{type: embedding, dimensions: 4}, global_average_pool]}\ntraining: {epochs: 1}\n",
    )
    assert told(tmp_path, texts(tmp_path / "mixed.csv", [41, 3, 42, 7, 100, 12])) == 3


def test_pictures_in_folders(tmp_path):
    random = np.random.default_rng(0)
    pictures = random.integers(0, 256, (24, 6, 6, 3), dtype=np.uint8)

    def folder(name, numbers):
        for number in numbers:
            path = tmp_path / name / ("밤" if number % 2 else "낮") / f"{number:02}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pictures[number]).save(path)
        return tmp_path / name

    folder("train", range(16))
    trained(tmp_path, "data: {source: {type: images, path: train}, split: none}\n" + DENSE.replace("[4]", "[flatten, 4]"))
    assert told(tmp_path, folder("mixed", [20, 3, 21, 7, 4])) == 3
