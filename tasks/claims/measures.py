"""Measures: sanctions, tariffs, truces, embargoes, freezes and aid that an article tells of, with their stage."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import get_args

from tasks.claims.lexicon import load
from tasks.claims.names import Mention
from tasks.claims.passage import Passage
from tasks.claims.speech import Speech
from tasks.claims.text import lowered
from warehouse.ids import content_id
from warehouse.records import Measure
from warehouse.vocabulary import Instrument, Stage


@dataclass(frozen=True, slots=True)
class _Draft:
    """One mention of a measure. start, end: its sentence."""

    start: int
    end: int
    instrument: Instrument
    stage: Stage
    actor: str | None
    target: str | None
    rate: float | None
    amount: float | None
    currency: str | None
    duration_days: float | None
    date_start: date | None
    date_end: date | None
    speaker: str | None
    speaker_side: str | None


def find_measures(passage: Passage) -> list[Measure]:
    """Every distinct measure of a passage, in order of first mention."""
    lower = lowered(passage.text)
    drafts = [draft for at in range(len(passage.sentences)) for draft in _read_sentence(passage, lower, at)]
    return [_measure(passage, draft) for draft in _merge(drafts)]


# --- one sentence -------------------------------------------------------------------------------------------------


@cache
def _instrument_pattern() -> "re.Pattern[str]":
    parts = []
    for instrument, words in load("measures")["instruments"].items():
        parts.append(rf"(?P<{instrument}>{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})")
    for instrument, words in load("measures")["acts"].items():
        parts.append(rf"(?P<act_{instrument}>{'|'.join(map(re.escape, words))})")
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


@cache
def _stage_pattern() -> "re.Pattern[str]":
    stages = load("measures")["stages"]
    forms = [(word, stage) for stage, words in stages.items() for word in words]
    forms.sort(key=lambda row: -len(row[0]))
    return re.compile(r"\b(?:" + "|".join(re.escape(word) for word, _ in forms) + r")\b")


@cache
def _stage_of() -> dict[str, Stage]:
    found: dict[str, Stage] = {}
    for stage in get_args(Stage):
        for word in load("measures")["stages"][stage]:
            found.setdefault(word, stage)
    return found


def _read_sentence(passage: Passage, lower: str, at: int) -> Iterator[_Draft]:
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


_CLAUSE = re.compile(
    r";|\.\s|,\s+(?:and|but|while|which|who|although|as|after|before|with|where)\b|\b(?:but|while|although|because|whereas|despite|unless)\b"
    r"|\b(?:said|says|told)\b(?:\s+that\b)?|[“”\"]"
)


def _read_mention(passage: Passage, lower: str, at: int, m: "re.Match[str]", instrument: Instrument) -> _Draft | None:
    sentence, text, names = passage.sentences[at], passage.text, passage.names[at]
    if _is_other(lower, m, instrument) or _is_elsewhere(names):
        return None
    begin, end = _clause(text, sentence.start, sentence.end, m.start(), m.end())
    stage, verb = _read_stage(lower, begin, end, sentence.start, m)
    is_done = stage is not None and stage not in _OPEN
    if (
        stage is None
        or (is_done and _is_hypothetical(lower, begin, m.start()))
        or "even if " in lower[begin : m.start()]
    ):
        return None
    stage = _negated(lower, begin, verb, m, stage)
    bills = any(f" {word} " in f" {lower[begin : m.start()]} " for word in load("measures")["bills"]["words"])
    if bills and stage in ("threatened", "pledged", "adopted"):
        stage = "proposed"
    actor = _read_actor(text, lower, names, begin, verb, m, sentence.start)
    target = _read_target(text, names, m, end, instrument, actor) or _anti(text, names, m)
    if _PASSIVE.search(lower, sentence.start, m.start()) and (m.lastgroup or "").startswith("act_"):
        actor, target = _passive(text, names, m)
    faces = _FACES.search(lower, begin, m.start())
    if faces is not None and stage == "threatened":
        actor, target = _threat(text, names, begin, faces.start(), sentence.start)
    actor, target = _plausible(actor, target, instrument)
    rate = _read_rate(text, begin, end, m)
    amount, currency, unit = _read_amount(text, begin, end, m)
    if instrument in ("military_aid", "financial_aid") and not _is_aid_of_war(names, passage, at, target, amount):
        return None
    day_from, day_to = _read_dates(passage, at, begin, end)
    speech = _spoken(passage.speech, m.start())
    if actor is None and speech is not None and re.search(r"\b(?:I|[Ww]e)\b", text[begin : m.start()]):
        actor = speech.side if speech.side != "other" else None
    currency = load("measures")["money"]["local"].get(actor, {}).get(unit, currency)
    return _Draft(
        start=sentence.start,
        end=sentence.end,
        instrument=instrument,
        stage=stage,
        actor=actor,
        target=target,
        rate=rate,
        amount=amount,
        currency=currency,
        duration_days=_read_duration(text, begin, end, m),
        date_start=day_from,
        date_end=day_to,
        speaker=speech.speaker if speech else None,
        speaker_side=speech.side if speech else None,
    )


def _is_other(lower: str, m: "re.Match[str]", instrument: Instrument) -> bool:
    """Whether the words around make it something else ("ceasefire talks", "any lasting truce", "tariff-free")."""
    words = load("measures")["not_measures"]
    following = re.compile(r"-free|\s+([a-z]+)").match(lower, m.end())
    if following is not None and (following.group(1) or "-free") in words["after"]:
        return True
    before = lower[max(0, m.start() - 40) : m.start()].split()
    lead = " ".join(w for w in before if w not in ("a", "an", "the"))
    return any(lead.endswith(word) or f" {word} " in f" {' '.join(before[-2:])} " for word in words["before"]) and (
        instrument == "ceasefire"
    )


_HYPOTHETICAL = re.compile(r"\b(?:if|unless|were\s+to|(?:delaying|suspending|lifting|halting)\s+or)\b")


def _is_hypothetical(text: str, begin: int, end: int) -> bool:
    """Whether what is done is only supposed ("even if a truce is reached")."""
    return _HYPOTHETICAL.search(text, begin, end) is not None


_NOT = re.compile(r"(?:\bnot|n['’]t|\bnever|\bno)\s+(?:[a-z]+\s+(?:to\s+)?){0,2}$")


def _negated(text: str, begin: int, verb: int, m: "re.Match[str]", stage: Stage) -> Stage:
    """The stage of what is said not to be done: not imposed is rejected, not lifted goes on."""
    if verb >= m.start() or not _NOT.search(text, max(begin, verb - 40), verb) or text.startswith("discuss", verb):
        return stage
    if stage in ("lifted", "suspended"):
        return "in_force"
    return "rejected" if stage in ("adopted", "proposed", "pledged") else stage


def _plausible(actor: str | None, target: str | None, instrument: Instrument) -> tuple[str | None, str | None]:
    """Actor and target without what cannot be: nobody punishes or helps himself, nor friends the attacked side."""
    if instrument != "ceasefire" and actor is not None and actor == target:
        actor = None
    friends = load("talks")["conflict"]["partners"]
    if instrument in ("sanctions", "asset_freeze") and target == "UA" and actor in friends:
        target = None
    return actor, target


def _is_elsewhere(names: Sequence[Mention]) -> bool:
    """Whether a sentence is about other wars alone."""
    sides = {m.side or m.country for m in names}
    return not sides & {"RU", "UA"} and bool(sides & set(load("measures")["elsewhere"]["sides"]))


def _is_aid_of_war(
    names: Sequence[Mention], passage: Passage, at: int, target: str | None, amount: float | None
) -> bool:
    sides = {m.side or m.country for m in names}
    return target in ("UA", "RU") or bool(sides & {"UA", "RU"})


def _clause(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The clause around text[low:high] inside text[start:end]."""
    begin = start
    for m in _CLAUSE.finditer(text, start, low):
        begin = m.end()
    stop = _CLAUSE.search(text, high, end)
    return begin, stop.start() if stop else end


