"""Gives every count of a passage its time: by its own words, else the day of its event, else as a sum."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from tasks.claims.counts.draft import Draft
from tasks.claims.counts.events import events_of, goes_back, is_bare_night, is_day_of_event
from tasks.claims.counts.totals import summed
from tasks.claims.counts.when import UNKNOWN, When, own_time, said_time
from tasks.claims.passage import Passage


def date_claims(passage: Passage, drafts: Sequence[Draft]) -> None:
    """Sets `when` and `event` of every draft."""
    if not drafts:
        return
    own = [_own(passage, draft) for draft in drafts]
    said = [None if _adds(draft) else _said(passage, draft) for draft in drafts]
    events = events_of(passage, drafts, _days(drafts, own), _days(drafts, said))
    before: Draft | None = None
    for draft, when, told in zip(drafts, own, said, strict=True):
        draft.is_dated = when is not None
        draft.event = None if _is_elsewhere(draft) else events[draft.at].opened
        event = events[draft.at].when if draft.event is not None else None
        if when is None and before is not None and _adds_to_sum(draft, before):
            draft.when, before = before.when, draft
            continue
        before = draft
        draft.when = summed(passage, draft, _time(draft, when, told, event, passage.published), when is not None)


def _days(drafts: Sequence[Draft], times: Sequence[When | None]) -> dict[int, When]:
    """By sentence the days that an event can have of its counts."""
    return {
        draft.at: when
        for draft, when in zip(drafts, times, strict=True)
        if when is not None and draft.realis == "actual" and is_day_of_event(when)
    }


def _own(passage: Passage, draft: Draft) -> When | None:
    spans = passage.times[draft.at]
    return own_time(draft.sentence, draft.tokens, draft.counted, spans, draft.clauses, draft.realis) if spans else None


def _said(passage: Passage, draft: Draft) -> When | None:
    spans = passage.times[draft.at]
    return said_time(draft.sentence, draft.tokens, draft.counted, spans) if spans else None


def _adds_to_sum(draft: Draft, before: Draft) -> bool:
    """ "An additional 983 were captured", after the losses of a year"""
    is_next = draft.at - before.at <= 1 and draft.counted.whole is None
    return is_next and before.when.scope in ("period", "cumulative") and draft.counted.phrase.quantity.additional


def _is_elsewhere(draft: Draft) -> bool:
    """ "four others were hurt in attacks elsewhere": in another event than the one that the sentence tells of."""
    first, last = draft.counted.phrase.first, draft.counted.phrase.last
    return any(t.lower == "elsewhere" for t in draft.tokens[max(0, first - 8) : last + 8])


def _time(draft: Draft, own: When | None, said: When | None, event: When | None, published: date | None) -> When:
    if own is not None:
        return _night(own, event, published) if is_bare_night(own.basis) and event and event.end else own
    if said is not None and not (event and goes_back(draft.sentence.text.lower())):
        return said
    return event or said or UNKNOWN


def _night(own: When, event: When, published: date | None) -> When:
    """ "overnight": the night of the event told before; "Overnight, …" after a day: the night that followed it."""
    day, opens = event.end, (own.basis or "")[:1].isupper()
    if day is not None and opens and event.precision == "day" and published is not None:
        day = min(day + timedelta(1), published)
    return replace(own, end=day)


def _adds(draft: Draft) -> bool:
    """ "another 36", "45 of them": of the event told before"""
    return draft.counted.phrase.anaphor or draft.counted.phrase.quantity.additional
