"""How many: quantities in a sentence's tokens, with their hedges, as bounds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.claims.lexicon import Phrases, load
from tasks.claims.text import Token
from warehouse.vocabulary import Qualifier, Unit

_WORDS = load("quantities")
_ONES: dict[str, int] = _WORDS["numbers"]
_MULTIPLIERS: dict[str, int] = _WORDS["multipliers"]
_PHRASES: Phrases[tuple[float, str]] = Phrases(
    [(p, (float(n), "exact")) for p, n in _WORDS["phrases"].items()]
    + [(p, (float(n), "dozens")) for p, n in _WORDS["floors"].items()]
    + [(p, (float(n), "fraction")) for p, n in _WORDS["fractions"].items()]
)
_BEFORE: dict[tuple[str, ...], str] = {
    tuple(phrase.split()): qualifier for qualifier, phrases in _WORDS["before"].items() for phrase in phrases
}
_LONGEST_BEFORE = max(map(len, _BEFORE))
_AFTER: Phrases[str] = Phrases([(p, q) for q, phrases in _WORDS["after"].items() for p in phrases])
_SAYS = frozenset(load("grammar")["speech_verbs"])
_NOT_AFTER = frozenset(_WORDS["not_after"]["words"])
_NOT_BEFORE = frozenset(_WORDS["not_before"]["words"])
_MONTHS = frozenset(load("times")["months"]) | frozenset(load("times")["month_abbreviations"])
_DASHES = ("-", "–", "—")
NUMBER_STARTS = frozenset(_ONES) | _PHRASES.starts() | frozenset(_MULTIPLIERS)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number phrase: tokens[first:last], its hedge included; core is the token where the number itself starts.

    low and high are the bounds stated, None where open. additional: "another 36", "31 more".
    """

    first: int
    core: int
    last: int
    low: float | None
    high: float | None
    qualifier: Qualifier
    unit: Unit = "count"
    additional: bool = False
    all_of: bool = False


def find_quantities(tokens: Sequence[Token]) -> list[Quantity]:
    """Quantities in order, without those that are dates, money, measures, ages or parts of names."""
    found: list[Quantity] = []
    i, n, age_end = 0, len(tokens), -9
    while i < n:
        lower = tokens[i].lower
        if lower not in NUMBER_STARTS and not lower[0].isdigit() and "-" not in lower:
            i += 1
            continue
        read = _read_number(tokens, i)
        if read is None:
            i += 1
            continue
        last, value, kind = read
        if (i and tokens[i - 1].lower in ("aged", "age", "ages")) or (
            i == age_end + 1 and tokens[i - 1].lower in ("and", ",", "to", "-", "–", "or")
        ):
            i = age_end = last
            continue
        share = _share(tokens, last, value)
        if share is not None:
            first, _, _, _ = _hedge_before(tokens, i)
            found.append(Quantity(first, i, last + 1, share, share, "fraction", "fraction"))
            i = last + 1
            continue
        if not _is_count(tokens, i, last, value):
            i = last
            continue
        quantity = _hedged(tokens, i, last, value, kind)
        if _is_age(tokens, quantity) or (quantity.first and tokens[quantity.first - 1].lower in _NOT_AFTER):
            i = quantity.last
            continue
        found.append(quantity)
        i = quantity.last
    return found


def _share(tokens: Sequence[Token], last: int, value: float) -> float | None:
    """ "90 percent of (the drones)" as a fraction"""
    after = [t.lower for t in tokens[last : last + 2]]
    is_share = len(after) == 2 and after[0] in ("%", "percent", "pct") and after[1] == "of"
    return round(value / 100, 4) if is_share and 0 < value <= 100 else None


