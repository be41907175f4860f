"""What a publish makes worth telling at once: a record night, a source gone quiet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import inf, log

import pyarrow as pa

Query = Callable[[str, Sequence[object]], pa.Table]

_RECORDS = """
    SELECT actor, target, max(best) AS best, arg_max(day, best) AS day, arg_max(best_speaker, best) AS best_speaker
    FROM marts.drone_counts WHERE metric = 'launched' AND best IS NOT NULL GROUP BY actor, target
"""
_SILENCE = """
    SELECT tried.source_id, coalesce(max(told.newest), min(tried.first_try)) AS since
    FROM (SELECT source_id, min("at") AS first_try FROM raw.outcomes WHERE source_id IS NOT NULL GROUP BY 1) AS tried
    LEFT JOIN (
        SELECT source_id, max(published_at) AS newest FROM core.articles WHERE published_at <= $1 GROUP BY 1
    ) AS told ON told.source_id = tried.source_id
    GROUP BY tried.source_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A source that is quiet for longer than is usual for it."""

    source_id: str
    hours: float
    usual_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNight:
    """The night with the most drones launched in one direction."""

    day: date
    actor: str | None
    target: str | None
    best: float
    best_speaker: str | None


def read_record_nights(query: Query) -> tuple[RecordNight, ...]:
    """The night with the most drones launched of each direction. Read before and after publishing; see new_records."""
    return tuple(RecordNight(**row) for row in query(_RECORDS, ()).to_pylist())


def new_records(before: Sequence[RecordNight], after: Sequence[RecordNight]) -> list[RecordNight]:
    """The nights that beat every night known before; the first night ever known of a direction is no record."""
    known = {(each.actor, each.target): each for each in before}
    records = []
    for each in after:
        beaten = known.get((each.actor, each.target))
        if beaten is not None and each.day != beaten.day and each.best > beaten.best:
            records.append(each)
    return records


def read_silent_sources(query: Query, expected_per_day: Mapping[str, float], now: datetime) -> tuple[Silence, ...]:
    """Sources (by id) quiet for longer than is usual for how many articles a day they are expected to give.

    Silence counts from the newest article, or from the first try where there never was one.
    """
    rows = query(_SILENCE, (now,)).to_pylist()
    hours = {row["source_id"]: (now - row["since"]).total_seconds() / 3600 for row in rows}
    return tuple(
        Silence(source_id=source, hours=hours[source], usual_hours=usual)
        for source, per_day in sorted(expected_per_day.items())
        if source in hours and hours[source] > (usual := usual_silence(per_day))
    )


def usual_silence(expected_per_day: float) -> float:
    """Hours after which silence means something: chance alone brings one that long once in a thousand waits.

    That is for articles that come one by one (Poisson); nights are quiet for all, so never under 12 hours.

    >>> round(usual_silence(2)), usual_silence(100), usual_silence(0)
    (83, 12.0, inf)
    """
    return max(12.0, 24 * log(1000) / expected_per_day) if expected_per_day else inf
