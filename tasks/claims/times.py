"""When: expressions of time in a sentence, resolved to dates against the day of publication."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal

from tasks.claims.lexicon import load
from tasks.claims.text import Sentence
from warehouse.vocabulary import Precision

Kind = Literal["point", "period", "since", "said", "ahead"]

_WORDS = load("times")
_WEEKDAYS = {name: i for i, name in enumerate(_WORDS["weekdays"])}
_MONTHS = {name: i + 1 for i, name in enumerate(_WORDS["months"])}
_MONTHS |= {name: min(i, 8) + 1 if name == "sept" else i + 1 for i, name in enumerate(_WORDS["month_abbreviations"])}
_SMALL = {
    w: n
    for n, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_SMALL |= {"a": 1, "an": 1, "couple of": 2, "a couple of": 2}

_FEASTS: dict[str, str] = _WORDS["feasts"]

_DAY = "(?:" + "|".join(_WEEKDAYS) + ")"
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_COUNT = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:a )?couple of)"
_DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:19|20)\d\d"
_PART = r"(?:morning|afternoon|evening|night)"
_ERA = "|".join(sorted((re.escape(w) for words in _WORDS["since"].values() for w in words), key=len, reverse=True))
_ERA_VERB = "|".join(re.escape(w) for words in _WORDS["since_verbs"].values() for w in words)
_ERA_START = date.fromisoformat(next(iter(_WORDS["since"])))

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", rf"(?P<iso_y>{_YEAR})-(?P<iso_m>\d\d)-(?P<iso_d>\d\d)"),
    ("dotted", rf"(?P<dot_d>\d\d?)\.(?P<dot_m>\d\d)\.(?P<dot_y>{_YEAR})"),
    (
        "since_era",
        rf"(?:since|from)\s+(?:the\s+)?(?:very\s+)?(?:start|beginning|outset|onset|launch)\s+of\s+(?:\S+\s+){{0,5}}?(?:{_ERA})"
        rf"|since\s+(?:{_ERA_VERB})\b|since\s+(?!world)(?:(?!world)[^\s,\d]+\s+){{0,3}}?(?:{_ERA})\b"
        rf"|(?:during|throughout|in)\s+(?:the\s+)?(?:entire\s+|whole\s+)?(?:full-scale\s+)?war\s+so\s+far|so\s+far\s+in\s+the\s+war"
        rf"|(?:in|after)\s+(?:more\s+than|over|nearly|almost|about)?\s*(?:\w+)\s+years\s+of\s+(?:full-scale\s+)?(?:war|fighting|conflict)",
    ),
    (
        "since_year",
        rf"(?:since|from)\s+(?:the\s+)?(?:start|beginning)\s+of\s+(?:(?P<sy_this>the|this)\s+year|(?:the\s+year\s+)?(?P<sy_y>{_YEAR}))"
        r"|so\s+far\s+this\s+year|(?<!earlier\s)this\s+year(?:\s+alone)?",
    ),
    (
        "first_months",
        r"(?:in|during|over|for)\s+the\s+first\s+"
        rf"(?P<fm_u>half|quarter|(?P<fm_n>{_COUNT})\s+months)\s+of\s+(?:(?:the|this)\s+year|(?P<fm_y>{_YEAR}))",
    ),
    (
        "since_month",
        rf"(?:since|from)\s+(?:the\s+)?(?:start|beginning)\s+of\s+(?:(?:the|this)\s+month|(?P<sm_m>{_MONTH}))"
        r"|so\s+far\s+this\s+month|(?<!earlier\s)(?<!later\s)this\s+month(?:\s+alone)?",
    ),
    (
        "since_week",
        r"(?:since|from)\s+(?:the\s+)?(?:start|beginning)\s+of\s+(?:the|this)\s+week|so\s+far\s+this\s+week",
    ),
    (
        "since_date",
        rf"since\s+(?:(?P<sd_d>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<sd_m>{_MONTH})(?:\s+(?P<sd_d2>\d{{1,2}})\b(?!,\d))?(?:,?\s+(?P<sd_y>{_YEAR}))?",
    ),
    (
        "since_then",
        r"since\s+(?:its|the|their|\w+['’]s)\s+(?:\S+\s+){0,7}?(?:began|started|incursion|operation|counteroffensive|offensive|mobili[sz]ation)\b",
    ),
    ("since_day", rf"since\s+(?:early\s+|late\s+|last\s+)?(?P<sw>{_DAY})(?:\s+(?P<sw_part>{_PART}))?"),
    ("since_only_year", rf"since\s+(?P<soy>{_YEAR})\b"),
    (
        "date_range",
        rf"(?:(?:(?:on|during|in|over|at)\s+)?(?:the\s+)?(?P<dr_night>night|overnight)\s+(?:of|from|between|to|on)\s+)?(?:from\s+|between\s+)?(?P<dr_m1>{_MONTH})\s+(?P<dr_d1>\d{{1,2}})\s*(?:-|–|to|and|through|until)\s*(?P<dr_m2>{_MONTH}\s+)?(?P<dr_d2>\d{{1,2}})\b(?!,\d{{3}})(?!\s+(?:drone|missile|people))(?:,?\s+(?P<dr_y>{_YEAR}))?"
        rf"|(?:(?:(?:on|during|in|over|at)\s+)?(?:the\s+)?(?P<dq_night>night|overnight)\s+(?:of|from|between|to|on)\s+)?(?:from\s+|between\s+)?(?P<dq_d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?P<dq_m1>{_MONTH}))?\s*(?:-|–|to|and|through|until)\s*(?P<dq_d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<dq_m>{_MONTH})(?:,?\s+(?P<dq_y>{_YEAR}))?",
    ),
    (
        "date",
        rf"(?:(?:(?:on|during|in|over|at)\s+)?(?:the\s+)?(?P<d_night>night|overnight)\s+(?:of|on|to|into|before)\s+)?(?:{_DAY},?\s+)?(?:(?P<d_m>{_MONTH})\s+(?P<d_d>{_DAY_NUMBER})(?:st|nd|rd|th)?\b(?!,\d{{3}}|\.\d)(?!\s+(?:drones|missiles|people))(?:,?\s+(?P<d_y>{_YEAR}))?|(?P<e_d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<e_m>{_MONTH})(?:,?\s+(?P<e_y>{_YEAR}))?)(?:,?\s+(?:of\s+)?(?P<d_of>last|this)\s+year)?",
    ),
    (
        "day_range",
        rf"(?:(?:on|during|in|over|at)\s+)?(?:the\s+)?(?P<wr_o>overnight\s+|night\s+)?(?:(?:from|between|of|late|on)\s+)*(?P<wr_1>{_DAY})(?:\s+(?:{_PART}))?\s*(?P<wr_j>-|–|to|into|and|through|until)\s*(?:early\s+|on\s+|late\s+|the\s+early\s+hours\s+of\s+)*(?P<wr_2>{_DAY})(?:\s+{_PART})?",
    ),
    (
        "day",
        rf"(?:(?P<w_night>overnight|(?:in\s+)?the\s+night)(?:\s+(?:in|on|of))?\s+(?:(?:in)?to|on|before|from)?\s*(?:early\s+)?)?(?:(?P<w_into>into|to)\s+(?:early\s+))?(?:(?P<w_which>last|next|previous|this|the\s+following|following|coming|this\s+coming)\s+)?(?P<w>{_DAY})(?P<w_ago>\s+(?:of\s+)?last\s+week|\s+of\s+this\s+week)?(?:\s+(?P<w_part>{_PART}))?(?P<w_over>\s+overnight)?",
    ),
    ("month_ago", r"earlier\s+this\s+month|later\s+this\s+month"),
    ("week_ago", r"(?:earlier|later)\s+(?:this|in\s+the)\s+week"),
    ("year_ago", r"earlier\s+this\s+year|later\s+this\s+year"),
    (
        "past",
        rf"(?:(?:the|a)\s+)?(?P<p_w>past|last|previous|preceding|prior)\s+(?:full\s+)?(?:(?P<p_n>{_COUNT}|24|48|72)[\s-]+)?(?P<p_u>hour|day|night|week|weekend|month|year)s?(?:\s+period)?\b"
        r"|(?P<p_24>24[\s-]hours?(?:\s+period)?(?!\s+(?:after|later|before)))|(?P<p_day>(?:in|over|during|within)\s+(?:the|one|a\s+single)\s+(?:last\s+)?day)\b",
    ),
    ("ensuing", r"(?:over|in|during)\s+the\s+(?:following|next|ensuing)\s+(?:\w+\s+)?(?:days|weeks|months|years)"),
    (
        "day_period",
        r"(?:in|over|during|within)\s+(?:a|the)\s+(?P<dp_n>two|three|four|five|six|seven|ten|\d+)[\s-]day\s+(?:period|span|stretch)",
    ),
    ("this_week", r"this\s+(?P<tw>week|weekend)(?:\s+alone)?|(?:on|over)\s+the\s+weekend"),
    (
        "ago",
        rf"(?P<ag_n>{_COUNT}|several|some)\s+(?P<ag_u>hour|day|week|month|year)s?\s+(?P<ag_w>ago|earlier|before|prior)\b",
    ),
    ("hours", r"(?:just\s+|only\s+)?(?:a\s+few\s+|several\s+)?hours\s+(?:before|after|earlier|later)\b"),
    ("day_after", rf"(?P<da_n>{_COUNT}|the)\s+(?P<da_u>day|week)s?\s+after\b"),
    ("yesterday", r"yesterday|the\s+(?:previous|preceding|prior)\s+(?:day|night)|the\s+(?:day|night)\s+before"),
    ("today", r"today|this\s+(?:morning|afternoon|evening)"),
    ("night", r"overnight|last\s+night|this\s+night|(?:at|during|over|in)\s+the\s+night|the\s+night|tonight"),
    ("feast", "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in _FEASTS)),
    ("tomorrow", r"tomorrow"),
    (
        "month_year",
        rf"(?P<my_m>{_MONTH})(?:,?\s+(?:of\s+)?(?:(?P<my_y>{_YEAR})|(?P<my_of>last|this)\s+year))|last\s+(?P<my_l>{_MONTH})|(?:in|during|of|from)\s+(?:(?:early|late|mid)[\s-]+)?(?P<mo>{_MONTH})(?!\.?\s+(?:{_DAY_NUMBER}|{_YEAR})\b|,?\s+(?:of\s+)?(?:last|this)\s+year)",
    ),
    (
        "in_year",
        rf"(?:in|of|during|by)\s+(?:(?:early|late|mid|the\s+(?:spring|summer|autumn|fall|winter)\s+of)[\s-]+)?(?P<y>{_YEAR})\b(?!\s+(?:drones|missiles|people))",
    ),
)
# Which patterns can match at all is told by a few words; only those are tried.
_FAMILIES: dict[str, tuple[str, ...]] = {
    "since": (
        "since_era",
        "since_year",
        "first_months",
        "since_month",
        "since_week",
        "since_date",
        "since_then",
        "since_day",
        "since_only_year",
    ),
    "date": ("iso", "dotted", "date_range", "date", "month_year"),
    "day": ("day_range", "day"),
    "past": ("month_ago", "week_ago", "year_ago", "past", "ensuing", "day_period", "this_week"),
    "ago": ("ago", "hours", "day_after"),
    "near": ("yesterday", "today", "night", "tomorrow"),
    "feast": ("feast",),
    "year": ("in_year",),
}
# Words that a family's patterns cannot do without; more than those may have them.
_NEEDS: dict[str, tuple[str, ...]] = {name: tuple(words) for name, words in _WORDS["cues"].items()}
_AGO_CUE = re.compile(r"(?:hour|day|week|month|year)s?\s+(?:ago|earlier|before|prior|after)\b")
_MONTH_CUES = tuple(f"{name[:3].capitalize()}" for name in _WORDS["months"])


def _small_letters(text: str) -> str:
    """The text in small letters, character for character."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=4)
