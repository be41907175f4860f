"""`sitrep export DIR`: every table as Parquet or CSV, with a README and a Frictionless datapackage.json."""

import json
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import duckdb

from warehouse.dictionary import ColumnEntry, TableEntry, dictionary
from warehouse.errors import UsageError, WarehouseError
from warehouse.lake import Warehouse
from warehouse.shell import DONE, FAILED, MISUSED, parse_time

FORMATS = ("parquet", "csv")
_WITHOUT_BYTES = ("raw.pages",)
"""Tables whose bytes stay at home unless asked for: other people's pages, and most of the size."""
_FRICTIONLESS = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMPTZ": "datetime",
    "BLOB": "string",
}


def export(
    path: str | os.PathLike[str] | None,
    folder: str | os.PathLike[str],
    *,
    form: str = "parquet",
    only: Iterable[str] = (),
    with_pages: bool = False,
    as_of: str | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Writes the tables (or those of `only`) into a new or empty folder; gives the exit status.

    The bytes of pages are left out unless with_pages. All tables are of one state of the warehouse.
    """
    out, err = out or sys.stdout, err or sys.stderr
    try:
        _export(path, Path(folder), form, tuple(only), with_pages, as_of, out)
    except UsageError as error:
        print(f"sitrep export: {error}", file=err)
        return MISUSED
    except (WarehouseError, OSError, duckdb.Error) as error:
        print(f"sitrep export: {error}", file=err)
        return FAILED
    return DONE


def _export(
    path: str | os.PathLike[str] | None,
    folder: Path,
    form: str,
    only: tuple[str, ...],
    with_pages: bool,
    as_of: str | None,
    out: TextIO,
) -> None:
    if form not in FORMATS:
        raise UsageError(f"--format {form} is none of: {', '.join(FORMATS)}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not an empty folder")
    unknown = sorted(set(only) - {entry.name for entry in dictionary()})
    if unknown:
        raise UsageError(f"there is no table {unknown[0]}; `sitrep tables` lists them")
    with Warehouse.open(path, read_only=True, as_of=parse_time(as_of) if as_of else None) as warehouse:
        con = warehouse.connection
        unfinished = folder.with_name(f".{folder.name}.unfinished-{os.getpid()}")
        unfinished.mkdir(parents=True)
        con.execute("BEGIN")  # one state for all tables, whatever lands meanwhile
        made = [_export_table(con, entry, unfinished, form, with_pages) for entry in _wanted(con, only)]
        (unfinished / "datapackage.json").write_text(
            json.dumps(_package(made, form), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        (unfinished / "README.md").write_text(_readme(made, form), encoding="utf-8")
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    rows = sum(resource["sitrep:rows"] for _, resource in made)
    print(f"{len(made)} tables, {rows} rows in {folder}", file=out)


def _wanted(con: duckdb.DuckDBPyConnection, only: tuple[str, ...]) -> list[TableEntry]:
    there = {
        f"{schema}.{name}"
        for schema, name in con.execute("SELECT table_schema, table_name FROM information_schema.tables").fetchall()
    }
    hidden = ("store.", "meta.", "link.pending", "link.changed", "link.versions")
    return [
        entry
        for entry in dictionary()
        if entry.name in there and (entry.name in only if only else not entry.name.startswith(hidden))
    ]


def _export_table(
    con: duckdb.DuckDBPyConnection, entry: TableEntry, folder: Path, form: str, with_pages: bool
) -> tuple[TableEntry, dict[str, Any]]:
    if entry.name in _WITHOUT_BYTES and not with_pages:
        columns = tuple(column for column in entry.columns if column.sql_type != "BLOB")
        entry = TableEntry(name=entry.name, meaning=entry.meaning, columns=columns, key=entry.key)
    file = folder / f"{entry.name}.{form}"
    expressions = ", ".join(_expression(column, form) for column in entry.columns)
    options = "FORMAT parquet, COMPRESSION zstd" if form == "parquet" else "FORMAT csv, HEADER"
    target = str(file).replace("'", "''")
    row = con.execute(f"COPY (SELECT {expressions} FROM {entry.name}) TO '{target}' ({options})").fetchone()
    return entry, _resource(entry, file, form, int(row[0]) if row else 0)


def _expression(column: ColumnEntry, form: str) -> str:
    name = f'"{column.name}"'
    if form == "csv":
        if column.sql_type.endswith("[]"):
            return f"to_json({name}) AS {name}"
        if column.sql_type == "BLOB":
            return f"base64({name}) AS {name}"
        if column.sql_type == "TIMESTAMPTZ":
            return f"strftime({name} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ') AS {name}"
    return name


def _resource(entry: TableEntry, file: Path, form: str, rows: int) -> dict[str, Any]:
    fields = [_field(column) for column in entry.columns]
    schema: dict[str, Any] = {"fields": fields}
    if entry.key:
        schema["primaryKey"] = list(entry.key)
    resource: dict[str, Any] = {
        "profile": "tabular-data-resource" if form == "csv" else "data-resource",
        "name": entry.name,
        "path": file.name,
        "format": form,
        "mediatype": "application/vnd.apache.parquet" if form == "parquet" else "text/csv",
        "encoding": "utf-8",
        "sitrep:rows": rows,
        "description": entry.meaning,
        "schema": schema,
    }
    if form == "csv":  # Frictionless' reader of Parquet counts no bytes, and takes their number for a mistake
        resource["bytes"] = file.stat().st_size
    return resource


def _field(column: ColumnEntry) -> dict[str, Any]:
    is_list = column.sql_type.endswith("[]")
    found: dict[str, Any] = {
        "name": column.name,
        "type": "array" if is_list else _FRICTIONLESS.get(column.sql_type, "any"),
        "description": column.meaning,
    }
    constraints: dict[str, Any] = {}
    if not column.nullable and column.sql_type != "VARCHAR" and not is_list:  # "" is a value here, to Frictionless none
        constraints["required"] = True
    if column.words:
        constraints["enum"] = list(column.words)
    if column.sql_type == "TIMESTAMPTZ":
        found["format"] = "any"
    if constraints:
        found["constraints"] = constraints
    return found


def _package(made: list[tuple[TableEntry, dict[str, Any]]], form: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package" if form == "csv" else "data-package",  # tabular means CSV there
        "name": "sitrep",
        "title": "Sitrep: counted claims of the news of a war",
        "description": "Each claim, round of talks, measure and statement with its source and its exact words.",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "resources": [resource for _, resource in made],
    }


def _readme(made: list[tuple[TableEntry, dict[str, Any]]], form: str) -> str:
    lines = [
        "# Sitrep export",
        "",
        "One file a table; datapackage.json (Frictionless) describes every column. Times are in UTC, dates are local",
        "dates of the place." + (" Lists are JSON arrays, bytes base64." if form == "csv" else ""),
        "",
        "| file | rows | what it holds |",
        "| --- | ---: | --- |",
    ]
    lines += [f"| {r['path']} | {r['sitrep:rows']} | {entry.meaning.splitlines()[0]} |" for entry, r in made]
    return "\n".join(lines) + "\n"
