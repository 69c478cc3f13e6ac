"""`dltrain init`: what it makes of tables and folders, and that its specs train without an edit."""

import datetime
import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dltrain.commands.check import check
from dltrain.commands.drafting.columns import Guess, Role, guess_target, is_text, role_of
from dltrain.commands.drafting.material import material_of, word
from dltrain.commands.init import init
from dltrain.commands.train import train
from dltrain.data.table import Numbers, Table, Words
from dltrain.errors import InputError
from dltrain.spec.loading import load
from dltrain.text.language import Language

RANDOM = np.random.default_rng(0)


def words(cells):
    levels = sorted({cell for cell in cells if cell})
    return Words(np.array([levels.index(cell) if cell else -1 for cell in cells]), tuple(levels))


def numbers(values):
    return Numbers.of(np.array(values, np.float64))


def passengers(path: Path, rows: int = 80, survived: bool = True) -> Path:
    """A table like that of the Titanic: a number and a name for each row, a cabin that few have, an age that some lack."""
    lines = ["PassengerId,Survived,Name,Sex,Age,Cabin" if survived else "PassengerId,Name,Sex,Age,Cabin"]
    for row in range(rows):
        age, sex = "" if row % 9 == 0 else f"{20 + row % 40}.5", "male" if row % 2 else "female"
        fate = [str(int((row % 40 > 20) != (row % 2 == 0)))] if survived else []
        lines.append(",".join([str(row + 1), *fate, f'"Kim, Mr. {row} Lee"', sex, age, f"C{row % 20}" if row % 4 == 0 else ""]))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture(autouse=True)
def _within(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_table_becomes_a_spec_that_trains_without_an_edit(tmp_path):
    drafted = init(data=passengers(tmp_path / "ship.csv"), language=Language.en)
    assert drafted.path == Path("ship.yaml")
    data = load(drafted.path).experiment.data
    assert (data.source, data.target, data.exclude) == ("ship.csv", "Survived", ["PassengerId", "Name", "Cabin"])
    assert "- Name                                    # 80 different values in 80 rows: it names the row" in drafted.text
    assert "- Cabin                                   # 60 of 80 rows have no value" in drafted.text
    assert [finding.problem for finding in check(spec=drafted.path).findings if finding.ails] == []
    summary = train(spec=drafted.path, sets=["training.epochs=3"], run_dir=tmp_path / "run")
    assert summary.status == "completed"


def test_words_that_stand_for_missing_numbers_are_named(tmp_path):
    """Every ninth age is '?' and two prices, which are predicted, are '없음'."""
    lines = [f"{'?' if row % 9 == 0 else 20.5 + row},{'없음' if row in (3, 7) else 1.5 * row}" for row in range(80)]
    (tmp_path / "houses.csv").write_text("\n".join(["age,price", *lines]) + "\n", "utf-8")
    drafted = init(data=tmp_path / "houses.csv", target="price", language=Language.en)
    data = load(drafted.path).experiment.data
    assert (data.missing_values, data.missing_target) == (["?", "없음"], "drop")
    assert drafted.setup.dataset.encoding.task.is_regression


def test_the_target_is_what_the_table_without_labels_lacks(tmp_path):
    passengers(tmp_path / "train.csv")
    passengers(tmp_path / "test.csv", survived=False)
    drafted = init(data=tmp_path, output=tmp_path / "spec.yaml")
    assert drafted.guess == Guess("Survived", "only_in_train")
    assert "target: Survived                            # what is predicted: test.csv has all columns but this" in drafted.text


def test_a_test_table_with_labels_is_measured_and_parts_are_known_by_words_of_their_names(tmp_path):
    (tmp_path / "평점").mkdir()
    for part, count in (("train", 80), ("test", 40)):
        rows = "\n".join(f"{i % 7}.5\t{i % 3}.25\t{i % 2}" for i in range(count))
        (tmp_path / "평점" / f"ratings_{part}.txt").write_text(f"x\tz\tlabel\n{rows}\n", "utf-8")
    data = load(init(data=Path("평점")).path).experiment.data
    assert (data.source.train.path, data.source.test.path) == ("평점/ratings_train.txt", "평점/ratings_test.txt")
    assert (data.target, data.split.test) == ("label", None)


def test_a_spec_that_is_there_is_kept(tmp_path):
    passengers(tmp_path / "ship.csv")
    (tmp_path / "ship.yaml").write_text("mine", "utf-8")
    with pytest.raises(InputError, match=r"'ship.yaml' is there already and is kept; name another file with --output"):
        init(data=Path("ship.csv"))
    assert (tmp_path / "ship.yaml").read_text("utf-8") == "mine"


def table(**columns):
    return Table("rows.csv", columns, len(next(iter(columns.values())).missing), "")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["species", "mass"], Guess("species", "name")),
        (["면적", "가격", "층"], Guess("가격", "name")),
        (["rooms", "median_house_value", "age"], Guess("median_house_value", "part_of_name")),
        (["rooms", "medianHouseValue", "age"], Guess("medianHouseValue", "part_of_name")),
        (["a", "b"], Guess("b", "last")),
        (["label", "class", "b"], ["label", "class"]),  # nothing decides
    ],
)
def test_the_column_that_is_taken_for_the_target(names, expected):
    columns = {name: numbers(RANDOM.normal(size=30)) for name in names}
    assert guess_target(table(**columns), None) == expected


