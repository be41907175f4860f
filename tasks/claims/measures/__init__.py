"""Measures: sanctions, tariffs, truces, embargoes, freezes and aid that an article tells of, with their stage."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tasks.claims.lexicon import load
from tasks.claims.measures.draft import Draft
from tasks.claims.measures.merge import merge
from tasks.claims.measures.roles import FACES, PASSIVE, anti, owner, passive, plausible, read_actor, read_target, threat
from tasks.claims.measures.stage import OPEN, is_hypothetical, negated, read_stage
from tasks.claims.measures.terms import read_amount, read_dates, read_duration, read_rate
from tasks.claims.names import Mention
from tasks.claims.passage import Passage
from tasks.claims.speech import Speech
from tasks.claims.text import lowered
from warehouse.ids import content_id
from warehouse.records import Measure
from warehouse.vocabulary import Instrument


def find_measures(passage: Passage) -> list[Measure]:
    """Every distinct measure of a passage, in order of first mention."""
    lower = lowered(passage.text)
    drafts = [draft for at in range(len(passage.sentences)) for draft in _read_sentence(passage, lower, at)]
    return [_measure(passage, draft) for draft in merge(drafts)]


@cache
def _instrument_pattern() -> "re.Pattern[str]":
    parts = []
    for instrument, words in load("measures")["instruments"].items():
        parts.append(rf"(?P<{instrument}>{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})")
    for instrument, words in load("measures")["acts"].items():
        parts.append(rf"(?P<act_{instrument}>{'|'.join(map(re.escape, words))})")
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


def _read_sentence(passage: Passage, lower: str, at: int) -> Iterator[Draft]:
    sentence = passage.sentences[at]
    last_end = -1
    for m in _instrument_pattern().finditer(lower, sentence.start, sentence.end):
        if m.start() < last_end:
            continue
        key = (m.lastgroup or "").removeprefix("act_")
        draft = _read_mention(passage, lower, at, m, key)  # type: ignore[arg-type]
        if draft is not None:
            last_end = m.end()
            yield draft


_SPEAKER_ACTS = re.compile(r"\b(?:I|[Ww]e|he|she)\b")
_CLAUSE = re.compile(
    r";|\.\s|,\s+(?:and|but|while|which|who|although|as|after|before|with|where)\b|,\s+(?=(?:demanding|urging|calling|warning|announcing|promising|pledging|threatening)\b)|\b(?:but|while|although|because|whereas|despite|unless)\b"
    r"|\b(?:said|says|told)\b(?:\s+that\b)?|\b(?:noted|added|stressed|emphasi[sz]ed|argued|explained|insisted)\s+that\b|[“”\"]"
)


def _read_mention(passage: Passage, lower: str, at: int, m: "re.Match[str]", instrument: Instrument) -> Draft | None:
    sentence, text, names = passage.sentences[at], passage.text, passage.names[at]
    if _is_other(lower, m, instrument) or _is_elsewhere(names) or _is_of_no_war(passage, at, instrument):
        return None
    begin, end = _clause(text, sentence.start, sentence.end, m.start(), m.end())
    stage, verb = read_stage(lower, begin, end, sentence.start, m)
    is_done = stage is not None and stage not in OPEN
    if (
        stage is None
        or (is_done and is_hypothetical(lower, begin, m.start()))
        or any(words in lower[begin : m.start()] for words in ("even if ", "whether "))
    ):
        return None
    stage = negated(lower, begin, verb, m, stage)
    bills = any(f" {word} " in f" {lower[begin : m.start()]} " for word in load("measures")["bills"]["words"])
    if bills and stage in ("threatened", "pledged", "adopted"):
        stage = "proposed"
    actor = read_actor(text, lower, names, begin, verb, m, sentence.start)
    target = read_target(text, names, m, end, instrument, actor) or anti(text, names, m)
    is_by = re.match(r"\s+by\s", lower[m.end() : m.end() + 6]) is not None
    is_act = (m.lastgroup or "").startswith("act_")
    if is_act and (is_by or PASSIVE.search(lower, sentence.start, m.start())):
        actor, target = passive(text, names, m)
    faces = FACES.search(lower, begin, m.start())
    if faces is not None and stage == "threatened":
        actor, target = threat(text, names, begin, faces.start(), sentence.start)
    if target in load("measures")["elsewhere"]["sides"]:
        return None
    actor, target = plausible(actor, target, instrument)
    if instrument == "asset_freeze" and target is None:
        target = owner(text, names, m)
    rate = read_rate(text, begin, end, m)
    amount, currency, unit = read_amount(text, begin, end, m)
    if instrument in ("military_aid", "financial_aid") and not _is_aid_of_war(names, passage, at, target, amount):
        return None
    day_from, day_to = read_dates(passage, at, begin, end)
    speech = _spoken(passage.speech, m.start())
    if actor is None and speech is not None and _SPEAKER_ACTS.search(text, begin, m.start()):
        actor = speech.side if speech.side != "other" else None
    currency = load("measures")["money"]["local"].get(actor, {}).get(unit or "", currency)
    return Draft(
        start=sentence.start,
        end=sentence.end,
        instrument=instrument,
        stage=stage,
        actor=actor,
        target=target,
        rate=rate,
        amount=amount,
        currency=currency,
        duration_days=read_duration(text, begin, end, m),
        date_start=day_from,
        date_end=day_to,
        speaker=speech.speaker if speech else None,
        speaker_side=speech.side if speech else None,
    )


def _is_other(lower: str, m: "re.Match[str]", instrument: Instrument) -> bool:
    """Whether the words around make it something else ("ceasefire talks", "any lasting truce", "tariff-free")."""
    if m.group() in ("grant", "grants") and lower[: m.start()].endswith((" to ", " will ", " would ", " not ")):
        return True  # the verb
    words = load("measures")["not_measures"]
    following = re.compile(r"-free|\s+([a-z]+)").match(lower, m.end())
    if following is not None and (following.group(1) or "-free") in words["after"]:
        return True
    before = lower[max(0, m.start() - 40) : m.start()].split()
    lead = " ".join(w for w in before if w not in ("a", "an", "the"))
    return any(lead.endswith(word) or f" {word} " in f" {' '.join(before[-2:])} " for word in words["before"]) and (
        instrument == "ceasefire"
    )


def _is_elsewhere(names: Sequence[Mention]) -> bool:
    """Whether a sentence is about other wars alone."""
    sides = {m.side or m.country for m in names}
    return not sides & {"RU", "UA"} and bool(sides & set(load("measures")["elsewhere"]["sides"]))


_PUNITIVE = ("sanctions", "tariff", "embargo", "asset_freeze")
_NEAR = 3
"""Sentences on each side in which a measure against the war names who has to do with it."""


def _is_of_no_war(passage: Passage, at: int, instrument: Instrument) -> bool:
    """Whether a punishment is told far from any name of this war's sides."""
    here = set(load("measures")["here"]["sides"])
    naming = [i for i, row in enumerate(passage.names) if any((m.side or m.country) in here for m in row)]
    return instrument in _PUNITIVE and bool(naming) and all(abs(i - at) > _NEAR for i in naming)


