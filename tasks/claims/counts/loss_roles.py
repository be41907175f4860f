"""Whose losses: who killed, wounded, destroyed or captured, and who was bereft."""

from tasks.claims.counts.counted import Counted
from tasks.claims.counts.doers import Doers
from tasks.claims.counts.sides import Roles, other, party
from tasks.claims.lexicon import load

_CONFLICT = load("conflict")
_WORDS = load("grammar")["words"]
_ENEMY = frozenset(_CONFLICT["enemy_words"])
_ATTACKS = tuple(_WORDS["attacks"])
_AREAS = frozenset(_WORDS["areas"])
_OWNERS: dict[str, str] = {model: side for side, models in _CONFLICT["owners"].items() for model in models}
_OCCUPATION = tuple(tuple(words) for words in _CONFLICT["occupation"])
_OCCUPIER: str = _CONFLICT["occupier"]
_CARRIED_OFF = ("abduct", "deport", "kidnap")
_CIVIL = frozenset(("civilian", "child", "person"))
"""Whoever takes them, they are taken where the occupier is."""
_ADMITS = frozenset(("acknowledged", "acknowledges", "admitted", "admits", "conceded", "mourns", "mourned"))
_HURT = frozenset(("killed", "injured", "casualties"))
_BLASTS = frozenset(("explosion", "explosions", "blast", "blasts"))
_WARS = frozenset(("war", "conflict", "fighting", "hostilities"))
_DESTROYED = frozenset(("destroyed", "damaged", "damaged_or_destroyed"))


def loss_roles(doers: Doers, found: Counted, before: Roles | None) -> Roles:
    """People killed or hurt, equipment lost."""
    own = doers.own_side(found)
    at = found.at
    if (
        before is not None
        and at < found.phrase.first
        and any(t.lower == "they" for t in doers.tokens[max(0, at - 3) : at])
    ):
        return before
    lost = _losses_of(doers, found)
    if lost:
        return Roles(other(lost), lost)
    military = (
        found.object == "soldier"
        or found.group == "equipment"
        or found.metric in ("destroyed", "damaged", "damaged_or_destroyed")
    )
    subject = doers.subject(at) if at < found.phrase.first else None
    if own and not military and doers.attacker(at) is None and _is_in_war(doers, found.phrase.last):
        return Roles(None, own)
    if own and (military or found.object != "child"):
        return Roles(other(own), own)
    if military:
        word = doers.tokens[at].lower if at < len(doers.tokens) else ""
        if "inflict" in " ".join(t.lower for t in doers.tokens[max(0, found.phrase.first - 4) : found.phrase.first]):
            actor = doers.subject(found.phrase.first - 1)
            if actor:
                return Roles(actor, other(actor))
        suffered = any(
            t.lower.startswith("suffer") for t in doers.tokens[max(0, found.phrase.first - 4) : found.phrase.first]
        )
        admitted = doers.tokens[max(0, at - 3) : at]
        suffered = suffered or (found.object == "soldier" and any(t.lower in _ADMITS for t in admitted))
        if word.startswith(("los", "suffer")) or suffered or found.metric == "casualties":
            target = subject or doers.subject(found.phrase.first) or doers.speaker
            target = target or other(doers.attacker(at))
            return Roles(other(target), target) if target else before or Roles(None, None)
        actor = subject or doers.agent(at)
        if actor:
            return Roles(actor, other(actor))
    attacker = doers.attacker(at)
    if found.group == "equipment" and attacker and attacker == other(doers.speaker) and at >= found.phrase.last:
        return Roles(attacker, doers.speaker)  # "Russia confirms one of its ships damaged in a Ukrainian attack"
    if doers.speaker and found.group == "equipment" and found.metric in _DESTROYED and at >= found.phrase.last:
        return Roles(doers.speaker, other(doers.speaker))
    place = doers.location(at, found.phrase.last) or doers.location_anywhere()
    actor = attacker or doers.accused(at)
    if actor is None and _is_occupied(doers):
        return Roles(other(_OCCUPIER), _OCCUPIER if military else place or other(_OCCUPIER))
    if actor is None and place is None and _is_war(doers, at):
        return Roles(None, None)
    actor = actor or _owner_of_weapons(doers)
    if place:
        of_war = found.metric in _HURT and (_war_does(doers, at) or _is_in_war(doers, found.phrase.last))
        if actor is None and (_is_mere_blast(doers) or of_war):
            return Roles(None, place)
        if actor == place:  # own fire on occupied land: its soldiers are the occupier's, its people are not
            return Roles(actor, other(actor) if military else place)
        return Roles(actor or other(place), place)
    if actor:
        return Roles(actor, other(actor))
    if doers.speaker and found.group == "equipment" and found.metric == "destroyed" and at >= found.phrase.last:
        return Roles(doers.speaker, other(doers.speaker))
    if doers.speaker and not military:
        return Roles(other(doers.speaker), doers.speaker)
    return before or Roles(None, None)