def test_a_target_that_nothing_tells_is_asked_for(tmp_path):
    rows = "\n".join(f"{i % 7},{i % 5},K{i}" for i in range(60))
    (tmp_path / "rows.csv").write_text(f"a,b,code\n{rows}\n", "utf-8")
    with pytest.raises(
        InputError, match=r"which column is to be predicted\? It could be a, b; write dltrain init rows.csv --target b"
    ):
        init(data=Path("rows.csv"))
    assert load(init(data=Path("rows.csv"), target="b").path).experiment.data.target == "b"
    with pytest.raises(InputError, match=r"no column 'cod' in rows\.csv.*'code'"):
        init(data=Path("rows.csv"), target="cod", output=Path("other.yaml"))


@pytest.mark.parametrize(
    ("targets", "written", "task"),
    [
        (
            ["kind", "weight"],
            "\n    kind: class\n    weight: value\n",
            "multitask",
        ),
        (
            ["kind", "ripe"],
            "\n    kind: class\n    ripe: class\n",
            "multitask",
        ),
        (["weight", "age"], "  target: [weight, age]  ", "regression"),
    ],
)
def test_several_targets_are_drafted_with_their_kinds_and_train(dltrain, targets, written, task):
    """Classes and values each by its name; of values alone a list says it. None of them is learned from."""
    rows = [f"{row * 7 % 31 / 10},{'abc'[row % 3]},{row % 2},{row * 37 % 90 + 0.5},{row * 11 % 40 + 0.25}" for row in range(120)]
    Path("pears.csv").write_text("length,kind,ripe,weight,age\n" + "\n".join(rows) + "\n", "utf-8")
    drafted = dltrain("init", "pears.csv", *(word for name in targets for word in ("--target", name)))
    assert drafted.code == 0, drafted.err
    text = Path("pears.yaml").read_text("utf-8")
    assert written in text
    assert "# what is predicted\n" in text
    trained = dltrain("train", "pears.yaml", "--set", "training.epochs=2", "--run-dir", "run", "--no-pictures")
    assert trained.code == 0, trained.err
    assert json.loads(Path("run/summary.json").read_text("utf-8"))["task"] == task


def test_a_target_that_is_not_there_or_named_twice_is_said_among_several(dltrain):
    Path("pears.csv").write_text("length,kind\n1,a\n2,b\n", "utf-8")
    said = dltrain("init", "pears.csv", "--target", "length", "--target", "knd").err
    assert "--target: no column 'knd' in pears.csv; did you mean 'kind'?" in said
    assert "--target: 'kind' is named twice" in dltrain("init", "pears.csv", "--target", "kind", "--target", "kind").err


