"""Dates as people write them: what is read, what is guessed, and what is said of a column that is not read as dates."""

import datetime
import re

import numpy as np
import polars
import pytest

from dltrain.data.dataset import encode_new, prepare
from dltrain.data.dates.counted import count_of
from dltrain.data.dates.formats import pattern_of
from dltrain.data.dates.guesses import guesses
from dltrain.data.dates.parsing import read
from dltrain.data.encoding import serialization as encoding_json
from dltrain.data.options.columns import Datetime
from dltrain.data.options.section import Data
from dltrain.data.reading import read as read_tables
from dltrain.data.reading import read_file
from dltrain.data.table import Numbers

DAYS = [datetime.datetime(2021, 1, 2) + datetime.timedelta(days=day, minutes=7 * day) for day in range(40)]


def prepared(folder, **keys):
    """The data set of `t.csv` in this folder, or of another source, split and encoded."""
    data = Data(**{"source": "t.csv", "target": "y", **keys})
    return prepare(data, read_tables(data, folder), scale_target=True, soft_classes=False)


def written(folder, days, name="t.csv"):
    rows = [f'"{day}",{number % 7},{"uv"[number % 2]}\n' for number, day in enumerate(days)]
    (folder / name).write_text("day,a,y\n" + "".join(rows), encoding="utf-8")


@pytest.mark.parametrize(
    ("word", "moment"),
    [
        ("2021-01-02", "2021-01-02T00:00"),
        (" 2021-01-02 03:04 ", "2021-01-02T03:04"),
        ("2021-01-02T03:04:05Z", "2021-01-02T03:04:05"),
        ("2021-01-02T03:04:05+09:00", "2021-01-01T18:04:05"),
        ("2021-01-02T03:04:05.25+0900", "2021-01-01T18:04:05.25"),
        ("2021-01-02 03:04:05-03:30", "2021-01-02T06:34:05"),
        ("2021-01-02 03:04:05 UTC", "2021-01-02T03:04:05"),
        ("2021-01-02T03:04:05.123456789Z", "2021-01-02T03:04:05.123456"),
        ("2021-02-30", "NaT"),
        ("2021-01-02Z", "NaT"),
        ("01/02/2021", "NaT"),
    ],
)
def test_iso_8601_is_read_as_it_stands(word, moment):
    assert str(read([word]).moments[0]) == str(np.datetime64(moment, "us"))


@pytest.mark.parametrize(
    ("word", "form", "moment"),
    [
        ("2/1/2021", "%d/%m/%Y", "2021-01-02"),
        ("Jan 2, 2021", "%b %d, %Y", "2021-01-02"),
        ("2021년 1월 2일", "%Y년 %m월 %d일", "2021-01-02"),
        ("오후 3:04, 2021. 1. 2.", "%p %I:%M, %Y. %m. %d.", "2021-01-02T15:04"),
        ("12:30 AM 1/2/69", "%I:%M %p %m/%d/%y", "1969-01-02T00:30"),
        ("20210102T030405+0900", "%Y%m%dT%H%M%S%z", "2021-01-01T18:04:05"),
        ("1609556645", "%s", "2021-01-02T03:04:05"),
        ("1609556645250", "%Q", "2021-01-02T03:04:05.25"),
        ("2021-01-02 03:04:05", "%F %T", "2021-01-02T03:04:05"),
        ("13:04 PM 1/2/2021", "%I:%M %p %m/%d/%Y", "NaT"),
        ("31/02/2021", "%d/%m/%Y", "NaT"),
    ],
)
def test_a_format_reads_any_other_way_of_writing(word, form, moment):
    assert str(read([word], form).moments[0]) == str(np.datetime64(moment, "us"))


FORMATS = """%d/%m/%Y, %m/%d/%Y, %Y/%m/%d, %d.%m.%Y, %Y. %m. %d., %Y년 %m월 %d일, %b %d %Y, %d %B %Y, %d-%b-%y, %Y%m%d,
%d/%m/%Y %H:%M, %m/%d/%Y %I:%M %p, %a %d %b %Y %H:%M:%S %z, %Y%m%dT%H%M%S%z, %Y년 %m월 %d일 %H시 %M분, %y/%m/%d, %y.%m.%d"""


