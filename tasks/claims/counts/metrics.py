"""What became of those counted: the verb or noun that governs each number phrase, and the metric it makes."""

from collections.abc import Sequence

from tasks.claims.counts.clause import Clause
from tasks.claims.counts.counted import Counted, Memory
from tasks.claims.counts.fates import STOPPED, Fates
from tasks.claims.counts.governor_after import GovernorAfter
from tasks.claims.counts.governor_before import GovernorBefore
from tasks.claims.counts.left_out import LeftOut
from tasks.claims.counts.links import Link
from tasks.claims.counts.parts import inherited
from tasks.claims.counts.phrases import Phrase
from tasks.claims.counts.stated import by_state, estimated, is_military, is_suffered, risen, spared, swap_deal
from tasks.claims.counts.verbs import has_be
from tasks.claims.lexicon import load

_GRAMMAR = load("grammar")
_ARMY_VEHICLES = frozenset(_GRAMMAR["army_vehicles"])
_HOMES = frozenset(_GRAMMAR["homes"])
_WANTED = frozenset(_GRAMMAR["words"]["planned"]) | {"must", "should", "demanding", "urged", "seeks", "seeking", "need"}
_HUMAN_FATES = frozenset(("kill", "injure", "die", "injured"))


def _name_exchanged(counted: Sequence[Counted]) -> None:
    """Those swapped are prisoners whatever they are called, unless the sentence counts soldiers and civilians apart."""
    swapped = [found for found in counted if found.metric == "exchanged"]
    for found in swapped:
        kinds = {other.object for other in swapped if other.at == found.at}
        if found.object in ("soldier", "person") and len(kinds & {"prisoner", "soldier", "civilian"}) < 2:
            found.object = "prisoner"


def _settle_drones(counted: Sequence[Counted]) -> None:
    """Drones destroyed in one list with tanks and guns are equipment lost, not weapons intercepted."""
    lists = {found.at for found in counted if found.group == "equipment" and found.metric == "destroyed"}
    for found in counted:
        if found.group == "weapon" and found.metric == "shot_down" and found.at in lists:
            found.metric = "destroyed"


def _is_part(phrase: Phrase, link: Link, metric: str) -> bool:
    """Part of a figure: "among the wounded"; but a night's shot-down total is a figure of its own."""
    if link.role == "part":
        return True
    return phrase.subset and phrase.whole is None and phrase.quantity.unit == "count" and metric not in STOPPED


