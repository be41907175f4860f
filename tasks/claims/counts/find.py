"""The counted claims of a passage."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.claims.counts.address import find_address
from tasks.claims.counts.clause import Clause
from tasks.claims.counts.counted import Counted, Memory
from tasks.claims.counts.dating import date_claims
from tasks.claims.counts.draft import Draft
from tasks.claims.counts.metrics import Metrics
from tasks.claims.counts.phrases import find_phrases
from tasks.claims.counts.realis import realis
from tasks.claims.counts.restated import settle_dates
from tasks.claims.counts.roles import Cast
from tasks.claims.counts.scope import settle_scopes
from tasks.claims.counts.setting import COUNTRY, Setting, setting
from tasks.claims.counts.sides import PARTIES, Marked, Roles, mark, other
from tasks.claims.counts.totals import WAR_TOTAL
from tasks.claims.counts.verbs import find_verbs
from tasks.claims.counts.voice import carried as carried_voice
from tasks.claims.counts.voice import speech_at, voice
from tasks.claims.lexicon import load
from tasks.claims.names import Mention
from tasks.claims.passage import Passage
from tasks.claims.speech import Speech
from tasks.claims.text import Sentence, Token
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
class Thread:
    """What the sentences read so far hand on to the next one."""

    memory: Memory
    roles: Roles | None = None
    roles_from: int = -9
    counted_from: int = -9
    place: Setting | None = None
    place_from: int = -9
    elsewhere: bool = False
    address: Speech | None = None
    marked: dict[int, list[Marked]] = field(default_factory=dict)

    def marks(self, passage: Passage, i: int) -> list[Marked]:
        """The names of sentence i by the way they stand in it."""
        if i not in self.marked:
            self.marked[i] = mark(passage.sentences[i].tokens, passage.names[i])
        return self.marked[i]


_RECENT = 2
_STEMS = tuple(load("grammar")["stems"])
_AIR = frozenset(("launched", "shot_down", "suppressed", "neutralized", "hit"))
_HURT = frozenset(("killed", "injured", "casualties"))
_OTHER_EVENTS: tuple[str, ...] = tuple(load("conflict")["other_events"])
_EVENTS = "|".join(load("grammar")["words"]["events"])
_STRUCK = re.compile(rf"\b(?:attacked|struck|hit|shelled|bombed|pounded|targeted|{_EVENTS})\b", re.IGNORECASE)
_WIDELY = re.compile(
    r"\bacross (?:the country|ukraine|russia)\b"
    r"|\b(?:several|other|many|\w+teen|two|three|four|five|six) (?:other )?(?:regions|cities)\b",
    re.IGNORECASE,
)
_NUMBER_OF_PEOPLE = re.compile(r"\b(?:kill|wound|injur)(?:ed|ing)\b|\b(?:dead|died|hurt|hurting)\b", re.IGNORECASE)
_OTHER_CAUSES: tuple[str, ...] = tuple(load("conflict")["other_causes"])
_CARRIED_ROLES = 8
"""Sentences over which the sides of a count hold for those told without sides."""
_CRIMES = ("murder", "execut", "assassinat")


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
    date_claims(passage, drafts)
    settle_dates(drafts)
    _mark_parts(passage, drafts)
    settle_scopes(drafts)
    ids = {id(draft.counted): _claim_id(passage, draft) for draft in drafts}
    return [_claim(passage, draft, ids) for draft in drafts]


def _mark_parts(passage: Passage, drafts: Sequence[Draft]) -> None:
    """The scope that a claim's own sentence and the one before it tell."""
    known = {id(draft.counted): draft for draft in drafts}
    for draft in drafts:
        draft.scope, counted = draft.when.scope, draft.counted
        whole = known.get(id(counted.whole))
        if whole is not None and whole.when.scope == "cumulative" and draft.when.scope in ("event", "cumulative"):
            is_list = counted.group == "equipment"  # "24,000 vehicles, including 13,000 tanks": each a sum
            draft.when, draft.scope = whole.when, "cumulative" if is_list else "partial"
            continue
        is_part = counted.whole is not None and (counted.whole.metric == counted.metric or counted.metric == "hit")
        if draft.scope == "event" and (
            counted.partial or is_part or _is_of_wider_attack(passage, draft.at, counted, draft.setting)
        ):
            draft.scope = "partial"


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
        if not _is_ours(passage, i, draft, thread):
            continue
        drafts.append(draft)
        thread.counted_from = i
        setattr(thread.memory, draft.counted.group, draft.counted)
        if draft.roles.actor:
            thread.roles, thread.roles_from = draft.roles, i
    thread.memory.counted += found
    _share_roles(drafts)
    return drafts


