"""Sources and inputs → candidates → stored pages: discover and fetch, landed in batches as they come."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from itertools import chain
from time import monotonic

from prefect import flow, task
from prefect.logging import get_run_logger
from prefect.runtime import flow_run

from flows.parameters import RunParameters
from flows.policy import BACK_OFF_SECONDS, RETRIES, may_pass, window
from tasks.discover import Source, discover, input_sources, load_sources, policy_for
from tasks.fetch import fetch
from tasks.web import Known, Policy, WebThread
from warehouse import Warehouse
from warehouse.records import Candidate, Outcome, Page

Row = Candidate | Page | Outcome

KNOWN_SQL = (files("warehouse") / "known.sql").read_text()
UNFETCHED_SQL = (files("warehouse") / "unfetched.sql").read_text()
NEWEST_SQL = "SELECT source_id, max(published_at) AS newest FROM core.articles GROUP BY source_id"

BATCH_ROWS, BATCH_BYTES, BATCH_SECONDS = 500, 32 * 2**20, 10.0
"""What lands in one transaction while pages come in: so many rows, bytes of bodies, or what came in so many seconds."""

BACKFILL_ITEMS = 1_000_000
"""Items taken of one source when the past is asked for; its own limit is made for a quarter of an hour."""


@flow(name="ingest", flow_run_name=window("ingest"))
def ingest(parameters: RunParameters, run_id: str | None = None) -> None:
    """Land what the sources and inputs name: one task run, however many sources and pages there are."""
    discover_and_fetch(parameters, run_id or str(flow_run.id))


@task(name="discover and fetch", retries=RETRIES, retry_delay_seconds=BACK_OFF_SECONDS, retry_condition_fn=may_pass)
def discover_and_fetch(parameters: RunParameters, run_id: str) -> None:
    """Ask every source for its articles, and fetch them as they are named."""
    landed = collect(parameters, run_id)
    get_run_logger().info("%d rows landed", landed)


def collect(parameters: RunParameters, run_id: str) -> int:
    """Land what the sources name, then what an interrupted run left. Gives the number of rows landed."""
    sources = sources_of(parameters)
    policy = policy_for(Policy(), sources)
    with Warehouse.open(parameters.warehouse) as warehouse, WebThread(policy, now) as web:
        landing = Landing(warehouse)
        left = [Candidate(**row) for row in warehouse.query(UNFETCHED_SQL).to_pylist()]
        newest = {row["source_id"]: row["newest"] for row in warehouse.query(NEWEST_SQL).to_pylist()}

        def known(urls: Sequence[str]) -> Mapping[str, Known]:
            rows = warehouse.query(KNOWN_SQL, {"urls": list(urls)}).to_pylist()
            return {row.pop("url"): Known(**row) for row in rows}

        named = discover(sources, web, run_id=run_id, known=known, newest_seen=newest)
        for row in fetch(chain(landing.candidates(before(named, parameters.until)), left), known, web, run_id=run_id):
            landing.add(row)
        landing.flush()
        return landing.landed


def sources_of(parameters: RunParameters) -> tuple[Source, ...]:
    """The inputs, each as a source of its own, and the sources of the file, to be read back to `since`."""
    listed = load_sources(parameters.sources) if parameters.sources else ()
    if parameters.since:
        age = now() - datetime.combine(parameters.since, time(), UTC)
        days = max(age / timedelta(days=1), 1e-3)
        listed = tuple(
            source.model_copy(update={"max_age_days": days, "max_items": BACKFILL_ITEMS}) for source in listed
        )
    return (*input_sources(parameters.inputs), *listed)


def before(rows: Iterable[Row], until: date | None) -> Iterator[Row]:
    """Rows without the candidates that are listed on or after `until`."""
    return (
        row
        for row in rows
        if not (until and isinstance(row, Candidate) and row.listed_at and row.listed_at.date() >= until)
    )


class Landing:
    """Rows on their way to the warehouse, in batches of bounded size. A page lands with its outcome or not at all."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._rows: list[Row] = []
        self._bytes = 0
        self._flushed_at = monotonic()
        self.landed = 0

    def candidates(self, rows: Iterable[Row]) -> Iterator[Candidate]:
        """Land all rows, and hand on the candidates among them, which are to be fetched."""
        for row in rows:
            self.add(row)
            if isinstance(row, Candidate):
                yield row

    def add(self, row: Row) -> None:
        """Take one row; what has gathered lands when it is enough, and never between a page and its outcome."""
        self._rows.append(row)
        if isinstance(row, Page):
            self._bytes += len(row.body)
        elif (
            len(self._rows) >= BATCH_ROWS
            or self._bytes >= BATCH_BYTES
            or monotonic() - self._flushed_at >= BATCH_SECONDS
        ):
            self.flush()

    def flush(self) -> None:
        """Land what has gathered."""
        if self._rows:
            self._warehouse.land(self._rows)
        self.landed += len(self._rows)
        self._rows, self._bytes, self._flushed_at = [], 0, monotonic()


def now() -> datetime:
    """The time of now, UTC."""
    return datetime.now(UTC)
