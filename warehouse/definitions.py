"""Marts and checks as they are defined.

A mart is a folder of warehouse/marts: query.sql (its rows), columns.toml (key, type and meaning of each column) and
checks/*.sql (queries for rows that must not be).
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from hashlib import blake2b
from pathlib import Path
from typing import Literal, get_args

import duckdb

from warehouse.links import ChangedKind

Severity = Literal["fail", "warn"]
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class MartColumn:
    """One column of a mart."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mart:
    """One table of the schema marts: its question, its query, its key (rows with a changed key are made anew)."""

    name: str
    question: str
    kind: ChangedKind
    key: str
    after: tuple[str, ...]
    columns: tuple[MartColumn, ...]
    query: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A query for rows that break a rule; its first line says how grave that is and what the rule is."""

    name: str
    severity: Severity
    rule: str
    query: str


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Creates the marts that are missing, empty, so that they can be asked before anything was published."""
    for mart in marts():
        con.execute(create(mart))


def create(mart: Mart) -> str:
    """The SQL that creates a mart where it is missing."""
    columns = ", ".join(f'"{column.name}" {column.type}' for column in mart.columns)
    return f"CREATE TABLE IF NOT EXISTS marts.{mart.name} ({columns})"


@cache
def marts() -> tuple[Mart, ...]:
    """Every mart, those first that others are made from."""
    found = {folder.name: _read_mart(folder) for folder in sorted((_FOLDER / "marts").iterdir()) if folder.is_dir()}
    order = TopologicalSorter({name: mart.after for name, mart in found.items()}).static_order()
    return tuple(found[name] for name in order)


@cache
def checks() -> tuple[Check, ...]:
    """Every check: those beside the marts and those of warehouse/checks."""
    files = sorted((_FOLDER / "marts").glob("*/checks/*.sql")) + sorted((_FOLDER / "checks").glob("*.sql"))
    return tuple(_read_check(file) for file in files)


def _read_mart(folder: Path) -> Mart:
    query = (folder / "query.sql").read_text(encoding="utf-8")
    definition = (folder / "columns.toml").read_text(encoding="utf-8")
    data = tomllib.loads(definition)
    return Mart(
        name=folder.name,
        question=query.splitlines()[0].removeprefix("--").strip(),
        kind=data["mart"]["kind"],
        key=data["mart"]["key"],
        after=tuple(data["mart"].get("after", ())),
        columns=tuple(
            MartColumn(name=name, type=column["type"], description=column["description"])
            for name, column in data["columns"].items()
        ),
        query=query,
        digest=blake2b((query + definition).encode(), digest_size=8).hexdigest(),
    )


def _read_check(file: Path) -> Check:
    query = file.read_text(encoding="utf-8")
    severity, _, rule = query.splitlines()[0].removeprefix("--").strip().partition(": ")
    if severity not in get_args(Severity):
        raise ValueError(f"{file}: the first line must be '-- fail: rule' or '-- warn: rule'")
    owner = file.parent.parent.name if file.parent.name == "checks" and file.parent.parent != _FOLDER else "warehouse"
    return Check(name=f"{owner}.{file.stem}", severity="fail" if severity == "fail" else "warn", rule=rule, query=query)
