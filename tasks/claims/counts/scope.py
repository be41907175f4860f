"""Parts and wholes across the claims of an article: a region's share of a nation-wide figure is partial."""

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.claims.counts.counted import Counted
from tasks.claims.counts.sides import Roles, is_nationwide, mark
from tasks.claims.counts.when import When
from tasks.claims.lexicon import load
from tasks.claims.names import Mention
from tasks.claims.text import Token

CITY, REGION, COUNTRY = 1, 2, 3
_WORDS = load("grammar")["words"]
_LOCAL_WORDS = frozenset(_WORDS["local_words"])
_REGION_WORDS = frozenset(_WORDS["region_words"])
_FORCES = frozenset(_WORDS["forces"])
_CITY_WORDS = frozenset(("mayor", "city"))
_AIR = frozenset(("launched", "shot_down", "suppressed", "neutralized", "hit"))
_HURT = frozenset(("killed", "injured", "casualties"))
_LOSSES = frozenset(("casualties", "killed", "destroyed", "damaged", "damaged_or_destroyed"))
_LATER = frozenset(("late", "later", "evening", "afternoon", "earlier", "hours", "elsewhere"))
_GUNS = frozenset(_WORDS["guns"])
"""What no attack from the air is told by."""


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
    if words & _LOCAL_WORDS:
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


@dataclass(slots=True)
class Placed:
    """What is needed of a claim to find its whole."""

    counted: Counted
    roles: Roles
    when: When
    setting: Setting
    places: frozenset[str]
    tokens: Sequence[Token]
    scope: str
    realis: str


def settle_scopes(claims: Sequence[Placed]) -> None:
    """Marks events that are a part of a wider figure of the article, and links them to it."""
    for i, part in enumerate(claims):
        if (
            part.scope != "event"
            or part.setting.level == COUNTRY
            or part.when.end is None
            or part.counted.metric not in _AIR | _HURT | _LOSSES
        ):
            continue
        whole = _same_figure(claims, i)
        if whole is None and (part.counted.object == "soldier" or part.counted.group == "equipment"):
            whole = _wider_losses(claims, i)
        elif whole is None:
            whole = _wider_attack(claims, i)
        if whole is not None:
            part.scope = "partial"
            if whole.counted.metric == part.counted.metric:
                part.counted.whole = whole.counted


def _same_figure(claims: Sequence[Placed], i: int) -> Placed | None:
    """A larger count of the same thing for a wider place on the same day."""
    part = claims[i]
    size = _size(part)
    for whole in claims:
        if (
            whole is not part
            and whole.counted.metric == part.counted.metric
            and whole.counted.group == part.counted.group
            and (
                whole.counted.object == part.counted.object
                or part.counted.group == "people"
                or whole.counted.object == "munition"
            )
            and whole.scope == "event"
            and _contains(whole, part)
            and whole.when.end == part.when.end
            and whole.roles.target == part.roles.target
            and _size(whole) > size
        ):
            return whole
    return None


def _contains(whole: Placed, part: Placed) -> bool:
    if whole.setting.level == COUNTRY:
        return True
    if 0 < len(part.places & whole.places) < len(whole.places):
        return True  # "17 hurt in Dnipro and Kharkiv", "14 in Dnipro"
    if whole.setting.level <= part.setting.level or whole.setting.place is None:
        return False
    place = part.setting.place
    if {t.lower for t in part.tokens} & _LOCAL_WORDS and place is not None and place.level == "city":
        return True
    return place is None or place.name == whole.setting.place.name


def _wider_losses(claims: Sequence[Placed], i: int) -> Placed | None:
    """The losses of all fronts, for the losses in one group's area."""
    part = claims[i]
    for whole in claims[:i]:
        if (
            whole.counted.metric in _LOSSES
            and whole.counted.object == "soldier"
            and whole.setting.level == COUNTRY
            and whole.scope == "event"
            and whole.when.end == part.when.end
            and whole.roles.target == part.roles.target
            and (part.counted.object != "soldier" or _size(whole) > _size(part))
        ):
            return whole
    return None


def _wider_attack(claims: Sequence[Placed], i: int) -> Placed | None:
    """A nation-wide attack counted before, of the same night and against the same side."""
    part = claims[i]
    words = {t.lower for t in part.tokens}
    if words & _LATER or words & _GUNS:
        return None
    for whole in claims[:i]:
        if (
            whole.counted.metric in _AIR
            and not (whole.tokens is part.tokens and whole.counted.at == part.counted.at)
            and whole.setting.level == COUNTRY
            and whole.scope == "event"
            and whole.when.end == part.when.end
            and whole.roles.target is not None
            and whole.roles.target == part.roles.target
            and _size(whole) > 1
            and not (whole.when.precision == "night" and _is_by_day(part))
        ):
            return whole
    return None


def _is_by_day(claim: Placed) -> bool:
    """ "on Wednesday morning": after the night's attack."""
    return any(part in (claim.when.basis or "") for part in ("morning", "afternoon", "evening"))


def _size(claim: Placed) -> float:
    quantity = claim.counted.phrase.quantity
    return quantity.high or quantity.low or 0.0