def test_what_a_column_is_for():
    assert role_of(numbers(np.arange(40)), "n") == Role("identifier", 40, 40)
    assert role_of(numbers(np.full(40, 7)), "n") == Role("constant", 1, 40)
    assert role_of(numbers([*range(10), *[np.nan] * 30]), "n") == Role("empty", 30, 40)
    assert role_of(numbers(np.arange(40) % 3), "n").what == "feature"
    assert role_of(words([f"K{i}" for i in range(100)]), "code").what == "identifier"
    assert role_of(words([f"K{i % 60}" for i in range(100)]), "ticket").what == "seldom"  # 60 words in 100 rows
    assert role_of(words(["red", "blue"] * 20), "colour").what == "feature"
    assert role_of(words([f"this is text number {i}" for i in range(100)]), "review").what == "text"
    assert role_of(words([f"Kim, Mr. {i} Lee" for i in range(100)]), "Name").what == "identifier"
    assert role_of(words([f"2024-01-{i % 28 + 1:02}" for i in range(100)]), "day").what == "date"
    assert role_of(words([f"{i % 12 + 1:02}/{i % 12 + 1:02}/2024" for i in range(100)]), "day").formats == (
        "%d/%m/%Y",
        "%m/%d/%Y",
    )


def test_texts_are_cells_of_several_words():
    assert is_text(words(["정말 재미있게 잘 봤습니다", "다시는 보고 싶지 않다"]))
    assert not is_text(words(["New York", "Seoul"]))


def test_korean_reviews_are_read_character_by_character_and_others_by_words(tmp_path):
    korean = "\n".join(f"정말 {'좋' if i % 2 else '나쁘'}게 본 영화 {i}\t{i % 2}" for i in range(120))
    (tmp_path / "평점.txt").write_text(f"document\tlabel\n{korean}\n", "utf-8")
    text = init(data=Path("평점.txt"), language=Language.ko).text
    assert "source: {type: tsv, path: 평점.txt}" in text
    assert "document: {type: text, tokenizer: character}  # 글이며 한 글자씩 읽습니다" in text
    assert Path("평점.yaml").exists()
    english = "\n".join(f"a {'good' if i % 2 else 'bad'} film to see {i},{i % 2}" for i in range(120))
    (tmp_path / "reviews.csv").write_text(f"review,label\n{english}\n", "utf-8")
    assert "review: {type: text, dimensions: 64}" in init(data=Path("reviews.csv")).text


def test_a_series_is_kept_in_order_and_seen_in_windows(tmp_path):
    hours = np.arange(400)
    rows = [
        f"{np.datetime64('2024-01-01T00:00') + np.timedelta64(hour, 'h')},{np.sin(hour / 4):.3f},{np.cos(hour / 4):.3f}"
        for hour in hours
    ]
    (tmp_path / "load.csv").write_text("date,wind,load\n" + "\n".join(rows).replace("T", " ") + "\n", "utf-8")
    drafted = init(data=Path("load.csv"))
    data = load(drafted.path).experiment.data
    assert (data.target, data.exclude, data.split.order, data.window.length) == ("load", ["date"], True, 24)
    assert "layers: [flatten]                           # linear in the window, which is hard to beat" in drafted.text
    summary = train(spec=drafted.path, run_dir=tmp_path / "run")
    measured = {name: one["test"]["root_mean_squared_error"] for name, one in summary.baselines.items()}
    assert (
        summary.metrics["test"]["root_mean_squared_error"] < 0.1 * measured["last_value"]
    )  # a sum of sines is linear in its past


