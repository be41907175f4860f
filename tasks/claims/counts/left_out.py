"""What a number phrase counts that leaves its noun out: what the sentence or passage named or counted last."""

from collections.abc import Sequence

from tasks.claims.counts.clause import Clause
from tasks.claims.counts.counted import Counted, Memory
from tasks.claims.counts.fates import size
from tasks.claims.counts.links import STATES
from tasks.claims.counts.nouns import noun_at
from tasks.claims.counts.phrases import Phrase

_MEANT_BY_THEM = frozenset(("civilian", "soldier", "child", "prisoner"))


class LeftOut:
    """Finds the objects of the phrases of one sentence that name none."""

    def __init__(self, clause: Clause, earlier: Sequence[Counted], memory: Memory) -> None:
        self.tokens, self.phrases, self.earlier, self.memory = clause.tokens, clause.phrases, earlier, memory

    def groups(self, phrase: Phrase) -> list[str]:
        """What a phrase can count: what it names, or, where it names nothing, first what was counted last."""
        if phrase.object is not None and phrase.group is not None:
            return [phrase.group]
        last = self.earlier[-1] if self.earlier else self.memory.counted[-1] if self.memory.counted else None
        return sorted(("people", "weapon", "equipment"), key=lambda group: last is None or group != last.group)

    def object_of(self, phrase: Phrase, metric: str, group: str) -> str | None:
        """The object of a phrase without a noun."""
        if group == "people":
            return self.people_object(phrase, metric)
        if phrase.anaphor and group == "weapon" and not any(found.group == group for found in self.earlier):
            both = self._last_list()
            named = self._named_before(phrase, group)
            if named is not None:
                return named
            if len(both) > 1:
                return "munition"  # "475 of these", after drones and missiles
        return (
            self._last_object(group, size(phrase))
            or self._named_before(phrase, group)
            or self._last_object(group)
            or self._named_earlier(group)
        )

    def _last_list(self) -> set[str]:
        """The weapons that the last list of the passage counted under one verb."""
        objects: set[str] = set()
        for found in reversed(self.memory.counted):
            if (
                found.at != self.memory.counted[-1].at
                or found.metric != self.memory.counted[-1].metric
                or found.partial
            ):
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

    def _named_earlier(self, group: str) -> str | None:
        """The same in the sentence before: "… its Abrams tanks. Five have been lost"."""
        tokens = self.memory.sentence_before.tokens if self.memory.sentence_before else []
        for k in range(len(tokens) - 1, -1, -1):
            hit = noun_at(tokens, k)
            if hit is not None and hit[1].group == group and tokens[k + hit[0] - 1].lower.endswith("s"):
                return hit[1].object
        return None

    def people_object(self, phrase: Phrase, metric: str) -> str | None:
        if metric in ("killed", "injured", "casualties"):
            of_those = phrase.last < len(self.tokens) and self.tokens[phrase.last].lower in STATES
            if (phrase.anaphor and not of_those) or self.tokens[0].lower == "of":
                return self._last_named_people(phrase) or "person"
            if any(t.lower == "losses" for t in self.tokens[: phrase.first]) and not any(
                t.lower == "civilian" for t in self.tokens
            ):
                return "soldier"
            for found in reversed(self.earlier):
                if (
                    found.group == "people"
                    and found.object in ("civilian", "soldier")
                    and (found.phrase.object is not None or found.metric == "casualties")
                ):
                    return found.object
            return "person"
        if metric == "exchanged":
            named = {t.lower for t in self.tokens[: phrase.first]}
            if named & {"bodies", "remains"}:
                return "body"
            if named & {"children"}:
                return "child"
            return self._last_object("people") or "prisoner"
        return self._last_object("people")

    def _last_named_people(self, phrase: Phrase) -> str | None:
        before = [p for p in self.phrases if p.first < phrase.first and p.group == "people"]
        for k in range(phrase.first - 1, before[-1].last if before else 0, -1):
            hit = noun_at(self.tokens, k)
            is_plural = self.tokens[k].lower.endswith(("s", "children"))
            if hit is not None and hit[0] == 1 and is_plural and hit[1].object in _MEANT_BY_THEM:
                return hit[1].object
        return before[-1].object if before else self.memory.people_named

    def _last_object(self, group: str, at_least: float = 0) -> str | None:
        """What was last counted in a group; of several in one breath, the one that is large enough."""
        for found in reversed(self.earlier):
            if found.group == group and size(found.phrase) >= at_least:
                return found.object
        before = getattr(self.memory, group)
        return before.object if before else None
