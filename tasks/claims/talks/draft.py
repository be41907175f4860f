"""A draft of a talks event: what one mention in one sentence tells of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from warehouse.vocabulary import Precision, TalkFormat, TalkStatus

Noun = Literal["talks", "meeting", "call", "video", "round", "meet", "speak", "phone", "host", "visit"]


@dataclass(frozen=True, slots=True)
class When:
    """Local dates of a talks event; end is None for one day."""

    start: date
    end: date | None
    precision: Precision

    @property
    def last(self) -> date:
        return self.end or self.start

    def overlaps(self, other: "When", slack: int = 0) -> bool:
        """Whether the two share a day, or come within `slack` days of it."""
        room = timedelta(slack)
        return self.start <= other.last + room and other.start <= self.last + room


@dataclass(frozen=True, slots=True)
class Draft:
    """One mention. start, end: its sentence. is_definite: "the talks", which points at an event told before."""

    sentence: int
    start: int
    end: int
    noun: Noun
    word: str
    parties: frozenset[str]
    has_stated_parties: bool
    mediators: frozenset[str]
    city: str | None
    country: str | None
    when: When | None
    round: int | None
    format: TalkFormat | None
    status: TalkStatus
    outcome: str | None
    is_definite: bool
    is_event: bool
    at: int = 0
    """Where its word stands."""
    is_part: bool = False
    """One day of talks that last several."""
    is_latest: bool = False
    """"the most recent round": the last of several told."""
    speaker: str | None = None
    speaker_side: str | None = None

    @property
    def weight(self) -> int:
        """How much it tells."""
        known = (self.when, self.city, self.country, self.round, self.has_stated_parties or None, self.outcome)
        return sum(value is not None for value in known)
