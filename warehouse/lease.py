"""The writer's lease: one writer at a time, across processes and (PostgreSQL) machines; it dies with its holder."""

import json
import os
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import WarehouseError, WriterBusyError
from warehouse.settings import Settings

if TYPE_CHECKING:
    import duckdb

LEASE_FILE = "writer.lease"
HOLDER_FILE = "writer.json"
_POSTGRES_LOCK = 0x51745265
"""Number of the advisory lock that is the lease in a PostgreSQL catalog."""
_POLL_SECONDS = 0.05


@contextmanager
def lease(settings: Settings, *, sign: bool = True) -> Iterator[None]:
    """Holds the lease, and leaves its name if `sign`; raises WriterBusyError after settings.lease_seconds."""
    with _postgres_lease(settings) if settings.catalog else _file_lease(settings):
        if sign and not settings.catalog:
            _sign(settings.warehouse)
        yield


@contextmanager
def _file_lease(settings: Settings) -> Iterator[None]:
    # SQLite's lock on a file of its own: freed by the kernel when the holder dies, and, unlike flock, not inherited by
    # forked workers that outlive it.
    folder = settings.warehouse
    try:
        con = sqlite3.connect(
            folder / LEASE_FILE, timeout=settings.lease_seconds, isolation_level=None, check_same_thread=False
        )
        con.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise WriterBusyError(
                f"another process is writing to {folder} ({holder(folder) or 'unknown'}) and was not done after "
                f"{settings.lease_seconds:g} seconds"
            ) from None
        raise WarehouseError(f"cannot write to {folder}: {error}") from None
    try:
        yield
    finally:
        con.close()


def _sign(folder: Path) -> None:
    with suppress(OSError):
        mine = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        (folder / HOLDER_FILE).write_text(json.dumps(mine))


def holder(folder: Path) -> str | None:
    """Who took the lease last, in words, or None; that one may have given it back."""
    try:
        it = json.loads((folder / HOLDER_FILE).read_text())
        return f"process {it['pid']} on {it['host']}, since {it['since']}"
    except (OSError, ValueError, KeyError):
        return None


@contextmanager
def _postgres_lease(settings: Settings) -> Iterator[None]:
    # An advisory lock of a transaction on a connection of its own: the server frees it when the connection drops.
    import duckdb

    from warehouse.engine import engine

    con = engine(["postgres_scanner"])
    try:
        try:
            con.execute(f"ATTACH {quoted(settings.catalog or '')} AS pg (TYPE postgres, READ_ONLY)")
            con.execute("BEGIN")
            free = _wait_for_postgres(con, settings.lease_seconds)
        except duckdb.Error as error:
            raise WarehouseError(
                f"cannot take the writer's lease in PostgreSQL: {str(error).splitlines()[0]}"
            ) from None
        if not free:
            raise WriterBusyError(
                f"another process is writing here and was not done after {settings.lease_seconds:g} seconds"
            )
        yield
    finally:
        con.close()


def _wait_for_postgres(con: "duckdb.DuckDBPyConnection", seconds: float) -> bool:
    ask = f"SELECT * FROM postgres_query('pg', 'SELECT pg_try_advisory_xact_lock({_POSTGRES_LOCK})')"
    end = time.monotonic() + seconds
    while not con.execute(ask).fetchall()[0][0]:
        if time.monotonic() > end:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def quoted(text: str) -> str:
    """Text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