def _share_roles(drafts: Sequence[Draft]) -> None:
    """In one sentence about the air the sides are the same where nothing says otherwise."""
    known = next((d.roles for d in drafts if d.counted.metric in _AIR and d.roles.actor), None)
    for draft in drafts:
        if known is not None and draft.counted.metric in _AIR and draft.roles.actor is None:
            draft.roles = known


def _is_ours(passage: Passage, i: int, draft: Draft, thread: Thread) -> bool:
    """A count that no side can be found for belongs to this war only where a party is spoken of close by."""
    known = bool(thread.memory.counted)
    if Cast(draft.tokens, thread.marks(passage, i), None).is_foreign_doing(draft.counted):
        return False
    if (not known and _is_crime(passage, i, draft)) or any(
        cause in passage.sentences[i].text for cause in _OTHER_CAUSES
    ):
        return False
    if draft.roles.actor or draft.roles.target or known or any(t.lower in _ENEMY for t in draft.tokens):
        return True
    return any(m.side in PARTIES or m.country in PARTIES for k in range(max(0, i - 2), i + 1) for m in passage.names[k])


def _is_crime(passage: Passage, i: int, draft: Draft) -> bool:
    """ "Two men from Ukraine were murdered in Bavaria": nobody of a party is said to have done it."""
    if not draft.tokens[min(draft.counted.at, len(draft.tokens) - 1)].lower.startswith(_CRIMES):
        return False
    told = [m for k in range(max(0, i - 1), i + 1) for m in passage.names[k]]
    return draft.roles.actor is None or not any(m.side == draft.roles.actor for m in told)


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
    leads = speech is None or speech.cue_start is None or speech.cue_start < verb.start
    carried = thread.roles if i - thread.roles_from <= _CARRIED_ROLES else None
    is_small = (phrase.quantity.low or 0) < WAR_TOTAL
    is_of_scene = counted.metric in _HURT and counted.object != "soldier" and is_small
    told = carried if i - thread.roles_from <= 1 or not is_of_scene else None
    cast = Cast(tokens, thread.marks(passage, i), speech.side if speech else None, leads)
    roles = cast.roles(counted, told, same, listed)
    if roles == Roles(None, None) and is_of_scene:
        roles = _roles_of_scene(passage, i, thread)
        roles = roles if roles != Roles(None, None) else cast.roles(counted, carried, same, listed)
    fact = realis(tokens, counted)
    place = _inherit_place(
        passage, i, thread, setting(tokens, phrase.first, phrase.last, passage.names[i], roles.target)
    )
    places = frozenset(m.name for m in passage.names[i] if m.kind == "place" and m.level != "country")
    said_by = voice(speech, counted, roles)
    return Draft(counted, roles, place, places, fact, said_by, sentence, tokens, i, clauses)


def _roles_of_place(names: Sequence[Mention]) -> Roles | None:
    """Those of an attack on the towns and regions that a sentence names, where all are one party's."""
    countries = {m.country for m in names if m.kind == "place" and m.side is None}
    place = countries.pop() if len(countries) == 1 else None
    return Roles(other(place), place) if place in PARTIES else None


def _roles_of_scene(passage: Passage, i: int, thread: Thread) -> Roles:
    """The sides of the attack that one of the two sentences before tells of."""
    for k in range(i - 1, max(-1, i - 3), -1):
        told = Cast(passage.sentences[k].tokens, thread.marks(passage, k), None).attack()
        told = told or _roles_of_place(passage.names[k])
        if told is not None:
            return told
    return Roles(None, None)


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
