"""What is counted: the noun after a number, as one of the contract's objects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tasks.claims.lexicon import Phrases, load, plurals
from tasks.claims.numbers import NUMBER_STARTS
from tasks.claims.text import Token

Group = Literal["weapon", "equipment", "people"]


@dataclass(frozen=True, slots=True)
class Noun:
    """An object of the contract as a word names it; model: the word is a name of a type ("Shahed")."""

    object: str
    group: Group
    is_model: bool = False


def _entries() -> Iterator[tuple[str, Noun]]:
    files: tuple[tuple[str, Group], ...] = (("people", "people"), ("equipment", "equipment"), ("weapons", "weapon"))
    seen: set[str] = set()
    rows: list[tuple[str, Noun]] = []
    for name, group in files:
        for cls, row in load(name).items():
            if cls == "adjectives":
                continue
            for noun in row["nouns"]:
                rows += [(form, Noun(cls, group)) for form in plurals(noun)]
            rows += [(form, Noun(cls, group)) for form in row.get("plurals", ())]
            models = row.get("models", ())
            rows += [(form, Noun(cls, group, is_model=True)) for model in models for form in (model, model + "s")]
    for phrase, noun in rows:
        if phrase not in seen:
            seen.add(phrase)
            yield phrase, noun


_NOUNS: Phrases[Noun] = Phrases(_entries())
_ADJECTIVES: dict[str, str] = {word: cls for cls, words in load("weapons")["adjectives"].items() for word in words}
_GRAMMAR = load("grammar")
_MODEL_HEADS = frozenset(_GRAMMAR["model_heads"])
_COMPOUND_HEADS = frozenset(_GRAMMAR["compound_heads"])
_STOPS = (
    frozenset(_GRAMMAR["prepositions"])
    | frozenset(_GRAMMAR["determiners"])
    | frozenset(_GRAMMAR["pronouns"])
    | frozenset(_GRAMMAR["be"])
    | frozenset(_GRAMMAR["have"])
    | frozenset(_GRAMMAR["modals"])
    | frozenset(_GRAMMAR["subordinators"])
    | frozenset(_GRAMMAR["speech_verbs"]) - {"reported", "confirmed", "estimated"}
    | {"but", "nor", "yet", "more", "most", "not", "dead", "so", "up", "down", "out", "off", "away"}
)
_JOINTS = frozenset(("and", "or", "/", "&"))
_LONGEST_MODIFIERS = 7
_ROUNDS_OF = frozenset(_GRAMMAR["words"]["rounds_of"])

# One figure for two things: the class that covers both.
_MIXED: dict[frozenset[str], str] = {
    frozenset(("cruise_missile", "ballistic_missile")): "missile",
    frozenset(("missile", "ballistic_missile")): "missile",
    frozenset(("missile", "cruise_missile")): "missile",
    frozenset(("missile", "cruise_missile", "ballistic_missile")): "missile",
    frozenset(("aircraft", "helicopter")): "aircraft",
    frozenset(("tank", "armoured_vehicle")): "armoured_vehicle",
    frozenset(("vehicle", "armoured_vehicle")): "vehicle",
    frozenset(("prisoner", "civilian")): "prisoner",
    frozenset(("prisoner", "soldier")): "prisoner",
    frozenset(("prisoner", "person")): "prisoner",
}
_MIXED_GROUP: dict[str, str] = {"weapon": "munition", "people": "person", "equipment": "other"}


@dataclass(frozen=True, slots=True)
class Head:
    """The noun phrase after a number, tokens[first:last]: its object and group, the model as written, its modifiers."""

    first: int
    last: int
    object: str
    group: Group
    weapon: str | None
    modifiers: tuple[str, ...]
    nouns: tuple[str, ...] = ()
    """The objects of all nouns in it ("civilian bodies")."""


def noun_at(tokens: Sequence[Token], i: int) -> tuple[int, Noun] | None:
    """(number of tokens, noun) where a noun of the lexicon starts at token i."""
    hit = _NOUNS.at(tokens, i)
    if hit is None:
        compound = tokens[i].lower.rpartition("-")
        if compound[1] and compound[2] in ("type", "class"):
            base = Token(compound[0], compound[0], 0, 0)
            return _NOUNS.at([base], 0)
        if compound[1] and tokens[i].text[0].isalpha():
            hit = _NOUNS.at([Token(compound[2], compound[2], 0, 0)], 0)
            return hit if hit is not None and hit[1].group == "weapon" else None
    return hit


def adjective_object(word: str) -> str | None:
    """The object that an adjective alone names: "ballistic" → ballistic_missile."""
    return _ADJECTIVES.get(word)


def read_head(tokens: Sequence[Token], i: int) -> Head | None:
    """The noun phrase that starts at token i, just after a number; None when its noun is none of ours."""
    n = len(tokens)
    j = i
    modifiers: list[str] = []
    nouns: list[Noun] = []
    read: list[str] = []
    current: Noun | None = None
    model: str | None = None
    last = i
    pending = 0
    plural = False
    while j < n:
        hit = noun_at(tokens, j)
        lower = tokens[j].lower
        if hit is not None:
            size, noun = hit
            if current is not None and j == last and plural and not noun.is_model:
                break
            if _is_of_talks(tokens, j + size - 1):
                return None
            read.append(noun.object)
            plural = not noun.is_model and tokens[j + size - 1].lower.endswith(
                ("s", "men", "people", "children", "personnel")
            )
            if noun.is_model:
                model = model or " ".join(t.text for t in tokens[j : j + size])
            current = _compounded(current, noun)
            j += size
            last, pending = j, 0
            continue
        if current is not None and current.is_model and current.group == "equipment" and lower in _MODEL_HEADS:
            j += 1
            last = j
            continue
        if lower in _COMPOUND_HEADS and current is not None and j == last:
            return None
        if lower in _JOINTS or (lower == "," and current is not None and current.is_model):
            ahead = _joined_noun(tokens, j + 1)
            if current is not None and ahead:
                nouns.append(current)
                current, pending = None, 0
                j += 1
                continue
            if current is not None and _compound_ahead(tokens, j + 1):
                return None
            if (
                current is None
                and lower in ("and", "or", "/")
                and modifiers
                and ahead
                and not modifiers[-1].endswith("s")
            ):
                extra = adjective_object(modifiers[-1])
                if extra:
                    nouns.append(Noun(extra, "weapon", is_model=True))
                j += 1
                continue
            break
        if lower == "(" and current is not None:
            break
        if lower in ("[", "]") or (current is None and lower in ("“", "”", '"', "‘", "’")):
            j += 1
            continue
        if current is not None and not _continues(tokens, j):
            break
        if lower in _STOPS or not tokens[j].text[0].isalnum() or lower[0].isdigit() or pending >= _LONGEST_MODIFIERS:
            break
        modifiers.append(lower)
        pending += 1
        j += 1
    if current is None and not nouns:
        return None
    if current is not None:
        nouns.append(current)
    if last < n and tokens[last].lower in _COMPOUND_HEADS:
        return None
    if last < n and tokens[last].lower in ("fleet", "arsenal", "force"):
        last += 1
    if (
        last < n
        and last == i + 1
        and tokens[i].text[0].isupper()
        and not nouns[-1].is_model
        and _is_common(tokens, last)
    ):
        return None
    obj, group = _merged(nouns)
    if obj == "none":
        return None
    return Head(i, last, obj, group, model, tuple(modifiers), tuple(read))


def _is_of_talks(tokens: Sequence[Token], i: int) -> bool:
    """ "five rounds of talks", not "five rounds of ammunition" """
    is_round = tokens[i].lower in ("round", "rounds") and i + 2 < len(tokens) and tokens[i + 1].lower == "of"
    return is_round and not any(t.lower in _ROUNDS_OF for t in tokens[i + 2 : i + 5])


def _is_common(tokens: Sequence[Token], i: int) -> bool:
    """A plural common noun that our lexicons do not have: "six Ukrainian villages"."""
    word = tokens[i].text
    return word.islower() and word.isalpha() and word.endswith("s") and word not in _STOPS


def _compounded(before: Noun | None, noun: Noun) -> Noun:
    """A model before its noun makes the class more special: "Iskander-M missiles"."""
    if before is not None and before.is_model and before.group == "equipment" and noun.object == "soldier":
        return before  # "Su-30 fighters"
    if before is None or before.group != noun.group:
        return noun
    if noun.object in ("missile", "munition") and before.object in (
        "cruise_missile",
        "ballistic_missile",
        "missile",
        "bomb",
    ):
        return Noun(before.object, before.group)
    if noun.object == "person" or (noun.object == "body"):
        return Noun(before.object if noun.object == "person" else "body", before.group)
    return noun


def _continues(tokens: Sequence[Token], j: int) -> bool:
    """Whether a word after a noun leads to a further noun ("Shahed attack drones")."""
    for k in range(j, min(j + 3, len(tokens))):
        if noun_at(tokens, k) is not None:
            return all(
                t.lower not in _STOPS and t.lower not in NUMBER_STARTS and t.text[0].isalpha() for t in tokens[j:k]
            )
    return False


def _compound_ahead(tokens: Sequence[Token], i: int) -> bool:
    """ "drone and missile attacks": the noun before the joint is a part of a compound, too."""
    for k in range(i, min(i + 4, len(tokens))):
        hit = noun_at(tokens, k)
        if hit is not None:
            return k + hit[0] < len(tokens) and tokens[k + hit[0]].lower in _COMPOUND_HEADS
        if tokens[k].lower in _STOPS or tokens[k].lower in NUMBER_STARTS or not tokens[k].text[0].isalpha():
            return False
    return False


def _joined_noun(tokens: Sequence[Token], i: int) -> bool:
    """Whether a noun without a number of its own follows: "drones and missiles", "Shahed and decoy drones"."""
    for k in range(i, min(i + 5, len(tokens))):
        lower = tokens[k].lower
        if noun_at(tokens, k) is not None:
            size = noun_at(tokens, k)[0]  # type: ignore[index]
            after = tokens[k + size].lower if k + size < len(tokens) else ""
            return after not in _COMPOUND_HEADS
        if lower in _STOPS or not tokens[k].text[0].isalpha() or lower in ("a", "an"):
            return False
        if lower in NUMBER_STARTS or lower in ("another", "several", "many", "few"):
            return False
        if lower.endswith(("ing", "ed")) and lower not in ("guided", "unmanned", "armored", "armoured", "captured"):
            return False
    return False


def _merged(nouns: Sequence[Noun]) -> tuple[str, Group]:
    group = nouns[-1].group
    objects = {noun.object for noun in nouns if noun.group == group}
    if len(objects) == 1:
        return objects.pop(), group
    return _MIXED.get(frozenset(objects)) or _MIXED_GROUP[group], group
