"""What the report shows, as plain rows: marts' figures, each with the sentences that prove it."""

from dataclasses import dataclass
from datetime import date, datetime

from warehouse.ids import content_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sentence of one article."""

    sentence: str
    stated: str
    speaker: str | None
    publisher: str | None
    title: str | None
    url: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One counted figure of one day: what the reports say together, and what each of them says.

    low, high and best are counts; None where nothing was stated. n_reports counts all reports, also those whose
    sentences are left out of `evidence`.
    """

    event_id: str
    day: date
    part_of_day: str | None
    actor: str | None
    target: str | None
    object: str
    metric: str
    place: str | None
    low: float | None
    high: float | None
    best: float | None
    best_speaker: str | None
    n_reports: int
    n_publishers: int
    n_speakers: int
    evidence: tuple[Evidence, ...]

    @property
    def key(self) -> str:
        return "f" + content_id(self.event_id, self.object, self.metric, self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of talks in its track; the last day is None for one day."""

    round_id: str
    track: str | None
    round: int | None
    date_start: date | None
    date_end: date | None
    city: str | None
    country: str | None
    parties: tuple[str, ...]
    mediators: tuple[str, ...]
    format: str | None
    status: str
    outcome: str | None
    n_reports: int
    n_publishers: int
    evidence: tuple[Evidence, ...]

    @property
    def key(self) -> str:
        return "t" + content_id(self.round_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Figures of one event that cannot all hold; one piece of evidence a speaker."""

    day: date | None
    actor: str | None
    target: str | None
    object: str
    metric: str
    place: str | None
    evidence: tuple[Evidence, ...]

    @property
    def key(self) -> str:
        stated = (f"{each.speaker}{each.stated}" for each in self.evidence)
        return "d" + content_id(self.day, self.actor, self.target, self.object, self.metric, self.place, *stated)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDay:
    """What one source gave on one day (UTC)."""

    source_id: str
    day: date
    tried: int
    fetched: int
    articles: int
    relevant: int
    claims: int
    failures: int
    hours_since_last_article: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One item that came to no good end."""

    step: str
    item: str
    source_id: str | None
    outcome: str
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Everything that one report shows."""

    articles: int
    relevant: int
    claims: int
    publishers: int
    drones: tuple[Figure, ...]
    casualties: tuple[Figure, ...]
    rounds: tuple[Round, ...]
    disputes: tuple[Dispute, ...]
    sources: tuple[SourceDay, ...]
    failures: tuple[Failure, ...]
