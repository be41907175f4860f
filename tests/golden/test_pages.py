"""Golden pages: our own pages of many shapes, and the article that each holds. Floors in pages.toml may only rise."""

import re
import tomllib
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tasks.extract import Extracted
from tests.tasks.extract.pages import page, read

FOLDER = Path(__file__).parent / "pages"
GOLDEN = tomllib.loads((Path(__file__).parent / "pages.toml").read_text("utf-8"))
PAGES: list[dict[str, Any]] = GOLDEN["page"]
FIELDS = ("publisher", "title", "authors", "date", "basis", "language", "captions", "relevant")


@cache
def extracted(name: str) -> Extracted:
    url = next(case["url"] for case in PAGES if case["name"] == name)
    return read(page((FOLDER / f"{name}.html").read_bytes(), url=url, content_type="text/html"))


def fields(name: str) -> dict[str, object]:
    found = extracted(name).articles[0]
    return {
        "publisher": found.publisher,
        "title": found.title,
        "authors": list(found.authors),
        "date": found.published_date,
        "basis": found.published_basis,
        "language": found.language,
        "captions": found.captions.split("\n") if found.captions else [],
        "relevant": found.is_relevant,
    }


def expected(case: dict[str, Any]) -> dict[str, object]:
    return {field: case.get(field, [] if field == "captions" else False) for field in FIELDS}


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1)))


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["name"])
def test_page(case: dict[str, Any]) -> None:
    assert fields(case["name"]) == expected(case)
    text = extracted(case["name"]).articles[0].text
    assert text.startswith(case["first"])
    assert text.endswith(case.get("last", ""))
    assert [words for words in case.get("absent", []) if words in text] == []
    assert [words for words in case.get("present", []) if words not in text] == []
    posts = [datetime.fromisoformat(stated).astimezone(UTC) for stated in case.get("posts", [])]
    assert [post.published_at for post in extracted(case["name"]).articles[1:]] == posts


def test_floors() -> None:
    """Text by 4-word shingles, each page weighing the same; fields by the share of them that are right."""
    both = gold_only = found_only = right = 0.0
    for case in PAGES:
        gold = shingles((FOLDER / f"{case['name']}.txt").read_text("utf-8"))
        found = shingles(extracted(case["name"]).articles[0].text)
        size = (gold | found).total()
        both += (gold & found).total() / size
        gold_only += (gold - found).total() / size
        found_only += (found - gold).total() / size
        want = expected(case)
        right += sum(fields(case["name"])[field] == want[field] for field in FIELDS)
    floors = GOLDEN["floors"]
    assert both / (both + found_only) >= floors["text_precision"]
    assert 2 * both / (2 * both + found_only + gold_only) >= floors["text_f1"]
    assert right / (len(PAGES) * len(FIELDS)) >= floors["fields"]
