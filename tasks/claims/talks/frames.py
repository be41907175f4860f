"""Frames: the talks that one sentence mentions, each with who, where, when, how and in which state."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from tasks.claims.passage import Passage
from tasks.claims.talks.draft import Draft, When
from tasks.claims.talks.participants import talk_words
from tasks.claims.talks.parties import complete, mediators, read_parties
from tasks.claims.talks.scene import Scene, Sides, make_scene
from tasks.claims.talks.state import (
    is_definite,
    is_frequent,
    is_multilateral,
    is_news,
    is_present,
    is_vague,
    next_rounds,
    read_format,
    read_outcome,
    read_round,
    read_status,
)
from tasks.claims.talks.triggers import Trigger, find_triggers
from tasks.claims.talks.visits import is_diplomacy, read_visits
from tasks.claims.talks.when import is_inside, listed, read_when, to_when
from tasks.claims.talks.where import NOWHERE, Where, last_place, read_where
from tasks.claims.times import Span
from warehouse.vocabulary import TalkStatus


def read_frames(passage: Passage, lower: str, times: Sequence[Span], at: int, named: Counter[str]) -> Iterator[Draft]:
    """Drafts of sentence `at`, in order; lower: the passage's text in small letters; times: those of the sentence;
    named: how often the passage names each side."""
    sentence = passage.sentences[at]
    triggers = list(find_triggers(passage.text, lower, sentence.start, sentence.end))
    if not triggers:
        return
    earlier = [passage.names[i] for i in range(at - 1, max(-1, at - 4), -1)]
    context = lower[passage.sentences[max(0, at - 3)].start : sentence.end]
    here = passage.names[at]
    scene = make_scene(passage.text, sentence.start, sentence.end, here, triggers, earlier, context, named)
    free = list(times)
    low = sentence.start
    for i, trigger in enumerate(triggers):
        if i and _repeats(scene, triggers[i - 1], trigger):
            continue
        if i + 1 < len(triggers) and _leads_to(scene, trigger, triggers[i + 1]):
            continue
        high = max(_reach(scene, triggers, i), trigger.end)
        is_read = False
        for draft, used in _read(passage, at, scene, trigger, low, high, free):
            free = [span for span in free if span not in used]
            is_read = is_read or bool(draft.parties & talk_words("conflict", "sides"))
            yield draft
        low = trigger.end if is_read else low


def _reach(scene: Scene, triggers: Sequence[Trigger], i: int) -> int:
    """Where the words that go with trigger i end: where other talks are named, or the sentence ends."""
    for before, after in pairwise(triggers[i:]):
        if not _repeats(scene, before, after):
            return after.phrase_start
    return scene.end


def _read(
    passage: Passage, at: int, scene: Scene, trigger: Trigger, low: int, high: int, free: list[Span]
) -> Iterator[tuple[Draft, list[Span]]]:
    if trigger.noun == "visit":
        yield from _read_visits(passage, at, scene, trigger, low, high, free)
        return
    parties = read_parties(scene, trigger, low, high)
    if len(parties.stated) == 1 and not parties.separate:
        parties = replace(parties, stated=parties.stated | _first_person(passage, scene, trigger))
    is_stay = trigger.word.startswith("spent") and bool(parties.stated)
    if (trigger.is_verb and len(parties.stated) < 2 and not is_stay) or is_multilateral(scene, trigger):
        return
    is_call = read_format(scene, trigger, has_place=False) in ("phone", "video")
    where = NOWHERE if is_call else read_where(scene.text, scene.names, trigger, low, high, scene.start)
    if where is NOWHERE and _THERE.search(scene.text, trigger.end, min(high, trigger.end + 60)):
        told = [m for m in scene.names if m.end <= trigger.phrase_start]
        where = last_place(scene.text, [told, *scene.earlier])
    known = complete(scene, trigger, parties.stated, where)
    if is_stay and len(known.stated) < 2:
        return
    spans = read_when(free, scene.text, trigger.phrase_start, trigger.end, low, high, scene.start)
    days = listed(spans, scene.text) if trigger.word.endswith("s") or where.others else spans[:1]
    when = next((w for w in map(to_when, spans) if w is not None), None)
    if spans and when is not None:
        is_opening = spans[0].start_char <= scene.start + _LEAD
        if not is_opening or _WILL.fullmatch(scene.text, spans[0].end_char, trigger.start):
            when = _ahead(scene, trigger, low, high, when, spans[0], passage.published)
    if when is None and passage.published is not None and is_news(scene, trigger):
        when = When(passage.published, None, "day")
    status = read_status(scene, trigger, low, high, when, passage.published)
    if when is None and passage.published is not None and len(known.stated) > 1:
        when = _day_of_news(scene, trigger, status, free, passage.published)
        if status == "under_way" and when is not None and when.last < passage.published:
            status = "held"
    if status == "proposed" and when is not None and passage.published is not None and when.last < passage.published:
        when = None
    number = read_round(scene, trigger, high)
    around = scene.text[max(scene.start, trigger.phrase_start - 60) : min(scene.end, trigger.end + 60)]
    if when is not None and when.end is None and when.precision == "day" and _SECOND_DAY.search(around):
        when = When(when.start - timedelta(1), when.start, "day")
    draft = Draft(
        sentence=at,
        start=scene.start,
        end=scene.end,
        noun=trigger.noun,
        word=trigger.word,
        parties=known.stated if len(known.stated) > 1 else known.assumed if len(known.assumed) > 1 else frozenset(),
        has_stated_parties=len(known.stated) > 1,
        mediators=mediators(scene),
        city=where.city,
        country=where.country,
        when=when,
        round=number,
        format=read_format(scene, trigger, where.country is not None),
        status=status,
        outcome=read_outcome(scene, trigger),
        is_definite=is_definite(scene, trigger, is_bare=when is None and where.country is None)
        or _is_named_by_day(scene.text, trigger, days),
        is_part=_PART.search(around) is not None,
        is_latest=_LATEST.search(scene.text, scene.start, trigger.start) is not None,
        is_event=len(known.stated | known.assumed) > 1
        and (trigger.noun != "host" or _is_to_talk(scene, known.stated))
        and _is_event(scene, trigger, where, days if when else [], number, known.stated),
    )
    for one in _each(scene, trigger, draft, where, days, parties.separate):
        yield one, days
    for span, ordinal in next_rounds(scene.text, free, days[-1].end_char, scene.end) if number and days else ():
        yield replace(draft, when=to_when(span), round=ordinal), [span]


_I = re.compile(r"\b(?:I|[Ww]e)\b[^.;:]{0,60}$")
_ME = re.compile(r"\s+(?:with\s+|to\s+)?(?:me|us)\b")


def _is_on_war(scene: Scene, parties: Sides) -> bool:
    """Whether talks with a third country are said to be about the war."""
    words = scene.text[scene.start : scene.end].lower()
    return parties <= talk_words("conflict", "core") or any(w in words for w in talk_words("topic", "peace"))


def _is_to_talk(scene: Scene, parties: Sides) -> bool:
    """Whether guests are received to talk: sides of the conflict always, others where the sentence says so."""
    words = set(re.findall(r"[\w-]+", scene.text[scene.start : scene.end].lower()))
    is_core = parties <= talk_words("conflict", "core")
    return is_core or len(parties) > 2 or bool(words & talk_words("topic", "purposes"))


def _first_person(passage: Passage, scene: Scene, trigger: Trigger) -> Sides:
    """The speaker's side, where talks are told in the first person ("I spoke with …", "… called me")."""
    is_mine = _I.search(scene.text, scene.start, trigger.phrase_start) or _ME.match(scene.text, trigger.end)
    around = [s for s in passage.speech if s.kind == "direct" and s.start <= trigger.start < s.end]
    side = around[0].side if is_mine and around else None
    return frozenset((side,)) if side and side != "other" else frozenset()


