"""Roles: who takes a measure, and whom it is aimed at or for."""

import re
from collections.abc import Sequence

from tasks.claims.lexicon import load
from tasks.claims.measures.stage import ESCAPE
from tasks.claims.names import Mention
from tasks.claims.talks.participants import is_joint
from warehouse.vocabulary import Instrument

_NO_ACTOR = re.compile(
    r"\b(?:told|tells|telling|on|against|in|into|to|for|of|from|with|over|at|about|targeting|by)\s+(?:the\s+)?$"
)


PASSIVE = re.compile(r"\b(?:been|being|was|were|is|are)\s+(?:[a-z]+ly\s+|also\s+)?$")


def passive(text: str, names: Sequence[Mention], m: "re.Match[str]") -> tuple[str | None, str | None]:
    """Actor and target of "X was sanctioned by Y"."""
    was = PASSIVE.search(text, 0, m.start()) is not None
    before = [n for n in names if n.end <= m.start() and n.side] if was else []
    by = re.compile(r"\s+by\s+(?:the\s+)?").match(text, m.end())
    agent = next((n for n in names if by is not None and n.start == by.end()), None)
    return (_code(agent) if agent else None), (_code(before[-1]) if before else None)


FACES = re.compile(
    r"\b(?:fac(?:e|es|ing)|be\s+hit\s+by|hit\s+by|(?:would|will)\s+(?:lead\s+to|trigger|result\s+in|be\s+met\s+with)"
    r"|there\s+(?:would|will)\s+be(?!\s+no\b))\b"
)


def threat(text: str, names: Sequence[Mention], begin: int, verb: int, start: int) -> tuple[str | None, str | None]:
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


