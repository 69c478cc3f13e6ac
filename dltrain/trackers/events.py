"""Event files as TensorBoard reads them, written without TensorFlow and without torch."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary

MAX_VALUE_LENGTH = 200  # characters of a parameter
PNG_SIZE = slice(16, 20), slice(20, 24)  # width and height in the head of a PNG


class Events:
    """An event file that holds from an epoch on. An event each is a record of TFRecord, as TensorFlow documents the format."""

    def __init__(self, folder: Path, epoch: int) -> None:
        from tensorboard.compat.proto.event_pb2 import Event, SessionLog

        folder.mkdir(parents=True, exist_ok=True)
        now = time.time()
        path = folder / f"events.out.tfevents.{time.time_ns():020d}.{os.uname().nodename}.{os.getpid()}"
        self.pending: list[bytes] = []
        self.path = path
        self._put(Event(wall_time=now, file_version="brain.Event:2"))
        self._put(Event(wall_time=now, step=epoch, session_log=SessionLog(status=SessionLog.START)))

    def add(self, values: Sequence[Summary.Value], step: int, moment: float) -> None:
        """An event with so many values, if there are any."""
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary

        if values:
            self._put(Event(wall_time=moment, step=step, summary=Summary(value=values)))

    def _put(self, event: Event) -> None:
        from tensorboard.summary.writer.record_writer import RecordWriter

        RecordWriter(_Appended(self.pending)).write(event.SerializeToString())

    def flush(self) -> None:
        """Puts what waits on the disk."""
        with self.path.open("ab") as file:
            file.write(b"".join(self.pending))
            file.flush()
            os.fsync(file.fileno())
        self.pending.clear()


class _Appended:
    """A file of RecordWriter's that keeps what is written."""

    def __init__(self, parts: list[bytes]) -> None:
        self.parts = parts

    def write(self, content: bytes) -> None:
        self.parts.append(content)


def scalar(tag: str, value: float) -> Summary.Value:
    """A point of a curve."""
    from tensorboard.compat.proto.summary_pb2 import Summary

    return Summary.Value(tag=tag, simple_value=value)


def picture(path: Path) -> Summary.Value:
    """A PNG."""
    from tensorboard.compat.proto.summary_pb2 import Summary

    png = path.read_bytes()
    width, height = (int.from_bytes(png[index], "big") for index in PNG_SIZE)
    image = Summary.Image(width=width, height=height, colorspace=4, encoded_image_string=png)
    return Summary.Value(tag=f"pictures/{path.stem}", image=image)


def text(tag: str, words: str) -> Summary.Value:
    """Words in Markdown, for the page Text."""
    from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
    from tensorboard.compat.proto.tensor_pb2 import TensorProto
    from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto

    shape = TensorShapeProto(dim=[TensorShapeProto.Dim(size=1)])
    tensor = TensorProto(dtype="DT_STRING", string_val=[words.encode()], tensor_shape=shape)
    metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))
    return Summary.Value(tag=tag, metadata=metadata, tensor=tensor)


def start_of_session(parameters: Mapping[str, str], name: str, moment: float) -> Summary.Value:
    """The parameters for the page HParams: numbers as numbers, the rest as words, unless they are too long for its table."""
    from google.protobuf.struct_pb2 import Value
    from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData, SessionStartInfo

    values = {key: Value(number_value=number) for key, text in parameters.items() if (number := _number(text)) is not None}
    words = {
        key: Value(string_value=text) for key, text in parameters.items() if key not in values and len(text) <= MAX_VALUE_LENGTH
    }
    info = SessionStartInfo(hparams={**values, **words}, group_name=name, start_time_secs=moment)
    return _hparams("_hparams_/session_start_info", HParamsPluginData(session_start_info=info, version=0))


def end_of_session(failed: bool, moment: float) -> Summary.Value:
    """How a run ended, for the page HParams."""
    from tensorboard.plugins.hparams.api_pb2 import Status
    from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData, SessionEndInfo

    status = Status.Value("STATUS_FAILURE" if failed else "STATUS_SUCCESS")
    info = SessionEndInfo(status=status, end_time_secs=moment)
    return _hparams("_hparams_/session_end_info", HParamsPluginData(session_end_info=info, version=0))


def _hparams(tag: str, content: Any) -> Summary.Value:
    from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
    from tensorboard.compat.proto.tensor_pb2 import TensorProto
    from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto

    data = SummaryMetadata.PluginData(plugin_name="hparams", content=content.SerializeToString())
    null = TensorProto(dtype="DT_FLOAT", float_val=[0.0], tensor_shape=TensorShapeProto())
    return Summary.Value(tag=tag, metadata=SummaryMetadata(plugin_data=data), tensor=null)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
