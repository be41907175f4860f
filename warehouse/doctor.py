"""`sitrep doctor`: what is wrong with the installation or the warehouse, and what to do about it, in plain words."""

import json
import os
import shlex
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TextIO

import duckdb

from warehouse.attach import CATALOG_FILE, extensions, files_path
from warehouse.engine import engine, extension_file
from warehouse.errors import NewerSchemaError, OlderSchemaError, WarehouseError, WriterBusyError
from warehouse.lake import Warehouse
from warehouse.lease import HOLDER_FILE, holder, lease
from warehouse.maintenance import MANY_FILES, SIZE_CLASSES
from warehouse.settings import Settings
from warehouse.shell import DONE, FAILED

LOW_SPACE_BYTES = 1 << 30
LONG_LEASE = timedelta(hours=1)
SHOWN_FILES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing looked at. `bad`: it must be put right; `warn`: it may become a problem."""

    state: Literal["ok", "warn", "bad"]
    text: str


def doctor(path: str | os.PathLike[str] | None, *, out: TextIO | None = None, settings: Settings | None = None) -> int:
    """Looks at everything, tells it on `out`; gives 0 where nothing is bad, else 1."""
    out = out or sys.stdout
    settings = settings or Settings.from_environment(path)
    found = []
    for diagnosis in diagnose(settings, datetime.now(UTC)):
        found.append(diagnosis)
        print(f"{diagnosis.state:>4}  {diagnosis.text}", file=out)
    return FAILED if any(diagnosis.state == "bad" for diagnosis in found) else DONE


def diagnose(settings: Settings, now: datetime) -> Iterator[Diagnosis]:
    """Everything looked at, in order; stops where what is bad keeps the rest from being looked at."""
    installation = list(_extensions(settings))
    yield from installation
    yield from _folder(settings)
    if any(diagnosis.state == "bad" for diagnosis in installation):
        return
    if settings.catalog is None:
        if not (settings.warehouse / CATALOG_FILE).exists():
            yield Diagnosis(state="warn", text=f"no warehouse in {settings.warehouse} yet; `sitrep run` makes one")
            return
        catalog = _catalog(settings)
        yield catalog
        if catalog.state == "bad":
            return
    yield from _lease(settings, now)
    try:
        with Warehouse.open(settings=settings, read_only=True) as warehouse:
            yield from _lake(warehouse, now)
    except (OlderSchemaError, NewerSchemaError, WarehouseError) as error:
        yield Diagnosis(state="bad", text=str(error))
    except duckdb.Error as error:
        yield Diagnosis(state="bad", text=f"the warehouse cannot be read: {str(error).splitlines()[0]}")


def _extensions(settings: Settings) -> Iterator[Diagnosis]:
    for name in extensions(settings):
        package = f"duckdb-extension-{name.replace('_', '-')}"
        try:
            engine([name]).close()
        except WarehouseError as error:
            yield Diagnosis(state="bad", text=str(error))
            continue
        if extension_file(name) is None:
            text = (
                f"DuckDB's extension {name} was downloaded; install {package}=={duckdb.__version__} to be independent"
            )
            yield Diagnosis(state="warn", text=text)
        else:
            yield Diagnosis(state="ok", text=f"DuckDB {duckdb.__version__} loads {name} from {package}")


def _folder(settings: Settings) -> Iterator[Diagnosis]:
    folder = settings.warehouse
    if not folder.exists():
        return
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
        yield Diagnosis(state="ok", text=f"{folder} can be written to")
    except OSError as error:
        yield Diagnosis(
            state="bad", text=f"{folder} cannot be written to ({error.strerror}): reading works, `sitrep run` does not"
        )
    free = shutil.disk_usage(folder).free
    if free < LOW_SPACE_BYTES:
        text = f"only {free / 1e6:.0f} MB are free on the disk of {folder}: make room, then run again; nothing is lost"
        yield Diagnosis(state="bad" if free < LOW_SPACE_BYTES / 16 else "warn", text=text)
    else:
        yield Diagnosis(state="ok", text=f"{free / 1e9:.0f} GB are free")


def _catalog(settings: Settings) -> Diagnosis:
    file = settings.warehouse / CATALOG_FILE
    backups = sorted((settings.warehouse / "backups").glob("catalog-*.sqlite"))
    cure = f"put back a copy: {_put_back(backups[-1], file)}" if backups else "there is no copy in backups/ to put back"
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=settings.busy_ms / 1000)) as con:
            verdict = con.execute("PRAGMA quick_check(1)").fetchone()[0]
            con.execute("SELECT max(snapshot_id) FROM ducklake_snapshot").fetchone()
    except sqlite3.OperationalError as error:
        if "unable to open" in str(error):
            return Diagnosis(state="warn", text=f"the catalog {file} cannot be checked here: {error}")
        return Diagnosis(state="bad", text=f"the catalog {file} is damaged ({error}); {cure}")
    except sqlite3.DatabaseError as error:
        return Diagnosis(state="bad", text=f"the catalog {file} is damaged ({error}); {cure}")
    if verdict != "ok":
        return Diagnosis(state="bad", text=f"the catalog {file} is damaged ({verdict}); {cure}")
    return Diagnosis(state="ok", text=f"the catalog {file} is whole; {len(backups)} copies in backups/")


def _put_back(copy: Path, file: Path) -> str:
    """The command; what SQLite had in its log beside the damaged file would be read into the copy."""
    return shlex.join(["rm", "-f", f"{file}-wal", f"{file}-shm"]) + " && " + shlex.join(["cp", str(copy), str(file)])


def _lease(settings: Settings, now: datetime) -> Iterator[Diagnosis]:
    try:
        with lease(replace(settings, lease_seconds=0.0), sign=False):
            last = holder(settings.warehouse)
        yield Diagnosis(state="ok", text="nobody is writing" + (f"; last was {last}" if last else ""))
    except WriterBusyError:
        since = _held_since(settings.warehouse)
        who = holder(settings.warehouse) or "another process"
        if since is not None and now - since > LONG_LEASE:
            text = f"{who}, holds the writer's lease for more than an hour: if it hangs, end it; nothing is lost"
            yield Diagnosis(state="warn", text=text)
        else:
            yield Diagnosis(state="ok", text=f"{who}, is writing now")
    except WarehouseError as error:
        yield Diagnosis(state="bad", text=str(error))


def _held_since(folder: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads((folder / HOLDER_FILE).read_text())["since"])
    except (OSError, ValueError, KeyError):
        return None


def _lake(warehouse: Warehouse, now: datetime) -> Iterator[Diagnosis]:
    con = warehouse.connection
    newest = con.execute("SELECT max(snapshot_time) FROM ducklake_snapshots('lake')").fetchone()
    if newest and newest[0] and newest[0] > now + timedelta(minutes=1):
        text = f"the newest state is of {newest[0]:%Y-%m-%d %H:%M} UTC, in the future: the clock was or is wrong"
        yield Diagnosis(state="warn", text=f"{text}; --as-of may miss what was written meanwhile")
    tables = con.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'lake' ORDER BY ALL"
    ).fetchall()
    missing: list[tuple[str, str]] = []
    files = 0
    for schema, table in tables:
        listed = con.execute(
            f"SELECT data_file, delete_file FROM ducklake_list_files('lake', '{table}', schema => '{schema}')"
        ).fetchall()
        paths = [path for row in listed for path in row if path]
        files += len(paths)
        missing += [(f"{schema}.{table}", path) for path in _absent(con, warehouse.settings, paths)]
        if len(listed) > MANY_FILES * len(SIZE_CLASSES):
            yield Diagnosis(state="warn", text=f"{schema}.{table} lies in {len(listed)} files: run `sitrep maintain`")
    for name, path in missing[:SHOWN_FILES]:
        yield Diagnosis(state="bad", text=f"{name} lacks its data file {path}: put it back from your backup of files/")
    if len(missing) > SHOWN_FILES:
        yield Diagnosis(state="bad", text=f"and {len(missing) - SHOWN_FILES} more data files are missing")
    if not missing:
        yield Diagnosis(state="ok", text=f"all {files} data files of {len(tables)} tables are there")


def _absent(con: duckdb.DuckDBPyConnection, settings: Settings, paths: list[str]) -> list[str]:
    if "://" not in files_path(settings):
        return [path for path in paths if not Path(path).exists()]
    there = {row[0] for row in con.execute("SELECT file FROM glob($1)", [files_path(settings) + "**"]).fetchall()}
    return [path for path in paths if path not in there]
