"""Reads tests/golden/{talks,measures,statements}.toml and makes passages of their texts."""

import re
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tasks.claims.passage import Passage
from tasks.claims.read import passages
from warehouse.records import Article

NOW = datetime(2026, 1, 1, tzinfo=UTC)
STAGES = ("threatened", "proposed", "pledged", "adopted", "in_force", "extended", "suspended", "lifted", "rejected")


def rows(name: str, table: str) -> list[dict[str, Any]]:
    """The tables of one golden file."""
    with Path(__file__).with_name(f"{name}.toml").open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)[table]
    return found


def make_passage(text: str, published: date | str | None) -> Passage:
    """A passage of the text, as an article published on that day has it. The text must not be blank."""
    day = date.fromisoformat(published) if isinstance(published, str) else published
    article = Article(
        article_id="a",
        url="https://sample.example/a",
        source_id="input",
        publisher=None,
        title=None,
        authors=(),
        published_at=None,
        published_date=day,
        published_precision="day",
        published_basis=None,
        modified_at=None,
        language="en",
        text=text,
        captions="",
        text_sha256="",
        word_count=len(text.split()),
        is_relevant=True,
        page_id="p",
        extractor_version="1",
        recorded_at=NOW,
    )
    return passages(article, NOW)[0]


def parse_measure(line: str) -> dict[str, Any]:
    """Columns of core.measures that a line of measures.toml states (see its head)."""
    words = line.split()
    found: dict[str, Any] = {"instrument": words.pop(0)}
    while words:
        word = words.pop(0)
        if word in STAGES:
            found["stage"] = word
        elif ">" in word:
            actor, _, target = word.partition(">")
            found["actor"] = None if actor == "-" else actor
            found["target"] = None if target == "-" else target.replace("_", " ")
        elif word.endswith("%"):
            found["rate"] = float(word[:-1])
        elif re.fullmatch(r"[\d.]+d", word):
            found["duration_days"] = float(word[:-1])
        elif word in ("from", "until"):
            found["date_start" if word == "from" else "date_end"] = date.fromisoformat(words.pop(0))
        elif word.isdigit():
            found["amount"], found["currency"] = float(word), words.pop(0)
    return found
