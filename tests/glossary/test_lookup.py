"""A word is found by its English and its Korean name, by another tool's word, and misspelt; what is not known is told so."""

import pytest

from dltrain.glossary.lookup import entries, find, named


def firsts(word):
    """The kind and the first name of what a word stands for."""
    return [(type(entry).__name__, entry.english[0]) for entry in find(word).entries]


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("chain rule", ("Term", "chain rule")),
        ("연쇄 법칙", ("Term", "chain rule")),
        ("연쇄법칙", ("Term", "chain rule")),
        ("Chain-Rule", ("Term", "chain rule")),
        ("gradients", ("Term", "gradient")),
        ("adam", ("Term", "Adam")),
        ("배치 정규화", ("Term", "batch normalization")),
        ("batch_norm", ("Term", "batch normalization")),
        ("아담", ("Term", "Adam")),
        ("optimizer adam", ("Choice", "adam")),
        ("adamax", ("Choice", "adamax")),
        ("training.learning_rate", ("Key", "learning_rate")),
        ("학습률", ("Term", "learning rate")),
        ("optimizers", ("Term", "optimizer")),
        ("활성화 함수", ("Term", "activation function")),
        ("sgd.momentum", ("Shared", "sgd.momentum")),
        ("problems", ("Problems", "problems of training")),
        ("machine learning", ("Term", "machine learning")),
        ("linear algebra", ("Topic", "linear algebra")),
        ("평균 제곱 오차", ("Term", "mean squared error")),
    ],
)
def test_a_name_is_found(word, first):
    assert firsts(word)[0] == first
    assert not find(word).taken_for


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("lr", "learning rate"),
        ("nn.ReLU()", "ReLU"),
        ("val_split", "validation"),
        ("RMSE", "root_mean_squared_error"),
    ],
)
def test_other_tools_words_lead_to_ours(word, name):
    assert find(word).entries[0].english[0] == name


def test_a_word_for_what_there_is_not_is_answered():
    assert find("Conv3D").said == "there are conv1d and conv2d"


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("gradeint", "gradient"),
        ("chian rule", "chain rule"),
        ("optimzer", "optimizer"),
        ("연쇠 법칙", "연쇄 법칙"),  # one letter of one syllable
        ("드롭아우트", "드롭아웃"),
    ],
)
def test_slips_are_forgiven_and_told(word, name):
    assert find(word).taken_for == name


def test_a_name_that_is_begun_is_finished_before_another_tools_word_is_answered():
    assert find("confusion").taken_for == "confusion matrix"
    assert find("maxpool").taken_for == "max pooling"


def test_a_keyboard_that_stood_in_the_other_language_is_understood():
    assert find("rldnfrl thtlf").taken_for == "기울기 소실"
    assert find("ㅁㅇ므").entries == find("adam").entries


def test_what_several_things_have_shows_all():
    assert firsts("momentum") == [("Term", "momentum"), ("Choice", "momentum"), ("Shared", "momentum")]
    assert [kind for kind, _ in firsts("mean_squared_error")] == ["Term", "Choice", "Choice"]  # a loss and a metric


def test_what_is_not_known_has_its_nearest_words():
    assert "gradient descent" in find("gradient fall").nearest
    assert find("xyzzy").nearest == ()
    assert find("").entries == ()


def test_every_name_finds_its_entry():
    assert [name for entry in entries() for name in entry.names if not named(name)] == []
    assert [entry.english[0] for entry in entries() if entry not in named(entry.english[0])] == []


@pytest.mark.parametrize(
    ("word", "name"),
    [
        *[("tpe", "TPE"), ("hyperband", "pruning"), ("pruning", "pruning"), ("fanova", "fANOVA importance")],
        *[("storage", "trial storage"), ("keep", "kept runs"), ("grid search", "grid search"), ("격자 탐색", "grid search")],
        *[("random search", "random search"), ("learning rate range test", "learning-rate range test")],
        *[("holm", "Holm's correction"), ("nadeau bengio test", "corrected resampled t-test")],
        *[("블록 부트스트랩", "block bootstrap"), ("power", "statistical power"), ("bootstrap", "bootstrap")],
    ],
)
def test_the_words_of_searches_and_comparisons_are_known(word, name):
    assert name in [entry.english[0] for entry in find(word).entries]
    assert not find(word).taken_for
