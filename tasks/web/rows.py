"""How discover and fetch write their rows: candidates, pages, outcomes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from tasks.web.words import Word
from warehouse.ids import content_id
from warehouse.records import Candidate, Outcome, Page
from warehouse.vocabulary import Origin, Step

Clock = Callable[[], datetime]
"""Hands in the time of now, aware and UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The run that a row belongs to, and its clock."""

    run_id: str
    now: Clock


def candidate(
    run: Run, source_id: str, url: str, title: str | None = None, listed_at: datetime | None = None
) -> Candidate:
    """A candidate; url is canonical already."""
    return Candidate(
        candidate_id=content_id(source_id, url),
        url=url,
        source_id=source_id,
        listed_title=title or None,
        listed_at=listed_at,
        discovered_at=run.now(),
    )


def page(
    run: Run,
    source_id: str,
    url: str,
    body: bytes,
    origin: Origin,
    content_type: str | None,
    *,
    fetched_at: datetime | None = None,
    http_status: int | None = None,
    etag: str | None = None,
    last_modified: str | None = None,
    final_url: str | None = None,
    listed_title: str | None = None,
    listed_at: datetime | None = None,
) -> Page:
    """A page; its id is of the url and the body."""
    digest = sha256(body).hexdigest()
    return Page(
        page_id=content_id(url, digest),
        url=url,
        final_url=final_url or url,
        source_id=source_id,
        origin=origin,
        fetched_at=fetched_at or run.now(),
        http_status=http_status,
        content_type=content_type,
        etag=etag,
        last_modified=last_modified,
        listed_title=listed_title,
        listed_at=listed_at,
        body_sha256=digest,
        body=body,
    )


def outcome(
    run: Run,
    step: Step,
    item: str,
    source_id: str | None,
    word: Word,
    reason: str | None = None,
    *,
    elapsed_ms: float | None = None,
    size: int | None = None,
) -> Outcome:
    """An outcome; reason is one plain sentence where something went wrong."""
    return Outcome(
        run_id=run.run_id,
        step=step,
        item=item,
        source_id=source_id,
        outcome=word,
        reason=reason,
        at=run.now(),
        elapsed_ms=elapsed_ms,
        bytes=size,
    )
