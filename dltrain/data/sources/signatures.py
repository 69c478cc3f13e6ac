"""What a file that was taken for separated text is by its first bytes, and what to do with it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from dltrain.data.sources.spec_text import value_of
from dltrain.errors import listing

SAVE = "save its table as CSV"
EXCEL = f"an Excel workbook; {SAVE} (in Excel: File, Save As, CSV UTF-8)"
PICTURE = "a picture; a folder of pictures is a source of type: images"

SIGNATURES = {
    b"\xd0\xcf\x11\xe0": EXCEL,
    b"\x89PNG": PICTURE,
    b"\xff\xd8\xff": PICTURE,
    b"GIF8": PICTURE,
    b"%PDF": f"a PDF document; {SAVE}",
    b"\x89HDF": f"an HDF5 file; {SAVE}, or its arrays as an npz",
    b"\x93NUMPY": "a single NumPy array; save it by name: numpy.savez('data.npz', x=..., y=...)",
    b"BZh": "packed by bzip2; unpack it, or pack it with gzip",
    b"\xfd7zXZ": "packed by xz; unpack it, or pack it with gzip",
    b"7z\xbc\xaf": "a 7z archive; unpack it",
    b"Rar!": "a RAR archive; unpack it",
}
MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|table|\?xml|!--|[a-z]+[ >])", re.IGNORECASE)
WEB_PAGE = re.compile(rb"\s*(<\?xml[^>]*>\s*|<!--.*?-->\s*)?<(!doctype html|html|head|body|table)", re.IGNORECASE | re.DOTALL)
JSON = re.compile(rb"\s*(\[\s*(\[|\{|\])|\{\s*(\"|\}))")

# How names end that a table of another program has, and what to do with it.
ELSEWHERE = {
    **dict.fromkeys((".xls", ".xlsm", ".xlsb"), "an Excel workbook of another kind; save it as .xlsx"),
    **dict.fromkeys((".ods", ".numbers", ".gsheet"), f"a spreadsheet; {SAVE}"),
    **dict.fromkeys((".json",), f"JSON; {SAVE}, or an object a line as .jsonl"),
    **dict.fromkeys((".html", ".htm"), f"a web page; {SAVE}"),
    **dict.fromkeys((".xml",), f"XML; {SAVE}"),
    **dict.fromkeys((".pkl", ".pickle"), f"a pickle, which is never loaded; {SAVE}, or as parquet"),
    **dict.fromkeys((".h5", ".hdf5", ".mat"), f"an HDF5 or MATLAB file; {SAVE}, or its arrays as an npz"),
    **dict.fromkeys((".npy",), "a single NumPy array; save it by name: numpy.savez('data.npz', x=..., y=...)"),
    **dict.fromkeys((".sav", ".dta", ".sas7bdat", ".rds", ".rdata"), f"a file of a statistics program; {SAVE}"),
    **dict.fromkeys(
        (".db", ".sqlite", ".sqlite3"), "a database; write source: {type: sql, connection: sqlite:///FILE, query: select ...}"
    ),
    **dict.fromkeys((".zip", ".7z", ".rar", ".tar", ".tgz"), "an archive; unpack it, and name the file in it"),
    **dict.fromkeys((".yaml", ".yml"), f"a spec, which dltrain train takes, and no data; if it is data, {SAVE}"),
    **dict.fromkeys((".pdf",), f"a PDF document; {SAVE}"),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"), PICTURE),
}


def foreign(raw: bytes, path: str) -> str | None:
    """What the bytes are where they are no text of cells, and what to do; None where they may be such text."""
    if raw.startswith(b"PK\x03\x04"):
        return _zip(raw, path)
    if raw.startswith(b"\x1f\x8b"):
        return f"gzipped; let its name end in .gz: mv {path} {path}.gz"
    if raw.startswith(b"PAR1"):
        return f"a parquet file; write source: {{type: parquet, path: {value_of(path)}}}"
    if raw.startswith(b"ARROW1"):
        return f"an Arrow file; write source: {{type: arrow, path: {value_of(path)}}}"
    if raw.startswith(b"SQLite format 3"):
        return f"a database; write source: {{type: sql, connection: {value_of(f'sqlite:///{path}')}, query: select ...}}"
    if raw.startswith(b"\x28\xb5\x2f\xfd"):
        return f"packed by Zstandard; let its name end in .zst: mv {path} {path}.zst"
    kind = next((what for signature, what in SIGNATURES.items() if raw.startswith(signature)), None)
    return kind or markup(raw)


def markup(raw: bytes) -> str | None:
    """The same of text that is HTML, XML or JSON, by its beginning."""
    start = raw[:4096].removeprefix(b"\xef\xbb\xbf")
    if WEB_PAGE.match(start):
        return f"a web page (HTML), perhaps one that says what went wrong; fetch the file itself, or {SAVE}"
    if MARKUP.match(start):
        return f"XML; {SAVE}"
    return f"JSON; {SAVE}" if JSON.match(start) else None


def _zip(raw: bytes, path: str) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(raw)).namelist()
    except Exception:  # damaged archives make zipfile raise errors of every kind
        return f"a zip archive, as an Excel workbook is; {SAVE}"
    if any(name.startswith("xl/") for name in names):
        return f"an Excel workbook; write source: {{type: excel, path: {value_of(path)}}}"
    if names and all(name.endswith(".npy") for name in names):
        return f"an npz file; write source: {{type: npz, path: {value_of(path)}}}"
    if "mimetype" in names:
        return f"a spreadsheet; {SAVE}"
    return f"a zip archive that holds {listing((Path(name).as_posix() for name in names), 3)}; unpack it, and name the file in it"
