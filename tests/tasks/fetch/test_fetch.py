"""What is fetched again and what is not; how long is waited; what a site may ask for."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpcore
import pytest

from tasks.discover import Source, policy_for
from tasks.fetch import fetch
from tasks.web import Known, Policy, WebThread
from tasks.web.charset import charset_of
from tasks.web.client import retry_after
from tasks.web.failure import FetchFailure
from tasks.web.network import GuardedBackend, is_public
from tasks.web.robots import robots_of
from tasks.web.rows import Run, candidate
from tests.faults.loopback import Loopback, Request, loopback
from warehouse.records import Candidate, Outcome, Page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RUN = Run(run_id="r", now=lambda: NOW)
PAGE = b"<html><body><p>A page."
FIRST, LATER = NOW - timedelta(hours=2), NOW - timedelta(minutes=90)


async def page_with_validators(request: Request) -> None:
    """Answers 304 where the request names the etag; /changed has another etag and another body."""
    etag = '"2"' if request.path == "/changed" else '"1"'
    if request.headers.get("if-none-match") == etag:
        await request.answer(b"", f"ETag: {etag}", status="304 Not Modified")
    else:
        await request.answer(PAGE + etag.encode(), f"ETag: {etag}", "Last-Modified: Sun, 01 Jun 2025 08:00:00 GMT")


async def page_without_validators(request: Request) -> None:
    await request.answer(PAGE)


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with loopback({"a.example": page_with_validators, "b.example": page_without_validators}) as it:
        yield it


def crawl(server: Loopback, urls: Sequence[str], known: dict[str, Known]) -> list[Page | Outcome]:
    routes = dict.fromkeys(server.behaviours, ("127.0.0.1", server.port))
    candidates = [candidate(RUN, "s", url, "Listed title", NOW) for url in urls]
    with WebThread(Policy(delay=0.001, routes=routes), lambda: NOW) as web:
        return list(fetch(candidates, lambda asked: {u: known[u] for u in asked if u in known}, web, run_id="r"))


def ended(rows: Sequence[Page | Outcome]) -> list[str]:
    return [row.outcome for row in rows if isinstance(row, Outcome)]


def holding(page: Page, last: datetime = FIRST) -> Known:
    return Known(
        first_fetched_at=FIRST,
        last_visited_at=last,
        body_sha256=page.body_sha256,
        etag=page.etag,
        last_modified=page.last_modified,
    )


def test_a_page_keeps_what_came_with_it(server: Loopback) -> None:
    page, outcome = crawl(server, ["http://a.example/1"], {})
    assert isinstance(page, Page)
    assert isinstance(outcome, Outcome)
    assert (page.etag, page.last_modified) == ('"1"', "Sun, 01 Jun 2025 08:00:00 GMT")
    assert (page.listed_title, page.listed_at, page.http_status) == ("Listed title", NOW, 200)
    assert (page.body, page.content_type) == (PAGE + b'"1"', "text/html; charset=utf-8")
    assert (outcome.outcome, outcome.item, outcome.bytes) == ("ok", "http://a.example/1", len(page.body))
    assert outcome.elapsed_ms is not None


def test_a_page_that_is_due_is_asked_for_conditionally(server: Loopback) -> None:
    (page, _) = crawl(server, ["http://a.example/1"], {})
    assert isinstance(page, Page)
    rows = crawl(server, ["http://a.example/1"], {page.url: holding(page)})
    assert ended(rows) == ["unchanged"]
    assert rows[0].bytes == 0  # type: ignore[union-attr]


def test_a_page_that_changed_is_stored_again(server: Loopback) -> None:
    (page, _) = crawl(server, ["http://a.example/1"], {})
    assert isinstance(page, Page)
    rows = crawl(server, ["http://a.example/changed"], {"http://a.example/changed": holding(page)})
    assert ended(rows) == ["ok"]
    assert isinstance(rows[0], Page)


def test_the_same_body_again_is_unchanged_also_without_validators(server: Loopback) -> None:
    (page, _) = crawl(server, ["http://b.example/1"], {})
    assert isinstance(page, Page)
    assert ended(crawl(server, ["http://b.example/1"], {page.url: holding(page)})) == ["unchanged"]


def test_a_page_that_is_not_due_is_not_asked_for(server: Loopback) -> None:
    (page, _) = crawl(server, ["http://a.example/1"], {})
    assert isinstance(page, Page)
    before = len(server.seen)
    assert ended(crawl(server, ["http://a.example/1"], {page.url: holding(page, LATER + timedelta(hours=1))})) == [
        "known"
    ]
    assert len(server.seen) == before


def test_an_address_named_by_two_sources_is_fetched_once(server: Loopback) -> None:
    first = candidate(RUN, "one", "http://a.example/1")
    second = candidate(RUN, "two", "http://a.example/1")
    with WebThread(Policy(delay=0.001, routes={"a.example": ("127.0.0.1", server.port)}), lambda: NOW) as web:
        rows = list(fetch([first, second], lambda urls: {}, web, run_id="r"))
    items = {row.item: row.outcome for row in rows if isinstance(row, Outcome)}
    assert items == {"http://a.example/1": "ok", second.candidate_id: "duplicate"}


SPELLINGS = ["http://b.example/1", "http://b.example/1/", "http://www.b.example/1", "https://b.example/1"]


def test_one_article_is_fetched_once_however_its_address_is_spelt(server: Loopback) -> None:
    rows = crawl(server, SPELLINGS, {})
    assert sorted(ended(rows)) == ["duplicate", "duplicate", "duplicate", "ok"]
    (page,) = [row for row in rows if isinstance(row, Page)]
    assert page.url == SPELLINGS[0]
    for spelling in SPELLINGS[1:]:
        assert ended(crawl(server, [spelling], {page.url: holding(page)})) == ["known"]


def test_articles_that_differ_in_more_are_fetched_each(server: Loopback) -> None:
    urls = [
        "http://b.example/1",
        "http://b.example/1?page=2",
        "http://b.example/1/2",
        "http://b.example/",
        "http://b.example/2",
    ]
    assert ended(crawl(server, urls, {})) == ["ok"] * 5


def test_a_source_over_its_error_budget_is_told(server: Loopback) -> None:
    urls = [f"http://{host}.example/{number}" for number in range(6) for host in ("b", "nowhere")]
    routes = {"b.example": ("127.0.0.1", server.port)}
    with WebThread(Policy(delay=0.001, attempts=1, routes=routes), lambda: NOW, resolve=nowhere) as web:
        rows = list(fetch([candidate(RUN, "s", url) for url in urls], lambda asked: {}, web, run_id="r"))
    assert isinstance(rows[-1], Outcome)
    assert (rows[-1].step, rows[-1].item, rows[-1].outcome) == ("discover", "s#fetch", "over_error_budget")
    assert rows[-1].reason == "6 of the 12 addresses it named could not be fetched."


async def nowhere(host: str, port: int) -> Sequence[str]:
    raise OSError("no such name")


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://a.example:port/", "file:///etc/passwd", "https://", "", "nonsense"]
)
def test_an_address_that_is_none_is_told(server: Loopback, url: str) -> None:
    (row,) = crawl(server, [url], {})
    assert isinstance(row, Outcome)
    assert (row.outcome, row.reason) == ("bad_address", f"{url!r} is no valid web address.")


def test_candidates_are_taken_as_there_is_room(server: Loopback) -> None:
    """The list may be endless: only what fits the window is read ahead."""
    taken = 0

    def endless() -> Iterator[Candidate]:
        nonlocal taken
        while True:
            taken += 1
            yield candidate(RUN, "s", f"http://b.example/{taken}")

    with WebThread(Policy(delay=0.0, routes={"b.example": ("127.0.0.1", server.port)}), lambda: NOW) as web:
        rows = fetch(endless(), lambda urls: {}, web, run_id="r")
        assert isinstance(next(rows), Page)
        rows.close()
    assert taken <= 10_500


@pytest.mark.parametrize(
    ("age", "since_visit", "due"),
    [
        ("00:59", "00:59", False),
        ("01:00", "01:00", True),
        ("02:00", "00:30", False),
        ("06:10", "05:00", True),
        ("23:00", "10:00", False),
        ("24:00", "10:00", True),
        ("30:00", "05:00", False),
        ("99:00", "99:00", True),
        ("99:00", "70:00", False),
    ],
)
def test_a_page_is_looked_at_again_after_1_6_and_24_hours(age: str, since_visit: str, due: bool) -> None:
    def hours(text: str) -> timedelta:
        return timedelta(hours=int(text[:2]), minutes=int(text[3:]))

    assert Policy().is_due(NOW - hours(age), NOW - hours(since_visit), NOW) is due


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), 0),
        ("soon", None),
        ("-5", None),
        (None, None),
    ],
)
def test_retry_after_has_two_forms(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.9.9", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.2.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


class Connections(httpcore.AsyncMockBackend):
    """Keeps the addresses that were connected to."""

    def __init__(self) -> None:
        super().__init__([])
        self.made: list[tuple[str, int]] = []

    async def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        self.made.append((host, port))
        return await super().connect_tcp(host, port)


def connect(answers: list[list[str]], times: int = 1, **policy: Any) -> list[tuple[str, int]]:
    """Connects to a host whose name resolves to the answers in turn; gives the addresses connected to."""
    turns = iter(answers)

    async def resolve(host: str, port: int) -> Sequence[str]:
        return next(turns)

    inner = Connections()
    backend = GuardedBackend(Policy(**policy), resolve, inner)

    async def several() -> None:
        for _ in range(times):
            await backend.connect_tcp("news.example", 443)

    asyncio.run(several())
    return inner.made


def test_the_checked_address_is_connected_to_and_no_second_answer_is_asked_for() -> None:
    assert connect([["8.8.8.8"]]) == [("8.8.8.8", 443)]
    assert connect([["10.0.0.1", "8.8.8.8"]]) == [("8.8.8.8", 443)]


def test_a_name_that_turns_private_later_is_blocked_then() -> None:
    with pytest.raises(FetchFailure, match="no public address"):
        connect([["8.8.8.8"], ["127.0.0.1"]], times=2)


def test_a_source_that_is_marked_local_may_be_on_a_private_network() -> None:
    assert connect([["10.0.0.1"]], local_hosts=frozenset({"news.example"})) == [("10.0.0.1", 443)]
    source = Source(id="s", name="S", kind="feed", address="http://intranet.example/rss", local=True)
    assert policy_for(Policy(), [source]).local_hosts == {"intranet.example"}


UKRAINIAN = "Повітряні сили збили двісті десять безпілотників у ніч на неділю. " * 5


@pytest.mark.parametrize(
    ("body", "content_type", "codec"),
    [
        (UKRAINIAN.encode(), None, "utf-8"),
        (UKRAINIAN.encode("utf-8-sig"), "text/html; charset=windows-1251", "utf-8-sig"),
        (UKRAINIAN.encode("utf-16"), None, "utf-16"),
        (f"<p>{UKRAINIAN * 2}".encode(), "text/html; charset=windows-1251", "utf-8"),
        (UKRAINIAN.encode("cp1251"), "text/html; charset=windows-1251", "cp1251"),
        (UKRAINIAN.encode("koi8-u"), "text/html; charset=KOI8-U", "koi8-u"),
        (b'<meta charset="windows-1251">' + UKRAINIAN.encode("cp1251"), "text/html", "cp1251"),
        (b'<?xml version="1.0" encoding="windows-1251"?>' + UKRAINIAN.encode("cp1251"), None, "cp1251"),
        (UKRAINIAN.encode("cp1251"), "text/html; charset=utf-8", "cp1251"),
        ("It’s a café".encode("cp1252"), "text/html; charset=iso-8859-1", "cp1252"),
        ((UKRAINIAN * 20).encode() + b"\xff", "text/html; charset=utf-8", "utf-8"),
        (b"plain words", "text/html; charset=no-such-charset", "utf-8"),
    ],
)
def test_the_charset_is_the_one_the_bytes_decode_by(body: bytes, content_type: str | None, codec: str) -> None:
    assert charset_of(body, content_type) == codec


ROBOTS = b"""User-agent: sitrep
Crawl-delay: 7
Disallow: /private
Allow: /private/open

User-agent: *
Disallow: /

Sitemap: https://a.example/news.xml
"""


def test_robots_rules_for_us_come_before_rules_for_all() -> None:
    robots = robots_of(200, ROBOTS, Policy())
    robots.check("https://a.example/news", Policy())
    robots.check("https://a.example/private/open", Policy())
    with pytest.raises(Exception, match="asks not to fetch"):
        robots.check("https://a.example/private/1", Policy())
    assert robots.delay(Policy()) == 7
    assert robots.delay(Policy(max_crawl_delay=5)) == 5
    assert robots.sitemaps == ("https://a.example/news.xml",)


@pytest.mark.parametrize(
    ("status", "is_open"), [(404, True), (401, True), (403, True), (429, False), (500, False), (503, False)]
)
def test_what_an_answer_without_robots_means(status: int, is_open: bool) -> None:
    assert (robots_of(status, b"", Policy()).closed is None) is is_open


def test_the_operator_is_told_to_every_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITREP_FETCH_CONTACT", "desk@example.org")
    assert Policy().user_agent == "Sitrep/0.1 (+desk@example.org)"
