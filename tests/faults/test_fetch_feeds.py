"""Feeds, sitemaps and channels that mean harm or are broken: each source ends in its own outcome."""

import asyncio
import gzip
import json
import random
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tasks.discover import Source, discover, policy_for
from tasks.discover.kinds import Window, list_gdelt, list_telegram
from tasks.discover.listing import Listed
from tasks.web import Known, Policy, WebThread
from tasks.web.client import Answer, Web
from tests.faults.loopback import Behaviour, Request, loopback
from warehouse.records import Candidate, Outcome, Page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOST = "http://a.example"


def feed(*items: str) -> str:
    return f"<rss><channel>{''.join(items)}</channel></rss>"


def item(path: str, date: str = "") -> str:
    return f"<item><link>{HOST}{path}</link><pubDate>{date}</pubDate></item>"


def urlset(*paths: str, date: str = "2026-11-22T10:00:00Z") -> str:
    return (
        f"<urlset>{''.join(f'<url><loc>{HOST}{path}</loc><lastmod>{date}</lastmod></url>' for path in paths)}</urlset>"
    )


def index(*paths: str, date: str = "2026-11-22T10:00:00Z") -> str:
    entries = "".join(f"<sitemap><loc>{HOST}{path}</loc><lastmod>{date}</lastmod></sitemap>" for path in paths)
    return f"<sitemapindex>{entries}</sitemapindex>"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
SITE: Mapping[str, str | bytes] = {
    "/good.xml": feed(item("/1"), item("/2")),
    "/laughs.xml": f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>' + feed("<item><link>/&l9;</link></item>"),
    "/passwd.xml": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + feed("<item><link>/&x;</link></item>"),
    "/remote-dtd.xml": f'<!DOCTYPE rss SYSTEM "{HOST}/trap.dtd">' + feed(item("/1")),
    "/bad-dates.xml": feed(item("/1", "yesterday"), item("/2", "Sun, 99 Foo 9999 99:99:99 +9999"), item("/3")),
    "/old.xml": feed(item("/1", "Sun, 01 Jun 2025 10:30:00 +0300"), item("/2", "Sun, 22 Nov 2026 10:30:00 +0300")),
    "/cut.xml": feed(item("/1"), item("/2"))[:-60],
    "/html.xml": "<!DOCTYPE html><html><body><p>Not found, but 200</p></body></html>",
    "/empty.xml": feed(),
    "/binary.xml": bytes(range(256)) * 40,
    "/deep.xml": feed("<item>" * 50_000 + item("/1")),
    "/links.xml": feed(
        *(f"<item><link>{link}</link></item>" for link in ("javascript:x", "mailto:a@b.c", "/1", "http://[", "data:,x"))
    ),
    "/many.xml": feed(*(item(f"/{number}") for number in range(5_000))),
    "/same.xml": feed(*(item(f"/1?utm_source={number}#part-{number}") for number in range(50))),
    "/latin.xml": feed("<item><title>Caf\xe9</title><link>/1</link></item>").encode("latin-1"),
    "/circle.xml": index("/circle.xml", "/circle-2.xml"),
    "/circle-2.xml": index("/circle.xml", "/part.xml", "/gone.xml"),
    "/part.xml": urlset("/1", "/2"),
    "/part.xml.gz": gzip.compress(urlset("/1", "/2").encode()),
    "/bomb.xml.gz": gzip.compress(b"<urlset>" + b" " * 60 * 2**20),
    "/old-parts.xml": index("/trap-old.xml", date="2020-01-01") + "",
    "/fan.xml": index(*(f"/fan-{number}.xml" for number in range(10_000))),
    "/page.html": "<!DOCTYPE html><html><body><p>An article of its own.",
    "/list.txt": f"# addresses\n{HOST}/1\n\n{HOST}/2\n",
}


