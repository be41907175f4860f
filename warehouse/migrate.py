"""Brings the schema of a lake up to this version of the code: numbered SQL files, each recorded in meta.migrations."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from warehouse.errors import NewerSchemaError, OlderSchemaError, WarehouseError

FOLDER = Path(__file__).parent / "migrations"
_RECORD = """
CREATE SCHEMA IF NOT EXISTS meta;
CREATE TABLE IF NOT EXISTS meta.migrations (
    number INTEGER NOT NULL, name VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL
);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step of the schema."""

    number: int
    name: str
    file: Path


@cache
def migrations() -> tuple[Migration, ...]:
    """All migrations in order; raises WarehouseError where numbers are missing or doubled."""
    found = []
    for file in sorted(FOLDER.glob("*.sql")):
        match = re.fullmatch(r"(\d{4})_(\w+)\.sql", file.name)
        if match:
            found.append(Migration(number=int(match[1]), name=match[2], file=file))
    if [m.number for m in found] != list(range(1, len(found) + 1)):
        raise WarehouseError(f"migrations are not numbered 1, 2, 3, …: {[m.file.name for m in found]}")
    return tuple(found)


def version(con: duckdb.DuckDBPyConnection) -> int:
    """The number of the last migration that the attached lake has seen; 0 for an empty one."""
    try:
        row = con.execute("SELECT max(number) FROM meta.migrations").fetchone()
    except duckdb.CatalogException:
        return 0
    return int(row[0] or 0) if row else 0


def require_current(con: duckdb.DuckDBPyConnection) -> None:
    """Raises NewerSchemaError or OlderSchemaError where lake and code differ."""
    have, want = version(con), len(migrations())
    if have > want:
        raise NewerSchemaError(
            f"the warehouse has schema {have}, this version of Sitrep knows {want}: upgrade Sitrep to read it"
        )
    if have < want:
        raise OlderSchemaError(
            f"the warehouse has schema {have}, this version of Sitrep needs {want}: `sitrep maintain` migrates it"
        )


def apply(con: duckdb.DuckDBPyConnection, migration: Migration) -> None:
    """Runs one migration and records it, unless it is there already; the caller holds lease and transaction."""
    con.execute(_RECORD)
    if version(con) >= migration.number:
        return
    con.execute(migration.file.read_text(encoding="utf-8"))
    con.execute("INSERT INTO meta.migrations VALUES (?, ?, now())", [migration.number, migration.name])
