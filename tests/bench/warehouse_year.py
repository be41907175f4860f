"""A year of quarter-hourly runs in fast motion: how many files and snapshots it leaves. Run as a module; see --help.

Every run lands two batches and has its link and mart rows replaced, as the pipeline does; the catalog's clock is set
on. One run in eight lands by the warehouse's own door and has a page that changed; the others insert the same rows
without its look for what is known: that leaves the same files, and a year ends within hours.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import duckdb

from tests.warehouse.rows import article, claim, outcome, page
from warehouse import Warehouse
from warehouse.attach import CATALOG_FILE, METADATA
from warehouse.landing import batches
from warehouse.maintenance import tidy
from warehouse.records import Record
from warehouse.schema import tables

ARTICLES_A_RUN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The warehouse at the end of a day, and the worst of the day."""

    day: int
    runs: int
    most_live_files_of_a_table: int
    files_on_disk: int
    snapshots: int
    catalog_bytes: int
    query_milliseconds: float
    slowest_tidy_seconds: float


def simulate(folder: Path, days: int, runs_a_day: int) -> Iterator[Day]:
    """Runs the days one by one."""
    start = datetime.now(UTC)
    run = 0
    for day in range(days):
        most, slowest = 0, 0.0
        with Warehouse.open(folder) as warehouse:
            warehouse.connection.execute("SET threads = 1")  # the batches are tiny
            for of_day in range(runs_a_day):
                now = start + timedelta(days=day, minutes=of_day * 24 * 60 / runs_a_day)
                _run(warehouse, run, now)
                most = max(most, _most_live_files(warehouse.connection))
                _set_clock(
                    warehouse.connection, now
                )  # before: a snapshot of today is old already where a year has passed
                began = time.perf_counter()
                tidy(warehouse, now, thorough=of_day == runs_a_day - 1)
                slowest = max(slowest, time.perf_counter() - began)
                _set_clock(warehouse.connection, now)
                run += 1
        yield _day(folder, day, run, most, slowest)


def _run(warehouse: Warehouse, run: int, now: datetime) -> None:
    by_the_door = run % 8 == 7
    land = warehouse.land if by_the_door else partial(_insert, warehouse)
    ids = [f"{run}-{n}" for n in range(ARTICLES_A_RUN)]
    fetched: list[Record] = [page(page_id=f"p{i}", url=f"https://paper.example/{i}", body=bytes(3000)) for i in ids]
    fetched += [outcome(run_id=f"r{run}", step="fetch", item=f"u{i}", at=now) for i in ids]
    land(fetched)
    read: list[Record] = [outcome(run_id=f"r{run}", item=f"p{i}", at=now) for i in ids]
    for i in ids:
        read.append(article(article_id=f"a{i}", page_id=f"p{i}", recorded_at=now))
        read += [claim(claim_id=f"c{i}-{k}", article_id=f"a{i}", recorded_at=now) for k in range(3)]
    if by_the_door:  # a page that changed: its article is superseded
        read.append(article(article_id=f"a{run - 1}-0", page_id=f"q{run}", recorded_at=now))
    land(read)
    warehouse.transaction(lambda con: _link_and_publish(con, now))


def _insert(warehouse: Warehouse, records: list[Record]) -> None:
    (batch,) = batches(records)

    def work(con: duckdb.DuckDBPyConnection) -> None:
        for name, rows in batch.items():
            con.register("batch", rows)
            con.execute(f"INSERT INTO {tables()[name].store} FROM batch")
            con.unregister("batch")
        con.execute("INSERT INTO link.pending VALUES ('article', 'any')")

    warehouse.transaction(work)


def _link_and_publish(con: duckdb.DuckDBPyConnection, now: datetime) -> None:
    con.execute("DELETE FROM link.pending")
    con.execute(
        "INSERT INTO link.stories "
        "SELECT article_id, article_id FROM store.articles ANTI JOIN link.stories USING (article_id)"
    )
    con.execute("DELETE FROM marts.air_attacks WHERE day >= $1::DATE - 1", [now])
    con.execute(
        "INSERT INTO marts.air_attacks BY NAME SELECT recorded_at::DATE AS day, max(low) AS launched FROM core.claims "
        "WHERE recorded_at >= $1::DATE - 1 GROUP BY day",
        [now],
    )


def _set_clock(con: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """Snapshots made since the last time are given the time `now`: those whose time is not a simulated one (…:07.5)."""
    snapshots = f"{METADATA}.ducklake_snapshot"
    con.execute(
        f"UPDATE {snapshots} SET snapshot_time = $1 WHERE snapshot_id > "
        f"(SELECT coalesce(max(snapshot_id), -1) FROM {snapshots} WHERE snapshot_time LIKE '%:07.5+00')",
        [f"{now:%Y-%m-%d %H:%M}:07.5+00"],
    )


def _most_live_files(con: duckdb.DuckDBPyConnection) -> int:
    row = con.execute("SELECT max(file_count + delete_file_count) FROM ducklake_table_info('lake')").fetchone()
    return int(row[0]) if row else 0


def _day(folder: Path, day: int, runs: int, most: int, slowest: float) -> Day:
    with Warehouse.open(folder, read_only=True) as warehouse:
        con = warehouse.connection
        con.execute("SELECT count(*) FROM core.claims").fetchone()
        began = time.perf_counter()
        con.execute("SELECT metric, count(*) FROM core.claims WHERE low > 3 GROUP BY ALL").fetchall()
        asked = time.perf_counter() - began
        (articles,) = con.execute("SELECT count(*) FROM core.articles").fetchone() or (0,)
        assert articles == runs * ARTICLES_A_RUN, "no article is lost or doubled"
        (snapshots,) = con.execute("SELECT count(*) FROM ducklake_snapshots('lake')").fetchone() or (0,)
    return Day(
        day=day,
        runs=runs,
        most_live_files_of_a_table=most,
        files_on_disk=sum(1 for _ in (folder / "files").rglob("*.parquet")),
        snapshots=snapshots,
        catalog_bytes=(folder / CATALOG_FILE).stat().st_size,
        query_milliseconds=round(asked * 1000, 1),
        slowest_tidy_seconds=round(slowest, 2),
    )


def main() -> None:
    """Simulates and prints one JSON object a day."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--runs-a-day", type=int, default=96)
    parser.add_argument(
        "--within", type=Path, help="where to make the folder: in memory (/dev/shm) it takes half the time"
    )
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.within) as folder:
        for day in simulate(Path(folder) / "warehouse", chosen.days, chosen.runs_a_day):
            print(json.dumps(asdict(day)), flush=True)


if __name__ == "__main__":
    main()
