"""Which verb or noun governs a number phrase: the grammar of one sentence, to the right and to the left of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.claims.counts.phrases import Phrase
from tasks.claims.counts.verbs import BE, HAVE, MODALS, Verb, has_be
from tasks.claims.lexicon import Phrases, load, plurals
from tasks.claims.text import Token

_GRAMMAR = load("grammar")
_VERBS = load("verbs")
_PREPOSITIONS = frozenset(_GRAMMAR["prepositions"])
_RELATIVES = frozenset(_GRAMMAR["relatives"])
_SUBORDINATORS = frozenset(_GRAMMAR["subordinators"]) - {"as", "so", "where"}
_SPEECH = frozenset(_GRAMMAR["speech_verbs"]) - {"reported", "confirmed", "estimated", "believed", "reportedly"}
_JOINTS: Phrases[bool] = Phrases((words, True) for words in _GRAMMAR["list_joints"])
_TOLLS: Phrases[str] = Phrases((words, metric) for metric, rows in _GRAMMAR["tolls"].items() for words in rows)
STATES: dict[str, str] = {word: cls for cls, words in _VERBS["states"].items() for word in words}
_SMALL_WORDS = frozenset(
    word for key in ("prepositions", "determiners", "adverbs", "pronouns", "fillers") for word in _GRAMMAR[key]
)
_OTHER_NOUNS = frozenset(_GRAMMAR["other_nouns"])
_AMOUNTS = frozenset(_GRAMMAR["amounts"])
_HARMLESS = frozenset(_VERBS["subjects"]["harmless"])
_DASHES = ("–", "—", "-")
BREAKS = frozenset((";", ":", ".", "!", "?", "…"))
_WITH = frozenset(("with", "using", "by", "involving", "of", "from", "comprising", "including"))
_REACH = 34
"""Tokens from a phrase within which its governor stands; counted anew from each member of a list."""


def _noun_entries() -> Phrases[frozenset[str]]:
    classes: dict[str, set[str]] = {}
    for cls, nouns in _VERBS["nouns"].items():
        for noun in nouns:
            for form in plurals(noun):
                classes.setdefault(form, set()).add(cls)
    return Phrases((form, frozenset(found)) for form, found in classes.items())


_NOUNS = _noun_entries()


@dataclass(slots=True)
class Link:
    """A governor found for a phrase: its classes, how the phrase stands to it, how far it is, whether it is at hand."""

    classes: frozenset[str]
    role: str  # patient, subject, with, metric (a toll), part (among those)
    at: int
    last: int
    near: bool
    metric: str | None = None
    crossed: int = 0
    participle: "Link | None" = None
    firm: bool = False
    listed: bool = False


class Governors:
    """One sentence, marked: tokens, verbs by first token, phrases; answers what governs a phrase."""

    def __init__(self, tokens: Sequence[Token], verbs: dict[int, Verb], phrases: Sequence[Phrase]) -> None:
        self.tokens, self.verbs, self.phrases = tokens, verbs, phrases
        self.verb_ends = {verb.last - 1: verb for verb in verbs.values()}
        self.starts = {p.first: p for p in phrases}
        self.ends = {p.last - 1: p for p in phrases}

    def right(self, phrase: Phrase) -> Link | None:
        """The verb after the phrase that has it as its subject."""
        tokens, j, commas, words = self.tokens, phrase.last, 0, 0
        direct, previous = True, phrase
        crossed = 0
        waiting: Link | None = None
        start = phrase.last
        while j < len(tokens) and j - start < _REACH:
            lower = tokens[j].lower
            if j == phrase.last and self._is_in_hospital(j):
                return Link(frozenset(("injured",)), "patient", j, j + 2, True)
            if j == phrase.last and lower in ("dead", "captive"):
                return Link(frozenset((STATES[lower],)), "patient", j, j + 1, True)
            if lower == "including":
                j += 1
                continue
            verb = self.verbs.get(j)
            if verb is not None and not (
                verb.form == "base"
                and tokens[j - 1].lower not in MODALS
                and tokens[j - 1].lower != "to"
                and verb.lemma
                in (
                    "strike",
                    "hit",
                    "damage",
                    "raid",
                    "release",
                    "exchange",
                    "capture",
                    "ground",
                    "counter",
                    "field",
                    "land",
                )
            ):
                if self._is_of_another(phrase, verb):
                    j = verb.last
                    continue
                link = self._as_subject(phrase, verb, j - phrase.last, commas, direct)
                if link is not None:
                    link.crossed = crossed
                if link is None and commas and self._is_bare(verb):
                    j = verb.last
                    continue
                if (
                    link is None
                    or waiting is not None
                    or not self._is_bare(verb)
                    or (j == phrase.last and phrase.object is None)
                ):
                    return self._finite(waiting, link)
                waiting = link
                j = verb.last
                continue
            if lower in BREAKS or lower in ("while", "although", "though", "but", "whereas"):
                return waiting
            if lower in ("when", "after", "as", "because", "before", "if") and words:
                return waiting
            if lower == "," and (past := self._past_saying(j)) is not None:
                j = past
                continue
            if lower in _RELATIVES and tokens[j - 1].text == ",":
                close = next((k for k in range(j + 1, min(j + 13, len(tokens))) if tokens[k].text == ","), None)
                if close is not None and close + 1 < len(tokens) and tokens[close + 1].lower in BE | HAVE:
                    j = close + 1
                    continue
            if lower in _SPEECH:
                return waiting
            other = self.starts.get(j)
            if other is not None and waiting is not None:
                return waiting
            if other is not None:
                of_which = tokens[other.first - 1].lower in ("which", "whom")
                if of_which or (other.anaphor and tokens[other.first - 1].text == ","):
                    close = next(
                        (k for k in range(other.last, min(other.last + 7, len(tokens))) if tokens[k].text == ","), None
                    )
                    if close is None:
                        return waiting
                    j = close + 1
                    continue
                if not self._is_list(previous, other):
                    return waiting
                direct = direct and self._is_pure(previous, other)
                crossed += 1
                previous = other
                start = j = max(other.last, j + 1)
                continue
            if lower in _DASHES or lower == "(":
                j = self._past_aside(j)
                continue
            joint = _JOINTS.at(tokens, j)
            if lower == ",":
                commas += not (j + 1 in self.starts or (tokens[j + 1 : j + 2] and tokens[j + 1].lower in ("a", "an")))
                if commas > 2:
                    return waiting
            elif lower == "and" and (j + 1 not in self.verbs) and not self._list_ahead(j):
                return waiting
            elif lower in _RELATIVES:
                direct = False
            if (lower in BE or lower in HAVE) and self._other_verb(j):
                return waiting
            if lower in BE:
                state = self._state_after(j)
                if state is not None:
                    return state
                if not self._verb_follows(j):
                    return waiting
                if (
                    waiting is not None
                    and j + 1 not in self.verbs
                    and not any(k in self.verbs for k in range(j + 1, j + 4))
                ):
                    return waiting
            j += joint[0] if joint and joint[0] > 1 else 1
            words += lower not in BE and lower not in HAVE and lower not in MODALS
        return waiting

    def _is_of_another(self, phrase: Phrase, verb: Verb) -> bool:
        """A participle that belongs to a noun in between: "bodies of those killed in battle"."""
        k = verb.first - 1
        return k > phrase.last and k not in self.ends and self._is_bare(verb) and self.tokens[k].lower in _OTHER_NOUNS

    def _is_bare(self, verb: Verb) -> bool:
        """A participle with no auxiliary: "the 48 drones launched at Moscow (were shot down)"."""
        before = self.tokens[verb.first - 1].lower
        return (
            verb.form in ("ed", "participle")
            and not has_be(self.tokens, verb.first)
            and before not in HAVE
            and before not in MODALS
        )

    def _finite(self, waiting: Link | None, link: Link | None) -> Link | None:
        """The later verb where it is finite and stands for the whole clause, else the participle before it."""
        if waiting is None:
            return link
        if link is not None and (
            has_be(self.tokens, link.at)
            or (link.role == "subject" and self.tokens[link.at - 1].lower in HAVE | MODALS)
            or link.classes & {"die", "exchange"}
            or (link.role == "subject" and link.classes & {"strike", "hit"})
        ):
            link.near, link.participle = True, waiting
            return link
        return waiting

    def _past_saying(self, comma: int) -> int | None:
        """Steps over ", the report adds," between a subject and its verb."""
        close = next(
            (k for k in range(comma + 1, min(comma + 9, len(self.tokens))) if self.tokens[k].text == ","), None
        )
        if close is None or close + 1 >= len(self.tokens) or self.tokens[close + 1].lower not in BE | HAVE:
            return None
        return close + 1 if any(t.lower in _SPEECH for t in self.tokens[comma:close]) else None

    def _past_aside(self, j: int) -> int:
        """Steps over "– soldiers and civilians –" and "(UAVs)"."""
        close = (")",) if self.tokens[j].text == "(" else _DASHES
        for k in range(j + 1, min(j + 14, len(self.tokens))):
            if self.tokens[k].text in close:
                return k + 1
        return len(self.tokens)

    def _is_in_hospital(self, j: int) -> bool:
        """ "12 in hospital", not "two men in hospital beds" """
        words = [t.lower for t in self.tokens[j : j + 3]]
        if words[:2] not in (["in", "hospital"], ["in", "hospitals"]):
            return False
        return len(words) < 3 or not words[2].isalpha() or words[2] in _SMALL_WORDS

    def _verb_follows(self, j: int) -> bool:
        """Whether an auxiliary has its verb in the same clause, and is no copula ("are abroad and …")."""
        for k in range(j + 1, min(j + 8, len(self.tokens))):
            if k in self.verbs:
                return True
            if self.tokens[k].lower in (",", "and", ";"):
                return False
        return False

    def _other_verb(self, j: int) -> bool:
        """After an auxiliary: a participle that the lexicon does not have ("have been deported")."""
        for k in range(j + 1, min(j + 5, len(self.tokens))):
            lower = self.tokens[k].lower
            if k in self.verbs or lower in STATES:
                return False
            if lower in ("expected", "scheduled", "supposed", "planned"):
                continue  # "were expected to be exchanged"
            if lower.endswith("ed") and lower not in _SMALL_WORDS:
                return True
            if lower not in _SMALL_WORDS and lower not in BE and lower not in HAVE and not lower.endswith("ly"):
                return False
        return False

    def _list_ahead(self, j: int) -> bool:
        return (
            any(k in self.starts for k in range(j + 1, min(j + 4, len(self.tokens))))
            or any(
                k in self.verbs or self.tokens[k].lower in BE or self.tokens[k].lower in HAVE
                for k in range(j + 1, min(j + 3, len(self.tokens)))
            )
            or (self.tokens[j + 1 : j + 2] != [] and self.tokens[j + 1].text[0].isupper())
        )

    def _is_pure(self, phrase: Phrase, other: Phrase) -> bool:
        """Nothing but "and" or a comma stands between two phrases."""
        return all(t.lower in (",", "and", "or", "&", "/", "plus") for t in self.tokens[phrase.last : other.first])

    def _is_list(self, phrase: Phrase, other: Phrase) -> bool:
        if other.anaphor:
            return False
        if other.first and self.tokens[other.first - 1].lower == "including":
            return True
        between = [t.lower for t in self.tokens[phrase.last : other.first]]
        return (
            bool(between)
            and len(between) <= 8
            and any(w in (",", "and", "as", "plus", "or", "&") for w in between)
            and not any(w in _SUBORDINATORS for w in between)
        )

    def _state_after(self, j: int) -> Link | None:
        """ "were among the wounded", "are dead", "was left injured" """
        k = j + 1
        while k < len(self.tokens) and self.tokens[k].lower in (
            "also",
            "among",
            "amongst",
            "the",
            "those",
            "left",
            "now",
            "reported",
            "confirmed",
            "found",
            "all",
            "either",
            "reportedly",
        ):
            k += 1
        if k in self.starts and self.tokens[k - 1].lower in ("among", "amongst"):
            if self.starts[k].state in STATES.values():
                return Link(frozenset((self.starts[k].state or "",)), "part", k, k + 1, True)
            other = self.right(self.starts[k])
            return Link(other.classes, "part", other.at, other.last, True) if other else None
        marked = any(t.lower in ("among", "amongst", "the", "those") for t in self.tokens[j:k])
        if k < len(self.tokens) and (marked or k not in self.verbs) and self.tokens[k].lower in STATES:
            cls = STATES[self.tokens[k].lower]
            among = "among" in [t.lower for t in self.tokens[j:k]] or "amongst" in [t.lower for t in self.tokens[j:k]]
            return Link(frozenset((cls,)), "part" if among else "patient", k, k + 1, True)
        return None

    def _as_subject(self, phrase: Phrase, verb: Verb, distance: int, commas: int, direct_path: bool) -> Link | None:
        tokens = self.tokens
        passive = verb.form in ("ed", "participle", "past") and has_be(tokens, verb.first)
        near = distance <= 6 and commas == 0 and direct_path
        if (
            verb.lemma == "hold"
            and passive
            and any(t.lower == "had" for t in tokens[max(0, verb.first - 3) : verb.first])
        ):
            return None  # "had been held for two years" tells who they are, not how many are held
        if passive:
            return Link(verb.classes, "patient", verb.first, verb.last, direct_path)
        if verb.form == "ed" and tokens[verb.first - 1].lower == "to" and verb.first > phrase.last:
            return None  # "used 14 missiles to hit Kyiv"
        if verb.form == "participle" or (verb.form == "ed" and verb.lemma.startswith("be ")):
            return Link(verb.classes, "patient", verb.first, verb.last, True)
        if (
            verb.classes & {"capture"}
            and not passive
            and verb.lemma not in ("surrender", "lay down their arms", "lay down arms")
        ) and verb.form in ("ing", "third", "base"):
            return None
        if verb.form == "ing":
            was = has_be(tokens, verb.first)
            if commas and not was:
                return None
            return Link(verb.classes, "subject", verb.first, verb.last, near or was)
        if (
            verb.form == "base"
            and distance
            and tokens[verb.first - 1].lower not in MODALS
            and tokens[verb.first - 1].lower != "to"
            and verb.first > phrase.last
        ):
            return None
        if verb.form == "base" and (
            tokens[verb.first - 1].lower == "to" and tokens[verb.first - 2].lower not in ("failed", "unable")
        ):
            return None
        group = phrase.group
        before = tokens[verb.first - 1].lower
        direct = verb.last in self.starts and self.starts[verb.last].first == verb.last
        if verb.form == "ed":
            bare = before not in HAVE
            subject_only = bool(verb.classes & {"hit", "strike", "attack", "appear", "drop"}) and group in (
                "weapon",
                None,
            )
            intransitive = bool(verb.classes & {"die", "injured"}) or (
                verb.classes & {"exchange"}
                and tokens[verb.last : verb.last + 1]
                and verb.lemma in ("return", "return home", "come home", "come back", "go home", "be home")
            )
            if (
                subject_only
                or intransitive
                or (
                    verb.classes & {"suppress"}
                    and verb.lemma
                    in ("disappear", "vanish", "fail to reach", "crash", "veer off course", "stray", "land")
                )
            ):
                return Link(verb.classes, "subject", verb.first, verb.last, near)
            if direct or commas or not bare:
                return None
            follower = tokens[verb.last].lower if verb.last < len(tokens) else ""
            if before in ("and", "or") and follower in ("the", "a", "an", "its", "their", "his", "her"):
                return None  # "killed two children and injured the father"
            if phrase.object is None and verb.last < len(tokens) and tokens[verb.last].lower == "and":
                return None  # "4,477 deployed and reserve warheads"
            after = tokens[verb.last].lower if verb.last < len(tokens) else ""
            if distance > 12 or (after in ("the", "a", "an", "its", "their") and group != "people"):
                return None
            return Link(verb.classes, "patient", verb.first, verb.last, near)
        return Link(verb.classes, "subject", verb.first, verb.last, near)

    def left(self, phrase: Phrase) -> Link | None:
        """The verb or noun before the phrase that has it as its object."""
        tokens, i = self.tokens, phrase.first - 1
        link: str | None = None
        near = True
        crossed = 0
        joined = self._before_joint(i) != i
        i = self._before_joint(i)
        if i >= 0 and tokens[i].lower in _PREPOSITIONS:
            link = tokens[i].lower
        floor = phrase.first - _REACH
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
                pure = pure and self._is_pure(earlier, self.starts.get(step, phrase))
                step = earlier.first
                part = next((p for p in self.phrases if p.whole is earlier), None)
                if part is not None and part.first < earlier.first:
                    earlier = part
                if earlier.first - 1 >= 0 and tokens[earlier.first - 1].lower in _PREPOSITIONS:
                    link = tokens[earlier.first - 1].lower if crossed == 0 or link is None else link
                i = self._before_joint(earlier.first - 1)
                joined = joined or i != earlier.first - 1
                floor = i - _REACH
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
                    return Link(verb.classes, "with", verb.first, verb.last, near)
                if "supply" in verb.classes and len(verb.classes) == 1:
                    return None
                if link in ("with", "using", "by", "involving") and verb.classes & {
                    "attack",
                    "strike",
                    "launch",
                    "drop",
                }:
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
            if lower in _SPEECH and i + 1 < len(tokens) and tokens[i + 1].text == ",":
                aside = next((k for k in range(i - 1, max(-1, i - 9), -1) if tokens[k].text == ","), None)
                if aside is not None and aside > 0:
                    i, near = aside - 1, False
                    continue
            if lower in BREAKS or lower in _SUBORDINATORS or lower in _SPEECH or lower in ("that", "which", "who"):
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
        bare = verb.form in ("ed", "participle") and verb.first - 1 in self.ends
        return bare and "launch" in verb.classes and after in ("from", "by", "at", "on", "towards", "toward")

    def _is_other_verb(self, i: int, first: int) -> bool:
        """ "killed 12 and forced 300 to flee": a verb that the lexicon does not have governs what follows it."""
        word = self.tokens[i].lower
        joined = i > 0 and self.tokens[i - 1].lower in ("and", ",", "or", "has", "have", "had", "but")
        return i == first - 1 and joined and word.endswith("ed") and word not in _SMALL_WORDS and word not in STATES

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
            if t.text.islower() and t.lower.isalpha() and t.lower not in _SMALL_WORDS and not t.lower.endswith("ly")
        ]  # fmt: skip
        return len(content) <= (1 if any(t.lower in _PREPOSITIONS for t in words) else 0)

    def _before_joint(self, i: int) -> int:
        """Steps back over "as well as", "along with", "in addition to" just before a phrase."""
        for size in (4, 3, 2):
            if i - size + 1 >= 0:
                hit = _JOINTS.at(self.tokens, i - size + 1)
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
            hit = _TOLLS.at(self.tokens, i - size + 1)
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
