"""What pandas and polars calls the keys of a spec."""

from __future__ import annotations

WORDS = {
    "sep": "separator",
    "delimiter": "separator",
    "delim": "separator",
    "na_values": "data.missing_values",
    "null_values": "data.missing_values",
    "missing": "missing | data.missing_values",
    "usecols": "data.features",
    "index_col": "data.exclude",
    "nrows": "data.rows",
    "dtypes": "data.columns",
    "parse_dates": "write columns: {day: datetime} under 'data'",
    "quotechar": "quote",
    "charset": "encoding",
    "filepath": "path | data.source",
    "filename": "path | data.source",
}
