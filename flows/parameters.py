"""What a run can be told, as models: Prefect's UI makes its forms from these."""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from warehouse import default_location


class Parameters(BaseModel):
    """Frozen, and closed to unknown names, so that a misspelt parameter is an error and not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    warehouse: Path = Field(default_factory=default_location, description="Folder of the warehouse.")


class PublishParameters(Parameters):
    """One publishing of what has landed."""

    sources: Path | None = Field(None, description="sources.toml to discover from, and to tell silent sources by.")
    report: Path | None = Field(
        None, description="Folder for the report page, seen from the warehouse; none: no report."
    )
    rebuild: bool = Field(False, description="Make every mart anew, not only what changed.")


class RunParameters(PublishParameters):
    """One run of the pipeline."""

    inputs: tuple[str, ...] = Field(
        (),
        description="Article, feed or sitemap URLs; text, HTML, JSONL, CSV, Parquet or WARC files; folders of these.",
    )
    since: date | None = Field(None, description="Read sources back to this day (UTC); none: as far as each one says.")
    until: date | None = Field(None, description="Leave alone what sources list from this day on (UTC).")
    keep: Literal["full", "relevant"] = Field(
        "full",
        description="full: keep articles that are not about the conflict too; relevant: only their outcome (quicker).",
    )
    runner: Literal["processes", "threads", "dask"] = Field(
        "processes", description="What extracts and reads: processes or threads of this machine, or a Dask cluster."
    )
    workers: int = Field(2, ge=1, le=256, description="How many of them.")
    dask_address: str | None = Field(None, description="Dask scheduler (tcp://host:8786) for the runner 'dask'.")
    batch: int = Field(64, ge=1, le=10_000, description="Pages that land in one transaction.")


class BackfillParameters(RunParameters):
    """One reading of the past."""

    since: date = Field(description="Read sources back to this day (UTC).")
