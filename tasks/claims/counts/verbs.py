"""The forms of the lexicon's verbs, looked up in tokens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tasks.claims.lexicon import Phrases, load
from tasks.claims.text import Token

Form = Literal["base", "third", "past", "participle", "ed", "ing"]

_VERBS = load("verbs")
_IRREGULAR: dict[str, list[str]] = _VERBS["irregular"]
_GRAMMAR = load("grammar")
BE = frozenset(_GRAMMAR["be"]) | {"’s"}
HAVE = frozenset(_GRAMMAR["have"])
MODALS = frozenset(_GRAMMAR["modals"])
_PRONOUNS = frozenset(_GRAMMAR["pronouns"])
_THIRD_SUBJECTS = frozenset(_GRAMMAR["third_subjects"])
ADVERBS = frozenset(_GRAMMAR["adverbs"])


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the lexicon at tokens[first:last]. ed: past or participle, the form does not tell which."""

    first: int
    last: int
    classes: frozenset[str]
    form: Form
    lemma: str


@dataclass(frozen=True, slots=True)
class _Entry:
    classes: frozenset[str]
    form: Form
    needs_be: bool
    lemma: str


def inflect(verb: str) -> Iterator[tuple[str, Form]]:
    """Forms of a verb in base form, with what they are."""
    yield verb, "base"
    if verb.endswith(("s", "x", "ch", "sh", "o")):
        yield verb + "es", "third"
    elif verb.endswith("y") and verb[-2] not in "aeiou":
        yield verb[:-1] + "ies", "third"
    else:
        yield verb + "s", "third"
    if verb in _IRREGULAR:
        past, participle = _IRREGULAR[verb]
        if past == participle:
            yield past, "ed"
        else:
            yield past, "past"
            yield participle, "participle"
        yield _ing(verb), "ing"
        if verb in (
            "jam",
            "swap",
            "drop",
            "stop",
            "ram",
            "slam",
            "rip",
            "slip",
            "repel",
            "hit",
            "get",
            "set",
            "cut",
            "let",
            "transfer",
            "ship",
            "equip",
        ):
            yield verb + verb[-1] + "ing", "ing"
        return
    if verb.endswith("e"):
        yield verb + "d", "ed"
    elif verb.endswith("y") and verb[-2] not in "aeiou":
        yield verb[:-1] + "ied", "ed"
    else:
        yield verb + "ed", "ed"
    yield _ing(verb), "ing"


def _ing(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "be")):
        return verb[:-1] + "ing"
    return verb + "ing"


def _entries() -> Iterator[tuple[str, _Entry]]:
    rows: dict[tuple[str, Form, bool], tuple[set[str], str]] = {}
    sections = {**_VERBS["classes"], **_VERBS["other"]}
    for cls, phrases in sections.items():
        for phrase in phrases:
            first, *rest = phrase.split()
            needs_be = first == "be" and bool(rest)
            if needs_be:
                rows.setdefault((" ".join(rest), "participle", True), (set(), phrase))[0].add(cls)
                continue
            if first == "not":
                rows.setdefault((" ".join(("not", *rest)), "base", False), (set(), phrase))[0].add(cls)
                continue
            for form, kind in inflect(first):
                rows.setdefault((" ".join((form, *rest)), kind, False), (set(), phrase))[0].add(cls)
    merged: dict[str, _Entry] = {}
    for (phrase, kind, needs_be), (classes, lemma) in rows.items():
        known = merged.get(phrase)
        if known is None:
            merged[phrase] = _Entry(frozenset(classes), kind, needs_be, lemma)
        else:
            both = known.classes | classes
            merged[phrase] = _Entry(
                both,
                "ed"
                if kind != known.form and {kind, known.form} <= {"base", "ed", "past", "participle"}
                else known.form,
                known.needs_be and needs_be,
                known.lemma,
            )
    yield from merged.items()


_FORMS: Phrases[_Entry] = Phrases(_entries())
_FORM_WORDS = frozenset(
    form.split()[0] for form, entry in _entries() if entry.form in ("ed", "past", "participle") or " " in form
)


def find_verbs(tokens: Sequence[Token]) -> dict[int, Verb]:
    """Verbs of the lexicon by their first token, longest phrases first, never overlapping."""
    found: dict[int, Verb] = {}
    i = 0
    while i < len(tokens):
        hit = _FORMS.at(tokens, i)
        if hit is None:
            i += 1
            continue
        size, entry = hit
        if entry.needs_be and not has_be(tokens, i):
            i += 1
            continue
        if size == 1 and (
            (entry.form == "base" and not _is_verb(tokens, i)) or (entry.form == "third" and not _is_third(tokens, i))
        ):
            i += 1
            continue
        if tokens[i].lower == "down" and not (
            (i and tokens[i - 1].lower in ("to", "and", "or")) or (i and tokens[i - 1].lower in MODALS)
        ):
            i += 1
            continue
        found[i] = Verb(i, i + size, entry.classes, entry.form, entry.lemma)
        i += size
    return found


def _is_verb(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word that can be a noun too ("strike", "release") is a verb here, by the word before it."""
    if i == 0:
        return False
    before = tokens[i - 1]
    lower = before.lower
    if lower in ("to", "and", "or", "not", "n't", ",") or lower in MODALS or lower in _PRONOUNS:
        return True
    if lower in ADVERBS and lower not in ("reported", "confirmed", "said", "far"):
        return True
    return (
        (before.text[0].isupper() and not lower.endswith(("an", "ian", "ish")))
        or (lower.endswith("s") and lower not in ("its", "his", "this", "’s", "'s", "us"))
        or lower in ("people", "men", "women", "children")
    )


def _is_third(tokens: Sequence[Token], i: int) -> bool:
    """Whether "strikes", "shells" is a verb here: after a name, a pronoun or an army."""
    if i == 0:
        return False
    before = tokens[i - 1]
    if before.text[0].isupper():
        return not before.lower.endswith(("an", "ian", "ish"))
    lower = before.lower
    return lower in _PRONOUNS or lower in ADVERBS or lower in _THIRD_SUBJECTS


def is_form(word: str) -> bool:
    """Whether a word is a form of a verb of the lexicon."""
    return word in _FORM_WORDS


def has_be(tokens: Sequence[Token], i: int) -> bool:
    """A form of "be" stands before token i, with nothing but adverbs between."""
    for k in range(i - 1, max(-1, i - 7), -1):
        lower = tokens[k].lower
        if lower in BE:
            return True
        if lower not in ADVERBS and lower not in HAVE and not lower.endswith("ly"):
            return False
    return False
