"""What became of those counted: the verb or noun that governs each number phrase, and the metric it makes."""

from collections.abc import Sequence

from tasks.claims.counts.counted import Counted, Memory
from tasks.claims.counts.links import BREAKS, STATES, Governors, Link
from tasks.claims.counts.nouns import adjective_object, noun_at
from tasks.claims.counts.phrases import Phrase
from tasks.claims.counts.verbs import Verb, has_be
from tasks.claims.lexicon import load
from tasks.claims.text import Token

_GRAMMAR = load("grammar")
_MILITARY = frozenset(_GRAMMAR["military"])
_ARMY_VEHICLES = frozenset(_GRAMMAR["army_vehicles"])
_HOMES = frozenset(_GRAMMAR["homes"])
_HUMAN_FATES = frozenset(("kill", "injure", "die", "injured"))
_ARMY_SIZED = 5000
_STOPPED = frozenset(("shot_down", "suppressed", "neutralized"))
_BIERS = frozenset(("coffins", "coffin", "bags", "caskets"))

# Class of verb → metric, by the group of what is counted.
_PATIENT: dict[str, dict[str, str]] = load("verbs")["patient"]
_SUBJECT: dict[str, dict[str, str]] = load("verbs")["subject"]
# Verbs joined by "or"/"and" that make one figure of two.
_JOINED: dict[frozenset[str], str] = {
    frozenset(("shot_down", "suppressed")): "neutralized",
    frozenset(("shot_down", "neutralized")): "neutralized",
    frozenset(("neutralized", "suppressed")): "neutralized",
    frozenset(("killed", "injured")): "casualties",
    frozenset(("destroyed", "damaged")): "damaged_or_destroyed",
    frozenset(("destroyed", "damaged_or_destroyed")): "damaged_or_destroyed",
    frozenset(("damaged", "damaged_or_destroyed")): "damaged_or_destroyed",
}


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
    return phrase.subset and phrase.whole is None and phrase.quantity.unit == "count" and metric not in _STOPPED


def _size(phrase: Phrase) -> float:
    return phrase.quantity.low or phrase.quantity.high or 0.0


