"""Sentences and words of a text, with exact offsets in code points."""

import re
from functools import cached_property
from typing import NamedTuple

CLOSERS = "\"'”’»)]"
OPENERS = "\"'“‘«([•–—-"

_BREAK = re.compile(
    r"""(?P<newline>[ \t]*\n\s*)
      | (?P<stop>[.!?…]+)(?P<close>["'”’»)\]]*)(?P<gap>\s+|(?=[A-Z“"«•][a-z]|[A-Z]\s))""",
    re.VERBOSE,
)
_TOKEN = re.compile(
    r"""[a-z]{2,}(?![\w'’‑-])                                        # most words
      | \d+(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?(?:[-–][^\W\d_]+)*   # 1,200  1,200-strong
      | \d+(?:[.]\d+)?(?:[-–]?[^\W\d_]+(?:[-–][^\W\d_]+)*)?         # 12  3.5  2bn  19-year-old
      | (?:[A-Z]\.){2,}                                            # U.S.
      | [^\W\d_]+\d*(?:[-‑][^\W_]+)*(?:['’](?!s\b)[^\W\d_]+)*      # Kh-101  Sa'ar  F-16s
      | ['’]s\b
      | \.{2,}|…
      | \S""",
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"(?:^|[\s(\[\"“‘'—–-])((?:[^\W\d_]\.)*[^\W\d_]+)$")
_FIRST_WORD = re.compile(r"[^\W_][^\s,.;:!?]*")
_SAYS = re.compile(r"(?:[A-Z][\w’'-]+\s+){1,3}(?:said|asked|added|wrote|told|says)\b")

_DATELINE = re.compile(
    r"""\s*[A-Z][A-Z’'.-]+(?:[ -/][A-Z][A-Z’'.-]+)*           # KYIV
        (?:,\s+[A-Z][a-z]+(?:\s+[A-Z][a-z]+)?)?              # , Ukraine
        (?:,?\s+(?:\d{1,2}\s+[A-Z][a-z]+|[A-Z][a-z]+\.?\s+\d{1,2})(?:,?\s+\d{4})?)?\.?\s*  # , May 31
        (?:(?:\([^()]{2,40}\)|/[A-Z]+/\.?)\s*[-–—:]*|[-–—]+)\s+  # (Northgate Press) -""",
    re.VERBOSE,
)
# After these a full stop ends no sentence.
ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "lt",
        "gen",
        "col",
        "maj",
        "capt",
        "sgt",
        "cpl",
        "adm",
        "brig",
        "cmdr",
        "sen",
        "rep",
        "gov",
        "rev",
        "hon",
        "pres",
        "supt",
        "insp",
        "no",
        "nos",
        "vol",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
        "mt",
        "ft",
        "vs",
        "approx",
        "ca",
        "etc",
        "al",
        "fig",
        "eg",
        "ie",
        "cf",
    ]
)
# After these it ends one only before a word that begins sentences.
INITIALISMS = frozenset(
    [
        "us",
        "u.s",
        "uk",
        "u.k",
        "eu",
        "e.u",
        "un",
        "u.n",
        "d.c",
        "ph.d",
        "a.m",
        "p.m",
        "am",
        "pm",
        "inc",
        "ltd",
        "co",
        "corp",
        "jr",
        "sr",
    ]
)
OPENING_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "it",
        "its",
        "he",
        "she",
        "they",
        "we",
        "i",
        "this",
        "that",
        "these",
        "those",
        "but",
        "and",
        "however",
        "according",
        "after",
        "before",
        "while",
        "when",
        "as",
        "if",
        "since",
        "during",
        "there",
        "his",
        "her",
        "their",
        "our",
        "my",
        "for",
        "from",
        "to",
        "with",
        "by",
        "last",
        "earlier",
        "later",
        "meanwhile",
        "also",
        "although",
        "despite",
        "under",
        "over",
        "so",
        "then",
        "now",
        "what",
        "who",
        "how",
        "why",
        "some",
        "many",
        "most",
        "two",
        "three",
        "four",
        "five",
        "overnight",
        "officials",
        "separately",
    ]
)


