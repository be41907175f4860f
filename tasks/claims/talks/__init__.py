"""Talks: the meetings, rounds and calls about the war that an article tells of, one record an event."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from tasks.claims.lexicon import load
from tasks.claims.passage import Passage
from tasks.claims.talks.chronology import chained, entries
from tasks.claims.talks.draft import Draft, When
from tasks.claims.talks.frames import read_frames
from tasks.claims.talks.merge import Event, merge
from tasks.claims.talks.when import to_when
from tasks.claims.text import lowered
from warehouse.ids import content_id
from warehouse.records import Talk


def find_talks(passage: Passage) -> list[Talk]:
    """Every distinct talks event of a passage, in order of first mention."""
    lower = lowered(passage.text)
    times = chained(passage, lower)
    under = entries(passage, times)
    belligerents = frozenset(load("talks")["conflict"]["sides"])
    named = Counter(side for row in passage.names for m in row if (side := m.side or m.country))
    drafts: list[Draft] = []
    others: Draft | None = None
    for at in range(len(passage.sentences)):
        for told in read_frames(passage, lower, times[at], at, named, drafts):
            draft = replace(told, parties=told.parties - _NO_COUNTRY)
            if draft.has_stated_parties and not draft.parties & belligerents:
                others = draft
            if others is not None and _speaks_of(passage, draft, others, drafts):
                continue
            if draft.noun == "visit" and not _is_about_war(passage, draft):
                draft = replace(draft, is_event=False)  # it may still tell of talks named before
            if draft.noun == "visit" or _is_about_war(passage, draft):
                drafts.append(_in_sequence(passage, draft, under[at], drafts))
    known = _with_mediator(passage, _with_usual_parties(passage, drafts))
    return [_talk(passage, event) for event in _with_days_of_place(passage, merge(known))]


_NO_COUNTRY = frozenset(("UN",))
"""Talks are those of two countries at least; what the UN sends are mediators."""
_FAR = 12
"""Sentences over which "the talks" can mean the last ones."""


def _names_warring(passage: Passage, draft: Draft) -> bool:
    sides = {m.side or m.country for m in passage.names[draft.sentence]}
    return bool(sides & frozenset(load("talks")["conflict"]["sides"]))


def _speaks_of(passage: Passage, draft: Draft, others: Draft, before: Sequence[Draft]) -> bool:
    """Whether a mention without parties of its own means talks of other countries, named last before it."""
    is_last = not any(d.is_event and d.start > others.start and d.noun not in _CALLS for d in before)
    is_next = draft.sentence - others.sentence <= 1 and not draft.has_stated_parties
    if is_next and not _names_warring(passage, draft):
        return True
    is_open = not draft.has_stated_parties and draft.city is None and draft.round is None
    return is_open and draft.is_definite and is_last and draft.sentence - others.sentence <= _FAR


def _with_usual_parties(passage: Passage, drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts in which talks without named parties take those of the talks that the article tells of."""
    belligerents = frozenset(load("talks")["conflict"]["sides"])
    rooms = [d for d in drafts if d.has_stated_parties and d.is_event and d.noun not in _CALLS]
    full = [d for d in rooms if belligerents <= d.parties]
    if full:
        return [_with_third_sides(passage, d, full) if d.parties == belligerents else d for d in drafts]
    found = []
    for draft in drafts:
        near = [d for d in rooms if abs(d.sentence - draft.sentence) <= 1]
        is_assumed = not draft.has_stated_parties and draft.parties == belligerents
        named = {m.side for m in passage.names[draft.sentence]}
        if is_assumed and near and not named & (belligerents - near[0].parties):
            draft = replace(draft, parties=near[0].parties)
        found.append(draft)
    return found


def _with_days_of_place(passage: Passage, events: Sequence[Event]) -> Sequence[Event]:
    """Events; one held without a day in the city of a round of these days took place in those days."""
    published = passage.published
    for event in events:
        if published is None or event.when is not None or event.city is None or event.status != "held":
            continue
        rounds = [e.when for e in events if e.city == event.city and e.parties & event.parties and e.when is not None]
        is_late = len(rounds) == 1 and rounds[0].precision == "day" and abs(published - rounds[0].last) <= _WEEK
        if is_late and event.has_stated_parties:
            event.mentions = [replace(d, when=rounds[0]) for d in event.mentions]
    return events


