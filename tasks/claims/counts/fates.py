"""What became of those counted: the class of a governing verb or noun as a metric."""

from tasks.claims.counts.clause import Clause
from tasks.claims.counts.links import Link
from tasks.claims.counts.phrases import Phrase
from tasks.claims.counts.verbs import Verb
from tasks.claims.lexicon import load

_ARRESTS = frozenset(load("grammar")["words"]["arrests"])
_INVADERS = frozenset(name.lower() for name in load("sides")[load("conflict")["occupier"]]["demonyms"])
_ARMY_SIZED = 5000
_BIERS = frozenset(("coffins", "coffin", "bags", "caskets"))
STOPPED = frozenset(("shot_down", "suppressed", "neutralized"))
# Class of verb → metric, by the group of what is counted.
PATIENT: dict[str, dict[str, str]] = load("verbs")["patient"]
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


def size(phrase: Phrase) -> float:
    return phrase.quantity.low or phrase.quantity.high or 0.0


class Fates:
    """Reads the metric of a number phrase of one sentence off its governor."""

    def __init__(self, clause: Clause) -> None:
        self.clause, self.tokens, self.verbs = clause, clause.tokens, clause.verbs

    def metric(self, link: Link, phrase: Phrase, group: str) -> str | None:
        if link.metric is not None:
            if group == "equipment" and link.metric == "casualties":
                return "destroyed"
            return link.metric if group == "people" else None
        if phrase.quantity.unit == "fraction" and group == "people":
            return None
        table = (_SUBJECT if link.role == "subject" else PATIENT).get(group, {})
        if link.role == "with":
            return "launched" if group == "weapon" and not self._is_aim(phrase) else None
        metric = next((table[cls] for cls in table if cls in link.classes), None)
        if group == "weapon" and "attack" in link.classes and link.role == "patient" and link.last == phrase.first:
            metric = "launched"  # "attacked 34 rockets": nobody attacks those
        if metric == "captured" and "detain" in link.classes and self._is_by_law(phrase, link):
            return None
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
        if metric == "casualties" and phrase.object == "person" and self.tokens[phrase.last - 1].lower == "men":
            phrase.object = "soldier"  # "Russia has lost 150,000 men"
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
        if metric in ("killed", "casualties") and size(phrase) >= _ARMY_SIZED and self._are_invaders(phrase):
            phrase.object = "soldier"
        if metric is None or link.role == "noun":
            return metric
        return self._joined_metric(link, metric, table)

    def _are_invaders(self, phrase: Phrase) -> bool:
        """ "325,000 Russians": so many of the occupier's people are soldiers."""
        words = [t.lower for t in self.tokens[phrase.first : phrase.last]]
        return phrase.object == "person" and words[-1] in _INVADERS and "and" not in words

    def _is_by_law(self, phrase: Phrase, link: Link) -> bool:
        """Arrests of suspects and protesters, deportations of diplomats: no prisoners of the war."""
        words = {t.lower for t in self.tokens}
        if words & _ARRESTS:
            return True
        is_own = phrase.object in ("child", "civilian", "prisoner", "soldier")
        return self.tokens[link.at].lower.startswith("deport") and not is_own

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
                if other is not None and other.last not in self.clause.starts:
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
        return self.clause.verb_ends.get(at - 2)
