"""The drawn tree: its questions in the columns' own units, worked out by hand."""

from pathlib import Path

from PIL import Image

# 20 rows: those below 50 km are near; of the others, the ones by 버스 (bus) are near as well.
ROWS = "길이,탈것,가깝다\n" + "".join(
    f"{10 * n + 5},{'버스' if n % 2 else '배'},{'예' if n < 5 or n % 2 else '아니요'}\n" for n in range(20)
)


def train(dltrain, model="{type: tree}", rows=ROWS, target="가깝다", rest="", pictures=False):
    Path("rows.csv").write_text(rows, "utf-8")
    Path("spec.yaml").write_text(f"data: {{source: rows.csv, target: {target}, split: none}}\nmodel: {model}\n{rest}", "utf-8")
    result = dltrain("train", "spec.yaml", "-o", "run", *([] if pictures else ["--no-pictures"]))
    assert result.code == 0, result.err
    return Path("run/tree.txt").read_text("utf-8").splitlines(), result.err


def test_questions_have_the_units_and_the_words_of_the_columns(dltrain):
    lines, said = train(dltrain, pictures=True)
    assert lines == [
        "the tree; rows are counted as 아니요, 예",
        "탈것 = 버스?   20 rows: 7, 13",
        "├─ yes  → 예   10 rows: 0, 10",
        "└─ no   길이 ≤ 55?   10 rows: 7, 3",  # ships lie at 5, 25, 45, 65, ...: half way from 45 to 65
        "        ├─ yes  → 예   3 rows: 0, 3",
        "        └─ no   → 아니요   7 rows: 7, 0",
    ]
    assert "길이 ≤ 55?" in said
    with Image.open("run/tree.png") as picture:
        assert picture.width > 600
    assert not Path("run/curves.png").exists()


def test_what_is_not_drawn_is_counted(dltrain):
    """Sixteen values in turn of two classes: fifteen questions, of which seven lie in the first three of a path."""
    rows = "x,y\n" + "".join(f"{n},{'ab'[n % 2]}\n" for n in range(16))
    lines, _ = train(dltrain, rows=rows, target="y")
    drawn = sum("?" in line for line in lines)
    cut = sum(int(line.split(" more question")[0].rpartition(" ")[2]) for line in lines if "more question" in line)
    assert drawn + cut == 15


def test_answers_are_in_the_unit_of_the_target(dltrain):
    rows = "x,y\n" + "".join(f"{n},{1000.5 if n < 10 else 3000.5}\n" for n in range(40))
    lines, _ = train(dltrain, "{type: tree, depth: 1}", rows, "y", "training: {loss: mean_squared_error}")
    assert lines[1:] == [
        "x ≤ 9.5?   40 rows: 2,500.5",
        "├─ yes  → 1,000.5   10 rows: 1,000.5",
        "└─ no   → 3,000.5   30 rows: 3,000.5",
    ]


def test_the_first_of_boosted_trees_says_what_it_adds(dltrain):
    lines, _ = train(dltrain, "{type: boosted_trees, trees: 2, leaves: 2}", ROWS + 9 * ROWS[ROWS.index("\n") + 1 :])
    assert lines[0] == "the first of 2 trees; its answers are added up, and speak for 예 where they are above 0"
    assert lines[1] == "탈것 = 배?   200 rows"  # the first of two columns that gain the same
