"""Lines on their way to a tracker: each arrives once, whatever is killed, and whatever answer never comes."""

import dataclasses
import json

import pytest
from tracked_lines import conclude, job, record, write

from dltrain.trackers.following import Following


class Notebook:
    """A tracker that writes down what it is sent; `fails` says what happens to the next of it: lost on the way, or kept
    although no answer comes."""

    def __init__(self, most=1000, takes_back="kept"):
        self.epochs, self.losses, self.ended, self.moments = [], {}, 0, []
        self.most, self.takes_back, self.fails = most, takes_back, ""

    def sink(self, job, state):
        self.state = state
        return self

    place = "a notebook"

    def open(self):
        self.state["opened"] = self.state.get("opened", 0) + 1

    def send(self, lines):
        fails, self.fails = self.fails, ""
        if fails == "lost":
            raise ConnectionError("nobody answers")
        for line in lines:
            self.epochs.append(line.entries[0].epoch)
            self.moments.append(line.moment)
            self.losses[line.entries[0].epoch] = line.entries[0].values["train_loss"]
        if fails == "kept":
            raise TimeoutError("no answer")

    def has(self, probe):
        return probe[2] in self.epochs

    def take_back(self, kept, sent, is_rounding):
        if self.takes_back == "nothing" and is_rounding:
            return sent
        if self.takes_back == "nothing":
            self.epochs.clear()
            return 0
        del self.epochs[kept:]
        return kept

    def conclude(self, results, progressed):
        self.ended += 1


def all_sent(following):
    while following.step():
        pass


def state_of(folder):
    return json.loads((folder / "tracking" / "it.json").read_text())


def test_lines_are_sent_as_they_come_each_once(tmp_path):
    book = Notebook()
    following = Following(job(tmp_path), book)
    assert not following.step()  # there is no file yet
    write(tmp_path, record(1), record(2))
    all_sent(following)
    with (tmp_path / "metrics.jsonl").open("a") as file:
        file.write(json.dumps(record(3)) + "\n" + json.dumps(record(4)) + "\n" + '{"epoch": 5, "tr')  # the fifth is being written
    all_sent(following)
    assert book.epochs == [1, 2, 3, 4]
    assert book.moments == sorted(book.moments)  # though the fourth took longer than the time since the second was read
    conclude(tmp_path)
    following.conclude()
    assert book.ended == 1
    assert state_of(tmp_path)["concluded"]
    assert state_of(tmp_path)["sent"] == 4


def test_as_many_go_at_once_as_the_tracker_takes(tmp_path):
    """Three lines of one value each (seconds count: two), two values at once: one line each time."""
    book = Notebook(most=3)
    write(tmp_path, record(1), record(2), record(3))
    following = Following(job(tmp_path), book)
    assert [following.step() for _ in range(4)] == [True, True, True, False]
    assert book.epochs == [1, 2, 3]


@pytest.mark.parametrize("fails", ["lost", "kept"])
@pytest.mark.parametrize("killed", [False, True])
def test_after_an_attempt_that_failed_the_tracker_is_asked_what_it_has(tmp_path, fails, killed):
    """It kept the lines and did not answer in time, or never got them; the process goes on, or was killed then."""
    book = Notebook()
    write(tmp_path, record(1), record(2))
    following = Following(job(tmp_path), book)
    book.fails = fails
    with pytest.raises(OSError, match="answer"):
        following.step()
    if killed:
        following = Following(job(tmp_path, kept=2), book)
    write(tmp_path, record(1), record(2), record(3))
    all_sent(following)
    assert book.epochs == [1, 2, 3]


def test_epochs_that_are_trained_again_as_before_are_not_sent_again(tmp_path):
    """The checkpoint had one epoch, two more were sent: they come again, in another time, and another follows."""
    book = Notebook()
    write(tmp_path, record(1), record(2), record(3))
    all_sent(Following(job(tmp_path), book))
    write(tmp_path, record(1))
    following = Following(job(tmp_path, kept=1), book)
    all_sent(following)
    write(tmp_path, record(1), *(record(epoch) | {"seconds": 9.0} for epoch in (2, 3, 4)))
    all_sent(following)
    assert book.epochs == [1, 2, 3, 4]


def test_epochs_that_come_otherwise_take_the_place_of_those_that_were_sent(tmp_path):
    book = Notebook()
    write(tmp_path, record(1), record(2), record(3))
    all_sent(Following(job(tmp_path), book))
    write(tmp_path, record(1), record(2, 7.0), record(3, 8.0), record(4, 9.0))
    all_sent(Following(job(tmp_path, kept=1), book))
    assert book.epochs == [1, 2, 3, 4]
    assert book.losses == {1: 1.0, 2: 7.0, 3: 8.0, 4: 9.0}


def test_what_differs_by_rounding_stays_where_a_tracker_cannot_take_it_back(tmp_path):
    book = Notebook(takes_back="nothing")
    write(tmp_path, record(1), record(2))
    all_sent(Following(job(tmp_path), book))
    write(tmp_path, record(1), record(2, 0.5000001), record(3))
    all_sent(Following(job(tmp_path, kept=1), book))
    assert book.epochs == [1, 2, 3]
    assert book.losses[2] == 0.5


def test_a_changed_spec_makes_it_more_than_rounding_even_if_killed_before_that_shows(tmp_path):
    book = Notebook(takes_back="nothing")
    write(tmp_path, record(1), record(2))
    all_sent(Following(job(tmp_path), book))
    changed = dataclasses.replace(job(tmp_path, kept=1), changes="training.learning_rate")
    all_sent(Following(changed, book))  # is killed when it has begun
    write(tmp_path, record(1), record(2, 7.0))
    all_sent(Following(changed, book))
    assert book.losses == {1: 1.0, 2: 7.0}


def test_a_run_that_ends_sooner_than_before_has_no_epochs_after_its_end(tmp_path):
    book = Notebook()
    write(tmp_path, record(1), record(2), record(3))
    all_sent(Following(job(tmp_path), book))
    write(tmp_path, record(1), record(2, 7.0))
    following = Following(job(tmp_path, kept=1), book)
    all_sent(following)
    following.conclude()
    assert book.epochs == [1, 2]
    assert book.losses[2] == 7.0


def test_what_went_wrong_is_noted_until_something_is_sent(tmp_path):
    book = Notebook()
    write(tmp_path, record(1))
    following = Following(job(tmp_path), book)
    following.note_failure("nobody answers")
    assert state_of(tmp_path)["failed"] == "nobody answers"
    all_sent(following)
    assert "failed" not in state_of(tmp_path)
