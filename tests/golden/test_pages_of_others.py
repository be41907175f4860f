"""The real pages of ../shared/corpus, where at hand: what score_pages.py measures, with floors that may only rise.

The floors stand below the figures of the day by what a page or two weigh. The dates of about one page in fourteen are
mistaken in the gold itself (years), so that 0.93 is about the most that can be had there.
"""

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from tests.tasks.extract.pages import page, read

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FLOORS = {"text_f1": 0.95, "text_precision": 0.93, "title_exact": 0.97, "date_exact": 0.88, "authors_exact": 0.93}

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not (CORPUS / "dev" / "pages.warc.gz").exists(), reason="../shared/corpus is not at hand"),
]


@cache
def figures() -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location("score_pages", CORPUS / "score_pages.py")
    assert spec and spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold = [json.loads(line) for line in (CORPUS / "dev" / "pages_gold.jsonl").read_text("utf-8").splitlines()]
    found = {}
    with (CORPUS / "dev" / "pages.warc.gz").open("rb") as archive:
        for record in ArchiveIterator(archive, record_types=WarcRecordType.response, parse_http=True):
            url = record.headers["WARC-Target-URI"]
            for article in read(page(record.reader.read(), url=url, origin="warc")).articles[:1]:
                found[url] = {
                    "title": article.title,
                    "authors": article.authors,
                    "published_at": article.published_at,
                    "text": article.text,
                }
    measured: dict[str, Any] = scorer.score(gold, found)
    return measured


@pytest.mark.parametrize("figure", FLOORS)
def test_floor(figure: str) -> None:
    assert figures()[figure] >= FLOORS[figure]


def test_every_page_has_an_article() -> None:
    assert figures()["found"] == figures()["pages"]