class Token(NamedTuple):
    """One word, number or punctuation mark; start and end are offsets in the whole text."""

    text: str
    lower: str
    start: int
    end: int


class Sentence:
    """One sentence of a text: text[start:end]; paragraph counts from 0; tokens are made when first asked for."""

    __slots__ = ("__dict__", "end", "paragraph", "source", "start")

    def __init__(self, source: str, start: int, end: int, paragraph: int) -> None:
        self.source, self.start, self.end, self.paragraph = source, start, end, paragraph

    @property
    def text(self) -> str:
        return self.source[self.start : self.end]

    @cached_property
    def tokens(self) -> list[Token]:
        make = Token._make
        return [
            make((word := m.group(), word.lower(), m.start(), m.end()))
            for m in _TOKEN.finditer(self.source, self.start, self.end)
        ]

    def __repr__(self) -> str:
        return f"Sentence({self.start}, {self.end}, {self.text!r})"


def split(text: str) -> list[Sentence]:
    """Sentences in reading order. Every character that is no white space and no dateline belongs to one of them."""
    sentences: list[Sentence] = []
    start, paragraph = _dateline(text), 0
    for m in _BREAK.finditer(text):
        if m.start() < start:
            continue
        if m.group("newline") is not None:
            if _wrapped_line(text, m.start(), m.end()):
                continue
            start = _close(sentences, text, start, m.start(), m.end(), paragraph)
            paragraph += m.group().count("\n") > 0
        elif _ends_sentence(text, start, m):
            start = _close(sentences, text, start, m.start("gap"), m.end(), paragraph)
            paragraph += "\n" in m.group("gap")
    _close(sentences, text, start, len(text), len(text), paragraph)
    return sentences


def _dateline(text: str) -> int:
    """Where the text begins after "KYIV, May 31 (Northgate Press) - " or "MOSCOW, May 21. /TASS/. "."""
    m = _DATELINE.match(text)
    return m.end() if m else 0


def _close(sentences: list[Sentence], text: str, start: int, end: int, resume: int, paragraph: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        sentences.append(Sentence(text, start, end, paragraph))
    return resume


def _wrapped_line(text: str, end: int, resume: int) -> bool:
    """A line break inside a sentence: no stop before it, a small letter after it, no blank line between."""
    before, after = text[end - 1 : end], text[resume : resume + 1]
    return text.count("\n", end, resume) == 1 and after.islower() and (before.isalnum() or before == ",")


def _ends_sentence(text: str, start: int, m: "re.Match[str]") -> bool:
    after = text[m.end() : m.end() + 60]
    if not after:
        return True
    head = after.lstrip(OPENERS + " ")
    if "\n" in m.group("gap"):
        return True
    if head[:1].islower():
        return False
    stop, close = m.group("stop"), m.group("close")
    if close and stop[-1] in "!?" and _SAYS.match(after):
        return False
    if stop != "." or close:
        return True
    last = _LAST_WORD.search(text[max(start, m.start() - 24) : m.start()])
    if last is None:
        return True
    word = last.group(1).lower()
    if word in ABBREVIATIONS:
        return word in {"no", "mar", "co", "etc", "fig", "al"} and not head[:1].isdigit() and _opens(head)
    if len(word) == 1 and last.group(1).isupper():
        return _opens(head) and word != "i"
    if word in INITIALISMS and (last.group(1).isupper() or "." in word or word in {"am", "pm"}):
        return _opens(head) or after[0] in '“"•'
    return True


def _opens(head: str) -> bool:
    first = _FIRST_WORD.match(head)
    return first is not None and first.group().lower() in OPENING_WORDS


def lowered(text: str) -> str:
    """The text in small letters with every offset kept: as it is where a capital has a small form of another length."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
