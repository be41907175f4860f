"""Stage: how far a measure has come, by the words that govern it."""

import re
from collections.abc import Sequence
from functools import cache
from typing import get_args

from tasks.claims.lexicon import load
from warehouse.vocabulary import Stage


def read_stage(text: str, begin: int, end: int, start: int, m: "re.Match[str]") -> tuple[Stage | None, int]:
    """Stage by the words that govern the measure, and where the governing word begins."""
    if any(words in text[start:end] for words in load("measures")["denials"]["words"]):
        return "threatened", m.start()
    if ESCAPE.search(text, begin, m.start()):
        return "in_force", m.start()
    governing = [w for w in _stage_pattern().finditer(text, begin, end) if not (m.start() <= w.start() < m.end())]
    governing = [w for w in governing if _NO_GOVERNOR.match(text, w.start(), end) is None]
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
    if not later:
        return None, m.start()
    stage = _stage_of()[later[0].group()]
    is_denied = stage in ("lifted", "suspended") and _WILL_NOT.search(text, m.end(), later[0].start()) is not None
    return ("in_force" if is_denied else stage), m.start()


ESCAPE = re.compile(r"\b(?:circumvent|evad|bypass|skirt|dodg|sidestep)\w*\s+(?:[\w-]+\s+){0,3}$")
"""Who gets round sanctions takes none; they are in force."""
_NO_GOVERNOR = re.compile(
    r"suggest(?:s|ed)\s+that\b|there\s+(?:would|will)\s+be\s+no\b|(?:added|adds)\s+(?:that\b|on\s+\w+day)|(?:threats?|offers?|plans?|demands?|holds?)\s*,|agree(?:d|s)?\s+to\s+"
    r"(?!(?:an?|the|any|new|further|more|its|their|impose|adopt|extend|lift|ease|provide|send|give|grant|introduce|suspend|halt|prolong|renew|raise"
    r"|tighten|hold|observe|ban|cap|freeze|unfreeze|lend|transfer|release|allocate|accept|implement|respect|donate|deliver|slap|levy|pause|end)\b)"
    r"[a-z]+\s"
)
"""Words of a stage that govern something else: "he added that", "threats, …", "agreed to absorb"."""
_WILL_NOT = re.compile(r"\b(?:not|never)\b|n['’]t\b")
_ADJECTIVE = re.compile(r"\b(?:the|an?|other|heavily|already|newly|two|three|several)\s+$")
_ONLY_OF_TRUCES = ("violat", "breach")
_NOT_OF_TRUCES = ("wants",)
"""To want a truce is no proposal of one; to want sanctions lifted is."""
_PERFECT = re.compile(r"\b(?:has|have|had)\s+(?:[a-z]+ly\s+|already\s+)?$")
_ACTIVE_THREAT = re.compile(r"threaten(?:s|ing)?|threats?")
"""A measure that threatens something is no measure threatened."""
_RELATIVE = re.compile(
    r"\s+(?:that|which|(?=(?:president|prime\s+minister|chancellor)\b))\s*(?:the\s+)?(?:[\w’'.-]+\s+){1,3}?(?:has\s+|have\s+|had\s+)?(?P<verb>[a-z]+ed)\b"
)
_REACH = 90
"""Characters over which a word governs a measure."""
_WITHIN = 70
"""Characters over which one governing word governs another ("threatened to impose")."""
OPEN: tuple[Stage, ...] = ("threatened", "proposed", "pledged")


_MODAL = re.compile(r"\b(?P<modal>would|could|might|may|should|can|will|to)\s+(?:[a-z]+ly\s+|also\s+|not\s+)?$")
_REGARDING = re.compile(r"\b(?:regarding|about|to|towards?|on)\s+$")
_AGREED = re.compile(
    r"\b(?:agreed|agrees|decided|decides|decision|ordered|voted|moved|forced|managed|had)\s+(?:[a-z]+ly\s+)?to\s+$"
)


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
        if earlier == "rejected" or (earlier in OPEN and stage not in OPEN):
            stage, at = earlier, position
    return stage, at


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


_HYPOTHETICAL = re.compile(
    r"\b(?:if|unless|whether|as\s+a\s+rule|were\s+to|(?:delaying|suspending|lifting|halting)\s+or)\b"
)


def is_hypothetical(text: str, begin: int, end: int) -> bool:
    """Whether what is done is only supposed ("even if a truce is reached")."""
    return _HYPOTHETICAL.search(text, begin, end) is not None


_NOT = re.compile(r"(?:\bnot|n['’]t|\bnever|\bno)\s+(?:[a-z]+\s+(?:to\s+)?){0,2}$")


def negated(text: str, begin: int, verb: int, m: "re.Match[str]", stage: Stage) -> Stage:
    """The stage of what is said not to be done: not imposed is rejected, not lifted goes on."""
    if verb >= m.start() or not _NOT.search(text, max(begin, verb - 40), verb) or text.startswith("discuss", verb):
        return stage
    if stage in ("lifted", "suspended"):
        return "in_force"
    return "rejected" if stage in ("adopted", "proposed", "pledged") else stage
