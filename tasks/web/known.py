"""What the warehouse holds of addresses already, as plain rows that are handed in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the warehouse holds of an address: its first and newest visit, and what the newest page said."""

    first_fetched_at: datetime
    last_visited_at: datetime
    body_sha256: str
    etag: str | None = None
    last_modified: str | None = None


Lookup = Callable[[Sequence[str]], Mapping[str, Known]]
"""Hands in what is known of some addresses; addresses that are not known are left out."""


def nothing_known(_: Sequence[str]) -> Mapping[str, Known]:
    """The Lookup of an empty warehouse."""
    return {}
