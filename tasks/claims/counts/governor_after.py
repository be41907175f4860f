"""Which verb after a number phrase governs it: the grammar of a sentence to the right of the phrase."""

from tasks.claims.counts.clause import Clause
from tasks.claims.counts.links import BREAKS, JOINTS, REACH, SMALL_WORDS, SPEECH, STATES, SUBORDINATORS, Link
from tasks.claims.counts.phrases import Phrase
from tasks.claims.counts.verbs import BE, HAVE, MODALS, Verb, has_be
from tasks.claims.lexicon import load

_GRAMMAR = load("grammar")
_RELATIVES = frozenset(_GRAMMAR["relatives"])
_OTHER_NOUNS = frozenset(_GRAMMAR["other_nouns"])
_DASHES = ("–", "—", "-")


class GovernorAfter:
    """Answers which verb after a phrase of one sentence has it as its subject."""

    def __init__(self, clause: Clause) -> None:
        self.clause, self.tokens, self.verbs = clause, clause.tokens, clause.verbs
        self.starts, self.ends = clause.starts, clause.ends

    def of(self, phrase: Phrase) -> Link | None:
        """The verb after the phrase that has it as its subject."""
        tokens, j, commas, words = self.tokens, phrase.last, 0, 0
        direct, previous = True, phrase
        crossed = 0
        waiting: Link | None = None
        start = phrase.last
        while j < len(tokens) and j - start < REACH:
            lower = tokens[j].lower
            if j == phrase.last and self._is_in_hospital(j):
                return Link(frozenset(("injured",)), "patient", j, j + 2, True)
            if j == phrase.last and lower in ("dead", "captive"):
                return Link(frozenset((STATES[lower],)), "patient", j, j + 1, True)
            if lower == "including":
                j = self._past_examples(j)
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
            if lower in BREAKS or lower in ("while", "although", "though", "but", "whereas", "where", "whose"):
                return waiting
            if lower in ("when", "after", "as", "because", "before", "if") and words:
                return waiting
            if lower == "," and (past := self._past_saying(j)) is not None:
                j = past
                continue
            is_apposed = lower in ("a", "an") and j == phrase.last + 1
            if (lower in _RELATIVES or is_apposed) and tokens[j - 1].text == ",":
                close = next((k for k in range(j + 1, min(j + 13, len(tokens))) if tokens[k].text == ","), None)
                if close is not None and close + 1 < len(tokens) and tokens[close + 1].lower in BE | HAVE:
                    j = close + 1
                    continue
            if lower in SPEECH:
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
                direct = direct and self.clause.is_pure(previous, other)
                crossed += 1
                previous = other
                start = j = max(other.last, j + 1)
                continue
            if lower in _DASHES or lower == "(":
                j = self._past_aside(j)
                continue
            joint = JOINTS.at(tokens, j)
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
        return close + 1 if any(t.lower in SPEECH for t in self.tokens[comma:close]) else None

    def _past_examples(self, j: int) -> int:
        """Steps over "including women, children and the elderly," before a finite verb; else into the examples."""
        for k in range(j + 1, min(j + 14, len(self.tokens) - 1)):
            if self.tokens[k].text == "," and self.tokens[k + 1].lower in BE | HAVE:
                return k + 1
            if k in self.starts or self.tokens[k].text in BREAKS:
                break
        return j + 1

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
        return len(words) < 3 or not words[2].isalpha() or words[2] in SMALL_WORDS

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
            if lower.endswith("ed") and lower not in SMALL_WORDS:
                return True
            if lower not in SMALL_WORDS and lower not in BE and lower not in HAVE and not lower.endswith("ly"):
                return False
        return False

    def _list_ahead(self, j: int) -> bool:
        return (
            any(k in self.starts for k in range(j + 1, min(j + 4, len(self.tokens))))
            or any(
                k in self.verbs or self.tokens[k].lower in BE or self.tokens[k].lower in HAVE
                for k in range(j + 1, min(j + 6, len(self.tokens)))
            )
            or (self.tokens[j + 1 : j + 2] != [] and self.tokens[j + 1].text[0].isupper())
        )

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
            and not any(w in SUBORDINATORS or w == "that" for w in between)
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
            other = self.of(self.starts[k])
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