@pytest.mark.parametrize(
    ("written", "drafted"),
    [
        ("%Y년 %m월 %d일", '판매일: {type: datetime, format: "%Y년 %m월 %d일"} # dates, as they are written'),
        ("%Y%m%d", '판매일: {type: datetime, format: "%Y%m%d"} # dates, as they are written'),
        ("%Y-%m-%d", None),  # as dltrain reads them by itself
    ],
)
def test_dates_are_read_as_they_are_written_and_keep_the_rows_in_order(tmp_path, written, drafted):
    """Dates in Korean were drafted as texts, whose words were averaged, with rows of the future among those of training."""
    days = np.cumsum(RANDOM.integers(1, 60, 300))
    times = [datetime.date(2010, 1, 1) + datetime.timedelta(int(day)) for day in days]
    rows = "\n".join(f"{time.strftime(written)},{RANDOM.normal():.3f},{i % 2}" for i, time in enumerate(times))
    (tmp_path / "sales.csv").write_text(f"판매일,amount,label\n{rows}\n", "utf-8")
    draft = init(data=Path("sales.csv"))
    data = load(draft.path).experiment.data
    assert (data.split.order, data.window, data.exclude) == (True, None, None)
    assert drafted is None or drafted in " ".join(draft.text.split())
    assert "판매일" in [feature.name for feature in draft.setup.dataset.encoding.features]


def test_a_series_by_dates_in_korean_becomes_windows_without_them(tmp_path):
    days = [datetime.date(2022, 1, 1) + datetime.timedelta(day) for day in range(400)]
    rows = "\n".join(f"{day:%Y년 %m월 %d일},{math.sin(i / 4):.3f},{1000 * i + 7 * i % 13}" for i, day in enumerate(days))
    (tmp_path / "sales.csv").write_text(f"날짜,wind,매출\n{rows}\n", "utf-8")
    draft = init(data=Path("sales.csv"), target="매출")
    data = load(draft.path).experiment.data
    assert (data.split.order, data.window.length, data.exclude) == (True, 24, ["날짜"])
    assert "- 날짜                                    # the time of the rows" in draft.text


def test_events_at_any_time_are_kept_in_order_but_not_seen_in_windows(tmp_path):
    minutes = np.cumsum(RANDOM.integers(1, 5_000, 400))
    times = [str(np.datetime64("2024-01-01T00:00") + np.timedelta64(int(one), "m")).replace("T", " ") for one in minutes]
    rows = "\n".join(f"{time},{RANDOM.normal():.3f},{i % 2}" for i, time in enumerate(times))
    (tmp_path / "events.csv").write_text(f"date,amount,label\n{rows}\n", "utf-8")
    data = load(init(data=Path("events.csv")).path).experiment.data
    assert (data.split.order, data.window, data.exclude) == (True, None, None)


def test_a_leak_that_the_check_finds_is_left_out(tmp_path):
    rows = [f"{RANDOM.normal():.3f},ward {2 * (i % 2) + i // 2 % 2},{('sick', 'sound')[i % 2]}" for i in range(160)]
    (tmp_path / "patients.csv").write_text("age,ward,target\n" + "\n".join(rows) + "\n", "utf-8")
    text = init(data=Path("patients.csv")).text
    assert "- ward                                    # it alone tells the target: is it known when you predict?" in text


def test_a_table_of_other_separators_encodings_and_without_a_header(tmp_path):
    rows = "\n".join(f"{RANDOM.normal():.3f};{i % 3};서울" if i % 2 else f"{i}.5;{i % 3};부산" for i in range(60))
    (tmp_path / "cities.csv").write_bytes(f"x;y;도시\n{rows}\n".encode("cp949"))
    source = load(init(data=Path("cities.csv"), target="y").path).experiment.data.source
    assert (source.separator, source.encoding) == (";", "cp949")
    lines = "\n".join(f"{i % 2}\t{RANDOM.normal():.3f}\t{RANDOM.normal():.3f}" for i in range(60))
    (tmp_path / "binary.train").write_text(lines + "\n", "utf-8")
    drafted = init(data=Path("binary.train"))
    assert drafted.guess == Guess("0", "first")


