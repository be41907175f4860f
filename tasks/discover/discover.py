"""Sources to candidate addresses, or to pages where a source carries its articles whole; one outcome a source."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tasks.discover import gdelt
from tasks.discover.address import canonical, is_web_address
from tasks.discover.inputs import Reader
from tasks.discover.kinds import LISTERS, Window
from tasks.discover.listing import Listed
from tasks.discover.sources import Source
from tasks.discover.urls import read_list
from tasks.web.client import Answer, Web
from tasks.web.crawl import Crawl, WebThread
from tasks.web.failure import FetchFailure
from tasks.web.html import html_content_type
from tasks.web.known import Lookup, nothing_known
from tasks.web.policy import Policy
from tasks.web.rows import Run, candidate, outcome, page
from tasks.web.words import Word
from warehouse.records import Candidate, Outcome, Page

Row = Candidate | Page | Outcome

_HELD_ROWS, _HELD_BYTES = 500, 16 * 2**20
"""Rows, or bytes of bodies, that are looked up in the warehouse at once."""

_AHEAD = timedelta(days=1)
"""A publication time further ahead is a mistake, and no time at all."""

_QUIET = 0.25
"""A source that lists less than this share of what a day should bring is told of."""


def discover(
    sources: Iterable[Source],
    web: WebThread,
    *,
    run_id: str,
    known: Lookup = nothing_known,
    newest_seen: Mapping[str, datetime] | None = None,
) -> Iterator[Row]:
    """The candidates of every source, or its pages with their fetch outcomes; one outcome (step discover) a source.

    newest_seen: publication time of the newest item seen of a source, by source id; channels and searches are read
    back to it. known is asked for addresses from the command line: one that is held already is no feed. Files are
    read, and known is used, in the caller's thread. The web's policy is that of policy_for.
    """
    run = Run(run_id=run_id, now=web.now)
    yield from _without_known(_found(sources, web, run, known, newest_seen or {}), known)


def _found(
    sources: Iterable[Source], web: WebThread, run: Run, known: Lookup, newest_seen: Mapping[str, datetime]
) -> Iterator[Row]:
    reader = Reader(run, web.policy)
    with Crawl[Row](web) as crawl:
        for source in sources:
            on_disk = not is_web_address(source.asked_at)
            if source.kind == "urls" and on_disk:
                yield from _file_of_urls(source, run)
            elif on_disk:
                yield from reader.read(source)
            elif canonical(source.asked_at) is None:
                reason = f"{source.address[:200]!r} is no valid web address."
                yield outcome(run, "discover", source.item, source.id, "bad_address", reason)
            elif source.kind == "warc":
                with web.open(source.address) as archive:
                    yield from reader.read_archive(source, archive)
            elif source.kind == "web" and (url := canonical(source.address) or "") in known([url]):
                yield candidate(run, source.id, url)
                yield outcome(run, "discover", source.item, source.id, "ok")
            else:
                crawl.submit(source.asked_at, _Look(source, _window(source, web.now(), newest_seen), run, reader))
            yield from crawl.results()
        yield from crawl.results(wait_for_all=True)


def _file_of_urls(source: Source, run: Run) -> Iterator[Row]:
    """The addresses of a list on disk, however long; a line that is no address has a fetch outcome of its own."""
    try:
        with Path(source.address).open(encoding="utf-8", errors="replace") as lines:
            for number, item in enumerate(read_list(lines), 1):
                url = canonical(item.url)
                if url is not None:
                    yield candidate(run, source.id, url)
                else:
                    reason = f"{item.url[:200]!r} is no http(s) address."
                    yield outcome(run, "fetch", f"{source.address}#{number}", source.id, "bad_address", reason)
        yield outcome(run, "discover", source.item, source.id, "ok")
    except OSError as error:
        reason = f"{source.address} cannot be read: {error.strerror}."
        yield outcome(run, "discover", source.item, source.id, "missing_file", reason)


def _without_known(rows: Iterable[Row], known: Lookup) -> Iterator[Row]:
    """The rows without pages whose body is stored already; the outcomes of these become unchanged."""
    held: list[Row] = []
    size = 0
    for row in rows:
        held.append(row)
        size += len(row.body) if isinstance(row, Page) else 0
        if not isinstance(row, Page) and (len(held) >= _HELD_ROWS or size >= _HELD_BYTES):
            yield from _sifted(held, known)
            held, size = [], 0
    yield from _sifted(held, known)


def _sifted(rows: Sequence[Row], known: Lookup) -> Iterator[Row]:
    urls = [row.url for row in rows if isinstance(row, Page)]
    stored = known(urls) if urls else {}
    is_known = False
    for row in rows:
        if isinstance(row, Page):
            is_known = row.url in stored and stored[row.url].body_sha256 == row.body_sha256
            if not is_known:
                yield row
        elif isinstance(row, Outcome) and row.step == "fetch" and is_known:
            yield replace(row, outcome="unchanged")
            is_known = False
        else:
            yield row


def policy_for(policy: Policy, sources: Iterable[Source]) -> Policy:
    """The policy with what the sources say of their hosts: delays, and which may be on this machine."""
    hosts = [(source, urlsplit(canonical(source.asked_at) or "").hostname) for source in sources]
    delays: dict[str, float] = {}
    for source, host in hosts:
        if host and source.delay_seconds is not None:
            delays[host] = max(source.delay_seconds, delays.get(host, 0.0))
    delays.setdefault(gdelt.HOST, max(gdelt.MIN_DELAY, policy.delay))
    local = {host for source, host in hosts if host and source.local}
    routes = {host: source.served_by for source, host in hosts if host and source.served_by is not None}
    return policy.model_copy(
        update={
            "delays": {**policy.delays, **delays},
            "local_hosts": policy.local_hosts | local,
            "routes": {**policy.routes, **routes},
        }
    )


def _window(source: Source, now: datetime, newest_seen: Mapping[str, datetime]) -> Window:
    oldest = now - timedelta(days=source.max_age_days) if source.max_age_days else None
    newest = newest_seen.get(source.id)
    return Window(since=max(oldest, newest) if oldest and newest else oldest or newest, oldest=oldest)


@dataclass(frozen=True, slots=True)
class _Look:
    """One source on its way: called with the web, it comes back as rows; never raises."""

    source: Source
    window: Window
    run: Run
    reader: Reader

    async def __call__(self, web: Web) -> Sequence[Row]:
        rows: list[Row] = []
        taken: dict[str, datetime | None] = {}
        kept = 0
        try:
            async for item in LISTERS[self.source.kind](self.source, web, self.window):
                found = [*(self._article(item) if isinstance(item, Answer) else self._listed(item, taken))]
                rows += found
                kept += bool(found)
                if kept >= self.source.max_items:
                    break
        except FetchFailure as failure:
            return (*rows, self.failed(failure))
        word, reason = self._verdict(rows, taken)
        return (*rows, outcome(self.run, "discover", self.source.item, self.source.id, word, reason))

    def failed(self, failure: FetchFailure) -> Outcome:
        return outcome(self.run, "discover", self.source.item, self.source.id, failure.word, failure.reason)

    def _listed(self, item: Listed, taken: dict[str, datetime | None]) -> Iterator[Row]:
        url = canonical(item.url)
        if url is None or url in taken:
            return
        taken[url] = newest_at = item.newest_at
        if self.window.oldest is not None and newest_at is not None and newest_at < self.window.oldest:
            return
        at = item.at if item.at is not None and item.at < self.run.now() + _AHEAD else None
        if item.record is None:
            yield candidate(self.run, self.source.id, url, item.title, at)
        else:
            yield page(self.run, self.source.id, url, item.record, "record", "application/json", listed_at=at)
            yield outcome(self.run, "fetch", self.reader.fresh(url, url), self.source.id, "ok", size=len(item.record))

    def _article(self, answer: Answer) -> Iterator[Row]:
        url = canonical(self.source.address) or self.source.address
        yield page(
            self.run,
            self.source.id,
            url,
            answer.body,
            "http",
            html_content_type(answer.body, answer.headers.get("Content-Type")),
            http_status=answer.status,
            etag=answer.headers.get("ETag"),
            last_modified=answer.headers.get("Last-Modified"),
            final_url=answer.final_url,
        )
        yield outcome(self.run, "fetch", url, self.source.id, "ok", elapsed_ms=answer.elapsed_ms, size=answer.received)

    def _verdict(self, rows: Sequence[Row], taken: Mapping[str, datetime | None]) -> tuple[Word, str | None]:
        if not taken and not rows:
            return "no_items", "The source lists no article."
        expected = min(self.source.expected_per_day, len(taken))
        day_ago = self.run.now() - timedelta(days=1)
        recent = sum(1 for at in taken.values() if at is None or at >= day_ago)
        if recent < _QUIET * expected:
            usual = f"{self.source.expected_per_day:g}"
            reason = f"It lists {recent} articles of the last 24 hours; about {usual} are expected."
            return "quiet", reason
        return "ok", None
