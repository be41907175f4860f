"""Which verb or noun before a number phrase governs it: the grammar of a sentence to the left of the phrase."""

from tasks.claims.counts.clause import Clause
from tasks.claims.counts.links import (
    BREAKS,
    JOINTS,
    PREPOSITIONS,
    REACH,
    SMALL_WORDS,
    SPEECH,
    STATES,
    SUBORDINATORS,
    TOLLS,
    Link,
)
from tasks.claims.counts.nouns import noun_at
from tasks.claims.counts.phrases import Phrase
from tasks.claims.counts.verbs import HAVE, Verb, has_be
from tasks.claims.lexicon import Phrases, load, plurals

_GRAMMAR = load("grammar")
_VERBS = load("verbs")
_AMOUNT = frozenset(("totaled", "totalled", "exceeded", "reached", "numbered", "totals", "exceeds"))
_AMOUNTS = frozenset(_GRAMMAR["amounts"])
_HARMLESS = frozenset(_VERBS["subjects"]["harmless"])
_WITH = frozenset(("with", "using", "by", "involving", "of", "from", "comprising", "including"))


def _noun_entries() -> Phrases[frozenset[str]]:
    classes: dict[str, set[str]] = {}
    for cls, nouns in _VERBS["nouns"].items():
        for noun in nouns:
            for form in plurals(noun):
                classes.setdefault(form, set()).add(cls)
    return Phrases((form, frozenset(found)) for form, found in classes.items())


_NOUNS = _noun_entries()


