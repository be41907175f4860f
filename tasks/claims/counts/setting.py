"""Where a claim is set: the most special place that its sentence names for it, and how wide that is."""

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.claims.counts.sides import is_nationwide, mark
from tasks.claims.lexicon import load
from tasks.claims.names import Mention
from tasks.claims.text import Token

CITY, REGION, COUNTRY = 1, 2, 3
_WORDS = load("grammar")["words"]
LOCAL_WORDS = frozenset(_WORDS["local_words"])
_REGION_WORDS = frozenset(_WORDS["region_words"])
_FORCES = frozenset(_WORDS["forces"])
_CITY_WORDS = frozenset(("mayor", "city"))


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a claim is set: the most special place named, and how wide it is."""

    place: Mention | None
    level: int


def setting(tokens: Sequence[Token], first: int, last: int, mentions: Sequence[Mention], target: str | None) -> Setting:
    """The place of the count at tokens[first:last], the nearest after it, else before it."""
    start, end = tokens[first].start, tokens[min(last, len(tokens)) - 1].end
    places = [
        m for m in mentions if m.kind == "place" and m.country is not None and (target is None or m.country == target)
    ]
    places = [m for m in places if not _is_example(tokens, m) and not _is_government(tokens, m)]
    nationwide = [
        m for m in mark(tokens, mentions)
        if m.mention.side == target and end <= m.mention.start < end + 45 and is_nationwide(tokens, m)
    ]  # fmt: skip
    after = [m for m in places if m.start >= end]
    before = [m for m in places if m.end <= start]
    near = min(after, key=lambda m: m.start - end, default=None) or max(before, key=lambda m: m.end, default=None)
    aside = next((k for k in range(last, len(tokens)) if tokens[k].lower == "including"), len(tokens))
    words = {t.lower for t in tokens[:aside]}
    if {"frontline", "area"} <= {t.lower for t in tokens}:
        return Setting(near, REGION)
    if words & {"districts", "villages"} and words & {"region", "oblast"}:
        return Setting(near, REGION)
    if nationwide and not (after and after[0].start < nationwide[0].mention.start):
        return Setting(near, COUNTRY)
    if words & LOCAL_WORDS:
        return Setting(near, CITY)
    if near is not None:
        return Setting(near, REGION if near.level == "region" else CITY)
    if words & _REGION_WORDS and not _is_across(tokens, mentions, target):
        return Setting(None, REGION)
    return Setting(None, CITY if words & _CITY_WORDS and words & {"mayor"} else COUNTRY)


def _is_across(tokens: Sequence[Token], mentions: Sequence[Mention], target: str | None) -> bool:
    """ "attacks across Ukraine", whoever reports them"""
    return any(
        m.mention.side == target and m.first and tokens[m.first - 1].lower in ("across", "throughout")
        for m in mark(tokens, mentions)
    )


def _is_example(tokens: Sequence[Token], mention: Mention) -> bool:
    """ "including the capital, Kyiv" """
    before = [t.lower for t in tokens if t.end <= mention.start][-4:]
    after = next((t.lower for t in tokens if t.start >= mention.end), "")
    return "including" in before or after == "time"


def _is_government(tokens: Sequence[Token], mention: Mention) -> bool:
    """ "Kyiv's air force": a capital that stands for its government."""
    after = next((k for k, t in enumerate(tokens) if t.start >= mention.end), len(tokens))
    if mention.side is None or after >= len(tokens) or tokens[after].text not in ("'s", "’s"):
        return False
    return any(t.lower in _FORCES for t in tokens[after + 1 : after + 4])
