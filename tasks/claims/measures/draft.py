"""A draft of a measure: what one mention in one sentence tells of it."""

from dataclasses import dataclass
from datetime import date

from warehouse.vocabulary import Instrument, Stage


@dataclass(frozen=True, slots=True)
class Draft:
    """One mention of a measure. start, end: its sentence."""

    start: int
    end: int
    instrument: Instrument
    stage: Stage
    actor: str | None
    target: str | None
    rate: float | None
    amount: float | None
    currency: str | None
    duration_days: float | None
    date_start: date | None
    date_end: date | None
    speaker: str | None
    speaker_side: str | None
