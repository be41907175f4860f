"""When an article was published: which of the page's dates wins, and what is said of how it was found."""

from datetime import UTC, date, datetime

import pytest

from tests.tasks.extract.pages import article, html, page

LD = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"%s","dateModified":"%s"}</script>'
META = '<meta property="article:published_time" content="%s">'

CASES = [
    pytest.param(html(), "", None, None, None, id="nothing stated is nothing known"),
    pytest.param(
        html(LD % ("2025-03-04T10:30:00+02:00", "")),
        "",
        date(2025, 3, 4),
        "minute",
        "json_ld",
        id="JSON-LD with its zone",
    ),
    pytest.param(html(META % "2025-03-04"), "", date(2025, 3, 4), "day", "meta", id="a meta tag with a day only"),
    pytest.param(
        html(LD % ("2025-03-04T10:30:00Z", "") + META % "2025-03-07T01:00:00Z"),
        "",
        date(2025, 3, 4),
        "minute",
        "json_ld",
        id="JSON-LD goes before meta tags",
    ),
    pytest.param(
        html(LD % ("2025-03-05T01:10:00Z", ""), "<p>March 4, 2025, 8:10 pm EST</p>"),
        "",
        date(2025, 3, 4),
        "minute",
        "json_ld",
        id="the shown day is the local day of the stated time",
    ),
    pytest.param(
        html(LD % ("2025-03-05T01:10:00Z", "")),
        "2025/03/04/mill",
        date(2025, 3, 4),
        "minute",
        "json_ld",
        id="the address carries the local day too",
    ),
    pytest.param(
        html(LD % ("2025-03-04T16:22:00Z", "2025-03-05T05:39:00Z"), "<div>Wednesday 5 March 2025 05:39</div>"),
        "",
        date(2025, 3, 5),
        "minute",
        "shown",
        id="a page that shows its change shows when its text is of",
    ),
    pytest.param(
        html(LD % ("2025-03-04T16:22:00Z", "2025-03-05T05:39:00Z"), "<div>Updated: 5 March 2025 05:39</div>"),
        "",
        date(2025, 3, 4),
        "minute",
        "json_ld",
        id="what is marked as an update is none",
    ),
    pytest.param(
        html(LD % ("2023-03-04T16:22:00Z", "2025-03-05T05:39:00Z"), "<div>Updated on March 5, 2025</div>"),
        "",
        date(2025, 3, 5),
        "minute",
        "shown",
        id="unless the page was written anew years later",
    ),
    pytest.param(
        html(LD % ("2025-06-09T22:40:00Z", "2025-06-10T07:10:00Z"), "<p>June 10, 2025, 1:40 am EEST</p>"),
        "",
        date(2025, 6, 10),
        "minute",
        "json_ld",
        id="the shown minute tells which time it is",
    ),
    pytest.param(html("", "<p>By A Writer, 12/22/2024</p>"), "", date(2024, 12, 22), "day", "shown", id="shown only"),
    pytest.param(html("", "<p>12 березня 2025</p>"), "", date(2025, 3, 12), "day", "shown", id="in Ukrainian"),
    pytest.param(html("", "<p>3. Oktober 2024</p>"), "", date(2024, 10, 3), "day", "shown", id="in German"),
    pytest.param(html(), "2024/10/03/mill", date(2024, 10, 3), "day", "url", id="in the address only"),
    pytest.param(html(), "20241003-mill", date(2024, 10, 3), "day", "url", id="in the address, without slashes"),
    pytest.param(html(META % "2031-01-01T00:00:00Z"), "", None, None, None, id="the future is no date"),
    pytest.param(html(META % "0001-01-01T00:00:00Z"), "", None, None, None, id="nor is a database's zero"),
    pytest.param(html(META % "last week"), "", None, None, None, id="nor are words"),
]


@pytest.mark.parametrize(("markup", "path", "day", "precision", "basis"), CASES)
def test_published(markup: str, path: str, day: date | None, precision: str | None, basis: str | None) -> None:
    found = article(page(markup, url=f"https://outlet.example/{path}"))
    assert (found.published_date, found.published_precision, found.published_basis) == (day, precision, basis)


def test_times_are_utc_and_change_is_kept_apart() -> None:
    found = article(page(html(LD % ("2025-03-04T10:30:00+02:00", "2025-03-06T12:00:00+02:00"))))
    assert found.published_at == datetime(2025, 3, 4, 8, 30, tzinfo=UTC)
    assert found.modified_at == datetime(2025, 3, 6, 10, 0, tzinfo=UTC)


def test_the_crawl_time_is_no_date_and_the_feed_comes_last() -> None:
    listed = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)
    assert article(page(html())).published_at is None
    assert article(page(html(), listed_at=listed)).published_basis == "listed"
    assert article(page(html(META % "2025-03-01"), listed_at=listed)).published_basis == "meta"
