"""Realistic tables, spoilt at random, are read or refused, in training, evaluation and prediction: no traceback, no warning, and
never long. Each is made from its number, so that it can be made again."""

import contextlib
import csv
import io
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from dltrain.commands.preparing.setup import prepare
from dltrain.data.dataset import encode_new
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.reading import read_file
from dltrain.errors import InputError
from dltrain.spec.experiment import Experiment
from dltrain.spec.loading import load_text

LONGEST = 5.0  # seconds that a table may take

Rows = list[list[str]]


@dataclass(frozen=True)
class Sample:
    """A table of separated text and the spec that learns from it."""

    spec: str
    rows: Rows
    separator: str = ","


def _customers(draw: random.Random) -> Rows:
    cities, plans = ["서울", "부산", "제주", "San José", "수원, 경기"], ["기본", "고급", ""]
    rows = [["고객번호", "나이", "도시", "요금제", "가입일", "사용량(GB)", "자동이체", "해지"]]
    for number in range(48):
        day = f"2024-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        use, age = f"{draw.uniform(0, 80):.2f}", draw.choice([str(draw.randint(18, 80)), ""])
        left = draw.choice(["예", "아니오"])
        paid = draw.choice(["true", "false"])
        rows.append([f"C{number:04}", age, draw.choice(cities), draw.choice(plans), day, use, paid, left])
    return rows


def _visitors(draw: random.Random) -> Rows:
    rows = [["날짜", "기온", "요일", "방문자"]]
    for day in range(40):
        date, temperature = f"2024-{1 + day // 28:02}-{1 + day % 28:02}", f"{draw.gauss(15, 8):.1f}"
        rows.append([date, temperature, "월화수목금토일"[day % 7], str(draw.randint(0, 900))])
    return rows


def _reviews(draw: random.Random) -> Rows:
    words = ["배우", "연기", "정말", "최고", "지루", "돈", "아까움", '"명작"', "감동,", "ㅋㅋ", "👍", "?"]
    rows = [["평", "무게", "조", "평점"]]
    for number in range(40):
        text = " ".join(draw.choices(words, k=draw.randint(0, 9)))
        part = ["train", "train", "train", "validation", "test"][number % 5]
        rows.append([text, f"{draw.uniform(0.1, 2):.1f}", part, str(draw.randint(1, 3))])
    return rows


CUSTOMERS = """\
data:
  source: 표.csv
  target: 해지
  exclude: [고객번호]
  missing_values: [NA]
model: {layers: [4]}
training: {epochs: 1}
"""
VISITORS = """\
data:
  source: {type: csv, path: 표.csv, separator: ";"}
  target: 방문자
  split: {order: true, validation: 0.2, test: 0.2}
  window: {length: 3, horizon: 1}
model: {layers: [{type: gru, units: 3}]}
training: {epochs: 1, loss: huber}
"""
REVIEWS = """\
data:
  source: 표.csv
  target: 평점
  columns: {평: {type: text, tokenizer: character, length: 8}}
  weight: 무게
  split: {column: 조}
model: {layers: [{type: embedding, dimensions: 2}, {type: gru, units: 3}]}
training: {epochs: 1}
"""

SAMPLES = (
    Sample(CUSTOMERS, _customers(random.Random(1))),
    Sample(VISITORS, _visitors(random.Random(2)), ";"),
    Sample(REVIEWS, _reviews(random.Random(3))),
)

