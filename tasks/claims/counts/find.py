"""The counted claims of a passage."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.claims.counts.address import find_address
from tasks.claims.counts.clause import Clause
from tasks.claims.counts.counted import Counted, Memory
from tasks.claims.counts.metrics import Metrics
from tasks.claims.counts.phrases import find_phrases
from tasks.claims.counts.realis import realis
from tasks.claims.counts.restated import settle_dates
from tasks.claims.counts.roles import Cast
from tasks.claims.counts.scope import COUNTRY, Placed, Setting, setting, settle_scopes
from tasks.claims.counts.sides import PARTIES, Roles
from tasks.claims.counts.verbs import find_verbs
from tasks.claims.counts.voice import Voice, speech_at, voice
from tasks.claims.counts.voice import carried as carried_voice
from tasks.claims.counts.when import When, when
from tasks.claims.lexicon import load
from tasks.claims.passage import Passage
from tasks.claims.speech import Speech
from tasks.claims.text import Sentence, Token
from tasks.claims.times import Span
from warehouse.ids import content_id
from warehouse.records import Claim

_EVIDENCE_LIMIT = 300
_ENEMY = frozenset(load("conflict")["enemy_words"])
_OTHER_WAR_WORDS: tuple[str, ...] = tuple(load("conflict")["other_wars"])
_OTHER_WARS = re.compile(r"\b(?:" + "|".join(load("conflict")["other_wars"]) + r")\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundreds?|thousands?|dozens?|million|third|half|quarter)\b|teen\b"
)


@dataclass(slots=True)
class Draft(Placed):
    """A claim in the making, with what it was read from."""

    sentence: Sentence
    voice: Voice


@dataclass(slots=True)
class Thread:
    """What the sentences read so far hand on to the next one."""

    memory: Memory
    roles: Roles | None = None
    carried: Span | None = None
    carried_from: int = -9
    counted_from: int = -9
    ahead: Span | None = None
    ahead_from: int = -9
    place: Setting | None = None
    place_from: int = -9
    elsewhere: bool = False
    address: Speech | None = None


_CARRY = 3
_OPENING = 3
"""Sentences that open an article: what they tell without a day is its news."""
_RECENT = 2
_STEMS = tuple(load("grammar")["stems"])
_AIR = frozenset(("launched", "shot_down", "suppressed", "neutralized", "hit"))
_HURT = frozenset(("killed", "injured", "casualties"))
_BACK = re.compile(r"the\s+(?:day|night)\s+before|the\s+(?:previous|preceding|prior)\b|.*\bafter$", re.IGNORECASE)
"""Days told of an earlier event only in passing: the passage does not go on with them."""
_IN_TOTAL = re.compile(r"\b(?:in total|overall|altogether|since the (?:beginning|start))\b", re.IGNORECASE)
_FRESH_WHEN_PERFECT = _AIR | {"exchanged"}
_LOST = _HURT | {"destroyed", "damaged", "damaged_or_destroyed"}
_OTHER_EVENTS: tuple[str, ...] = tuple(load("conflict")["other_events"])
_EVENTS = "|".join(load("grammar")["words"]["events"])
_STRUCK = re.compile(rf"\b(?:attacked|struck|hit|shelled|bombed|pounded|targeted|{_EVENTS})\b", re.IGNORECASE)
_WIDELY = re.compile(
    r"\bacross (?:the country|ukraine|russia)\b"
    r"|\b(?:several|other|many|\w+teen|two|three|four|five|six) (?:other )?(?:regions|cities)\b",
    re.IGNORECASE,
)
_NUMBER_OF_PEOPLE = re.compile(r"\b(?:killed|killing|wounded|injured|dead|died|hurt)\b", re.IGNORECASE)
_ALONE = re.compile(r"\balone\b|\b(?:throughout|over the course of)\b", re.IGNORECASE)
_MANY = 100
_WAR_TOTAL = 1500
_KNOWN_EVENT = re.compile(rf"\b(?:the|this|latest)\s+(?:\w+\s+)?(?:{_EVENTS})\b", re.IGNORECASE)
_ANY_EVENT = re.compile(rf"\b(?:{_EVENTS})\b", re.IGNORECASE)
_SO_FAR = re.compile(r"\b(?:so far|to date|already|all told|in total since)\b", re.IGNORECASE)


def find_counts(passage: Passage) -> list[Claim]:
    """Counted claims in reading order."""
    drafts: list[Draft] = []
    thread = Thread(Memory(), address=find_address(passage))
    low = passage.text.lower()
    stems = [stem for stem in _STEMS if stem in low]
    wars = any(word in low for word in _OTHER_WAR_WORDS)
    events = [event for event in _OTHER_EVENTS if event in low]
    for i, sentence in enumerate(passage.sentences):
        if passage.names[i]:
            thread.elsewhere = _is_elsewhere(passage, i, events, wars)
        if not thread.elsewhere and _may_count(sentence.text.lower(), stems, i - thread.counted_from <= _RECENT):
            drafts += _read(passage, i, thread)
        for span in passage.times[i]:
            is_day = span.kind == "point" and span.precision in ("day", "night") and not _BACK.match(span.basis)
            if thread.carried_from < i and is_day:
                thread.carried, thread.carried_from = span, i
            elif span.kind == "ahead" and span.precision in ("day", "night"):
                thread.ahead, thread.ahead_from = span, i
    settle_dates(drafts)
    settle_scopes(drafts)
    return [_claim(passage, draft, {id(d.counted): _claim_id(passage, d) for d in drafts}) for draft in drafts]


def _may_count(low: str, stems: list[str], recently: bool) -> bool:
    """A number, and a word of what is counted or done, unless something was counted just before."""
    return (recently or any(stem in low for stem in stems)) and _NUMBER.search(low) is not None


def _is_elsewhere(passage: Passage, i: int, events: Sequence[str], wars: bool) -> bool:
    """The sentence speaks of another war or event: one of its names, and neither party of ours."""
    if events and any(event in passage.sentences[i].text.lower() for event in events):
        return True
    if any(m.side in PARTIES or m.country in PARTIES for m in passage.names[i]):
        return False
    if not wars:
        return False
    return _OTHER_WARS.search(passage.text, passage.sentences[i].start, passage.sentences[i].end) is not None


def _read(passage: Passage, i: int, thread: Thread) -> list[Draft]:
    sentence = passage.sentences[i]
    tokens = sentence.tokens
    phrases = find_phrases(tokens)
    if all(phrase.foreign and not phrase.unknown for phrase in phrases):
        return []
    thread.memory.sentence_before = passage.sentences[i - 1] if i else None
    found = Metrics(Clause(tokens, find_verbs(tokens), phrases)).read(thread.memory)
    drafts: list[Draft] = []
    for counted in found:
        clauses = [c.phrase.first for c in found if c.at != counted.at]
        same = next((d.roles for d in reversed(drafts) if d.roles.target), None)
        listed = next(
            (d.roles for d in drafts if d.counted.at == counted.at and d.roles.target and d.counted.group != "weapon"),
            None,
        )
        draft = _draft(passage, i, thread, counted, clauses, same, listed)
        if not _is_ours(passage, i, draft, bool(thread.memory.counted)):
            continue
        drafts.append(draft)
        thread.counted_from = i
        setattr(thread.memory, draft.counted.group, draft.counted)
        if draft.roles.actor:
            thread.roles = draft.roles
        if (
            draft.when.scope == "event"
            and draft.when.end
            and draft.when.precision in ("day", "night")
            and draft.realis == "actual"
            and not _BACK.match(draft.when.basis or "")
        ):
            day = Span(sentence.start, sentence.end, None, draft.when.end, draft.when.precision, draft.when.basis or "")
            thread.carried, thread.carried_from = day, i
    thread.memory.counted += found
    _share_roles(drafts)
    return drafts


def _share_roles(drafts: Sequence[Draft]) -> None:
    """In one sentence about the air the sides are the same where nothing says otherwise."""
    known = next((d.roles for d in drafts if d.counted.metric in _AIR and d.roles.actor), None)
    for draft in drafts:
        if known is not None and draft.counted.metric in _AIR and draft.roles.actor is None:
            draft.roles = known


def _is_ours(passage: Passage, i: int, draft: Draft, known: bool) -> bool:
    """A count that no side can be found for belongs to this war only where a party is spoken of close by."""
    if Cast(draft.tokens, passage.names[i], None).is_foreign_doing(draft.counted):
        return False
    if draft.roles.actor or draft.roles.target or known or any(t.lower in _ENEMY for t in draft.tokens):
        return True
    return any(m.side in PARTIES or m.country in PARTIES for k in range(max(0, i - 2), i + 1) for m in passage.names[k])


def _draft(
    passage: Passage,
    i: int,
    thread: Thread,
    counted: Counted,
    clauses: Sequence[int],
    same: Roles | None,
    listed: Roles | None,
) -> Draft:
    sentence, phrase = passage.sentences[i], counted.phrase
    tokens = sentence.tokens
    core = tokens[phrase.quantity.core]
    verb = tokens[min(counted.at, len(tokens) - 1)]
    speech = (
        speech_at(passage.speech, core.start, core.end)
        or speech_at(passage.speech, verb.start, verb.end)
        or carried_voice(passage.speech, passage.sentences, i)
        or thread.address
    )
    nightly = any(span.precision == "night" for span in passage.times[i])
    carried = thread.carried if i - thread.carried_from <= (2 * _CARRY if nightly else _CARRY) else None
    leads = speech is None or speech.cue_start is None or speech.cue_start < verb.start
    roles = Cast(tokens, passage.names[i], speech.side if speech else None, leads).roles(
        counted, thread.roles, same, listed
    )
    is_small = (phrase.quantity.low or 0) < _WAR_TOTAL
    if roles == Roles(None, None) and counted.metric in _HURT and counted.object != "soldier" and is_small:
        roles = _roles_of_scene(passage, i)
    fact = realis(tokens, counted)
    if any(t.lower == "elsewhere" for t in tokens[max(0, phrase.first - 8) : phrase.last + 8]):
        carried = None  # another attack than the one told before
    hint = None
    if carried is None and not passage.times[i]:
        carried = hint = _looked_ahead(passage, i) or _said_before(passage, i)
    goes_on = phrase.quantity.additional or phrase.anaphor
    time = when(
        sentence,
        tokens,
        phrase.first,
        phrase.last,
        passage.times[i],
        carried,
        passage.anchor if passage.is_news and fact == "actual" and _is_fresh(passage, i, counted) else None,
        clauses,
        goes_on,
        fact == "actual",
        _is_one_event(sentence, counted),
    )
    if counted.metric == "captured" and "hold" in tokens[counted.at].lower + " hold has have held":
        time = _holding(time, tokens, counted, passage, i)
    if counted.metric == "exchanged" and time.scope == "cumulative":
        time = replace(time, end=passage.anchor)  # as of the day of the last swap
    if counted.metric == "exchanged" and fact == "planned":
        time = _swap_day(passage, i, thread, time)
    if _is_rate(tokens, phrase.last) or _is_rate(tokens, max(0, phrase.first - 4)):
        time = replace(time, scope="period") if hint is None else When(None, None, None, None, "period")
    if time.scope == "event" and fact in ("actual", "hypothetical") and _is_sum(passage, i, counted, time, hint):
        told = next((s for s in passage.times[i] if s.kind == "said" and s.basis == time.basis), None)
        end = passage.published if told is None or told.date_end is not None else None
        time = When(None, end, "day" if end else None, "total of the war" if end else None, "cumulative")
    place = _inherit_place(
        passage, i, thread, setting(tokens, phrase.first, phrase.last, passage.names[i], roles.target)
    )
    scope = time.scope
    whole = counted.whole
    is_part = whole is not None and (whole.metric == counted.metric or counted.metric == "hit")
    if scope == "event" and (counted.partial or is_part or _is_of_wider_attack(passage, i, counted, place)):
        scope = "partial"
    places = frozenset(m.name for m in passage.names[i] if m.kind == "place" and m.level != "country")
    return Draft(counted, roles, time, place, places, tokens, scope, fact, sentence, voice(speech, counted, roles))


def _roles_of_scene(passage: Passage, i: int) -> Roles:
    """The sides of the attack that one of the two sentences before tells of."""
    for k in range(i - 1, max(-1, i - 3), -1):
        told = Cast(passage.sentences[k].tokens, passage.names[k], None).attack()
        if told is not None:
            return told
    return Roles(None, None)


def _said_before(passage: Passage, i: int) -> Span | None:
    """The day on which the sentence before was said, in the same paragraph."""
    if i == 0 or passage.sentences[i - 1].paragraph != passage.sentences[i].paragraph:
        return None
    told = [span for span in passage.times[i - 1] if span.kind == "said" and span.precision == "day" and span.date_end]
    return replace(told[-1], kind="point") if told else None


def _looked_ahead(passage: Passage, i: int) -> Span | None:
    """The day that a sentence after the opening ones names: news tells first what happened, and then when."""
    if i >= _OPENING:
        return None
    for k in range(i + 1, min(i + 4, len(passage.sentences))):
        for span in passage.times[k]:
            if span.kind in ("point", "said") and span.precision in ("day", "night"):
                return replace(span, kind="point", precision="day")
    return None


def _is_of_wider_attack(passage: Passage, i: int, counted: Counted, here: Setting) -> bool:
    """The sentence before tells, without a figure, of an attack on several places, this one among them."""
    if i == 0 or counted.metric not in _HURT or here.place is None or here.level == COUNTRY:
        return False
    before = passage.sentences[i - 1]
    if _NUMBER_OF_PEOPLE.search(before.text) or not _STRUCK.search(before.text):
        return False
    told = {m.name for m in passage.names[i - 1] if m.kind == "place" and m.country == here.place.country}
    now = {m.name for m in passage.names[i] if m.kind == "place"}
    return bool(_WIDELY.search(before.text)) or (len(told) > 1 and bool(told & now) and not told <= now)


def _is_one_event(sentence: Sentence, counted: Counted) -> bool:
    """A figure of one strike, battle or swap, not of all that a month or a year brought."""
    if _ALONE.search(sentence.text):
        return False
    return _ANY_EVENT.search(sentence.text) is not None or (counted.phrase.quantity.low or 0) < _MANY


def _is_sum(passage: Passage, i: int, counted: Counted, time: When, hint: Span | None) -> bool:
    """A total up to now: "so far", a number too large for an event, an army's losses told of no attack and no day."""
    if counted.metric == "exchanged":
        return _IN_TOTAL.search(passage.sentences[i].text) is not None and _is_perfect(
            passage.sentences[i].tokens, counted
        )
    if counted.metric not in _LOST:
        return False
    number = counted.phrase.quantity.low or counted.phrase.quantity.high or 0
    if counted.metric in _HURT and number >= _WAR_TOTAL:
        return not _is_own(time, passage, i)
    if counted.partial or counted.whole is not None or any(span.kind == "point" for span in passage.times[i]):
        return False
    text = passage.sentences[i].text
    if _ANY_EVENT.search(text):
        return False
    if _SO_FAR.search(text):
        return True
    is_army = counted.object == "soldier" or counted.group == "equipment"
    told = hint is not None or any(span.kind == "said" and span.basis == time.basis for span in passage.times[i])
    undated = (
        time.end is None or time.basis == "publication" or (told and _is_perfect(passage.sentences[i].tokens, counted))
    )
    return is_army and undated and number >= 2 and not any(m.kind == "place" for m in passage.names[i])


