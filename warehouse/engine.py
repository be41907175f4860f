"""A DuckDB connection with the extensions that a lake needs, loaded from installed packages without a download."""

import os
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from zlib import crc32

import duckdb

from warehouse.errors import WarehouseError


def engine(extensions: Iterable[str]) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with these extensions loaded and its session in UTC.

    DuckDB checks an extension's signature on every load by hashing all of it (0.1 s each). Here that is done once per
    installed file: a stamp in the user's cache remembers path, size and time of a file whose signature was good.
    """
    files = {name: extension_file(name) for name in extensions}
    stamps = {name: _stamp(file) for name, file in files.items() if file is not None}
    verified = len(stamps) == len(files) and all(stamp.exists() for stamp in stamps.values())
    con = duckdb.connect(config={"allow_unsigned_extensions": "true"} if verified else {})
    for name, file in files.items():
        _load(con, name, file)
    if verified:
        con.execute("SET allow_unsigned_extensions = false")
    else:
        _remember(stamps.values())
    if "sqlite_scanner" in files:
        # Its parallel scans read on connections of their own, outside the transaction: beside a writer that merges
        # files a reader would silently miss rows.
        con.execute("SET GLOBAL sqlite_disable_multithreaded_scans = true")
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")  # it would stand amid the rows on standard output
    con.execute("SET python_enable_replacements = false")  # a Python variable must not pass for a table
    return con


def extension_file(name: str) -> Path | None:
    """The signed extension file that the package duckdb-extension-<name> carries for this DuckDB, or None."""
    package = find_spec(f"duckdb_extension_{name}")
    if package is None or package.origin is None:
        return None
    file = Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    return file if file.exists() else None


def _load(con: duckdb.DuckDBPyConnection, name: str, file: Path | None) -> None:
    try:
        if file is None:
            con.execute(f"INSTALL {name}")
        con.execute(f"LOAD '{file or name}'")
    except duckdb.Error as error:
        raise WarehouseError(
            f"DuckDB's extension {name} cannot be loaded: install the package duckdb-extension-{name.replace('_', '-')}"
            f" for duckdb {duckdb.__version__}. ({str(error).splitlines()[0]})"
        ) from None


def _stamp(file: Path) -> Path:
    stat = file.stat()
    mark = f"{file.stem}-{duckdb.__version__}-{stat.st_size}-{stat.st_mtime_ns}-{crc32(bytes(file)):08x}"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "sitrep" / "verified-extensions" / mark


def _remember(stamps: Iterable[Path]) -> None:
    with suppress(OSError):
        for stamp in stamps:
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.touch()
