"""What the words of time in a claim's own sentence say: the days of its event, or of a sum over a period."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tasks.claims.counts.counted import Counted
from tasks.claims.lexicon import load
from tasks.claims.text import Sentence, Token
from tasks.claims.times import Span
from warehouse.vocabulary import Precision

_WORDS = load("grammar")["words"]
_SUPERLATIVES = tuple(_WORDS["superlatives"])
_TURNS = frozenset(("after", "before", "when", "following"))
_MANY = 100
_ALONE = re.compile(r"\balone\b|\b(?:throughout|over the course of)\b", re.IGNORECASE)
ANY_EVENT = re.compile(rf"\b(?:{'|'.join(_WORDS['events'])})\b", re.IGNORECASE)
_STOPS = frozenset((";", "while", "whereas", "although", "though"))


@dataclass(frozen=True, slots=True)
class When:
    """Days of a claim; scope is event, period or cumulative as the time tells."""

    start: date | None
    end: date | None
    precision: Precision | None
    basis: str | None
    scope: str


UNKNOWN = When(None, None, None, None, "event")


def own_time(
    sentence: Sentence,
    tokens: Sequence[Token],
    counted: Counted,
    spans: Sequence[Span],
    clauses: Sequence[int],
    realis: str,
) -> When | None:
    """The time that the count's own sentence gives it; None: no expression of the sentence is about the count."""
    first, last = counted.phrase.first, counted.phrase.last
    own = [span for span in spans if span.kind != "said" and _counts(sentence, span, spans)]
    start = tokens[first].start
    own = [span for span in own if not (span.start_char > start and _is_base(span))]
    own = [span for span in own if span.start_char < start or not _turns_away(sentence, tokens, last, span)]
    if realis == "actual":
        own = [span for span in own if span.kind != "ahead"]
    best = min(own, key=lambda span: _distance(tokens, first, last, span, clauses), default=None)
    if best is None:
        return None
    if best.kind == "point" and best.date_end is not None and _is_limit(sentence, best):
        return When(None, best.date_end, best.precision, best.basis, "cumulative")
    when = time_of(best, _is_one_event(sentence, counted))
    if when.scope == "cumulative":
        told = said_time(sentence, tokens, counted, spans)
        when = when if told is None else replace(when, end=told.end)
    return when


def said_time(sentence: Sentence, tokens: Sequence[Token], counted: Counted, spans: Sequence[Span]) -> When | None:
    """The day on which the count was told, where its sentence gives no other."""
    first, last = counted.phrase.first, counted.phrase.last
    said = [span for span in spans if span.kind == "said" and _counts(sentence, span, spans)]
    if not said:
        return None
    near = min(said, key=lambda span: _distance(tokens, first, last, span))
    return When(None, near.date_end, "day", near.basis, "event")


def _is_one_event(sentence: Sentence, counted: Counted) -> bool:
    """A figure of one strike, battle or swap, not of all that a month or a year brought."""
    if _ALONE.search(sentence.text):
        return False
    return ANY_EVENT.search(sentence.text) is not None or (counted.phrase.quantity.low or 0) < _MANY


def time_of(span: Span, one_event: bool = False) -> When:
    """one_event: a month or a year is when it happened some day, not what is summed up."""
    if span.kind == "since":
        return When(span.date_start, span.date_end, span.precision, span.basis, "cumulative")
    if span.kind == "period":
        return When(span.date_start, span.date_end, span.precision, span.basis, "period")
    if span.precision in ("month", "year") and span.date_start is not None:
        if one_event:
            return When(None, None, span.precision, span.basis, "event")
        return When(span.date_start, span.date_end, span.precision, span.basis, "period")
    return When(None, span.date_end, span.precision, span.basis, "event")


def _counts(sentence: Sentence, span: Span, spans: Sequence[Span]) -> bool:
    """Not the "since" of a superlative ("the largest since February"), nor the date inside another expression."""
    before = sentence.source[max(sentence.start, span.start_char - 60) : span.start_char].lower()
    if span.kind == "since" and any(word in before for word in _SUPERLATIVES):
        return False
    if span.precision in ("month", "year"):
        for s in spans:
            if s is not span and s.kind == "since" and 0 <= span.start_char - s.end_char < 45:
                return False
        if before.rstrip().endswith(("agreed", "invasion", "war", "invasion of ukraine", "began", "started")):
            return False
    return True


_AWAY = re.compile(
    r"\b(?:(?:hours?|days?|weeks?|months?|years?)\s+after|echoing|mirroring|compared\s+(?:with|to)|similar\s+to|up\s+from)\b"
)


def _turns_away(sentence: Sentence, tokens: Sequence[Token], last: int, span: Span) -> bool:
    """ "307 were freed, echoing a swap the day before": the day is of the other event."""
    end = tokens[min(last, len(tokens)) - 1].end
    return end <= span.start_char and _AWAY.search(sentence.source, end, span.start_char) is not None


def _is_base(span: Span) -> bool:
    """ "two days after": dates what follows it, not what was told before."""
    return span.basis.lower().endswith(" after")


def _is_limit(sentence: Sentence, span: Span) -> bool:
    """ "Before the offensive began on June 4, the deaths of 58 colonels were confirmed": a sum up to that day."""
    before = sentence.source[max(sentence.start, span.start_char - 90) : span.start_char]
    return _LIMIT.search(before) is not None


_LIMIT = re.compile(r"\b(?:before|prior to|until)\s+(?:[^\s,;.\d]+\s+){0,8}$", re.IGNORECASE)


def _distance(tokens: Sequence[Token], first: int, last: int, span: Span, others: Sequence[int] = ()) -> float:
    start, end = tokens[first].start, tokens[min(last, len(tokens)) - 1].end
    if span.start_char >= end:
        gap: float = span.start_char - end
        lo, hi = end, span.start_char
    else:
        gap, lo, hi = (start - span.end_char) * 1.2, span.end_char, start
    barriers: float = sum(1 for t in tokens if lo <= t.start < hi and t.lower in _STOPS)
    barriers += 0.4 * sum(1 for t in tokens if lo <= t.start < hi and t.lower in _TURNS)
    barriers += 0.4 * sum(1 for k in others if lo <= tokens[k].start < hi and k != first)
    ahead = 400 if span.kind == "ahead" else 0
    since = 20 if span.kind == "since" else 0
    vague = 80 if span.precision in ("month", "year", "week") and span.kind == "point" else 0
    return gap + 150 * barriers + ahead + since + vague