_WEEK = timedelta(7)
_US_MEDIATES = re.compile(
    r"\b(?:US|U\.S\.|American|United\s+States)[\s-]+(?:(?:brokered|mediated|led)\s+(?:[\w-]+\s+){0,2}(?:talks|negotiations)|mediation\s+team)"
    r"|\b(?:talks|negotiations)\s+(?:brokered|mediated|led)\s+by\s+(?:the\s+)?(?:US\b|U\.S\.|United\s+States|Washington|Americans)"
)
_MONTH = timedelta(31)


def _with_mediator(passage: Passage, drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts of an article on talks that the US mediates: it sits in the rooms of the two sides, the late ones."""
    published = passage.published
    if published is None or _US_MEDIATES.search(passage.text) is None:
        return list(drafts)
    pair = frozenset(load("talks")["conflict"]["sides"])
    late = [d for d in drafts if d.when is not None and published - d.when.last <= _MONTH]
    cities = {d.city for d in late} | {None}

    def is_mediated(d: Draft) -> bool:
        is_late = d in late or (d.when is None and d.city in cities)
        return d.parties == pair and is_late and d.status != "proposed" and d.noun not in _CALLS

    return [replace(d, parties=d.parties | {"US"}) if is_mediated(d) else d for d in drafts]


_DIRECT = re.compile(r"\bdirect\s+(?:\w+\s+)?(?:talks|negotiations)\b")


def _with_third_sides(passage: Passage, draft: Draft, rooms: Sequence[Draft]) -> Draft:
    """Talks without named parties with those of the nearest talks of both sides, the third party included."""
    nearest = min(rooms, key=lambda d: (abs(d.sentence - draft.sentence), d.sentence > draft.sentence))
    is_far = abs(nearest.sentence - draft.sentence) > _FAR
    is_direct = _DIRECT.search(passage.text, draft.start, draft.end) is not None
    return draft if draft.has_stated_parties or is_far or is_direct else replace(draft, parties=nearest.parties)


_CALLS = ("call", "video", "speak", "phone")


_SAME_DAY = re.compile(
    r"\b(?:afterwards?|before\s+and\s+after|the\s+same\s+(?:day|evening)|during\s+a\s+break|hours\s+(?:earlier|later)"
    r"|later\s+(?:in\s+the|that)\s+day|before\s+it|after\s+it|in\s+between)\b",
    re.IGNORECASE,
)
_ROUNDS_OF = re.compile(r"\brounds?\s+of\s+(?:[\w-]+\s+){0,3}(?:talks|negotiations|consultations)\b")
_OLD = re.compile(r"\bin\s+(?:[A-Z][a-z]+\s+)?(?:19\d\d|20[01]\d|202[01])\b")
"""A year before the war of today."""
_FOLLOWED = re.compile(r"\bfollowed\s+(?:on|in|a|two|three|\w+day)\b")
_RECENT = 3
"""Sentences over which a round goes on with the parties named before."""


def _in_sequence(passage: Passage, draft: Draft, under: When | None, before: Sequence[Draft]) -> Draft:
    """The draft with what the text before it lends: the day of its entry or of the talks before, their parties."""
    if draft.when is None and draft.is_event and draft.status != "proposed":
        recent = [d for d in before if draft.sentence - d.sentence <= 1 and d.when is not None]
        last = next((d for d in recent if d.sentence == recent[-1].sentence), None)
        if under is not None:
            draft = replace(draft, when=under)
        elif draft.status == "held" and draft.has_stated_parties and (told := _day_before(passage, draft, before)):
            draft = replace(draft, when=told)
        elif last is not None and last.when and _SAME_DAY.search(passage.text, draft.start, draft.end):
            draft = replace(draft, when=last.when)
    is_round = draft.noun == "round" or _ROUNDS_OF.search(passage.text, draft.start, draft.end) is not None
    if is_round and draft.is_event and not draft.has_stated_parties:
        stated = [d for d in before if d.has_stated_parties and draft.sentence - d.sentence <= _RECENT]
        rooms = [d for d in stated if d.noun not in _CALLS]
        here = [d for d in before if d.sentence == draft.sentence and d.is_event and d.noun not in _CALLS]
        if draft.country is None and _FOLLOWED.search(passage.text, draft.start, draft.end):
            near = [d for d in before if d.is_event and d.country and draft.sentence - d.sentence <= 1]
            if near:  # "further rounds followed": where the first one was
                draft = replace(draft, city=near[-1].city, country=near[-1].country, format="in_person")
        if here:
            draft = replace(draft, parties=here[-1].parties)
        elif rooms:
            draft = replace(draft, parties=max((d.parties for d in reversed(rooms)), key=len))
    return draft


_TOPIC = 90
"""Characters after the word that names talks in which their topic is said."""


_STORY = 4
"""Days with their month, at least, by which an article tells a story from day to day."""


def _day_before(passage: Passage, draft: Draft, before: Sequence[Draft]) -> When | None:
    """The day on which the sentence before opens, if it tells of no talks and the article goes from day to day."""
    at = draft.sentence - 1
    if at < 0 or any(d.sentence == at and d.is_event for d in before):
        return None
    days = [s for s in passage.times[at] if s.precision == "day" and s.kind != "said" and s.date_end]
    dated = [
        s for row in passage.times for s in row if s.precision == "day" and re.search(r"[A-Z]\w+ \d|\d [A-Z]", s.basis)
    ]
    is_opening = len(days) == 1 and days[0].start_char - passage.sentences[at].start <= _OPENING
    return to_when(days[0]) if is_opening and len(dated) >= _STORY else None


_OPENING = 24
"""Characters into a sentence up to which a day opens it ("Ten days later, on …")."""


def _is_on_peace(text: str) -> bool:
    return any(word in text for word in load("talks")["topic"]["peace"])


def _is_about_war(passage: Passage, draft: Draft) -> bool:
    """Talks count between a side of the war and another country that has to do with it."""
    if draft.when is not None and draft.when.last < load("talks")["conflict"]["since"]:
        return False
    if not draft.parties and not draft.is_event:
        return True
    if draft.when is None and draft.status == "held" and _OLD.search(passage.text, draft.start, draft.end):
        return False
    lexicon = load("talks")
    belligerents, partners = set(lexicon["conflict"]["sides"]), set(lexicon["conflict"]["partners"])
    if len(draft.parties) < 2 or not draft.parties & belligerents:
        return False
    text = passage.text[draft.start : draft.end].lower()
    near = text[: draft.at + _TOPIC - draft.start]
    on_topic = any(word in near for word in lexicon["topic"]["words"])
    if any(word in near for word in lexicon["topic"]["other_wars"]) and not on_topic:
        return False
    if any(word in text for word in lexicon["topic"]["other_topics"]) and not _is_on_peace(text):
        return False
    before = passage.text[passage.sentences[max(0, draft.sentence - 2)].start : draft.start].lower()
    on_topic = on_topic or _is_on_peace(before)
    return "UA" in draft.parties or draft.parties <= belligerents | partners or on_topic


def _talk(passage: Passage, event: Event) -> Talk:
    key, when = event.key, event.when
    is_call = event.format in ("phone", "video")
    parties = tuple(sorted(event.parties))
    mediators = tuple(sorted({m for d in event.mentions for m in d.mediators}))
    return Talk(
        talk_id=content_id(
            passage.article_id, passage.field, "talk", key.start, when and when.start, event.city, *parties, key.noun
        ),
        article_id=passage.article_id,
        field=passage.field,
        start_char=key.start,
        end_char=key.end,
        evidence=passage.text[key.start : key.end],
        round=event.round,
        date_start=when.start if when else None,
        date_end=when.end if when else None,
        date_precision=when.precision if when else None,
        city=None if is_call else event.city,
        country=None if is_call else event.country,
        parties=parties,
        mediators=mediators,
        format=event.format,
        status=event.status,
        outcome=next((d.outcome for d in event.mentions if d.outcome), None),
        speaker=key.speaker,
        speaker_side=key.speaker_side,
        extractor_version=passage.extractor_version,
        recorded_at=passage.recorded_at,
    )
