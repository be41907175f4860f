"""When talks took place: the expression of time that goes with a mention of talks."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from tasks.claims.talks.draft import When
from tasks.claims.times import Span

_BREAK = re.compile(
    r"[;:]|\b(?:said|told|wrote|warned|called|after(?!\s+(?:the\s+)?(?:start|beginning|outbreak|invasion)|\s+(?:[\w-]+\s+){1,3}?(?:minutes|hours?|days)\b)|before|while|since|until|but|where|released|killed|swapped|attacks?|emerged|postponed|cancell?ed|scrapped|shelved)\b|,\s+(?:(?!(?:during|ending|starting|beginning|concluding)\b)\w+ing|who)\b|\b(?:of\s+which|and\s+that)\b"
)


_UNTIL = re.compile(r"\b(?:until|till|through|by)\s+(?:the\s+)?$")
_AHEAD_OF = re.compile(r"\b(?:ahead\s+of|before|prior\s+to)\s+(?:[\w-]+\s+){0,2}$")
"""Words after which talks take no day from what stands before them: that one dates what came first."""
_LEAD_BREAK = re.compile(r"[;:]|\b(?:said|told|that|who|which|announced)\b")


def read_when(
    spans: Sequence[Span],
    text: str,
    phrase_start: int,
    end: int,
    low: int,
    high: int,
    sentence_start: int,
) -> list[Span]:
    """The expressions of time that date the talks at text[phrase_start:end], the nearest first.

    low, high: where the mentions of other talks before and after end and begin.
    """
    dating = [s for s in spans if _dates(s, text, phrase_start)]
    inside = [s for s in dating if is_inside(s, text, phrase_start, end)]
    after = [s for s in dating if end <= s.start_char < high and not _BREAK.search(text[end : s.start_char])]
    lead = [s for s in dating if _opens(text, sentence_start, s) and low <= s.start_char and s.end_char <= phrase_start]
    lead = [s for s in lead if not _LEAD_BREAK.search(text[s.end_char + 2 : phrase_start])]
    if _AHEAD_OF.search(text, max(sentence_start, phrase_start - 40), phrase_start):
        return inside or after
    before = [s for s in reversed(dating) if low <= s.start_char and s.end_char <= phrase_start]
    before = [
        s
        for s in before
        if len(text[s.end_char : phrase_start].split()) <= 6
        and not _BEFORE_BREAK.search(text[s.end_char : phrase_start])
    ]
    relative = [s for s in before if s.basis.endswith("after")]
    if (lead or before) and after and _AND_ON.search(text, end, after[0].start_char):
        after = []
    return inside or relative or after or before or lead


_BEFORE_BREAK = re.compile(rf"{_BREAK.pattern}|\b(?:announced|confirmed|posted|that)\b")
_AND_ON = re.compile(r",\s+(?:and\s+)?(?:then\s+|later\s+)?(?:on\s+)?$")
"""Before the day of what comes next ("On Monday he goes to X for talks, and on Tuesday to Y")."""
_OPENING = re.compile(r"\W*(?:[A-Z][a-z]*\s+)?(?:[a-z’-]+\s+){0,6}")


def _opens(text: str, sentence_start: int, span: Span) -> bool:
    """Whether nothing but a phrase in small letters stands before a day ("In a renewed push this Thursday, …")."""
    return span.start_char - sentence_start <= 8 or bool(_OPENING.fullmatch(text, sentence_start, span.start_char))


_PLANNING = re.compile(r"\b(?:unveiled|announced|outlined|revealed|confirmed)\s+(?:[\w-]+\s+){0,3}(?:on\s+)?$")
"""Before the day on which talks are announced."""
_RELATIVE = re.compile(r"\b(?:after|before|prior)$")
_OWN_CLAUSE = 45
"""Characters from "a day after" to the talks that it dates."""


def _dates(span: Span, text: str, phrase_start: int) -> bool:
    """Whether an expression can date an event: not the day of speaking, not "until …".

    "Three days after his summit with X" dates the summit, "four days after the invasion" nothing here.
    """
    if span.date_end is None or span.kind == "said" or to_when(span) is None:
        return False
    if _RELATIVE.search(span.basis):
        if "week" in span.basis or "month" in span.basis:
            return False  # too rough for a day
        gap = text[span.end_char : phrase_start]
        return 0 < len(gap) <= _OWN_CLAUSE and not re.search(r"[,;:]", gap) and span.basis.endswith("after")
    if _PLANNING.search(text, max(0, span.start_char - 40), span.start_char):
        return False
    return _UNTIL.search(text, max(0, span.start_char - 10), span.start_char) is None


def is_inside(span: Span, text: str, phrase_start: int, end: int) -> bool:
    """Whether an expression of time belongs to the noun phrase: "the 16 May talks", "Monday's calls"."""
    if span.end_char > end:
        return False
    return span.start_char >= phrase_start or not text[span.end_char : phrase_start].strip(" ’'s")


def to_when(span: Span) -> When | None:
    """A span as dates of an event; None for stretches that date nothing ("since 2022", "in the past weeks")."""
    words, end = span.basis.lower(), span.date_end
    if end is not None and words == "earlier this year":
        return When(end.replace(month=1, day=1), end.replace(month=12, day=31), "year")
    if end is None or (span.precision == "year" and not words.startswith(("in ", "last year", "this year"))):
        return None
    if span.kind == "since":
        if words.endswith("this year"):  # "so far this year"
            return When(end.replace(month=1, day=1), end.replace(month=12, day=31), "year")
        return _month(span.date_start) if words.endswith("this month") and span.date_start else None
    if span.precision == "year" and span.date_start is not None:
        return When(span.date_start, end, "year")
    if span.precision == "month":
        return _month(span.date_start or end)
    if span.date_start is not None and re.search(r"\b(?:past|previous)\b", words):
        return None
    if span.precision == "week" and span.date_start is not None:
        monday = span.date_start - timedelta(span.date_start.weekday())
        return When(monday, monday + timedelta(6), "week")
    if span.date_start is not None and span.date_start != end:
        return When(span.date_start, end, "day")
    return When(end, None, "day")


def _month(day: date) -> When:
    first = day.replace(day=1)
    return When(first, first.replace(day=monthrange(first.year, first.month)[1]), "month")


def listed(spans: Sequence[Span], text: str) -> list[Span]:
    """The first spans as far as they stand in one list of days or months ("May 16 and June 2"), else the first."""
    row = list(spans[:1])
    for span in spans[1:]:
        gap = text[row[-1].end_char : span.start_char]
        is_alike = span.precision == row[-1].precision and span.precision in ("day", "month")
        if not is_alike or not re.fullmatch(r"\s*(?:,|and|,\s*and|;)\s*(?:again\s+|then\s+)?(?:[io]n\s+)?", gap):
            break
        row.append(span)
    return row


def single_days(span: Span, text: str) -> list[When]:
    """The days that an expression joins by "and" ("3 and 7 March"), or the one it is."""
    when = to_when(span)
    if when is None:
        return []
    is_joined = when.end is not None and when.precision == "day" and " and " in text[span.start_char : span.end_char]
    return [When(when.start, None, "day"), When(when.last, None, "day")] if is_joined else [when]


def days_of_year(spans: Sequence[Span], text: str) -> list[Span]:
    """The days that a year is broken down into ("in 2025, on May 16, June 2 and July 23"); else nothing."""
    if len(spans) < 3 or spans[0].precision != "year":  # the year and two days
        return []
    row = listed(spans[1:], text)
    is_beside = re.fullmatch(r"\s*[,:–—(-]?\s*(?:on\s+)?", text[spans[0].end_char : row[0].start_char]) is not None
    return row if is_beside and len(row) > 1 else []