ODD = (
    *("", " ", "\t", "NaN", "nan", "inf", "-Infinity", "1e999", "-1e-999", "1e30", "9" * 400, "-0", "1_000", "1,5", "3%"),
    *("true", "TRUE", "null", "NA", "None", "2024-02-30", "2024-13-01T25:00", "0000-00-00", "=1+1", "@x", "\x00", "\x1b[2J"),
    *("１２", "٣", "\x7f", "\ud7ff", "\uffff", "\U0010ffff"),
    *('"', '""', '"a', 'a"b', "a,b", "a;b", "a\nb", "a\r\nb", "a\rb", "\\", "'", "\ufeff", "\u2028", "\u202e가", "e\u0301"),
    *(
        "🙂" * 50,
        "가" * 20_000,
        "1" * 5_000,
        "예 ",
        "아니오",
        "train",
        "0",
        "-1",
        "2147483648",
        "9223372036854775808",
    ),
)
Spoiler = Callable[[Rows, random.Random], None]


def _cell(rows: Rows, draw: random.Random) -> None:
    row = draw.choice(rows)
    if row:
        row[draw.randrange(len(row))] = draw.choice(ODD)


def _column(rows: Rows, draw: random.Random) -> None:
    at, word = draw.randrange(len(rows[0]) or 1), draw.choice(ODD)
    share = draw.choice([0.05, 0.5, 1])
    for row in rows[1:]:
        if at < len(row) and draw.random() < share:
            row[at] = word


def _swap_columns(rows: Rows, draw: random.Random) -> None:
    """Only the names, or the cells below them as well."""
    one, other = draw.randrange(len(rows[0]) or 1), draw.randrange(len(rows[0]) or 1)
    for row in rows[: draw.choice([1, len(rows)])]:
        if max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]


def _drop_column(rows: Rows, draw: random.Random) -> None:
    at = draw.randrange(len(rows[0]) or 1)
    for row in rows:
        del row[at : at + 1]


def _double_column(rows: Rows, draw: random.Random) -> None:
    at, name = draw.randrange(len(rows[0]) or 1), draw.choice(["", " ", "나이", "새 열", "0", "평", "e\u0301"])
    for row in rows:
        row[at:at] = row[at : at + 1]
    rows[0][at : at + 1] = [draw.choice([name, *rows[0][at : at + 1]])]


def _row(rows: Rows, draw: random.Random) -> None:
    at = draw.randrange(len(rows))
    change = draw.randrange(5)
    if change == 0:
        del rows[at]
    elif change == 1:
        rows.insert(at, list(draw.choice(rows)))
    elif change == 2:
        rows.insert(at, [])
    elif change == 3:
        rows[at] = rows[at][: draw.randrange(len(rows[at]) + 1)]
    else:
        rows[at] = rows[at] + [draw.choice(ODD)] * draw.randint(1, 3)
    if not rows:
        rows.append([""])


def _few_or_many(rows: Rows, draw: random.Random) -> None:
    count = draw.choice([1, 2, 3, 5, 12, 100, 300])
    rows[:] = [list(rows[index % len(rows)]) for index in range(count)]


def _shuffle(rows: Rows, draw: random.Random) -> None:
    draw.shuffle(rows)


SPOILERS: tuple[Spoiler, ...] = (
    *(_cell, _cell, _cell, _column, _column),
    *(_swap_columns, _drop_column, _double_column, _row, _row, _few_or_many, _shuffle),
)
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp949", "euc-kr", "latin-1", "shift_jis")


