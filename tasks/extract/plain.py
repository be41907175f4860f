"""An article that came as plain text: publisher, title, captions and date, told from the shape of its paragraphs."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from tasks.extract.dates import EARLIEST
from tasks.extract.people import is_by_line, is_desk_line, is_person, people
from tasks.extract.repair import one_line, paragraphs, repair
from tasks.extract.shown import days_in

_SENTENCE_END = re.compile(r"""[.!?…:;,]["'”’)\]]*$""")
_SENTENCES = re.compile(r"""[.!?…]["'”’)]*\s+(?=["'“‘(]?[A-ZÀ-ÞА-ЯЁІЇЄҐ])""")
_AGENCIES = r"\(?(?:[\w.’'-]+ ){0,6}[\w.’'-]+\s*/\s*(?:via )?[A-Z][\w .’'-]*(?:\s*/\s*(?:via )?[A-Z][\w .’'-]*)*\)?"
_CREDIT = re.compile(
    rf"^(?:(?:photo(?:graph)?s?|pictures?|images?|credits?)(?: by|\s?credits?)?\s?[:/].{{1,80}}"
    rf"|(?:photo(?:graph)?s? by|©|\(c\)) .{{1,80}}|{_AGENCIES})$",
    re.IGNORECASE,
)
_CREDIT_WORDS = 14
_CAPTION_CHARS = 500
_CAPTION_WORDS = 35
_ADDRESS = re.compile(r"\w+://\S+")
_QUOTE = re.compile('["“”«»]')
_HEADLINE_CHARS = 220
_TAIL_WORDS = 6
_MASTHEAD_WORDS = 7
_DATE_CHARS = 22
_DATE_LINE_CHARS = 100
_PLACE_CHARS = 40
_DASH = re.compile(r"\s[–—-]{1,2}\s")
_NAME_WORD = re.compile(r"[^\W_][\w&.'’-]*")


@dataclass(frozen=True)
class PlainText:
    """The parts of an article that came as text."""

    publisher: str | None
    title: str | None
    authors: tuple[str, ...]
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    published: date | None


def read_plain(text: str, now: datetime) -> PlainText:
    """The parts of a plain-text article; its date is inferred from the dates of its captions or its date line."""
    masthead, lines = _masthead(_with_head_by_line(text))
    title, lines = _title(lines)
    by, lines = _by_lines(lines)
    lines, captions = split_captions(without_tail(lines))
    return PlainText(
        publisher=masthead,
        title=title,
        authors=_authors(by, masthead),
        paragraphs=tuple(lines),
        captions=tuple(captions),
        published=_date(by, lines, captions, now),
    )


def _with_head_by_line(text: str) -> list[str]:
    """The paragraphs of a text, with the byline and date apart that stand right under its title, by line."""
    lines = [line for line in paragraphs(text) if not _ADDRESS.fullmatch(line)]
    above, _, below = repair(text).strip().partition("\n\n")
    head = [one_line(line) for line in above.splitlines()]
    first = next((at for at, line in enumerate(head) if at and is_by_line(line)), 0)
    if not below.strip() or not first or not all(is_by_line(line) for line in head[first:]):
        return lines
    return [" ".join(head[:first]), *head[first:], *lines[1:]]


def split_captions(lines: list[str]) -> tuple[list[str], list[str]]:
    """Paragraphs without photo captions, and the captions, each with its credit.

    A credit is a short line of names and agencies; the single sentence before it is its caption. In a text that has
    credits, a lone sentence that ends in a full date is a caption too.
    """
    kept: list[str] = []
    captions: list[str] = []
    for line in lines:
        if is_credit(line):
            if kept and is_caption(kept[-1]):
                captions.append(f"{kept.pop()} ({line.strip('()')})")
            elif captions and "(" not in captions[-1]:
                captions[-1] += f" ({line.strip('()')})"
        else:
            kept.append(line)
    dated = [line for line in kept if _ends_in_date(line)] if captions else []
    return [line for line in kept if line not in dated], captions + dated


def without_tail(lines: list[str]) -> list[str]:
    """Paragraphs without what trails them: buttons and links, which are no sentences, and who reported and edited."""
    end = len(lines)
    while end > 1 and _trails(lines[end - 1]):
        end -= 1
    return lines[:end]


