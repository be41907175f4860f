"""The clock of a passage: the day it speaks from, and how far its story has come."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tasks.claims.times.days import DAY, ERA_START, MONTH, MONTHS, WEEKDAYS, WORDS, YEAR, day_of, last_weekday, month_of
from warehouse.vocabulary import Precision

Kind = Literal["point", "period", "since", "said", "ahead"]

SAID = re.compile(
    r"\b(?:" + "|".join(WORDS["said"]) + r")(?:\s+(?:" + "|".join(WORDS["said_on"]) + r")){0,5}\s*,?\s*$",
    re.IGNORECASE,
)
AHEAD = re.compile(r"\b(?:" + "|".join(WORDS["ahead"]) + r")\b", re.IGNORECASE)
UNTIL = re.compile(
    r"\b(?:until|till|by|before|ahead of)(?:\s+(?:late|early|midnight on|the end of))?\s+$", re.IGNORECASE
)
_DATELINE = re.compile(
    rf"^\W*[A-Z][A-Za-z’'/ -]{{2,40}},\s+"
    rf"(?:(?P<m>{MONTH})\s+(?P<d>\d{{1,2}})|(?P<e>\d{{1,2}})\s+(?P<em>{MONTH}))(?:,?\s+(?P<y>{YEAR}))?\b"
)


@dataclass(frozen=True, slots=True)
class Span:
    """One expression of time: its characters in the text, the local days it means, and the words it was read from.

    date_start is None for a single day. kind: point (a day, a night, or an older date), period (a stretch that has
    ended), since (open, up to publication), said (the day of speaking), ahead (a day to come).
    """

    start_char: int
    end_char: int
    date_start: date | None
    date_end: date | None
    precision: Precision | None
    basis: str
    kind: Kind = "point"


@dataclass(slots=True)
class Clock:
    """What a passage has set so far, handed from sentence to sentence in reading order.

    anchor is the day the article speaks from: its dateline, or the latest past day it names close before publication,
    or the day of publication; is_stated tells that the text itself set it. current is the last day that a sentence set.
    """

    published: date | None
    anchor: date | None = None
    current: Span | None = None
    is_stated: bool = False
    told: date | None = None
    """The day on which the article speaks, where its text says so: the dateline, or a latest day of saying."""
    story: date | None = None
    """The day of a past year that the story has come to: what it tells next without a year comes after."""
    story_left: int = 0
    is_timeline: bool = False


_ERA_BEGAN = re.compile(
    r"\b(?:launch|began|begun|start|order)\w*\b[^.;]{0,60}?\b(?:invasion|operation|war|offensive)\b"
    rf"(?:[^.;]{{0,40}}?\bon\s+(?:early\s+)?(?P<day>{DAY}))?",
    re.IGNORECASE,
)


def day_of_text(text: str, published: date | None) -> date | None:
    """The day that a text is read against: publication, unless the text tells of a later event and was written anew.

    A page of before the invasion that tells of it was updated: where it names the invasion's weekday, its weekdays are
    those of the week that began so.
    """
    if published is None or published >= ERA_START:
        return published
    weekday = list(WEEKDAYS)[ERA_START.weekday()]
    is_told = any((m["day"] or "").lower() == weekday for m in _ERA_BEGAN.finditer(text))
    return ERA_START + timedelta(6) if is_told else published


def set_clock(text: str, published: date | None) -> Clock:
    """A clock for a passage, with its anchor."""
    if published is None:
        return Clock(None)
    line = _DATELINE.match(text[:120])
    if line is not None:
        day, month = int(line["d"] or line["e"]), month_of(line["m"] or line["em"])
        stated = day_of(day, month, line["y"], published)
        if stated is not None and timedelta(0) <= published - stated <= timedelta(3):
            return Clock(published, stated, is_stated=True, told=stated)
    named, was_said = _latest_named(text, published)
    told = named if was_said else None
    is_timeline = _TIMELINE.search(text[:800]) is not None
    return Clock(published, named or published, is_stated=named is not None, told=told, is_timeline=is_timeline)


_TIMELINE = re.compile(r"\b(?:timeline|chronology|key dates)\b", re.IGNORECASE)
_STORY_REACH = 4
"""Sentences without a day over which a story of a past year goes on; in a timeline there is no end."""
_PLAIN_YEAR = re.compile(rf"\b{YEAR}\b")


def go_on(clock: Clock, spans: Sequence[Span], published: date) -> None:
    """Moves the story of a past year to the last day of a sentence, or ends it."""
    told = [s for s in spans if s.kind == "point" and s.date_end and s.precision in ("day", "night", "month")]
    if clock.story and any(s.kind in ("said", "point") and _is_fresh(s, published) for s in spans):
        clock.story = clock.story if clock.is_timeline else None
    for span in told:
        day = span.date_start or span.date_end
        dated = _PLAIN_YEAR.search(span.basis) is not None
        is_background = day is None or (day.year, day.month) == (ERA_START.year, ERA_START.month)
        if day and day.year < published.year and ((dated and not is_background) or clock.story or clock.is_timeline):
            clock.story, clock.story_left = day, _STORY_REACH
    if not told and not clock.is_timeline:
        clock.story_left -= 1
        clock.story = clock.story if clock.story_left > 0 else None


def _is_fresh(span: Span, published: date) -> bool:
    return span.date_end is not None and (published - span.date_end).days <= 31


def in_story(day: date | None, clock: Clock, published: date) -> date | None:
    """A day read without a year, moved into the past year that the passage tells of."""
    if day is None or clock.story is None or 0 <= (published - day).days <= 31:
        return day
    try:
        there = day.replace(year=clock.story.year)
        there = there if there >= clock.story.replace(day=1) else there.replace(year=there.year + 1)
    except ValueError:
        return day
    return min(there, day)


_NAMES = "|".join(name.capitalize() for name in sorted({*MONTHS, *WEEKDAYS}, key=len, reverse=True))
_NAMED_DAY = re.compile(rf"(?P<name>{_NAMES})\b(?:\.?\s+(?P<d>\d{{1,2}})\b(?!,\d{{3}}))?(?!,?\s+(?:19|20)\d\d)")
_DAY_BEFORE = re.compile(r"\b(\d{1,2})\s$")
_NEWS_WORDS = tuple(WORDS["news"])
_CLOSE = timedelta(2)


def _latest_named(text: str, published: date) -> tuple[date | None, bool]:
    """The latest day that the text names as past close before publication, and whether something was said then."""
    best: date | None = None
    was_said = False
    for m in _NAMED_DAY.finditer(text):
        before = text[max(0, m.start() - 60) : m.start()].rpartition(".")[2]
        if AHEAD.search(before) or UNTIL.search(before):
            continue
        if before.lower().rstrip().endswith(("next", "last", "previous", "this", "every", "since", "from")):
            continue
        if m["name"].lower() in WEEKDAYS:
            day: date | None = last_weekday(m["name"], published)
        else:
            number = m["d"] or next(iter(_DAY_BEFORE.findall(text[max(0, m.start() - 4) : m.start()])), "0")
            day = day_of(int(number), month_of(m["name"]), None, published)
        if day is not None and timedelta(0) <= published - day <= _CLOSE and (best is None or day >= best):
            was_said = (was_said and day == best) or SAID.search(before) is not None
            best = day
    if best is not None:
        return best, was_said
    low = text.lower()
    return (published if any(word in low for word in _NEWS_WORDS) else None), False


def current_day(clock: Clock, published: date) -> date:
    return (clock.current.date_end if clock.current else None) or clock.anchor or published