def _text(rows: Rows, separator: str, draw: random.Random) -> str:
    file = io.StringIO()
    end = draw.choice(["\n"] * 6 + ["\r\n", "\r\n", "\r", "\n\n", "\u2028", "\n\r"])
    if draw.random() < 0.1:
        separator = draw.choice([",", ";", "\t", "|", " "])
    if draw.random() < 0.05:
        return end.join(separator.join(row) for row in rows)  # not a quote where one is needed
    quoting = draw.choice([csv.QUOTE_MINIMAL] * 4 + [csv.QUOTE_ALL])
    csv.writer(file, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    text = file.getvalue()
    return text[: -len(end)] if draw.random() < 0.2 else text


def _bytes(text: str, draw: random.Random) -> bytes:
    raw = text.encode("utf-8", "surrogatepass")
    chance = draw.random()
    if chance < 0.08:
        return text.encode(draw.choice(ENCODINGS), "replace")
    if chance < 0.11:
        lines = text.splitlines(keepends=True)
        return b"".join(line.encode("cp949" if draw.random() < 0.1 else "utf-8", "replace") for line in lines)
    if chance < 0.35:
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(len(raw) + 1)
            until = at + draw.choice([0, 1, 1, 3, 20, len(raw)])
            odd = [b"", b'"', b",", b"\n", b"\r", b"\0", b"\xff", raw[at:until] * 2, draw.randbytes(1), draw.randbytes(9)]
            raw = raw[:at] + draw.choice(odd) + raw[until:]
    return raw


def spoilt(seed: int) -> tuple[Sample, bytes]:
    """The table of that number, and the sample that it was."""
    draw = random.Random(seed)
    sample = draw.choice(SAMPLES)
    rows = [list(row) for row in sample.rows]
    for _ in range(draw.choice([0, 1, 1, 1, 1, 2, 3])):
        draw.choice(SPOILERS)(rows, draw)
    return sample, _bytes(_text(rows, sample.separator, draw), draw)


@dataclass(frozen=True)
class Trained:
    """What a checkpoint would know of a sample that is whole."""

    experiment: Experiment
    encoding: Encoding


@pytest.fixture
def trained(tmp_path) -> dict[str, Trained]:
    """Each sample's spec -> what was learned of it; the table is `표.csv`, to be spoilt."""
    found = {}
    for sample in SAMPLES:
        (tmp_path / "표.csv").write_text(_plain(sample), encoding="utf-8")
        loaded = load_text(sample.spec, "spec.yaml", tmp_path, "spec")
        found[sample.spec] = Trained(loaded.experiment, prepare(loaded).dataset.encoding)
    return found


def _plain(sample: Sample) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=sample.separator).writerows(sample.rows)
    return file.getvalue()


def read_or_refuse(seed: int, trained: dict[str, Trained], folder: Path) -> bool:
    """Whether the table could be trained on."""
    sample, raw = spoilt(seed)
    path = folder / "표.csv"
    path.write_bytes(raw)
    model, whole = trained[sample.spec], False
    with contextlib.suppress(InputError):
        prepare(load_text(sample.spec, "spec.yaml", folder, "spec"))
        whole = True
    for with_target in (True, False):
        with contextlib.suppress(InputError):
            table = read_file(model.experiment.data, model.encoding, path, with_target=with_target)
            encode_new(model.encoding, table, with_target=with_target)
    return whole


def test_a_spoilt_table_never_ends_in_a_traceback(trained, many, tmp_path):
    count = 10_000 if many else 100
    whole, slow = 0, []
    for seed in range(count):
        began = time.perf_counter()
        try:
            whole += read_or_refuse(seed, trained, tmp_path)
        except Exception as error:
            error.add_note(f"the table of seed {seed}, and the spec of\n{spoilt(seed)[0].spec}")
            raise
        if time.perf_counter() - began > LONGEST:
            slow.append(seed)
    assert not slow
    assert 0.15 * count < whole < 0.85 * count  # some are read, some refused


def test_the_commands_end_as_they_should_whatever_the_table(dltrain, many, tmp_path):
    for seed in range(0, 500 if many else 8):
        sample, raw = spoilt(seed)
        (tmp_path / "spec.yaml").write_text(sample.spec, encoding="utf-8")
        (tmp_path / "표.csv").write_bytes(raw)
        run = tmp_path / f"run-{seed}"
        for words in (["check", "spec.yaml"], ["train", "spec.yaml", "--no-pictures", "--quiet", "--run-dir", run]):
            result = dltrain(*words)
            assert result.code in (0, 2, 4), (seed, words, result.err)
            assert "Traceback" not in result.err
            assert (result.code == 0) or result.err.startswith("error: "), (seed, result.err)
