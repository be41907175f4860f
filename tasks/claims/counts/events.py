"""Which event of the article each sentence tells of, and on which day that was.

An article opens with its news, goes off to older events, other places and talk, and comes back. Most of its figures
have no day in their own sentence: they have the day of their event. So the sentences are first put together by event,
then an event is dated from whatever any of its sentences says of the day.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tasks.claims.counts.draft import Draft, is_perfect
from tasks.claims.counts.setting import COUNTRY
from tasks.claims.counts.sides import PARTIES
from tasks.claims.counts.when import When, time_of
from tasks.claims.lexicon import load
from tasks.claims.passage import Passage
from tasks.claims.text import OPENERS
from tasks.claims.times import Span
from tasks.claims.times.days import ERA_START

Kind = Literal["attack", "swap"]

_AIR = frozenset(("launched", "shot_down", "suppressed", "neutralized", "hit"))
_FRESH_WHEN_PERFECT = _AIR | {"exchanged"}
_SWAPS = ("swap", "exchange", "prisoner", "bodies")
_OPENING = 3
"""Sentences that open an article: what they tell without a day is its news."""
_REACH = 3
"""Sentences over which a day goes on to other events than its own."""
_NIGHT_REACH = 6
_LONG_PARAGRAPHS = 2.5
"""Sentences a paragraph, from which on each paragraph tells of something else."""
_WORDS = load("grammar")["words"]
_TELLS = re.compile("|".join(_WORDS["tellings"]))
_EVENTS = "|".join(_WORDS["events"])
_ANY_EVENT = re.compile(rf"\b(?:{_EVENTS})\b")
_ANY_NOUN = frozenset(("attack", "assault", "raid", "exchange", "swap"))
"""What every event may be called."""
_BACK = re.compile(
    rf"\b(?:the|this|that|these|those|latest|['’]s)\s+(?:[\w-]+\s+)?(?:{_EVENTS}|toll)\b"
    r"|\b(?:risen|rose|climbed|grown) to\b"
)
_ANEW = re.compile(rf"\ban?\s+(?:[\w-]+\s+){{0,2}}(?:{_EVENTS})\b")
_TURN = re.compile(rf"\W*(?:{'|'.join(_WORDS['turns'])})\b")
_APART = re.compile(rf"\W*(?:\w+\s+){{0,3}}elsewhere\b|.*\b(?:another|a separate) (?:\w+ )?(?:{_EVENTS})\b", re.DOTALL)
"""Told apart from the event before, so that its day does not go on either."""
_WIDELY = re.compile(
    r"\bacross (?:the country\b|[A-Z])"
    r"|\b(?:several|other|many|\w+teen|two|three|four|five|six|\d\d?) (?:\w+ )?(?:regions|cities)\b"
)
_AT = re.compile(rf"\b(?:{'|'.join(_WORDS['at'])}|of)\s+(?:the\s+)?(?:[a-z’'-]+\s+){{0,2}}$")
_BARE_NIGHTS = ("overnight", "the night", "during the night")
_ASIDE = re.compile(r"the\s+(?:day|night)\s+before|the\s+(?:previous|preceding|prior)\b|.*\bafter$", re.IGNORECASE)
"""Days told of an earlier event only in passing."""


@dataclass(slots=True)
class Event:
    """One attack, battle or swap, as the article tells it.

    opened, last: its first sentence, and its last so far; target: the side attacked; places: the cities and regions
    that its sentences name; nouns: what they call it; is_wide: told of a whole country, so that any of its places may
    be a part; is_news: what the article exists for; when: its day, None where no sentence tells.
    """

    kind: Kind
    opened: int
    last: int
    target: str | None
    is_wide: bool
    is_news: bool
    when: When | None = None
    places: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Telling:
    """What one sentence says of its event.

    is_fresh: it opens the article, or tells what an army or a swap "has" done. night: "overnight", of whatever day.
    """

    at: int
    kind: Kind
    target: str | None
    places: frozenset[str]
    nouns: frozenset[str]
    is_wide: bool
    counts: bool
    is_fresh: bool
    when: When | None
    night: When | None
    turns: bool
    is_apart: bool
    is_new: bool
    goes_back: bool


def events_of(
    passage: Passage, drafts: Sequence[Draft], own: Mapping[int, When], said: Mapping[int, When]
) -> dict[int, Event]:
    """The event of each sentence that tells of one, by the number of the sentence.

    own, said: by the number of the sentence, the day that it gives its own counts, and the day on which it was said.
    """
    counted: dict[int, list[Draft]] = {}
    for draft in drafts:
        counted.setdefault(draft.at, []).append(draft)
    story = _Story(passage)
    for i in range(len(passage.sentences)):
        when = own.get(i) or next((time_of(span) for span in passage.times[i] if _is_day(span)), None)
        if when is None and i in said and not goes_back(passage.sentences[i].text.lower()):
            when = said[i]
        telling = _telling(passage, i, counted.get(i, ()), when or _vaguely(passage, i))
        story.go_on(i, telling, when)
    story.close()
    return story.events


def _vaguely(passage: Passage, i: int) -> When | None:
    """ "In late January …", at an end of its sentence: an event of some day in it, and not of the day told before"""
    start, end = passage.sentences[i].start, passage.sentences[i].end
    for span in passage.times[i]:
        is_month = (
            span.kind == "point" and span.precision == "month" and span.basis.lower().startswith(("in ", "last "))
        )
        if is_month and span.date_start and (span.start_char == start or end - span.end_char <= 1):
            return time_of(span, one_event=True)
    return None


def goes_back(low: str) -> bool:
    """Whether a sentence, in small letters, speaks of an event as one told before: "the strike", "the toll"."""
    return _BACK.search(low) is not None


def is_day_of_event(when: When) -> bool:
    """Whether a claim's own time is a day that its event goes on with."""
    is_day = when.scope == "event" and when.end is not None and when.precision in ("day", "night")
    is_day = is_day and when.end != ERA_START
    return is_day and not is_bare_night(when.basis) and not _ASIDE.match(when.basis or "")