def _trails(line: str) -> bool:
    return is_desk_line(line) or (is_fragment(line) and not is_credit(line))


def is_fragment(line: str) -> bool:
    """Whether a line is a few words that are no sentence: a button, a link, a label."""
    return len(line.split()) <= _TAIL_WORDS and not _SENTENCE_END.search(line)


def is_credit(line: str) -> bool:
    """Whether a line is a photo credit: names and agencies joined by slashes, or a credit word and a name."""
    return len(line.split()) <= _CREDIT_WORDS and not line.endswith((".", "?", "!")) and bool(_CREDIT.match(line))


def is_caption(line: str) -> bool:
    """Whether a paragraph before a credit has the shape of a caption: a sentence or two, dated or short and quiet."""
    if len(line) > _CAPTION_CHARS or len(_SENTENCES.findall(line)) > 1:
        return False
    return any(True for _ in days_in(line)) or (len(line.split()) <= _CAPTION_WORDS and not _QUOTE.search(line))


def dates_in(text: str, now: datetime) -> Iterator[date]:
    """The full dates (day, month and year) that stand in a text, none before 1995 and none after now."""
    for _, days in days_in(text):
        if EARLIEST <= days[0] <= now.date():
            yield days[0]


def _ends_in_date(line: str) -> bool:
    dated = any(len(line) - at <= _DATE_CHARS for at, _ in days_in(line))
    return dated and is_caption(line) and not _QUOTE.search(line)


def _masthead(lines: list[str]) -> tuple[str | None, list[str]]:
    """The outlet's name where the first line is only that: a few words in capitals, perhaps with damaged signs.

    It is spelled as in the text where it stands there, else with capitals only where a word is an acronym.
    """
    if len(lines) < 3 or len(lines[0].split()) > _MASTHEAD_WORDS:
        return None, lines
    words = [word for word in lines[0].split() if _NAME_WORD.fullmatch(word)]
    name = " ".join(words)
    if not name.isupper():
        return None, lines
    written = re.finditer(rf"\b{re.escape(name)}\b", "\n".join(lines[1:]), re.IGNORECASE)
    spelled = next((found[0] for found in written if found[0][0].isupper()), None)
    return spelled or " ".join(w if w in _acronyms() else w.capitalize() for w in words), lines[1:]


@cache
def _acronyms() -> frozenset[str]:
    table = tomllib.loads((Path(__file__).parent / "lexicon" / "outlets.toml").read_text("utf-8"))
    return frozenset(table["acronyms"])


def _title(lines: list[str]) -> tuple[str | None, list[str]]:
    if len(lines) > 1 and len(lines[0]) <= _HEADLINE_CHARS and not re.search(r"[.,;:]$", lines[0]):
        return lines[0].lstrip("# "), lines[1:]
    return None, lines


def _by_lines(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines right under the title that only name authors or a date, and the rest."""
    end = 0
    while end < len(lines) and is_by_line(lines[end]):
        end += 1
    return lines[:end], lines[end:]


def _authors(by: list[str], masthead: str | None) -> tuple[str, ...]:
    """The people of the lines under the title; beside a date only those who stand before it, as weekdays do too."""
    names: list[str] = []
    for line in by:
        at = next((at for at, _ in days_in(line)), None)
        names += [name for name in people([line[:at]], masthead) if at is None or is_person(name)]
    return tuple(dict.fromkeys(names))


def _date(by: list[str], lines: list[str], captions: list[str], now: datetime) -> date | None:
    """The date under the title; else the latest of the captions, as no photo is younger; else the date line's."""
    under_title = next((day for line in by for day in dates_in(line, now)), None)
    latest = max(dates_in("\n".join(captions), now), default=None)
    return under_title or latest or next(_date_line(lines[0], now) if lines else iter(()), None)


def _date_line(line: str, now: datetime) -> Iterator[date]:
    for at, days in days_in(line[:_DATE_LINE_CHARS]):
        if at < _PLACE_CHARS and _DASH.search(line[at:_DATE_LINE_CHARS]) and EARLIEST <= days[0] <= now.date():
            yield days[0]