def _is_perfect(tokens: Sequence[Token], counted: Counted) -> bool:
    """ "has lost 3,000 armoured vehicles" """
    return any(t.lower in ("has", "have") for t in tokens[max(0, counted.at - 4) : counted.at])


def _is_fresh(passage: Passage, i: int, counted: Counted) -> bool:
    """A sentence without a day tells today's news: it opens the article, speaks of "the attack", or "has swapped"."""
    if i < _OPENING or (counted.metric in _FRESH_WHEN_PERFECT and _is_perfect(passage.sentences[i].tokens, counted)):
        return True
    return _KNOWN_EVENT.search(passage.text, passage.sentences[i].start, passage.sentences[i].end) is not None


def _is_own(time: When, passage: Passage, i: int) -> bool:
    return any(span.basis == time.basis and span.kind != "said" for span in passage.times[i])


def _is_rate(tokens: Sequence[Token], last: int) -> bool:
    """ "about 100 drones a day", "824 troops dying each day", "a daily average of 899" """
    lead = {t.lower for t in tokens[max(0, last - 12) : last]}
    if "average" in lead and lead & {"daily", "monthly", "weekly"}:
        return True
    words = [t.lower for t in tokens[last : last + 5]]
    if "in" in words[:1]:
        return False
    in_one_day = last > 0 and tokens[last - 1].lower == "in"  # "shelled 23 times in a day"
    if any(word in ("after", "before", "ago", "later", "earlier") for word in words):
        return False
    return any(
        not in_one_day
        and pair
        in (
            ("a", "day"),
            ("per", "day"),
            ("each", "day"),
            ("every", "day"),
            ("a", "month"),
            ("per", "month"),
            ("a", "week"),
            ("every", "night"),
            ("each", "night"),
            ("every", "month"),
            ("per", "week"),
            ("each", "month"),
        )
        for pair in itertools.pairwise(words)
    )


