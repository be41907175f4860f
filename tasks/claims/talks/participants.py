"""Participants: which of the names in a sentence take part in talks, by the words around them."""

import re
from collections.abc import Sequence
from functools import cache

from tasks.claims.lexicon import load
from tasks.claims.names import Mention

_NOT_PARTIES = frozenset(("other",))
_WORD = re.compile(r"[\w’'-]+|[,–—-]")
_AFTER = re.compile(r"(?:['’]s?)?[\s,-]+(.{0,60})", re.DOTALL)
_PREPOSITION = re.compile(r"(\w+)\s+(?:the\s+)?$")
TITLES = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sen|Adm|St|[A-Z])\.")
"""Words whose full stop ends no sentence; an initial among them ("Vladimir V. Putin")."""


_ALLY_OF = re.compile(r"\b(?:ally|friend|critic|supporter|opponent|rival|confidant)\s+of\s+(?:[\w’'.-]+\s+){0,3}$")
_OF_THING = re.compile(
    r"(?:[-–]\w+)?\s+[“\"]?(?:peace\s+)?(?:crisis|war|conflict|invasion|issue|question|situation|border|plan|proposal|deal|aid)\b"
)
"""After a name: what it stands for is a thing ("the Russia-Ukraine crisis")."""
_AND = re.compile(r",?\s+and\s+(?:the\s+|their\s+)?\w")
_PEOPLES = ("Russians", "Ukrainians", "Americans", "Europeans")
_GOING = re.compile(r"\b(?:return|travel|go|fly|com[ei]|head|mov)\w*\s+(?:back\s+)?to\s+(?:the\s+)?$")


@cache
def talk_words(table: str, key: str) -> frozenset[str]:
    """A word list of the talks lexicon."""
    return frozenset(load("talks")[table][key])


def participants(text: str, names: Sequence[Mention]) -> list[Mention]:
    """The mentions of a sentence that can take part in talks, in order."""
    found: list[Mention] = []
    for mention in names:
        if mention.side and mention.side not in _NOT_PARTIES and _takes_part(text, mention, found):
            found.append(mention)
    return found


def group(text: str, mentions: Sequence[Mention], first: int, *, is_list: bool = False) -> list[Mention]:
    """mentions[first] and those joined to it: "Russia, Ukraine and the US", "French, British and Polish leaders".

    is_list: a comma alone joins too ("between Ukraine, Russia, the US").
    """
    joined = [mentions[first]]
    sure = 1
    for mention in mentions[first + 1 :]:
        gap = text[joined[-1].end : mention.start]
        if not is_joint(gap):
            break
        is_listed = is_list or "," not in gap or re.search(r"\b(?:and|including|with)\b", gap) is not None
        is_same_person = mention.side == joined[-1].side
        joined.append(mention)
        sure = len(joined) if is_listed or (is_same_person and sure == len(joined) - 1) else sure
    goes_on = _AND.match(text, joined[-1].end) is not None  # "the US, Ukraine and a third"
    return joined if goes_on else joined[:sure]


def sides(mentions: Sequence[Mention]) -> frozenset[str]:
    return frozenset(m.side for m in mentions if m.side)


def _takes_part(text: str, mention: Mention, before: Sequence[Mention]) -> bool:
    if mention.kind == "official":
        is_aside = _ALLY_OF.search(text, max(0, mention.start - 40), mention.start) is not None
        return not is_aside and not _is_owner_of_thing(text, mention)
    if text[mention.start - 1 : mention.start] == "(" or _OF_THING.match(text, mention.end):
        return False
    word = _PREPOSITION.search(text[max(0, mention.start - 24) : mention.start])
    preposition = word.group(1).lower() if word else ""
    if before and text[before[-1].end : mention.start].strip() in (
        ",",
        "and",
        ", and",
        ", the",
        "and the",
        "-",
        "–",
        "—",
        ", and the",
        "&",
    ):
        if before[-1].kind == "demonym" and mention.kind == "demonym":
            return has_people(text, mention) or text[mention.start : mention.end].endswith(_PEOPLES)
        if before[-1].end == mention.start - 1 or mention.kind != "demonym":
            return True
    if mention.kind == "demonym":
        return has_people(text, mention) or text[mention.start : mention.end].endswith(_PEOPLES)
    if mention.kind == "organisation":
        return not (
            preposition in ("at", "in", "to", "outside")
            and mention.name in ("White House", "Kremlin", "Downing Street")
        )
    if preposition == "to" and _GOING.search(text, max(0, mention.start - 40), mention.start):
        return False
    if preposition in ("of", "from"):
        is_listed = bool(before) and is_joint(text[before[-1].end : mention.start])
        return is_listed or _follows_people(text, mention)
    if mention.kind == "place":
        return preposition not in (
            "in",
            "at",
            "near",
            "to",
            "into",
            "over",
            "on",
            "outside",
            "around",
            "towards",
            "toward",
            "through",
            "via",
            "inside",
            "across",
        )
    if preposition in (
        "in",
        "into",
        "against",
        "on",
        "over",
        "inside",
        "across",
        "within",
        "for",
        "about",
        "towards",
        "toward",
        "near",
    ):
        return False
    return not _is_owner_of_thing(text, mention)


def _is_owner_of_thing(text: str, mention: Mention) -> bool:
    """ "Trump's Ukraine envoy", "Russia's war": the name owns something that is no person or delegation."""
    if not text.startswith(("'s", "’s", "’ ", "' "), mention.end):
        return False
    if mention.kind == "official":
        return not has_people(text, mention) and not _has_talks(text, mention)
    return not has_people(text, mention) and not _has_talks(text, mention)


def _has_talks(text: str, mention: Mention) -> bool:
    m = _AFTER.match(text, mention.end)
    head = [w.lower() for w in _WORD.findall(m.group(1))[:4]] if m else []
    nouns = load("talks")["nouns"]
    return any(w in nouns["talks"] or w in nouns["meeting"] or w in nouns["call"] for w in head)


def has_people(text: str, mention: Mention) -> bool:
    """Whether a person, office or delegation follows: "Russian and Ukrainian delegations", "Ukraine's president"."""
    m = _AFTER.match(text, mention.end)
    if m is None:
        return False
    people = talk_words("people", "nouns")
    for word in _WORD.findall(m.group(1))[:6]:
        lower = word.lower().rstrip("’'")
        if lower in people and lower not in talk_words("people", "qualifiers"):
            return True
        if lower == ",":
            continue
        if word[:1].islower() and lower not in ("and", "s") and lower not in people:
            return False
    return False


def _follows_people(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - 70) : mention.start].lower()
    words = _WORD.findall(before)[-5:]
    return any(
        w in talk_words("people", "nouns") and w not in ("and", "state", "national", "military", "senior")
        for w in words
    )


def is_joint(gap: str) -> bool:
    """Whether the words between two names join them to one group."""
    people, modifiers = talk_words("people", "nouns"), talk_words("people", "modifiers")
    gap = TITLES.sub("", gap)
    if len(gap) > 90 or any(mark in gap for mark in ";(."):
        return False
    return all(w[:1].isupper() or w.lower() in people or w.lower() in modifiers for w in _WORD.findall(gap))
