"""`sitrep maintain`: few files, old snapshots thinned, files that nothing needs deleted, the catalog backed up.

Safe beside readers and a running pipeline: it holds the writer's lease, each step is a transaction of the lake, and no
file goes before settings.grace_minutes.
"""

import os
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TextIO

import duckdb

from warehouse.attach import CATALOG_FILE, METADATA, in_plain_words
from warehouse.dictionary import comment
from warehouse.errors import WarehouseError
from warehouse.lake import Warehouse
from warehouse.settings import Settings
from warehouse.shell import DONE, FAILED

BACKUPS = "backups"
SIZE_CLASSES = ((0, 1 << 20), (1 << 20, 16 << 20), (16 << 20, 128 << 20))
"""Bytes, from and below: files are merged with files of their own class, so that a row is written few times."""
MANY_FILES = 32
"""More files than this in one size class of one table, and they are merged."""
REWRITE_SHARE = 0.25
"""A file of which this share of rows is deleted is written anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintained:
    """What maintenance did: counts of files and snapshots."""

    merged: int
    into: int
    rewritten: int
    expired: int
    deleted: int
    orphans: int


def maintain(path: str | os.PathLike[str] | None, *, out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Maintains the warehouse in `path`, tells on `out` what it did; gives the exit status."""
    out, err = out or sys.stdout, err or sys.stderr
    settings, now = Settings.from_environment(path), datetime.now(UTC)
    try:
        with Warehouse.open(settings=settings) as warehouse:
            did = tidy(warehouse, now, thorough=True)
        copy = None if settings.catalog else back_up(settings, now)
    except (WarehouseError, OSError, sqlite3.Error) as error:
        print(f"sitrep maintain: {error}", file=err)
        return FAILED
    except duckdb.Error as error:
        print(f"sitrep maintain: {in_plain_words(error, settings)}", file=err)
        return FAILED
    print(f"merged {did.merged} files into {did.into}, rewrote {did.rewritten} with deleted rows", file=out)
    print(f"dropped {did.expired} old snapshots, deleted {did.deleted} files and {did.orphans} leftovers", file=out)
    if copy is not None:
        print(f"copied the catalog to {copy}", file=out)
    return DONE


def tidy(warehouse: Warehouse, now: datetime, *, thorough: bool = False) -> Maintained:
    """Does what is due at `now` (UTC): quick where nothing is, so that every run can end with it.

    thorough: also merges below MANY_FILES, writes files anew that have many deleted rows, and looks for leftovers.
    """
    settings = warehouse.settings
    con = warehouse.connection
    with warehouse.lease():
        if thorough or con.execute(_UNEXPLAINED).fetchone() != (0,):
            warehouse.transaction(comment)
        rewritten = _rewrite(con, thorough)
        merged, into = _merge(con, 1 if thorough else MANY_FILES)
        expired = _expire(con, now, settings)
        deleted = _delete_unneeded(con, now, settings)
        orphans = _delete_orphans(con, now, settings) if thorough else 0
    return Maintained(merged=merged, into=into, rewritten=rewritten, expired=expired, deleted=deleted, orphans=orphans)


_UNEXPLAINED = f"""
SELECT count(*) FROM {METADATA}.ducklake_table AS t
ANTI JOIN (FROM {METADATA}.ducklake_tag WHERE key = 'comment' AND end_snapshot IS NULL) AS c ON c.object_id = t.table_id
WHERE t.end_snapshot IS NULL
"""


_CROWDED = f"""
SELECT s.schema_name, t.table_name
FROM {METADATA}.ducklake_data_file AS f
JOIN {METADATA}.ducklake_table AS t ON t.table_id = f.table_id AND t.end_snapshot IS NULL
JOIN {METADATA}.ducklake_schema AS s ON s.schema_id = t.schema_id AND s.end_snapshot IS NULL
WHERE f.end_snapshot IS NULL AND f.file_size_bytes >= $low AND f.file_size_bytes < $high
GROUP BY ALL HAVING count(*) > $many
"""


def _merge(con: duckdb.DuckDBPyConnection, many: int) -> tuple[int, int]:
    """Merges files of one size class where there are more than `many`; gives how many went into how many."""
    merged = into = 0
    for low, high in SIZE_CLASSES:
        crowded = con.execute(_CROWDED, {"low": low, "high": high, "many": many}).fetchall()
        for schema, table in crowded:
            done = con.execute(
                f"CALL ducklake_merge_adjacent_files('lake', '{table}', schema => '{schema}', "
                f"min_file_size => {low}, max_file_size => {high})"
            ).fetchall()
            merged += sum(row[2] for row in done)
            into += sum(row[3] for row in done)
    return merged, into