def _holding(time: When, tokens: Sequence[Token], counted: Counted, passage: Passage, i: int) -> When:
    """Prisoners held at present: as of the article's day, summed up since whenever."""
    verb = tokens[min(counted.at, len(tokens) - 1)].lower
    if verb in ("hold", "holds", "holding", "held", "has", "have"):
        told = next((s.date_end for s in passage.times[i] if s.kind == "said"), None)
        return When(None, told or passage.anchor, "day", "held at present", "cumulative")
    return time


def _swap_day(passage: Passage, i: int, thread: Thread, time: When) -> When:
    """A swap to come has the day its own sentence sets for it, or the one just spoken of, else none."""
    if passage.anchor is None:
        return time
    is_deal = any(t.lower in ("agreed", "agreement") for t in passage.sentences[i].tokens)  # its day is the talks' day
    kinds = ("ahead",) if is_deal else ("ahead", "point")
    own = [s for s in passage.times[i] if s.kind in kinds and s.date_end and s.date_end >= passage.anchor]
    if is_deal and not own and any(s.precision in ("day", "night") for s in passage.times[i]):
        return When(None, None, None, None, "event")
    before = ((thread.ahead, thread.ahead_from), (thread.carried, thread.carried_from))
    known = own[:1] or [
        s for s, k in before if s and s.date_end and s.date_end >= passage.anchor and i - k <= _CARRY and k < i
    ]
    if known:
        return When(None, known[0].date_end, known[0].precision, known[0].basis, "event")
    return When(None, None, None, None, "event")


