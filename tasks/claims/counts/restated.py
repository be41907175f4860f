"""A figure told again: where its sentence gives no day, it has the day that the article gives it elsewhere."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.claims.counts.draft import Draft

_TELLING = 10
"""A number this large is not shared by two events of one article by chance."""


def settle_dates(claims: Sequence[Draft]) -> None:
    """Gives claims without a day of their own the day of the same figure, or of the whole they are a part of."""
    dated = [claim for claim in claims if _is_dated(claim)]
    for i, claim in enumerate(claims):
        if _is_dated(claim) or claim.when.scope != "event" or claim.realis != "actual":
            continue
        told = [other for other in dated if _is_same(claim, other)]
        if told:
            position = {id(other): k for k, other in enumerate(claims)}
            claim.when = min(told, key=lambda other: abs(position[id(other)] - i)).when
    for claim in claims:
        whole = next((other for other in claims if other.counted is claim.counted.whole), None)
        if whole is not None and not _is_dated(claim) and _is_dated(whole) and claim.realis == "actual":
            claim.when = replace(whole.when, scope=claim.when.scope)


def _is_dated(claim: Draft) -> bool:
    return claim.when.end is not None and claim.when.basis != "publication"


def _is_same(claim: Draft, told: Draft) -> bool:
    """The same fate of as many of the same kind, in the same place unless the number tells enough."""
    here, there = claim.counted, told.counted
    same_number = (here.phrase.quantity.low, here.phrase.quantity.high) == (
        there.phrase.quantity.low,
        there.phrase.quantity.high,
    )
    if not same_number or here.metric != there.metric or here.object != there.object or told.when.scope != "event":
        return False
    if claim.roles.target != told.roles.target and claim.roles.target and told.roles.target:
        return False
    place, known = claim.setting.place, told.setting.place
    same_place = place is not None and known is not None and place.name == known.name
    return same_place or (here.phrase.quantity.low or here.phrase.quantity.high or 0) >= _TELLING
