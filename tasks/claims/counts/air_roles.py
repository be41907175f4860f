"""Whose weapons in the air: who launched them, and who was attacked."""

from tasks.claims.counts.counted import Counted
from tasks.claims.counts.doers import Doers
from tasks.claims.counts.sides import Roles, other, party
from tasks.claims.counts.verbs import has_be
from tasks.claims.lexicon import load

_WORDS = load("grammar")["words"]
_SAYS = frozenset(_WORDS["says"])


def air_roles(doers: Doers, found: Counted, before: Roles | None) -> Roles:
    own = doers.own_side(found)
    if own:
        return Roles(own, other(own))
    at = found.at
    launched = found.metric in ("launched", "hit") and found.voice != "spared"
    if launched:
        actor = doers.agent(at) if found.voice == "patient" else None
        if found.voice == "with" and _is_suffered(doers, at):
            actor = other(_victim(doers, at))
        elif actor is None and at < found.phrase.first:
            actor = doers.subject(at)
        if actor and found.voice in ("patient", "with"):
            return Roles(actor, other(actor))
        target = doers.location(at, found.phrase.last) or party(_goal(doers, found))
        if target is None and actor is None and any(t.lower == "operation" for t in doers.tokens):
            actor = doers.speaker  # it is one's own operation that one tells the drones of
        target = target or other(actor) or _reporter(doers, at) or doers.speaker
    else:
        passive = at >= found.phrase.last
        defender = doers.agent(at, at + 6) if passive else doers.subject(at)
        target = defender or doers.location(at, found.phrase.last) or doers.speaker
    target = target or (doers.location_anywhere() if before is None else None)
    if target:
        return Roles(other(target), target)
    return before or Roles(None, None)


def _reporter(doers: Doers, at: int) -> str | None:
    """The party that reports an attack on itself: "Ukraine reported an attack by 250 drones"."""
    first, _ = doers.clause(at)
    speech = max((k for k in range(first, at) if doers.tokens[k].lower in _SAYS), default=first)
    sides = [party(m.mention.side) for m in doers.marked if first <= m.first < speech]
    return next((side for side in reversed(sides) if side), None)


def _is_suffered(doers: Doers, at: int) -> bool:
    """ "came under attack from 502 drones", "was attacked with 30 drones" """
    return has_be(doers.tokens, at) or any(t.lower == "under" for t in doers.tokens[max(0, at - 4) : at])


def _victim(doers: Doers, at: int) -> str | None:
    first, _ = doers.clause(at)
    sides = [party(m.mention.country) or party(m.mention.side) for m in doers.marked if first <= m.first < at]
    return next((side for side in reversed(sides) if side), None)


def _goal(doers: Doers, found: Counted) -> str | None:
    for m in doers.marked:
        if m.first >= found.phrase.last and m.how in ("at", "to"):
            return m.mention.country or m.mention.side
    return None
