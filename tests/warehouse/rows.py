"""Rows for tests: complete records of which a test changes the fields that it is about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from warehouse.records import Article, Claim, Outcome, Page

NOW = datetime(2026, 3, 1, 6, 30, tzinfo=UTC)

_ARTICLE = Article(
    article_id="a1",
    url="https://paper.example/a1",
    source_id="paper",
    publisher="The Paper",
    title="Drones over the coast",
    authors=("Ada Bell",),
    published_at=NOW,
    published_date=date(2026, 3, 1),
    published_precision="minute",
    published_basis="json_ld",
    modified_at=None,
    language="en",
    text="Russia launched 40 drones overnight.",
    captions="",
    text_sha256="0" * 64,
    word_count=5,
    is_relevant=True,
    page_id="p1",
    extractor_version="1",
    recorded_at=NOW,
)
_CLAIM = Claim(
    claim_id="c1",
    article_id="a1",
    field="text",
    start_char=0,
    end_char=36,
    evidence="Russia launched 40 drones overnight.",
    metric="launched",
    object="drone",
    weapon=None,
    low=40.0,
    high=40.0,
    qualifier="exact",
    unit="count",
    actor="RU",
    target="UA",
    place=None,
    date_start=None,
    date_end=date(2026, 3, 1),
    date_precision="night",
    date_basis="overnight",
    scope="event",
    speaker=None,
    speaker_side=None,
    realis="actual",
    part_of=None,
    extractor_version="1",
    recorded_at=NOW,
)
_PAGE = Page(
    page_id="p1",
    url="https://paper.example/a1",
    final_url="https://paper.example/a1",
    source_id="paper",
    origin="http",
    fetched_at=NOW,
    http_status=200,
    content_type="text/html",
    etag=None,
    last_modified=None,
    listed_title=None,
    listed_at=None,
    body_sha256="0" * 64,
    body=b"<p>Russia launched 40 drones overnight.</p>",
)
_OUTCOME = Outcome(
    run_id="r1",
    step="extract",
    item="p1",
    source_id="paper",
    outcome="ok",
    reason=None,
    at=NOW,
    elapsed_ms=1.5,
    bytes=44,
    version="1",
)


def article(**fields: Any) -> Article:
    """An article, with these fields set."""
    return replace(_ARTICLE, **fields)


def claim(**fields: Any) -> Claim:
    """A claim of article a1, with these fields set."""
    return replace(_CLAIM, **fields)


def page(**fields: Any) -> Page:
    """A page, with these fields set."""
    return replace(_PAGE, **fields)


def outcome(**fields: Any) -> Outcome:
    """An extract outcome of page p1, with these fields set."""
    return replace(_OUTCOME, **fields)
