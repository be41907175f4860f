"""Figures that are no single event: rates, totals of the war, prisoners held at present, swaps to come."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tasks.claims.counts.draft import Draft, is_perfect
from tasks.claims.counts.when import ANY_EVENT, UNKNOWN, When, time_of
from tasks.claims.passage import Passage
from tasks.claims.text import Token

_HURT = frozenset(("killed", "injured", "casualties"))
_LOST = _HURT | {"destroyed", "damaged", "damaged_or_destroyed"}
_HOLDING = frozenset(("hold", "holds", "holding", "held", "has", "have"))
_IN_TOTAL = re.compile(r"\b(?:in total|overall|altogether|since the (?:beginning|start))\b", re.IGNORECASE)
_SO_FAR = re.compile(r"\b(?:so far|to date|already|all told|in total since)\b", re.IGNORECASE)
_RECORDS = re.compile(r"\b(?:document(?:s|ed|ing)|detailing)\b", re.IGNORECASE)
_NO_FIGHTERS = frozenset(("civilian", "child"))
_MANY_TAKEN = 100
_MANY_YEARS = 200_000
WAR_TOTAL = 1500
"""People killed or hurt: no single event of this war has had as many."""
_REPORT = re.compile(r"\b(?:reports?|study|inquiry|commission)$", re.IGNORECASE)
_REACH = 3
_RATES = frozenset(
    (number, unit)
    for number in ("a", "per", "each", "every")
    for unit in ("day", "night", "week", "month")
    if (number, unit) != ("a", "night")
)


def summed(passage: Passage, draft: Draft, time: When, is_own: bool) -> When:
    """The time of a figure that is no event's; of one that is, as given. is_own: its own sentence gives the time."""
    counted, tokens = draft.counted, draft.tokens
    if counted.metric == "captured" and tokens[min(counted.at, len(tokens) - 1)].lower in _HOLDING:
        time = _held(passage, draft)
    if counted.metric == "exchanged" and time.scope == "cumulative":
        time = replace(time, end=passage.anchor)  # as of the day of the last swap
    if counted.metric == "exchanged" and draft.realis == "planned":
        time = _swap_day(passage, draft, time)
    if _is_rate(tokens, counted.phrase.last) or _is_rate(tokens, max(0, counted.phrase.first - 4)):
        return replace(time, scope="period") if is_own else replace(UNKNOWN, scope="period")
    if is_own and _is_too_large(passage, draft, time):
        return replace(UNKNOWN, scope="cumulative")
    if time.scope == "event" and draft.realis in ("actual", "hypothetical") and _is_sum(passage, draft, time, is_own):
        end = _day_of_telling(passage, draft, time)
        return When(None, end, "day" if end else None, "total of the war" if end else None, "cumulative")
    return time


def _day_of_telling(passage: Passage, draft: Draft, time: When) -> date | None:
    """A total ends when it is told: on the day of the saying, else of the article. A report may be of any day."""
    told = next((s for s in passage.times[draft.at] if s.kind == "said" and s.basis == time.basis), None)
    if _RECORDS.search(draft.sentence.text):
        return None
    if told is not None:
        return told.date_end
    if draft.voice.speaker is None:
        return passage.published
    return None if _is_of_report(draft) else passage.anchor or passage.published


def _is_of_report(draft: Draft) -> bool:
    return draft.voice.speaker is not None and _REPORT.search(draft.voice.speaker) is not None


def _is_too_large(passage: Passage, draft: Draft, time: When) -> bool:
    """ "In January, a study put the casualties at 1.2 million": no month brings as many, it is when that was said"""
    is_large = draft.counted.metric in _HURT and (draft.counted.phrase.quantity.low or 0) >= _MANY_YEARS
    spans = (s for s in passage.times[draft.at] if s.kind == "point" and s.precision in ("month", "year"))
    return is_large and any(s.basis == time.basis for s in spans)


def _is_sum(passage: Passage, draft: Draft, time: When, is_own: bool) -> bool:
    """A total up to now: "so far", a number too large for an event, an army's losses told of no attack and no day."""
    counted, text = draft.counted, draft.sentence.text
    number = counted.phrase.quantity.low or counted.phrase.quantity.high or 0
    if counted.metric == "exchanged":
        return _IN_TOTAL.search(text) is not None and is_perfect(draft)
    is_part = counted.partial or counted.whole is not None
    is_record = _RECORDS.search(text) is not None and not is_part
    if counted.metric == "captured":
        return is_record or (not is_own and counted.object in _NO_FIGHTERS and number >= _MANY_TAKEN)
    if counted.metric not in _LOST:
        return False
    if is_record:
        return True
    if counted.metric in _HURT and number >= WAR_TOTAL:
        return not is_own
    spans = passage.times[draft.at]
    if _is_of_report(draft) and not is_own and not ANY_EVENT.search(text):
        return not is_part
    if is_part or any(span.kind == "point" for span in spans):
        return False
    if ANY_EVENT.search(text):
        return False
    if _SO_FAR.search(text):
        return True
    is_army = counted.object == "soldier" or counted.group == "equipment"
    told = any(span.kind == "said" and span.basis == time.basis for span in spans)
    undated = time.end is None or time.basis == "publication" or (told and is_perfect(draft))
    return is_army and undated and number >= 2 and not any(m.kind == "place" for m in passage.names[draft.at])


def _is_rate(tokens: Sequence[Token], last: int) -> bool:
    """ "about 100 drones a day", "824 troops dying each day", "a daily average of 899" """
    lead = {t.lower for t in tokens[max(0, last - 12) : last]}
    if "average" in lead and lead & {"daily", "monthly", "weekly"}:
        return True
    words = [t.lower for t in tokens[last : last + 5]]
    if words[:1] == ["in"] or (last > 0 and tokens[last - 1].lower == "in"):  # "shelled 23 times in a day"
        return False
    if any(word in ("after", "before", "ago", "later", "earlier") for word in words):
        return False
    return any(pair in _RATES for pair in itertools.pairwise(words))


def _held(passage: Passage, draft: Draft) -> When:
    """Prisoners held at present: as of the article's day, summed up since whenever."""
    told = next((s.date_end for s in passage.times[draft.at] if s.kind == "said"), None)
    return When(None, told or passage.anchor, "day", "held at present", "cumulative")


def _swap_day(passage: Passage, draft: Draft, time: When) -> When:
    """A swap to come has the day its own sentence sets for it, or the one just spoken of, else none."""
    anchor, i = passage.anchor, draft.at
    if anchor is None:
        return time
    is_deal = any(t.lower in ("agreed", "agreement") for t in draft.tokens)  # its day is the talks' day
    kinds = ("ahead",) if is_deal else ("ahead", "point")
    own = [s for s in passage.times[i] if s.kind in kinds and s.date_end and s.date_end >= anchor]
    if is_deal and not own and any(s.precision in ("day", "night") for s in passage.times[i]):
        return UNKNOWN
    before = [
        s
        for k in range(i - 1, max(-1, i - 1 - _REACH), -1)
        for s in passage.times[k]
        if s.kind in ("ahead", "point") and s.precision in ("day", "night") and s.date_end and s.date_end >= anchor
    ]
    known = own or sorted(before, key=lambda s: s.kind != "ahead")
    if known:
        return replace(time_of(known[0]), start=None, scope="event")
    is_spoken_of = time.end is not None and time.end >= anchor and time.basis != "publication" and not is_deal
    return time if is_spoken_of else UNKNOWN