class Clause:
    """One sentence, marked: tokens, verbs by first token, phrases; answers which verb governs a phrase."""

    def __init__(self, tokens: Sequence[Token], verbs: dict[int, Verb], phrases: Sequence[Phrase]) -> None:
        self.tokens, self.verbs, self.phrases = tokens, verbs, phrases
        self.governors = Governors(tokens, verbs, phrases)

    def metrics(self, memory: Memory) -> list[Counted]:
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
        right = self.governors.right(phrase)
        right = right.participle or right if right is not None else None
        if right is not None and phrase.last <= part.first <= right.at:
            right = None  # "Of the 31 drones, 11 did not arrive": the verb is the part's
        if part.state and phrase.group == "people":
            return None
        metric = None
        if right is not None and right.near and not has_be(self.tokens, right.at):
            metric = self._metric(right, phrase, phrase.group or "")
        elif phrase.group == "weapon":
            metric = "launched"
        if metric is None or phrase.object is None or phrase.group is None:
            return None
        return Counted(phrase, metric, phrase.object, phrase.group, phrase.last, "patient")

    def _count(self, phrase: Phrase, earlier: list[Counted], memory: Memory) -> Counted | None:
        follows = phrase.whole if phrase.whole is not None and phrase.whole.first > phrase.first else phrase
        right, left = self.governors.right(follows), self.governors.left(phrase)
        if (
            phrase.whole is not None
            and right is not None
            and right.role == "patient"
            and not has_be(self.tokens, right.at)
        ):
            right = None  # "54 of 102 drones launched": the participle is the whole's
        inherited = self._inherited(phrase, earlier, memory, left)
        if "echo" in phrase.modifiers:
            return self._swap_deal(phrase)
        if phrase.state and phrase.object is None:
            return self._by_state(phrase, earlier, memory)
        if phrase.state in ("killed", "injured", "casualties"):
            if phrase.state == "casualties" and phrase.object == "person" and self._is_military(phrase):
                phrase.object = "soldier"
            return Counted(phrase, phrase.state, phrase.object or "person", "people", phrase.last - 1, "state")
        spared = self._spared(phrase, earlier)
        if spared is not None:
            return spared
        estimated = self._estimated(phrase)
        if estimated is not None:
            return estimated
        if self._of_which(phrase) or (phrase.anaphor and left is not None and left.crossed):
            left = None
        order = [right, left] if right and (right.near or not (left and left.near)) else [left, right]
        launched = right is not None and right.role == "patient" and not has_be(self.tokens, right.at)
        if left is not None and (left.firm or (left.listed and (right is None or right.crossed > 0 or launched))):
            order = [left, right]
        if (
            inherited is not None
            and not (right and (right.near or self._of_which(phrase)))
            and not (left and left.near and not left.crossed)
        ):
            return inherited
        for link in order:
            if link is None:
                continue
            found = self._from_link(phrase, link, earlier, memory)
            if found is not None:
                if phrase.first and self.tokens[phrase.first - 1].lower == "including":
                    found.partial = True
                    found.whole = earlier[-1] if earlier and earlier[-1].group == found.group else None
                return found
        if inherited is not None:
            return inherited
        if phrase.object == "prisoner" and any(t.lower in ("captivity", "custody") for t in self.tokens[phrase.last :]):
            return Counted(phrase, "captured", "prisoner", "people", phrase.first, "noun")
        if phrase.object == "prisoner" and any(
            t.lower in ("swap", "exchange", "exchanges", "swaps") for t in self.tokens
        ):
            return Counted(phrase, "exchanged", "prisoner", "people", phrase.first, "noun")
        if phrase.object == "soldier" and {"captured", "captive"} & set(phrase.modifiers):
            return Counted(phrase, "captured", "soldier", "people", phrase.first, "state")
        if phrase.state and phrase.group:
            metric = self._metric(
                Link(frozenset((phrase.state,)), "patient", phrase.first, phrase.last, True), phrase, phrase.group
            )
            if metric in ("killed", "injured") and phrase.object:
                return Counted(phrase, metric, phrase.object, phrase.group, phrase.first, "state")
        return None

    def _unknown_people(self, phrase: Phrase) -> Counted | None:
        """Whoever is killed or hurt is people, whatever the lexicon knows of them: "two beekeepers were killed"."""
        if not phrase.unknown:
            return None
        for link in (self.governors.right(phrase), self.governors.left(phrase)):
            if link is not None and link.near and link.role in ("patient", "subject") and link.classes & _HUMAN_FATES:
                metric = self._metric(link, phrase, "people")
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
            or found.metric not in _STOPPED | {"hit"}
            or phrase.whole is not None
            or phrase.anaphor
        ):
            return None
        right = self.governors.right(phrase)
        if right is not None and phrase.quantity.all_of and found.at < phrase.first < right.at:
            is_launched = self._metric(right, phrase, "weapon") == "launched" and not has_be(self.tokens, right.at)
            return Counted(phrase, "launched", found.object, "weapon", right.at, "patient") if is_launched else None
        if right is None or right.participle is None or self._metric(right.participle, phrase, "weapon") != "launched":
            return None
        return Counted(phrase, "launched", found.object, "weapon", right.participle.at, "patient")

    def _spared(self, phrase: Phrase, earlier: list[Counted]) -> Counted | None:
        """ "downed all but four drones and six missiles": those got through."""
        words = [t.lower for t in self.tokens[: phrase.first]]
        if phrase.group != "weapon" or phrase.object is None:
            return None
        joined = bool(earlier) and earlier[-1].voice == "spared" and words[-1:] == ["and"]
        if joined and earlier[-1].phrase.last == phrase.first - 1:
            return Counted(phrase, "hit", phrase.object, "weapon", earlier[-1].at, "spared", partial=True)
        if words[-2:] != ["all", "but"]:
            return None
        verb = self.governors.verb_ends.get(phrase.first - 3)
        if verb is None or not verb.classes & {"down", "neutralize", "destroy", "suppress"}:
            return None
        return Counted(phrase, "hit", phrase.object, "weapon", verb.first, "spared", partial=True)

    def _estimated(self, phrase: Phrase) -> Counted | None:
        """ "the number of soldiers killed … was estimated at 55,000" """
        words = [t.lower for t in self.tokens[: phrase.quantity.core]]
        if phrase.object is not None or len(words) < 4 or words[-1] not in ("at", "to", "is", "was"):
            return None
        start = next((k for k in range(len(words) - 2) if words[k : k + 2] == ["number", "of"]), None)
        if start is None:
            return None
        state = next((k for k in range(start + 2, min(start + 7, len(words))) if words[k] in STATES), None)
        if state is None:
            return None
        metric = _PATIENT["people"].get(STATES[words[state]])
        named = next((hit for k in range(start + 2, state) if (hit := noun_at(self.tokens, k)) is not None), None)
        obj = named[1].object if named is not None and named[1].group == "people" else "person"
        return Counted(phrase, metric, obj, "people", state, "state") if metric else None

    def _of_which(self, phrase: Phrase) -> bool:
        """ "of which 13 were shot down" """
        return (
            phrase.first > 1
            and self.tokens[phrase.first - 1].lower in ("which", "whom")
            and self.tokens[phrase.first - 2].lower in ("of", "among")
        )

    def _is_military(self, phrase: Phrase) -> bool:
        """A figure of casualties beside words of armies, or too large for anything but an army."""
        words = {t.lower for t in self.tokens}
        return (bool(words & _MILITARY) or _size(phrase) >= _ARMY_SIZED) and not words & {
            "civilian",
            "civilians",
            "residents",
        }

    def _swap_deal(self, phrase: Phrase) -> Counted | None:
        """ "the 1,000-for-1,000 deal" """
        if not any(
            t.lower in ("deal", "swap", "exchange", "agreement", "formula", "prisoner", "prisoners")
            for t in self.tokens
        ):
            return None
        return Counted(phrase, "exchanged", "prisoner", "people", phrase.first, "noun")

    def _by_state(self, phrase: Phrase, earlier: list[Counted], memory: Memory) -> Counted | None:
        metric = _PATIENT["people"].get(phrase.state or "")
        metric = metric or phrase.state
        if metric not in ("killed", "injured", "casualties"):
            return None
        nxt = phrase.last
        if nxt + 1 < len(self.tokens) and self.tokens[nxt].lower in ("and", "or") and not phrase.quantity.all_of:
            other = STATES.get(self.tokens[nxt + 1].lower)
            other_metric = _PATIENT["people"].get(other or "")
            if other_metric and other_metric != metric and (nxt + 1) not in self.governors.starts:
                metric = "casualties"
        if metric == "casualties" and self._is_military(phrase):
            return Counted(phrase, metric, "soldier", "people", phrase.last - 1, "state", partial=phrase.subset)
        obj = self._said_to_be(phrase) or self._people_object(phrase, metric, earlier, memory) or "person"
        return Counted(phrase, metric, obj, "people", phrase.last - 1, "state", partial=phrase.subset)

    def _said_to_be(self, phrase: Phrase) -> str | None:
        """ "five of the dead were children" """
        k = phrase.last
        if k + 1 >= len(self.tokens) or self.tokens[k].lower not in ("were", "are", "was", "is"):
            return None
        hit = noun_at(self.tokens, k + 1)
        return hit[1].object if hit is not None and hit[1].group == "people" else None

    def _from_link(self, phrase: Phrase, link: Link, earlier: list[Counted], memory: Memory) -> Counted | None:
        for group in self._groups(phrase, earlier, memory):
            metric = self._metric(link, phrase, group)
            obj = (
                phrase.object
                if metric is None
                else phrase.object or self._left_out(phrase, metric, group, earlier, memory)
            )
            if metric == "killed" and phrase.of_body:
                obj = phrase.of_body
            elif metric == "killed" and obj == "body":
                obj = "person"
            if metric is not None and obj is not None:
                return Counted(phrase, metric, obj, group, link.at, link.role, partial=_is_part(phrase, link, metric))
        return None

    def _groups(self, phrase: Phrase, earlier: list[Counted], memory: Memory) -> list[str]:
        """What a phrase can count: what it names, or, where it names nothing, first what was counted last."""
        if phrase.object is not None and phrase.group is not None:
            return [phrase.group]
        last = earlier[-1] if earlier else memory.counted[-1] if memory.counted else None
        return sorted(("people", "weapon", "equipment"), key=lambda group: last is None or group != last.group)

    def _left_out(self, phrase: Phrase, metric: str, group: str, earlier: list[Counted], memory: Memory) -> str | None:
        """The object of a phrase without a noun."""
        if group == "people":
            return self._people_object(phrase, metric, earlier, memory)
        if phrase.anaphor and group == "weapon" and not any(found.group == group for found in earlier):
            both = self._last_list(memory)
            named = self._named_before(phrase, group)
            if named is not None:
                return named
            if len(both) > 1:
                return "munition"  # "475 of these", after drones and missiles
        return (
            self._last_object(group, earlier, memory, _size(phrase))
            or self._named_before(phrase, group)
            or self._last_object(group, earlier, memory)
            or self._named_earlier(memory, group)
        )

    def _last_list(self, memory: Memory) -> set[str]:
        """The weapons that the last list of the passage counted under one verb."""
        objects: set[str] = set()
        for found in reversed(memory.counted):
            if found.at != memory.counted[-1].at or found.metric != memory.counted[-1].metric or found.partial:
                break
            objects.add(found.object)
        return objects

    def _named_before(self, phrase: Phrase, group: str) -> str | None:
        """A noun of the group in the same sentence, without a number: "Drones attacked: 15 were shot down"."""
        for k in range(phrase.first - 1, -1, -1):
            hit = noun_at(self.tokens, k)
            if hit is not None and hit[1].group == group and self.tokens[k + hit[0] - 1].lower.endswith("s"):
                return hit[1].object
        return None

    def _named_earlier(self, memory: Memory, group: str) -> str | None:
        """The same in the sentence before: "… its Abrams tanks. Five have been lost"."""
        tokens = memory.sentence_before.tokens if memory.sentence_before else []
        for k in range(len(tokens) - 1, -1, -1):
            hit = noun_at(tokens, k)
            if hit is not None and hit[1].group == group and tokens[k + hit[0] - 1].lower.endswith("s"):
                return hit[1].object
        return None

    def _people_object(self, phrase: Phrase, metric: str, earlier: list[Counted], memory: Memory) -> str | None:
        if metric in ("killed", "injured", "casualties"):
            of_those = phrase.last < len(self.tokens) and self.tokens[phrase.last].lower in STATES
            if (phrase.anaphor and not of_those) or self.tokens[0].lower == "of":
                return self._last_named_people(phrase, memory) or "person"
            if any(t.lower == "losses" for t in self.tokens[: phrase.first]) and not any(
                t.lower == "civilian" for t in self.tokens
            ):
                return "soldier"
            for found in reversed(earlier):
                if (
                    found.group == "people"
                    and found.object in ("civilian", "soldier")
                    and found.phrase.object is not None
                ):
                    return found.object
            return "person"
        if metric == "exchanged":
            named = {t.lower for t in self.tokens[: phrase.first]}
            if named & {"bodies", "remains"}:
                return "body"
            if named & {"children"}:
                return "child"
            return self._last_object("people", earlier, memory) or "prisoner"
        return self._last_object("people", earlier, memory)

    def _last_named_people(self, phrase: Phrase, memory: Memory) -> str | None:
        before = [p.object for p in self.phrases if p.first < phrase.first and p.group == "people"]
        return before[-1] if before else memory.people_named

    def _last_object(self, group: str, earlier: list[Counted], memory: Memory, size: float = 0) -> str | None:
        """What was last counted in a group; of several in one breath, the one that is large enough."""
        for found in reversed(earlier):
            if found.group == group and _size(found.phrase) >= size:
                return found.object
        before = getattr(memory, group)
        return before.object if before else None

    # ---- parts of a figure before

    def _inherited(self, phrase: Phrase, earlier: list[Counted], memory: Memory, left: Link | None) -> Counted | None:
        """ "including 13 over Moscow", "three of them ballistic", "31 over Bryansk, 16 over Belgorod" """
        before = [self.tokens[k].lower for k in range(max(0, phrase.first - 3), phrase.first)]
        part = bool(before) and (
            before[-1] in ("including", "includes", "included")
            or before[-2:]
            in (
                ["among", "them"],
                ["of", "them"],
                ["among", "which"],
                ["of", "which"],
                ["of", "whom"],
                ["among", "whom"],
                ["such", "as"],
            )
        )
        if phrase.anaphor or before[-2:] in (
            ["of", "which"],
            ["of", "whom"],
            ["of", "these"],
            ["of", "those"],
            ["of", "them"],
        ):
            part = True
        chain = (
            phrase.object is None
            and phrase.last < len(self.tokens)
            and self.tokens[phrase.last].lower in ("over", "in", "near", "above", "off", "each")
        )
        if chain and left is not None and left.near and not left.crossed:
            chain = False
        listed = phrase.object is not None and bool(earlier) and self._enumerates(earlier[-1], phrase)
        if not part and not chain and not listed:
            return None
        part = part or listed
        anchor = self._anchor(phrase, earlier, memory)
        if anchor is not None and phrase.object is None:
            anchor = next(
                (
                    found
                    for found in reversed(earlier)
                    if found.metric == anchor.metric and _size(found.phrase) >= _size(phrase)
                ),
                anchor,
            )
        if anchor is None or anchor not in earlier or (phrase.quantity.unit == "fraction" and anchor.group == "people"):
            return None
        obj = phrase.object or anchor.object
        after = self.tokens[phrase.last].lower if phrase.last < len(self.tokens) else ""
        noun = noun_at(self.tokens, phrase.last) if phrase.last < len(self.tokens) else None
        if noun is not None and phrase.object is None and noun[1].group == anchor.group:
            obj = noun[1].object
        elif adjective_object(after) and anchor.group == "weapon":
            obj = adjective_object(after) or obj
        elif after == "ones" and phrase.modifiers:
            obj = anchor.object
        if chain and not part and any(t.text == ":" for t in self.tokens[anchor.phrase.last : phrase.first]):
            part = True
        if chain and not part:
            return Counted(
                phrase, anchor.metric, obj, anchor.group, anchor.at, anchor.voice, anchor.whole, anchor.partial
            )
        return Counted(phrase, anchor.metric, obj, anchor.group, anchor.at, anchor.voice, anchor, True)

    def _enumerates(self, whole: Counted, phrase: Phrase) -> bool:
        """ "385 targets were neutralised: three missiles and 382 drones" """
        between = range(whole.phrase.last, phrase.first)
        if whole.whole is not None:
            return (
                whole.partial
                and not any(k in self.verbs for k in between)
                and not any(self.tokens[k].text in BREAKS for k in between)
            )
        colon = next((k for k in between if self.tokens[k].text == ":"), None)
        return colon is not None and not any(k in self.verbs for k in range(colon, phrase.first))

    def _anchor(self, phrase: Phrase, earlier: list[Counted], memory: Memory) -> Counted | None:
        for found in reversed(earlier):
            if (
                found.whole is not None
                and not found.phrase.anaphor
                and found.phrase.object == phrase.object
                and phrase.object
            ):
                continue
            if phrase.group is None or found.group == phrase.group:
                return found
        if phrase.anaphor:
            recent = memory.counted[-1:] if phrase.group is None else []
            return recent[0] if recent else None
        return None

    def _metric(self, link: Link, phrase: Phrase, group: str) -> str | None:
        if link.metric is not None:
            if group == "equipment" and link.metric == "casualties":
                return "destroyed"
            return link.metric if group == "people" else None
        if phrase.quantity.unit == "fraction" and group == "people":
            return None
        table = (_SUBJECT if link.role == "subject" else _PATIENT).get(group, {})
        if link.role == "with":
            return "launched" if group == "weapon" and not self._is_aim(phrase) else None
        metric = next((table[cls] for cls in table if cls in link.classes), None)
        if (
            group == "people"
            and metric == "killed"
            and "destroy" in link.classes
            and "eliminate" not in link.classes
            and phrase.object != "soldier"
        ):
            return None
        if group == "equipment" and metric == "shot_down" and phrase.object not in ("aircraft", "helicopter"):
            metric = "destroyed"
        if (
            group == "people"
            and metric == "exchanged"
            and "receive" in link.classes
            and "exchange" not in link.classes
            and phrase.object not in ("body", "prisoner", "soldier", "child")
        ):
            return None
        if group == "people" and metric == "casualties" and phrase.object != "soldier" and "lose" in link.classes:
            return None
        if group == "weapon" and "lose" in link.classes and link.at < phrase.first:
            return "destroyed" if phrase.object == "drone" else None
        if "find" in link.classes and phrase.object == "body":
            return "killed"
        if metric == "killed" and link.classes == {"find"}:
            return None
        if phrase.object == "body" and metric != "exchanged":
            return None
        if metric in ("launched", "hit") and self._is_aim(phrase):
            return None
        if metric == "exchanged" and any(t.lower in _BIERS for t in self.tokens[phrase.last :]):
            return None
        if metric == "launched" and "appear" in link.classes and self._stopped_then(link):
            return "shot_down"
        if metric is None or link.role == "noun":
            return metric
        return self._joined_metric(link, metric, table)

    def _stopped_then(self, link: Link) -> bool:
        """ "were detected and destroyed" """
        k = link.last
        while k < len(self.tokens) and self.tokens[k].lower in (",", "and"):
            k += 1
        verb = self.verbs.get(k)
        return k > link.last and verb is not None and bool(verb.classes & {"down", "destroy"})

    def _is_aim(self, phrase: Phrase) -> bool:
        """ "16 targets": in the air only what is shot down, else what is aimed at."""
        words = [t.lower for t in self.tokens[phrase.first : phrase.last]]
        return words[-1:] in (["target"], ["targets"]) and not {"air", "aerial"} & set(words)

    def _joined_metric(self, link: Link, metric: str, table: dict[str, str]) -> str:
        """ "shot down or suppressed", "killed and wounded": one figure for two fates."""
        if metric in ("shot_down", "neutralized") and any(
            t.lower in ("electronic", "ew", "jamming") for t in self.tokens[link.last : link.last + 4]
        ):
            return "suppressed"
        for step in (link.last, None):
            if step is None or step >= len(self.tokens):
                break
            k = step
            if self.tokens[k].lower in ("or", "and", "/", ",", "and/or"):
                k += 1
                while k < len(self.tokens) and self.tokens[k].lower in (
                    "or",
                    "and",
                    "otherwise",
                    "either",
                    "were",
                    "had",
                    "been",
                    "have",
                ):
                    k += 1
                other = self.verbs.get(k)
                if other is not None and other.last not in self.governors.starts:
                    second = next((table[cls] for cls in table if cls in other.classes), None)
                    if second and second != metric:
                        return _JOINED.get(frozenset((metric, second)), metric)
        before = self._verb_before(link.at)
        if before is not None and "capture" in link.classes:
            before = self._verb_before(before.first) or before
            if before.classes & {"kill", "injure"}:
                return "casualties"
        if before is not None:
            second = next((table[cls] for cls in table if cls in before.classes), None)
            if second and second != metric:
                return _JOINED.get(frozenset((metric, second)), metric)
        return metric

    def _verb_before(self, at: int) -> Verb | None:
        """The verb joined to the one at token `at` by "or"/"and" just before it, with no number between."""
        if at < 2 or self.tokens[at - 1].lower not in ("or", "and", "/", ","):
            return None
        return self.governors.verb_ends.get(at - 2)
