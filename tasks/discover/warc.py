"""WARC archives (CC-NEWS among them), streamed: one record in memory at a time."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from io import RawIOBase
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from tasks.discover.address import canonical
from tasks.web.decoding import decoded
from tasks.web.failure import FetchFailure
from tasks.web.html import html_content_type
from tasks.web.media import is_markup
from tasks.web.policy import Policy
from tasks.web.rows import Run, outcome, page
from tasks.web.words import Word
from warehouse.records import Outcome, Page

_MARKUP = ("text/html", "application/xhtml+xml")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")


def read_warc(
    stream: BinaryIO | RawIOBase, item: str, source_id: str, run: Run, fresh: Callable[[str, str], str], policy: Policy
) -> Iterator[Page | Outcome]:
    """Every archived HTML answer as a page with its fetch outcome, then the discover outcome of the archive.

    stream is read forward only. fresh(url, place) gives the item under which an outcome is not taken yet.
    """
    records = 0
    word: Word = "ok"
    reason: str | None = None
    try:
        kinds = WarcRecordType.response | WarcRecordType.resource
        for record in ArchiveIterator(stream, record_types=kinds, parse_http=True, auto_decode="none"):
            records += 1
            yield from _read(record, f"{item}#{records}", source_id, run, fresh, policy)
    except FetchFailure as failure:
        word, reason = failure.word, failure.reason
    except BaseException as error:  # fastwarc raises bare errors of many kinds, among them panics of its Rust part
        if not isinstance(error, Exception) and type(error).__module__ != "pyo3_runtime":
            raise
        word = "broken_archive"
        reason = f"The archive is damaged after {records} records ({error or type(error).__name__})."
    if not records and word == "ok":
        word, reason = "broken_archive", "No WARC record was found in the archive."
    yield outcome(run, "discover", item, source_id, word, reason)


def _read(
    record: WarcRecord, place: str, source_id: str, run: Run, fresh: Callable[[str, str], str], policy: Policy
) -> Iterator[Page | Outcome]:
    """A record's page and outcome. Raises FetchFailure where the archive breaks off within it."""
    url = target = (record.headers.get("WARC-Target-URI") or "").strip("<> ")  # as archived: what people join on
    if canonical(target) is None:
        yield outcome(run, "fetch", place, source_id, "bad_address", f"{target[:200]!r} is no http(s) address.")
        return
    item = fresh(url, place)
    headers = dict(record.http_headers.asdict()) if record.http_headers is not None else {}
    fields = {name.lower(): value for name, value in headers.items()}
    status = record.http_headers.status_code if record.http_headers is not None else None
    content_type = fields.get("content-type") or record.headers.get("Content-Type")
    try:
        if status not in (200, None):
            raise FetchFailure("irrelevant", f"It was archived with HTTP status {status}.")
        if not (content_type or "text/html").lower().startswith(_MARKUP):
            raise FetchFailure("irrelevant", f"It was archived as {(content_type or '')[:80]}, not as a web page.")
        body = _body(record, fields, policy)
        content_type = html_content_type(body, content_type)
    except FetchFailure as failure:
        yield outcome(run, "fetch", item, source_id, failure.word, failure.reason)
        if failure.word == "broken_archive":
            raise
        return
    yield page(
        run,
        source_id,
        url,
        body,
        "warc",
        content_type,
        fetched_at=_capture_time(record, run),
        http_status=status,
        etag=fields.get("etag"),
        last_modified=fields.get("last-modified"),
    )
    yield outcome(run, "fetch", item, source_id, "ok", size=len(body))


def _body(record: WarcRecord, fields: Mapping[str, str], policy: Policy) -> bytes:
    """The payload, transfer and content decoding undone where the archive kept them."""
    expected = record.content_length
    body: bytes = record.reader.read(policy.max_body + 1)
    if len(body) > policy.max_body:
        raise FetchFailure("too_large", f"The page is larger than {policy.max_body:,} bytes.")
    if len(body) < expected:
        raise FetchFailure("broken_archive", "The archive breaks off within this page.")
    if "chunked" in fields.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    encoding = fields.get("content-encoding", "")
    return body if not encoding or is_markup(body) else decoded(body, encoding, policy)


def _unchunked(body: bytes) -> bytes:
    """The body without chunk sizes; as it is where it holds none, for many archives keep the header only."""
    whole, rest = bytearray(), body
    while found := _CHUNK.match(rest):
        size = int(found.group(1), 16)
        whole += rest[found.end() : found.end() + size]
        rest = rest[found.end() + size :].removeprefix(b"\r\n")
        if size == 0:
            break
    return bytes(whole) or body


def _capture_time(record: WarcRecord, run: Run) -> datetime:
    try:
        captured = datetime.fromisoformat(record.headers.get("WARC-Date") or "")
    except ValueError:
        return run.now()
    return captured if captured.tzinfo else captured.replace(tzinfo=UTC)