def _day_of_news(
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
    return When(published, None, "day") if status == "under_way" else None


_ONE = re.compile(r"\b(?:an?|another)\s+$")
_PART = re.compile(
    r"\b(?:(?:first|second|third|last|final)\s+day|(?:two|three)[- ]days?|opening\s+(?:day|session)s?)\b"
)
_SECOND_DAY = re.compile(r"\bsecond\s+(?:and\s+(?:last|final)\s+)?day\b")
_LATEST = re.compile(r"\b(?:most\s+recent|latest)\s+(?:\w+\s+)?$")
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


def _read_visits(
    passage: Passage, at: int, scene: Scene, trigger: Trigger, low: int, high: int, free: list[Span]
) -> Iterator[tuple[Draft, list[Span]]]:
    spans = read_when(free, scene.text, trigger.phrase_start, trigger.end, low, high, scene.start)
    when = next((w for w in map(to_when, spans) if w is not None), None)
    if spans and when is not None:
        when = _ahead(scene, trigger, low, high, when, spans[0], passage.published)
    status = read_status(scene, trigger, low, high, when, passage.published)
    for where, parties in read_visits(scene, trigger, low, high):
        draft = Draft(
            sentence=at,
            start=scene.start,
            end=scene.end,
            noun="visit",
            word=trigger.word,
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
            is_event=is_diplomacy(
                scene,
                trigger,
                [where.country],
                is_dated=when is not None and (status == "planned" or parties <= talk_words("conflict", "core")),
            ),
        )
        yield draft, spans[:1]


def _each(
    scene: Scene, trigger: Trigger, draft: Draft, where: Where, days: Sequence[Span], separate: Sequence[Sides]
) -> Iterator[Draft]:
    """One draft for each event of a list of parties, places or days."""
    if separate:
        yield from (replace(draft, parties=parties) for parties in separate)
    elif len(days) > 1 and draft.word != "meet":
        counted = scene.text[trigger.phrase_start : trigger.end].lower().startswith(_COUNTS.get(len(days), "?"))
        for i, span in enumerate(days):
            yield replace(draft, when=to_when(span), round=i + 1 if counted and draft.word == "rounds" else draft.round)
    else:
        yield draft
        for place in where.others:
            yield replace(draft, city=place.city, country=place.country)


_COUNTS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


_REFUSED = re.compile(
    r"\b(?:refus\w+|declin\w+|reject\w+|no\s+(?:plans?|sign|indication|evidence)(?:\s+[\w’'-]+){0,3}|unwilling|not\s+(?:willing|ready|prepared|going)|never"
    r"|(?:did|does|has|have|had|will|would)(?:\s+not|n['’]t))\s+(?:yet\s+)?(?:to\s+)?(?:\w+\s+)?$"
)
_PREPARED = re.compile(
    r"\b(?:negotiators?|figure|role|expert|delegates?)\s+(?:in|at|for)\s+(?:the\s+)?$|\b(?:prepare|prepares|preparing|pave\s+the\s+way|lead)\s+(?:for\s+|to\s+)?(?:an?\s+|the\s+)?$"
)
_MANY_TIMES = re.compile(r"[^.,;]{0,40}?\b(?:(?:many|several|\w+)\s+times|repeatedly|regularly|often)\b")
_DONE = re.compile(
    r"\b(?:held|holding|hold|concluded|begin|begun|start|began|met\s+for|in|during|after|proposed)"
    r"\s+(?:[\w’'“”-]+\s+){0,3}$",
    re.IGNORECASE,
)
_OTHER_CLAUSE = re.compile(r"[;:]|\b(?:that|which|who|where|ahead|before|after|discussed)\b")
_PURPOSE = re.compile(r"\b(?:for|to\s+(?:continue|hold|discuss|resume|begin|start)|in)\s+(?:an?\s+)?$")
_LEAD = 8
"""Characters into a sentence up to which a day opens it."""
_THERE = re.compile(
    r"\bthere\b(?!\s+(?:was|were|is|are|has|have|had|will|would|could|may|might)\b)|\bin\s+the\s+same\s+(?:city|hotel|palace|place|venue|location|building)\b"
)
_TOPIC = re.compile(r"\b(?:discuss(?:ed|es|ing)?|about|regarding|concerning)\s+(?:the\s+)?$")
_NAMES_WHOM = re.compile(r"\s+(?:\w+\s+){0,3}?(?:with|between|involving)\b")
_NOT_DONE = re.compile(
    r"\b(?:engag\w+|refus\w+|hop(?:es?|ed|ing)|should|never|unless|whether|in\s+\w+ing|for\s+\w+ing|lead\s+to|leading\s+to)\b",
    re.IGNORECASE,
)
_CALLED_FOR = re.compile(
    r"\b(?:lay\s+the\s+(?:foundation|groundwork)s?\s+for|(?:figure|role|expert)\s+in|to\s+(?:help\s+)?(?:broker|mediate|promote|restart|facilitate|secure|seek)|calls?\s+to|call(?:s|ed|ing)?\s+for|urg(?:e|es|ed|ing)|demand(?:s|ed|ing)?|push(?:es|ed|ing)?\s+for)\s+(?:[\w-]+\s+){0,2}$"
)
_WEEKDAY = re.compile(r"(?:on\s+)?\w+day(?:\s+\w+)?", re.IGNORECASE)


def _repeats(scene: Scene, first: Trigger, second: Trigger) -> bool:
    """Whether the second word names the same talks as the first ("met in London to continue talks")."""
    gap = scene.text[first.end : second.phrase_start]
    if first.noun == "visit" or _leads_to(scene, first, second):
        return False
    if re.search(r",\s+in\s+an?\s+$", gap):
        return True
    return len(gap) <= 60 and _PURPOSE.search(gap) is not None and _OTHER_CLAUSE.search(gap) is None


_GOES_FOR = re.compile(r"\b(?:to|for|and|where\s+(?:he|she|they))\s+(?:(?:an?|the|his|her|their|[\w-]+)\s+){0,3}$")
_DISCUSSED_IN = re.compile(r"\b(?:in|during|at|on|over)\s+(?:an?|the|their)\s+$")


def _leads_to(scene: Scene, first: Trigger, talks: Trigger) -> bool:
    """Whether a visit is only the way to the talks that are named next ("flew to Moscow on Monday to meet X"), or
    what was discussed stands before the call in which it was ("discussed the plan in a call")."""
    gap = scene.text[first.end : talks.phrase_start]
    if first.noun == "visit":
        names_whom = any(p.start >= talks.end for p in scene.present)
        is_near = talks.noun != "visit" and len(gap) <= 60 and "," not in gap
        return names_whom and is_near and _GOES_FOR.search(gap) is not None
    is_discussed = first.word.startswith("discuss") and " with " not in gap
    return is_discussed and len(gap) <= 80 and _DISCUSSED_IN.search(gap) is not None


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


def _is_event(
    scene: Scene, trigger: Trigger, where: Where, days: Sequence[Span], number: int | None, parties: Sides
) -> bool:
    """Whether the mention by itself names a distinct event, not talks in general."""
    has_parties = len(parties) > 1
    before = scene.text[max(scene.start, trigger.phrase_start - 40) : trigger.phrase_start]
    if trigger.is_verb and _REFUSED.search(before):
        return False
    if _CALLED_FOR.search(scene.text, max(scene.start, trigger.phrase_start - 24), trigger.phrase_start):
        return False
    if not has_parties and trigger.noun not in ("talks", "round") and where.country is None:
        return False
    if not days and _TOPIC.search(scene.text, max(scene.start, trigger.phrase_start - 24), trigger.phrase_start):
        return False
    if where.country or number:
        return True
    if days:
        is_listed = len(days) > 1
        return has_parties or _is_named_by_day(scene.text, trigger, days) or is_listed or _happens(scene, trigger)
    is_pointer = trigger.noun == "talks" and is_definite(
        scene, trigger, is_bare=not _NAMES_WHOM.match(scene.text, trigger.end)
    )
    lead = scene.text[max(scene.start, trigger.phrase_start - 50) : trigger.phrase_start]
    is_done = _DONE.search(lead) is not None and _NOT_DONE.search(lead) is None
    names_whom = has_parties and _NAMES_WHOM.match(scene.text, trigger.end) and _is_on_war(scene, parties)
    is_pointer = is_pointer and not (is_done and names_whom)
    if is_vague(scene, trigger) or is_pointer or (trigger.is_verb and _MANY_TIMES.match(scene.text, trigger.end)):
        return False
    if _REFUSED.search(before) or _PREPARED.search(before):
        return False
    return has_parties and (trigger.noun != "talks" or is_done)


def _is_named_by_day(text: str, trigger: Trigger, days: Sequence[Span]) -> bool:
    """ "the 16 May talks", "Monday's calls"."""
    return any(is_inside(s, text, trigger.phrase_start, trigger.end) for s in days[:1])


def _happens(scene: Scene, trigger: Trigger) -> bool:
    """Whether the words after undetermined talks say that they take place ("direct talks resumed on 16 May")."""
    after = scene.text[trigger.end : trigger.end + 40].lower()
    is_new = not is_definite(scene, trigger, is_bare=False)
    return (
        trigger.noun in ("talks", "round")
        and is_new
        and any(f" {v} " in after for v in talk_words("happening", "verbs"))
    )
