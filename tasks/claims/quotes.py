"""Quotations: where the quoted words of a text begin and end."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """One stretch of quoted words: text[start:end] without its marks; outer_* with them.

    is_continued: the next quotation opens before this one is closed, as from paragraph to paragraph of one utterance.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    is_continued: bool


_MARK = re.compile(r"[“”„«»\"‘]|(?<=[.,!?…”])’(?=\s|$|[.,;])|''")
_MAX_LENGTH = 3000


def find_quotes(text: str) -> list[Quote]:
    """Quotations in order, never overlapping. Marks that match no other are passed over."""
    quotes: list[Quote] = []
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        if opened is not None and mark.start() - opened.start() > _MAX_LENGTH:
            opened = None
        if opened is None:
            if _opens(text, mark):
                opened = mark
        elif _closes(text, opened.group(), mark):
            quotes.append(_quote(text, opened, mark.start(), mark.end(), is_continued=False))
            opened = None
        elif mark.group() == opened.group() and _opens(text, mark):
            if "\n" in text[opened.end() : mark.start()]:
                line_end = text.index("\n", opened.end())
                if _starts_line(text, opened.start()) or _is_introduced(text, opened.start(), line_end):
                    quotes.append(_quote(text, opened, line_end, line_end, is_continued=True))
                opened = mark
            elif _at_sentence_end(text, mark.start()):
                quotes.append(_quote(text, opened, mark.start(), mark.start(), is_continued=True))
                opened = mark
    return [quote for quote in quotes if quote.end > quote.start]


def _quote(text: str, opened: "re.Match[str]", end: int, outer_end: int, *, is_continued: bool) -> Quote:
    start = opened.end()
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Quote(start, end, opened.start(), max(outer_end, end) if not is_continued else end, is_continued)


def _opens(text: str, mark: "re.Match[str]") -> bool:
    kind, before, after = mark.group(), text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    if kind in "“„«":
        return not before.isalnum()
    if kind in ('"', "‘", "''"):
        return (not before or before.isspace() or before in "([—–-:“") and bool(after) and not after.isspace()
    return False


def _closes(text: str, opening: str, mark: "re.Match[str]") -> bool:
    kind = mark.group()
    if opening == "“":
        return kind == "”" or (kind == '"' and not _opens(text, mark))
    if opening == "„":
        return kind in "“”"
    if opening == "«":
        return kind == "»"
    if opening == "‘":
        return kind == "’"
    if opening == '"':
        return kind in '"”' and not _opens(text, mark)
    return kind == opening


def _starts_line(text: str, position: int) -> bool:
    return position == 0 or text[position - 1] == "\n"


def _is_introduced(text: str, position: int, line_end: int) -> bool:
    """Whether words before a mark bring the quotation, which goes on to the end of its line ("X said: “…")."""
    return text[max(0, position - 3) : position].rstrip(" ").endswith(":") and _at_sentence_end(text, line_end)


def _at_sentence_end(text: str, position: int) -> bool:
    before = text[:position].rstrip() if position < 4 else text[position - 4 : position].rstrip()
    return before.endswith((".", "!", "?", "…", "...", ":"))
