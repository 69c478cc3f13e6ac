"""Rows in the order of time, and tables where that does not matter."""

import datetime
import itertools
import random

import pytest

from dltrain.data.dataset import encode_new, prepare
from dltrain.data.options.columns import Datetime
from dltrain.data.options.section import Data, Files
from dltrain.data.options.split import Split, Window
from dltrain.data.reading import read
from dltrain.errors import DataError

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
BEGIN = datetime.datetime(2021, 1, 1)
DAYS = [BEGIN + number * DAY for number in range(60)]
HOURS = [BEGIN + number * HOUR for number in range(60)]
SHUFFLED = random.Random(0).sample(DAYS, 60)
WEEKDAYS = [day for day in (BEGIN + number * DAY for number in range(80)) if day.weekday() < 5 and day.day != 5]
MONTHS = [datetime.datetime(2015 + number // 12, 1 + number % 12, 1) for number in range(60)]
MINUTES = [BEGIN + day * DAY + minute * HOUR / 6 for day in range(5) for minute in range(50, 90)]
BIRTHS = [BEGIN - random.Random(number).randrange(20_000) * DAY for number in range(60)]

IN_ORDER = Split(order=True)
SHUFFLES = (
    "the table is a series in time by its column 'when', but it is shuffled into its parts: what is tested lies among what trains"
)
BACKWARDS = (
    "the rows are not in the order of when: row 2 (line 3) lies before row 1 (line 2), "
    "and 58 more rows before the one above; sort the file by when"
)
TAKEN = "a window takes them for neighbours; fill in what is missing"


def notices(folder, moments, written="%Y-%m-%d %H:%M", stations=None, name="t.csv", **keys):
    lines = [f"{moment.strftime(written)},{row % 7 / 2}" for row, moment in enumerate(moments)]
    if stations:
        lines = [f"{line},{station}" for line, station in zip(lines, itertools.cycle(stations), strict=False)]
    (folder / name).write_text("\n".join(["when,y" + ",station" * bool(stations), *lines, ""]), encoding="utf-8")
    data = Data("t.csv", target="y", **keys)
    return prepare(data, read(data, folder), scale_target=True, soft_classes=False).notices


@pytest.mark.parametrize(
    ("moments", "notice"),
    [
        (DAYS[::-1], BACKWARDS),
        (
            [*DAYS[:30], DAYS[31], DAYS[30], *DAYS[32:]],
            "the rows are not in the order of when: row 32 (line 33) lies before row 31 (line 32); sort the file by when",
        ),
        (
            [*DAYS[:30], *DAYS[29:]],
            "column 'when' repeats: row 31 (line 32) is of the time of row 30 (line 31); "
            "a window takes such rows for steps in time; keep one of them",
        ),
        (
            [*DAYS[:30], *DAYS[32:40], *DAYS[45:]],
            "column 'when' leaves out rows: row 31 (line 32) comes 3 days after row 30 (line 31), and 1 more row so late, "
            "where the usual step is 1 day; a window takes them for neighbours; fill in what is missing",
        ),
        (
            [*HOURS[:30], *HOURS[31:]],
            "column 'when' leaves out rows: row 31 (line 32) comes 2 hours after row 30 (line 31), "
            f"where the usual step is 1 hour; {TAKEN}",
        ),
        (
            [*MONTHS[:30], *MONTHS[31:]],
            "column 'when' leaves out rows: row 31 (line 32) comes 61 days after row 30 (line 31), "
            f"where the usual step is 31 days; {TAKEN}",
        ),
    ],
)
def test_windows_need_rows_one_after_another(tmp_path, moments, notice):
    assert notices(tmp_path, moments, window=Window(length=3), split=IN_ORDER) == [notice]


@pytest.mark.parametrize("moments", [DAYS, HOURS, WEEKDAYS, MONTHS, MONTHS[::3], MINUTES])
def test_working_days_months_and_closing_hours_are_no_gaps(tmp_path, moments):
    assert notices(tmp_path, moments, window=Window(length=3), split=IN_ORDER) == []


def test_an_hour_beside_the_date_tells_its_rows_apart(tmp_path):
    hours = [str(hour) for hour in range(24)]
    days = [BEGIN + row // 24 * DAY for row in range(240)]
    assert notices(tmp_path, days, "%Y-%m-%d", hours, window=Window(length=3), split=IN_ORDER) == []


def test_rows_of_several_series_are_told_the_group_to_write(tmp_path):
    days = [day for day in DAYS[:30] for _ in "ab"]
    (told,) = notices(tmp_path, days, stations="ab", window=Window(length=3), split=IN_ORDER)
    assert told == (
        "column 'when' repeats: row 2 (line 3) is of the time of row 1 (line 2), and 29 more rows that of the one above; "
        "a window takes such rows for steps in time; write group: station"
    )
    grouped = {"window": Window(length=3), "group": "station", "split": IN_ORDER}
    assert notices(tmp_path, days, stations="ab", **grouped) == []
    (told,) = notices(tmp_path, [*days[:-2], days[0], days[-1]], stations="ab", **grouped)
    assert told == (
        "the rows are not in the order of when within each station: row 59 (line 60) lies before row 57 (line 58); "
        "sort the file by when within each station"
    )


@pytest.mark.parametrize(
    ("moments", "split", "notice"),
    [
        (DAYS, None, f"{SHUFFLES}; write split: {{order: true}}"),
        (MINUTES, Split(test=0.1), f"{SHUFFLES}; write split: {{order: true, test: 0.1}}"),
        (DAYS[::-1], None, f"{SHUFFLES}; sort the file by when and write split: {{order: true}}"),
        (SHUFFLED, None, f"{SHUFFLES}; sort the file by when and write split: {{order: true}}"),
        (
            DAYS,
            Split(folds=3),
            SHUFFLES.replace("it is shuffled into its parts", "its folds are drawn at random") + "; write split: {order: true}",
        ),
        (
            DAYS[::-1],
            IN_ORDER,
            BACKWARDS,
        ),
        (DAYS, IN_ORDER, None),
        (DAYS, "none", None),
        (BIRTHS, None, None),
        (BIRTHS, IN_ORDER, None),
        (BIRTHS[:5], None, None),
        ([DAYS[row % 5] for row in range(60)], None, None),
    ],
)
def test_a_series_is_not_to_be_shuffled(tmp_path, moments, split, notice):
    assert notices(tmp_path, moments, split=split) == ([notice] if notice else [])


def test_dates_of_any_format_tell_the_order(tmp_path):
    kinds = {"when": Datetime(format="%d/%m/%Y")}
    (told,) = notices(tmp_path, DAYS, "%d/%m/%Y", columns=kinds)
    assert told == f"{SHUFFLES}; write split: {{order: true}}"
    assert len(notices(tmp_path, DAYS, "%d/%m/%Y")) == len(notices(tmp_path, DAYS, "%Y%m%d")) == 2


@pytest.mark.parametrize("left_out", [{"exclude": ["when"]}, {"features": ["y"]}])
@pytest.mark.parametrize("written", ["%Y-%m-%d", "%d/%m/%Y", "%Y%m%d"])
def test_a_time_that_is_left_out_of_windows_is_looked_at_as_well(tmp_path, left_out, written):
    assert notices(tmp_path, DAYS[::-1], written, window=Window(length=3), split=IN_ORDER, **left_out) == [BACKWARDS]


def test_a_new_file_of_windows_is_looked_at_as_well(tmp_path):
    notices(tmp_path, DAYS, window=Window(length=3), split=IN_ORDER)
    data = Data("t.csv", target="y", window=Window(length=3), split=IN_ORDER)
    encoding = prepare(data, read(data, tmp_path), scale_target=True, soft_classes=False).encoding
    notices(tmp_path, DAYS[::-1], name="new.csv", window=Window(length=3), split=IN_ORDER)
    table = read(Data("new.csv", target="y"), tmp_path).train
    (told,) = encode_new(encoding, table, with_target=True)[1]
    assert told.startswith("the rows are not in the order of when: row 2 (line 3) lies before row 1 (line 2)")


def test_a_file_without_the_dates_is_refused_as_such(tmp_path):
    keys = {"window": Window(length=3), "split": "none"}
    notices(tmp_path, DAYS, **keys)
    (tmp_path / "test.csv").write_text("y\n1.5\n2.5\n1\n2\n3\n", encoding="utf-8")
    data = Data(Files(train="t.csv", test="test.csv"), target="y", **keys)
    with pytest.raises(DataError, match=r"test.csv: there is no column 'when'"):
        prepare(data, read(data, tmp_path), scale_target=True, soft_classes=False)
