"""Lexicons: word lists kept as TOML beside this file, compiled to look-ups over tokens."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from tasks.claims.text import Token

LEXICON_FOLDER = Path(__file__).with_name("lexicon")

V = TypeVar("V")


@cache
def load(name: str, language: str = "en") -> dict[str, Any]:
    """The lexicon file `name`.toml of a language. Raises FileNotFoundError for a language that has none."""
    with (LEXICON_FOLDER / language / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


class Phrases(Generic[V]):
    """Longest-match look-up of phrases (one or more words, lower case, apart by one space) in a row of tokens."""

    def __init__(self, entries: Iterable[tuple[str, V]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], V]]] = {}
        for phrase, value in entries:
            words = tuple(phrase.lower().replace("’", "'").split())
            self._by_first.setdefault(words[0], []).append((words, value))
        for rows in self._by_first.values():
            rows.sort(key=lambda row: -len(row[0]))

    def at(self, tokens: Sequence[Token], i: int) -> tuple[int, V] | None:
        """(number of tokens, value) of the longest phrase that starts at token i, or None."""
        rows = self._by_first.get(tokens[i].lower)
        if rows is None:
            return None
        for words, value in rows:
            n = len(words)
            if n == 1 or (i + n <= len(tokens) and all(tokens[i + k].lower == words[k] for k in range(1, n))):
                return n, value
        return None

    def starts(self) -> frozenset[str]:
        """First words of all phrases."""
        return frozenset(self._by_first)


def plurals(noun: str) -> Iterator[str]:
    """A noun as given and its plural ("missile" → "missile", "missiles"); irregular ones are listed in the lexicons."""
    yield noun
    if noun.endswith(("s", "x", "ch", "sh")):
        yield noun + "es"
    elif noun.endswith("y") and noun[-2:-1] not in "aeiou":
        yield noun[:-1] + "ies"
    else:
        yield noun + "s"
