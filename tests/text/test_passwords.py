"""A URL keeps all but its password."""

from __future__ import annotations

import pytest

from dltrain.text.passwords import without_password


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("postgresql://ada:s3cret@host:5432/db", "postgresql://ada:***@host:5432/db"),
        ("--storage=postgresql+psycopg://ada:p@ss:w/rd@host/db", "--storage=postgresql+psycopg://ada:***@host/db"),
        ("postgresql:///db?host=h&password=s3cret&port=1", "postgresql:///db?host=h&password=***&port=1"),
        ("mysql://:s3cret@host/db", "mysql://:***@host/db"),
        ("https://host:8080/a", "https://host:8080/a"),
        ("sqlite:///runs/비교.db", "sqlite:///runs/비교.db"),
        ("training.epochs=30", "training.epochs=30"),
    ],
)
def test_the_password_of_a_url_is_not_shown(word: str, shown: str) -> None:
    assert without_password(word) == shown
