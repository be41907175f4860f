"""Attaches the lake to a DuckDB connection: SQLite or PostgreSQL catalog, local or S3 files, now or as of a time."""

import os
import time
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import duckdb

from warehouse.engine import engine
from warehouse.errors import AsOfError, DamagedError, NoWarehouseError, WarehouseError
from warehouse.settings import Settings

CATALOG_FILE = "catalog.sqlite"
FILES_FOLDER = "files"
_PAUSE_SECONDS = 0.1
METADATA = "__ducklake_metadata_lake"
"""Name of the catalog of the lake's own tables."""


def attach(settings: Settings, *, read_only: bool, as_of: datetime | None = None) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with the lake attached under that name; raises DamagedError, AsOfError, WarehouseError."""
    if not settings.catalog and not read_only:
        _make_folder(settings.warehouse)
    con = engine(extensions(settings))
    try:
        if _is_s3(settings):
            _use_s3(con)
        options = _options(settings, read_only)
        catalog = _attach(con, settings, options, read_only)
        if as_of is not None:
            snapshot = _snapshot_at(con, as_of)
            con.execute("DETACH lake")
            _attach_catalog(con, catalog, [*options, f"SNAPSHOT_VERSION {snapshot}"])
    except duckdb.Error as error:
        con.close()
        raise in_plain_words(error, settings) from None
    except BaseException:
        con.close()
        raise
    return con


def exists(settings: Settings) -> bool:
    """Whether there is a catalog; for PostgreSQL that is known only by connecting."""
    return settings.catalog is not None or (settings.warehouse / CATALOG_FILE).exists()


def files_path(settings: Settings) -> str:
    """Where the Parquet files are, ending in a slash."""
    path = settings.data_path or str(settings.warehouse / FILES_FOLDER)
    return path if path.endswith("/") else path + "/"


def extensions(settings: Settings) -> list[str]:
    """DuckDB extensions that these settings need."""
    catalog = "postgres_scanner" if settings.catalog else "sqlite_scanner"
    return [catalog, "ducklake", *(["httpfs"] if _is_s3(settings) else [])]


def _is_s3(settings: Settings) -> bool:
    return (settings.data_path or "").startswith("s3://")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(f"cannot make the warehouse folder {folder}: {error.strerror}") from None


def _options(settings: Settings, read_only: bool) -> list[str]:
    options = [
        f"DATA_PATH {_quoted(files_path(settings))}",
        "OVERRIDE_DATA_PATH true",  # a warehouse folder may have been moved
        "DATA_INLINING_ROW_LIMIT 0",
        "METADATA_CATALOG " + _quoted(METADATA),
    ]
    if not settings.catalog:
        # write-ahead log: readers go on while a writer commits
        options += [f"META_BUSY_TIMEOUT {settings.busy_ms}", *([] if read_only else ["META_JOURNAL_MODE 'WAL'"])]
    if read_only:
        options.append("READ_ONLY")
    return options


def _attach(con: duckdb.DuckDBPyConnection, settings: Settings, options: list[str], read_only: bool) -> str:
    """Attaches the catalog, for writers made first where it is not there, and gives its address."""
    catalog = f"postgres:{settings.catalog}" if settings.catalog else f"sqlite:{settings.warehouse / CATALOG_FILE}"
    try:
        return _attach_catalog(con, catalog, options)
    except duckdb.Error as error:
        if not read_only and _is_being_made(error):
            return _attach_after_others(con, settings, catalog, options)
        if read_only and not settings.catalog and _is_write_refused(error):
            return _attach_catalog(con, f"sqlite:{_copied(settings.warehouse)}", options)
        raise


def _attach_catalog(con: duckdb.DuckDBPyConnection, catalog: str, options: list[str]) -> str:
    con.execute(f"ATTACH {_quoted('ducklake:' + catalog)} AS lake ({', '.join(options)})")
    return catalog


def _is_being_made(error: duckdb.Error) -> bool:
    return "Failed to initialize DuckLake" in str(error)


def _attach_after_others(con: duckdb.DuckDBPyConnection, settings: Settings, catalog: str, options: list[str]) -> str:
    """Another process is making the same catalog: waits for it."""
    from warehouse.lease import lease

    end = time.monotonic() + settings.lease_seconds
    while True:
        with lease(settings):
            try:
                return _attach_catalog(con, catalog, options)
            except duckdb.Error as error:
                if not _is_being_made(error) or time.monotonic() > end:
                    raise
        time.sleep(_PAUSE_SECONDS)


def _is_write_refused(error: duckdb.Error) -> bool:
    return any(words in str(error) for words in ("readonly database", "unable to open database"))


_COPIES: list[TemporaryDirectory[str]] = []


def _copied(warehouse: Path) -> Path:
    """A copy of the catalog, gone when the process ends: in a folder that cannot be written to, SQLite's write-ahead
    log cannot even be read in place."""
    folder = TemporaryDirectory(prefix="sitrep-catalog-")
    _COPIES.append(folder)
    for file in (CATALOG_FILE, CATALOG_FILE + "-wal"):
        if (warehouse / file).exists():
            copyfile(warehouse / file, Path(folder.name) / file)
    return Path(folder.name) / CATALOG_FILE


def in_plain_words(error: duckdb.Error, settings: Settings) -> WarehouseError:
    """DuckDB's error as the error of the warehouse that it is."""
    first = str(error).splitlines()[0]
    if "not exist in read" in first or ("does not exist" in first and "database" in first.lower()):
        return NoWarehouseError(f"there is no warehouse in {settings.warehouse}: `sitrep run` makes one")
    if any(words in first for words in ("malformed", "not a database", "disk image")):
        return DamagedError(
            f"the catalog {settings.warehouse / CATALOG_FILE} is damaged: put back the newest copy from "
            f"{settings.warehouse / 'backups'} (`sitrep doctor` says more)"
        )
    if "No such file" in first or "Could not open file" in first:
        return DamagedError(f"a data file of the warehouse is missing; `sitrep doctor` says which ({first})")
    if "No space left" in first or "database or disk is full" in first:
        return WarehouseError(f"the disk is full; nothing of this transaction has landed ({first})")
    if "readonly database" in first or "Permission denied" in first or "Read-only file system" in first:
        return WarehouseError(f"cannot write to {settings.warehouse}: no permission ({first})")
    return WarehouseError(f"the warehouse in {settings.warehouse} does not answer: {first}")