def read_actor(
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
    if ESCAPE.search(lower, begin, m.start()):
        return None
    taken_by = _TAKEN_BY.match(text, m.end())
    agent = next((n for n in names if taken_by is not None and 0 <= n.start - taken_by.end() <= 20 and n.side), None)
    if agent is not None:
        return _code(agent)
    is_called, called = _called_on(text, lower, names, begin, m)
    if is_called:
        return called
    by = re.compile(r"[^.,;]{0,60}?\bby\s+(?:the\s+)?").match(text, m.end())
    if by is not None and verb >= m.start():
        agents = [n for n in names if 0 <= n.start - by.end() <= 20 and n.side]
        if agents:
            return _code(agents[0])
    if verb == m.start() and _IS_TAKEN.match(text, m.end()):
        return None  # "sanctions imposed on …": who took them is told by "by"
    if verb > m.end():
        begin = m.end()
    able = [n for n in names if n.start < max(verb, begin + 1) and _can_act(text, n, start)]
    inside = [n for n in able if n.start >= begin]
    if not inside and _OWN_SUBJECT.match(text, begin, max(verb, begin)):
        return None
    if inside:
        return _code(_nearest(text, inside))
    is_meant = _PRONOUN.search(text, begin, max(verb, begin)) is not None
    is_third = bool(able) and able[-1].side not in load("talks")["conflict"]["sides"]
    return _code(able[-1]) if able and (is_third or is_meant) else None


_PRONOUN = re.compile(r"\b(?:it|he|she|they)\b")


def _nearest(text: str, able: Sequence[Mention]) -> Mention:
    """The first of the names that stand together next to the verb ("X said that the EU and Britain …")."""
    first = len(able) - 1
    while first > 0 and is_joint(text[able[first - 1].end : able[first].start]):
        first -= 1
    return able[first]


_TAKEN_BY = re.compile(r"\s+(?:announced|imposed|introduced|adopted|levied|approved)\s+by\s+(?:the\s+)?")


_IS_TAKEN = re.compile(
    r"\s+(?:(?:already|first|previously|that\s+were|which\s+were|were|are|was|is|being|to\s+be)\s+){0,2}"
    r"(?:imposed|introduced|adopted|lifted|eased|extended|announced|slapped|tightened|suspended|removed)\b"
)
_OWN_SUBJECT = re.compile(r"\W*(?:the\s+)?[A-Z][a-z]+\s+(?:[a-z]+ly\s+)?$|\W*(?:the|its|their)\s+[a-z]+\s+$")
"""A clause with a subject of its own that the lexicons do not know ("as the West imposes")."""


def _can_act(text: str, mention: Mention, start: int) -> bool:
    """Whether a name can be the subject: no place or object, no owner of the subject ("Kyiv's European allies")."""
    if not mention.side or mention.side == "other":
        return False
    if _NO_ACTOR.search(text[max(start, mention.start - 14) : mention.start]):
        return False
    if _SOURCE.search(text[max(start, mention.start - 50) : mention.start]):
        return False
    if mention.kind == "demonym" and not _OFFICE.match(text, mention.end):
        return False
    return (
        re.match(
            r"['’]s?\s+(?:[A-Z][a-z]+\s+)?(?:allies|partners|backers|friends|supporters|neighbours)\b",
            text[mention.end :][:40],
        )
        is None
    )


_OFFICE = re.compile(
    r"[’']?\s+(?:[\w-]+\s+){0,2}?(?:government|parliament|authorities|minist\w+|president|premier|chancellor|leaders?|officials?|treasury|lawmakers"
    r"|senators?|congress|house|senate|council|commission|administration|department|side|bank|allies|companies|state|countries|union)\b"
)
"""After an adjective of a people: who can act for it."""
_SOURCE = re.compile(r"\baccording\s+to\s+(?:[\w’'-]+\s+){0,4}$", re.IGNORECASE)
"""Who only reports it."""


def _is_anti(text: str, mention: Mention) -> bool:
    return text[max(0, mention.start - 5) : mention.start].lower() == "anti-"


def anti(text: str, names: Sequence[Mention], m: "re.Match[str]") -> str | None:
    """Target of "anti-Russian sanctions"."""
    against = [n for n in names if _is_anti(text, n) and 0 <= m.start() - n.end <= 30]
    return _code(against[-1]) if against else None


def owner(text: str, names: Sequence[Mention], m: "re.Match[str]") -> str | None:
    """Whose assets are frozen ("Russia's frozen assets", "the immobilised Russian assets")."""
    own = [n for n in names if n.kind in ("demonym", "side") and m.start() - 30 <= n.start < m.end() + 20]
    return next((_code(n) for n in own if n.side and text[n.start - 3 : n.start] != "to "), None)


def _is_modifier(gap: str) -> bool:
    return re.fullmatch(
        r"(?:['’]s?)?\s+(?:(?!an?\b|the\b|from\b|and\b|on\b|to\b|for\b|in\b|that\b|of\b|has\b|have\b|had\b|is\b|was\b|will\b)[\w’'%.-]+\s+){0,2}",
        gap,
    ) is not None and not re.search(r"\b\w+(?:ed|es|s)\s+$", gap.replace("sanctions", ""))


def _code(mention: Mention) -> str | None:
    return None if mention.side == "other" else mention.side or mention.country


_IMPOSE_ON = re.compile(
    r"\b(?:impose[sd]?|imposing|introduced?|slap(?:ped)?|put|levy|levied)\s+(?:on|against)\s+(?:the\s+)?"
)
_REASON = re.compile(r"\b(?:after|over|following|since|because|for|due\s+to|amid)\b")
"""What follows is why they were taken, not against whom."""
_TARGET = re.compile(
    r"\s+(?:(?!(?:after|over|following|since|because|amid|as)\b)[\w’'%.-]+\s+){0,5}?(?:on|against|targeting|aimed\s+at|hitting|towards?)\s+(?P<phrase>(?:the\s+)?[^.,;:“”\"]{2,90})",
    re.IGNORECASE,
)
_NO_TARGET = re.compile(r"(?:him|her|them|it|us|me|you|earlier|later|export|imports?|hold|which|what)\b", re.IGNORECASE)
_LONGEST = 10
"""Words of a target that is no side."""
_TITLED = re.compile(r"(?:Mr|Mrs|Ms|Dr)\.\s+[A-Z][\w-]+")
_FOR = re.compile(r"\s+(?:[\w’'$€£.-]+\s+){0,6}?(?:for|to)\s+(?P<phrase>(?:the\s+)?[A-Z][^.,;:“”\"]{1,60})")
_WITH = re.compile(r"\s+(?:with|against)\s+(?P<phrase>(?:the\s+)?[A-Z][^.,;:“”\"]{2,60})")
_PHRASE_END = re.compile(
    r"\s+(?:in|on|over|after|if|unless|as|until|from|to|for|by|when|because|with|while|at|this|next|last|before|during|and|but|through|starting|beginning|worth|aimed|ahead)\b"
)


def read_target(
    text: str, names: Sequence[Mention], m: "re.Match[str]", end: int, instrument: Instrument, actor: str | None
) -> str | None:
    """Whom the measure is aimed at or for: a side where it is one, else the words."""
    is_aid = instrument in ("military_aid", "financial_aid")
    if (m.lastgroup or "").startswith("act_"):
        objects = [n for n in names if m.end() <= n.start <= m.end() + 60]
        phrase = re.compile(r"\s+([^.,;:]{3,60})").match(text, m.end(), end)
        return _code(objects[0]) if objects else phrase.group(1).strip() if phrase else None
    hit = _IMPOSE_ON.search(text, m.end(), end)
    on_whom = next((n for n in names if hit is not None and n.start == hit.end()), None)
    if on_whom is not None and not is_aid:
        return _code(on_whom)
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
        if _NO_TARGET.match(phrase_text):
            return None
        phrase_text = " ".join(phrase_text.split("…")[0].split()[:_LONGEST])
        titled = _TITLED.match(text, low)
        if titled is not None:
            return titled.group()
        return None if re.match(r"(?:its|his|her|their|this|that|it|them)\b", phrase_text) else phrase_text or None
    if is_aid:
        giver = re.compile(r"\b(?:to|for|from|give|gave|giving|provided?|sent|sending|granted?)\s+(?:the\s+)?$")
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
        reason = _REASON.search(text, m.end(), end)
        limit = min(reason.start() if reason else end, m.end() + 60)
        near = [n for n in names if m.end() <= n.start < limit and (n.side or n.country) != actor]
        near = [n for n in near if not text.startswith(("'s", "’s"), n.end)]
        return next((_code(n) for n in near if n.kind in ("side", "demonym", "official", "place")), None)
    return None


def plausible(actor: str | None, target: str | None, instrument: Instrument) -> tuple[str | None, str | None]:
    """Actor and target without what cannot be: nobody punishes or helps himself, nor friends the attacked side."""
    if instrument == "asset_freeze" and target == "UA":
        target = None  # the frozen money may go there
    if instrument != "ceasefire" and actor is not None and actor == target:
        actor = None
    conflict = load("talks")["conflict"]
    if instrument in ("sanctions", "asset_freeze") and target == "UA" and actor not in conflict["attackers"]:
        target = None
    if instrument == "asset_freeze" and target in conflict["partners"]:
        target = None
    return actor, target