def _read_stage(text: str, begin: int, end: int, start: int, m: "re.Match[str]") -> tuple[Stage | None, int]:
    """Stage by the words that govern the measure, and where the governing word begins."""
    if any(words in text[start:end] for words in load("measures")["denials"]["words"]):
        return "threatened", m.start()
    governing = [w for w in _stage_pattern().finditer(text, begin, end) if not (m.start() <= w.start() < m.end())]
    foreign = _NOT_OF_TRUCES if m.lastgroup == "ceasefire" else _ONLY_OF_TRUCES
    governing = [w for w in governing if not w.group().startswith(foreign) and text[w.start() - 1] != "-"]
    act = m.lastgroup or ""
    if act.startswith("act_"):
        is_adjective = _ADJECTIVE.search(text, begin, m.start()) is not None
        return (None if is_adjective or text[m.start() - 1 : m.start()] == "-" else "adopted"), m.start()
    relative = _RELATIVE.match(text, m.end(), end)
    if relative is not None and relative["verb"] in _stage_of():
        return _stage_of()[relative["verb"]], relative.start("verb")
    if not governing:
        return None, m.start()
    before = [(_stage_of()[w.group()], w.start()) for w in governing if w.end() <= m.start()]
    if before and m.start() - before[-1][1] <= _REACH:
        stage, at = _governed(before)
        return (_modal_stage(text, at, m) if stage == "adopted" else stage), at
    later = [w for w in governing if m.end() <= w.start() <= m.end() + _REACH // 2]
    later = [
        w for w in later if not _ACTIVE_THREAT.fullmatch(w.group()) and not _PERFECT.search(text, m.end(), w.start())
    ]
    return (_stage_of()[later[0].group()], m.start()) if later else (None, m.start())


_ADJECTIVE = re.compile(r"\b(?:the|an?|other|heavily|already|newly|two|three|several)\s+$")
_ONLY_OF_TRUCES = ("violat", "breach")
_NOT_OF_TRUCES = ("wants",)
"""To want a truce is no proposal of one; to want sanctions lifted is."""
_PERFECT = re.compile(r"\b(?:has|have|had)\s+(?:[a-z]+ly\s+|already\s+)?$")
_ACTIVE_THREAT = re.compile(r"threaten(?:s|ing)?|threats?")
"""A measure that threatens something is no measure threatened."""
_RELATIVE = re.compile(
    r"\s+(?:that|which)\s+(?:the\s+)?(?:[\w’'.-]+\s+){1,3}?(?:has\s+|have\s+|had\s+)?(?P<verb>[a-z]+ed)\b"
)
_REACH = 90
"""Characters over which a word governs a measure."""
_WITHIN = 70
"""Characters over which one governing word governs another ("threatened to impose")."""
_OPEN: tuple[Stage, ...] = ("threatened", "proposed", "pledged")


_MODAL = re.compile(r"\b(?P<modal>would|could|might|may|should|can|will|to)\s+(?:[a-z]+ly\s+|also\s+|not\s+)?$")
_REGARDING = re.compile(r"\b(?:regarding|about|to|towards?|on)\s+$")
_AGREED = re.compile(r"\b(?:agreed|agrees|decided|decides|ordered|voted|moved)\s+(?:[a-z]+ly\s+)?to\s+$")


def _modal_stage(text: str, at: int, m: "re.Match[str]") -> Stage:
    """Stage of a verb of taking by the modal before it ("would impose", "will adopt", "to introduce")."""
    if _REGARDING.search(text, max(0, at - 20), at) and text.startswith(("imposing", "introducing", "adopting"), at):
        return "proposed"
    modal = _MODAL.search(text, max(0, at - 30), at)
    if modal is None or _AGREED.search(text, max(0, at - 30), at):
        return "adopted"
    if modal["modal"] == "will":
        return "pledged"
    is_punitive = m.lastgroup in ("sanctions", "tariff", "embargo")
    return "threatened" if modal["modal"] == "would" and is_punitive else "proposed"


def _governed(before: Sequence[tuple[Stage, int]]) -> tuple[Stage, int]:
    """The stage of the last governing word, unless an earlier one governs it in turn."""
    stage, at = before[-1]
    for earlier, position in reversed(before[:-1]):
        if at - position > _WITHIN:
            break
        if earlier == "rejected" or (earlier in _OPEN and stage not in _OPEN):
            stage, at = earlier, position
    return stage, at


_NO_ACTOR = re.compile(
    r"\b(?:told|tells|telling|on|against|in|into|to|for|of|from|with|over|at|about|targeting|by)\s+(?:the\s+)?$"
)


_PASSIVE = re.compile(r"\b(?:been|being|was|were|is|are)\s+(?:[a-z]+ly\s+|also\s+)?$")


def _passive(text: str, names: Sequence[Mention], m: "re.Match[str]") -> tuple[str | None, str | None]:
    """Actor and target of "X was sanctioned by Y"."""
    before = [n for n in names if n.end <= m.start() and n.side]
    by = re.compile(r"\s+by\s+(?:the\s+)?").match(text, m.end())
    agent = next((n for n in names if by is not None and n.start == by.end()), None)
    return (_code(agent) if agent else None), (_code(before[-1]) if before else None)


_FACES = re.compile(r"\b(?:fac(?:e|es|ing)|be\s+hit\s+by|hit\s+by)\b")


def _threat(text: str, names: Sequence[Mention], begin: int, verb: int, start: int) -> tuple[str | None, str | None]:
    """Actor and target of "X would face sanctions": X is the target, the actor is who says so, if a side."""
    faced = [n for n in names if begin <= n.start < verb and n.side] or [n for n in names if n.start < verb and n.side]
    target = _code(faced[-1]) if faced else None
    others = [n for n in names if n.start < verb and n.side and _code(n) != target and _can_act(text, n, start)]
    return (_code(others[0]) if others else None), target


def _called_on(
    text: str, lower: str, names: Sequence[Mention], begin: int, m: "re.Match[str]"
) -> tuple[bool, str | None]:
    """Whether somebody is called on to act, and whose side that is ("urged the EU to impose …")."""
    for word in load("measures")["calls"]["words"]:
        at = lower.rfind(f"{word} ", begin, m.start())
        if at < 0 or " to " not in lower[at + len(word) : m.start()]:
            continue
        until = lower.index(" to ", at + len(word))
        called = [n for n in names if at + len(word) <= n.start < until and n.side]
        gap = text[at + len(word) : until].strip()
        if called or (gap and len(gap) < 60):
            return True, _code(called[0]) if called else None
    return False, None


def _read_actor(
    text: str, lower: str, names: Sequence[Mention], begin: int, verb: int, m: "re.Match[str]", start: int
) -> str | None:
    """Side of who takes the measure: "EU sanctions", "… by the EU", or the subject of the governing word."""
    is_act = (m.lastgroup or "").startswith("act_")
    modifier = [
        n
        for n in names
        if not is_act
        and n.end <= m.start()
        and _is_modifier(text[n.end : m.start()])
        and n.side
        and not _is_anti(text, n)
    ]
    if modifier and modifier[-1].kind in ("side", "demonym", "organisation"):
        return _code(modifier[-1])
    is_called, called = _called_on(text, lower, names, begin, m)
    if is_called:
        return called
    by = re.compile(r"[^.,;]{0,60}?\bby\s+(?:the\s+)?").match(text, m.end())
    if by is not None and verb >= m.start():
        agents = [n for n in names if 0 <= n.start - by.end() <= 20 and n.side]
        if agents:
            return _code(agents[0])
    if verb > m.end():
        begin = m.end()
    able = [n for n in names if n.start < max(verb, begin + 1) and _can_act(text, n, start)]
    inside = [n for n in able if n.start >= begin]
    if not inside and _OWN_SUBJECT.match(text, begin, max(verb, begin)):
        return None
    return _code(inside[0]) if inside else _code(able[-1]) if able else None


_OWN_SUBJECT = re.compile(r"\W*(?:the\s+)?[A-Z][a-z]+\s+(?:[a-z]+ly\s+)?$|\W*(?:the|its|their)\s+[a-z]+\s+$")
"""A clause with a subject of its own that the lexicons do not know ("as the West imposes")."""


def _can_act(text: str, mention: Mention, start: int) -> bool:
    """Whether a name can be the subject: no place or object, no owner of the subject ("Kyiv's European allies")."""
    if not mention.side or mention.side == "other":
        return False
    if _NO_ACTOR.search(text[max(start, mention.start - 14) : mention.start]):
        return False
    return (
        re.match(
            r"['’]s?\s+(?:[A-Z][a-z]+\s+)?(?:allies|partners|backers|friends|supporters|neighbours)\b",
            text[mention.end :][:40],
        )
        is None
    )


def _is_anti(text: str, mention: Mention) -> bool:
    return text[max(0, mention.start - 5) : mention.start].lower() == "anti-"


def _anti(text: str, names: Sequence[Mention], m: "re.Match[str]") -> str | None:
    """Target of "anti-Russian sanctions"."""
    against = [n for n in names if _is_anti(text, n) and 0 <= m.start() - n.end <= 30]
    return _code(against[-1]) if against else None


def _is_modifier(gap: str) -> bool:
    return re.fullmatch(
        r"(?:['’]s?)?\s+(?:(?!an?\b|the\b|from\b|and\b|on\b|to\b|for\b|in\b|that\b|of\b|has\b|have\b|had\b|is\b|was\b|will\b)[\w’'%.-]+\s+){0,2}",
        gap,
    ) is not None and not re.search(r"\b\w+(?:ed|es|s)\s+$", gap.replace("sanctions", ""))


def _code(mention: Mention) -> str | None:
    return None if mention.side == "other" else mention.side or mention.country


_TARGET = re.compile(
    r"\s+(?:[\w’'%.-]+\s+){0,5}?(?:on|against|targeting|aimed\s+at|hitting|towards?)\s+(?P<phrase>(?:the\s+)?[^.,;:“”\"]{2,90})",
    re.IGNORECASE,
)
_FOR = re.compile(r"\s+(?:[\w’'$€£.-]+\s+){0,6}?(?:for|to)\s+(?P<phrase>(?:the\s+)?[^.,;:“”\"]{2,60})", re.IGNORECASE)
_WITH = re.compile(r"\s+(?:with|against)\s+(?P<phrase>(?:the\s+)?[A-Z][^.,;:“”\"]{2,60})")
_PHRASE_END = re.compile(
    r"\s+(?:in|on|over|after|if|unless|as|until|from|to|for|by|when|because|with|while|at|this|next|last|before|during|and|but|through|starting|beginning|worth|aimed|ahead)\b"
)


def _read_target(
    text: str, names: Sequence[Mention], m: "re.Match[str]", end: int, instrument: Instrument, actor: str | None
) -> str | None:
    """Whom the measure is aimed at or for: a side where it is one, else the words."""
    is_aid = instrument in ("military_aid", "financial_aid")
    if (m.lastgroup or "").startswith("act_"):
        objects = [n for n in names if m.end() <= n.start <= m.end() + 60]
        phrase = re.compile(r"\s+([^.,;:]{3,60})").match(text, m.end(), end)
        return _code(objects[0]) if objects else phrase.group(1).strip() if phrase else None
    found = (_FOR if is_aid else _WITH if instrument == "ceasefire" else _TARGET).match(text, m.end(), end)
    if found is not None:
        low = found.start("phrase")
        direct = next((n for n in names if low <= n.start <= low + 4), None)
        phrase_text = text[low : found.end("phrase")]
        is_general = re.match(
            r"(?:the\s+)?(?:any|all|countries|buyers|companies|individuals|entities|nations|banks|ships|tankers|imports|goods)\b",
            phrase_text,
            re.IGNORECASE,
        )
        if direct is not None and not is_general:
            return _code(direct) or direct.name
        inside = [n for n in names if low <= n.start < found.end("phrase") and n.side != actor]
        if inside and not is_general:
            return _code(inside[0]) or inside[0].name
        cut = _PHRASE_END.search(phrase_text)
        phrase_text = (phrase_text[: cut.start()] if cut and not is_general else phrase_text).strip()
        return None if re.match(r"(?:its|his|her|their|this|that|it|them)\b", phrase_text) else phrase_text or None
    if is_aid:
        giver = re.compile(r"\b(?:to|for|give|gave|giving|provided?|sent|sending|with|granted?)\s+(?:the\s+)?$")
        for n in names:
            if n.end <= m.start() and (n.side or n.country) and giver.search(text[max(0, n.start - 16) : n.start]):
                return _code(n)
        ukraine = next((n for n in names if (n.side or n.country) == "UA" and actor != "UA"), None)
        return "UA" if ukraine is not None else None
    if instrument in ("sanctions", "tariff", "embargo", "asset_freeze"):
        on = re.compile(r"\b(?:on|against|hit|upon|target(?:ing|ed|s)?)\s+(?:the\s+)?$")
        for n in names:
            if n.end <= m.start() and on.search(text[max(0, n.start - 14) : n.start]) and m.start() - n.end < 70:
                return _code(n)
        near = [n for n in names if m.end() <= n.start < min(end, m.end() + 60) and (n.side or n.country) != actor]
        return next((_code(n) for n in near if n.kind in ("side", "demonym", "official", "place")), None)
    return None


_RATE = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|per\s?cent\b)")


