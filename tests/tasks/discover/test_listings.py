# ruff: noqa: E501 -- markup as it comes
"""What feeds, sitemaps, channels and searches list: the bytes, then the items expected."""

import gzip
import json
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tasks.discover.address import canonical
from tasks.discover.feed import read_feed
from tasks.discover.gdelt import read_search, search_address
from tasks.discover.listing import Listed, NotThisKind
from tasks.discover.sitemap import read_sitemap
from tasks.discover.telegram import oldest_number, read_posts
from tasks.discover.times import read_time

MORNING = datetime(2025, 6, 1, 7, 30, tzinfo=UTC)
URL = "https://a.example/feeds/all.xml"

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>A</title>
<item><title>One &amp; only</title><link>https://a.example/1</link><pubDate>Sun, 01 Jun 2025 10:30:00 +0300</pubDate></item>
</channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://a.example/"><link>https://a.example/</link></channel>
<item rdf:about="https://a.example/1"><title>One &amp; only</title><link>https://a.example/1</link>
<dc:date>2025-06-01T07:30Z</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>One &amp; only</title>
<link rel="self" href="/self"/><link rel="alternate" href="/1"/><updated>2025-06-02T00:00:00Z</updated>
<published>2025-06-01T07:30:00Z</published></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "url": "/1", "title": "One & only", "date_published": "2025-06-01T07:30:00Z"}],
    }
)


@pytest.mark.parametrize("feed", [RSS, RDF, ATOM, JSON_FEED], ids=["rss", "rdf", "atom", "json"])
def test_every_kind_of_feed_lists_the_same(feed: str) -> None:
    (listed,) = read_feed(feed.encode(), URL)
    assert (listed.url, listed.title, listed.at) == ("https://a.example/1", "One & only", MORNING)


def test_when_an_entry_was_updated_is_not_when_it_was_published() -> None:
    (listed,) = read_feed(re.sub("<published>.*</published>", "", ATOM, flags=re.DOTALL).encode(), URL)
    assert (listed.at, listed.newest_at) == (None, datetime(2025, 6, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<guid>https://a.example/1</guid>", "https://a.example/1"),
        ('<guid isPermaLink="false">77</guid><link>/1</link>', "https://a.example/1"),
        ("<link> https://a.example/1\n</link>", "https://a.example/1"),
        ("<link><![CDATA[https://a.example/1?a=1&b=2]]></link>", "https://a.example/1?a=1&b=2"),
        ('<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="alternate" href="/1"/>', "https://a.example/1"),
    ],
)
def test_where_an_item_of_a_feed_names_its_address(item: str, url: str) -> None:
    feed = f"<rss><channel><item>{item}</item></channel></rss>"
    assert [listed.url for listed in read_feed(feed.encode(), URL)] == [url]


@pytest.mark.parametrize(
    "broken",
    [
        RSS.replace("</channel></rss>", ""),
        "\n\n  " + RSS,
        RSS.replace("One &amp; only", "One & only"),
        RSS.replace("One &amp; only", "One &nbsp;&amp; only"),
        RSS.replace("<title>A</title>", "<title>A\x0b</title>"),
        RSS.replace("</channel>", "<item><title>Half of an it"),
    ],
)
def test_a_feed_that_is_damaged_still_lists_its_items(broken: str) -> None:
    assert read_feed(broken.encode(), URL)[0].url == "https://a.example/1"


@pytest.mark.parametrize(
    "text", ["yesterday", "", "Sun, 99 Jun 2025 10:30:00", "0000-00-00T00:00:00Z", "12345678901234567890"]
)
def test_a_bad_date_is_no_date(text: str) -> None:
    feed = RSS.replace("Sun, 01 Jun 2025 10:30:00 +0300", text)
    assert [(item.url, item.at) for item in read_feed(feed.encode(), URL)] == [("https://a.example/1", None)]


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 01 Jun 2025 10:30:00 +0300",
        "Sun, 1 Jun 2025 07:30:00 GMT",
        "2025-06-01T10:30:00+03:00",
        "2025-06-01T07:30:00.000Z",
        "2025-06-01T10:30+0300",
        "2025-06-01 07:30:00",
        "20250601T073000Z",
        "01 Jun 2025 10:30:00 +0300",
    ],
)
def test_times_as_they_are_written(text: str) -> None:
    assert read_time(text) == MORNING


NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://a.example/1</loc><lastmod>2025-06-05</lastmod>
<news:news><news:publication_date>2025-06-01T10:30:00+03:00</news:publication_date><news:title>One</news:title></news:news>
<image:image><image:loc>https://a.example/1.jpg</image:loc><image:title>A photo</image:title></image:image></url>
<url><loc>/2</loc></url></urlset>"""


@pytest.mark.parametrize("body", [NEWS.encode(), gzip.compress(NEWS.encode())], ids=["plain", "gzip"])
def test_a_news_sitemap_lists_titles_and_times(body: bytes) -> None:
    assert read_sitemap(body, URL).items == (
        Listed(url="https://a.example/1", title="One", at=MORNING, changed_at=datetime(2025, 6, 5, tzinfo=UTC)),
        Listed(url="https://a.example/2", title=None, at=None),
    )


def test_a_sitemap_index_lists_sitemaps() -> None:
    index = "<sitemapindex><sitemap><loc>https://a.example/s1.xml</loc></sitemap></sitemapindex>"
    found = read_sitemap(index.encode(), URL)
    assert (found.items, [item.url for item in found.sitemaps]) == ((), ["https://a.example/s1.xml"])


LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><item><link>&b;</link></item></channel></rss>'
FILES = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><link>&x;</link></item></channel></rss>'


@pytest.mark.parametrize("body", [LAUGHS, FILES, "<html><body>Hello", "", "{", '{"items": []}', "[" * 9_999, "\0\0\0"])
def test_what_is_no_feed_and_no_sitemap_is_told(body: str) -> None:
    with pytest.raises(NotThisKind, match=r"\.$"):
        read_feed(body.encode(), URL)
    with pytest.raises(NotThisKind, match=r"\.$"):
        read_sitemap(body.encode(), URL)


def test_a_sitemap_that_unpacks_without_end_is_told() -> None:
    with pytest.raises(NotThisKind, match="unpacks to more"):
        read_sitemap(gzip.compress(b" " * (60 * 2**20)), URL)


CHANNEL = """<html><body><main>
<div class="tgme_widget_message_wrap"><div class="tgme_widget_message js-widget_message" data-post="made_up_channel/41">
 <a class="tgme_widget_message_owner_name" href="https://t.me/made_up_channel"><span dir="auto">Made-up Channel</span></a>
 <div class="tgme_widget_message_text js-message_text" dir="auto">A photo story<br/><br/>Second  paragraph &amp; more</div>
 <a class="tgme_widget_message_date" href="https://t.me/made_up_channel/41"><time datetime="2025-06-01T10:30:00+03:00">10:30</time></a>
</div></div>
<div class="tgme_widget_message_wrap"><div class="tgme_widget_message js-widget_message" data-post="made_up_channel/42">
 <a class="tgme_widget_message_reply" href="#"><div class="tgme_widget_message_text js-message_reply_text">Quoted</div></a>
 <div class="tgme_widget_message_text js-message_text" dir="auto"><i class="emoji"><b>🛡</b></i> 210 <b>drones</b></div>
 <span class="tgme_widget_message_views">12K</span>
</div></div>
<div class="tgme_widget_message_wrap"><div class="tgme_widget_message" data-post="made_up_channel/43">only a photo</div></div>
</main></body></html>"""


def test_each_post_of_a_channel_is_an_article() -> None:
    first, second = read_posts(CHANNEL.encode(), "made_up_channel")
    assert (first.url, first.at) == ("https://t.me/made_up_channel/41", MORNING)
    assert json.loads(first.record or b"") == {
        "url": "https://t.me/made_up_channel/41",
        "publisher": "Made-up Channel",
        "published": "2025-06-01T07:30:00+00:00",
        "text": "A photo story\n\nSecond paragraph & more",
    }
    assert json.loads(second.record or b"")["text"] == "🛡 210 drones"
    assert oldest_number((first, second)) == 41


def test_a_post_tells_the_time_of_its_channel() -> None:
    late = CHANNEL.replace("2025-06-01T10:30:00+03:00", "2025-06-01T21:40:00+00:00")
    post = read_posts(late.encode(), "made_up_channel", ZoneInfo("Europe/Kyiv"))[0]
    assert json.loads(post.record or b"")["published"] == "2025-06-02T00:40:00+03:00"


def test_a_post_stays_the_same_while_its_views_grow() -> None:
    later = CHANNEL.replace("12K", "15K")
    assert read_posts(later.encode(), "made_up_channel") == read_posts(CHANNEL.encode(), "made_up_channel")


def test_a_channel_without_preview_is_told() -> None:
    with pytest.raises(NotThisKind, match="no public preview"):
        read_posts(b"<html><body><div class='tgme_page'>Join</div></body></html>", "made_up_channel")


def test_a_search_lists_what_gdelt_saw() -> None:
    answer = rb'{"articles": [{"url": "https://a.example/1", "title": "A \- title", "seendate": "20250601T073000Z"}, {"x": 1}]}'
    assert read_search(answer) == (Listed(url="https://a.example/1", title="A \\- title", changed_at=MORNING),)


def test_a_search_that_is_refused_is_told_in_the_services_words() -> None:
    with pytest.raises(NotThisKind, match="Your query was too short"):
        read_search(b"Your query was too short or too long.\n")


def test_the_address_of_a_search_names_its_window() -> None:
    address = search_address('"air force" drones', MORNING, datetime(2025, 6, 2, tzinfo=UTC))
    assert "query=%22air+force%22+drones" in address
    assert "startdatetime=20250601073000&enddatetime=20250602000000" in address


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://A.Example:443/News/../1?utm_source=feed&b=2&a=1#top", "https://a.example/1?a=1&b=2"),
        ("https://a.example", "https://a.example/"),
        (" https://a.example/1 ", "https://a.example/1"),
        ("https://a.example/1?fbclid=abc", "https://a.example/1"),
        ("https://Новини.укр/стаття", "https://xn--b1amarcd.xn--j1amh/%D1%81%D1%82%D0%B0%D1%82%D1%82%D1%8F"),
        ("https://me:secret@a.example:8443/1", "https://a.example:8443/1"),
        ("http://[2606:2800::1]:8080/1", "http://[2606:2800::1]:8080/1"),
        ("ftp://a.example/1", None),
        ("javascript:void(0)", None),
        ("mailto:desk@a.example", None),
        ("https:///1", None),
        ("http://[::1", None),
        ("http://a.example:port/1", None),
        ("", None),
    ],
)
def test_one_article_has_one_address(url: str, expected: str | None) -> None:
    assert canonical(url) == expected
    assert expected is None or canonical(expected) == expected
