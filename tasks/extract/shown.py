"""Dates as readers see them: the day written by the headline, in several languages."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Literal

from tasks.extract.blocks import Block, named_above

BEFORE_HEADLINE = 6
AFTER_HEADLINE = 25
BELOW_DECK = 8
LONGEST = 400
SHORTEST = 120
SENTENCE = 60
CLOCK_REACH = 45
LABEL_CHARS = 30
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.](\d\d)(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMERIC = (
    r"(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
    r"|(?P<a2>\d{1,2})[-/.](?P<b2>\d{1,2})[-/.](?P<y2>(?:19|20)\d\d)"
)


@dataclass(frozen=True)
class ShownDate:
    """A day written on the page, and the minute of the clock time after it, if any.

    `days` has two where day and month could change places; `label` is what the words before it say.
    """

    days: tuple[date, ...]
    minute: int | None
    label: Literal["published", "updated"] | None


@dataclass(frozen=True)
class _Words:
    months: dict[str, int]
    dates: re.Pattern[str]
    published: re.Pattern[str]
    updated: re.Pattern[str]


def shown_dates(blocks: Sequence[Block], headline: int, first_text: int) -> list[ShownDate]:
    """The dates between the headline and the text, those after the headline first; captions and sentences left out."""
    start = max(0, headline - BEFORE_HEADLINE) if headline >= 0 else max(0, first_text - AFTER_HEADLINE)
    end = min(max(first_text, headline) + BELOW_DECK, start + BEFORE_HEADLINE + AFTER_HEADLINE, len(blocks))
    found: list[ShownDate] = []
    after: list[ShownDate] = []
    before = ""
    for block in blocks[start:end]:
        if len(block.text) <= (LONGEST if block.index < first_text else SHORTEST) and not _tells(block):
            text = " ".join(block.box.itertext())[:LONGEST]
            (after if block.index > headline else found).extend(_dates_of(text, before))
        before = block.text[-LABEL_CHARS:]
    return after + found


def _tells(block: Block) -> bool:
    """Whether a block is a caption, a quotation or a sentence, whose dates are not the article's."""
    return (
        block.kind in ("caption", "quote")
        or "figure" in block.zones
        or any("caption" in named.words for named in islice(named_above(block), 2))
        or (block.text.endswith(".") and len(block.text) >= SENTENCE)
    )


def _dates_of(text: str, before: str) -> Iterator[ShownDate]:
    for at, days in days_in(text):
        label = f"{before} {text[:at]}"[-LABEL_CHARS:].lower()
        clock = _CLOCK.search(text, at, at + CLOCK_REACH)
        published = max((found.start() for found in _words().published.finditer(label)), default=-1)
        updated = max((found.start() for found in _words().updated.finditer(label)), default=-1)
        yield ShownDate(
            days=days,
            minute=int(clock[1]) if clock else None,
            label="updated" if updated > published else "published" if published >= 0 else None,
        )


def days_in(text: str) -> Iterator[tuple[int, tuple[date, ...]]]:
    """The full dates of a text with the place of each."""
    if not _YEAR.search(text):
        return
    words = _words()
    for found in words.dates.finditer(text):
        parts = found.groupdict()
        if parts["y1"]:
            options = [(parts["y1"], parts["m1"], parts["d1"])]
        elif parts["y2"]:
            options = [(parts["y2"], parts["b2"], parts["a2"]), (parts["y2"], parts["a2"], parts["b2"])]
        else:
            month = words.months[(parts["m3"] or parts["m4"]).lower()]
            options = [(parts["y3"] or parts["y4"], str(month), parts["d3"] or parts["d4"])]
        days = dict.fromkeys(day for day in (_day(*option) for option in options) if day)
        if days:
            yield found.start(), tuple(days)


@cache
def _words() -> _Words:
    table = tomllib.loads((Path(__file__).parent / "lexicon" / "dates.toml").read_text("utf-8"))
    months = {
        name: number
        for language in table.values()
        for number, names in enumerate(language["months"], 1)
        for name in names
    }
    labels = {
        label: re.compile("|".join(re.escape(word) for language in table.values() for word in language[label]))
        for label in ("published", "updated")
    }
    month = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    year = r"(?:19|20)\d\d"
    dates = re.compile(
        rf"(?<![\w/.-])(?:{_NUMERIC}"
        rf"|(?P<m3>{month})\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>{year})"
        rf"|(?P<d4>\d{{1,2}})(?:st|nd|rd|th|\.|er|º)?\s+(?:de\s+)?(?P<m4>{month})\.?,?\s+(?:de\s+)?(?P<y4>{year}))(?!\d)",
        re.IGNORECASE,
    )
    return _Words(months, dates, labels["published"], labels["updated"])


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