def is_bare_night(basis: str | None) -> bool:
    """ "overnight" alone: of the day told before"""
    return (basis or "").lower() in _BARE_NIGHTS


def _is_day(span: Span) -> bool:
    return span.kind == "point" and is_day_of_event(time_of(span))


def _telling(passage: Passage, i: int, drafts: Sequence[Draft], when: When | None) -> Telling | None:
    """None: the sentence is talk."""
    low = passage.sentences[i].text.lower()
    back = goes_back(low)
    if not drafts and not back and not (_is_set(passage, i) and _TELLS.search(low)):
        return None
    places = _places(passage, i)
    is_swap = any(d.counted.metric == "exchanged" for d in drafts) or (not drafts and any(w in low for w in _SWAPS))
    night = next((time_of(span) for span in passage.times[i] if span.precision == "night"), None)
    is_apart = _APART.match(low) is not None or _opens_item(passage, i)
    return Telling(
        at=i,
        kind="swap" if is_swap else "attack",
        target=next((d.roles.target for d in drafts if d.roles.target), None) or _country(passage, i),
        places=places,
        nouns=frozenset(noun.removesuffix("s") for noun in _ANY_EVENT.findall(low)) - _ANY_NOUN,
        is_wide=not places
        or _WIDELY.search(passage.sentences[i].text) is not None
        or any(d.counted.metric in _AIR and d.setting.level == COUNTRY for d in drafts),
        counts=bool(drafts),
        is_fresh=i < _OPENING or any(d.counted.metric in _FRESH_WHEN_PERFECT and is_perfect(d) for d in drafts),
        when=when,
        night=night if when is None else None,
        turns=is_apart or _TURN.match(low) is not None,
        is_apart=is_apart,
        is_new=_ANEW.search(low) is not None,
        goes_back=back,
    )


def _is_set(passage: Passage, i: int) -> bool:
    """Whether a sentence says where or when: without that, a word of attack in it is talk."""
    return bool(passage.times[i]) or any(m.country in PARTIES or m.side in PARTIES for m in passage.names[i])


def _opens_item(passage: Passage, i: int) -> bool:
    """A paragraph of several sentences after another such: each tells of something else."""
    sentences = passage.sentences
    if i == 0 or sentences[i - 1].paragraph == sentences[i].paragraph:
        return False
    if passage.text[sentences[i].start] in OPENERS:
        return False
    return len(sentences) > _LONG_PARAGRAPHS * (sentences[-1].paragraph + 1)


def _places(passage: Passage, i: int) -> frozenset[str]:
    """Cities and regions, where a capital is not its government."""
    found = set()
    for m in passage.names[i]:
        if m.kind == "place" and m.level != "country":
            before = passage.text[max(passage.sentences[i].start, m.start - 30) : m.start]
            if m.side is None or _AT.search(before):
                found.add(m.name.removesuffix(" region"))
    return frozenset(found)


def _country(passage: Passage, i: int) -> str | None:
    return next((m.country for m in passage.names[i] if m.kind == "place" and m.country in PARTIES), None)


