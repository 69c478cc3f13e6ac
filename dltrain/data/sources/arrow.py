"""Apache Arrow's own files, which Feather's second version is too."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from dltrain.data.sources.base import SOURCES
from dltrain.data.sources.files import composed, content, find
from dltrain.data.sources.frames import check_names, check_size, check_types, table_of_frame
from dltrain.data.sources.number_options import FormattedFile
from dltrain.data.sources.signatures import foreign
from dltrain.data.table import Request, Table
from dltrain.errors import DataError
from dltrain.lazy import polars
from dltrain.process.streams import silenced
from dltrain.types import options

MAGIC = b"ARROW1"  # how a file begins; a stream does not
FEATHER = b"FEA1"


@SOURCES.entry("arrow")
@options
class Arrow(FormattedFile):
    """A file of Arrow's (.arrow, .feather, .ipc), or a stream of it, of numbers, booleans, strings, categories, dates and times.
    Strings stay words unless declared numeric. Apache Arrow columnar format, 1.5 (2024)."""

    def read(self, folder: Path, request: Request) -> Table:
        raw = content(find(folder, self.path), self.path)
        if raw.startswith(FEATHER):
            raise DataError(f"{self.path}: a Feather file of the first version; write it again with pandas or pyarrow of today")
        try:
            with silenced():
                frame = polars.read_ipc(io.BytesIO(raw)) if raw.startswith(MAGIC) else polars.read_ipc_stream(io.BytesIO(raw))
        except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError, ValueError, RuntimeError) as error:
            what = None if raw.startswith(MAGIC) else foreign(raw, self.path)
            wrong = f"the file is no Arrow file, but {what}" if what else "cannot be read as an Arrow file: it is damaged"
            raise DataError(f"{self.path}: {wrong}") from error
        names = [composed(name) for name in frame.columns]
        check_names(self.path, names)
        frame.columns = names
        needed = [name for name in names if request.needs(name)]
        check_types(self.path, {name: frame.schema[name] for name in needed}, request.excluded)
        check_size(self.path, int(frame.estimated_size()), len(raw))
        digest = hashlib.sha256(raw).hexdigest()
        return table_of_frame(self.path, frame.select(needed), names, digest, self.with_number_format(request))