def _read_rate(text: str, begin: int, end: int, m: "re.Match[str]") -> float | None:
    near = [r for r in _RATE.finditer(text, begin, end) if -45 <= r.start() - m.start() <= 45]
    return float(near[0].group(1)) if near and m.lastgroup in ("tariff", "sanctions") else None


@cache
def _money_pattern() -> "re.Pattern[str]":
    money = load("measures")["money"]
    symbols = "|".join(map(re.escape, sorted(money["symbols"], key=len, reverse=True)))
    scales = "|".join(sorted(money["scales"], key=len, reverse=True))
    names = "|".join(money["names"])
    number = r"(\d+(?:,\d{3})*(?:\.\d+)?)"
    return re.compile(
        rf"(?:(?P<symbol>{symbols})\s?{number}[\s-]?(?P<scale>{scales})?\b|{number}[\s-]?(?P<scale2>{scales})?[\s-](?P<name>(?:US\s+)?(?:{names})))",
        re.IGNORECASE,
    )


def _read_amount(text: str, begin: int, end: int, m: "re.Match[str]") -> tuple[float | None, str | None, str | None]:
    """Amount in units of currency, the currency (ISO 4217) and its name as written."""
    money = load("measures")["money"]
    near = [a for a in _money_pattern().finditer(text, begin, end) if -60 <= a.start() - m.start() <= 90]
    if not near or m.lastgroup not in ("military_aid", "financial_aid", "asset_freeze"):
        return None, None, None  # a price or a fine is no amount of the measure
    a = min(near, key=lambda a: (text[a.start() - 1] == "(", abs(a.start() - m.start())))
    number = float((a.group(2) or a.group(4)).replace(",", ""))
    scale = (a["scale"] or a["scale2"] or "").lower()
    unit = a["name"].lower().split()[-1] if a["name"] else None
    currency = money["symbols"].get(a["symbol"]) if unit is None else money["names"][unit]
    return number * money["scales"].get(scale, 1), currency, unit


