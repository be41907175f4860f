"""Landed rows → linked rows → marts → report. A check that fails keeps the last good marts."""

from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.logging import get_run_logger
from prefect.runtime import flow_run

from flows import artifacts, events
from flows.parameters import PublishParameters
from flows.policy import BACK_OFF_SECONDS, HOUR, RETRIES, may_pass, window
from tasks.discover.sources import load_sources
from tasks.link.link import link
from tasks.report.pictures import drones_by_night_png
from tasks.report.read import read_tables
from tasks.report.run import Run, read_run
from tasks.report.watch import new_records, read_record_nights, read_silent_sources
from tasks.report.write import report
from warehouse import Warehouse, WarehouseError
from warehouse.definitions import prepare
from warehouse.maintenance import tidy
from warehouse.publish import Published
from warehouse.publish import publish as publish_marts


class PublishStoppedError(WarehouseError):
    """A check found rows that break its rule; the marts are those of the last good publish."""


@flow(name="publish", flow_run_name=window("publish"), timeout_seconds=2 * HOUR)
def publish(parameters: PublishParameters = PublishParameters(), run_id: str | None = None) -> None:  # noqa: B008
    """Link, check and publish what has landed, and show it. Raises PublishStoppedError where a check failed."""
    run_id = run_id or str(flow_run.id)
    with Warehouse.open(parameters.warehouse) as warehouse:
        warehouse.transaction(prepare)
        before = read_record_nights(warehouse.query)
    link_rows(parameters)
    published = publish_tables(parameters)
    for check in show(parameters, run_id).checks:
        if check.failing_rows:
            events.check_failed(check)
    if not published.is_published:
        raise PublishStoppedError(stopped(published))
    with Warehouse.open(parameters.warehouse, read_only=True) as warehouse:
        for night in new_records(before, read_record_nights(warehouse.query)):
            events.attack_record(night)
        if parameters.sources:
            usual = {source.id: source.expected_per_day for source in load_sources(parameters.sources)}
            for silence in read_silent_sources(warehouse.query, usual, datetime.now(UTC)):
                events.source_silent(silence)
    if parameters.report:
        draw(parameters.warehouse, parameters.warehouse / parameters.report)


@task(name="link", retries=RETRIES, retry_delay_seconds=BACK_OFF_SECONDS, retry_condition_fn=may_pass)
def link_rows(parameters: PublishParameters) -> None:
    """Stories, events and rounds of what landed since the last time."""
    with Warehouse.open(parameters.warehouse) as warehouse:
        linked = link(warehouse, datetime.now(UTC))
    get_run_logger().info(
        "%d articles linked: %d claims (%d left unlinked), %d talks in %d rounds, %d copies",
        *(linked.articles, linked.claims, linked.unlinked_claims, linked.talks, linked.rounds, linked.copies),
    )


@task(name="marts", retries=RETRIES, retry_delay_seconds=BACK_OFF_SECONDS, retry_condition_fn=may_pass)
def publish_tables(parameters: PublishParameters) -> Published:
    """The marts of what changed, after their checks; all of them or none. Merges files where they have become many."""
    with Warehouse.open(parameters.warehouse) as warehouse:
        published = publish_marts(warehouse, datetime.now(UTC), rebuild=parameters.rebuild)
        tidy(warehouse, datetime.now(UTC))
    return published


@task(name="artifacts")
def show(parameters: PublishParameters, run_id: str) -> Run:
    """The run's summary, its quarantine and the picture of the nights, in Prefect's UI."""
    now = datetime.now(UTC)
    with Warehouse.open(parameters.warehouse, read_only=True) as warehouse:
        run = read_run(warehouse.query, run_id)
        picture = drones_by_night_png(read_tables(warehouse.query, now))
    artifacts.show_run(run)
    if picture:
        artifacts.show_chart(picture)
    return run


@task(name="report")
def draw(warehouse: Path, folder: Path) -> None:
    """The report page and its pictures."""
    now = datetime.now(UTC)
    with Warehouse.open(warehouse, read_only=True) as reader:
        written = report(read_tables(reader.query, now), folder, now)
    get_run_logger().info("The report is at %s", written[0])


def stopped(published: Published) -> str:
    """Why the marts were not published, in a sentence or two."""
    failed = [each for each in published.findings if each.failing_rows and each.check.severity == "fail"]
    rules = "; ".join(f"{each.check.name}: {each.check.rule} ({each.failing_rows} rows)" for each in failed)
    return f"The marts were not published, and stay as they were: {rules}. An example: {failed[0].example}"
