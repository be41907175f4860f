"""Chronology: dates that an article tells in a row, and the dates under which its entries stand."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from tasks.claims.lexicon import load
from tasks.claims.passage import Passage
from tasks.claims.talks.draft import When
from tasks.claims.talks.when import to_when
from tasks.claims.times import Span

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_ANCHOR = re.compile(r"\b(?:invasion|invaded|annexed|annexation|since|war\s+began|launched)\b", re.IGNORECASE)
_TALKS = re.compile(r"\b(?:talks|negotiations|negotiators|delegations|rounds?|met|meeting|sat\s+down)\b")
_MONTHS: dict[str, int] = {name: i + 1 for i, name in enumerate(load("times")["months"])}
_FORWARD = timedelta(300)
"""How far a row of dates may step forward into a new year; what is farther stands outside the row."""
_BACK = 31
"""Days that a row of dates may step back without a new year ("March–April 2022 … On 10 March")."""
_CHAIN = 9
"""Sentences over which a year stated once goes on to hold."""


def chained(passage: Passage, lower: str) -> list[list[Span]]:
    """Times of each sentence as talks are dated by them.

    lower: the passage's text in small letters. A date without a year takes the year of the row of dates that it
    stands in; "today" is the day of publication.
    """
    rows: list[list[Span]] = []
    last: tuple[int, date] | None = None
    has_more = any(word in lower for word in _HINTS)
    named: int | None = None
    for at, told in enumerate(passage.times):
        row: list[Span] = []
        for span in (_settled(passage, part) for whole in told for part in _days_of(passage, whole)):
            if named and _THAT_YEAR.match(passage.text, span.end_char):
                span = _in_year(span, named)
            day = span.date_start or span.date_end
            named = day.year if day and (span.precision == "year" or _YEAR.search(span.basis)) else named
            if day is None or span.precision not in ("day", "night", "month") or not _MONTH.search(span.basis):
                row.append(span)
            elif _YEAR.search(span.basis):
                row.append(span)
                is_anchor = _ANCHOR.search(passage.text, max(0, span.start_char - 60), span.start_char) is not None
                if not is_anchor or _TALKS.search(lower, passage.sentences[at].start, passage.sentences[at].end):
                    last = at, day
            elif last is not None and at - last[0] <= _CHAIN:
                row.append(_in_row(span, day, last[1], passage.published))
                last = at, row[-1].date_start or row[-1].date_end or day
            else:
                row.append(span)
        here = passage.sentences[at]
        is_told = has_more and any(word in lower[here.start : here.end] for word in _HINTS)
        rows.append(_with_more(passage, at, _with_later(passage, at, row, rows)) if is_told else row)
    return rows


_THAT_YEAR = re.compile(r"\s+(?:of\s+)?(?:that|the\s+same)\s+year\b")


def _in_year(span: Span, year: int) -> Span:
    """The span in another year ("in April of that year")."""
    start = span.date_start.replace(year=year, day=1) if span.date_start else None
    return replace(span, date_start=start, date_end=span.date_end.replace(year=year) if span.date_end else None)


_SOON = timedelta(95)
"""Days ahead within which a bare month is the one to come rather than that of the year before."""


def _nearest_month(span: Span, published: date) -> Span:
    """ "in June", written in May: of this year."""
    first = span.date_start or span.date_end
    if first is None or first > published:
        return span
    ahead = first.replace(year=first.year + 1, day=1)
    if not published < ahead <= published + _SOON:
        return span
    return replace(span, date_start=ahead, date_end=ahead)


def _settled(passage: Passage, span: Span) -> Span:
    """ "today" is the day of publication; "this week" ahead is the whole week of it."""
    words, published = span.basis.lower(), passage.published
    if published is None:
        return span
    if span.precision == "month" and not _YEAR.search(words) and "last" not in words:
        return _nearest_month(span, published)
    if words.startswith("following ") and span.date_end and passage.text.startswith(("'s", "’s"), span.end_char):
        return replace(span, date_end=span.date_end - timedelta(7), kind="point")  # "following" means "after" here
    if span.date_end is None and words in ("last week", "last month"):  # "last week's meeting"
        monday = published - timedelta(7 + published.weekday())
        first = (published.replace(day=1) - timedelta(1)).replace(day=1)
        is_week = words == "last week"
        last = monday + timedelta(6) if is_week else published.replace(day=1) - timedelta(1)
        unit: Literal["week", "month"] = "week" if is_week else "month"
        return replace(span, date_start=monday if is_week else first, date_end=last, precision=unit, kind="period")
    if words == "today":
        return replace(span, date_end=published)
    if words in ("this week", "earlier this week", "later this week"):
        monday = published - timedelta(published.weekday())
        return replace(span, date_start=monday, date_end=monday + timedelta(6), precision="week")
    return span


_HINTS = (
    " talks",
    " negotiations",
    " summit",
    "invasion",
    "end of the month",
    "that month",
    "next week",
    "next month",
    "next day",
    "following day",
    " later",
    "early ",
    "mid-",
    "mid ",
    "late ",
)
"""Words without which no sentence has more times than the claims know."""
_COMING = re.compile(r"\b(?:early\s+|later\s+|late\s+)?next\s+(?P<unit>week|month)\b", re.IGNORECASE)
_PART_OF_MONTH = re.compile(r"\b(?:for\s+)?(?:early|mid|late)[\s-]+(?P<month>[A-Z][a-z]+)\b(?!\s+\d)")

_MONTHS_OF = re.compile(
    r"\b(?P<first>[A-Z][a-z]+)(?:['’]s)?\s+(?:and\s+(?P<second>[A-Z][a-z]+)\s+)?(?:sessions?|talks|rounds?|meetings?|negotiations|summits?)\b"
)
"""Months that stand before talks ("the January and February sessions")."""

_YEAR_OF = re.compile(
    r"(?<![\d,] )(?<!\d )\b(?P<year>20[12]\d)\s+(?:[A-Z][a-z]+\s+){1,2}"
    r"(?:talks|negotiations|summit|rounds?|meetings?)\b"
)
"""A year that stands before talks ("the aborted 2022 Istanbul talks")."""
_AFTER_INVASION = re.compile(
    r"\b(?P<n>\d+|a|two|three|four|five|six|seven|ten)\s+days?\s+after\s+(?:the\s+start\s+of\s+)?"
    r"(?:the|Russia['’]s|Moscow['’]s)\s+(?:full-scale\s+)?invasion\b"
)


def _with_more(passage: Passage, at: int, row: list[Span]) -> list[Span]:
    """The times of a sentence with those that only talks to come are dated by ("next week", "for early March")."""
    sentence, published = passage.sentences[at], passage.published
    if published is None:
        return row
    more: list[Span] = []
    for m in _COMING.finditer(passage.text, sentence.start, sentence.end):
        if m["unit"].lower() == "week":
            monday = published + timedelta(7 - published.weekday())
            more.append(Span(m.start(), m.end(), monday, monday + timedelta(6), "week", m.group(), "ahead"))
        else:
            first = (published.replace(day=1) + timedelta(32)).replace(day=1)
            more.append(Span(m.start(), m.end(), first, first, "month", m.group(), "ahead"))
    for m in _MONTHS_OF.finditer(passage.text, sentence.start, sentence.end):
        for key in ("first", "second"):
            named = _MONTHS.get((m[key] or "").lower())
            if named is not None:
                day = date(_year_near(named, published), named, 1)
                more.append(Span(m.start(key), m.end(key), day, day, "month", m[key]))
    for m in _YEAR_OF.finditer(passage.text, sentence.start, sentence.end):
        year = int(m["year"])
        span = Span(m.start("year"), m.end("year"), date(year, 1, 1), date(year, 12, 31), "year", f"in {year}")
        more.append(span)
    for m in _AFTER_INVASION.finditer(passage.text, sentence.start, sentence.end):
        n = m["n"].lower()
        since = load("talks")["conflict"]["invaded"] + timedelta(int(n) if n.isdigit() else _NUMBERS[n])
        more.append(Span(m.start(), m.end(), None, since, "day", m.group()))
    for m in _PART_OF_MONTH.finditer(passage.text, sentence.start, sentence.end):
        month = _MONTHS.get(m["month"].lower())
        if month is not None:
            day = date(_year_near(month, published), month, 1)
            more.append(Span(m.start(), m.end(), day, day, "month", m.group()))
    row = [s for s in row if not any(m.start_char <= s.start_char < m.end_char for m in more if "invasion" in m.basis)]
    more = [s for s in more if not any(r.start_char < s.end_char and s.start_char < r.end_char for r in row)]
    return sorted([*row, *more], key=lambda s: s.start_char) if more else row


def _year_near(month: int, published: date) -> int:
    """The year that brings a bare month nearest to publication."""
    return published.year - (month > published.month + 6) + (month < published.month - 6)


_LATER = re.compile(
    r"(?P<n>\d+|an?|one|two|three|four|five|six|seven|ten)\s+(?P<unit>day|week)s?\s+later\b"
    r"|\bthe\s+(?:next|following)\s+day\b",
    re.IGNORECASE,
)
_LATER_MONTH = re.compile(
    r"(?P<month>\b(?:later|towards?\s+the\s+end|at\s+the\s+end)\s+(?:in|of|that)\s*(?:the\s+(?:same\s+)?|that\s+)?month\b)",
    re.IGNORECASE,
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}


def _with_later(passage: Passage, at: int, row: list[Span], rows: Sequence[Sequence[Span]]) -> list[Span]:
    """The times of a sentence with "three days later", counted from the last day named before."""
    sentence = passage.sentences[at]
    m = _LATER.search(passage.text, sentence.start, min(sentence.end, sentence.start + 60)) or _LATER_MONTH.search(
        passage.text, sentence.start, sentence.end
    )
    before = [s for spans in rows[-3:] for s in spans if s.precision == "day" and s.date_end and s.kind != "said"]
    if m is None or not before or any(s.start_char < m.end() and m.start() < s.end_char for s in row):
        return row
    if m.lastgroup == "month" and (later := before[-1].date_end) is not None:
        first = later.replace(day=1)
        return sorted([*row, Span(m.start(), m.end(), first, first, "month", m.group())], key=lambda s: s.start_char)
    n = (m["n"] or "one").lower()
    days = (int(n) if n.isdigit() else _NUMBERS[n]) * (7 if (m["unit"] or "").lower() == "week" else 1)
    last = before[-1].date_end
    if last is None:
        return row
    return sorted(
        [*row, Span(m.start(), m.end(), None, last + timedelta(days), "day", m.group())], key=lambda s: s.start_char
    )


_AND = re.compile(r"\s+and\s+")


def _days_of(passage: Passage, span: Span) -> list[Span]:
    """The two days of "16 May and 2 June"; a stretch ("16 and 17 May", "between …") as it is."""
    m = _AND.search(passage.text, span.start_char, span.end_char)
    if m is None or span.date_start is None or span.date_end is None or span.date_end - span.date_start <= timedelta(2):
        return [span]
    if span.precision != "day" or passage.text[: span.start_char][-9:].rstrip().endswith(("between", "from")):
        return [span]
    if not _MONTH.search(passage.text[span.start_char : m.start()]) or span.basis.lower().startswith("between"):
        return [span]
    first = replace(span, end_char=m.start(), date_start=None, date_end=span.date_start, kind="point")
    return [first, replace(span, start_char=m.end(), date_start=None, kind="point")]


def _in_row(span: Span, day: date, before: date, published: date | None) -> Span:
    """The span in the year of the date before it, or in the next one when it would step back."""
    try:
        candidate = day.replace(year=before.year)
        if candidate < before - timedelta(_BACK):
            candidate = day.replace(year=before.year + 1)
            if candidate > before + _FORWARD:
                return span
    except ValueError:
        return span
    if published is not None and candidate > published:
        return span
    shift = candidate.year - day.year
    if shift == 0 or span.date_end is None:
        return span
    try:
        end = span.date_end.replace(year=span.date_end.year + shift)
    except ValueError:
        return span
    return replace(span, date_start=candidate if span.date_start else None, date_end=end)


_HEADING = 12
"""Words up to which a line without a full stop is a heading."""
_SCOPE = 8
"""Sentences that stand under a heading at most."""
_MARK = re.compile(r"\s*(?:\([^)]*\)\s*)?[:–—-]")


def entries(passage: Passage, times: Sequence[Sequence[Span]]) -> list[When | None]:
    """For each sentence the date of the entry that it stands under ("28 February 2022: …", a heading), else None."""
    found: list[When | None] = []
    current: tuple[When, int, bool] | None = None
    for at, sentence in enumerate(passage.sentences):
        opening = next((s for s in times[at] if s.start_char - sentence.start <= 4), None)
        if opening is not None and _MONTH.search(opening.basis):
            is_heading = len(sentence.text.split()) <= _HEADING and sentence.text[-1:] not in ".!?"
            when = to_when(opening)
            if when is not None and (is_heading or _MARK.match(passage.text, opening.end_char)):
                current = when, at, is_heading
            else:
                current = None
        elif current is not None:
            _, first, is_heading = current
            in_scope = at - first <= _SCOPE if is_heading else sentence.paragraph == passage.sentences[first].paragraph
            current = current if in_scope else None
        found.append(current[0] if current else None)
    return found
