"""Pages for the tests: a body and what came with it."""

from datetime import UTC, datetime
from hashlib import sha256

from tasks.extract import Extracted, extract, load_topic
from warehouse.ids import content_id
from warehouse.records import Article, Page
from warehouse.vocabulary import Origin

NOW = datetime(2026, 6, 1, tzinfo=UTC)
URL = "https://outlet.example/story"


def page(
    body: str | bytes,
    *,
    url: str = URL,
    origin: Origin = "http",
    content_type: str | None = "text/html; charset=utf-8",
    listed_at: datetime | None = None,
    listed_title: str | None = None,
) -> Page:
    raw = body.encode() if isinstance(body, str) else body
    return Page(
        page_id=content_id(url, raw),
        url=url,
        final_url=url,
        source_id="input",
        origin=origin,
        fetched_at=NOW,
        http_status=200,
        content_type=content_type,
        etag=None,
        last_modified=None,
        listed_title=listed_title,
        listed_at=listed_at,
        body_sha256=sha256(raw).hexdigest(),
        body=raw,
    )


def read(given: Page) -> Extracted:
    return extract(given, load_topic(), NOW)


def article(given: Page) -> Article:
    (found,) = read(given).articles
    return found


def html(head: str = "", above: str = "", title: str = "The old mill runs again") -> str:
    """A plain article page with something in its head, and something between its headline and its text."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body><nav><a href="/">Home</a></nav>
    <article><h1>{title}</h1>{above}
    <p>The mill by the lower weir has been grinding flour again since the spring, for the first time in sixty years.</p>
    <p>Two brothers bought it for a song, and spent four winters on the wheel, which had lost its blades.</p>
    <p>They sell what they grind at the gate on Saturdays. By ten in the morning there is usually nothing left.</p>
    </article></body></html>"""
