"""Where talks took place: the place that goes with a mention of talks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.claims.lexicon import load
from tasks.claims.names import Mention
from tasks.claims.talks.participants import talk_words
from tasks.claims.talks.triggers import Trigger


@dataclass(frozen=True, slots=True)
class Where:
    """city: English name; country: ISO code; host: the country whose capital it is, if a capital."""

    city: str | None
    country: str | None
    host: str | None
    others: tuple["Where", ...] = ()
    """Further places of a list ("in Antalya and Istanbul")."""


NOWHERE = Where(None, None, None)
_PREPOSITION = re.compile(
    r"\b([Ii]n|[Aa]t|near|inside|outside|to|from)\s+(?:(?:the|his|her|their|its)\s+)?(?:(?:[A-Z]\w+|\w+ern|capital|city|of|town|resort|neutral|neighbouring|neighboring|port|border"
    r"|region|centre|downtown|central|coastal|nearby)[\s,]+){0,4}$"
)
_SIDELINES = re.compile(r"\bsidelines\s+of\s+(?:the\s+|a\s+)?(?:[\w-]+\s+){0,6}$")
_VISITED = re.compile(r"\bvisit(?:s|ed|ing)?\s+(?:the\s+)?$")
_RELATIVE = re.compile(r",\s+(?:who|which|whose|where)\b[^,]*$")
_LAST_WORD = re.compile(r"([\w-]+)\W*$")
_GOES_ON = re.compile(
    r"['’]?\s*(?:$|(?<=\n)|[,.;:)—–”\"]|(?:on|last|this|next|earlier|later|for|to|with|and|or|but|where|when|after|before|between|by|as|that|which|who|in|at|have|has|had|was|were|is|are|will|would|failed|ended|yielded|produced|resulted|aimed|over|under|during|since|went|began|led|brought|host(?:s|ed|ing)?|could|early|late|a|the|from)\b)"
)
_CLAUSE_BREAK = re.compile(
    r"[;:]|\s[–—]\s|\b(?:said|told|wrote|warned|called|denounced|that\s+(?!were|was|would|will)|while|whereas|although|killed|wounded|injured|struck|attacked)\b|,\s+\w+ing\b|,\s+(?:one|two|as|but|it|he|she|they)\b"
)


def read_where(
    text: str, names: Sequence[Mention], trigger: Trigger, low: int, high: int, sentence_start: int
) -> Where:
    """The place of the talks that a trigger names; between low and high no other talks are named."""
    phrase_start, end = trigger.phrase_start, trigger.end
    places = [m for m in names if _can_be_place(text, m)]
    after = [
        m
        for m in places
        if end <= m.start < high and _is_venue(text, m) and not _CLAUSE_BREAK.search(text[end : m.start])
    ]
    if trigger.noun == "host":
        after = [
            m
            for m in places
            if end <= m.start < high and (_is_venue(text, m) or text[: m.start].endswith(" to ") or m.start - end <= 5)
        ]
    modifier = [m for m in places if phrase_start <= m.start < end and m.kind == "place"]
    before = [
        m
        for m in reversed(places)
        if low <= m.start and m.end <= phrase_start and _leads_to(text, m, phrase_start, sentence_start)
    ]
    for found in (after, modifier, before):
        if found:
            return replace(_where(text, found), others=_others(text, names, found[0]))
    return NOWHERE


def _others(text: str, names: Sequence[Mention], first: Mention) -> tuple[Where, ...]:
    """Cities joined to the first by "and"."""
    joined = [
        m
        for m in names
        if m.level == "city" and re.fullmatch(r"\s+and\s+(?:then\s+|later\s+)?(?:in\s+)?", text[first.end : m.start])
    ]
    return tuple(_where(text, [m]) for m in joined if first.level == "city")


def _can_be_place(text: str, mention: Mention) -> bool:
    if mention.kind == "place":
        return mention.level == "city" or mention.country not in talk_words("conflict", "sides")
    if mention.kind == "organisation":
        return _site(text, mention) is not None
    is_neutral = (
        mention.kind == "side" and mention.side not in talk_words("conflict", "sides") and mention.country is not None
    )
    return is_neutral and _GOES_ON.match(text, mention.end) is not None


def _site(text: str, mention: Mention) -> tuple[str, str] | None:
    name = text[mention.start : mention.end]
    for site, (city, country) in load("talks")["places"]["sites"].items():
        if site.removeprefix("the ") == name:
            return city, country
    return None


def _is_venue(text: str, mention: Mention) -> bool:
    """Whether the place is where something happens, by the words before it."""
    before = text[max(0, mention.start - 70) : mention.start]
    m = _PREPOSITION.search(before)
    if _SIDELINES.search(before):
        return True
    if m is None and _VISITED.search(before):
        return True
    if m is None:
        return bool(re.search(r"\b(?:in|at)\s+[\w\s’'-]+,\s*$", before)) or bool(
            re.search(r"\bhosted\s+by\s+(?:the\s+)?$", before)
        )
    noun = _LAST_WORD.search(before[: m.start()])
    word = noun.group(1).lower() if noun else ""
    if m.group(1) in ("to", "from"):
        return word in talk_words("places", "travel")
    return word not in talk_words("places", "never_after")


def _leads_to(text: str, mention: Mention, phrase_start: int, sentence_start: int) -> bool:
    """ "In Istanbul, the sides met", "arrived in Riyadh for talks": a place before its talks."""
    gap = text[mention.end : phrase_start]
    if re.match(r"\s+(?:[\w’]+\s+){0,8}?host(?:s|ed|ing)?\b", gap) and len(gap) < 90:
        return True
    if not _is_venue(text, mention):
        return False
    if "," in gap and _RELATIVE.search(text, sentence_start, mention.start):
        return False
    return not _CLAUSE_BREAK.search(gap) and (len(gap) <= 40 or mention.start - sentence_start <= 12)


def _where(text: str, found: Sequence[Mention]) -> Where:
    city = next((m for m in found[:2] if m.kind == "place" and m.level == "city"), None)
    if city is not None and (city is found[0] or found[0].kind != "organisation"):
        return Where(city.name, city.country, city.side)
    site = _site(text, found[0]) if found[0].kind == "organisation" else None
    if site is not None:
        return Where(site[0], site[1], site[1])
    country = found[0].country
    return Where(None, country, country) if country else NOWHERE


def as_place(text: str, mention: Mention) -> Where:
    """The place that one name stands for."""
    return _where(text, [mention])


def last_place(text: str, earlier: Sequence[Sequence[Mention]]) -> Where:
    """What "there" means: the last city that a sentence before names."""
    for names in earlier:
        for m in reversed(names):
            if m.level == "city":
                return _where(text, [m])
    return NOWHERE