_NUMBER_WORDS = {
    w: i + 1
    for i, w in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
}
_NUMBER_WORDS |= {"thirty": 30, "sixty": 60, "ninety": 90, "a": 1}
_HALF = 0.5
_DURATION = re.compile(
    r"\b(?P<n>\d+|half\s+a|"
    + "|".join(_NUMBER_WORDS)
    + r")[\s-](?P<unit>day|week|month|year|hour)s?\b(?!\s+(?:ago|earlier|later|old))(?!-old)",
    re.IGNORECASE,
)


def _read_duration(text: str, begin: int, end: int, m: "re.Match[str]") -> float | None:
    """Days it lasts: "a 30-day truce", "sanctions extended for six months"."""
    for d in _DURATION.finditer(text, begin, end):
        inside = d.end() <= m.start() and re.fullmatch(r"\s+(?:[\w-]+\s+){0,3}", text[d.end() : m.start()])
        follows = d.start() >= m.end() and re.search(
            r"\b(?:for|of|by|lasting|another|further|additional)\s+(?:\w+\s+){0,2}$", text[m.end() : d.start()]
        )
        if inside or follows:
            n = d["n"].lower()
            number = _HALF if n.startswith("half") else float(n) if n.isdigit() else float(_NUMBER_WORDS[n])
            return number * float(load("measures")["units"][d["unit"].lower()])
    return None


