"""Noun phrases that name speakers: where the phrase before or after a verb of speech begins and ends."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache, cached_property

from tasks.claims.lexicon import load
from tasks.claims.names import Mention
from tasks.claims.text import Token

Span = tuple[int, int]
"""First and last token of a phrase."""


@cache
def words(key: str) -> frozenset[str]:
    """A word list of the speech lexicon."""
    return frozenset(load("speech")[key])


@cache
def _days() -> frozenset[str]:
    times = load("times")
    return frozenset(times["weekdays"]) | frozenset(times["months"]) | {"night", "morning", "evening", "afternoon"}


def is_day(token: Token) -> bool:
    """Whether the token names a day, a month or a part of a day ("May" alone can be a family name)."""
    return token.lower in _days() and token.text != "May"


def is_stop(token: Token) -> bool:
    """Whether no noun phrase goes on over the token."""
    return token.lower in words("stops") and token.text != "May"


def is_name(token: Token) -> bool:
    return token.text[:1].isupper()


def is_role(token: Token) -> bool:
    return token.lower in words("roles")


_CLAUSE_MARKS = frozenset(',;:()[]—–“”"«»‘…?!')
_STOPPED = frozenset((",", ".", "!", "?", "…"))
"""Before a closing mark of quotation, never before a possessive."""
_BEFORE_OFFICE = frozenset((",", "and", "but", "”", '"', "’", "—", "–", "-"))
_ASIDES = frozenset(("meanwhile", "however", "too", "though", "also", "separately"))
_TIMES = frozenset(("night", "week", "month", "year", "weekend", "morning", "evening", "afternoon"))
_POSSESSIVES = frozenset(("'s", "’s", "-", "’", "'"))


class NounPhrases:
    """The tokens of one sentence, asked for the noun phrases beside a verb."""

    def __init__(self, tokens: Sequence[Token], names: Sequence[Mention]) -> None:
        self._tokens, self._names = tokens, names

    @cached_property
    def _ends_of_adjectives(self) -> frozenset[int]:
        """Where demonyms and countries end: the noun that they go with follows in small letters."""
        return frozenset(m.end for m in self._names if m.kind != "official")

    @cached_property
    def _inside_bodies(self) -> frozenset[int]:
        """Starts of the tokens inside a name, all but its first."""
        starts = [token.start for token in self._tokens]
        found: set[int] = set()
        for m in self._names:
            if m.kind in ("organisation", "place", "official"):
                found.update(starts[bisect_right(starts, m.start) : bisect_left(starts, m.end)])
        return frozenset(found)

    def before(self, verb: int) -> Span | None:
        """The phrase that ends before token `verb`, appositions and titles included; None: there is none."""
        tokens = self._tokens
        last = self._skip_between(verb - 1)
        if last < 0:
            return None
        if tokens[last].text == "," and last >= 3 and tokens[last - 1].text.isdigit() and tokens[last - 2].text == ",":
            last -= 3  # an age: "Svitlana Koval, 66, said"
        is_aside = last >= 3 and tokens[last - 1].lower in _ASIDES and tokens[last - 2].text == ","
        if tokens[last].text == "," and is_aside:
            last -= 3  # "the ministry, meanwhile, said"
        if tokens[last].text == ",":
            return self._with_apposition(last)
        if tokens[last].text == ")":
            opened = next((i for i in range(last, max(-1, last - 12), -1) if tokens[i].text == "("), 0)
            if opened == 0:
                return None
            last = opened - 1
        first = self._start(last)
        if first is None:
            return None
        head = self._modified(first)
        return (head, last) if head is not None else self._with_office(first, last)

    def _modified(self, first: int) -> int | None:
        """Start of the phrase that token `first` only modifies ("a person briefed on the talks"); None: of none."""
        tokens = self._tokens
        if first < 2 or tokens[first - 1].lower not in words("prepositions") | words("modifiers"):
            return None
        for i in range(first - 2, max(-1, first - 12), -1):
            if tokens[i].text in _CLAUSE_MARKS or tokens[i].lower in words("says"):
                return None
            if is_role(tokens[i]):
                return self._start(i)
        return None

    def after(self, first: int) -> Span | None:
        """The phrase that begins with token `first`, with an apposition after a comma; None: there is none."""
        tokens = self._tokens
        last = self._end(first)
        if last is None:
            return None
        if last + 2 < len(tokens) and tokens[last + 1].text == ",":
            apposed = tokens[last + 2]
            counts = apposed.lower in words("small_numbers") or apposed.lower == "one"
            if not counts and (apposed.lower in words("determiners") or is_role(apposed) or is_name(apposed)):
                end = self._end(last + 2)
                closes = end is not None and (end + 1 == len(tokens) or tokens[end + 1].text in ",.;:")
                if end is not None and self._has_role(last + 2, end) and (closes or not is_name(apposed)):
                    return first, end
                is_holder = end is not None and all(is_name(t) for t in tokens[last + 2 : end + 1])
                if end is not None and is_holder and closes and self._has_role(first, last):
                    return first, end  # "…, said the chancellor, Friedrich Merz."
        return first, last

    def _skip_between(self, i: int) -> int:
        between = words("between")
        while i >= 0:
            token = self._tokens[i]
            if (
                token.lower in between
                or (token.lower.endswith("ly") and token.text.islower() and len(token.lower) > 4)
                or (i >= 1 and is_day(token) and self._tokens[i - 1].lower in ("on", "in", "late", "early", "last"))
                or (token.lower == "in" and i + 1 < len(self._tokens) and is_day(self._tokens[i + 1]))
                or (i >= 1 and token.lower.isdigit() and is_day(self._tokens[i - 1]))
            ):
                i -= 1
            elif i >= 1 and token.lower in _TIMES and self._tokens[i - 1].lower in ("last", "this"):
                i -= 2  # "the president last night said"
            else:
                break
        return i

    def _with_apposition(self, comma: int) -> Span | None:
        """Both parts of "Oleh Kiper, the governor of Odesa region, said"."""
        tokens = self._tokens
        for i in range(comma - 1, max(0, comma - 30), -1):
            if tokens[i].text in '.;:“”"':
                return None
            if tokens[i].text != ",":
                continue
            first = self._start(i - 1)
            if first is None or not tokens[i + 1].text[:1].isalpha():
                continue
            is_person = first < i - 1 and all(is_name(t) for t in tokens[first:i])
            is_described = is_person and tokens[i + 1].lower in words("determiners")
            is_office = is_name(tokens[i + 1]) and self._has_role(first, i - 1)
            if self._has_role(i + 1, comma - 1) or is_described or is_office:
                head = self._modified(first)
                return (head if head is not None else first), comma - 1
        return None

    def _with_office(self, first: int, last: int) -> Span:
        """Both parts of "The regional governor, Oleh Kiper said" (no second comma)."""
        tokens = self._tokens
        is_person = all(is_name(t) or t.lower in words("titles") for t in tokens[first : last + 1])
        if first >= 2 and tokens[first - 1].text == "," and is_person:
            office = self._start(first - 2)
            opens = office == 0 or (office is not None and tokens[office - 1].text in _BEFORE_OFFICE)
            if office is not None and opens and tokens[office].lower in ("the", "a", "an"):
                return (office, last) if self._has_role(office, first - 2) else (first, last)
        return first, last

    def _start(self, last: int) -> int | None:
        """First token of the phrase that ends with token `last`."""
        if last < 0 or not self._is_noun_like(last):
            return None
        if self._tokens[last].lower in words("pronouns"):
            return last
        i = last
        while i > 0:
            step = self._step_back(i)
            if step == 0:
                break
            i -= step
        return i

    def _step_back(self, i: int) -> int:
        """How many tokens before token i belong to the phrase with it; 0: it begins at i."""
        tokens = self._tokens
        token, before = tokens[i], tokens[i - 1]
        if token.start in self._inside_bodies:
            return 1
        is_adjective = token.lower in words("local_voices") or token.lower.endswith("al")
        if is_adjective and (before.lower in ("the", "a", "its", "their") or is_name(before)):
            return 1
        if token.lower in words("determiners"):
            if before.lower == "and" and i >= 2 and self._joins(i - 1):
                return 2
            is_linked = (
                i >= 2 and before.lower in words("links") and before.lower != "and" and self._is_noun_like(i - 2)
            )
            return 2 if is_linked and (before.lower == "of" or is_role(tokens[i - 2])) else 0
        if before.text in _POSSESSIVES:
            return int(i < 2 or tokens[i - 2].text not in _STOPPED)
        if before.text == "." and i >= 2 and is_name(tokens[i - 2]):
            title = tokens[i - 2].lower in words("titles")  # "Gov. Vyacheslav Gladkov"
            if title or len(tokens[i - 2].text) == 1:
                return 2
        if before.lower == "and":
            return 2 if i >= 2 and self._joins(i - 1) else 0
        if before.lower in words("links"):
            linked = i >= 2 and self._is_noun_like(i - 2) and (before.lower == "of" or is_role(tokens[i - 2]))
            return 2 if linked or self._is_portfolio(i) else 0
        if before.lower in ("with", "close", "familiar") and not is_name(token):
            near = next((k for k in range(i - 2, max(-1, i - 5), -1) if is_role(tokens[k])), None)
            return i - near if near is not None else 0
        if (
            before.text in _CLAUSE_MARKS
            or before.lower in words("stops")
            or not before.text[:1].isalpha()
            or is_day(before)
        ):
            return 0
        if (
            before.text.islower()
            and is_name(token)
            and not is_role(before)
            and before.lower not in words("determiners")
        ):
            return int(before.lower.endswith(("n", "al")))
        return 1

    def _is_portfolio(self, i: int) -> bool:
        """ "Deputy Minister of Defense for Political Affairs": what an office is for."""
        tokens = self._tokens
        named = is_name(tokens[i]) and tokens[i - 1].lower == "for" and i >= 2 and is_name(tokens[i - 2])
        return named and any(is_role(t) for t in tokens[max(0, i - 6) : i - 2])

    def _end(self, first: int) -> int | None:
        """Last token of the phrase that begins with token `first`."""
        tokens = self._tokens
        if first >= len(tokens) or not tokens[first].text[:1].isalpha() or is_stop(tokens[first]):
            return None
        i, saw_noun = first, False
        while i < len(tokens) and not self._stops_at(i, saw_noun=saw_noun):
            saw_noun = saw_noun or (tokens[i].text[:1].isalpha() and tokens[i].lower not in words("determiners"))
            i += 1
        last = i - 1
        edges = words("links") | words("determiners")
        while last > first and tokens[last].lower in edges and tokens[last].text.islower():
            last -= 1
        return last if saw_noun and last >= first else None

    def _stops_at(self, i: int, *, saw_noun: bool) -> bool:
        """Whether a phrase read from left to right ends before token i."""
        tokens = self._tokens
        token = tokens[i]
        if token.text in _POSSESSIVES or token.start in self._inside_bodies:
            return False
        if token.text == "." and i and i + 1 < len(tokens):
            is_short = len(tokens[i - 1].text) == 1 or tokens[i - 1].lower in words("short_titles")
            return not (is_short and is_name(tokens[i + 1]))
        if token.lower in words("links"):
            return not (saw_noun and self._links_on(i))
        if not token.text[:1].isalpha() or is_stop(token) or is_day(token):
            return True
        if not saw_noun or token.text[:1].isupper():
            return False
        if token.lower in words("small_numbers"):
            return True
        is_second = token.lower in words("determiners") and tokens[i - 1].lower not in words("links")
        return is_second or (self._ends_name(i - 1) and not is_role(token))

    def _ends_name(self, i: int) -> bool:
        token = self._tokens[i]
        return is_name(token) and token.end not in self._ends_of_adjectives

    def _links_on(self, i: int) -> bool:
        tokens = self._tokens
        if i + 1 >= len(tokens) or is_day(tokens[i + 1]):
            return False
        if tokens[i].lower == "and":
            return self._joins(i)
        return tokens[i].lower == "of" or (is_role(tokens[i - 1]) and tokens[i].lower in ("for", "to", "in"))

    def _joins(self, conjunction: int) -> bool:
        """Whether "and" joins two names or two offices."""
        if conjunction + 1 >= len(self._tokens):
            return False
        left, right = self._tokens[conjunction - 1], self._tokens[conjunction + 1]
        if is_role(left) and is_name(right) and self._is_possessed_role(conjunction + 2):
            return True
        if is_role(left) and right.lower == "the":
            return any(is_role(t) for t in self._tokens[conjunction + 2 : conjunction + 5])
        return (is_name(left) and is_name(right)) or (is_role(left) and right.text.islower() and is_role(right))

    def _is_possessed_role(self, i: int) -> bool:
        """ "(Ukraine's president and Russia)'s defence ministry" """
        tokens = self._tokens
        return i < len(tokens) and tokens[i].text in ("'s", "’s") and any(is_role(t) for t in tokens[i + 1 : i + 4])

    def _has_role(self, first: int, last: int) -> bool:
        return any(is_role(token) for token in self._tokens[first : last + 1])

    def _is_noun_like(self, i: int) -> bool:
        token = self._tokens[i]
        return token.text[:1].isalpha() and not is_stop(token) and token.lower not in words("links")