async def site(request: Request) -> None:
    body = SITE.get(request.path)
    if body is None and request.path.startswith("/fan-"):
        body = index(*(f"{request.path}{number}.xml" for number in range(50)))
    if body is None:
        await request.answer(b"", status="404 Not Found")
    else:
        media = "text/html" if request.path.endswith((".html", ".txt")) else "application/xml"
        await request.answer(body.encode() if isinstance(body, str) else body, media=media)


async def names_sitemaps(request: Request) -> None:
    await request.answer(f"Sitemap: {HOST}/circle.xml\nSitemap: {HOST}/nothing.xml\n".encode(), media="text/plain")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    behaviours: dict[str, Behaviour] = {"a.example": site, "named.example": site}
    with loopback(behaviours, {"named.example": names_sitemaps}) as server:
        yield server.port
        assert not [path for _, path in server.seen if "trap" in path]


def look(port: int, **fields: object) -> tuple[list[Candidate | Page | Outcome], Outcome]:
    """All rows of one source, and its discover outcome."""
    source = Source.model_validate(
        {"id": "s", "name": "S", "served_by": ("127.0.0.1", port), "delay_seconds": 0, **fields}
    )
    policy = policy_for(Policy(attempts=1, routes={"a.example": ("127.0.0.1", port)}, delay=0), [source])
    with WebThread(policy, lambda: NOW) as web:
        rows = list(discover([source], web, run_id="r"))
    (ended,) = [row for row in rows if isinstance(row, Outcome) and row.step == "discover"]
    return rows, ended


def paths(rows: Sequence[object]) -> list[str]:
    return sorted(urlsplit(row.url).path for row in rows if isinstance(row, Candidate))


@pytest.mark.parametrize(
    ("path", "word", "listed"),
    [
        ("/good.xml", "ok", ["/1", "/2"]),
        ("/laughs.xml", "not_feed", []),
        ("/passwd.xml", "not_feed", []),
        ("/remote-dtd.xml", "ok", ["/1"]),
        ("/bad-dates.xml", "ok", ["/1", "/2", "/3"]),
        ("/old.xml", "ok", ["/2"]),
        ("/cut.xml", "ok", ["/1"]),
        ("/html.xml", "not_feed", []),
        ("/empty.xml", "no_items", []),
        ("/binary.xml", "not_feed", []),
        ("/links.xml", "ok", ["/1"]),
        ("/same.xml", "ok", ["/1"]),
        ("/latin.xml", "ok", ["/1"]),
        ("/gone.xml", "not_found", []),
        ("/part.xml", "not_feed", []),
    ],
)
def test_a_feed(port: int, path: str, word: str, listed: list[str]) -> None:
    rows, ended = look(port, kind="feed", address=HOST + path)
    assert (ended.outcome, paths(rows)[: len(listed)]) == (word, listed), ended.reason


def test_a_feed_nested_without_end_harms_nobody(port: int) -> None:
    _, ended = look(port, kind="feed", address=HOST + "/deep.xml")
    assert ended.outcome in ("ok", "not_feed", "no_items")


def test_a_feed_of_thousands_is_taken_up_to_its_limit(port: int) -> None:
    rows, ended = look(port, kind="feed", address=HOST + "/many.xml", max_items=300)
    assert (ended.outcome, len(paths(rows))) == ("ok", 300)


def test_the_newest_of_a_long_sitemap_are_taken_and_old_ones_do_not_count() -> None:
    entries = [f"<url><loc>{HOST}/old-{n}</loc><lastmod>2020-01-01</lastmod></url>" for n in range(3_000)]
    entries += [f"<url><loc>{HOST}/new-{n}</loc><lastmod>2026-11-22T0{n}:00:00Z</lastmod></url>" for n in range(9)]
    with loopback({"a.example": answers(f"<urlset>{''.join(entries)}</urlset>".encode())}) as server:
        rows, ended = look(server.port, kind="sitemap", address=HOST + "/all.xml", max_items=5)
    assert (ended.outcome, paths(rows)) == ("ok", [f"/new-{n}" for n in range(4, 9)])


