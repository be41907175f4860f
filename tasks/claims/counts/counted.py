"""What was counted: one number phrase with its metric, and what the passage has counted so far."""

from dataclasses import dataclass, field

from tasks.claims.counts.phrases import Phrase
from tasks.claims.text import Sentence


@dataclass(slots=True)
class Counted:
    """A number phrase with its metric.

    at: token of the verb or noun it was read from; voice: how the phrase stands to it (see Link.role); whole: the count
    it is a part of; like: the part that tells the sides of a whole ("56 of 117 drones").
    """

    phrase: Phrase
    metric: str
    object: str
    group: str
    at: int
    voice: str
    whole: "Counted | None" = None
    partial: bool = False
    like: "Counted | None" = None


@dataclass(slots=True)
class Memory:
    """What earlier sentences of the passage counted, for "45 of them" and "another 36"."""

    weapon: Counted | None = None
    people: Counted | None = None
    equipment: Counted | None = None
    people_named: str | None = None
    sentence_before: Sentence | None = None
    counted: list[Counted] = field(default_factory=list)