def _read_dates(passage: Passage, at: int, begin: int, end: int) -> tuple[date | None, date | None]:
    """First day and last day as stated in the clause, or at the beginning of the sentence."""
    first: date | None = None
    last: date | None = None
    opening = passage.sentences[at].start + _LEAD
    for span in passage.times[at]:
        if not (begin <= span.start_char < end or span.start_char <= opening):
            continue
        before = passage.text[max(0, span.start_char - 26) : span.start_char].lower()
        if _UNTIL.search(before) or span.basis.lower().startswith(("until", "till")):
            last = last or span.date_end
        elif span.kind in ("point", "ahead", "period", "said") and span.precision in ("day", "night") and span.date_end:
            first = first or span.date_start or span.date_end
    return first, last


_UNTIL = re.compile(r"\b(?:until|till|to|through|by)\s+(?:midnight\s+|noon\s+|the\s+end\s+of\s+)?(?:on\s+|of\s+)?$")
_LEAD = 8
"""Characters into a sentence up to which a day opens it."""


def _spoken(speech: Sequence[Speech], position: int) -> Speech | None:
    """The innermost stretch of speech around a position."""
    around = [s for s in speech if s.start <= position < s.end and s.speaker]
    return min(around, key=lambda s: s.end - s.start) if around else None


