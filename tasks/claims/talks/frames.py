"""Frames: the talks that one sentence mentions, each with who, where, when, how and in which state."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tasks.claims.passage import Passage
from tasks.claims.talks.dated import day_of_news, first_day, on_second_day
from tasks.claims.talks.distinct import is_event, is_named_by_day, is_to_talk
from tasks.claims.talks.draft import Draft, When
from tasks.claims.talks.pairs import read_pairs
from tasks.claims.talks.participants import talk_words
from tasks.claims.talks.parties import Parties, complete, mediators, read_parties
from tasks.claims.talks.reach import own_triggers
from tasks.claims.talks.scene import Scene, Sides, make_scene
from tasks.claims.talks.state import (
    is_definite,
    is_multilateral,
    is_news,
    next_rounds,
    read_format,
    read_outcome,
    read_round,
    read_rounds,
    read_status,
)
from tasks.claims.talks.triggers import Trigger, find_triggers
from tasks.claims.talks.visits import is_diplomacy, read_visits
from tasks.claims.talks.when import days_of_year, listed, read_when, single_days, to_when
from tasks.claims.talks.where import NOWHERE, Where, last_place, read_where
from tasks.claims.times import Span

_Read = tuple[Draft, Sequence[Span]]
"""A draft with the expressions of time that it has used up."""


def read_frames(
    passage: Passage, lower: str, times: Sequence[Span], at: int, named: Counter[str], told: Sequence[Draft]
) -> Iterator[Draft]:
    """Drafts of sentence `at`, in order; lower: the passage's text in small letters; times: those of the sentence;
    named: how often the passage names each side; told: the drafts before."""
    sentence = passage.sentences[at]
    triggers = list(find_triggers(passage.text, lower, sentence.start, sentence.end))
    if not triggers:
        return
    earlier = [passage.names[i] for i in range(at - 1, max(-1, at - 4), -1)]
    context = lower[passage.sentences[max(0, at - 3)].start : sentence.end]
    here = passage.names[at]
    scene = make_scene(
        passage.text, sentence.start, sentence.end, here, triggers, earlier, context, named, _last_room(told, at)
    )
    free = list(times)
    low = sentence.start
    for trigger, high in own_triggers(scene):
        is_read = False
        read = _read_visits if trigger.noun == "visit" else _read_talks
        for draft, used in read(passage, at, scene, trigger, low, high, free):
            free = [span for span in free if span not in used]
            is_read = is_read or bool(draft.parties & talk_words("conflict", "sides"))
            yield draft
        low = trigger.end if is_read else low


_BACK = 2
"""Sentences over which "they" or "both countries" can mean those whose talks were told last."""


def _last_room(told: Sequence[Draft], at: int) -> Sides:
    """Who took part in the talks told last before sentence `at`, if near."""
    near = [d.parties for d in told if d.is_event and 0 < at - d.sentence <= _BACK]
    return near[-1] if near else frozenset()


def _read_talks(
    passage: Passage, at: int, scene: Scene, trigger: Trigger, low: int, high: int, free: Sequence[Span]
) -> Iterator[_Read]:
    where = _where(scene, trigger, low, high)
    parties = _who(passage, scene, trigger, low, high, where)
    is_stay = trigger.word.startswith("spent") and bool(parties.stated)
    if (trigger.is_verb and len(parties.stated) < 2 and not is_stay) or is_multilateral(scene, trigger):
        return
    known = complete(scene, trigger, parties.stated, where)
    if is_stay and len(known.stated) < 2:
        return
    spans = read_when(free, scene.text, trigger.phrase_start, trigger.end, low, high, scene.start)
    numbers = read_rounds(scene, trigger)
    days = listed(spans, scene.text) if trigger.word.endswith("s") or where.others or numbers else spans[:1]
    days = days_of_year(spans, scene.text) or days
    around = scene.text[max(scene.start, trigger.phrase_start - 60) : min(scene.end, trigger.end + 60)]
    published = passage.published
    when = first_day(scene, trigger, low, high, spans, published)
    if when is None and published is not None and is_news(scene, trigger):
        when = When(published, None, "day")
    status = read_status(scene, trigger, low, high, when, published)
    if when is None and published is not None and len(known.stated) > 1:
        when = day_of_news(scene, trigger, status, free, published)
        if status == "under_way" and when is not None and when.last < published:
            status = "held"
    if status == "proposed" and when is not None and published is not None and when.last < published:
        when = None
    number = read_round(scene, trigger, high)
    draft = Draft(
        sentence=at,
        start=scene.start,
        end=scene.end,
        noun=trigger.noun,
        word=trigger.word,
        at=trigger.start,
        parties=known.stated if len(known.stated) > 1 else known.assumed if len(known.assumed) > 1 else frozenset(),
        has_stated_parties=len(known.stated) > 1,
        mediators=mediators(scene),
        city=where.city,
        country=where.country,
        when=on_second_day(
            when, scene.text[max(scene.start, trigger.phrase_start - 60) : min(high, trigger.end + 120)]
        ),
        round=number,
        format=read_format(scene, trigger, where.country is not None),
        status=status,
        outcome=read_outcome(scene, trigger),
        is_definite=is_definite(scene, trigger, is_bare=when is None and where.country is None)
        or is_named_by_day(scene.text, trigger, days),
        is_part=_PART.search(around) is not None,
        is_latest=_LATEST.search(scene.text, scene.start, trigger.start) is not None,
        is_event=len(known.stated | known.assumed) > 1
        and (trigger.noun != "host" or is_to_talk(scene, known.stated))
        and is_event(scene, trigger, where, days if when else [], number, known.stated),
    )
    pairs = [] if parties.separate or _is_call(draft) else read_pairs(scene, trigger, high, free)
    if pairs:
        yield from ((_at(draft, place, day), [s for s in free if s.start_char > trigger.end]) for place, day in pairs)
        return
    for one in _each(scene, trigger, draft, where, days, parties.separate, numbers):
        yield one, days
    for span, ordinal in next_rounds(scene.text, free, days[-1].end_char, scene.end) if number and days else ():
        yield replace(draft, when=to_when(span), round=ordinal), [span]


def _is_call(draft: Draft) -> bool:
    return draft.format in ("phone", "video")


def _at(draft: Draft, place: Where, when: When) -> Draft:
    return replace(draft, city=place.city, country=place.country, when=when, format="in_person", is_event=True)


_PART = re.compile(
    r"\b(?:(?:first|second|third|last|final)\s+day|(?:two|three)[- ]days?|opening\s+(?:day|session)s?)\b"
)
_LATEST = re.compile(r"\b(?:most\s+recent|latest)\s+(?:\w+\s+)?$")


def _who(passage: Passage, scene: Scene, trigger: Trigger, low: int, high: int, where: Where) -> Parties:
    parties = read_parties(scene, trigger, low, high)
    if (len(parties.stated) == 1 or (not parties.stated and where.host)) and not parties.separate:
        parties = replace(parties, stated=parties.stated | _first_person(passage, scene, trigger))
    return parties


_I = re.compile(r"\b(?:I|[Ww]e)\b[^.;:]{0,60}$")
_ME = re.compile(r"\s+(?:with\s+|to\s+)?(?:me|us)\b")


def _first_person(passage: Passage, scene: Scene, trigger: Trigger) -> Sides:
    """The speaker's side, where talks are told in the first person ("I spoke with …", "… called me")."""
    is_mine = _I.search(scene.text, scene.start, trigger.phrase_start) or _ME.match(scene.text, trigger.end)
    around = [s for s in passage.speech if s.kind == "direct" and s.start <= trigger.start < s.end]
    side = around[0].side if is_mine and around else None
    return frozenset((side,)) if side and side != "other" else frozenset()


