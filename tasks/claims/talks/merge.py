"""Merging: mentions of one event in an article become one; distinct events stay apart."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tasks.claims.talks.draft import Draft, When
from warehouse.vocabulary import TalkFormat, TalkStatus

_RANK = {"day": 0, "night": 0, "minute": 0, "week": 1, "month": 2, "year": 3}


@dataclass(slots=True)
class Event:
    """The mentions that speak of one event, in reading order."""

    mentions: list[Draft] = field(default_factory=list)

    @property
    def parties(self) -> frozenset[str]:
        stated = [d.parties for d in self.mentions if d.has_stated_parties and d.is_event]
        return max(stated, key=len) if stated else self.key.parties

    @property
    def has_stated_parties(self) -> bool:
        return any(d.has_stated_parties for d in self.mentions)

    @property
    def when(self) -> When | None:
        known = [d.when for d in self.mentions if d.when is not None]
        days = [w for w in known if w.precision == "day"]
        if len(days) > 1 and any(d.is_part for d in self.mentions):
            start, end = min(w.start for w in days), max(w.last for w in days)
            return When(start, end if end != start else None, "day")
        return min(known, key=lambda w: _RANK[w.precision]) if known else None

    @property
    def city(self) -> str | None:
        return next((d.city for d in self.mentions if d.city), None)

    @property
    def country(self) -> str | None:
        return next((d.country for d in self.mentions if d.country), None)

    @property
    def round(self) -> int | None:
        return next((d.round for d in self.mentions if d.round), None)

    @property
    def format(self) -> TalkFormat | None:
        """That of the fullest mention, else of another that names the event or a place."""
        told = [d.format for d in self.mentions if d.is_event or d.country or d.format != "in_person"]
        others = told if self.key.noun == "speak" else [d.format for d in self.mentions]
        return self.key.format or next((f for f in others if f), None)

    @property
    def status(self) -> TalkStatus:
        """The state of the mention that tells most; what is planned is no longer only proposed."""
        states = {d.status for d in self.mentions if d.is_event}
        return "planned" if self.key.status == "proposed" and "planned" in states and self.when else self.key.status

    @property
    def key(self) -> Draft:
        """The mention that tells most."""
        return max((d for d in self.mentions), key=lambda d: (d.is_event, d.weight, -d.start))


def merge(drafts: Iterable[Draft]) -> list[Event]:
    """Events in order of first mention. Mentions that name no event by themselves only add to others."""
    events: list[Event] = []
    for draft in sorted(drafts, key=lambda d: (not d.is_event, d.start)):
        fitting = [event for event in events if _fits(draft, event)]
        if not draft.is_event:
            fitting = [event for event in fitting if _points_at(draft, event)]
        told = [event for event in fitting if event.key.noun == draft.noun]
        if told and draft.word.endswith("s") and not draft.has_stated_parties and draft.when is not None:
            for event in told:
                event.mentions.append(draft)
        elif fitting and draft.is_latest:
            max(fitting, key=lambda event: event.when.start if event.when else date.min).mentions.append(draft)
        elif fitting:
            max(fitting, key=lambda event: _closeness(draft, event)).mentions.append(draft)
        elif draft.is_event:
            events.append(Event([draft]))
    return sorted(events, key=lambda event: min(d.start for d in event.mentions))


_CLOSE = 3
"""Sentences over which a dated and an undated mention without a place in common can be one event."""
_NEAR = 6
"""Sentences over which "the talks" can point back or a visit be told apart from its talks."""


def _points_at(draft: Draft, event: Event) -> bool:
    """Whether a mention that names no event by itself speaks of this one."""
    distance = _distance(draft, event)
    if draft.noun == "visit":
        return draft.has_stated_parties and distance <= _NEAR
    if draft.has_stated_parties and draft.parties == event.parties and distance <= 1:
        return True
    is_same_day = draft.when is not None and event.when is not None
    is_call = _mode(draft) == _mode(event.key) == "call"
    is_told = draft.when is None or event.when is not None or min(d.start for d in event.mentions) <= draft.start
    return draft.is_definite and (
        (distance <= _NEAR and is_told) or is_same_day or (is_call and draft.when is not None)
    )


def _fits(draft: Draft, event: Event) -> bool:
    if draft.round and event.round and draft.round != event.round:
        return False
    if "any" not in (_mode(draft), _mode(event.key)) and _mode(draft) != _mode(event.key):
        return False
    if draft.has_stated_parties and event.has_stated_parties and not _same_parties(draft, event):
        return False
    if draft.city and event.city and draft.city != event.city:
        return False
    if draft.country and event.country and draft.country != event.country:
        return False
    if draft.when is not None and event.when is not None and not draft.when.overlaps(event.when, _slack(draft, event)):
        return False
    is_undated = draft.when is None or event.when is None
    if draft.is_event and is_undated and not _shares_more(draft, event) and _distance(draft, event) > _CLOSE:
        return False
    return _same_state(draft, event)


def _shares_more(draft: Draft, event: Event) -> bool:
    """Whether place, round or stated parties say that a dated and an undated mention are one event."""
    is_one_placed = (draft.country is None) != (event.country is None)
    if draft.has_stated_parties and event.has_stated_parties:
        return not (is_one_placed and "speak" in (draft.noun, event.key.noun))
    same_place = (draft.city or draft.country) is not None and draft.country == event.country
    return same_place or (draft.round is not None and draft.round == event.round)


def _distance(draft: Draft, event: Event) -> int:
    """Sentences between a mention and the nearest mention of an event."""
    return min(abs(draft.sentence - d.sentence) for d in event.mentions)


def _slack(draft: Draft, event: Event) -> int:
    """Days by which mentions of one event may differ: a day of talks that last two, a week that is only planned."""
    if (draft.is_part or any(d.is_part for d in event.mentions)) and draft.parties == event.parties:
        return 1
    states = {draft.status, event.key.status}
    if "week" not in (draft.when and draft.when.precision, event.when and event.when.precision):
        return 0
    return 7 if states == {"proposed"} else 1 if states <= set(_OPEN) else 0


def _mode(draft: Draft) -> str:
    if draft.noun in ("call", "phone", "video") or draft.format in ("phone", "video"):
        return "call"
    return "any" if draft.noun == "speak" else "room"


def _same_parties(draft: Draft, event: Event) -> bool:
    """The same parties, or some of them named at the same day and place."""
    a, b = draft.parties, event.parties
    if a == b:
        return True
    same_place = draft.is_definite and draft.city is not None and draft.city == event.city
    same_day = draft.when is not None and draft.when == event.when and draft.when.precision == "day"
    return len(a & b) >= 2 and (a <= b or b <= a) and (same_place or same_day)


_OPEN = ("proposed", "planned")


def _same_state(draft: Draft, event: Event) -> bool:
    """Whether what is only proposed or planned can be the same as what took place."""
    if draft.when is not None and event.when is not None:
        return True
    if draft.when is None and draft.round is not None and draft.round == event.round and not _distance(draft, event):
        return True  # "will meet … for a third round of talks": the verb tells the state of both
    key = event.key
    if (draft.status in _OPEN) == (key.status in _OPEN):
        is_bare = not (draft.city or key.city or draft.when or key.when)
        return not (is_bare and draft.status == "proposed" and draft.is_event and draft.noun != key.noun)
    if not draft.is_event:
        return draft.when is None and (draft.country is None or (draft.status == "held" and key.status == "planned"))
    if draft.is_definite and draft.when is None and _distance(draft, event) <= _CLOSE:
        return True
    is_general = not draft.has_stated_parties and draft.when is None and draft.round is None and draft.outcome is None
    return is_general and draft.status == "held" and bool(draft.city)


def _closeness(draft: Draft, event: Event) -> tuple[int, int, int, int, int, int]:
    same_round = bool(draft.round and draft.round == event.round)
    same_day = draft.when is not None and event.when is not None
    same_city = bool(draft.city and draft.city == event.city)
    nearest = -min(abs(draft.start - d.start) * (1 if d.start <= draft.start else 2) for d in event.mentions)
    same_country = bool(draft.country and draft.country == event.country)
    same_state = (draft.status in _OPEN) == (event.key.status in _OPEN)
    return int(same_round), int(same_day), int(same_city), int(same_country), int(same_state), nearest
