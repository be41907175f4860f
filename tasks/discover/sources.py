"""What is read: the sources of sources.toml, checked on load."""

import re
import tomllib
from collections.abc import Sequence
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from tasks.discover.address import is_web_address

Kind = Literal["feed", "sitemap", "site", "telegram", "gdelt", "urls", "web", "warc", "path"]
"""feed: RSS, Atom, RDF or JSON feed · sitemap: sitemap, news sitemap or index · site: sitemaps that robots.txt names ·
telegram: public channel preview · gdelt: a DOC 2.0 article search · urls: a file with one address a line · web: any
address, by what it turns out to be · warc: an archive on disk or the web · path: a file or folder on disk."""

Origin = Literal["official", "state_media", "independent"]

INPUT_SOURCE = "input"
"""source_id of everything that was named on the command line."""


class SourcesError(ValueError):
    """sources.toml cannot be used; the message names file and line."""


class Source(BaseModel):
    """One source. Frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    name: str
    kind: Kind
    address: str = Field(min_length=1)
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2,4}$")
    side: str | None = Field(default=None, pattern=r"^([A-Z]{2,4}|other)$")
    origin: Origin | None = None
    timezone: str | None = Field(default=None, description="its own, an IANA name; of channels, whose posts tell UTC")
    expected_per_day: float = Field(default=0, ge=0, description="articles; 0: nothing is expected")
    max_age_days: float = Field(default=3, ge=0, description="older items are left alone; 0: every item is taken")
    max_items: int = Field(default=2_000, gt=0, description="items taken of one run")
    delay_seconds: float | None = Field(default=None, ge=0, description="between requests; None: the policy's")
    local: bool = Field(default=False, description="whether its host may be on this machine or a private network")
    served_by: tuple[str, int] | None = Field(default=None, description="address and port to ask instead of its host")
    enabled: bool = True

    @model_validator(mode="after")
    def _address_fits_kind(self) -> "Source":
        if self.kind in ("feed", "sitemap", "site", "web") and not is_web_address(self.address):
            raise ValueError(f"a source of kind {self.kind} needs an http(s) address, not {self.address!r}")
        if self.kind == "telegram" and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{3,31}", self.address):
            raise ValueError(f"a telegram source needs the channel's name, not {self.address!r}")
        return self

    @field_validator("timezone")
    @classmethod
    def _timezone_exists(cls, name: str | None) -> str | None:
        if name is not None and name not in available_timezones():
            raise ValueError(f"there is no time zone {name!r}")
        return name

    @property
    def zone(self) -> tzinfo:
        """Its own time zone; UTC where it names none."""
        return ZoneInfo(self.timezone) if self.timezone else UTC

    @property
    def asked_at(self) -> str:
        """The web address that it is asked at; for kinds that are not on the web, the path."""
        if self.kind == "telegram":
            return f"https://t.me/s/{self.address}"
        return "https://api.gdeltproject.org/" if self.kind == "gdelt" else self.address

    @property
    def item(self) -> str:
        """What the source is called in raw.outcomes: its id, or for an INPUT the INPUT itself."""
        return self.address if self.id == INPUT_SOURCE else self.id


def load_sources(path: Path) -> tuple[Source, ...]:
    """The enabled sources of a TOML file of [[source]] tables. Raises SourcesError, which names the line."""
    try:
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text).get("source", [])
    except OSError as error:
        raise SourcesError(f"{path}: the sources file cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourcesError(f"{path}: the sources file is not valid TOML: {error}.") from error
    if not isinstance(tables, list) or not tables:
        raise SourcesError(f"{path}: the sources file holds no [[source]] table.")
    starts = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[source]]"]
    lines = text.splitlines()
    sources = [_checked(table, lines, start, path) for table, start in zip(tables, starts, strict=True)]
    first_line: dict[str, int] = {}
    for source, start in zip(sources, starts, strict=True):
        if source.id in first_line:
            line = _line_of("id", lines, start)
            raise SourcesError(f"{path}, line {line}: the id {source.id!r} is taken (line {first_line[source.id]}).")
        first_line[source.id] = _line_of("id", lines, start)
    return tuple(source for source in sources if source.enabled)


def _checked(table: dict[str, Any], lines: Sequence[str], start: int, path: Path) -> Source:
    try:
        return Source(**table)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        message = first["msg"].removeprefix("Value error, ")
        name = f"{table.get('id', 'a source')}: " + (f"{key}: " if key else "")
        raise SourcesError(f"{path}, line {_line_of(key or 'address', lines, start)}: {name}{message}.") from error


def _line_of(key: str, lines: Sequence[str], start: int) -> int:
    """The line of a key in the [[source]] table that starts on a line; the table's own where the key is missing."""
    for number, line in enumerate(lines[start:], start + 1):
        if line.strip().startswith("[["):
            break
        if re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
    return start
