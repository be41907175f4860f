"""Sides: the two parties, and the names of a sentence by the way they stand in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tasks.claims.counts.verbs import BE, HAVE, MODALS, is_form
from tasks.claims.lexicon import load
from tasks.claims.names import Mention
from tasks.claims.text import Token

_CONFLICT = load("conflict")
_WORDS = load("grammar")["words"]
PARTIES: tuple[str, str] = tuple(_CONFLICT["parties"])
_AT = frozenset(_WORDS["at"])
_DAYS = (
    frozenset(load("times")["weekdays"])
    | frozenset(load("times")["months"])
    | {"earlier", "overnight", "yesterday", "today"}
)
_PLURAL_AREAS = frozenset(_WORDS["plural_areas"])


@dataclass(frozen=True, slots=True)
class Marked:
    """A mention with the tokens it covers and how it stands: at (a place), by (the agent), to, from, as (else)."""

    first: int
    last: int
    mention: Mention
    how: str


@dataclass(frozen=True, slots=True)
class Roles:
    """Who did it, and to whom; None: unknown or nobody's own."""

    actor: str | None
    target: str | None


def other(side: str | None) -> str | None:
    """The opposing party; None for anybody else."""
    if side == PARTIES[0]:
        return PARTIES[1]
    return PARTIES[0] if side == PARTIES[1] else None


def party(side: str | None) -> str | None:
    return side if side in PARTIES else None


def mark(tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Marked]:
    """Mentions by tokens, each with the preposition that governs it."""
    marked: list[Marked] = []
    i = 0
    for mention in mentions:
        while i < len(tokens) and tokens[i].end <= mention.start:
            i += 1
        j = i
        while j < len(tokens) and tokens[j].start < mention.end:
            j += 1
        marked.append(Marked(i, j, mention, _how(tokens, i)))
    pairs = {first.first for first, second in pairwise(marked) if first.first == second.first}
    return [m for m in marked if m.first not in pairs]  # "the Russia-Ukraine war" is neither's doing


def _how(tokens: Sequence[Token], i: int) -> str:
    j = i
    while j < len(tokens) and (
        tokens[j].text[0].isupper() or tokens[j].lower in ("forces", "troops", "army", "military", "’s", "'s")
    ):
        j += 1
    opens = i - 2 if i > 1 and tokens[i - 1].lower == "the" else i - 1  # "Near Bakhmut, the Russian forces had …"
    if (
        j < len(tokens)
        and i
        and tokens[opens].lower in (",", "and", "while", "when", "that")
        and (is_form(tokens[j].lower) or tokens[j].lower in BE | HAVE | MODALS)
    ):
        return "as"
    for k in range(i - 1, max(-1, i - 7), -1):
        word = tokens[k].lower
        if word in _DAYS:
            return "as"
        if word in _AT:
            return "at"
        if word in ("by", "to", "from", "of", "with"):
            return "as" if word == "to" and k and tokens[k - 1].lower == "according" else word
        if word == "," and k and tokens[k - 1].lower in _DAYS:
            return "as"
        if (
            word in ("and", ",", "the", "a", "an")
            or word.endswith(("ern", "al", "ed"))
            or tokens[k].text[0].isupper()
            or word
            in (
                "city",
                "region",
                "regions",
                "cities",
                "capital",
                "province",
                "town",
                "port",
                "village",
                "area",
                "border",
                "’s",
                "'s",
                "south",
                "north",
                "east",
                "west",
                "north-eastern",
                "district",
            )
        ):
            continue
        return "as"
    return "as"


def is_nationwide(tokens: Sequence[Token], marked: Marked) -> bool:
    """ "at Ukraine", "on Ukrainian cities": the country as a whole is the place."""
    if marked.mention.kind == "side":
        owns = any(t.text in ("'s", "’s") for t in tokens[marked.last : marked.last + 1])
        return marked.how == "at" and (not owns or any(t.lower in _PLURAL_AREAS for t in tokens[marked.last :][1:3]))
    return marked.mention.kind == "demonym" and any(
        t.lower in _PLURAL_AREAS for t in tokens[marked.last : marked.last + 3]
    )
