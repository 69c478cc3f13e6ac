"""Records as trackers keep them."""

import json

from dltrain.trackers.lines import MAX_MEMBERS, final_metrics, line_of, timestamps


def line(**record):
    return line_of(json.dumps(record).encode(), 0.0)


def test_a_record_is_its_numbers_by_name():
    (entry,) = line(epoch=3, train_loss=0.5, validation_accuracy=None, note="x", learning_rate=0.01).entries
    assert (entry.member, entry.epoch, dict(entry.values)) == ("", 3, {"train_loss": 0.5, "learning_rate": 0.01})


def test_a_member_of_an_ensemble_has_curves_of_its_own():
    (entry,) = line(epoch=1, member=2, fold=3, train_loss=0.5).entries
    assert (entry.member, dict(entry.values)) == ("member-2-fold-3", {"train_loss": 0.5})


def test_the_members_of_a_stack_have_curves_beside_their_mean():
    table = {"seed": [7, 8], "train_loss": [0.25, 0.75]}
    entries = line(epoch=1, train_loss=0.5, members=table).entries
    assert [(one.member, dict(one.values)) for one in entries] == [
        ("", {"train_loss": 0.5}),
        ("seed-7", {"train_loss": 0.25}),
        ("seed-8", {"train_loss": 0.75}),
    ]


def test_of_very_many_members_there_is_the_mean_alone():
    seeds = list(range(MAX_MEMBERS + 1))
    assert len(line(epoch=1, train_loss=0.5, members={"seed": seeds, "train_loss": [0.5] * len(seeds)}).entries) == 1


def test_a_record_is_told_by_what_does_not_vary():
    first, again, other = (line(epoch=1, train_loss=loss, seconds=s) for loss, s in ((0.5, 1.0), (0.5, 2.0), (0.25, 1.0)))
    assert first.digest == again.digest != other.digest


def test_records_that_are_read_at_once_came_about_one_after_another():
    """The last one now, at 100 s; it took 2 s, the one before it 3 s."""
    records = [json.dumps({"epoch": epoch, "seconds": seconds}).encode() for epoch, seconds in ((1, 9.0), (2, 3.0), (3, 2.0))]
    assert timestamps(records, 100.0) == [95.0, 98.0, 100.0]


def test_final_metrics_have_the_name_of_their_split():
    summary = {"test": {"loss": 0.5, "roc_auc": None}, "validation": {"loss": 0.25}, "status": "completed"}
    assert final_metrics(summary) == {"final/validation_loss": 0.25, "final/test_loss": 0.5}