class Metrics:
    """Reads what became of those that the phrases of one sentence count."""

    def __init__(self, clause: Clause) -> None:
        self.clause, self.tokens, self.phrases = clause, clause.tokens, clause.phrases
        self.after, self.before, self.fates = GovernorAfter(clause), GovernorBefore(clause), Fates(clause)

    def read(self, memory: Memory) -> list[Counted]:
        """The phrases of the sentence that count something that happened, in order."""
        counted: list[Counted] = []
        by_phrase: dict[int, Counted] = {}
        for phrase in self.phrases:
            if phrase.foreign:
                found = self._unknown_people(phrase)
                if found is not None:
                    counted.append(found)
                continue
            found = self._of_whole(phrase, by_phrase) or self._count(phrase, counted, memory)
            if found is None or (phrase.quantity.unit == "fraction" and found.group == "people"):
                continue
            if found.metric == "launched" and self.tokens[phrase.quantity.last - 1].lower in ("%", "percent", "pct"):
                continue  # a share of what an army fires is no launch
            by_phrase[id(phrase)] = found
            launched = self._launched_too(phrase, found)
            if launched is not None:
                counted.append(launched)
            counted.append(found)
        for found in counted:
            whole = found.phrase.whole
            if whole is not None and id(whole) in by_phrase:
                found.whole = by_phrase[id(whole)]
                found.whole.like = found
        named = [p.object for p in self.phrases if p.group == "people" and p.object]
        memory.people_named = named[-1] if named else memory.people_named
        counted = [found for found in counted if not self._is_civil_property(found, counted)]
        _name_exchanged(counted)
        _settle_drones(counted)
        return counted

    def _is_civil_property(self, found: Counted, counted: Sequence[Counted]) -> bool:
        """Cars and boats damaged beside homes are not equipment of an army."""
        if found.object not in ("vehicle", "ship", "aircraft") or found.phrase.weapon:
            return False
        military = any(
            other.group == "equipment" and other.object not in ("vehicle",) for other in counted if other is not found
        )
        words = {t.lower for t in self.tokens}
        if self.tokens[min(found.at, len(self.tokens) - 1)].lower.startswith(("lost", "lose", "losing")):
            return False
        if found.object == "vehicle":
            return (
                not military and not words & _ARMY_VEHICLES and not any(other.object == "soldier" for other in counted)
            )
        return bool(words & _HOMES) and not words & _ARMY_VEHICLES

    def _of_whole(self, phrase: Phrase, by_phrase: dict[int, Counted]) -> Counted | None:
        """The M of "N of M": launched, unless its own words say otherwise."""
        part = next((p for p in self.phrases if p.whole is phrase), None)
        if part is None:
            return None
        right = self.after.of(phrase)
        right = right.participle or right if right is not None else None
        if right is not None and phrase.last <= part.first <= right.at:
            right = None  # "Of the 31 drones, 11 did not arrive": the verb is the part's
        if part.state and phrase.group == "people":
            return None
        metric = None
        if right is not None and right.near and not has_be(self.tokens, right.at):
            metric = self.fates.metric(right, phrase, phrase.group or "")
        elif phrase.group == "weapon":
            metric = "launched"
        if metric is None or phrase.object is None or phrase.group is None:
            return None
        return Counted(phrase, metric, phrase.object, phrase.group, phrase.last, "patient")

    def _count(self, phrase: Phrase, earlier: list[Counted], memory: Memory) -> Counted | None:
        follows = phrase.whole if phrase.whole is not None and phrase.whole.first > phrase.first else phrase
        right, left = self.after.of(follows), self.before.of(phrase)
        if (
            phrase.whole is not None
            and right is not None
            and right.role == "patient"
            and not has_be(self.tokens, right.at)
        ):
            right = None  # "54 of 102 drones launched": the participle is the whole's
        of_before = inherited(self.clause, phrase, earlier, memory, left)
        if "echo" in phrase.modifiers:
            return swap_deal(self.clause, phrase)
        if phrase.state and phrase.object is None:
            return by_state(self.clause, phrase, earlier, memory)
        if phrase.state in ("killed", "injured", "casualties"):
            is_army = is_military if phrase.state == "casualties" else is_suffered
            if phrase.object == "person" and phrase.state != "injured" and is_army(self.clause, phrase):
                phrase.object = "soldier"
            return Counted(phrase, phrase.state, phrase.object or "person", "people", phrase.last - 1, "state")
        told = (
            self._swapped_for(phrase, earlier)
            or spared(self.clause, phrase, earlier)
            or estimated(self.clause, phrase)
            or risen(self.clause, phrase)
        )
        if told is not None:
            return told
        if self._of_which(phrase) or (phrase.anaphor and left is not None and left.crossed):
            left = None
        order = [right, left] if right and (right.near or not (left and left.near)) else [left, right]
        launched = right is not None and right.role == "patient" and not has_be(self.tokens, right.at)
        if left is not None and (left.firm or (left.listed and (right is None or right.crossed > 0 or launched))):
            order = [left, right]
        if (
            of_before is not None
            and not (right and (right.near or self._of_which(phrase)))
            and not (left and left.near and not left.crossed)
        ):
            return of_before
        for link in order:
            if link is None:
                continue
            if self._is_wanted_back(phrase, link):
                return Counted(phrase, "captured", phrase.object or "person", "people", phrase.first, "state")
            found = None if self._is_for_any(phrase, link) else self._from_link(phrase, link, earlier, memory)
            if found is not None:
                if phrase.first and self.tokens[phrase.first - 1].lower == "including":
                    found.partial = True
                    found.whole = earlier[-1] if earlier and earlier[-1].group == found.group else None
                return found
        if of_before is not None:
            return of_before
        if phrase.object == "prisoner" and any(t.lower in ("captivity", "custody") for t in self.tokens[phrase.last :]):
            return Counted(phrase, "captured", "prisoner", "people", phrase.first, "noun")
        if phrase.object == "prisoner" and any(
            t.lower in ("swap", "exchange", "exchanges", "swaps") for t in self.tokens
        ):
            return Counted(phrase, "exchanged", "prisoner", "people", phrase.first, "noun")
        if phrase.object == "soldier" and {"captured", "captive"} & set(phrase.modifiers):
            return Counted(phrase, "captured", "soldier", "people", phrase.first, "state")
        if phrase.state and phrase.group:
            metric = self.fates.metric(
                Link(frozenset((phrase.state,)), "patient", phrase.first, phrase.last, True), phrase, phrase.group
            )
            if metric in ("killed", "injured") and phrase.object:
                return Counted(phrase, metric, phrase.object, phrase.group, phrase.first, "state")
        return None

    def _swapped_for(self, phrase: Phrase, earlier: Sequence[Counted]) -> Counted | None:
        """ "(7,000 prisoners) in exchange for 4,000 prisoners" """
        words = [t.lower for t in self.tokens[max(0, phrase.first - 3) : phrase.first]]
        is_swap = words in (["in", "exchange", "for"], ["in", "return", "for"]) and phrase.group == "people"
        if not is_swap or not earlier or earlier[-1].metric != "exchanged" or phrase.object is None:
            return None
        obj = "prisoner" if earlier[-1].object == "prisoner" else phrase.object
        return Counted(phrase, "exchanged", obj, "people", earlier[-1].at, "patient")

    def _is_wanted_back(self, phrase: Phrase, link: Link) -> bool:
        """ "must return 19,000 abducted children": so many are held, none has come back."""
        if phrase.state != "detain" or "exchange" not in link.classes:
            return False
        words = {t.lower for t in self.tokens[max(0, link.at - 12) : link.at]}
        return bool(words & _WANTED) or self.tokens[link.at - 1].lower == "to"

    def _is_for_any(self, phrase: Phrase, link: Link) -> bool:
        """ "to the first soldier to capture one": no tank was captured."""
        is_one = phrase.object is None and phrase.quantity.low == phrase.quantity.high == 1
        return is_one and link.at < phrase.first and link.at > 0 and self.tokens[link.at - 1].lower in ("to", "or")

    def _unknown_people(self, phrase: Phrase) -> Counted | None:
        """Whoever is killed or hurt is people, whatever the lexicon knows of them: "two beekeepers were killed"."""
        if not phrase.unknown:
            return None
        for link in (self.after.of(phrase), self.before.of(phrase)):
            if link is not None and link.near and link.role in ("patient", "subject") and link.classes & _HUMAN_FATES:
                metric = self.fates.metric(link, phrase, "people")
                if metric is not None:
                    return Counted(phrase, metric, self._listed_with(phrase), "people", link.at, link.role)
        return None

    def _listed_with(self, phrase: Phrase) -> str:
        """Unknown people between two sorts of soldiers are soldiers too."""
        k = self.phrases.index(phrase)
        beside = {p.object for p in (*self.phrases[max(0, k - 1) : k], *self.phrases[k + 1 : k + 2])}
        return "soldier" if beside == {"soldier"} and 0 < k < len(self.phrases) - 1 else "person"

    def _launched_too(self, phrase: Phrase, found: Counted) -> Counted | None:
        """ "All 48 drones launched were shot down": two figures of one number."""
        if (
            found.group != "weapon"
            or found.metric not in STOPPED | {"hit"}
            or phrase.whole is not None
            or phrase.anaphor
        ):
            return None
        right = self.after.of(phrase)
        if right is not None and phrase.quantity.all_of and found.at < phrase.first < right.at:
            is_launched = self.fates.metric(right, phrase, "weapon") == "launched" and not has_be(self.tokens, right.at)
            return Counted(phrase, "launched", found.object, "weapon", right.at, "patient") if is_launched else None
        if (
            right is None
            or right.participle is None
            or self.fates.metric(right.participle, phrase, "weapon") != "launched"
        ):
            return None
        return Counted(phrase, "launched", found.object, "weapon", right.participle.at, "patient")

    def _of_which(self, phrase: Phrase) -> bool:
        """ "of which 13 were shot down" """
        return (
            phrase.first > 1
            and self.tokens[phrase.first - 1].lower in ("which", "whom")
            and self.tokens[phrase.first - 2].lower in ("of", "among")
        )

    def _are_of_army(self, phrase: Phrase) -> bool:
        """ "Ukrainian military casualties at around 600,000" """
        return bool(
            {t.lower for t in self.tokens[max(0, phrase.first - 4) : phrase.first]} & {"military", "troop", "army"}
        )

    def _from_link(self, phrase: Phrase, link: Link, earlier: list[Counted], memory: Memory) -> Counted | None:
        left_out = LeftOut(self.clause, earlier, memory)
        for group in left_out.groups(phrase):
            metric = self.fates.metric(link, phrase, group)
            obj = phrase.object if metric is None else phrase.object or left_out.object_of(phrase, metric, group)
            if metric == "killed" and phrase.of_body:
                obj = phrase.of_body
            elif metric == "killed" and obj == "body":
                obj = "person"
            if metric == "casualties" and obj == "person" and self._are_of_army(phrase):
                obj = "soldier"
            if metric is not None and obj is not None:
                return Counted(phrase, metric, obj, group, link.at, link.role, partial=_is_part(phrase, link, metric))
        return None