_DELETED_FROM = f"""
SELECT s.schema_name, t.table_name
FROM {METADATA}.ducklake_delete_file AS f
JOIN {METADATA}.ducklake_table AS t ON t.table_id = f.table_id AND t.end_snapshot IS NULL
JOIN {METADATA}.ducklake_schema AS s ON s.schema_id = t.schema_id AND s.end_snapshot IS NULL
WHERE f.end_snapshot IS NULL
GROUP BY ALL HAVING count(*) > {MANY_FILES}
"""


def _rewrite(con: duckdb.DuckDBPyConnection, thorough: bool) -> int:
    """In tables with many files that have deleted rows, writes those anew, because they cannot be merged.

    thorough: in all tables those of which more than REWRITE_SHARE is deleted.
    """
    done = []
    if thorough:
        done = con.execute(f"CALL ducklake_rewrite_data_files('lake', delete_threshold => {REWRITE_SHARE})").fetchall()
    for schema, table in con.execute(_DELETED_FROM).fetchall():
        done += con.execute(
            f"CALL ducklake_rewrite_data_files('lake', '{table}', schema => '{schema}', delete_threshold => 0.0)"
        ).fetchall()
    return sum(row[2] for row in done)


_THINNED = """
SELECT snapshot_id FROM (
    SELECT snapshot_id, snapshot_time,
        row_number() OVER (PARTITION BY snapshot_time::DATE ORDER BY snapshot_id DESC) = 1 AS is_last_of_day,
        snapshot_id = max(snapshot_id) OVER () AS is_current
    FROM ducklake_snapshots('lake')
)
WHERE NOT is_current
    AND (snapshot_time < $oldest OR (snapshot_time < $oldest_of_all AND NOT is_last_of_day))
ORDER BY snapshot_id
"""


def _expire(con: duckdb.DuckDBPyConnection, now: datetime, settings: Settings) -> int:
    """Drops snapshots by the policy of the settings: all of the last days, one a day before, none before that."""
    limits = {
        "oldest": now - timedelta(days=settings.keep_daily_days),
        "oldest_of_all": now - timedelta(days=settings.keep_days),
    }
    versions = [str(row[0]) for row in con.execute(_THINNED, limits).fetchall()]
    if versions:
        con.execute(f"CALL ducklake_expire_snapshots('lake', versions => [{', '.join(versions)}])")
    return len(versions)


def _delete_unneeded(con: duckdb.DuckDBPyConnection, now: datetime, settings: Settings) -> int:
    """Deletes the files of dropped snapshots and merges that went out of use before the day of the grace's beginning.

    Whole days (UTC), because DuckLake compares these times as text in a SQLite catalog ("2026-03-01 06" comes before
    "2026-03-01T05"): within a day it would delete what was put out of use a second ago, under a reader's hands.
    """
    start_of_grace = now - timedelta(minutes=settings.grace_minutes)
    before = datetime.combine(start_of_grace.date(), time.min, UTC) - timedelta.resolution
    return len(
        con.execute("CALL ducklake_cleanup_old_files('lake', older_than => $1::TIMESTAMPTZ)", [before]).fetchall()
    )


def _delete_orphans(con: duckdb.DuckDBPyConnection, now: datetime, settings: Settings) -> int:
    """Deletes files that no snapshot knows: left by writers that were killed. New ones may be a writer's at work."""
    before = now - timedelta(minutes=settings.grace_minutes)
    return len(
        con.execute("CALL ducklake_delete_orphaned_files('lake', older_than => $1::TIMESTAMPTZ)", [before]).fetchall()
    )


def back_up(settings: Settings, now: datetime) -> Path:
    """A whole copy of the SQLite catalog beside it; the oldest copies beyond settings.keep_backups go.

    For a process that has no warehouse open: Python's SQLite and DuckDB's do not see each other's locks in one process,
    and the one that closes first would delete the log that the other still writes to.
    """
    folder = settings.warehouse / BACKUPS
    folder.mkdir(exist_ok=True)
    target = folder / f"catalog-{now:%Y%m%dT%H%M%SZ}.sqlite"
    unfinished = target.with_suffix(".unfinished")
    with (
        closing(sqlite3.connect(settings.warehouse / CATALOG_FILE, timeout=settings.busy_ms / 1000)) as source,
        closing(sqlite3.connect(unfinished)) as copy,
    ):
        source.backup(copy)
    unfinished.replace(target)
    for old in sorted(folder.glob("catalog-*.sqlite"))[: -settings.keep_backups]:
        old.unlink()
    return target
