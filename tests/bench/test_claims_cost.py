"""What reading an article costs, as a ratio to trafilatura on the same article's page (computing time, warm)."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import pytest
import trafilatura
from fastwarc.warc import ArchiveIterator, WarcRecordType

from tasks.claims.read import read
from tests.golden.claims_cases import article
from warehouse.records import Article

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "dev"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2025, 5, 21)
MOST = 0.4

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not (CORPUS / "pages.warc.gz").exists(), reason="../shared/corpus is not at hand"),
]

T = TypeVar("T")


def pages() -> list[str]:
    with (CORPUS / "pages.warc.gz").open("rb") as archive:
        records = ArchiveIterator(archive, record_types=WarcRecordType.response, parse_http=True)
        return [record.reader.read().decode("utf-8", "replace") for record in records]


def seconds(run: Callable[[T], object], stream: Sequence[T]) -> float:
    """Of two passes the quicker: the first compiles patterns, which a process does once."""

    def once() -> float:
        started = time.process_time()
        for item in stream:
            run(item)
        return time.process_time() - started

    return min(once(), once())


def test_claims_talks_measures_and_statements_cost_at_most_two_fifths_of_trafilatura() -> None:
    found = [(html, trafilatura.extract(html)) for html in pages()]
    found = [(html, text) for html, text in found if text]
    articles: list[Article] = [article(text, DAY) for _, text in found if text]
    page = seconds(trafilatura.bare_extraction, [html for html, _ in found])
    facts = seconds(lambda a: read(a, NOW), articles)
    print(f"trafilatura {page / len(found) * 1e3:.1f} ms, read {facts / len(found) * 1e3:.1f} ms: {facts / page:.2f}")
    assert facts / page <= MOST


def test_loading_the_lexicons_takes_less_than_importing_trafilatura() -> None:
    def import_seconds(module: str) -> float:
        code = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
        command = [sys.executable, "-c", code]
        runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(3)]
        return min(float(run.stdout) for run in runs)

    claims, trafilatura_itself = import_seconds("tasks.claims.read"), import_seconds("trafilatura")
    print(f"claims {claims * 1e3:.0f} ms, trafilatura {trafilatura_itself * 1e3:.0f} ms")
    assert claims <= trafilatura_itself
