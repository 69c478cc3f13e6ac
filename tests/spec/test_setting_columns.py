from dltrain.spec.setting_columns import columns_of, flat, flat_keys


def test_numbers_and_words_make_columns_and_what_never_changes_makes_none():
    settings = [{"rate": 0.1, "layers": [32], "size": 16, "l1": 0}, {"rate": 1, "layers": [64, 32], "size": "all", "l1": 0}]
    assert columns_of(settings) == {"rate": [0.1, 1], "layers": ["[32]", "[64, 32]"], "size": ["16", "all"]}


def test_a_number_that_changes_within_a_choice_has_a_column_of_its_own():
    sgd = [{"type": "sgd", "momentum": momentum, "nesterov": True} for momentum in (0.5, 0.9)]
    assert columns_of([{"o": "adam"}, {"o": sgd[0]}, {"o": sgd[1]}]) == {
        "o": ["adam", "{type: sgd, nesterov: true}", "{type: sgd, nesterov: true}"],
        "o.momentum": [None, 0.5, 0.9],
    }


def test_a_number_that_is_the_same_in_each_kind_of_a_choice_stays_part_of_its_word():
    assert columns_of([{"o": {"type": "sgd", "momentum": 0.5}}, {"o": {"type": "adam", "beta1": 0.8}}]) == {
        "o": ["{type: sgd, momentum: 0.5}", "{type: adam, beta1: 0.8}"]
    }


def test_options_of_a_choice_are_keys_of_their_own():
    sgd = {"training.optimizer": {"type": "sgd", "momentum": 0.5}, "training.l1": 0.1}
    assert flat(sgd) == {"training.optimizer": "sgd", "training.optimizer.momentum": 0.5, "training.l1": 0.1}
    assert flat_keys([{"training.optimizer": "adam", "training.l1": 0.1}, sgd]) == [
        "training.optimizer",
        "training.optimizer.momentum",
        "training.l1",
    ]


def test_words_have_four_significant_digits_unless_that_makes_them_the_same():
    assert columns_of([{"model.layers": [0.123456]}, {"model.layers": "none"}])["model.layers"] == ["[0.1235]", "none"]
    assert columns_of([{"seed": 0.123456}, {"seed": 0.123457}, {"seed": "none"}])["seed"] == ["0.123456", "0.123457", "none"]
