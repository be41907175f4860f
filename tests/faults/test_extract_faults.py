"""Hostile and broken pages: each ends in an outcome within two seconds and bounded memory, and costs no other page."""

import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tasks.extract import Extracted, Keep, bounds, extract, load_topic
from tasks.extract import article as reading
from tests.tasks.extract.pages import NOW, html, page, read
from warehouse.records import Page

SENTENCE = b"The ministry said on Tuesday that the bridge would be open again by the end of the year. "
SECONDS = 2.0
MEGABYTES = 400

PAGES = {
    "60,000 links": b"<html><body>" + b'<div class="row"><a href="/x">A link to some story</a></div>' * 60_000,
    "20,000 links": b"<html><body>" + b'<div class="row"><a href="/x">A link to some story</a></div>' * 20_000,
    "20,000 paragraphs": b"<html><body>" + b"<p>A short paragraph of a long page.</p>" * 20_000,
    "a table of 15,000 rows": b"<html><body><table>" + b"<tr><td>one</td><td>two</td></tr>" * 15_000,
    "10,000 deep": b"<html><body>" + b"<div>" * 10_000 + b"x" + b"</div>" * 10_000,
    "10,000 deep inline": b"<html><body><p>" + b"<span>" * 10_000 + SENTENCE,
    "unclosed": b"<p><b><i><a>" * 20_000 + SENTENCE,
    "one line of 9 MB": b"<html><body><p>" + SENTENCE * 100_000,
    "one word of 9 MB": b"<html><body><p>" + b"w" * 9_000_000,
    "100,000 attributes": b"<html><body " + b" ".join(b'a%d="x"' % n for n in range(100_000)) + b"><p>" + SENTENCE,
    "45,000 meta tags": b"<html><head>" + b'<meta name="author" content="A B">' * 45_000 + b"</head><body>",
    "2,000 JSON-LD blocks": b'<script type="application/ld+json">{"@type":"Article"}</script>' * 2_000 + SENTENCE,
    "deep JSON-LD": b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script><p>" + SENTENCE * 3,
    "a million entities": b"<html><body><p>" + b"&amp;" * 1_000_000,
    "comments unclosed": b"<!--" * 200_000 + b"<p>" + SENTENCE,
    "NUL bytes": html().replace(" ", " \x00").encode(),
    "no body": b"<h1>The bridge</h1><p>" + SENTENCE * 3,
    "wrong encoding": html().replace("mill", "Mühle").encode("cp1252"),
    "UTF-16 without a mark": html().encode("utf-16-le"),
    "an image named .html": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400,
    "noise": bytes((n * 7919) % 256 for n in range(200_000)),
    "2 MB of opening signs": b"<html><body><p>Ukraine" + b"<" * 2_000_000,
    "titles without an end": b"<html><head>Ukraine" + b"<title " * 300_000,
    "titles of many parts": b"<head>" + b'<meta property="og:title" content="%s">' % (b"a - b | " * 2_000) * 40,
    "a class of 400,000 digits": b'<div class="%s"><p>' % (b"0" * 400_000) + SENTENCE * 9,
    "8,000 other paragraphs": b"<body>" + b"".join(b"<div><p>%d: %s</p></div>" % (n, SENTENCE) for n in range(8_000)),
    "an articleBody of opening signs": b'<script type="application/ld+json">{"@type":"LiveBlogPosting",'
    b'"liveBlogUpdate":[{"articleBody":"%s"},{"articleBody":"x"}]}</script><p>' % (b"<" * 500_000) + SENTENCE,
    "nothing": b"",
}
READABLE = {"NUL bytes", "no body", "wrong encoding", "UTF-16 without a mark", "deep JSON-LD"}


@pytest.fixture(scope="module", autouse=True)
def language_model_loaded() -> None:
    read(page(html()))


@pytest.mark.parametrize("keep", ["full", "relevant"])
@pytest.mark.parametrize("name", PAGES)
def test_hostile_page(name: str, keep: Keep) -> None:
    started = time.process_time()
    found = extract(page(PAGES[name], content_type=None), load_topic(), NOW, keep)
    assert time.process_time() - started < SECONDS
    assert found.outcome in {"ok", "irrelevant", "empty", "broken", "not_html", "too_large", "timeout"}
    assert found.outcome in {"ok", "irrelevant"} or found.reason
    if name in READABLE and keep == "full":
        assert found.articles


@pytest.mark.parametrize("name", ["60,000 links", "one line of 9 MB", "20,000 paragraphs"])
def test_memory_is_bounded(name: str) -> None:
    given = page(PAGES[name])
    tracemalloc.start()
    read(given)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEGABYTES * 2**20


def in_a_thread(given: Page) -> Extracted:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(read, given).result()


@pytest.mark.parametrize("reader", [read, in_a_thread])
def test_a_page_that_never_ends_is_timed_out(
    reader: Callable[[Page], Extracted], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stuck(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(reading, "SECONDS_PER_PAGE", 0.05)
    monkeypatch.setattr(reading, "read_blocks", stuck)
    assert reader(page(html())).outcome == "timeout"


def test_pages_in_threads_are_timed_out_one_by_one() -> None:
    """Blocks that end around their bound: each raises OutOfTime inside or not at all, and no other one's."""

    def work(number: int) -> bool:
        ended = False
        try:
            with bounds.at_most(0.002):
                until = time.thread_time() + 0.0005 * (number % 8)
                while time.thread_time() < until:
                    pass
                ended = True
        except bounds.OutOfTime:
            return number % 8 > 0
        return ended

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(400)))


def test_waiting_is_not_computing() -> None:
    def wait() -> str:
        with bounds.at_most(0.01):
            time.sleep(0.05)
        return "in time"

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(wait).result() == wait() == "in time"


def test_a_mistake_in_a_library_costs_only_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise RecursionError

    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_blocks", breaks)
        assert read(page(html())).outcome == "broken"
    assert read(page(html())).articles


def test_the_bound_leaves_other_timers_alone() -> None:
    import signal

    signal.signal(signal.SIGVTALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_VIRTUAL, 60)
    with bounds.at_most(1):
        pass
    rest, _ = signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    assert 50 < rest <= 61
