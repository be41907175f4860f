"""Pages → articles and their facts: what has no outcome yet for this version of the code, in shards side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect import flow, task
from prefect.futures import wait
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from flows import artifacts
from flows.orphans import end_with_parent
from flows.parameters import RunParameters
from flows.policy import BACK_OFF_SECONDS, RETRIES, may_pass, window
from tasks.claims.read import CLAIMS_VERSION, read
from tasks.extract import EXTRACTOR_VERSION, Keep, Topic, extract, load_topic
from warehouse import Warehouse
from warehouse.errors import ContractError
from warehouse.landing import check_records
from warehouse.records import Article, Outcome, Page, Record

PROCESS_VERSION = f"{EXTRACTOR_VERSION}+{CLAIMS_VERSION}"
MANY_PAGES = 200
"""A worker with that many pages shows in the UI how far it has come."""


@flow(name="process", flow_run_name=window("process"))
def process(parameters: RunParameters, run_id: str | None = None) -> int:
    """Extract and read every pending page; gives how many. Task runs: one a worker, however many pages there are."""
    run_id = run_id or str(flow_run.id)
    with Warehouse.open(parameters.warehouse) as warehouse:
        pending = warehouse.pending_pages(PROCESS_VERSION)
    if not pending:
        return 0
    shards = min(parameters.workers, -(-len(pending) // parameters.batch))
    if shards == 1 and parameters.runner != "dask":
        return process_shard(parameters, run_id, pending)
    runner = task_runner(parameters, shards)
    return shared_out.with_options(task_runner=runner)(parameters, run_id, [pending[n::shards] for n in range(shards)])


@flow(name="process-shards", flow_run_name=window("shards"))
def shared_out(parameters: RunParameters, run_id: str, shards: list[list[str]]) -> int:
    """Run the shards side by side; the first failure of a shard is raised after the others have landed."""
    futures = [process_shard.submit(parameters, run_id, page_ids) for page_ids in shards]
    wait(futures)
    return sum(future.result() for future in futures)


def task_runner(parameters: RunParameters, shards: int) -> TaskRunner[Any]:
    """The task runner asked for."""
    if parameters.runner == "dask":
        from prefect_dask.task_runners import DaskTaskRunner

        return DaskTaskRunner(address=parameters.dask_address)
    if parameters.runner == "threads":
        return ThreadPoolTaskRunner(max_workers=shards)
    return ProcessPoolTaskRunner(max_workers=shards)


@task(name="extract and read", retries=RETRIES, retry_delay_seconds=BACK_OFF_SECONDS, retry_condition_fn=may_pass)
def process_shard(parameters: RunParameters, run_id: str, page_ids: list[str]) -> int:
    """Read pages in batches; a batch lands whole or not at all. A retry goes on with what has not landed."""
    end_with_parent()
    logger = get_run_logger()
    topic = load_topic()
    progress = artifacts.Progress(f"{len(page_ids)} pages to read") if len(page_ids) >= MANY_PAGES else None
    done = 0
    with Warehouse.open(parameters.warehouse) as warehouse:
        for pages in warehouse.pages(page_ids, batch=parameters.batch, unless_processed_by=PROCESS_VERSION):
            read_pages = [(page, process_page(page, topic, run_id, parameters.keep)) for page in pages]
            land_pages(warehouse, read_pages, run_id)
            done += len(pages)
            logger.info("%d of %d pages read", done, len(page_ids))
            if progress:
                progress.update(done, len(page_ids))
    return done


def land_pages(warehouse: Warehouse, read_pages: Sequence[tuple[Page, list[Record]]], run_id: str) -> None:
    """Land a batch; where the contract refuses it, the page that breaks it lands as an outcome and the others whole."""
    try:
        warehouse.land(row for _, rows in read_pages for row in rows)
    except ContractError:
        warehouse.land(row for page, rows in read_pages for row in lawful(page, rows, run_id))


def lawful(page: Page, rows: list[Record], run_id: str) -> list[Record]:
    """The rows of a page, or the one outcome that says which rule they break."""
    try:
        check_records(rows)
    except ContractError as mistake:
        return [mistaken(page, run_id, datetime.now(UTC), mistake)]
    return rows


def process_page(page: Page, topic: Topic, run_id: str, keep: Keep) -> list[Record]:
    """One page → its articles, their facts, and one outcome for the page and one an article read.

    Whatever goes wrong with one page is its outcome; the pages beside it land all the same.
    """
    started = datetime.now(UTC)
    try:
        extracted = extract(page, topic, started, keep)
        rows = [row for article in extracted.articles for row in article_rows(article, run_id, started)]
    except Exception as mistake:
        return [mistaken(page, run_id, started, mistake)]
    return [*rows, outcome_of(page, run_id, started, extracted.outcome, extracted.reason)]


def article_rows(article: Article, run_id: str, now: datetime) -> Iterator[Record]:
    """An article and, where it is about the conflict, what it says."""
    # its facts' version too: facts that a newer reader no longer finds go to history with the article they stand in
    yield replace(article, extractor_version=PROCESS_VERSION)
    if article.is_relevant:
        facts = read(article, now)
        for kind in (facts.claims, facts.talks, facts.measures, facts.statements):
            yield from kind
        yield Outcome(
            run_id=run_id,
            step="claims",
            item=article.article_id,
            source_id=article.source_id,
            outcome="ok",
            reason=None,
            at=now,
            elapsed_ms=None,
            bytes=len(article.text),
        )


def mistaken(page: Page, run_id: str, started: datetime, mistake: Exception) -> Outcome:
    """The outcome of a page on which Sitrep itself failed."""
    reason = f"Reading it failed, which is a mistake in Sitrep: {type(mistake).__name__}: {mistake}."
    return outcome_of(page, run_id, started, "error", reason)


def outcome_of(page: Page, run_id: str, started: datetime, outcome: str, reason: str | None) -> Outcome:
    """What became of a page, by this version of the code."""
    return Outcome(
        run_id=run_id,
        step="extract",
        item=page.page_id,
        source_id=page.source_id,
        outcome=outcome,
        reason=reason,
        at=started,
        elapsed_ms=(datetime.now(UTC) - started) / timedelta(milliseconds=1),
        bytes=len(page.body),
        version=PROCESS_VERSION,
    )