def _is_aid_of_war(
    names: Sequence[Mention], passage: Passage, at: int, target: str | None, amount: float | None
) -> bool:
    sides = {m.side or m.country for m in names}
    is_theirs = "UA" in sides or "reparations" in passage.sentences[at].text
    return target == "UA" or (target is None and is_theirs)


def _clause(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The clause around text[low:high] inside text[start:end]."""
    begin = start
    for m in _CLAUSE.finditer(text, start, low):
        begin = m.end()
    stop = _CLAUSE.search(text, high, end)
    return begin, stop.start() if stop else end


def _spoken(speech: Sequence[Speech], position: int) -> Speech | None:
    """The innermost stretch of speech around a position."""
    around = [s for s in speech if s.start <= position < s.end and s.speaker]
    return min(around, key=lambda s: s.end - s.start) if around else None


def _measure(passage: Passage, draft: Draft) -> Measure:
    key = (
        draft.start,
        draft.instrument,
        draft.stage,
        draft.actor,
        draft.target,
        draft.rate,
        draft.amount,
        draft.duration_days,
    )
    return Measure(
        measure_id=content_id(passage.article_id, passage.field, "measure", *key),
        article_id=passage.article_id,
        field=passage.field,
        start_char=draft.start,
        end_char=draft.end,
        evidence=passage.text[draft.start : draft.end],
        actor=draft.actor,
        target=draft.target,
        instrument=draft.instrument,
        rate=draft.rate,
        rate_unit="percent" if draft.rate is not None else None,
        amount=draft.amount,
        currency=draft.currency,
        duration_days=draft.duration_days,
        stage=draft.stage,
        date_start=draft.date_start,
        date_end=draft.date_end,
        speaker=draft.speaker,
        speaker_side=draft.speaker_side,
        extractor_version=passage.extractor_version,
        recorded_at=passage.recorded_at,
    )
