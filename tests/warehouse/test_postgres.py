"""A PostgreSQL catalog: writers take turns, readers go on, and a dead writer's lease is free."""

import multiprocessing
import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.rows import article, claim
from warehouse import Warehouse
from warehouse.doctor import diagnose
from warehouse.errors import WarehouseError, WriterBusyError
from warehouse.maintenance import tidy
from warehouse.settings import Settings

processes = multiprocessing.get_context("spawn")
BATCHES = 4


def land_batches(settings: Settings, writer: int) -> None:
    with Warehouse.open(settings=settings) as warehouse:
        for n in range(BATCHES):
            # one article is everybody's: whoever comes second must see that it is there
            ours, everybodys = f"a{writer}-{n}", f"a{n}"
            warehouse.land(
                [article(article_id=i) for i in (ours, everybodys)]
                + [claim(claim_id=f"c{i}", article_id=i) for i in (ours, everybodys)]
            )


def hold(settings: Settings, ready: Any) -> None:
    with Warehouse.open(settings=settings) as warehouse, warehouse.lease():
        ready.put(True)
        signal.pause()


@pytest.fixture
def shared(database: str, tmp_path: Path) -> Settings:
    """A catalog in PostgreSQL, files in a folder."""
    settings = Settings(warehouse=tmp_path, catalog=database)
    Warehouse.open(settings=settings).close()
    return settings


def test_writers_take_turns_beside_a_reader_and_maintenance(shared: Settings) -> None:
    writers = [processes.Process(target=land_batches, args=(shared, n)) for n in range(3)]
    for process in writers:
        process.start()
    with Warehouse.open(settings=shared, read_only=True) as reader, Warehouse.open(settings=shared) as keeper:
        while any(process.is_alive() for process in writers):
            articles, claims = reader.connection.execute(
                "SELECT (SELECT count(*) FROM store.articles), (SELECT count(*) FROM core.claims)"
            ).fetchall()[0]
            assert articles == claims
            tidy(keeper, datetime.now(UTC), thorough=True)
            writers[0].join(0.2)
        for process in writers:
            process.join()
            assert process.exitcode == 0
        counts = reader.connection.execute("SELECT count(*), count(DISTINCT article_id) FROM core.articles").fetchall()
    assert counts == [(4 * BATCHES, 4 * BATCHES)]


def test_the_lease_of_a_killed_writer_is_free(shared: Settings) -> None:
    ready: Any = processes.Queue()
    holder = processes.Process(target=hold, args=(shared, ready))
    holder.start()
    assert ready.get(timeout=60)
    impatient = Settings(warehouse=shared.warehouse, catalog=shared.catalog, lease_seconds=0.2)
    with Warehouse.open(settings=impatient) as warehouse, pytest.raises(WriterBusyError, match="another process"):
        warehouse.land([article()])
    assert holder.pid
    os.kill(holder.pid, signal.SIGKILL)
    holder.join()
    with Warehouse.open(settings=shared) as warehouse:
        warehouse.land([article()])


def test_as_of_and_doctor(shared: Settings) -> None:
    with Warehouse.open(settings=shared) as warehouse:
        warehouse.land([article()])
        (then,) = (
            warehouse.connection.execute("SELECT max(snapshot_time) FROM ducklake_snapshots('lake')").fetchone() or ()
        )
        warehouse.land([article(article_id="a2")])
    with Warehouse.open(settings=shared, as_of=then) as past:
        assert past.query("FROM core.articles").num_rows == 1
    assert [d for d in diagnose(shared, datetime.now(UTC)) if d.state != "ok"] == []


def test_no_server(tmp_path: Path) -> None:
    settings = Settings(warehouse=tmp_path, catalog="host=127.0.0.1 port=1 dbname=nothing connect_timeout=2")
    with pytest.raises(WarehouseError, match=r"cannot open|does not answer"):
        Warehouse.open(settings=settings, read_only=True)