def _is_age(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """ "those under 25", "men over 60" """
    k = quantity.core
    ends = quantity.last >= len(tokens) or tokens[quantity.last].text in (".", ",", ";", ")", "”", '"')
    if (
        ends
        and k >= 2
        and tokens[k - 1].lower in ("under", "over")
        and tokens[k - 2].lower in ("are", "is", "were", "was", "aged")
    ):
        return True
    return k >= 2 and tokens[k - 1].lower in ("under", "over") and tokens[k - 2].lower in (
        "those", "people", "men", "women", "anyone", "everyone", "children", "soldiers", "prisoners",
    )  # fmt: skip


def _read_number(tokens: Sequence[Token], i: int) -> tuple[int, float, str] | None:
    """(one past its last token, value, kind) of the number that starts at token i."""
    lower = tokens[i].lower
    if lower[0].isdigit():
        if lower.endswith("-for") or "-for-" in lower:
            return i + 1, parse_digits(lower.partition("-")[0]) or 0.0, "exact"
        value = parse_digits(lower)
        if value is None:
            return None
        return _multiplied(tokens, i + 1, value)
    if lower not in NUMBER_STARTS and "-" not in lower:
        return None
    phrase = _PHRASES.at(tokens, i)
    if phrase is not None:
        size, (value, kind) = phrase
        if kind == "fraction" and i + size < len(tokens) and tokens[i + size].lower not in ("of", "the"):
            return None
        return i + size, value, kind
    small = _small(lower)
    if small is not None:
        return _multiplied(tokens, i + 1, float(small))
    return None


def parse_digits(word: str) -> float | None:
    """The value of a token of digits ("1,200", "3.5"), else None."""
    plain = word.replace(",", "").replace("\u00a0", "").replace("\u202f", "")
    if plain.isdecimal():
        return float(plain)
    whole, dot, part = plain.partition(".")
    if dot and whole.isdecimal() and part.isdecimal():
        return float(plain)
    return None


def _small(word: str) -> int | None:
    """ "seventeen", "twenty-one" """
    if word in _ONES:
        return _ONES[word]
    tens, dash, ones = word.partition("-")
    if dash and tens in _ONES and ones in _ONES and _ONES[tens] >= 20 and _ONES[ones] < 10:
        return _ONES[tens] + _ONES[ones]
    return None


def _multiplied(tokens: Sequence[Token], i: int, value: float) -> tuple[int, float, str]:
    while i < len(tokens) and tokens[i].lower in _MULTIPLIERS:
        value *= _MULTIPLIERS[tokens[i].lower]
        i += 1
        if i + 1 < len(tokens) and tokens[i].lower == "and":
            rest = _small(tokens[i + 1].lower)
            if rest is not None and value >= 100 and tokens[i - 1].lower == "hundred":
                value, i = value + rest, i + 2
        elif i < len(tokens) and value >= 100:
            rest = _small(tokens[i].lower)
            if rest is not None:
                value, i = value + rest, i + 1
    if i < len(tokens) and tokens[i].lower == "dozen":
        return i + 1, value * 12, "exact"
    return i, value, "exact"


def _is_count(tokens: Sequence[Token], first: int, last: int, value: float) -> bool:
    if value != int(value) and value > 1:
        return False
    following = [t.lower for t in tokens[last : last + 3]]
    if following in (["p", ".", "m"], ["a", ".", "m"]):
        return False
    if first >= 2 and tokens[first - 1].lower == "of" and tokens[first - 2].text == "Group":
        return False
    before = tokens[first - 1].lower if first else ""
    after = tokens[last].lower if last < len(tokens) else ""
    if after in _NOT_BEFORE or before in _NOT_AFTER:
        return False
    if before in _MONTHS and value <= 31 and before != "may":
        return False
    if before == "may" and tokens[first - 1].text == "May" and value <= 31:
        return False
    if after in _MONTHS and tokens[last].text[0].isupper() and value <= 31:
        return False
    digits = tokens[first].text
    if "-" in digits and digits[0].isdigit():
        return "-for" in digits
    if 1900 <= value <= 2099 and len(digits) == 4 and digits.isdecimal():
        return before not in _YEAR_CUES and not _follows_month(tokens, first) and after not in (",", ".", ";", ")", "")
    if before == "," and after in (",", ")") and first >= 2 and tokens[first - 2].text[0].isupper():
        return False
    says = (
        before == "that" and first >= 2 and tokens[first - 2].lower in _SAYS | {"and", ","}
    )  # "said that one man died"
    if tokens[first].lower == "one" and before in _BEFORE_ONE and not says:
        return False
    if before == "/":
        return False
    if before == ":" and first >= 2 and tokens[first - 2].text.isdecimal():
        return False
    if (
        before == "."
        and first >= 2
        and (tokens[first - 2].lower in ("no", "nos") or (tokens[first - 2].lower in _MONTHS and value <= 31))
    ):
        return False
    if tokens[first].text in ("One", "Two", "Seven") and before and tokens[first - 1].text[0].isupper():
        return False
    return not (after == ":" and last + 1 < len(tokens) and tokens[last + 1].text.isdecimal())


_BEFORE_ONE = frozenset(_WORDS["before_one"]["words"])
_PHRASAL = frozenset(_WORDS["phrasal"]["verbs"])
_YEAR_CUES = frozenset(_WORDS["year_cues"]["words"])


def _follows_month(tokens: Sequence[Token], first: int) -> bool:
    return any(t.lower in _MONTHS for t in tokens[max(0, first - 3) : first])


def _hedged(tokens: Sequence[Token], core: int, last: int, value: float, kind: str) -> Quantity:
    first, qualifier, additional, all_of = _hedge_before(tokens, core)
    low: float | None = value
    high: float | None = value
    top = _range_end(tokens, core, first, last)
    if top is not None:
        last, upper = top
        if value < 1000 <= upper and upper % 1000 == 0 and value * 1000 < upper:
            value = low = value * 1000  # "70 to 80,000"
        if upper > value or (upper == value and value == 1):
            return Quantity(_between(tokens, first), core, last, value, upper, "range", additional=additional)
    suffix = _AFTER.at(tokens, last) if last < len(tokens) else None
    if suffix is not None:
        last, qualifier = last + suffix[0], suffix[1]
    if last < len(tokens) and tokens[last].lower == "more":
        last, additional = last + 1, True
    if kind == "fraction":
        low = None if qualifier == "at_most" else low
        high = None if qualifier in ("at_least", "more_than") else high
        return Quantity(first, core, last, low, high, "fraction", "fraction", additional, all_of)
    if kind == "dozens":
        return Quantity(first, core, last, low, None, "dozens", "count", additional, all_of)
    if qualifier in ("at_least", "more_than"):
        high = None
    elif qualifier == "at_most":
        low = None
    final: Qualifier = qualifier  # type: ignore[assignment]
    return Quantity(first, core, last, low, high, final, "count", additional, all_of)


def _hedge_before(tokens: Sequence[Token], core: int) -> tuple[int, str, bool, bool]:
    """Walks left over hedges: (first token, qualifier, additional, all)."""
    first, qualifier, additional, all_of = core, "exact", False, False
    while first > 0:
        for size in range(min(_LONGEST_BEFORE, first), 0, -1):
            words = tuple(t.lower for t in tokens[first - size : first])
            found = _BEFORE.get(words)
            if found is not None and not (words == ("over",) and first >= 2 and tokens[first - 2].lower in _PHRASAL):
                break
        else:
            break
        if found == "exact":
            additional |= words[-1] in ("another", "further", "additional")
            all_of |= words[0] == "all"
        elif qualifier == "exact":
            qualifier = found
        first -= size
    return first, qualifier, additional, all_of


def _range_end(tokens: Sequence[Token], core: int, first: int, last: int) -> tuple[int, float] | None:
    """ "8,000 to 10,000", "10-15", "two or three", "between 10 and 15" """
    if last + 1 >= len(tokens):
        return None
    joint = tokens[last].lower
    glued = tokens[last].text in _DASHES
    if not (glued or joint in ("to", "or") or (joint == "and" and first > 0 and tokens[first - 1].lower == "between")):
        return None
    if glued and (
        (first and tokens[core - 1].text in _DASHES) or (last + 2 < len(tokens) and tokens[last + 2].text in _DASHES)
    ):
        return None
    step = last + 1
    while joint == "to" and step < len(tokens) and tokens[step].lower in ("as", "many", "up", "to"):
        step += 1
    upper = _read_number(tokens, step)
    if upper is None or not _is_count(tokens, step, upper[0], upper[1]):
        return None
    lower = parse_digits(tokens[core].lower) or _small(tokens[core].lower) or 0
    shortened = lower < 1000 <= upper[1] and upper[1] % 1000 == 0 and lower * 1000 < upper[1]  # "70 or 80,000"
    if joint == "or" and upper[1] - 1 > lower and not shortened:
        return None
    return upper[0], upper[1]


def _between(tokens: Sequence[Token], first: int) -> int:
    return first - 1 if first and tokens[first - 1].lower in ("between", "from") else first


def shifted(quantity: Quantity, last: int) -> Quantity:
    """The same quantity, ending elsewhere."""
    return replace(quantity, last=last)
