"""Dated: the days of talks, by the times beside them, the state that they are told in and the day of telling."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from tasks.claims.talks.draft import When
from tasks.claims.talks.scene import Scene
from tasks.claims.talks.state import has_gone_on, is_definite, is_frequent, is_present, read_status
from tasks.claims.talks.triggers import Trigger
from tasks.claims.talks.when import to_when
from tasks.claims.times import Span
from warehouse.vocabulary import TalkStatus


def first_day(
    scene: Scene, trigger: Trigger, low: int, high: int, spans: Sequence[Span], published: date | None
) -> When | None:
    """The day by the expressions of time that go with the talks; a bare weekday of talks to come is the next one."""
    known = [w for w in map(to_when, spans) if w is not None]
    when = next((w for w in known if w.precision != "year"), known[0] if known else None)
    if not spans or when is None:
        return None
    is_near = published is not None and 0 < (when.start - published).days <= _TOMORROW
    if is_near and when.end is None and spans[0].basis.lower().removeprefix("on ").startswith("next "):
        when = When(when.start + timedelta(7), None, "day")  # "next Sunday" is not tomorrow
    is_opening = trigger.noun != "visit" and spans[0].start_char <= scene.start + _LEAD
    if is_opening and not _WILL.fullmatch(scene.text, spans[0].end_char, trigger.start):
        return when
    return _ahead(scene, trigger, low, high, when, spans[0], published)


def on_second_day(when: When | None, around: str) -> When | None:
    """Talks told on their second day, from the first."""
    if when is None or when.end is not None or when.precision != "day" or not _SECOND_DAY.search(around):
        return when
    return When(when.start - timedelta(1), when.start, "day")


def day_of_news(
    scene: Scene, trigger: Trigger, status: TalkStatus, spans: Sequence[Span], published: date
) -> When | None:
    """The day of talks that are only dated by the day of telling ("said on Monday that he had spoken to …")."""
    days = [s for s in spans if s.date_end and s.date_start is None and s.precision == "day"]
    said = [
        s
        for s in days
        if s.kind == "said" or (s.start_char - scene.start <= _LEAD and _SAYS.search(scene.text, s.end_char))
    ]
    near = [s for s in said if s.end_char <= trigger.phrase_start <= s.end_char + _TELLING]
    if near and near[0].date_end and status in ("held", "under_way") and _is_told(scene, trigger, status):
        return When(near[0].date_end, None, "day")
    after = next((s for s in said if s.start_char > trigger.end), None)
    if (
        after
        and after.date_end
        and status == "held"
        and _AFTER_ONE.search(scene.text, scene.start, trigger.phrase_start)
    ):
        return When(after.date_end, None, "day")
    is_now = status == "under_way" and not has_gone_on(scene, trigger)
    return When(published, None, "day") if is_now else None


_TOMORROW = 2
"""Days ahead that nobody calls "next"."""
_LEAD = 8
"""Characters into a sentence up to which a day opens it."""
_ONE = re.compile(r"\b(?:an?|another)\s+$")
_AFTER_ONE = re.compile(r"\bafter\s+(?:[\w’'-]+\s+){0,6}?(?:his|her|their|the|an?)\s+(?:\w+\s+)?$")
"""What is said after talks is said on their day, unless more time is named."""
_SECOND_DAY = re.compile(r"\bsecond\s+(?:and\s+(?:last|final)\s+)?day\b")
_WILL = re.compile(
    r"(?:(?!\b(?:said|says|told|announced|confirmed|wrote)\b)[^;:])*\b(?:will|plans?\s+to|(?:is|are|due|expected|set)\s+to)\b"
    r"[^;:]*"
)
"""After a day that opens a sentence: it is one to come."""
_SAYS = re.compile(r"\b(?:said|says|told|announced|confirmed|wrote|posted)\b")
_TELLING = 80
"""Characters from "said on Monday" to what was said."""


def _is_told(scene: Scene, trigger: Trigger, status: TalkStatus) -> bool:
    """Whether talks are told as new: under way, or a call or meeting that the text does not take as known."""
    is_one = _ONE.search(scene.text, scene.start, trigger.phrase_start) is not None
    is_new = is_one or trigger.noun in ("meet", "speak", "phone", "call", "video")
    is_new = is_new and not is_definite(scene, trigger, is_bare=False)
    return status == "under_way" or (is_new and not is_frequent(scene))


_WEEKDAY = re.compile(r"(?:on\s+)?\w+day(?:\s+\w+)?", re.IGNORECASE)


def _ahead(scene: Scene, trigger: Trigger, low: int, high: int, when: When, span: Span, published: date | None) -> When:
    """A bare weekday of talks to come is the next one ("proposed talks on Thursday")."""
    is_weekday = span.precision in ("day", "night") and _WEEKDAY.fullmatch(span.basis)
    if _NO_SHIFT.search(scene.text, max(scene.start, trigger.phrase_start - 60), trigger.phrase_start):
        return when
    is_past = published is not None and when.last < published
    if span.precision == "month" and is_past and not _YEAR.search(span.basis):
        is_open = read_status(scene, trigger, low, high, None, published) in ("proposed", "planned")
        return (to_when(_next_year(span)) or when) if is_open else when
    if published is None or not is_weekday or not timedelta(0) < published - when.start < timedelta(7):
        return when
    is_open = read_status(scene, trigger, low, high, None, published) in ("proposed", "planned")
    if not is_open and not is_present(scene, trigger):
        return when
    return When(when.start + timedelta(7), None, "day")


_YEAR = re.compile(r"\b\d{4}\b|\blast\b")


_NO_SHIFT = re.compile(
    r"\b(?:(?:visited|arrived|flew|travell?ed|went|came)\b|(?:following|after|during|since)\s+(?:\w+day(?:['’]s)?\s+)?(?:the\s+)?$)"
)
"""Words by which a day has been, whatever is to come of it."""


def _next_year(span: Span) -> Span:
    """The month a year later ("the next round in March", said in February)."""
    first = span.date_start or span.date_end
    later = first.replace(year=first.year + 1, day=1) if first else None
    return replace(span, date_start=later, date_end=later)
