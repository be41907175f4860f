"""Candidates to pages: each address once, in parallel across hosts, one outcome each, memory flat."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from tasks.discover.address import same_article
from tasks.web.client import Answer, Web
from tasks.web.crawl import Crawl, WebThread
from tasks.web.failure import FetchFailure
from tasks.web.html import html_content_type
from tasks.web.known import Known, Lookup
from tasks.web.policy import Policy
from tasks.web.rows import Run, outcome, page
from tasks.web.words import Word
from warehouse.records import Candidate, Outcome, Page
from warehouse.vocabulary import GOOD_OUTCOMES

_BATCH = 500


def fetch(
    candidates: Iterable[Candidate],
    known: Lookup,
    web: WebThread,
    *,
    run_id: str,
) -> Iterator[Page | Outcome]:
    """Exactly one outcome (step fetch) for every candidate, right after its page where the body is new.

    candidates and known are only used in the caller's thread, in batches. A second candidate of the same article,
    http or https, with www or without, with a last slash or without, ends as duplicate under its candidate_id. A source
    of which too many addresses failed has an outcome of its own at the end (step discover, item SOURCE#fetch). Closing
    the iterator ends the requests.
    """
    run = Run(run_id=run_id, now=web.now)
    ended: dict[str, Counter[bool]] = defaultdict(Counter)
    for row in _fetched(candidates, known, web, run):
        if isinstance(row, Outcome) and row.source_id is not None:
            ended[row.source_id][row.outcome in GOOD_OUTCOMES] += 1
        yield row
    yield from _over_budget(ended, run, web.policy)


def _over_budget(ended: Mapping[str, Counter[bool]], run: Run, policy: Policy) -> Iterator[Outcome]:
    for source_id, counts in ended.items():
        failed, tried = counts[False], counts.total()
        if tried >= policy.error_budget_from and failed > policy.error_budget * tried:
            reason = f"{failed} of the {tried} addresses it named could not be fetched."
            yield outcome(run, "discover", f"{source_id}#fetch", source_id, "over_error_budget", reason)


def _fetched(candidates: Iterable[Candidate], known: Lookup, web: WebThread, run: Run) -> Iterator[Page | Outcome]:
    taken: set[int] = set()
    remaining = iter(candidates)
    with Crawl[Page](web) as crawl:
        while batch := list(islice(remaining, _BATCH)):
            spellings = {candidate.url: same_article(candidate.url) for candidate in batch}
            stored = known([url for each in spellings.values() for url in each])
            for candidate in batch:
                same = spellings[candidate.url]
                if hash(same[0]) in taken:
                    yield _duplicate(candidate, run)
                    continue
                taken.add(hash(same[0]))
                holding = stored.get(candidate.url)
                is_held = any(url in stored for url in same) if holding is None else not _is_due(holding, web)
                if is_held:
                    yield outcome(run, "fetch", candidate.url, candidate.source_id, "known")
                    continue
                crawl.submit(candidate.url, _Visit(candidate, holding, run))
                yield from crawl.results()
        yield from crawl.results(wait_for_all=True)


def _is_due(holding: Known, web: WebThread) -> bool:
    return web.policy.is_due(holding.first_fetched_at, holding.last_visited_at, web.now())


def _duplicate(candidate: Candidate, run: Run) -> Outcome:
    reason = f"This run was named the same article before: {candidate.url}."
    return outcome(run, "fetch", candidate.candidate_id, candidate.source_id, "duplicate", reason)


@dataclass(frozen=True, slots=True)
class _Visit:
    """One candidate on its way: called with the web, it comes back as rows; never raises."""

    candidate: Candidate
    holding: Known | None
    run: Run

    async def __call__(self, web: Web) -> Sequence[Page | Outcome]:
        conditions = {}
        if self.holding is not None and self.holding.etag:
            conditions["If-None-Match"] = self.holding.etag
        if self.holding is not None and self.holding.last_modified:
            conditions["If-Modified-Since"] = self.holding.last_modified
        try:
            return self._rows(await web.get(self.candidate.url, conditions))
        except FetchFailure as failure:
            return (self.failed(failure),)

    def failed(self, failure: FetchFailure) -> Outcome:
        item, source_id = self.candidate.url, self.candidate.source_id
        return outcome(self.run, "fetch", item, source_id, failure.word, failure.reason)

    def _rows(self, answer: Answer) -> Sequence[Page | Outcome]:
        word: Word = "ok"
        rows: list[Page | Outcome] = []
        if answer.status == 304:
            if self.holding is None:
                raise FetchFailure("http_error", "The host says that nothing changed, but nothing was known.")
            word = "unchanged"
        else:
            content_type = html_content_type(answer.body, answer.headers.get("Content-Type"))
            if self.holding is not None and sha256(answer.body).hexdigest() == self.holding.body_sha256:
                word = "unchanged"
            else:
                rows.append(self._page(answer, content_type))
        ended = outcome(
            self.run,
            "fetch",
            self.candidate.url,
            self.candidate.source_id,
            word,
            elapsed_ms=answer.elapsed_ms,
            size=answer.received,
        )
        return (*rows, ended)

    def _page(self, answer: Answer, content_type: str) -> Page:
        return page(
            self.run,
            self.candidate.source_id,
            self.candidate.url,
            answer.body,
            "http",
            content_type,
            http_status=answer.status,
            etag=answer.headers.get("ETag"),
            last_modified=answer.headers.get("Last-Modified"),
            final_url=answer.final_url,
            listed_title=self.candidate.listed_title,
            listed_at=self.candidate.listed_at,
        )
