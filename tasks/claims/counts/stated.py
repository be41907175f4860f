"""Counts that their own words tell, without a governing verb."""

from tasks.claims.counts.clause import Clause
from tasks.claims.counts.counted import Counted, Memory
from tasks.claims.counts.fates import PATIENT, size
from tasks.claims.counts.left_out import LeftOut
from tasks.claims.counts.links import BREAKS, STATES, TOLLS
from tasks.claims.counts.nouns import noun_at
from tasks.claims.counts.phrases import Phrase
from tasks.claims.lexicon import load

_GRAMMAR = load("grammar")
_MILITARY = frozenset(_GRAMMAR["military"])
_ARMY_SIZED = 5000
_ARMIES = frozenset(("forces", "troops", "army", "military", "battlegroup", "brigade", "soldiers"))
_RISES = frozenset(_GRAMMAR["words"]["rises"])
_AMOUNTS_TO = frozenset(("at", "to", "is", "was", "reach", "reached", "exceed", "exceeds", "exceeded", "be"))
_COUNTED = {**STATES, "victims": "casualties", "losses": "casualties"}


def spared(clause: Clause, phrase: Phrase, earlier: list[Counted]) -> Counted | None:
    """ "downed all but four drones and six missiles": those got through."""
    words = [t.lower for t in clause.tokens[: phrase.first]]
    if phrase.group != "weapon" or phrase.object is None:
        return None
    joined = bool(earlier) and earlier[-1].voice == "spared" and words[-1:] == ["and"]
    if joined and earlier[-1].phrase.last == phrase.first - 1:
        return Counted(phrase, "hit", phrase.object, "weapon", earlier[-1].at, "spared", partial=True)
    if words[-2:] != ["all", "but"]:
        return None
    verb = clause.verb_ends.get(phrase.first - 3)
    if verb is None or not verb.classes & {"down", "neutralize", "destroy", "suppress"}:
        return None
    return Counted(phrase, "hit", phrase.object, "weapon", verb.first, "spared", partial=True)


def estimated(clause: Clause, phrase: Phrase) -> Counted | None:
    """ "the number of soldiers killed … was estimated at 55,000" """
    words = [t.lower for t in clause.tokens[: phrase.quantity.core]]
    if phrase.group not in (None, "people") or len(words) < 4 or words[-1] not in _AMOUNTS_TO:
        return None
    start = next((k for k in range(len(words) - 2) if words[k : k + 2] == ["number", "of"]), None)
    if start is None:
        return None
    state = next((k for k in range(start + 2, min(start + 7, len(words))) if words[k] in _COUNTED), None)
    if state is None:
        return None
    metric = PATIENT["people"].get(_COUNTED[words[state]]) or _COUNTED[words[state]]
    named = next((hit for k in range(start + 2, state) if (hit := noun_at(clause.tokens, k)) is not None), None)
    obj = named[1].object if named is not None and named[1].group == "people" else "person"
    if metric == "casualties" and is_military(clause, phrase):
        obj = "soldier"
    return Counted(phrase, metric, phrase.object or obj, "people", state, "state")


def risen(clause: Clause, phrase: Phrase) -> Counted | None:
    """ "The death toll from the strike that hit a mall on Monday has risen to 26" """
    words = [t.lower for t in clause.tokens[: phrase.first]]
    if phrase.group not in (None, "people") or words[-1:] not in (["to"], ["at"]) or words[-2:-1] == []:
        return None
    if words[-2] not in _RISES:
        return None
    for k in range(len(words) - 2, -1, -1):
        if words[k] in BREAKS:
            return None
        toll = TOLLS.at(clause.tokens, k)
        if toll is not None and toll[1] in ("killed", "injured"):
            return Counted(phrase, toll[1], phrase.object or "person", "people", k, "state")
    return None


def swap_deal(clause: Clause, phrase: Phrase) -> Counted | None:
    """ "the 1,000-for-1,000 deal" """
    if not any(
        t.lower in ("deal", "swap", "exchange", "agreement", "formula", "prisoner", "prisoners") for t in clause.tokens
    ):
        return None
    return Counted(phrase, "exchanged", "prisoner", "people", phrase.first, "noun")


def by_state(clause: Clause, phrase: Phrase, earlier: list[Counted], memory: Memory) -> Counted | None:
    metric = PATIENT["people"].get(phrase.state or "")
    metric = metric or phrase.state
    if phrase.state == "capture" and phrase.last > phrase.first + 2:  # "864 cases of arbitrary detention"
        return Counted(phrase, "captured", memory.people_named or "person", "people", phrase.last - 1, "state")
    if metric not in ("killed", "injured", "casualties"):
        return None
    nxt = phrase.last
    if nxt + 1 < len(clause.tokens) and clause.tokens[nxt].lower in ("and", "or") and not phrase.quantity.all_of:
        other = STATES.get(clause.tokens[nxt + 1].lower)
        other_metric = PATIENT["people"].get(other or "")
        if other_metric and other_metric != metric and (nxt + 1) not in clause.starts:
            metric = "casualties"
    if metric == "killed" and is_suffered(clause, phrase):
        return Counted(phrase, metric, "soldier", "people", phrase.last - 1, "state", partial=phrase.subset)
    if metric == "casualties" and is_military(clause, phrase):
        return Counted(phrase, metric, "soldier", "people", phrase.last - 1, "state", partial=phrase.subset)
    obj = _said_to_be(clause, phrase) or LeftOut(clause, earlier, memory).people_object(phrase, metric) or "person"
    return Counted(phrase, metric, obj, "people", phrase.last - 1, "state", partial=phrase.subset)


def _said_to_be(clause: Clause, phrase: Phrase) -> str | None:
    """ "five of the dead were children" """
    k = phrase.last
    if k + 1 >= len(clause.tokens) or clause.tokens[k].lower not in ("were", "are", "was", "is"):
        return None
    hit = noun_at(clause.tokens, k + 1)
    return hit[1].object if hit is not None and hit[1].group == "people" else None


def is_suffered(clause: Clause, phrase: Phrase) -> bool:
    """ "Russian forces suffered 1,100 deaths", "with thousands of KIAs" """
    words = [t.lower for t in clause.tokens[: phrase.first]]
    suffers = any(word.startswith(("suffer", "sustain", "incur")) for word in words[-4:])
    is_army = suffers and bool(_ARMIES & set(words))
    return is_army or clause.tokens[phrase.last - 1].lower in ("kia", "kias")


def is_military(clause: Clause, phrase: Phrase) -> bool:
    """A figure of casualties beside words of armies, or too large for anything but an army."""
    words = {t.lower for t in clause.tokens}
    return (bool(words & _MILITARY) or size(phrase) >= _ARMY_SIZED) and not words & {
        "civilian",
        "civilians",
        "residents",
    }