def test_a_feed_that_lists_too_little_is_told(port: int) -> None:
    rows, ended = look(port, kind="feed", address=HOST + "/old.xml", expected_per_day=50, max_age_days=0)
    assert (ended.outcome, len(paths(rows))) == ("ok", 2)
    stale = "Sun, 08 Nov 2026 10:30:00 +0300"
    with loopback({"a.example": answers(feed(*(item(f"/{n}", stale) for n in range(20))).encode())}) as server:
        rows, ended = look(server.port, kind="feed", address=HOST + "/feed", expected_per_day=50)
    assert (ended.outcome, paths(rows)) == ("quiet", [])
    assert ended.reason == "It lists 0 articles of the last 24 hours; about 50 are expected."


def answers(body: bytes, status: str = "200 OK") -> Behaviour:
    async def behave(request: Request) -> None:
        await request.answer(body, status=status, media="application/octet-stream")

    return behave


@pytest.mark.parametrize(
    ("kind", "path", "word", "listed"),
    [
        ("sitemap", "/part.xml", "ok", ["/1", "/2"]),
        ("sitemap", "/part.xml.gz", "ok", ["/1", "/2"]),
        ("sitemap", "/circle.xml", "ok", ["/1", "/2"]),
        ("sitemap", "/bomb.xml.gz", "not_sitemap", []),
        ("sitemap", "/good.xml", "not_sitemap", []),
        ("sitemap", "/gone.xml", "not_found", []),
        ("sitemap", "/old-parts.xml", "no_items", []),
        ("web", "/good.xml", "ok", ["/1", "/2"]),
        ("web", "/circle.xml", "ok", ["/1", "/2"]),
        ("web", "/page.html", "ok", []),
        ("web", "/binary.xml", "not_html", []),
        ("urls", "/list.txt", "ok", ["/1", "/2"]),
        ("site", "/", "no_sitemap", []),
    ],
)
def test_a_sitemap_and_whatever_else(port: int, kind: str, path: str, word: str, listed: list[str]) -> None:
    rows, ended = look(port, kind=kind, address=HOST + path)
    assert (ended.outcome, paths(rows)) == (word, listed), ended.reason


def test_an_address_that_is_a_page_is_landed_at_once(port: int) -> None:
    rows, _ = look(port, id="input", kind="web", address=HOST + "/page.html")
    assert [row.url for row in rows if isinstance(row, Page)] == [HOST + "/page.html"]
    assert [(row.step, row.item) for row in rows if isinstance(row, Outcome)] == [
        ("fetch", HOST + "/page.html"),
        ("discover", HOST + "/page.html"),
    ]


def test_an_address_that_is_held_already_is_a_candidate(port: int) -> None:
    source = Source(id="input", name="S", kind="web", address=HOST + "/page.html")
    held = {source.address: Known(first_fetched_at=NOW, last_visited_at=NOW, body_sha256="")}
    with WebThread(Policy(), lambda: NOW) as web:
        rows = list(discover([source], web, run_id="r", known=lambda urls: {u: held[u] for u in urls if u in held}))
    assert [type(row) for row in rows] == [Candidate, Outcome]


def test_sitemaps_that_robots_names_are_read(port: int) -> None:
    rows, ended = look(port, kind="site", address="http://named.example/")
    assert (ended.outcome, paths(rows)) == ("ok", ["/1", "/2"])


def test_sitemaps_that_fan_out_without_end_are_left(port: int) -> None:
    rows, ended = look(port, kind="sitemap", address=HOST + "/fan.xml")
    assert (ended.outcome, paths(rows)) == ("no_items", [])


def archive(pages: int) -> bytes:
    """A WARC archive of so many pages, one gzip member each."""
    whole = b""
    for number in range(pages):
        body = b"<html><body><p>" + random.Random(number).randbytes(30_000).hex().encode()
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {HOST}/{number}\r\nContent-Length: {len(answer)}\r\n"
        )
        whole += gzip.compress(head.encode() + b"\r\n" + answer + b"\r\n\r\n")
    return whole


