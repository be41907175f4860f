"""Triggers: the words of a sentence that can name talks, a meeting, a round or a call."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tasks.claims.lexicon import load
from tasks.claims.talks.draft import Noun


@dataclass(frozen=True, slots=True)
class Trigger:
    """text[start:end] is the word; phrase_start: where its noun phrase begins, without article."""

    start: int
    end: int
    word: str
    noun: Noun
    is_verb: bool
    phrase_start: int


@cache
def _pattern() -> "re.Pattern[str]":
    lexicon = load("talks")
    parts = []
    for key in ("video", "call", "talks", "round", "meeting", "visit"):
        words = sorted(lexicon["nouns"][key], key=len, reverse=True)
        parts.append(rf"(?P<n_{key}>{'|'.join(map(re.escape, words))})")
    for key, forms in lexicon["verbs"].items():
        parts.append(rf"(?P<v_{key}>{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})")
    goes_on = r"(?=\s+(?:followed|took\s+place|was\s+held|came|in\s|on\s))"
    parts.append(rf"(?P<n_another>(?:(?<=\ba )|(?<=\bthe ))(?:first|second|third|fourth|fifth|last){goes_on})")
    parts.append(r"(?P<n_due>(?:is|are)\s+(?:due|expected|awaited)(?:\s+back)?\s+in(?=\s))")
    parts.append(r"(?P<v_spent>spent\s+(?:[\w-]+\s+){1,3}(?:hours?|days?))")
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


def find_triggers(text: str, lower: str, start: int, end: int) -> Iterator[Trigger]:
    """Triggers in text[start:end], in order; lower is the text in small letters."""
    resume = start
    for m in _pattern().finditer(lower, start, end):
        if m.start() < resume:
            continue
        key = "v_phone" if _is_ringing(text, m, end) else m.lastgroup or ""
        if m.group() == "meeting" and _NOW.search(text, max(0, m.start() - 24), m.start()):
            key = "v_meet"
        trigger = Trigger(
            start=m.start(),
            end=m.end(),
            word=m.group(),
            noun=_NOUN_OF.get(key, key[2:]),  # type: ignore[arg-type]
            is_verb=key.startswith("v_"),
            phrase_start=m.start() if _is_verbal(key, m.group()) else _phrase_start(text, start, m.start()),
        )
        if _names_talks(text, trigger, end):
            resume = trigger.end
            yield trigger


_NOW = re.compile(r"\b(?:is|are|was|were|been)\s+(?:currently\s+|also\s+|now\s+)?$")
_NOUN_OF = {"v_spent": "meet", "n_due": "visit", "n_another": "round"}
_LAST_WORD = re.compile(r"([^\s,;:()\[\]]+)[\s-]*$")


@cache
def _stops() -> frozenset[str]:
    lexicon = load("talks")
    return frozenset(lexicon["phrase"]["stops"]) | frozenset(lexicon["light"]["verbs"])


def _phrase_start(text: str, start: int, position: int) -> int:
    """Where the noun phrase that ends at position begins, modifiers included, article not."""
    at, stops = position, _stops()
    for _ in range(10):
        m = _LAST_WORD.search(text, max(start, at - 40), at)
        if m is None or m.group(1).lower().strip("“”‘'’\"") in stops:
            break
        at = m.start()
    return at


_CALL_BEFORE = re.compile(
    r"(?:\b(?:an?|the|his|her|their|each|two|three|several|in|by|after)\s(?:[\w-]+\s){0,2}"
    r"|\b(?:phone|telephone|joint|video|separate|this|that|conference|of)\s|['’]s\s(?:[\w-]+\s){0,2})$",
    re.IGNORECASE,
)
_CALL_AFTER = re.compile(r"\s+(?:for\b|to\s+(?!(?:the\s+)?[A-Z])|on\s+\w+\s+to\b|sign|cent)|-", re.IGNORECASE)
_ROUND_BEFORE = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|initial|inaugural|preliminary|next|new|fresh|latest|previous|last|two|three|four|five|recent"
    r"|further|more|this|another|negotiating|final|opening|subsequent|earlier|both|each|a|the|current|upcoming|\d(?:st|nd|rd|th))\s+(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
_OF_ROUNDS = re.compile(r"\b(?:rounds?|talks|negotiations|meetings?|sessions?)\b")
_ELLIPSIS = 160
"""Characters over which "a second followed" means a second round."""
_ROUND_AFTER = re.compile(r"\s+(?:of\b(?!\s+(?:the\s+)?(?:\d|[A-Z][a-z]+\s+\d))|trip|table|figure)", re.IGNORECASE)
_SPEAK_AFTER = re.compile(
    r"\s+(?:[\w-]+\s+){0,3}?(?:with|to|by\s+(?:phone|telephone|video)|(?:on|over)\s+the\s+(?:phone|telephone))\b",
    re.IGNORECASE,
)
_SPEAK_JOINTLY = re.compile(
    r"\s+(?:again|directly|separately|twice|briefly|late|early|earlier|last|for|on\s+\w+day|on\s+\d|in|at)\b",
    re.IGNORECASE,
)
"""What follows when two speak to each other; that there are two is for the parties to tell."""
_RANG_AFTER = re.compile(
    r"\s+(?:me\b|(?:his|her)\s+\w+\s+counterpart\b(?!\s*[“\"])"
    r"|(?:[A-Z][\w’'-]+\s+){0,5}[A-Z][\w’'-]+\s*(?:[.;]|,\s+(?!an?\b|the\b)|(?:on|after|before|afterwards?|earlier|later|last|and|by|this|\w+day)\b"
    r"|the\s+same\b|to\s+(?:discuss|tell|brief|say|inform)\b))"
)
_TO_CALL = re.compile(r"\b(?:to|will|would|then|later)\s+$")
_INTENDS = re.compile(r"\b(?:plans?|planned|due|expected|set|scheduled|is|are|going)\s+to\s+$")
_JOINT_BEFORE = re.compile(r"\b[A-Z][\w’'-]+\s+and\s+(?:(?:the|[A-Z][\w’'.-]+|\w+)\s+){1,5}$")
_DISCUSS_AFTER = re.compile(
    r"[^,.;:“”]{2,80}?(?<!war )(?<!conflict )(?<!talks )(?<!ties )(?<!deal )\bwith\s+"
    r"(?:[\w’'-]+\s+){0,4}?(?:[A-Z]|counterpart)"
)
_VISITS = ("visit", "visits", "visited", "visiting", "trip", "peace mission")
_GOES_TO = re.compile(r"\s+(?:with\s[^.;:“”]{3,70}?\s|(?:[\w-]+\s+){0,2}?)(?:to|in|at)\s+(?:the\s+)?[A-Z]")
_GATHER_AFTER = re.compile(
    r"\s+(?:again\s+|on\s+\w+\s+)?(?:(?:in|at)\s+(?:the\s+)?[A-Z]|for\s+[\w\s-]{0,30}(?:talks|summit|meeting))"
)
_HOST_AFTER = re.compile(r"\s+(?!by\b)(?:(?:the|his|her)\s+)?(?:[a-z]+\s+){0,3}[A-Z]")
_PASSIVE = re.compile(r"\b(?:be|been|being|was|were|is|are)\s+(?:\w+\s+)?$")
_MEETS_NO_ONE = re.compile(
    r"\s+(?:\w+\s+){0,2}?(?:demands?|conditions?|targets?|deadlines?|needs?|criteria|goals?|requirements?|obligations?"
    r"|challenges?|resistance|criticism|standards?|pledges?|commitments?)\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:public|internal|family|private|further|panel|group|cabinet|parliamentary|emergency)\s+$", re.IGNORECASE
)


def _is_verbal(key: str, word: str) -> bool:
    return key.startswith("v_") or (key == "n_visit" and word not in ("visit", "visits", "trip", "peace mission"))


def _is_ringing(text: str, word: "re.Match[str]", limit: int) -> bool:
    """Whether "call" is the verb: "calls his counterpart", "will call Putin on Monday"."""
    if word.group() not in ("call", "calls"):
        return False
    is_noun = word.group() == "call" and _TO_CALL.search(text, max(0, word.start() - 12), word.start()) is None
    return not is_noun and _RANG_AFTER.match(text, word.end(), limit) is not None


def _names_talks(text: str, trigger: Trigger, limit: int) -> bool:
    before = text[max(0, trigger.start - 40) : trigger.start]
    after = text[trigger.end : min(limit, trigger.end + 40)]
    if trigger.noun == "call" and trigger.word in ("call", "calls"):
        return _CALL_BEFORE.search(before) is not None and _CALL_AFTER.match(after) is None
    if trigger.word.startswith("session") or (trigger.noun == "round" and not trigger.word.startswith("round")):
        return _OF_ROUNDS.search(text, max(0, trigger.start - _ELLIPSIS), trigger.start) is not None
    if trigger.noun == "round":
        return _ROUND_BEFORE.search(before) is not None and _ROUND_AFTER.match(after) is None
    if trigger.word == "negotiation":
        return before.endswith((" round of ", " rounds of "))
    if trigger.word == "discussed" and _PASSIVE.search(before):
        return False
    if trigger.is_verb and trigger.word.startswith("discuss"):
        is_purpose = before.endswith("to ") and _INTENDS.search(before) is None
        if _JOINT_BEFORE.search(text, max(0, trigger.start - 80), trigger.start):
            return True
        return not is_purpose and _DISCUSS_AFTER.match(text, trigger.end, limit) is not None
    if trigger.is_verb and trigger.noun == "speak":
        return _SPEAK_JOINTLY.match(after) is not None or _SPEAK_AFTER.match(after) is not None
    if trigger.is_verb and trigger.word == "called":
        return _RANG_AFTER.match(text, trigger.end, limit) is not None
    if trigger.word.startswith(("gather", "convene")):
        return _GATHER_AFTER.match(text, trigger.end, limit) is not None
    if trigger.word.startswith(("is ", "are ")):
        return after.lstrip()[:1].isupper()  # "is due in Moscow"
    if trigger.noun == "visit" and trigger.word not in _VISITS:
        return _GOES_TO.match(text, trigger.end, limit) is not None
    if trigger.noun == "host":
        return _HOST_AFTER.match(after) is not None
    if trigger.word == "negotiated":
        is_passive = _PASSIVE.search(before) is not None
        return not is_passive and re.match(r"\s+(?:in|at|with|for\s+\w+\s+hours|on\s+\w+day)\b", after) is not None
    if trigger.noun == "meet":
        return _MEETS_NO_ONE.match(after) is None
    return _PRIVATE.search(before) is None or trigger.noun == "talks"
