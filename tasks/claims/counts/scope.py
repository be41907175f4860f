"""Parts and wholes across the claims of an article: a region's share of a nation-wide figure is partial."""

import re
from collections.abc import Sequence

from tasks.claims.counts.draft import Draft
from tasks.claims.counts.setting import COUNTRY, LOCAL_WORDS
from tasks.claims.lexicon import load

_AIR = frozenset(("launched", "shot_down", "suppressed", "neutralized", "hit"))
_HURT = frozenset(("killed", "injured", "casualties"))
_ACROSS = re.compile(r"\b(?:across|throughout) (?:the country|[A-Z])")
_FATES = frozenset(("killed", "injured"))
_LOSSES = frozenset(("casualties", "killed", "destroyed", "damaged", "damaged_or_destroyed"))
_LATER = frozenset(("late", "later", "evening", "afternoon", "earlier", "hours", "elsewhere"))
_WIDE = 20
"""Drones or missiles, from which on an attack is a nation-wide one."""
_GUNS = frozenset(load("grammar")["words"]["guns"])
"""What no attack from the air is told by."""


def settle_scopes(claims: Sequence[Draft]) -> None:
    """Marks events that are a part of a wider figure of the article, and links them to it."""
    for i, part in enumerate(claims):
        if part.scope == "event" and _is_share_of_event(claims, i):
            part.scope = "partial"
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


def _is_share_of_event(claims: Sequence[Draft], i: int) -> bool:
    """Fewer killed or hurt, told after the figure of their event: some of the same, those of one place, of one sort."""
    part = claims[i]
    if part.is_dated or part.counted.object == "soldier" or _ACROSS.search(part.sentence.text):
        return False
    if part.counted.metric not in _FATES or part.event is None:
        return part.counted.metric == "hit" and part.counted.object in _launched(claims[:i], part.event)
    return any(
        whole.event == part.event
        and whole.counted.metric == part.counted.metric
        and whole.scope == "event"
        and whole.when.end == part.when.end
        and whole.roles.target == part.roles.target
        and whole.at < part.at
        and (whole.setting.level == COUNTRY or _may_be_there(whole, part))
        and _size(whole) > _size(part)
        for whole in claims[:i]
    )


def _may_be_there(whole: Draft, part: Draft) -> bool:
    """Whether they name no other places; a city and the region called by its name are one."""
    theirs, ours = ({name.removesuffix(" region") for name in draft.places} for draft in (whole, part))
    return not theirs or not ours or bool(theirs & ours)


def _launched(claims: Sequence[Draft], event: int | None) -> set[str]:
    if event is None:
        return set()
    return {claim.counted.object for claim in claims if claim.counted.metric == "launched" and claim.event == event}


def _same_figure(claims: Sequence[Draft], i: int) -> Draft | None:
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


def _contains(whole: Draft, part: Draft) -> bool:
    if whole.setting.level == COUNTRY:
        return True
    if 0 < len(part.places & whole.places) < len(whole.places):
        return True  # "17 hurt in Dnipro and Kharkiv", "14 in Dnipro"
    if whole.setting.level <= part.setting.level or whole.setting.place is None:
        return False
    place = part.setting.place
    if {t.lower for t in part.tokens} & LOCAL_WORDS and place is not None and place.level == "city":
        return True
    return place is None or place.name == whole.setting.place.name


def _wider_losses(claims: Sequence[Draft], i: int) -> Draft | None:
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


def _wider_attack(claims: Sequence[Draft], i: int) -> Draft | None:
    """A nation-wide attack counted before, of the same night and against the same side."""
    part = claims[i]
    words = {t.lower for t in part.tokens}
    if words & _LATER or words & _GUNS:
        return None
    for k, whole in enumerate(claims):
        if (
            whole.counted.metric in _AIR
            and (k < i or _is_counted_later(whole, part))
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


def _is_counted_later(whole: Draft, part: Draft) -> bool:
    """News of one city first, then the count of the nation-wide attack that it was a part of."""
    is_same = whole.event is not None and whole.event == part.event and whole.when.precision == part.when.precision
    return is_same and _size(whole) >= _WIDE


def _is_by_day(claim: Draft) -> bool:
    """ "on Wednesday morning": after the night's attack."""
    return any(part in (claim.when.basis or "") for part in ("morning", "afternoon", "evening"))


def _size(claim: Draft) -> float:
    quantity = claim.counted.phrase.quantity
    return quantity.high or quantity.low or 0.0
