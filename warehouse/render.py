"""Rows to text: csv, json, markdown and parquet streamed batch by batch, table fitted to the width of the screen."""

import base64
import csv
import io
import json
import math
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, BinaryIO, TextIO

import pyarrow as pa

FORMATS = ("table", "csv", "json", "markdown", "parquet")
TABLE_ROWS = 500
"""How many rows the table format shows at most; it says so where there are more."""
_CELL_CHARACTERS = 400
_EXACT = 1e15
"""Whole numbers up to here are shown in full."""
_MIN_COLUMN = 8
"""A column narrower than this cannot be read: then each row is shown as a list of its fields."""


def write(rows: pa.RecordBatchReader, form: str, out: TextIO, width: int) -> None:
    """Writes rows in one of FORMATS. parquet needs a stream with a `buffer` (standard output has one)."""
    if form == "parquet":
        _parquet(rows, out.buffer)
        return
    writer: Callable[[pa.RecordBatchReader, TextIO], None] = {
        "csv": _csv,
        "json": _json,
        "markdown": _markdown,
        "table": lambda found, stream: _table(found, stream, width),
    }[form]
    writer(rows, out)


def _parquet(rows: pa.RecordBatchReader, out: BinaryIO) -> None:
    import pyarrow.parquet as pq

    fields = [pa.field(f.name, pa.string()) if pa.types.is_interval(f.type) else f for f in rows.schema]
    schema = pa.schema(fields).with_metadata(None)
    with pq.ParquetWriter(pa.PythonFile(out, mode="w"), schema, compression="zstd") as writer:
        for batch in rows:
            columns = [
                pa.array(_plain_values(column), pa.string()) if pa.types.is_interval(column.type) else column
                for column in batch.columns
            ]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))


def _csv(rows: pa.RecordBatchReader, out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows.schema.names)
    for batch in rows:
        columns = [_texts(column) for column in batch.columns]
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows(zip(*columns, strict=True))
        out.write(buffer.getvalue())


def _texts(column: pa.Array) -> list[Any]:
    """Cells for csv: numbers and text as they are, the rest as in JSON, NULL as nothing."""
    values = _plain_values(column)
    if pa.types.is_boolean(column.type) or pa.types.is_nested(column.type):
        return [None if value is None else _flat(value) for value in values]
    return values


def _plain_values(column: pa.Array) -> list[Any]:
    """The values of a column as JSON has them; the common types by short ways."""
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        naive = column.cast(pa.timestamp(kind.unit)).to_pylist()
        return [None if value is None else value.isoformat() + "+00:00" for value in naive]
    values: list[Any] = column.to_pylist()
    if pa.types.is_integer(kind) or pa.types.is_string(kind) or pa.types.is_boolean(kind):
        return values
    return [None if value is None else plain_value(value) for value in values]


def _flat(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


def _json(rows: pa.RecordBatchReader, out: TextIO) -> None:
    out.write("[")
    first = True
    names = unique_names(rows.schema.names)
    for batch in rows:
        columns = [_plain_values(column) for column in batch.columns]
        for cells in zip(*columns, strict=True):
            row = dict(zip(names, cells, strict=True))
            out.write(("\n" if first else ",\n") + json.dumps(row, ensure_ascii=False))
            first = False
    out.write("\n]\n" if not first else "]\n")


def _markdown(rows: pa.RecordBatchReader, out: TextIO) -> None:
    out.write("| " + " | ".join(_cell_of_markdown(name) for name in rows.schema.names) + " |\n")
    right = [
        pa.types.is_integer(f.type) or pa.types.is_floating(f.type) or pa.types.is_decimal(f.type) for f in rows.schema
    ]
    out.write("|" + "|".join(" ---: " if number else " --- " for number in right) + "|\n")
    for cells in _rows(rows):
        out.write("| " + " | ".join(_cell_of_markdown(shown(value)) for value in cells) + " |\n")


def _cell_of_markdown(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\r", "").replace("\n", "<br>")


def _table(rows: pa.RecordBatchReader, out: TextIO, width: int) -> None:
    from itertools import islice

    from rich.console import Console

    names = rows.schema.names
    found = list(islice(_rows(rows), TABLE_ROWS + 1))
    cells = [[_shortened(shown(value)) for value in row] for row in found[:TABLE_ROWS]]
    console = Console(file=out, width=width, highlight=False, soft_wrap=False, emoji=False, markup=False)
    if _too_narrow(names, cells, width):
        _records(names, cells, console)
    else:
        console.print(_grid(rows.schema, cells))
    if len(found) > TABLE_ROWS:
        console.print(f"The first {TABLE_ROWS} rows; add LIMIT, or --format csv for all of them.")
    elif len(found) != 1:
        console.print(f"{len(found)} rows")


def _grid(schema: pa.Schema, cells: list[list[str]]) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for field in schema:
        number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type) or pa.types.is_decimal(field.type)
        grid.add_column(Text(field.name), justify="right" if number else "left", overflow="fold")
    for row in cells:
        grid.add_row(*(Text(cell) for cell in row))
    return grid


def _too_narrow(names: list[str], cells: list[list[str]], width: int) -> bool:
    needed = 0
    for index, name in enumerate(names):
        needed += min(_longest(name, [row[index] for row in cells]), max(_MIN_COLUMN, len(name))) + 2
    return needed > width


def _longest(name: str, cells: list[str]) -> int:
    return max(len(text) for text in (name, *cells))


def _records(names: list[str], cells: list[list[str]], console: Any) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    for number, row in enumerate(cells, 1):
        console.print(Text(f"row {number}", style="bold"))
        fields = Table.grid(padding=(0, 2))
        fields.add_column(overflow="fold")
        fields.add_column(overflow="fold")
        for name, cell in zip(names, row, strict=True):
            fields.add_row(Text(name, style="dim"), Text(cell))
        console.print(Padding(fields, (0, 0, 1, 2)))


def _rows(rows: pa.RecordBatchReader) -> Iterator[tuple[Any, ...]]:
    for batch in rows:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _shortened(text: str) -> str:
    return text if len(text) <= _CELL_CHARACTERS else text[:_CELL_CHARACTERS] + "…"


def shown(value: Any) -> str:
    """A value as people read it: NULL as nothing, times to the second, whole numbers without .0, lists with commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (float, Decimal)):
        whole = math.isfinite(value) and value == int(value) and abs(float(value)) < _EXACT
        return f"{value:.0f}" if whole else str(value)
    if isinstance(value, datetime):
        text = value.isoformat(sep=" ", timespec="seconds")
        return text.replace("+00:00", "Z")
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    if isinstance(value, pa.MonthDayNano):
        return _duration(value)
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(plain_value(value), ensure_ascii=False)
    return str(value)


def plain_value(value: Any) -> Any:
    """A value as JSON has it: times as ISO 8601 strings, lists as arrays, bytes as base64, no NaN."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, pa.MonthDayNano):
        return _duration(value)
    if isinstance(value, (list, tuple)):
        return [plain_value(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return str(value)


def _duration(value: pa.MonthDayNano) -> str:
    """An interval as an ISO 8601 duration."""
    months, days, nanoseconds = value
    return f"P{months}M{days}DT{nanoseconds / 1e9:g}S"


def unique_names(names: list[str]) -> list[str]:
    """Column names with a number behind those that have been there before."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return unique