@dataclass(slots=True)
class _Story:
    """The events told so far, the latest told last, and the day that the story has come to.

    day_of: the kind of event that day was told of; the day of a swap does not go on to an attack.
    """

    passage: Passage
    events: dict[int, Event] = field(default_factory=dict)
    told: list[Event] = field(default_factory=list)
    day: When | None = None
    day_from: int = -99
    day_of: Kind | None = None
    heading: When | None = None

    def go_on(self, i: int, telling: Telling | None, when: When | None) -> None:
        """Reads one sentence. when: the day that it names."""
        if when is not None and self.passage.sentences[i].text.endswith(":"):
            self.heading = when
        if telling is not None:
            event = self._event(telling)
            when = when or (event.when if telling.counts else None)
        if when is not None:
            self.day, self.day_from, self.day_of = when, i, telling.kind if telling else None

    def _event(self, telling: Telling) -> Event:
        known = [e for e in reversed(self.told) if self._goes_on(telling, e)]
        event = self._meant(telling, known) if known else self._open(telling)
        if known:
            self.told.remove(event)
        event.last = telling.at
        event.target = event.target or telling.target
        event.places |= telling.places
        event.nouns |= telling.nouns
        event.when = event.when or telling.when or telling.night
        self.told.append(event)
        self.events[telling.at] = event
        return event

    def _meant(self, telling: Telling, known: Sequence[Event]) -> Event:
        """Of the events that a sentence may go on with, that of the sentence before, else one called by its noun."""
        if telling.when is None and known[0].last == telling.at - 1:
            return known[0]
        return next((e for e in known if e.nouns & telling.nouns), known[0])

    def _goes_on(self, telling: Telling, event: Event) -> bool:
        """Whether the sentence goes on with the event: nothing in it speaks of another."""
        is_there = bool(telling.places & event.places)
        is_other_side = telling.target and event.target and telling.target != event.target
        if telling.kind != event.kind or (is_other_side and not is_there):
            return False
        if telling.when and not (event.when and telling.when.end == event.when.end):
            is_other = telling.is_new or self._opens_with_day(telling.at)
            is_near = telling.at - event.opened <= _REACH and not is_other
            if event.when is not None or not (is_near or telling.goes_back):
                return False
        if telling.turns and not telling.goes_back:
            return False
        if telling.places and event.places:
            return is_there or event.is_wide
        return event is self.told[-1] or telling.goes_back or (telling.is_wide and event.is_wide)

    def _open(self, telling: Telling) -> Event:
        is_news = telling.is_fresh and not telling.turns
        at = telling.at
        event = Event(telling.kind, at, at, telling.target, telling.is_wide, is_news, self.heading)
        if telling.when is None and not telling.is_apart and event.when is None:
            reach = _NIGHT_REACH if telling.night else _REACH
            is_of_swap = self.day_of == "swap" and telling.kind != "swap"
            event.when = self.day if telling.at - self.day_from <= reach and not is_of_swap else None
        return event

    def close(self) -> None:
        """Dates what no sentence of its own dates: news has the day that is named next, or the article's own."""
        for event in self.told:
            if event.when is None:
                event.when = self._day_after(event) or self._day_said(event) or self._day_of_news(event)

    def _day_after(self, event: Event) -> When | None:
        """The day that a sentence after the opening ones names: news tells first what happened, and then when."""
        if not event.is_news:
            return None
        for i in range(event.opened + 1, min(event.opened + 1 + _REACH, len(self.passage.sentences))):
            if self._opens_with_day(i):
                break
            for span in self.passage.times[i]:
                if span.kind in ("point", "said") and span.precision in ("day", "night"):
                    return When(None, span.date_end, "day", span.basis, "event")
        return None

    def _opens_with_day(self, i: int) -> bool:
        """ "On Wednesday, shells fell on …": of another event than the one told before, unless it goes back to it"""
        times, start = self.passage.times[i], self.passage.sentences[i].start
        return bool(times) and times[0].start_char <= start + 4 and times[0].kind == "point"

    def _day_said(self, event: Event) -> When | None:
        """The day on which the sentence before was said, in the same paragraph."""
        i, sentences = event.opened, self.passage.sentences
        if i == 0 or sentences[i - 1].paragraph != sentences[i].paragraph:
            return None
        told = [s for s in self.passage.times[i - 1] if s.kind == "said" and s.precision == "day" and s.date_end]
        return When(None, told[-1].date_end, "day", told[-1].basis, "event") if told else None

    def _day_of_news(self, event: Event) -> When | None:
        if event.is_news and self.passage.is_news and self.passage.anchor:
            return When(None, self.passage.anchor, "day", "publication", "event")
        return None