def _use_s3(con: duckdb.DuckDBPyConnection) -> None:
    """S3 access from the usual variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL."""
    env = os.environ
    parts = ["TYPE s3"]
    for option, value in (
        ("KEY_ID", env.get("AWS_ACCESS_KEY_ID")),
        ("SECRET", env.get("AWS_SECRET_ACCESS_KEY")),
        ("SESSION_TOKEN", env.get("AWS_SESSION_TOKEN")),
        ("REGION", env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION")),
    ):
        if value:
            parts.append(f"{option} {_quoted(value)}")
    endpoint = env.get("AWS_ENDPOINT_URL")
    if endpoint:
        scheme, _, host = endpoint.partition("://")
        parts += [
            f"ENDPOINT {_quoted(host)}",
            f"USE_SSL {'true' if scheme == 'https' else 'false'}",
            "URL_STYLE 'path'",
        ]
    con.execute(f"CREATE SECRET store ({', '.join(parts)})")


def _snapshot_at(con: duckdb.DuckDBPyConnection, as_of: datetime) -> int:
    if as_of.tzinfo is None:
        raise AsOfError("the time to look back to needs a time zone")
    found = con.execute(
        "SELECT max(snapshot_id) FILTER (snapshot_time <= $1), min(snapshot_time) FROM ducklake_snapshots('lake')",
        [as_of],
    ).fetchone()
    snapshot, first = found or (None, None)
    if snapshot is None:
        oldest = first.isoformat() if first else "never"
        raise AsOfError(f"nothing is kept for {as_of.isoformat()}: the oldest state kept is of {oldest}")
    return int(snapshot)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
