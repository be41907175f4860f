"""A claim in the making."""

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.claims.counts.counted import Counted
from tasks.claims.counts.setting import Setting
from tasks.claims.counts.sides import Roles
from tasks.claims.counts.voice import Voice
from tasks.claims.counts.when import UNKNOWN, When
from tasks.claims.text import Sentence, Token


@dataclass(slots=True)
class Draft:
    """What was counted, by whom and where; when and scope are found once the article has been read to its end.

    at: number of its sentence; clauses: tokens of the counts of other clauses; places: cities and regions named.
    is_dated: its own sentence gives its time; event: the sentence that opens its event (see events.Event).
    """

    counted: Counted
    roles: Roles
    setting: Setting
    places: frozenset[str]
    realis: str
    voice: Voice
    sentence: Sentence
    tokens: Sequence[Token]
    at: int
    clauses: Sequence[int]
    when: When = UNKNOWN
    is_dated: bool = False
    event: int | None = None
    scope: str = "event"


def is_perfect(draft: Draft) -> bool:
    """ "has lost 3,000 armoured vehicles" """
    at = draft.counted.at
    return any(t.lower in ("has", "have") for t in draft.tokens[max(0, at - 4) : at])