# --- the article --------------------------------------------------------------------------------------------------


def _merge(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Drafts of one measure become one; the first to name it stays, with what the others add."""
    merged: list[_Draft] = []
    for draft in drafts:
        for i, known in enumerate(merged):
            if _is_same(known, draft):
                merged[i] = _joined(known, draft)
                break
        else:
            merged.append(draft)
    return merged


def _is_same(a: _Draft, b: _Draft) -> bool:
    if a.instrument != b.instrument:
        return False
    for x, y in (
        (a.actor, b.actor),
        (a.target, b.target),
        (a.rate, b.rate),
        (a.amount, b.amount),
        (a.duration_days, b.duration_days),
    ):
        if x is not None and y is not None and x != y:
            return False
    return a.stage == b.stage or (a.stage in _OPEN and b.stage in _OPEN)


def _joined(a: _Draft, b: _Draft) -> _Draft:
    return replace(
        a,
        actor=a.actor or b.actor,
        target=a.target or b.target,
        rate=a.rate if a.rate is not None else b.rate,
        amount=a.amount if a.amount is not None else b.amount,
        currency=a.currency or b.currency,
        duration_days=a.duration_days if a.duration_days is not None else b.duration_days,
        date_start=a.date_start or b.date_start,
        date_end=a.date_end or b.date_end,
    )


def _measure(passage: Passage, draft: _Draft) -> Measure:
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
