"""`sitrep maintain`: fewer files, thinner history, and nothing taken from a reader."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.warehouse.rows import article, claim
from warehouse import Warehouse
from warehouse.maintenance import MANY_FILES, back_up, maintain, tidy
from warehouse.settings import Settings


def files(warehouse: Warehouse) -> int:
    return sum(1 for _ in (warehouse.path / "files").rglob("*.parquet"))


def live_files(warehouse: Warehouse, table: str) -> int:
    schema, name = table.split(".")
    rows = warehouse.connection.execute(f"FROM ducklake_list_files('lake', '{name}', schema => '{schema}')").fetchall()
    return len(rows)


def test_small_files_are_merged_and_kept_for_the_readers_at_work(warehouse: Warehouse) -> None:
    for n in range(4):
        warehouse.land([article(article_id=f"a{n}"), claim(claim_id=f"c{n}", article_id=f"a{n}")])
    before = files(warehouse)
    reader = Warehouse.open(warehouse.path, read_only=True)
    reader.connection.execute("BEGIN")
    assert reader.query("FROM core.claims").num_rows == 4
    did = tidy(warehouse, datetime.now(UTC), thorough=True)
    assert live_files(warehouse, "core.claims") == 1 and did.merged > did.into and did.deleted == 0
    assert files(warehouse) == before + did.into
    assert reader.query("SELECT evidence FROM core.claims").num_rows == 4
    did = tidy(warehouse, datetime.now(UTC) + timedelta(days=2), thorough=True)
    assert did.deleted > 0 and files(warehouse) < before
    assert warehouse.query("FROM core.claims").num_rows == 4


def test_a_quick_tidy_waits_until_files_are_many(warehouse: Warehouse) -> None:
    warehouse.land([article()])
    warehouse.land([article(article_id="a2")])
    assert tidy(warehouse, datetime.now(UTC)).merged == 0
    for n in range(MANY_FILES + 1):
        warehouse.land([claim(claim_id=f"c{n}")])
    tidy(warehouse, datetime.now(UTC))
    assert live_files(warehouse, "core.claims") == 1
    assert live_files(warehouse, "store.articles") == 2


def test_files_with_deleted_rows_do_not_pile_up(warehouse: Warehouse) -> None:
    for n in range(MANY_FILES + 1):
        warehouse.land([article(article_id=f"a{n}-{k}") for k in range(5)])
        warehouse.land([article(article_id=f"a{n}-0", page_id="p2")])
    tidy(warehouse, datetime.now(UTC))
    assert live_files(warehouse, "store.articles") <= 2
    assert warehouse.query("FROM core.articles").num_rows == 5 * (MANY_FILES + 1)


def test_snapshots_are_thinned_to_one_a_day_and_then_dropped(warehouse: Warehouse) -> None:
    now = datetime.now(UTC)
    for n in range(3):
        warehouse.land([article(article_id=f"a{n}")])
    made = warehouse.connection.execute("SELECT count(*) FROM ducklake_snapshots('lake')").fetchall()[0][0]
    assert tidy(warehouse, now + timedelta(days=6)).expired == 0
    thinned = tidy(warehouse, now + timedelta(days=9)).expired
    assert made - 2 <= thinned <= made - 1, "the last of the day is kept, and the current one"
    with Warehouse.open(warehouse.path, as_of=datetime.now(UTC)) as then:
        assert then.query("FROM core.articles").num_rows == 3


def test_leftovers_of_killed_writers_go_once_they_are_old(warehouse: Warehouse) -> None:
    warehouse.land([article(), claim()])
    leftover = warehouse.path / "files" / "core" / "claims" / "ducklake-killed.parquet"
    leftover.write_bytes(b"PAR1")
    assert tidy(warehouse, datetime.now(UTC), thorough=True).orphans == 0
    assert leftover.exists(), "it may be a writer's at work"
    assert tidy(warehouse, datetime.now(UTC) + timedelta(hours=2), thorough=True).orphans == 1
    assert not leftover.exists() and warehouse.query("FROM core.claims").num_rows == 1


def test_it_tells_what_it_did_and_keeps_few_copies_of_the_catalog(tmp_path: Path) -> None:
    path = tmp_path / "warehouse"
    with Warehouse.open(path) as warehouse:
        warehouse.land([article()])
        tidy(warehouse, datetime.now(UTC), thorough=True)
    for days in range(1, 5):
        back_up(Settings(warehouse=path), datetime.now(UTC) - timedelta(days=days))
    out = io.StringIO()
    assert maintain(path, out=out) == 0
    assert "merged 0 files" in out.getvalue() and "copied the catalog to" in out.getvalue()
    assert len(list((path / "backups").glob("*.sqlite"))) == 3