def _is_mere_blast(doers: Doers) -> bool:
    """ "killed in explosions at an air base": nobody says whose."""
    words = {t.lower for t in doers.tokens}
    known = any(
        t.lower in _BLASTS and [w.lower for w in doers.tokens[max(0, k - 2) : k]] in (["of", "the"], ["in", "the"])
        for k, t in enumerate(doers.tokens)
    )
    return (
        bool(words & _BLASTS)
        and not known
        and not any(word.startswith(_ATTACKS) and word not in _AREAS for word in words)
    )


def _is_in_war(doers: Doers, last: int) -> bool:
    """ "(14,000 people have died) in the conflict": nobody's attack."""
    words = [t.lower for t in doers.tokens[last:]]
    war = next((k for k, word in enumerate(words[:12]) if word in _WARS), None)
    return war is not None and "in" in words[max(0, war - 4) : war] and doers.subject(last) is None


def _war_does(doers: Doers, at: int) -> bool:
    """ "The conflict has claimed …", not "away from the fighting, four were killed" """
    near = [t.lower for t in doers.tokens[max(0, at - 5) : at]]
    return any(word in _WARS for word in near) and "," not in near and doers.subject(at) is None


def _is_war(doers: Doers, at: int) -> bool:
    """ "The war has killed tens of thousands": nobody's attack."""
    first, _ = doers.clause(at)
    return any(t.lower in _WARS for t in doers.tokens[first:at]) and doers.subject(at) is None


def _losses_of(doers: Doers, found: Counted) -> str | None:
    """ "Russian losses include …", "the losses of the Ukrainian army", "1,030 casualties that Russia suffered" """
    if found.group == "people" and found.object != "soldier":
        return None
    named = [m for m in doers.marked if party(m.mention.side) and m.mention.kind != "official"]
    end = found.phrase.last
    for m in named:
        after = {t.lower for t in doers.tokens[m.last : m.last + 4]}
        if end <= m.first <= end + 4 and {"suffered", "lost"} & after:
            return m.mention.side
    if found.voice == "state" and found.at < found.phrase.first:
        counted = [m for m in named if found.at - 4 <= m.first < found.at]  # "the number of Ukrainian soldiers killed"
        return counted[0].mention.side if counted else None
    losses = next(
        (k for k in range(found.phrase.first) if doers.tokens[k].lower in ("losses", "toll", "casualties")), None
    )
    if losses is None:
        return None
    if {t.lower for t in doers.tokens[max(0, losses - 3) : losses]} & _ENEMY:
        return other(doers.speaker)
    near = [m for m in named if m.last <= losses <= m.last + 3 or losses < m.first <= losses + 3]
    best = min(near, key=lambda m: abs(m.first - losses), default=None)
    return best.mention.side if best else None


def _owner_of_weapons(doers: Doers) -> str | None:
    """The party whose models the sentence names: "after a strike with ATACMS missiles"."""
    return next((_OWNERS[t.lower] for t in doers.tokens if t.lower in _OWNERS), None)


def _keeper(doers: Doers, found: Counted) -> str | None:
    """ "2,500 surrendered to Russia", "children deported to Russia", "1,500 civilians are held in Russia" """
    end = found.phrase.last
    to = next((party(m.mention.side) for m in doers.marked if m.how == "to" and m.first > end), None)
    if to is not None:
        return to
    return _OCCUPIER if doers.location(found.at, end) == _OCCUPIER else None


def captured_roles(doers: Doers, found: Counted) -> Roles:
    own = doers.own_side(found)
    if own:
        return Roles(other(own), own)
    words = {t.lower for t in doers.tokens}
    if words & {"both", "each"}:
        return Roles(None, None)
    actor = doers.agent(found.at) or (doers.subject(found.at) if found.at < found.phrase.first else None)
    if actor is None:
        actor = _keeper(doers, found)
    word = doers.tokens[min(found.at, len(doers.tokens) - 1)].lower
    if (word.startswith(_CARRIED_OFF) or found.phrase.state == "detain") and doers.agent(found.at) is None:
        actor = _OCCUPIER
    return Roles(actor, other(_OCCUPIER) if actor and found.object in _CIVIL else other(actor))


def _is_occupied(doers: Doers) -> bool:
    starts, ends = _OCCUPATION
    return any(t.lower.startswith(starts) and t.lower.endswith(ends) for t in doers.tokens)