@pytest.mark.parametrize("form", [*re.split(r",\s+", FORMATS), "%b %d, %Y"])
def test_the_format_of_dates_is_guessed(form):
    days = [day.replace(tzinfo=datetime.UTC).strftime(form) for day in DAYS]
    assert guesses(days) == (form,)


@pytest.mark.parametrize(
    ("words", "form"),
    [
        (["2024.03.01(금)", "2024.03.02(토)", "2024.03.04(월)"], "%Y.%m.%d(%a)"),
        (["2024년 3월 1일 금요일", "2024년 3월 4일 월요일"], "%Y년 %m월 %d일 %A"),
    ],
)
def test_days_of_the_week_in_korean(words, form):
    assert guesses(words) == (form,)
    assert str(read(words, form).moments[-1])[:10] == "2024-03-04"


@pytest.mark.parametrize(
    "words",
    [
        ["1.2.3", "1.10.2", "2.0.1"],
        ["010-1234-5678", "010-2345-1234"],
        ["850101-1234567", "900202-2345678"],
        ["12:30", "13:40"],
        ["2023.1/4", "2023.2/4", "2023.3/4"],
        ["2010-2011", "2011-2012"],
        ["2021-01", "2021-02"],
        ["10-20", "20-30"],
        ["v1/2/2021", "v2/2/2021"],
        ["Jan Feb 2021 3", "Feb Jan 2021 3"],
        ["1%M2%2021", "2%M2%2021"],
    ],
)
def test_versions_numbers_of_telephones_and_the_like_are_no_dates(words):
    assert guesses(words) == ()


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("DD/MM/YYYY", "it has no code of a year; did you mean '%d/%m/%Y'?"),
        ("yyyy-MM-dd HH:mm:ss", "it has no code of a year; did you mean '%Y-%m-%d %H:%M:%S'?"),
        ("%H:%M", "it has no code of a year; expected one like %d/%m/%Y"),
        ("%d %Y", "'%d' needs %m beside it"),
        ("%Y-%m-%d %I:%M", "'%I' needs %p beside it"),
        ("%Y %Y", "'%Y' is there twice"),
    ],
)
def test_a_format_that_is_none_is_explained(form, message):
    with pytest.raises(ValueError, match=re.escape(message)) as told:
        pattern_of(form)
    assert str(told.value) == message


DAY_FIRST = 'columns: {day: {type: datetime, format: "%d/%m/%Y"}}'
MONTH_FIRST = 'columns: {day: {type: datetime, format: "%m/%d/%Y"}}'


@pytest.mark.parametrize(
    ("days", "notice"),
    [
        (
            [f"{1 + day % 28}/0{1 + day % 3}/2021" for day in range(30)],
            f"looks like dates ('1/01/2021'), but is taken as words: a date is written YYYY-MM-DD; write {DAY_FIRST}",
        ),
        (
            [f"0{1 + day % 9}/0{1 + day % 8}/2021" for day in range(30)],
            "looks like dates ('01/01/2021'), but is taken as words: a date is written YYYY-MM-DD; "
            f"write {DAY_FIRST} if '01/02/2021' is 2021-02-01, or {MONTH_FIRST} if '01/02/2021' is 2021-01-02",
        ),
        (
            [f"202101{1 + day % 28:02}" for day in range(30)],
            'looks like dates (20210101), but is taken as a number; write columns: {day: {type: datetime, format: "%Y%m%d"}}',
        ),
        (
            [f"{1_700_000_000_000_000 + day * 86_400_000_000}" for day in range(30)],
            "looks like dates (microseconds since 1970: 1700000000000000 is 2023-11-14), but is taken as a number; "
            "write them as YYYY-MM-DD, or with a time, in the file",
        ),
        (
            ["unknown", *(f"2021-01-{1 + day % 28:02}" for day in range(29))],
            "looks like dates, but is taken as words; 1 of 30 cells is none, first 'unknown' in row 1 (line 2): "
            'write missing_values: ["unknown"]',
        ),
        (
            [f"2021-01-{1 + day % 28:02}" if day % 2 else f"{1 + day % 28}.1.2021" for day in range(30)],
            "looks like dates in several ways of writing ('1.1.2021', '2021-01-02'), "
            "and is taken as words; write all as YYYY-MM-DD",
        ),
    ],
)
def test_a_column_of_dates_that_are_not_read_says_what_to_write(tmp_path, days, notice):
    days[3:] = sorted(days[3:], key=lambda day: day[::-1])
    written(tmp_path, days)
    assert [told for told in prepared(tmp_path).notices if "'day' looks" in told] == [f"column 'day' {notice}"]


