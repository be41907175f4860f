"""How expressions of one sentence bear on each other: nights, hours, stretches, clauses with "since"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tasks.claims.text import Sentence
from tasks.claims.times.clock import Clock, Span, current_day

_AND_THEN = " and "


def with_night(span: Span, spans: Iterable[Span], sentence: Sentence) -> Span:
    """ "overnight" has the day that its own sentence names ("said on Friday that … overnight"), or the one after it
    ("on Wednesday and overnight")."""
    if span.precision != "night" or span.basis.lower() not in ("overnight", "in the night", "during the night"):
        return span
    days = [s for s in spans if s is not span and s.precision in ("day", "night") and s.kind in ("point", "said")]
    if not days:
        return span
    nearest = min(days, key=lambda s: abs(s.start_char - span.start_char))
    if nearest.date_end is not None and span.start_char - nearest.end_char == len(_AND_THEN):
        between = sentence.source[nearest.end_char : span.start_char]
        if between.lower() == _AND_THEN and nearest.kind == "point":
            after = nearest.date_end + timedelta(1)
            return replace(
                span, start_char=nearest.start_char, date_end=after, basis=f"{nearest.basis} and {span.basis}"
            )
    return replace(span, date_end=nearest.date_end, basis=f"{span.basis} … {nearest.basis}")


def with_base(span: Span, spans: Sequence[Span], clock: Clock) -> Span:
    """ "The blasts on Tuesday come a week after …": counted back from the day that the sentence itself names before."""
    if not span.basis.lower().endswith(" after") or span.date_end is None or clock.published is None:
        return span
    base = [s for s in spans if s.end_char <= span.start_char and s.kind == "point" and s.precision in ("day", "night")]
    if not base or base[-1].date_end is None:
        return span
    return replace(span, date_end=base[-1].date_end - (current_day(clock, clock.published) - span.date_end))


def is_inside_night(span: Span, spans: Sequence[Span]) -> bool:
    """Whether a day has become a part of "on Wednesday and overnight"."""
    return any(
        s is not span and s.precision == "night" and s.start_char <= span.start_char and span.end_char < s.end_char
        for s in spans
    )


_FROM_HOUR = re.compile(
    r"\b(?:from|since|between|started\s+at|began\s+at|beginning\s+at|starting\s+at)\s+(?:about\s+|around\s+)?(?P<h>\d{1,2})(?:[:.]\d\d)?(?P<pm>\s*p\.?m\.?)?(?:(?!\b(?:to|and|until|till)\b)[^,;]){0,50}\bon\s+$",
    re.IGNORECASE,
)
_TO_HOUR = re.compile(
    r"\b(?:to|until|till|and)\s+(?:about\s+|around\s+)?\d{1,2}(?:[:.]\d\d)?[^,;]{0,50}\bon\s+$", re.IGNORECASE
)


def with_hours(spans: list[Span], sentence: Sentence) -> list[Span]:
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


def _is_between(first: Span, joint: str, sentence: Sentence) -> bool:
    """ "between February 2022 and December 2025" """
    before = sentence.source[max(sentence.start, first.start_char - 9) : first.start_char].lower()
    return joint == "and" and before.rstrip().endswith("between")


def with_ends(spans: list[Span], sentence: Sentence) -> list[Span]:
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
            and (between in ("to", "until", "till", "through", "–", "-") or _is_between(last, between, sentence))
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


def since_clause(span: Span, sentence: Sentence, published: date) -> Span:
    """A day inside "since …" opens a stretch: "since Ukraine announced on 11 March …"."""
    if span.kind not in ("point", "said") or span.precision not in ("day", "month", "year") or span.date_end is None:
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