def breaks_off(body: bytes) -> Behaviour:
    async def behave(request: Request) -> None:
        await request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + body)
        request.writer.close()

    return behave


@pytest.mark.parametrize(
    ("serve", "word", "pages"),
    [
        (answers(archive(40)), "ok", 40),
        (answers(archive(40)[:-30_000]), "broken_archive", 39),
        (breaks_off(archive(40)), "http_error", 40),
        (answers(b"no archive"), "broken_archive", 0),
        (answers(b"", "404 Not Found"), "not_found", 0),
    ],
    ids=["whole", "cut short", "breaks off", "none", "missing"],
)
def test_an_archive_is_read_while_it_comes(serve: Behaviour, word: str, pages: int) -> None:
    with loopback({"a.example": serve}) as server:
        rows, ended = look(server.port, kind="warc", address=HOST + "/a.warc.gz")
    assert (ended.outcome, sum(isinstance(row, Page) for row in rows)) == (word, pages), ended.reason


class FakeWeb:
    """Answers from a function, where the real web is https and not on loopback."""

    def __init__(self, answer: Callable[[str], str]) -> None:
        self.asked: list[str] = []
        self._answer = answer
        self.now = lambda: NOW

    async def get(self, url: str) -> Answer:
        self.asked.append(url)
        body = self._answer(url).encode()
        return Answer(url=url, final_url=url, status=200, headers=httpx.Headers(), body=body, received=0, elapsed_ms=0)


async def gathered(items: AsyncIterator[Listed | Answer]) -> list[str]:
    return [item.url async for item in items]


def channel(url: str) -> str:
    """A channel of 100 posts, one an hour, twenty a page."""
    before = int(parse_qs(urlsplit(url).query).get("before", ["101"])[0])
    return "".join(
        f'<div class="tgme_widget_message" data-post="made_up/{number}">'
        f'<div class="js-message_text">Post {number}</div><a class="tgme_widget_message_date">'
        f'<time datetime="{(NOW - timedelta(hours=100 - number)).isoformat()}"></time></a></div>'
        for number in range(max(1, before - 20), before)
    )


@pytest.mark.parametrize(("hours", "posts"), [(10, 20), (30, 40), (500, 100), (None, 20)])
def test_a_channel_is_read_back_to_where_it_was_read_before(hours: int | None, posts: int) -> None:
    web = FakeWeb(channel)
    source = Source(id="s", name="S", kind="telegram", address="made_up")
    since = NOW - timedelta(hours=hours) if hours is not None else None
    found = asyncio.run(gathered(list_telegram(source, cast(Web, web), Window(since=since, oldest=None))))
    assert found == [f"https://t.me/made_up/{number}" for number in range(100, 100 - posts, -1)]


def test_a_search_is_read_answer_by_answer() -> None:
    def search(url: str) -> str:
        until = datetime.strptime(parse_qs(urlsplit(url).query)["enddatetime"][0] + "+0000", "%Y%m%d%H%M%S%z")
        since = datetime.strptime(parse_qs(urlsplit(url).query)["startdatetime"][0] + "+0000", "%Y%m%d%H%M%S%z")
        moments = [until - timedelta(minutes=number) for number in range(250)]
        articles = [
            {"url": f"https://a.example/{moment:%d%H%M}", "title": "T", "seendate": f"{moment:%Y%m%dT%H%M%SZ}"}
            for moment in moments
            if moment >= since
        ]
        return json.dumps({"articles": articles})

    web = FakeWeb(search)
    source = Source(id="s", name="S", kind="gdelt", address="drones")
    window = Window(since=NOW - timedelta(hours=8), oldest=None)
    found = asyncio.run(gathered(list_gdelt(source, cast(Web, web), window)))
    assert len(set(found)) == 8 * 60 + 1
    assert len(web.asked) == 2
    window = Window(since=NOW - timedelta(minutes=2), oldest=None)
    found = asyncio.run(gathered(list_gdelt(source, cast(Web, web), window)))
    assert len(found) == 16