def _inherit_place(passage: Passage, i: int, thread: Thread, place: Setting) -> Setting:
    """A sentence that names no place stays where the one before it was."""
    if (
        place.place is None
        and place.level == COUNTRY
        and not any(m.country and m.kind in ("place", "side") for m in passage.names[i])
        and i - thread.place_from <= 2
    ):
        return thread.place or place
    thread.place, thread.place_from = place, i
    return place


def _claim_id(passage: Passage, draft: Draft) -> str:
    start = draft.tokens[draft.counted.phrase.quantity.core].start
    return content_id(passage.article_id, passage.field, start, draft.counted.metric, draft.counted.object)


def _claim(passage: Passage, draft: Draft, ids: dict[int, str]) -> Claim:
    counted, phrase = draft.counted, draft.counted.phrase
    quantity = phrase.quantity
    start, end = evidence(draft.sentence, draft.tokens, counted)
    return Claim(
        claim_id=ids[id(counted)],
        article_id=passage.article_id,
        field=passage.field,
        start_char=start,
        end_char=end,
        evidence=passage.text[start:end],
        metric=counted.metric,  # type: ignore[arg-type]
        object=counted.object,  # type: ignore[arg-type]
        weapon=phrase.weapon,
        low=quantity.low,
        high=quantity.high,
        qualifier=quantity.qualifier,
        unit=quantity.unit,
        actor=draft.roles.actor,
        target=draft.roles.target,
        place=draft.setting.place.name if draft.setting.place else None,
        date_start=draft.when.start,
        date_end=draft.when.end,
        date_precision=draft.when.precision,
        date_basis=draft.when.basis,
        scope=draft.scope,  # type: ignore[arg-type]
        speaker=draft.voice.speaker,
        speaker_side=draft.voice.side,
        realis=draft.realis,  # type: ignore[arg-type]
        part_of=ids.get(id(counted.whole)) if counted.whole is not None else None,
        extractor_version=passage.extractor_version,
        recorded_at=passage.recorded_at,
    )


def evidence(sentence: Sentence, tokens: Sequence[Token], counted: Counted) -> tuple[int, int]:
    """The sentence, or where it is long the clauses around the number and its verb."""
    if sentence.end - sentence.start <= _EVIDENCE_LIMIT:
        return sentence.start, sentence.end
    first, last = counted.phrase.first, counted.phrase.last - 1
    if abs(tokens[min(counted.at, len(tokens) - 1)].start - tokens[first].start) < _EVIDENCE_LIMIT - 60:
        first, last = min(first, counted.at), max(last, min(counted.at, len(tokens) - 1))
    start, end = tokens[first].start, tokens[last].end
    for k in range(first - 1, -1, -1):
        if end - tokens[k].start > _EVIDENCE_LIMIT:
            break
        start = tokens[k].start
    for k in range(last + 1, len(tokens)):
        if tokens[k].end - start > _EVIDENCE_LIMIT:
            break
        end = tokens[k].end
    return start, end
