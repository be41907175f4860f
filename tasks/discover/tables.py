"""Articles in a table file (.jsonl .csv .parquet): one page a row, the row as a JSON object, rows read as a stream."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.discover.address import canonical
from tasks.web.rows import Run, outcome, page
from warehouse.records import Outcome, Page

_PARQUET_BATCH = 64
_DELIMITERS = ",;\t|"


class BrokenRow(ValueError):
    """A row that is no article; the message is one plain sentence."""


class BrokenFile(ValueError):
    """A file whose rows cannot be read at all; the message is one plain sentence."""


Row = dict[str, Any] | BrokenRow


def read_table(
    path: Path, source_id: str, run: Run, fresh: Callable[[str, str], str], max_bytes: int
) -> Iterator[Page | Outcome]:
    """A page and its fetch outcome for every row that is an article, an outcome for every row that is not.

    fresh(url, place) gives the item under which an outcome is not taken yet. Raises BrokenFile.
    """
    location = path.resolve().as_uri()
    for number, row in _ROWS[path.suffix.lower()](path, max_bytes):
        place = f"{location}#{number}"
        try:
            if isinstance(row, BrokenRow):
                raise row
            url, body = _article(row, place, max_bytes)
        except BrokenRow as error:
            yield outcome(run, "fetch", place, source_id, "broken_record", f"{path.name}, row {number}: {error}")
            continue
        yield page(run, source_id, url, body, "record", "application/json")
        yield outcome(run, "fetch", fresh(url, place), source_id, "ok", size=len(body))


def _article(row: dict[str, Any], place: str, max_bytes: int) -> tuple[str, bytes]:
    kept = {key: value for key, value in row.items() if value is not None and value != ""}
    if not any(isinstance(kept.get(key), str) and kept[key].strip() for key in ("text", "html")):
        raise BrokenRow("it has neither text nor html.")
    address = kept.get("url")
    if address is not None and canonical(str(address)) is None:
        raise BrokenRow(f"its url {str(address)[:200]!r} is no http(s) address.")
    url = place if address is None else str(address).strip()  # as the row gives it: what people join on
    try:
        body = json.dumps(kept, ensure_ascii=False, sort_keys=True, default=_as_text).encode()
    except (UnicodeEncodeError, TypeError, ValueError) as error:
        raise BrokenRow("it holds characters that are not valid UTF-8.") from error
    if len(body) > max_bytes:
        raise BrokenRow(f"it is larger than {max_bytes:,} bytes.")
    return url, body


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _jsonl(path: Path, max_bytes: int) -> Iterator[tuple[int, Row]]:
    with path.open("rb") as lines:
        number = 0
        while line := lines.readline(max_bytes + 1):
            number += 1
            if len(line) > max_bytes and not line.endswith(b"\n"):
                _skip_line(lines)
                yield number, BrokenRow(f"it is larger than {max_bytes:,} bytes.")
            elif line.strip(b"\xef\xbb\xbf\r\n\t "):
                yield number, _json_row(line)


def _skip_line(lines: Any) -> None:
    while (rest := lines.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


def _json_row(line: bytes) -> Row:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return BrokenRow("it holds characters that are not valid UTF-8.")
    except (json.JSONDecodeError, RecursionError) as error:
        return BrokenRow(f"it is not valid JSON ({getattr(error, 'msg', 'nested too deep')}).")
    return row if isinstance(row, dict) else BrokenRow("it is no JSON object.")


def _csv(path: Path, max_bytes: int) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(max_bytes)
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        header = file.readline()
        delimiter = max(_DELIMITERS, key=header.count)
        names = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter), [])]
        if not {"text", "html"} & set(names):
            raise BrokenFile("its first line names no column text or html")
        reader = csv.reader(chain(file), delimiter=delimiter)
        number = 0
        while True:
            number += 1
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield number, BrokenRow(f"it is not valid CSV ({error}).")
                continue
            if not values:
                continue
            if len(values) != len(names):
                yield number, BrokenRow(f"it has {len(values)} fields where the first line names {len(names)}.")
            else:
                yield number, dict(zip(names, values, strict=True))


def _parquet(path: Path, max_bytes: int) -> Iterator[tuple[int, Row]]:
    try:
        with pq.ParquetFile(path) as file:
            if not {"text", "html"} & set(file.schema_arrow.names):
                raise BrokenFile("it has no column text or html")
            number = 0
            for batch in file.iter_batches(batch_size=_PARQUET_BATCH):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise BrokenFile("it is no readable Parquet file") from error


_ROWS: dict[str, Callable[[Path, int], Iterator[tuple[int, Row]]]] = {
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
    ".csv": _csv,
    ".parquet": _parquet,
}
TABLE_SUFFIXES = frozenset(_ROWS)