_THERE = re.compile(
    r"\bthere\b(?!\s+(?:was|were|is|are|has|have|had|will|would|could|may|might)\b)|\bin\s+the\s+same\s+(?:city|hotel|palace|place|venue|location|building)\b"
)


def _where(scene: Scene, trigger: Trigger, low: int, high: int) -> Where:
    """The place that the sentence names; a call has none, "there" is the place named before."""
    if read_format(scene, trigger, has_place=False) in ("phone", "video"):
        return NOWHERE
    where = read_where(scene.text, scene.names, trigger, low, high, scene.start)
    if where is NOWHERE and _THERE.search(scene.text, trigger.end, min(high, trigger.end + 60)):
        told = [m for m in scene.names if m.end <= trigger.phrase_start]
        return last_place(scene.text, [told, *scene.earlier])
    return where


def _read_visits(
    passage: Passage, at: int, scene: Scene, trigger: Trigger, low: int, high: int, free: Sequence[Span]
) -> Iterator[_Read]:
    spans = read_when(free, scene.text, trigger.phrase_start, trigger.end, low, high, scene.start)
    when = first_day(scene, trigger, low, high, spans, passage.published)
    status = read_status(scene, trigger, low, high, when, passage.published)
    for where, parties in read_visits(scene, trigger, low, high):
        is_core = parties <= talk_words("conflict", "core")
        is_dated = when is not None and (status == "planned" or is_core)
        draft = Draft(
            sentence=at,
            start=scene.start,
            end=scene.end,
            noun="visit",
            word=trigger.word,
            at=trigger.start,
            parties=parties,
            has_stated_parties=True,
            mediators=frozenset(),
            city=where.city,
            country=where.country,
            when=when,
            round=None,
            format="in_person",
            status=status,
            outcome=read_outcome(scene, trigger),
            is_definite=False,
            is_event=is_diplomacy(scene, trigger, [where.country], is_dated=is_dated),
        )
        yield draft, spans[:1]


def _each(
    scene: Scene,
    trigger: Trigger,
    draft: Draft,
    where: Where,
    days: Sequence[Span],
    separate: Sequence[Sides],
    numbers: Sequence[int],
) -> Iterator[Draft]:
    """One draft for each event of a list of parties, rounds, places or days."""
    single = [when for span in days for when in single_days(span, scene.text)] if numbers else []
    if separate:
        yield from (replace(draft, parties=parties) for parties in separate)
    elif numbers and len(single) == len(numbers):
        yield from (replace(draft, when=when, round=number) for when, number in zip(single, numbers, strict=True))
    elif len(days) > 1 and draft.word != "meet":
        counted = scene.text[trigger.phrase_start : trigger.end].lower().startswith(_COUNTS.get(len(days), "?"))
        for i, span in enumerate(days):
            yield replace(draft, when=to_when(span), round=i + 1 if counted and draft.word == "rounds" else draft.round)
    elif where.others and not (_ALL.match(scene.text, trigger.phrase_start) or _is_of_meetings(trigger)):
        countries = {where.country, *(place.country for place in where.others)}
        yield replace(draft, city=None, country=where.country if len(countries) == 1 else None)
    else:
        yield draft
        for place in where.others:
            yield replace(draft, city=place.city, country=place.country)


def _is_of_meetings(trigger: Trigger) -> bool:
    """Whether the word counts meetings, one a place ("met in A and B"), not talks as a whole."""
    return trigger.is_verb or trigger.word in ("meetings", "sessions", "summits")


_ALL = re.compile(r"(?:both|two|three|four|separate)\b", re.IGNORECASE)
"""Talks of which each place of a list had its own; others are not told apart."""
_COUNTS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
