"""`sitrep tables [TABLE]`: the tables with their rows, or one table's columns, and what they mean."""

import os
import sys
from difflib import get_close_matches
from textwrap import fill
from typing import TextIO

import duckdb

from warehouse.answer import answer, screen_width
from warehouse.dictionary import TableEntry, dictionary, existing
from warehouse.errors import UsageError, WarehouseError
from warehouse.lake import Warehouse
from warehouse.shell import DONE, FAILED, MISUSED, parse_time


def show_tables(
    path: str | os.PathLike[str] | None,
    table: str | None = None,
    *,
    form: str = "table",
    as_of: str | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """`sitrep tables [TABLE]`: all tables with rows and meaning, or one table's columns; gives the exit status."""
    out, err = out or sys.stdout, err or sys.stderr
    try:
        with Warehouse.open(path, read_only=True, as_of=parse_time(as_of) if as_of else None) as warehouse:
            if table is None:
                _show_all(warehouse, form, out)
            else:
                _show_one(warehouse, table, form, out)
    except UsageError as error:
        print(f"sitrep tables: {error}", file=err)
        return MISUSED
    except WarehouseError as error:
        print(f"sitrep tables: {error}", file=err)
        return FAILED
    return DONE


def _show_all(warehouse: Warehouse, form: str, out: TextIO) -> None:
    con = warehouse.connection
    there = existing(con)
    rows = [
        (entry.name, _count(con, entry.name), entry.meaning.split(". ")[0].removesuffix("."))
        for entry in dictionary()
        if entry.name in there
    ]
    con.execute('CREATE OR REPLACE TEMP TABLE shown ("table" VARCHAR, "rows" BIGINT, meaning VARCHAR)')
    con.executemany("INSERT INTO shown VALUES (?, ?, ?)", rows)
    answer(con, "FROM temp.shown", form, out)


def _show_one(warehouse: Warehouse, table: str, form: str, out: TextIO) -> None:
    entry = _find(table)
    con = warehouse.connection
    if entry.name not in existing(con):
        raise UsageError(f"{entry.name} has not been made yet in this state of the warehouse: `sitrep run` makes it")
    if form == "table":
        kind = "view" if entry.is_view else "table"
        print(f"{entry.name} ({kind}, {_count(con, entry.name)} rows)", file=out)
        print(_wrapped(entry.meaning, screen_width(out)), file=out)
    con.execute('CREATE OR REPLACE TEMP TABLE shown ("column" VARCHAR, type VARCHAR, meaning VARCHAR)')
    con.executemany("INSERT INTO shown VALUES (?, ?, ?)", [(c.name, c.sql_type, c.full_meaning) for c in entry.columns])
    answer(con, "FROM temp.shown", form, out)


def _wrapped(text: str, width: int) -> str:
    return fill(text, width)


def _find(name: str) -> TableEntry:
    wanted = name.lower()
    for entry in dictionary():
        if entry.name == wanted or entry.name.split(".")[1] == wanted:
            return entry
    names = [entry.name for entry in dictionary()]
    close = get_close_matches(wanted, [*names, *(n.split(".")[1] for n in names)], n=1)
    hint = f"; did you mean {close[0]}?" if close else "; `sitrep tables` lists them"
    raise UsageError(f"there is no table {name}{hint}")


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    if table == "core.articles":
        table = "store.articles"  # the same rows without the join
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