@pytest.mark.parametrize(
    ("name", "numbers", "first"),
    [
        ("date", [44927 + day for day in range(30)], "2023-01-01"),
        ("OrderDate", [44927.5 + day / 24 for day in range(30)], "2023-01-01"),
        ("created_at", [1_700_000_000_000_000_000 + day * 10**13 for day in range(30)], "2023-11-14"),
        ("candidates", [44927 + day for day in range(30)], None),
        ("date", list(range(30)), None),
        ("hash", [1_700_000_000_000_000_000 + day * 10**13 for day in range(30)], None),
    ],
)
def test_numbers_that_count_moments_are_known_by_name_and_size(name, numbers, first):
    cells = np.array(numbers, dtype=np.float64)
    counted = count_of(Numbers.of(cells), name)
    assert (counted and str(counted.moments(cells)[0])[:10]) == first


def test_a_declared_format_is_read_and_saved(tmp_path):
    written(tmp_path, [f"{1 + day % 28}/2/2021" for day in range(30)])
    data = prepared(tmp_path, columns={"day": Datetime(format="%d/%m/%Y")})
    (feature,) = [feature for feature in data.encoding.features if feature.name == "day"]
    assert (feature.origin, feature.options) == ("2021-02-01T00:00:00.000000", Datetime(format="%d/%m/%Y"))
    assert encoding_json.from_json(encoding_json.as_json(data.encoding)) == data.encoding


@pytest.mark.parametrize(
    ("days", "notice"),
    [
        ("2021-01-{:02}T10:00:00+09:00", []),
        ("2021-01-{:02}T01:00:00Z", []),
        ("2021-01-{:02}T01:00:00", ["column 'day': 30 cells without a zone, where training rows have one; taken as UTC"]),
    ],
)
def test_a_new_file_is_read_in_the_zone_of_the_training_rows(tmp_path, days, notice):
    written(tmp_path, [f"2021-01-{1 + day % 28:02}T10:00:00+09:00" for day in range(30)])
    written(tmp_path, [days.format(1 + day % 28) for day in range(30)], "new.csv")
    data, encoding = Data("t.csv", target="y"), prepared(tmp_path).encoding
    table = read_file(data, encoding, tmp_path / "new.csv", with_target=True)
    own = read_file(data, encoding, tmp_path / "t.csv", with_target=True)
    part, notices = encode_new(encoding, table, with_target=True)
    assert notices == notice
    assert np.array_equal(part.inputs["features"], encode_new(encoding, own, with_target=True)[0].inputs["features"])


def test_parquet_and_npz_give_moments_of_any_unit_and_zone(tmp_path):
    hours = [datetime.datetime(2021, 1, 1) + datetime.timedelta(hours=hour) for hour in range(30)]
    table = polars.DataFrame({"day": hours, "y": ["u", "v"] * 15})
    in_seoul = polars.col("day").dt.replace_time_zone("Asia/Seoul").dt.cast_time_unit("ns")
    table.with_columns(in_seoul).write_parquet(tmp_path / "t.parquet")
    np.savez(tmp_path / "t.npz", day=np.array(hours, dtype="datetime64[ns]"), y=["u", "v"] * 15)
    origins = [prepared(tmp_path, source=f"t.{ending}").encoding.features[0].origin for ending in ("parquet", "npz")]
    assert origins == ["2020-12-31T15:00:00.000000", "2021-01-01T00:00:00.000000"]