class GovernorBefore:
    """Answers which verb or noun before a phrase of one sentence has it as its object."""

    def __init__(self, clause: Clause) -> None:
        self.clause, self.tokens, self.verbs, self.phrases = clause, clause.tokens, clause.verbs, clause.phrases
        self.starts, self.ends, self.verb_ends = clause.starts, clause.ends, clause.verb_ends

    def of(self, phrase: Phrase) -> Link | None:
        """The verb or noun before the phrase that has it as its object."""
        tokens, i = self.tokens, phrase.first - 1
        link: str | None = None
        near = True
        crossed = 0
        joined = self._before_joint(i) != i
        i = self._before_joint(i)
        if i >= 0 and tokens[i].lower in PREPOSITIONS:
            link = tokens[i].lower
        floor = phrase.first - REACH
        pure, step = True, phrase.first
        while i >= max(0, floor):
            lower = tokens[i].lower
            earlier = self.ends.get(i)
            if earlier is not None and earlier is not phrase:
                joint = any(
                    t.lower in ("and", ",", "as", "plus", "or", "&", "/") for t in tokens[earlier.last : phrase.first]
                )
                if not joint and not earlier.foreign:
                    near = False
                pure = pure and self.clause.is_pure(earlier, self.starts.get(step, phrase))
                step = earlier.first
                part = next((p for p in self.phrases if p.whole is earlier), None)
                if part is not None and part.first < earlier.first:
                    earlier = part
                if earlier.first - 1 >= 0 and tokens[earlier.first - 1].lower in PREPOSITIONS:
                    link = tokens[earlier.first - 1].lower if crossed == 0 or link is None else link
                i = self._before_joint(earlier.first - 1)
                joined = joined or i != earlier.first - 1
                floor = i - REACH
                crossed += 1
                continue
            state = self._state_before(i)
            if state is not None:
                return state
            if lower == "including":
                i -= 1
                continue
            toll = self._toll_ending(i)
            verb = self.verb_ends.get(i) if toll is None else None
            if verb is not None and self._modifies_counted(verb):
                i = verb.first - 1
                continue
            if verb is not None:
                passive = verb.form in ("ed", "participle", "past") and has_be(tokens, verb.first)
                if passive or (verb.form == "participle" and tokens[verb.first - 1].lower not in HAVE):
                    near = False
                    if joined and passive:
                        return Link(verb.classes, "patient", verb.first, verb.last, False, crossed=crossed)
                    if not (verb.classes & {"attack", "strike", "launch"}):
                        return None
                    if link not in _WITH:
                        return None
                    if link == "by" and "strike" in verb.classes and verb.lemma in ("hit", "strike"):
                        return Link(frozenset(("hit",)), "subject", verb.first, verb.last, near)
                    return Link(verb.classes, "with", verb.first, verb.last, near)
                if "supply" in verb.classes and len(verb.classes) == 1:
                    return None
                if link in ("with", "using", "by", "involving") and verb.classes & {
                    "attack",
                    "strike",
                    "launch",
                    "drop",
                }:
                    if link == "by" and verb.lemma in ("hit", "strike") and verb.form == "ed":
                        return Link(frozenset(("hit",)), "subject", verb.first, verb.last, near)
                    return Link(verb.classes, "with", verb.first, verb.last, near, crossed=crossed)
                if link == "with" and "capture" in verb.classes and phrase.object == "prisoner":
                    return Link(verb.classes, "patient", verb.first, verb.last, False)
                if verb.lemma in ("include", "comprise") and self._toll_ending(verb.first - 1) is not None:
                    i = verb.first - 1  # "its losses include 2,700 tanks"
                    continue
                if verb.classes <= {"appear"} and not self._attack_before(verb.first):
                    return None
                if verb.classes & {"attack", "strike"} and any(
                    t.lower in _HARMLESS for t in tokens[max(0, verb.first - 5) : verb.first]
                ):
                    return None
                if link is None and not self._is_direct(verb.last, phrase.first):
                    return None
                if link == "for" and "exchange" in verb.classes:
                    link = None
                if (
                    link is None
                    or link in ("including", "over", "about", "around", "between")
                    or (link == "of" and self._of_object(phrase))
                ):
                    if verb.classes <= {"die", "injured"}:
                        return None
                    firm = crossed == 0 and not any(
                        t.lower in (",", "and", "or") for t in tokens[verb.last : phrase.first]
                    )
                    return Link(
                        verb.classes,
                        "patient",
                        verb.first,
                        verb.last,
                        near and i >= phrase.first - 8,
                        crossed=crossed,
                        firm=firm,
                        listed=crossed > 0 and pure,
                    )
                return None
            if (
                toll is not None
                and link in (None, "of", "at", "to", "by", "with", "as", "about", "over", "between")
                and "inflicted" not in {t.lower for t in tokens[max(0, i - 3) : i]}
            ):
                return Link(frozenset(), "metric", i, i + 1, near, metric=toll)
            nouns = self._noun_ending(i)
            if nouns is not None:
                found = self._noun_link(nouns, i, link, near)
                if found is not None:
                    found.firm, found.crossed = found.role == "with" and pure, crossed
                    return found
            if (
                lower in ("take", "takes", "took", "taken", "taking")
                and phrase.last < len(tokens)
                and tokens[phrase.last].lower in ("prisoner", "captive", "hostage")
            ):
                return Link(frozenset(("capture",)), "patient", i, i + 1, True)
            if lower in ("was", "were") and tokens[i - 1].lower == "there" and phrase.group == "weapon":
                return Link(frozenset(("appear",)), "patient", i, i + 1, False)
            if lower in HAVE and phrase.object == "prisoner" and phrase.first - i <= 2:
                return Link(frozenset(("capture",)), "patient", i, i + 1, True)
            if lower in SPEECH and i + 1 < len(tokens) and tokens[i + 1].text == ",":
                aside = next((k for k in range(i - 1, max(-1, i - 9), -1) if tokens[k].text == ","), None)
                if aside is not None and aside > 0:
                    i, near = aside - 1, False
                    continue
            if lower in BREAKS or lower in SUBORDINATORS or lower in SPEECH or lower in ("that", "which", "who"):
                return None
            if self._is_other_verb(i, phrase.first):
                return None
            if lower == "," and crossed == 0 and i < phrase.first - 1:
                near = False
            i -= 1
            if lower not in ("the", "a", "an", "of", ",", "and", "at", "least"):
                near = near and phrase.first - i < 9
        return None

    def _modifies_counted(self, verb: Verb) -> bool:
        """ "shot down 10 missiles fired from the sea and 23 drones": "fired" is of the missiles only."""
        after = self.tokens[verb.last].lower if verb.last < len(self.tokens) else ""
        before = self.verb_ends.get(verb.first - 2)
        if verb.form == "base" and before is not None and self.tokens[verb.first - 1].lower == "to":
            verb, after = before, "to"  # "missiles used to target cities"
        bare = verb.form in ("ed", "participle") and verb.first - 1 in self.ends
        return bare and "launch" in verb.classes and after in ("from", "by", "at", "on", "towards", "toward", "to")

    def _is_other_verb(self, i: int, first: int) -> bool:
        """ "killed 12 and forced 300 to flee": a verb that the lexicon does not have governs what follows it."""
        word = self.tokens[i].lower
        if i != first - 1 or not word.endswith(("ed", "s")) or word in SMALL_WORDS or word in STATES or word in _AMOUNT:
            return False
        k = i - 1
        while k > 0 and self.tokens[k].lower in ("now", "also", "then", "still", "already"):
            k -= 1
        joints = ("and", ",", "or", "has", "have", "had", "but") if word.endswith("ed") else ("and", "but")
        return (
            k >= 0
            and self.tokens[k].lower in joints
            and self.tokens[i].text.islower()
            and noun_at(self.tokens, i) is None
        )

    def _attack_before(self, at: int) -> bool:
        """Whether an attack is the subject: "the assault involved 140 drones"."""
        return any(
            (nouns := self._noun_ending(k)) is not None and bool(nouns & {"attack", "launch"})
            for k in range(max(0, at - 9), at)
        )

    def _is_direct(self, start: int, end: int) -> bool:
        """Nothing but small words, names, other counts or a list stands between a verb and its object."""
        words = [
            t
            for k, t in enumerate(self.tokens[start:end], start)
            if not any(p.first <= k < p.last for p in self.phrases)
        ]
        if any(t.lower in (",", "and", "or", "as", "plus", "&") for t in words[-3:]):
            return True
        content = [
            t for t in words
            if t.text.islower() and t.lower.isalpha() and t.lower not in SMALL_WORDS and not t.lower.endswith("ly")
        ]  # fmt: skip
        return len(content) <= (1 if any(t.lower in PREPOSITIONS for t in words) else 0)

    def _before_joint(self, i: int) -> int:
        """Steps back over "as well as", "along with", "in addition to" just before a phrase."""
        for size in (4, 3, 2):
            if i - size + 1 >= 0:
                hit = JOINTS.at(self.tokens, i - size + 1)
                if hit is not None and hit[0] == size and i - size >= 0:
                    return i - size
        return i

    def _of_object(self, phrase: Phrase) -> bool:
        """ "the bodies of 909 defenders", "the lives of 12 people", "a barrage of 367 drones", "a group of 15" """
        k = phrase.first - 2
        return k >= 0 and self.tokens[k].lower in _AMOUNTS

    def _noun_ending(self, i: int) -> frozenset[str] | None:
        for size in (2, 1):
            if i - size + 1 >= 0:
                hit = _NOUNS.at(self.tokens, i - size + 1)
                if hit is not None and hit[0] == size:
                    return hit[1]
        return None

    def _noun_link(self, classes: frozenset[str], i: int, link: str | None, near: bool) -> Link | None:
        if classes & {"attack", "launch"} and link in ("with", "using", "by", "involving", "of", "comprising", "from"):
            return Link(classes, "with", i, i + 1, near)
        if link in ("of", "for") and classes & {
            "down",
            "suppress",
            "kill",
            "injure",
            "exchange",
            "destroy",
            "capture",
            "detain",
            "casualties",
        }:
            return Link(classes, "patient", i, i + 1, near)
        if link in ("to", "among") and classes & {"injure"}:
            return Link(classes, "patient", i, i + 1, near)
        if link in ("by", "from", "of") and "hit" in classes:
            return Link(frozenset(("hit",)), "subject", i, i + 1, near)
        return None

    def _toll_ending(self, i: int) -> str | None:
        for size in range(min(5, i + 1), 0, -1):
            hit = TOLLS.at(self.tokens, i - size + 1)
            if hit is not None and hit[0] == size:
                return hit[1]
        return None

    def _state_before(self, i: int) -> Link | None:
        """ "among the dead were two children", "the wounded included three", "killed were" """
        lower = self.tokens[i].lower
        if lower not in ("were", "was", "are", "is", "included", "include", "includes", "including"):
            return None
        for k in range(i - 1, max(-1, i - 12), -1):
            word = self.tokens[k].lower
            if word in STATES or word in ("victims", "casualties"):
                before = self.tokens[k - 1].lower if k else ""
                counted = any(p.first <= k < p.last for p in self.phrases)
                if before in ("the", "those", "among", "also", "") or word == "victims" or counted:
                    cls = STATES.get(word, "kill")
                    part = (
                        counted
                        or before == "among"
                        or lower.startswith("includ")
                        or (k > 1 and self.tokens[k - 2].lower == "among")
                    )
                    return Link(frozenset((cls,)), "part" if part else "patient", k, k + 1, True)
                return None
            if word in BREAKS or word == ",":
                continue
        return None
