"""Where the warehouse is and how patient it is; read from the environment.

Plain dataclass: importing pydantic-settings would cost more time than opening a warehouse may.
"""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of one warehouse; every field can be set as SITREP_<NAME>."""

    warehouse: Path = Path("data")
    """Folder of the warehouse: catalog, data files, lease, backups."""
    catalog: str | None = None
    """libpq connection string of a PostgreSQL catalog ("host=… dbname=…"); None: SQLite in the folder."""
    data_path: str | None = None
    """Where the Parquet files are (s3://bucket/prefix/ or a folder); None: `files` in the warehouse folder."""
    lease_seconds: float = 120.0
    """How long a writer waits for another one to finish."""
    busy_ms: int = 10_000
    """How long SQLite waits for its own short locks."""
    keep_days: float = 7.0
    """How long `sitrep maintain` keeps every snapshot: what `--as-of` can show to the transaction."""
    keep_daily_days: float = 400.0
    """How long it keeps the last snapshot of each day (UTC)."""
    grace_minutes: float = 60.0
    """How long a file that nothing needs any more stays on disk, for readers that began before."""
    keep_backups: int = 3
    """How many copies of the catalog `sitrep maintain` keeps."""

    @classmethod
    def from_environment(cls, path: str | os.PathLike[str] | None = None) -> "Settings":
        """Settings from SITREP_* variables; `path` goes before SITREP_WAREHOUSE."""
        env = os.environ
        folder = path if path is not None else env.get("SITREP_WAREHOUSE") or cls.warehouse
        return cls(
            warehouse=Path(folder).expanduser().absolute(),
            catalog=env.get("SITREP_CATALOG") or None,
            data_path=env.get("SITREP_DATA_PATH") or None,
            lease_seconds=float(env.get("SITREP_LEASE_SECONDS", cls.lease_seconds)),
            busy_ms=int(env.get("SITREP_BUSY_MS", cls.busy_ms)),
            keep_days=float(env.get("SITREP_KEEP_DAYS", cls.keep_days)),
            keep_daily_days=float(env.get("SITREP_KEEP_DAILY_DAYS", cls.keep_daily_days)),
            grace_minutes=float(env.get("SITREP_GRACE_MINUTES", cls.grace_minutes)),
            keep_backups=int(env.get("SITREP_KEEP_BACKUPS", cls.keep_backups)),
        )


def default_location() -> Path:
    """Folder of the warehouse where none is named: SITREP_WAREHOUSE, else ./data."""
    return Settings.from_environment().warehouse
