"""Bytes at random: what reads them says no in its own way or reads them, and never fails in another."""

import gzip
import json
import zlib

import brotli
import zstandard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasks.discover.address import canonical
from tasks.discover.feed import read_feed
from tasks.discover.gdelt import read_search
from tasks.discover.listing import NotThisKind
from tasks.discover.sitemap import read_sitemap
from tasks.discover.telegram import read_posts
from tasks.discover.times import read_time
from tasks.web import Policy
from tasks.web.charset import charset_of
from tasks.web.decoding import decoded
from tasks.web.failure import FetchFailure
from tasks.web.html import html_content_type
from tasks.web.robots import robots_of

POLICY = Policy()
URL = "https://a.example/feed"
FEED = b"<rss><channel><item><title>T</title><link>https://a.example/1?a=1&amp;b=2</link><pubDate>1 Jun 2025</pubDate>"
SITEMAP = b'<urlset xmlns:n="http://x/sitemap-news/0.9"><url><loc>/1</loc><n:news><n:title>T</n:title></n:news></url></urlset>'
POST = b'<div class="tgme_widget_message" data-post="a/1"><div class="js-message_text">T<br/>U</div></div>'
SEARCH = b'{"articles": [{"url": "https://a.example/1", "title": "T", "seendate": "20250601T073000Z"}]}'
JSON_FEED = b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/1", "title": "T"}]}'
ROBOTS = b"User-agent: *\nDisallow: /a\nCrawl-delay: 2\nRequest-rate: 1/5\nSitemap: /s.xml\n"
PAGE = b'<html><head><meta charset="utf-8"></head><body><p>' + "Слова статті. ".encode() * 50
WHOLE = [FEED, SITEMAP, POST, SEARCH, JSON_FEED, ROBOTS, PAGE]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Something well-formed with a few bytes changed, a piece cut out, or noise put in; or noise alone."""
    body = bytearray(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(body)))
        match draw(st.integers(0, 2)):
            case 0:
                body[at : at + draw(st.integers(0, 8))] = b""
            case 1:
                body[at:at] = draw(st.binary(max_size=6))
            case _:
                body[at : at + 1] = bytes([draw(st.integers(0, 255))])
    return bytes(body)


anything = st.one_of(damaged(), st.binary(max_size=400))
quickly = settings(max_examples=100, deadline=None, derandomize=True, database=None)


@quickly
@given(anything)
def test_listings(body: bytes) -> None:
    for read in (
        lambda: read_feed(body, URL),
        lambda: read_sitemap(body, URL).items,
        lambda: read_posts(body, "channel"),
        lambda: read_search(body),
    ):
        try:
            listed = read()
        except NotThisKind as no:
            assert str(no)
            continue
        for item in listed:
            url = canonical(item.url)
            assert url is None or canonical(url) == url
            assert item.at is None or item.at.tzinfo is not None
            assert item.record is None or json.loads(item.record)


@quickly
@given(anything, st.one_of(st.none(), st.text(max_size=30), st.sampled_from(["text/html; charset=utf-7", "text/html"])))
def test_pages(body: bytes, content_type: str | None) -> None:
    codec = charset_of(body, content_type)
    if codec is not None:
        body.decode(codec, "replace")
    try:
        assert html_content_type(body, content_type)
    except FetchFailure as no:
        assert no.reason


@quickly
@given(
    st.one_of(anything, st.binary().map(gzip.compress)),
    st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", "x"]),
)
def test_decoding(body: bytes, encoding: str) -> None:
    try:
        decoded(body, encoding, POLICY)
    except FetchFailure as no:
        assert no.word in ("decode_error", "too_large")


@quickly
@given(st.binary(max_size=3_000))
@example(b"")
@example(b"\0" * 70_000)
def test_what_is_encoded_is_decoded(body: bytes) -> None:
    assert decoded(gzip.compress(body), "gzip", POLICY) == body
    assert decoded(zlib.compress(body), "deflate", POLICY) == body
    assert decoded(brotli.compress(body), "br", POLICY) == body
    assert decoded(zstandard.compress(body), "zstd", POLICY) == body
    assert decoded(brotli.compress(gzip.compress(body)), "gzip, br", POLICY) == body
    assert decoded(gzip.compress(body[:9]) + gzip.compress(body[9:]), "gzip", POLICY) == body


@quickly
@given(anything)
def test_robots(body: bytes) -> None:
    robots = robots_of(200, body, POLICY)
    delay = robots.delay(POLICY)
    assert delay is None or 0 <= delay <= POLICY.max_crawl_delay
    try:
        robots.check("https://a.example/a/b?c=d", POLICY)
    except FetchFailure as no:
        assert no.word == "robots_denied"


@quickly
@given(st.one_of(st.text(max_size=60), st.datetimes().map(str), st.from_regex(r"[0-9TZ:+\-. ]{4,30}")))
def test_times(text: str) -> None:
    moment = read_time(text)
    assert moment is None or moment.tzinfo is not None


@quickly
@given(
    st.one_of(
        st.text(max_size=60), st.text(max_size=40).map("https://a.example/".__add__), st.text().map("http://".__add__)
    )
)
def test_addresses(text: str) -> None:
    url = canonical(text)
    assert url is None or (url.startswith(("http://", "https://")) and canonical(url) == url)
