"""A thing has one Korean word wherever it is told: that of the glossary, whose other names are for those who look it up."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TOLD = {
    path: path.read_text("utf-8")
    for pattern in ("dltrain/**/*.py", "dltrain/**/*.ko.md", "docs/*.ko.md", "README.ko.md")
    for path in sorted(ROOT.glob(pattern))
}


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("훈련 데이터", ["학습 데이터"]),  # to train is 훈련, to learn 학습: 학습률, 기계 학습
        ("훈련 행", ["학습 행", "학습용 행"]),
        ("훈련 손실", ["학습 손실"]),
        ("훈련 전", ["학습 전에"]),
        ("누적 보상", ["평균 이득", "이득 G", "이득은"]),  # a return; what a question of a tree gains is 이득
    ],
)
def test_no_other_word_is_used(word, others):
    assert any(word in text for text in TOLD.values())
    found = [
        f"{path.relative_to(ROOT)}: {other}, which is {word}"
        for path, text in TOLD.items()
        for other in others
        if other in text.replace(f"{word}, {other}", word)  # another name behind the first one
    ]
    assert found == []
