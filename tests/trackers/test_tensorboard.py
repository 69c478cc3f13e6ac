"""Event files, read by TensorBoard's own reader."""

import dataclasses

import pytest
from PIL import Image
from tracked_lines import conclude, curve, events_of, job, record, write

from dltrain.trackers.following import Following
from dltrain.trackers.tensorboard import TensorBoard


def sent(given, tracker=TensorBoard()):
    following = Following(given, tracker)
    while following.step():
        pass
    return following


def test_each_value_is_a_curve_beside_its_kin(tmp_path):
    write(tmp_path, record(1, validation_loss=0.75), record(2, validation_loss=0.5))
    sent(job(tmp_path))
    events = events_of(tmp_path / "tensorboard")
    assert sorted(events.Tags()["scalars"]) == ["loss/train", "loss/validation", "seconds"]
    assert curve(events, "loss/train") == [(1, 1.0), (2, 0.5)]
    assert curve(events, "loss/validation") == [(1, 0.75), (2, 0.5)]
    first, second = events.Scalars("loss/train")
    assert second.wall_time - first.wall_time == pytest.approx(0.25)  # seconds that the second epoch took


def test_a_resumed_run_goes_on_without_gaps_or_doubles(tmp_path):
    """Killed after epoch 3, when the state that is kept had one epoch sent: the file has three, and they come again otherwise."""
    write(tmp_path, record(1))
    following = sent(job(tmp_path))
    write(tmp_path, record(1), record(2), record(3))
    kept = (tmp_path / "tracking" / "it.json").read_bytes()
    while following.step():
        pass
    (tmp_path / "tracking" / "it.json").write_bytes(kept)
    write(tmp_path, record(1), record(2, 7.0), record(3, 8.0), record(4, 9.0))
    sent(job(tmp_path, kept=1))
    assert curve(events_of(tmp_path / "tensorboard"), "loss/train") == [(1, 1.0), (2, 7.0), (3, 8.0), (4, 9.0)]


def test_what_a_failed_write_has_left_is_dropped(tmp_path, monkeypatch):
    """The disk is full when half of an event is written."""
    from dltrain.trackers.events import Events

    def half(self):
        with self.path.open("ab") as file:
            content = b"".join(self.pending)
            file.write(content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    write(tmp_path, record(1), record(2))
    following = Following(job(tmp_path), TensorBoard())
    with monkeypatch.context() as full:
        full.setattr(Events, "flush", half)
        with pytest.raises(OSError, match="No space"):
            following.step()
    write(tmp_path, record(1), record(2), record(3))
    while following.step():
        pass
    assert curve(events_of(tmp_path / "tensorboard"), "loss/train") == [(1, 1.0), (2, 0.5), (3, pytest.approx(1 / 3))]


def test_members_are_runs_within_the_run(tmp_path):
    write(tmp_path, record(1, members={"seed": [7, 8], "train_loss": [0.25, 0.75]}))
    sent(job(tmp_path))
    assert curve(events_of(tmp_path / "tensorboard" / "seed-8"), "loss/train") == [(1, 0.75)]


def test_the_end_has_metrics_pictures_words_and_parameters(tmp_path):
    write(tmp_path, record(1), record(2), record(3))
    Image.new("RGB", (6, 4)).save(tmp_path / "confusion_matrix.png")
    picture = (tmp_path / "confusion_matrix.png").read_bytes()
    conclude(tmp_path)
    sent(job(tmp_path)).conclude()
    events = events_of(tmp_path / "tensorboard")
    assert curve(events, "final/test_accuracy") == [(3, 0.5)]
    (image,) = events.Images("pictures/confusion_matrix")
    assert image.encoded_image_string == picture
    assert (image.width, image.height) == (6, 4)
    tags = ("spec", "result", "confusion_matrix")
    words = {tag: events.Tensors(tag)[0].tensor_proto.string_val[0].decode() for tag in tags}
    assert words["spec"] == "```yaml\nname: iris\n\n```"
    assert "| accuracy | – | 0.5000 |" in words["result"]
    assert str(tmp_path / "best.safetensors") in words["result"]
    assert "| **고양이** | 3 | 1 |" in words["confusion_matrix"]
    assert parameters(events) == {"training.optimizer.type": "adam", "training.epochs": 3.0}


def parameters(events):
    from tensorboard.plugins.hparams import metadata

    content = events.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
    given = metadata.parse_session_start_info_plugin_data(content).hparams
    return {key: value.number_value if value.HasField("number_value") else value.string_value for key, value in given.items()}


def test_a_run_that_goes_on_after_its_end_has_both_ends_once(tmp_path):
    """Three epochs, then two more; the second end comes twice, as where the process was killed after it."""
    write(tmp_path, *map(record, (1, 2, 3)))
    conclude(tmp_path)
    sent(job(tmp_path)).conclude()
    write(tmp_path, *map(record, (1, 2, 3, 4, 5)))
    conclude(tmp_path, epochs=5, test={"accuracy": 0.75})
    for _ in range(2):
        sent(job(tmp_path, kept=3)).conclude()
    events = events_of(tmp_path / "tensorboard")
    assert curve(events, "final/test_accuracy") == [(3, 0.5), (5, 0.75)]
    assert [step for step, _ in curve(events, "loss/train")] == [1, 2, 3, 4, 5]


def test_runs_of_one_name_have_folders_of_their_own(tmp_path):
    tracker = dataclasses.replace(TensorBoard(), folder=str(tmp_path / "all"))
    for name in ("a", "b", "a"):  # the third is the first, resumed
        write(tmp_path / name, record(1))
        sent(job(tmp_path / name), tracker)
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == ["iris-1", "iris-1-2"]
    assert len(curve(events_of(tmp_path / "all" / "iris-1"), "loss/train")) == 1


def test_tags_keep_what_is_of_no_split():
    from dltrain.trackers.tensorboard import grouped

    names = ("train_loss", "validation_f1", "learning_rate", "validation_", "discriminator_loss")
    assert [*map(grouped, names)] == ["loss/train", "f1/validation", "learning_rate", "validation_", "discriminator_loss"]
