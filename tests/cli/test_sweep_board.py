"""What the table of a sweep shows where there is little room."""

from dltrain.cli.sweep_board import fitting

HEAD = ["member", "learning_rate", "optimizer", "momentum", "at", "value", "losses"]
ROW = ["1", "0.0001258", "sgd", "0.6243", "epoch 28 of 40", "0.0138", "train_loss 0.0123   validation_loss 0.0138"]


def test_losses_are_cut_first():
    whole = [6, 13, 9, 8, 14, 6]  # 56, 2 before each and 1 at the end: 69
    assert fitting(HEAD, [ROW], 200) == [*whole, 42]
    assert fitting(HEAD, [ROW], 100) == [*whole, 29]
    assert fitting(HEAD, [ROW], 80) == whole


def test_then_the_names_of_keys_then_values():
    assert fitting(HEAD, [ROW], 66) == [6, 10, 9, 8, 14, 6]
    assert fitting(HEAD, [ROW], 58) == [6, 9, 4, 6, 14, 6]
    assert fitting(HEAD, [ROW], 57) == [6, 8, 4, 6, 14, 6]


def test_nothing_else_is_ever_cut():
    assert fitting(HEAD, [ROW], 20) == [6, 4, 4, 4, 14, 6]