def _cues_in(source: str) -> list[tuple[str, str]]:
    """Each family's words that a whole text has: its sentences can have no others."""
    low = source.lower()
    return [(family, need) for family, needs in _NEEDS.items() for need in needs if need in low]


@lru_cache(maxsize=4)
def _months_in(source: str) -> list[str]:
    return [month for month in _MONTH_CUES if month in source]


def _families(text: str, low: str, source: str) -> frozenset[str]:
    """Families of patterns whose words the sentence has."""
    found = {family for family, need in _cues_in(source) if need in low}
    if any(month in text for month in _months_in(source)) or ("-" in text and "20" in text) or ".20" in text:
        found.add("date")
    if "ago" in found and not _AGO_CUE.search(low):
        found.discard("ago")
    return frozenset(found)


@cache
def _pattern(families: frozenset[str]) -> "re.Pattern[str]":
    names = {name for family in families for name in _FAMILIES[family]}
    return re.compile("|".join(rf"(?P<{name}>\b(?:{p}))" for name, p in _PATTERNS if name in names))


_SAID = re.compile(
    r"\b(?:" + "|".join(_WORDS["said"]) + r")(?:\s+(?:" + "|".join(_WORDS["said_on"]) + r")){0,5}\s*,?\s*$",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"\b(?:" + "|".join(_WORDS["ahead"]) + r")\b", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:until|till|by|before|ahead of)(?:\s+(?:late|early|midnight on|the end of))?\s+$", re.IGNORECASE
)
_DATELINE = re.compile(
    rf"^\W*[A-Z][A-Za-z’'/ -]{{2,40}},\s+"
    rf"(?:(?P<m>{_MONTH})\s+(?P<d>\d{{1,2}})|(?P<e>\d{{1,2}})\s+(?P<em>{_MONTH}))(?:,?\s+(?P<y>{_YEAR}))?\b"
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
    story: date | None = None
    """The day of a past year that the story has come to: what it tells next without a year comes after."""
    story_left: int = 0
    is_timeline: bool = False


def set_clock(text: str, published: date | None) -> Clock:
    """A clock for a passage, with its anchor."""
    if published is None:
        return Clock(None)
    line = _DATELINE.match(text[:120])
    if line is not None:
        day, month = int(line["d"] or line["e"]), _month(line["m"] or line["em"])
        stated = _dated(day, month, line["y"], published)
        if stated is not None and timedelta(0) <= published - stated <= timedelta(3):
            return Clock(published, stated, is_stated=True)
    named = _latest_named(text, published)
    is_timeline = _TIMELINE.search(text[:800]) is not None
    return Clock(published, named or published, is_stated=named is not None, is_timeline=is_timeline)


_TIMELINE = re.compile(r"\b(?:timeline|chronology|key dates)\b", re.IGNORECASE)
_STORY_REACH = 4
"""Sentences without a day over which a story of a past year goes on; in a timeline there is no end."""
_PLAIN_YEAR = re.compile(rf"\b{_YEAR}\b")


def _go_on(clock: Clock, spans: Sequence[Span], published: date) -> None:
    """Moves the story of a past year to the last day of a sentence, or ends it."""
    told = [s for s in spans if s.kind == "point" and s.date_end and s.precision in ("day", "night", "month")]
    if clock.story and any(s.kind in ("said", "point") and _is_fresh(s, published) for s in spans):
        clock.story = clock.story if clock.is_timeline else None
    for span in told:
        day = span.date_start or span.date_end
        dated = _PLAIN_YEAR.search(span.basis) is not None
        is_background = day is None or (day.year, day.month) == (_ERA_START.year, _ERA_START.month)
        if day and day.year < published.year and ((dated and not is_background) or clock.story or clock.is_timeline):
            clock.story, clock.story_left = day, _STORY_REACH
    if not told and not clock.is_timeline:
        clock.story_left -= 1
        clock.story = clock.story if clock.story_left > 0 else None


def _is_fresh(span: Span, published: date) -> bool:
    return span.date_end is not None and (published - span.date_end).days <= 31


def _in_story(day: date | None, clock: Clock, published: date) -> date | None:
    """A day read without a year, moved into the past year that the passage tells of."""
    if day is None or clock.story is None or 0 <= (published - day).days <= 31:
        return day
    try:
        there = day.replace(year=clock.story.year)
        there = there if there >= clock.story.replace(day=1) else there.replace(year=there.year + 1)
    except ValueError:
        return day
    return min(there, day)


_NAMES = "|".join(name.capitalize() for name in sorted(_MONTHS, key=len, reverse=True))
_NAMED_DAY = re.compile(
    "(?:(?P<day>" + "|".join(name.capitalize() for name in _WEEKDAYS) + ")"
    rf"|(?P<m>{_NAMES})\.?\s+(?P<d>\d{{1,2}})(?!\d|,\d{{3}})|(?<=\d\s)(?P<em>{_NAMES}))\b(?!,?\s+(?:19|20)\d\d)"
)
_DAY_BEFORE = re.compile(r"\b(\d{1,2})\s$")
_NEWS_WORDS = tuple(_WORDS["news"])
_CLOSE = timedelta(2)


def _latest_named(text: str, published: date) -> date | None:
    """The latest day that the text names as past within three days of publication."""
    best: date | None = None
    for m in _NAMED_DAY.finditer(text):
        before = text[max(0, m.start() - 60) : m.start()].rpartition(".")[2]
        if _AHEAD.search(before) or _UNTIL.search(before):
            continue
        if before.lower().rstrip().endswith(("next", "last", "previous", "this", "every", "since", "from")):
            continue
        if m["day"]:
            day: date | None = _weekday(m["day"], published)
        else:
            number = m["d"] or next(iter(_DAY_BEFORE.findall(text[max(0, m.start() - 4) : m.start()])), "0")
            day = _dated(int(number), _month(m["m"] or m["em"]), None, published)
        if day is not None and timedelta(0) <= published - day <= _CLOSE and (best is None or day > best):
            best = day
    if best is not None:
        return best
    low = text.lower()
    return published if any(word in low for word in _NEWS_WORDS) else None


def find_times(sentence: Sentence, published: date | None, context: Clock | None = None) -> list[Span]:
    """Expressions of time in one sentence, in order. Moves the context's clock to the last day of the sentence."""
    text = sentence.text
    if published is None:
        return []
    low = _small_letters(text)
    families = _families(text, low, sentence.source)
    if not families:
        if context is not None:
            _go_on(context, (), published)
        return []
    clock = context or Clock(published, published)
    spans: list[Span] = []
    for m in _pattern(families).finditer(low):
        span = _READERS[m.lastgroup or ""](m, text, published, clock)
        if span is not None:
            basis = " ".join(text[m.start() : m.end()].split())
            start, end = m.start() + sentence.start, m.end() + sentence.start
            spans.append(replace(span, start_char=start, end_char=end, basis=basis))
    spans = [_with_base(span, spans, clock) for span in spans]
    spans = _with_hours([_with_night(span, spans) for span in spans], sentence)
    spans = _with_ends(spans, sentence)
    spans = [_since_clause(span, sentence, published) for span in spans]
    if context is not None:
        _go_on(context, spans, published)
        for span in spans:
            if span.kind == "point" and span.precision in ("day", "night"):
                context.current = span
    return spans


def _with_night(span: Span, spans: Iterable[Span]) -> Span:
    """ "overnight" takes the day that its own sentence names ("said on Friday that … overnight")."""
    if span.precision != "night" or span.basis.lower() not in ("overnight", "in the night", "during the night"):
        return span
    days = [s for s in spans if s is not span and s.precision in ("day", "night") and s.kind in ("point", "said")]
    if not days:
        return span
    nearest = min(days, key=lambda s: abs(s.start_char - span.start_char))
    return replace(span, date_end=nearest.date_end, basis=f"{span.basis} … {nearest.basis}")


def _with_base(span: Span, spans: Sequence[Span], clock: Clock) -> Span:
    """ "The blasts on Tuesday come a week after …": counted back from the day that the sentence itself names before."""
    if not span.basis.lower().endswith(" after") or span.date_end is None or clock.published is None:
        return span
    base = [s for s in spans if s.end_char <= span.start_char and s.kind == "point" and s.precision in ("day", "night")]
    if not base or base[-1].date_end is None:
        return span
    return replace(span, date_end=base[-1].date_end - (_current(clock, clock.published) - span.date_end))


_FROM_HOUR = re.compile(
    r"\b(?:from|since|between|started\s+at|began\s+at|beginning\s+at|starting\s+at)\s+(?:about\s+|around\s+)?(?P<h>\d{1,2})(?:[:.]\d\d)?(?P<pm>\s*p\.?m\.?)?(?:(?!\b(?:to|and|until|till)\b)[^,;]){0,50}\bon\s+$",
    re.IGNORECASE,
)
_TO_HOUR = re.compile(
    r"\b(?:to|until|till|and)\s+(?:about\s+|around\s+)?\d{1,2}(?:[:.]\d\d)?[^,;]{0,50}\bon\s+$", re.IGNORECASE
)


def _with_hours(spans: list[Span], sentence: Sentence) -> list[Span]:
    """ "from 8 p.m. on May 25": the night that ends on the 26th; "from 10 a.m. on May 25 to 8 a.m. on May 26"."""
    kept: list[Span] = []
    for k, span in enumerate(spans):
        if span.precision != "day" or span.date_end is None or span.date_start is not None:
            kept.append(span)
            continue
        before = sentence.source[max(sentence.start, span.start_char - 80) : span.start_char]
        start = _FROM_HOUR.search(before)
        if start is None:
            kept.append(span)
            continue
        later = [
            s for s in spans[k + 1 :] if s.date_end and _TO_HOUR.search(sentence.source[span.end_char : s.start_char])
        ]
        if later:
            continue
        if int(start["h"]) > 24:
            kept.append(span)
            continue
        if (start["pm"] and 5 <= int(start["h"]) < 12) or int(start["h"]) >= 17:
            span = replace(span, date_end=span.date_end + timedelta(1), precision="night")
        kept.append(span)
    return kept


_IS_DAY = re.compile(r"24[\s-]hours?", re.IGNORECASE)
_UP_TO = re.compile(r"\s+(?:to|until|till|up\s+to|ending|ended)\s[^.;]{0,60}?\bon\s+")
_ENDING = re.compile(r",?\s+(?:that\s+)?(?:ending|ended|up\s+to)\s+(?:(?:early|late|on)\s+)*")


def _with_ends(spans: list[Span], sentence: Sentence) -> list[Span]:
    """ "from February 24, 2022 to October 1, 2025": one stretch."""
    kept: list[Span] = []
    for span in spans:
        last = kept[-1] if kept else None
        if (
            last
            and last.kind == "period"
            and last.date_start
            and last.date_end
            and span.date_end
            and _ENDING.fullmatch(sentence.source[last.end_char : span.start_char])
        ):
            days = last.date_end - last.date_start
            basis = f"{last.basis} ending {span.basis}"
            kept[-1] = replace(
                last, end_char=span.end_char, date_start=span.date_end - days, date_end=span.date_end, basis=basis
            )
            continue
        if last and _IS_DAY.search(last.basis) and _UP_TO.fullmatch(sentence.source, last.end_char, span.start_char):
            kept[-1] = replace(
                last, end_char=span.end_char, date_end=span.date_end, basis=f"{last.basis} to {span.basis}"
            )
            continue
        between = sentence.source[last.end_char : span.start_char].strip().lower() if last else ""
        if (
            last
            and last.date_end
            and span.date_end
            and between in ("to", "until", "till", "through", "–", "-")
            and last.date_end < span.date_end
        ):
            start = last.date_start or last.date_end
            long = (span.date_end - start).days > 40
            kept[-1] = replace(
                span,
                start_char=last.start_char,
                date_start=start,
                kind="since" if long else "period",
                basis=f"{last.basis} {between} {span.basis}",
            )
        else:
            kept.append(span)
    return kept


def _since_clause(span: Span, sentence: Sentence, published: date) -> Span:
    """A day inside "since …" opens a stretch: "since Ukraine announced on 11 March …"."""
    if span.kind not in ("point", "said") or span.precision not in ("day", "month") or span.date_end is None:
        return span
    before = sentence.source[max(sentence.start, span.start_char - 80) : span.start_char].lower()
    clause = before.rpartition("since ")
    if (
        not clause[1]
        or any(stop in clause[2] for stop in (",", ";", " when ", " after "))
        or len(clause[2].split()) > 8
    ):
        return span
    return replace(span, kind="since", date_start=span.date_start or span.date_end, date_end=published)


def _span(
    m: "re.Match[str]", end: date | None, precision: Precision, kind: Kind = "point", start: date | None = None
) -> Span:
    return Span(m.start(), m.end(), start, end, precision, " ".join(m.group().split()), kind)


def _number(word: str | None) -> int:
    if not word:
        return 1
    word = word.lower()
    return int(word) if word.isdigit() else _SMALL.get(word, 1)


def _month(word: str) -> int:
    return _MONTHS[word.lower().strip().rstrip(".")]


def _weekday(word: str, published: date) -> date:
    """The last such weekday up to publication."""
    return published - timedelta((published.weekday() - _WEEKDAYS[word.lower()]) % 7)


def _dated(day: int, month: int, year: str | None, published: date) -> date | None:
    """A day and month; without a year the one nearest before publication, or at most six weeks after it."""
    try:
        if year:
            return date(int(year), month, day)
        here = date(published.year, month, day)
        if here - published > timedelta(45):
            return date(published.year - 1, month, day)
        if published - here > timedelta(300):
            return date(published.year + 1, month, day)
    except ValueError:
        return None
    return here


def _kind(m: "re.Match[str]", text: str, day: date, published: date) -> Kind:
    if day > published:
        return "ahead"
    before = text[max(0, m.start() - 70) : m.start()]
    if before.lower().rstrip().endswith("as of"):
        return "said"
    return "said" if _SAID.search(before) else "point"


def _is_ahead(m: "re.Match[str]", text: str) -> bool:
    if _UNTIL.search(text[max(0, m.start() - 24) : m.start()]):
        return True
    before = re.split(r"[,;]|\b(?:said|after)\b", text[max(0, m.start() - 90) : m.start()])[-1]
    return _AHEAD.search(before) is not None


def _read_iso(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    day = _dated(int(m["iso_d"]), int(m["iso_m"]), m["iso_y"], published)
    return _span(m, day, "day", _kind(m, text, day, published)) if day else None


def _read_dotted(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    day = _dated(int(m["dot_d"]), int(m["dot_m"]), m["dot_y"], published) if int(m["dot_m"]) <= 12 else None
    return _span(m, day, "day", _kind(m, text, day, published)) if day else None


def _read_since_era(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return _span(m, clock.anchor or published, "day", "since", _ERA_START)


def _read_since_year(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    year = int(m["sy_y"] or published.year)
    return _span(m, clock.anchor or published, "day", "since", date(year, 1, 1))


def _read_first_months(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    year = int(m["fm_y"] or published.year)
    months = _number(m["fm_n"]) if m["fm_n"] else 6 if m["fm_u"] == "half" else 3
    if months > 12:
        return None
    last = date(year, months, monthrange(year, months)[1])
    return _span(m, min(last, published), "month", "period", date(year, 1, 1))


def _read_since_month(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    month = _month(m["sm_m"]) if m["sm_m"] else published.month
    year = published.year if month <= published.month else published.year - 1
    return _span(m, clock.anchor or published, "day", "since", date(year, month, 1))


def _read_since_week(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return _span(m, published, "day", "period", published - timedelta(published.weekday()))


def _read_since_date(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    month = _month(m["sd_m"])
    year = m["sd_y"] or (str(published.year) if month <= published.month else str(published.year - 1))
    start = _dated(int(m["sd_d"] or m["sd_d2"] or 1), month, year, published)
    if start and not m["sd_y"] and (start.month, start.day) == (_ERA_START.month, _ERA_START.day):
        start = _ERA_START
    if start and (start.year, start.month) == (_ERA_START.year, _ERA_START.month):
        start = _ERA_START
    return _span(m, clock.anchor or published, "day", "since", start) if start else None


def _read_since_day(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    day = _weekday(m["sw"], published)
    if m["sw_part"] in ("evening", "night") and published - day == timedelta(1):
        return _span(m, published, "night")
    return _span(m, published, "day", "period", day)


def _read_since_then(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    if "the day" in m.group():
        return _span(m, clock.anchor or published, "day")
    return _span(m, clock.anchor or published, "day", "since")


def _read_since_only_year(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    year = int(m["soy"])
    return _span(
        m, clock.anchor or published, "day", "since", _ERA_START if year == _ERA_START.year else date(year, 1, 1)
    )


def _read_date_range(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    if m["dr_m1"]:
        month = _month(m["dr_m2"] or m["dr_m1"])
        first = _dated(int(m["dr_d1"]), _month(m["dr_m1"]), m["dr_y"], published)
        last = _dated(int(m["dr_d2"]), month, m["dr_y"], published)
        night = m["dr_night"]
    else:
        month = _month(m["dq_m"])
        first = _dated(int(m["dq_d1"]), _month(m["dq_m1"]) if m["dq_m1"] else month, m["dq_y"], published)
        last = _dated(int(m["dq_d2"]), month, m["dq_y"], published)
        night = m["dq_night"]
    if first is None or last is None or first > last:
        return None
    if night and last - first == timedelta(1):
        return _span(m, last, "night", "point")
    return _span(m, last, "day", "ahead" if last > published else "period", first)


def _read_date(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    year = m["d_y"] or m["e_y"]
    if m["d_of"]:
        year = str(published.year - (m["d_of"] == "last"))
    day = _dated(int(m["d_d"] or m["e_d"]), _month(m["d_m"] or m["e_m"]), year, published)
    day = day if year else _in_story(day, clock, published)
    if day is None:
        return None
    return _span(m, day, "night" if m["d_night"] else "day", _kind(m, text, day, published))


_ONE_NIGHT = re.compile(r"(?:night|evening)\s+(?:and|to|until)\s+(?:early\s+)?\w+\s+morning")


def _read_day_range(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    last = _weekday(m["wr_2"], published)
    if _is_ahead(m, text) and last < published:
        last += timedelta(7)
    first = last - timedelta((last.weekday() - _WEEKDAYS[m["wr_1"].lower()]) % 7)
    words = m.group().lower()
    one_night = words.startswith("late") and "early" in words  # "late Sunday and early Monday"
    one_night = one_night or _ONE_NIGHT.search(words) is not None
    if (one_night or m["wr_o"] or m["wr_j"].lower() in ("to", "into", "-", "–")) and last - first == timedelta(1):
        return _span(m, last, "night", "ahead" if last > published else "point")
    return _span(m, last, "day", "ahead" if last > published else "period", first)


def _read_day(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    day = _weekday(m["w"], published)
    which = " ".join((m["w_which"] or "").lower().split())
    if which in ("next", "following", "the following", "coming", "this coming") or (
        which != "last" and day < published and _is_ahead(m, text)
    ):
        day += timedelta(7)
    if which in ("last", "previous") and day == published:
        day -= timedelta(7)
    if m["w_ago"] and "last" in m["w_ago"]:
        monday = published - timedelta(published.weekday() + 7)
        day = monday + timedelta(_WEEKDAYS[m["w"].lower()])
    night = bool(m["w_night"] or m["w_over"] or m["w_into"])
    kind = _kind(m, text, day, published)
    return _span(m, day, "night" if night else "day", "point" if night and kind == "said" else kind)


def _read_month_ago(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return _span(m, published, "month", "point", published.replace(day=1))


def _read_week_ago(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return _span(m, None, "week")


def _read_year_ago(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return _span(m, published, "year", "point", published.replace(month=1, day=1))


def _read_past(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    if m["p_24"] or m["p_day"]:
        return _span(m, clock.anchor or published, "day")
    n, unit, which = _number(m["p_n"]), m["p_u"].lower(), m["p_w"].lower()
    end = clock.anchor or published
    if unit in ("week", "month", "year") and text.startswith(("'s", "’s"), m.end()):
        return _span(m, None, unit)  # type: ignore[arg-type]  # "last week's attack": one event, its day not told
    if unit == "hour":
        return _span(m, end, "day") if n <= 36 else _span(m, end, "day", "period", end - timedelta(n // 24 - 1))
    if unit == "night":
        return _span(m, end, "night") if n == 1 else _span(m, end, "day", "period", end - timedelta(n - 1))
    if unit == "day":
        if which in ("previous", "preceding", "prior") and not m["p_n"]:
            return _span(m, _current(clock, published) - timedelta(1), "day")
        return _span(m, end, "day") if n == 1 else _span(m, end, "day", "period", end - timedelta(n - 1))
    if unit == "weekend":
        sunday = published - timedelta(published.weekday() + 1)
        return _span(m, sunday, "day", "period", sunday - timedelta(1))
    if unit == "week" and which == "last" and not m["p_n"] and not m.group().lower().startswith("the"):
        monday = published - timedelta(published.weekday() + 7)
        return _span(m, monday + timedelta(6), "week", "period", monday)
    if unit == "week":
        return _span(m, end, "week", "period", end - timedelta(7 * n - 1))
    if unit == "month" and which == "last" and not m["p_n"] and not m.group().lower().startswith("the"):
        last = published.replace(day=1) - timedelta(1)
        return _span(m, last, "month", "period", last.replace(day=1))
    if unit == "month":
        return _span(m, end, "month", "period", end - timedelta(30 * n))
    if which == "last" and not m["p_n"] and not m.group().lower().startswith("the"):
        return _span(m, date(published.year - 1, 12, 31), "year", "period", date(published.year - 1, 1, 1))
    return _span(m, end, "year", "period", end - timedelta(365 * n))


def _read_ensuing(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return _span(m, None, "month", "period")


def _read_day_period(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    end = clock.anchor or published
    return _span(m, end, "day", "period", end - timedelta(_number(m["dp_n"]) - 1))


def _read_this_week(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    if _is_ahead(m, text):
        return _span(m, None, "week", "ahead")
    if text.startswith(("'s", "’s"), m.end()):
        return _span(m, None, "week")
    if m["tw"] and m["tw"].lower() == "week":
        if _SAID.search(text[max(0, m.start() - 70) : m.start()]):
            return _span(m, published, "week", "said")
        return _span(m, published, "week", "period", published - timedelta(published.weekday()))
    sunday = published - timedelta((published.weekday() + 1) % 7)
    if published.weekday() == 5:
        sunday = published + timedelta(1)
    return _span(m, min(sunday, published), "day", "period", sunday - timedelta(1))


def _read_ago(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    if m["ag_n"].lower() in ("several", "some"):
        return None
    n, unit = _number(m["ag_n"]), m["ag_u"].lower()
    base = published if m["ag_w"].lower() == "ago" else _current(clock, published)
    if unit == "hour":
        return _span(m, base, "day")
    if unit == "day":
        return _span(m, base - timedelta(n), "day")
    if unit == "week":
        day = base - timedelta(7 * n)
        return _span(m, day, "week", "point")
    if unit == "month":
        return _span(m, None, "month", "point")
    return _span(m, None, "year", "point")


def _read_hours(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return _span(m, _current(clock, published), "day") if clock.is_stated else None


def _read_day_after(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return _span(m, _current(clock, published) - _after(m), "day")


def _after(m: "re.Match[str]") -> timedelta:
    return timedelta(_number(m["da_n"]) * (7 if m["da_u"].lower() == "week" else 1))


def _current(clock: Clock, published: date) -> date:
    return (clock.current.date_end if clock.current else None) or clock.anchor or published


def _read_yesterday(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    base = published if m.group().lower() == "yesterday" else _current(clock, published)
    return _span(m, base - timedelta(1), "day")


def _read_today(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    told = _SAID.search(text[max(0, m.start() - 70) : m.start()]) is not None
    return _span(m, clock.anchor or published, "day", "said" if told else "point")


def _read_night(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return _span(m, clock.anchor or published, "night")


_VAGUE_BEFORE = re.compile(r"(?:days|weeks)\s+(?:before|after|ahead\s+of)\s+(?:the\s+)?$", re.IGNORECASE)


def _read_feast(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    if _VAGUE_BEFORE.search(text[max(0, m.start() - 30) : m.start()]):
        return _span(m, None, "week")  # "days before Christmas Eve"
    month, _, day = _FEASTS[" ".join(m.group().lower().split())].partition("-")
    here = date(published.year, int(month), int(day))
    return _span(m, here if here <= published else here.replace(year=published.year - 1), "day")


def _read_tomorrow(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return _span(m, _current(clock, published) + timedelta(1), "day", "ahead")


_SPOKEN_THEN = re.compile(r",?\s+[A-Z][^.;]{2,120}?\b(?:said|told|announced|estimated|reported|wrote|claimed)\b")


def _read_month_year(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    month = _month(m["my_m"] or m["my_l"] or m["mo"])
    if m["my_y"]:
        year = int(m["my_y"])
    elif m["my_of"]:
        year = published.year - (m["my_of"] == "last")
    else:
        if (m["mo"] or "") == "may" and text[m.start("mo")] != "M":
            return None
        year = published.year if month <= published.month else published.year - 1
        year -= bool(m["my_l"]) and month == published.month
        told = _in_story(date(year, month, 1), clock, published) if not m["my_l"] else None
        year = told.year if told is not None else year
    last = date(year, month, monthrange(year, month)[1])
    if _SPOKEN_THEN.match(text, m.end()) and not text[: m.start()].strip(" “\"'"):
        return _span(m, None, "month", "said")
    return _span(m, last, "month", "ahead" if last.replace(day=1) > published else "point", last.replace(day=1))


def _read_in_year(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    year = int(m["y"])
    return _span(m, date(year, 12, 31), "year", "ahead" if year > published.year else "point", date(year, 1, 1))


_READERS: dict[str, Callable[["re.Match[str]", str, date, Clock], Span | None]] = {
    name: globals()[f"_read_{name}"] for name, _ in _PATTERNS
}
