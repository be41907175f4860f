"""Number phrases: a quantity with the noun it counts, or with none where the sentence leaves it out."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.claims.counts.nouns import Group, Head, adjective_object, noun_at, read_head
from tasks.claims.counts.verbs import is_form
from tasks.claims.lexicon import load
from tasks.claims.numbers import Quantity, find_quantities
from tasks.claims.text import Token

_GRAMMAR = load("grammar")
_STATES: dict[str, str] = {word: cls for cls, words in load("verbs")["states"].items() for word in words}
_STATE_NOUNS: dict[str, str] = {
    "deaths": "killed", "fatalities": "killed", "injuries": "injured", "casualties": "casualties",
    "losses": "casualties", "kia": "killed", "kias": "killed",
}  # fmt: skip
_ARMED = frozenset(("troop", "soldier", "military", "combat", "battlefield", "battle"))
_CASES = frozenset(("case", "cases"))
_CASE_NOUNS: dict[str, str] = {word: cls for cls, words in load("verbs")["cases"].items() for word in words}
_PARTICIPLE_FOLLOWS = frozenset(_GRAMMAR["prepositions"]) | frozenset((",", "."))
_WORDS = load("grammar")["words"]
_AUXILIARIES = frozenset(_GRAMMAR["be"]) | frozenset(_GRAMMAR["have"])
_NO_PEOPLE = frozenset(_WORDS["no_people"])
_TAKES_LIVES = frozenset(_WORDS["takes_lives"])
_ANAPHORS = frozenset(("them", "which", "whom", "these", "those"))
_DEFINITE = frozenset(_WORDS["definite"])
_OWNERS = frozenset(("our", "my", "their", "its", "his", "her"))
_ROUGH = 10
"""Fewer are counted, not estimated."""
_FOLLOWS_ELLIPSIS = (
    frozenset(_GRAMMAR["prepositions"]) | frozenset(_GRAMMAR["be"]) | frozenset(_GRAMMAR["have"])
    | frozenset(_GRAMMAR["modals"]) | frozenset(_GRAMMAR["subordinators"]) | frozenset(_GRAMMAR["conjunctions"])
    | frozenset(_GRAMMAR["adverbs"]) | frozenset(_GRAMMAR["relatives"])
    | frozenset(("others", "ones", "each", "overnight", "out", "overall", "altogether", "elsewhere"))
)  # fmt: skip


@dataclass(slots=True)
class Phrase:
    """tokens[first:last] counts `object`; None where the noun is left out ("killed 12", "31 over Bryansk").

    state: class of a participle or state noun in it ("12 dead", "54 injuries"). anaphor: "of them", "of which".
    whole: the phrase it is stated to be a part of ("56 of 117 drones"). foreign: it counts something else.
    of_body: whose bodies ("the bodies of 20 civilians").
    unknown: foreign for want of a lexicon entry ("two shepherds"); the verb may tell that it counts people.
    """

    quantity: Quantity
    first: int
    last: int
    object: str | None = None
    group: Group | None = None
    weapon: str | None = None
    modifiers: tuple[str, ...] = ()
    state: str | None = None
    anaphor: bool = False
    subset: bool = False
    whole: "Phrase | None" = None
    foreign: bool = False
    of_body: str | None = None
    unknown: bool = False


def _is_missing(tokens: Sequence[Token], last: int) -> bool:
    """ "(two injured and) one man reported missing" """
    after = [t.lower for t in tokens[last : last + 3]]
    return "missing" in after[:1] or (
        "missing" in after and after[0] in ("reported", "still", "is", "are", "remain", "remains")
    )


def find_phrases(tokens: Sequence[Token]) -> list[Phrase]:
    """Number phrases in order of their first token."""
    phrases: list[Phrase] = []
    taken = 0
    quantities = find_quantities(tokens)
    for k, quantity in enumerate(quantities):
        if "-for" in tokens[quantity.core].lower or _is_echo(tokens, quantities, k + 1):
            phrases.append(Phrase(quantity, quantity.first, quantity.last, "prisoner", "people", modifiers=("echo",)))
            taken = quantity.last
            continue
        if quantity.core < taken or _is_echo(tokens, quantities, k) or _names_model(tokens, quantity):
            continue
        following = quantities[k + 1] if k + 1 < len(quantities) else None
        phrase = _as_bodies(tokens, _read(tokens, quantity, following))
        phrase.foreign = phrase.foreign or _is_missing(tokens, phrase.last)
        if phrase.whole is not None:
            phrases.append(phrase)
            phrases.append(phrase.whole)
            taken = phrase.whole.last
        else:
            phrases.append(phrase)
            taken = phrase.last
    _link_of_front(tokens, phrases)
    _share_hedges(tokens, phrases)
    return phrases


def _share_hedges(tokens: Sequence[Token], phrases: Sequence[Phrase]) -> None:
    """ "more than 650 drones and 50 missiles": the hedge is of both."""
    for first, second in itertools.pairwise(phrases):
        joined = [t.lower for t in tokens[first.last : second.first]] in (["and"], [",", "and"], [","])
        hedge = first.quantity.qualifier
        if joined and first.group == second.group == "weapon" and second.quantity.qualifier == "exact":
            if hedge == "more_than":
                second.quantity = replace(second.quantity, qualifier=hedge, high=None)
            elif hedge == "about" and tokens[first.last].lower == "and" and (second.quantity.low or 0) >= _ROUGH:
                second.quantity = replace(second.quantity, qualifier=hedge)


def _names_model(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """ "Shahed 36 drones", "Leopard 2 tanks": the number of a model."""
    before = tokens[quantity.core - 1] if quantity.core else None
    if before is None or before.lower.endswith("s") or not before.text[0].isupper() or quantity.first < quantity.core:
        return False
    hit = noun_at(tokens, quantity.core - 1)
    return hit is not None and hit[1].is_model and tokens[quantity.core].text.isdecimal()


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    """ "hundreds of drones, cruise and ballistic missiles": one rough figure for all of them"""
    if i >= len(tokens) or tokens[i].text != ",":
        return False
    for k in range(i + 1, min(i + 6, len(tokens))):
        head = read_head(tokens, k)
        if head is not None and head.group == "weapon" and head.last > k:
            return any(t.lower == "and" for t in tokens[i + 1 : head.last])
        if not tokens[k].text.islower():
            return False
    return False


def _as_bodies(tokens: Sequence[Token], phrase: Phrase) -> Phrase:
    """ "the bodies of 19 of its dead soldiers" """
    before = [t.lower for t in tokens[max(0, phrase.first - 2) : phrase.first]]
    if before in (["bodies", "of"], ["remains", "of"]) and phrase.state and phrase.whole is None:
        phrase.object, phrase.group, phrase.state, phrase.subset, phrase.of_body = (
            "body",
            "people",
            None,
            False,
            "person",
        )
    return phrase


def _link_of_front(tokens: Sequence[Token], phrases: Sequence[Phrase]) -> None:
    """ "Of the 31 drones, 11 were lost": the first is the whole of the second."""
    for whole, part in itertools.pairwise(phrases):
        before = [t.lower for t in tokens[max(0, whole.first - 2) : whole.first]]
        opens = before in (["of"], ["of", "the"], ["of", "these"], ["out", "of"])
        at_start = whole.first <= 2 or tokens[max(0, whole.first - 2)].lower in (",", "of", "“", '"')
        if opens and at_start and whole.object and not part.foreign and part.whole is None:
            part.whole, part.subset = whole, True
            if part.object is None:
                part.object, part.group, part.weapon = whole.object, whole.group, whole.weapon


def _is_echo(tokens: Sequence[Token], quantities: Sequence[Quantity], k: int) -> bool:
    """The second number of "1,000 for 1,000"."""
    if k == 0 or k >= len(quantities) or quantities[k].low != quantities[k - 1].low:
        return False
    return [t.lower for t in tokens[quantities[k - 1].last : quantities[k].first]] == ["for"]


def _read(tokens: Sequence[Token], quantity: Quantity, following: Quantity | None) -> Phrase:
    i = quantity.last
    if i < len(tokens) and tokens[i].lower == "of":
        return _read_of(tokens, quantity, following)
    phrase = _read_noun(tokens, quantity, i)
    if following is not None and [t.lower for t in tokens[phrase.last : following.core]] in (
        ["out", "of"],
        ["out", "of", "the"],
        ["of", "the"],
    ):
        whole = _read_noun(tokens, following, following.last)
        if whole.object is None and not whole.foreign:
            whole.object, whole.group, whole.weapon = phrase.object, phrase.group, phrase.weapon
        if phrase.object is None and not phrase.foreign:
            phrase.object, phrase.group, phrase.weapon = whole.object, whole.group, whole.weapon
        if whole.object and phrase.object:
            phrase.subset, phrase.whole = True, whole
    return phrase


def _read_of(tokens: Sequence[Token], quantity: Quantity, following: Quantity | None) -> Phrase:
    """ "45 of them", "56 of 117 drones", "two of the missiles", "hundreds of prisoners" """
    i = quantity.last + 1
    word = tokens[i].lower if i < len(tokens) else ""
    if word in _ANAPHORS and not (
        i + 1 < len(tokens) and word in ("these", "those") and tokens[i + 1].text.isalpha() and read_head(tokens, i + 1)
    ):
        return Phrase(quantity, quantity.first, i + 1, anaphor=True, subset=True)
    if following is not None and following.first <= i + 1 and following.core > quantity.last:
        whole = _read_noun(tokens, following, following.last)
        is_identity = quantity.low == 1 and quantity.first and tokens[quantity.first - 1].lower in _AUXILIARIES
        if is_identity:
            return whole  # "she was one of 12 people killed"
        if not whole.foreign and (whole.object or whole.state):
            part = Phrase(
                quantity, quantity.first, quantity.last, whole.object, whole.group, whole.weapon, whole.modifiers
            )
            part.subset, part.whole = True, whole
            return part
    if word in _DEFINITE or quantity.qualifier in ("dozens", "fraction"):
        if quantity.low == 1 and quantity.first and tokens[quantity.first - 1].lower in _AUXILIARIES:
            return Phrase(quantity, quantity.first, quantity.last, foreign=True)  # "he was one of the wounded"
        step = i + 1 if word in _DEFINITE else i
        if quantity.qualifier == "fraction":
            step = _past_owner(tokens, step)
        if step < len(tokens) and tokens[step].lower in _STATES and not _is_people(tokens, step + 1):
            return Phrase(quantity, quantity.first, step + 1, state=_STATES[tokens[step].lower], subset=True)
        phrase = _read_noun(tokens, quantity, step)
        own = (step < len(tokens) and tokens[step].lower == "own") or word in _OWNERS
        phrase.subset = not own and (quantity.qualifier != "dozens" or word in _DEFINITE)
        return phrase
    return Phrase(quantity, quantity.first, quantity.last, foreign=True)


def _is_people(tokens: Sequence[Token], i: int) -> bool:
    """ "hundreds of abducted children", not "hundreds of wounded" """
    hit = noun_at(tokens, i) if i < len(tokens) else None
    return hit is not None and hit[1].group == "people"


def _past_owner(tokens: Sequence[Token], i: int) -> int:
    """ "a third of Russia's strategic bomber fleet" """
    for k in range(i, min(i + 4, len(tokens))):
        if tokens[k].lower in ("'s", "’s"):
            return k + 1
    return i


def _read_noun(tokens: Sequence[Token], quantity: Quantity, i: int) -> Phrase:
    if i < len(tokens) and tokens[i].lower == "lives":
        taken = any(t.lower in _TAKES_LIVES for t in tokens[max(0, quantity.first - 3) : quantity.first])
        return Phrase(
            quantity, quantity.first, i + 1, "person", "people", state="killed" if taken else None, foreign=not taken
        )
    cases = _read_cases(tokens, quantity, i)
    if cases is not None:
        return cases
    head = read_head(tokens, i)
    if head is not None:
        return _with_head(tokens, quantity, head)
    if i + 1 < len(tokens) and tokens[i].text[0].isupper() and tokens[i + 1].lower in _STATES:
        return Phrase(quantity, quantity.first, i + 2, state=_STATES[tokens[i + 1].lower])  # "300 Russian dead"
    state_at = _state_noun(tokens, i)
    if state_at is not None:
        at, state = state_at
        modifiers = tuple(t.lower for t in tokens[i:at])
        phrase = Phrase(quantity, quantity.first, at + 1, state=state, modifiers=modifiers)
        phrase.object, phrase.group = (
            "civilian" if "civilian" in modifiers else "child" if "child" in modifiers else "person",
            "people",
        )
        if _ARMED & set(modifiers):
            phrase.object = "soldier"  # "140,000 troop deaths"
        return phrase
    word = tokens[i].lower if i < len(tokens) else ""
    if word == "without":
        return Phrase(quantity, quantity.first, i, foreign=True)  # "leaving thousands without heat"
    if word in _STATES:
        return Phrase(quantity, quantity.first, i + 1, state=_STATES[word])
    if adjective_object(word):
        return Phrase(quantity, quantity.first, i + 1, object=adjective_object(word), group="weapon")
    if word.endswith(("ed", "ing")) and i + 1 < len(tokens) and tokens[i + 1].lower in _PARTICIPLE_FOLLOWS:
        return Phrase(quantity, quantity.first, i)
    elliptic = not word or word in _FOLLOWS_ELLIPSIS or not tokens[i].text[0].isalnum() or word.endswith("ly")
    if word in ("other", "others", "ones"):
        elliptic = word != "other" or (i + 1 < len(tokens) and is_form(tokens[i + 1].lower))
        return Phrase(quantity, quantity.first, i + 1, foreign=not elliptic)
    if elliptic or is_form(word):
        return Phrase(quantity, quantity.first, i)
    end = _end_of_unknown(tokens, i)
    return Phrase(quantity, quantity.first, end or i, foreign=True, unknown=end is not None)


def _read_cases(tokens: Sequence[Token], quantity: Quantity, i: int) -> Phrase | None:
    """ "77 cases of civilians being executed", "864 individual cases of arbitrary detention": each case is a person."""
    of = next((k + 1 for k in range(i, min(i + 3, len(tokens) - 2)) if tokens[k].lower in _CASES), None)
    if of is None or tokens[of].lower != "of":
        return None
    head = read_head(tokens, of + 1)
    if head is not None and head.group == "people" and tokens[head.last : head.last + 1]:
        aside = head.last
        if tokens[aside].text == ",":
            aside = next((k + 1 for k in range(aside + 1, len(tokens)) if tokens[k].text == ","), aside)
        is_done = any(t.lower == "being" for t in tokens[aside : aside + 1])
        return Phrase(quantity, quantity.first, aside, head.object, head.group) if is_done else None
    for k in range(of + 1, min(of + 4, len(tokens))):
        if tokens[k].lower in _CASE_NOUNS:
            return Phrase(quantity, quantity.first, k + 1, state=_CASE_NOUNS[tokens[k].lower])
    return None


def _end_of_unknown(tokens: Sequence[Token], i: int) -> int | None:
    """Where a noun phrase of unknown words ends: at a plural in small letters ("two local beekeepers")."""
    for k in range(i, min(i + 4, len(tokens))):
        word = tokens[k].text
        if not word.replace("-", "").isalpha() or word.lower() in _FOLLOWS_ELLIPSIS or word.lower() in _NO_PEOPLE:
            return None
        if (
            word.istitle()
            and word.endswith("s")
            and k + 1 < len(tokens)
            and (tokens[k + 1].lower in _AUXILIARIES or tokens[k + 1].text == ",")
        ):
            return k + 1  # "14 Canadians have died"
        if word.islower() and word.endswith("s") and not word.endswith("ss"):
            after = tokens[k + 1] if k + 1 < len(tokens) else None
            return k + 1 if after is None or not after.text.islower() or _ends_phrase(after.lower) else None
    return None


def _ends_phrase(word: str) -> bool:
    return word in _FOLLOWS_ELLIPSIS or word in _STATES or is_form(word)


def _state_noun(tokens: Sequence[Token], i: int) -> tuple[int, str] | None:
    for k in range(i, min(i + 4, len(tokens))):
        word = tokens[k].lower
        if word in _STATE_NOUNS:
            return k, _STATE_NOUNS[word]
        if not word.isalpha() or word in _FOLLOWS_ELLIPSIS:
            return None
    return None


def _with_head(tokens: Sequence[Token], quantity: Quantity, head: Head) -> Phrase:
    if head.object == "person" and head.last < len(tokens) and tokens[head.last].lower == "fighting":
        head = replace(head, object="soldier")
    state = next((_STATES[w] for w in reversed(head.modifiers) if w in _STATES), None)
    phrase = Phrase(quantity, quantity.first, head.last, head.object, head.group, head.weapon, head.modifiers, state)
    if head.last < len(tokens) and tokens[head.last].lower == "(":
        close = next((k for k in range(head.last, min(head.last + 6, len(tokens))) if tokens[k].text == ")"), None)
        if close is not None:
            phrase.last = close + 1
    if quantity.qualifier == "dozens" and head.group == "weapon" and _goes_on(tokens, head.last):
        phrase.object = "munition"
    if (
        quantity.first >= 2
        and tokens[quantity.first - 1].lower == "of"
        and tokens[quantity.first - 2].lower in ("bodies", "remains")
    ):
        phrase.of_body, phrase.object = phrase.object, "body"
    if phrase.object == "body" and phrase.of_body is None:
        phrase.of_body = next((kind for kind in ("civilian", "child") if kind in head.nouns), None)
    return phrase
