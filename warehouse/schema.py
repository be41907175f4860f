"""The tables, derived from the records: SQL and Arrow types, keys, vocabularies, meanings; the check on rows."""

import types
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pyarrow as pa
import pyarrow.compute as pc

from warehouse import records
from warehouse.errors import ContractError
from warehouse.records import Record

_ARROW: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int32(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
    tuple[str, ...]: pa.list_(pa.string()),
}
_SQL: dict[Any, str] = {
    str: "VARCHAR",
    int: "INTEGER",
    float: "DOUBLE",
    bool: "BOOLEAN",
    bytes: "BLOB",
    date: "DATE",
    datetime: "TIMESTAMPTZ",
    tuple[str, ...]: "VARCHAR[]",
}
_WIDE = {("raw.outcomes", "bytes")}
"""Columns that may pass 2^31: an archive may be bigger than 2 GB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table."""

    name: str
    sql_type: str
    arrow_type: pa.DataType
    nullable: bool
    meaning: str
    words: frozenset[str] | None
    """The closed vocabulary, or None where any value goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table that records land in. `name` is what SQL calls it, `store` where the rows are (see articles)."""

    name: str
    store: str
    record: type
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    meaning: str

    @property
    def arrow_schema(self) -> pa.Schema:
        """The columns in order, with nullability."""
        return pa.schema([pa.field(c.name, c.arrow_type, nullable=c.nullable) for c in self.columns])

    @property
    def history(self) -> str:
        """Where rows go that a newer version has replaced."""
        return "history." + self.name.split(".")[1]


_NAMES: tuple[tuple[str, str, type, tuple[str, ...]], ...] = (
    ("raw.candidates", "raw.candidates", records.Candidate, ("candidate_id",)),
    ("raw.pages", "raw.pages", records.Page, ("page_id",)),
    ("raw.outcomes", "raw.outcomes", records.Outcome, ("run_id", "step", "item")),
    ("core.articles", "store.articles", records.Article, ("article_id",)),
    ("core.claims", "core.claims", records.Claim, ("claim_id",)),
    ("core.talks", "core.talks", records.Talk, ("talk_id",)),
    ("core.measures", "core.measures", records.Measure, ("measure_id",)),
    ("core.statements", "core.statements", records.Statement, ("statement_id",)),
)
FACTS = ("core.claims", "core.talks", "core.measures", "core.statements")


@cache
def tables() -> dict[str, Table]:
    """Every table that records land in, by name."""
    return {name: _table(name, store, record, key) for name, store, record, key in _NAMES}


def table_of(record: type) -> Table:
    """The table that records of this class land in."""
    return next(table for table in tables().values() if table.record is record)


@cache
def derived_table(name: str, record: type) -> Table:
    """The table of a record that is made here and not landed (warehouse.links)."""
    return _table(name, name, record, ())


def _table(name: str, store: str, record: type, key: tuple[str, ...]) -> Table:
    hints = get_type_hints(record, include_extras=True)
    columns = tuple(_column(name, field.name, hints[field.name]) for field in fields(record))
    return Table(
        name=name, store=store, record=record, key=key, columns=columns, meaning=(record.__doc__ or "").strip()
    )


def _column(table: str, name: str, hint: Any) -> Column:
    kind, meaning = get_args(hint)[:2]
    nullable = False
    if get_origin(kind) in (types.UnionType, Union):
        nullable = True
        (kind,) = (arg for arg in get_args(kind) if arg is not type(None))
    words: frozenset[str] | None = None
    if get_origin(kind) is Literal:
        words = frozenset(get_args(kind))
        kind = str
    wide = (table, name) in _WIDE
    return Column(
        name=name,
        sql_type="BIGINT" if wide else _SQL[kind],
        arrow_type=pa.int64() if wide else _ARROW[kind],
        nullable=nullable,
        meaning=meaning,
        words=words,
    )


def to_arrow(table: Table, rows: Sequence[Any]) -> pa.Table:
    """Rows of one table as Arrow, checked against the contract; raises ContractError naming table, column and row."""
    arrays = []
    for column in table.columns:
        values = [getattr(row, column.name) for row in rows]
        try:
            _refuse_naive_times(column, values)
            arrays.append(pa.array(values, column.arrow_type))
        except (pa.ArrowException, TypeError, ValueError, OverflowError, UnicodeError):
            raise ContractError(_first_misfit(table, column, rows)) from None
    found = pa.Table.from_arrays(arrays, schema=table.arrow_schema)
    check(table, found)
    return found


def _refuse_naive_times(column: Column, values: Iterable[Any]) -> None:
    if pa.types.is_timestamp(column.arrow_type) and any(v is not None and v.tzinfo is None for v in values):
        raise ValueError("time without a time zone")


def _first_misfit(table: Table, column: Column, rows: Sequence[Record]) -> str:
    for row in rows:
        value = getattr(row, column.name)
        try:
            _refuse_naive_times(column, [value])
            pa.array([value], column.arrow_type)
        except (pa.ArrowException, TypeError, ValueError, OverflowError, UnicodeError, AttributeError):
            which = ", ".join(f"{name} {getattr(row, name)!r}" for name in table.key)
            return f"{table.name}.{column.name}: {value!r:.80} is no {column.sql_type} (row with {which})"
    return f"{table.name}.{column.name}: values do not fit {column.sql_type}"


def check(table: Table, rows: pa.Table) -> None:
    """Whether rows keep the contract: columns, types, NULLs, vocabularies, spans; raises ContractError if not."""
    wanted = table.arrow_schema
    if rows.schema.names != wanted.names:
        missing = sorted(set(wanted.names) - set(rows.schema.names))
        extra = sorted(set(rows.schema.names) - set(wanted.names))
        raise ContractError(f"{table.name}: columns differ from the contract; missing {missing}, unknown {extra}")
    for column in table.columns:
        values = rows[column.name]
        if values.type != column.arrow_type:
            raise ContractError(f"{table.name}.{column.name}: {values.type} in place of {column.sql_type}")
        if not column.nullable and values.null_count:
            raise ContractError(_say(table, rows, pc.is_null(values), f"{column.name} is missing"))
        if column.words is not None:
            strange = pc.invert(pc.is_in(values, value_set=pa.array([*sorted(column.words), None], pa.string())))
            if pc.any(strange).as_py():
                word = values.filter(strange)[0].as_py()
                raise ContractError(
                    _say(table, rows, strange, f"{column.name} {word!r} is none of: {', '.join(sorted(column.words))}")
                )
    if "start_char" in wanted.names:
        empty = pc.or_(pc.less(rows["start_char"], 0), pc.greater_equal(rows["start_char"], rows["end_char"]))
        if pc.any(empty).as_py():
            raise ContractError(_say(table, rows, empty, "the span start_char to end_char is empty"))


def _say(table: Table, rows: pa.Table, mask: pa.ChunkedArray, problem: str) -> str:
    bad = rows.filter(mask)
    which = ", ".join(f"{name} {bad[name][0].as_py()!r}" for name in table.key)
    more = f", and {bad.num_rows - 1} more rows" if bad.num_rows > 1 else ""
    return f"{table.name}: {problem} (row with {which}{more})"
