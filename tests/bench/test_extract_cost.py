"""What extraction costs, as ratios to trafilatura on the same pages in the same run (computing time, not the clock)."""

import json
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import trafilatura
from fastwarc.warc import ArchiveIterator, WarcRecordType

from tasks.extract import Keep, extract, gate, load_topic
from tests.tasks.extract.pages import NOW, html, page
from warehouse.records import Page

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "dev"
STEP = 1.2
GATE = 6.0
RELEVANT_SHARE = 0.03
ROUNDS = 3

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not (CORPUS / "pages.warc.gz").exists(), reason="../shared/corpus is not at hand"),
]


@cache
def pages() -> list[Page]:
    found = []
    with (CORPUS / "pages.warc.gz").open("rb") as archive:
        for record in ArchiveIterator(archive, record_types=WarcRecordType.response, parse_http=True):
            found.append(page(record.reader.read(), url=record.headers["WARC-Target-URI"], origin="warc"))
    return found


def war_pages(number: int) -> list[Page]:
    """Relevant articles of the corpus in the page of another site, so that the stream has its share of them."""
    rows = [json.loads(line) for line in (CORPUS / "articles.jsonl").read_text("utf-8").splitlines()]
    about = {r["id"] for r in map(json.loads, (CORPUS / "gold.jsonl").read_text("utf-8").splitlines()) if r["relevant"]}
    chosen = [row for row in rows if row["id"] in about][:number]
    frame = pages()[0].body.decode()
    return [
        page(
            frame.replace("</body>", "".join(f"<p>{part}.</p>" for part in row["text"].split(". ")) + "</body>", 1),
            url=row["url"],
        )
        for row in chosen
    ]


def seconds(stream: list[Page], *runs: Callable[[Page], object]) -> list[float]:
    """What each run computes over the stream, in seconds: the least of several rounds, as neighbours only ever add."""
    least = [float("inf")] * len(runs)
    for _ in range(ROUNDS):
        for index, run in enumerate(runs):
            run(stream[0])
            started = time.process_time()
            for given in stream:
                run(given)
            least[index] = min(least[index], time.process_time() - started)
    return least


def step(keep: Keep) -> Callable[[Page], object]:
    return lambda given: extract(given, load_topic(), NOW, keep)


def plain(given: Page) -> object:
    return trafilatura.extract(given.body)


def test_the_whole_step_against_trafilatura() -> None:
    ours, theirs = seconds(pages(), step("full"), plain)
    print(f"whole step: {ours / theirs:.2f} × trafilatura")
    assert ours <= STEP * theirs


def test_the_gate_against_trafilatura_on_a_stream_of_general_news() -> None:
    ours, theirs = seconds(pages() + war_pages(round(len(pages()) * RELEVANT_SHARE)), step("relevant"), plain)
    print(f"gate: {theirs / ours:.1f} × faster than trafilatura")
    assert theirs >= GATE * ours


def test_the_gate_loses_no_relevant_article() -> None:
    rows = [json.loads(line) for line in (CORPUS / "articles.jsonl").read_text("utf-8").splitlines()]
    gold = map(json.loads, (CORPUS / "gold.jsonl").read_text("utf-8").splitlines())
    relevant = {row["id"]: row["relevant"] for row in gold}
    topic = load_topic()
    for row in rows:
        if relevant[row["id"]]:
            markup = html(title=row["title"]).replace("<p>The mill", f"<p>{row['text']}</p><p>The mill")
            assert gate.passes(markup.encode(), None, topic), row["url"]