def test_few_faulty_rows_are_weighted_and_measured_by_more_than_accuracy(tmp_path):
    rows = "\n".join(f"{RANDOM.normal():.3f},{'faulty' if i % 8 == 0 else 'sound'}" for i in range(200))
    (tmp_path / "parts.csv").write_text(f"x,label\n{rows}\n", "utf-8")
    drafted = init(data=Path("parts.csv"))
    assert load(drafted.path).experiment.training.class_weights == "balanced"
    assert "metrics: [accuracy, f1, roc_auc]              # with 12% in the smaller class" in drafted.text


def test_rows_without_a_target_are_left_out(tmp_path):
    rows = "\n".join(f"{RANDOM.normal():.3f},{'' if i % 10 == 0 else i % 2}" for i in range(100))
    (tmp_path / "rows.csv").write_text(f"x,label\n{rows}\n", "utf-8")
    assert (
        "missing_target: drop                        # 10 rows have no target and are left out"
        in init(data=Path("rows.csv")).text
    )


def test_a_folder_of_pictures_and_of_texts(tmp_path):
    for label in ("고양이", "개"):
        (tmp_path / "pets" / "all" / label).mkdir(parents=True)
        (tmp_path / "notes" / label).mkdir(parents=True)
        for index in range(12):
            pixels = RANDOM.integers(0, 255, (16, 16, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pets" / "all" / label / f"{index}.png")
            (tmp_path / "notes" / label / f"{index}.txt").write_text(f"a note on {label} {index}", "utf-8")
    drafted = init(data=Path("pets"))
    assert drafted.path == Path("pets.yaml")
    assert "source: {type: images, path: pets/all}" in drafted.text
    assert "layers:                                     # pictures of 3 × 16 × 16" in drafted.text
    assert train(spec=drafted.path, sets=["training.epochs=1"], run_dir=tmp_path / "run").status == "completed"
    assert "source: {type: text, path: notes}" in init(data=Path("notes")).text
    with pytest.raises(InputError, match="--target never acts here"):
        init(data=Path("notes"), target="label", output=Path("x.yaml"))


def test_pictures_in_the_format_of_mnist(tmp_path):
    for part, count in (("train", 60), ("t10k", 20)):
        pixels = RANDOM.integers(0, 255, (count, 8, 8), dtype=np.uint8)
        head = b"\0\0\x08\x03" + b"".join(size.to_bytes(4, "big") for size in pixels.shape)
        (tmp_path / f"{part}-images-idx3-ubyte.gz").write_bytes(gzip.compress(head + pixels.tobytes()))
        labels = (np.arange(count) % 3).astype(np.uint8)
        (tmp_path / f"{part}-labels-idx1-ubyte.gz").write_bytes(
            gzip.compress(b"\0\0\x08\x01" + count.to_bytes(4, "big") + labels.tobytes())
        )
    source = load(init(data=tmp_path, output=Path("digits.yaml")).path).experiment.data.source
    assert (source.train.labels, source.test.path) == ("train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "there is no such file or folder"),
        (lambda path: path.mkdir(), "the folder holds no table and no folders"),
        (lambda path: path.write_bytes(b"\x7fELF\0\0"), "the file is no text; a table is one of"),
    ],
)
def test_what_is_nothing_to_learn_from(tmp_path, make, message):
    make(tmp_path / "data")
    with pytest.raises(InputError, match=message):
        material_of(Path("data"), Path())


@pytest.mark.parametrize(
    ("name", "written"),
    [("age", "age"), ("Body Mass (g)", "Body Mass (g)"), ("키: cm", '"키: cm"'), ("null", '"null"'), ("0", '"0"'), ("#", '"#"')],
)
def test_names_are_written_as_yaml_reads_them(name, written):
    assert word(name) == written


def test_what_cannot_be_read_as_it_is_names_no_row(tmp_path):
    days = [f"2024-{1 + i // 28:02}-{1 + i % 28:02}" for i in range(60)]
    rows = [f"{'2024-02-30' if i == 4 else days[i]},{i // 60:02}:{i % 60:02},{i % 7},{i % 2}" for i in range(60)]
    (tmp_path / "t.csv").write_text("\n".join(["when,start,x,y", *rows]), "utf-8")
    drafted = init(data=Path("t.csv"))
    assert drafted.text.count("# dates, or times of day, that are not all read: the notice says what to write") == 2
    told = [notice.split(",")[0] for notice in drafted.setup.dataset.notices]
    assert told == ["column 'when' looks like dates", "column 'start' looks like times of day"]


def test_numbers_that_a_file_keeps_as_strings_are_declared_numeric(tmp_path):
    rows = [{"x": str(i + 0.5) if i % 9 == 0 else i + 0.5, "y": float(RANDOM.normal())} for i in range(60)]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert "    x: numeric  " in init(data=Path("t.jsonl")).text


def test_a_row_of_totals_is_told_though_its_column_is_left_out(tmp_path):
    rows = [f"place {i},{i % 7},{i % 5}.5" for i in range(60)]
    (tmp_path / "t.csv").write_text("\n".join(["name,x,y", *rows, "합계,180,150.5"]), "utf-8")
    drafted = init(data=Path("t.csv"))
    assert "- name " in drafted.text
    assert drafted.setup.dataset.notices[0].startswith("t.csv: 1 row of totals, first row 61 (line 62)")


def test_long_numbers_that_are_one_as_numbers_are_not_called_the_same(tmp_path):
    """float64 is 2⁶³ for each of them."""
    rows = [f"{2**63 - 1 - i},{i % 7},{i % 5},{2**63 - 1 - i}" for i in range(60)]
    (tmp_path / "t.csv").write_text("\n".join(["hash,x,a,z", *rows]), "utf-8")
    drafted = init(data=Path("t.csv"), target="x", language=Language.en)
    assert "# the same as numbers, which do not keep so many digits; if they are names declare them categorical" in drafted.text
    with pytest.raises(InputError, match=r"differ in digits that a number does not keep.* write columns: {z: categorical}"):
        init(data=Path("t.csv"), target="z", output=tmp_path / "z.yaml")


def test_days_of_a_spreadsheet_are_kept_and_their_order_too(tmp_path):
    rows = [f"{44927 + i},{i % 7},{i % 2}" for i in range(80)]
    (tmp_path / "t.csv").write_text("\n".join(["date,x,y", *rows]), "utf-8")
    drafted = init(data=Path("t.csv"), target="y")
    assert "exclude" not in drafted.text
    assert "order: true" in drafted.text


def test_a_path_from_the_home_folder_is_read_and_stdin_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    passengers(tmp_path / "home" / "ship.csv")
    assert init(data=Path("~/ship.csv")).setup.dataset.encoding.target_columns == ("Survived",)
    with pytest.raises(InputError, match="save it to a file first"):
        init(data=Path("-"))


def test_codes_with_leading_zeros_stay_as_they_are_written(tmp_path):
    rows = [f"010{7919 * i:08},{['01234', '90210', '00501'][i % 3]},{i % 7},{i % 2}" for i in range(60)]
    (tmp_path / "t.csv").write_text("\n".join(["phone,zip,x,y", *rows]), "utf-8")
    drafted = init(data=Path("t.csv"), target="y", language=Language.en)
    assert (
        "    zip: categorical                          # codes, which would lose their leading zeros as numbers" in drafted.text
    )
    assert "    - phone                                   # 60 different words in 60 rows: few rows to learn each" in drafted.text
    (zip_code, _) = drafted.setup.dataset.encoding.features
    assert set(zip_code.levels) == {"00501", "01234", "90210"}
    assert not any("leading zeros" in notice for notice in drafted.setup.dataset.notices)
