"""What must not hurt a warehouse: kills at any moment, crowds, a full disk, no permission, lost files, wrong clocks."""

import io
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.faults.warehouse_writer import ARTICLES, contents, land_all, land_for
from tests.warehouse.rows import article, claim
from warehouse import Warehouse, migrate
from warehouse.doctor import diagnose, doctor
from warehouse.errors import DamagedError, NewerSchemaError, OlderSchemaError, WriterBusyError
from warehouse.maintenance import maintain, tidy
from warehouse.settings import Settings
from warehouse.shell import run_sql

ROOT = Path(__file__).parents[2]
processes = multiprocessing.get_context("spawn")
forks = multiprocessing.get_context("forkserver")  # quick, and from a process that never had DuckDB's threads
forks.set_forkserver_preload(["tests.faults.warehouse_writer"])


def said(path: Path, state: str = "bad") -> str:
    return "\n".join(d.text for d in diagnose(Settings.from_environment(path), datetime.now(UTC)) if d.state == state)


@pytest.mark.parametrize("kills", [12, pytest.param(100, marks=pytest.mark.long)])
def test_killed_at_any_moment_and_started_again_the_tables_are_those_of_an_undisturbed_run(
    tmp_path: Path, kills: int
) -> None:
    batches = 8
    chance = random.Random(7)
    survivors = [tmp_path / f"killed-{n}" for n in range(-(-kills // 10))]
    killed = 0
    for path in survivors:
        for _ in range(min(10, kills - killed)):
            process = forks.Process(target=land_all, args=(path, batches))
            process.start()
            process.join(chance.uniform(0.02, 0.8))
            assert process.pid
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            killed += 1
        land_in_a_process(path, batches)
    land_in_a_process(tmp_path / "undisturbed", batches)
    wanted = contents(tmp_path / "undisturbed")
    for path in survivors:
        assert contents(path) == wanted
        assert said(path) == ""


def land_in_a_process(path: Path, batches: int) -> None:
    # in a process of its own: a process that has had DuckDB's threads cannot fork
    process = forks.Process(target=land_all, args=(path, batches))
    process.start()
    process.join()
    assert process.exitcode == 0


_COUNTS = "SELECT (SELECT count(*) FROM store.articles), (SELECT count(*) FROM core.claims)"


def read_for(path: Path, seconds: float, results: "multiprocessing.Queue[Any]") -> None:
    """Reads in a loop, each time anew opened; tells how often, and the first error."""
    end = time.monotonic() + seconds
    reads, error = 0, None
    while time.monotonic() < end and error is None:
        try:
            with Warehouse.open(path, read_only=True) as warehouse:
                con = warehouse.connection
                seen = [con.execute(_COUNTS).fetchall()[0] for _ in range(3)]
                assert seen == sorted(seen), "nothing that landed goes away"
                con.execute("BEGIN")
                seen += [con.execute(_COUNTS).fetchall()[0] for _ in range(3)]
                con.execute("COMMIT")
                assert len(set(seen[3:])) == 1, "a transaction reads one state"
                assert all(claims == 3 * articles for articles, claims in seen), "a batch lands whole"
                reads += len(seen)
        except BaseException as problem:
            error = repr(problem)
    results.put((reads, error))


def write_for(path: Path, first: int, seconds: float, results: "multiprocessing.Queue[Any]") -> None:
    results.put((first, land_for(path, first, seconds)))


@pytest.mark.parametrize("seconds", [4.0, pytest.param(60.0, marks=pytest.mark.long)])
def test_four_readers_beside_two_writers_and_maintenance(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "warehouse"
    Warehouse.open(path).close()
    results: Any = processes.Queue()
    crowd = [processes.Process(target=read_for, args=(path, seconds, results)) for _ in range(4)]
    crowd += [processes.Process(target=write_for, args=(path, 100_000 * n, seconds, results)) for n in range(2)]
    for process in crowd:
        process.start()
    while any(process.is_alive() for process in crowd[4:]):
        with Warehouse.open(path) as warehouse:
            tidy(warehouse, datetime.now(UTC), thorough=True)
        crowd[4].join(0.5)
    found = [results.get(timeout=120) for _ in crowd]
    for process in crowd:
        process.join()
    reads = [(n, error) for n, error in found if not isinstance(error, int)]
    written = {first: n for first, n in found if isinstance(n, int)}
    assert len(reads) == 4 and all(n > 0 and error is None for n, error in reads), reads
    assert len(written) == 2 and all(written.values()), written
    with Warehouse.open(path, read_only=True) as warehouse:
        rows = warehouse.connection.execute(
            "SELECT count(*), count(DISTINCT article_id), count(DISTINCT page_id) FROM core.articles"
        ).fetchall()
    n = ARTICLES * sum(written.values())
    assert rows == [(n, n, n)]


def hold_the_lease(path: Path, ready: Any) -> None:
    with Warehouse.open(path) as warehouse, warehouse.lease():
        # a worker that outlives its parent must not keep the lease
        worker = os.fork()
        if worker == 0:
            time.sleep(5)
            os._exit(0)
        ready.put(worker)
        signal.pause()


def test_the_lease_dies_with_its_holder_even_where_its_workers_live_on(tmp_path: Path) -> None:
    path = tmp_path / "warehouse"
    Warehouse.open(path).close()
    ready: Any = processes.Queue()
    holder = processes.Process(target=hold_the_lease, args=(path, ready))
    holder.start()
    worker = ready.get(timeout=60)
    try:
        impatient = Settings(warehouse=path, lease_seconds=0.2)
        with Warehouse.open(settings=impatient) as warehouse:
            with pytest.raises(WriterBusyError, match=f"process {holder.pid} on"):
                warehouse.land([article()])
            assert "is writing now" in said(path, "ok")
            assert holder.pid
            os.kill(holder.pid, signal.SIGKILL)
            holder.join()
            warehouse.land([article()])
    finally:
        os.kill(worker, signal.SIGKILL)


FULL_DISK = """
import sys
from pathlib import Path
from tests.warehouse.rows import article
from warehouse import Warehouse, WarehouseError
path = Path(sys.argv[1]) / "warehouse"
noise = __import__("random").Random(1)
with Warehouse.open(path) as warehouse:
    landed = 0
    try:
        for n in range(100):
            warehouse.land([article(article_id=f"a{n}", text=noise.randbytes(200_000).hex())])
            landed = n + 1
    except WarehouseError as error:
        print(error)
with Warehouse.open(path, read_only=True) as warehouse:
    there = warehouse.connection.execute("SELECT count(*), sum(length(text)) FROM core.articles").fetchall()
    print(landed, there == [(landed, landed * 400_000)])
spare = path.parent / "spare"
spare.unlink()
with Warehouse.open(path) as warehouse:
    warehouse.land([article(article_id="after")])
    print(warehouse.connection.execute("SELECT count(*) FROM core.articles").fetchall() == [(landed + 1,)])
"""


def test_a_full_disk_lands_nothing_of_the_batch_and_says_so(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f'mount -t tmpfs -o size=6M tmpfs {disk} && head -c 2000000 /dev/zero > {disk}/spare && exec "$@"'
    namespace = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "sh", "-c", mount, "sh"]
    if not shutil.which("unshare") or subprocess.run([*namespace, "true"], capture_output=True).returncode:
        pytest.skip("no small disk to fill: a mount in a namespace of its own is not allowed here")
    done = subprocess.run(
        [*namespace, sys.executable, "-c", FULL_DISK, str(disk)], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    message, whole, goes_on = done.stdout.splitlines()
    assert "the disk is full" in message
    landed, as_landed = whole.split()
    assert int(landed) > 0 and as_landed == "True" and goes_on == "True"


READ_ONLY = """
import sys
from tests.warehouse.rows import article
from warehouse import Warehouse, WarehouseError
from warehouse.doctor import doctor
from warehouse.shell import run_sql
path = sys.argv[1]
run_sql(path, "SELECT count(*) AS n FROM core.articles", form="csv")
try:
    with Warehouse.open(path) as warehouse:
        warehouse.land([article(article_id="a2")])
except WarehouseError as error:
    print(error)
doctor(path)
"""


def test_in_a_read_only_folder_reading_works_and_writing_says_why_not(tmp_path: Path) -> None:
    path = tmp_path / "warehouse"
    with Warehouse.open(path) as warehouse:
        warehouse.land([article()])
    as_common_user = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root may write everywhere, and setpriv is not there to give that up")
        as_common_user = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    folders = [path, *(file for file in path.rglob("*") if file.is_dir())]
    for file in path.rglob("*"):
        file.chmod(file.stat().st_mode & ~0o222)
    path.chmod(0o555)
    try:
        done = subprocess.run(
            [*as_common_user, sys.executable, "-c", READ_ONLY, str(path)], capture_output=True, text=True, cwd=ROOT
        )
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert done.returncode == 0, done.stderr
    header, n, message, *diagnosis = done.stdout.splitlines()
    assert (header, n) == ("n", "1")
    assert message.startswith(f"cannot write to {path}: no permission")
    assert any(line.startswith(f" bad  {path} cannot be written to") for line in diagnosis)


def test_a_deleted_data_file_is_named_and_the_other_tables_still_answer(tmp_path: Path) -> None:
    path = tmp_path / "warehouse"
    with Warehouse.open(path) as warehouse:
        warehouse.land([article(), claim()])
    (file,) = (path / "files" / "core" / "claims").glob("*.parquet")
    file.unlink()
    out, err = io.StringIO(), io.StringIO()
    assert run_sql(path, "SELECT title FROM core.articles", out=out, err=err) == 0
    assert run_sql(path, "FROM core.claims", out=out, err=err) == 1
    assert err.getvalue().startswith("sitrep sql: a data file of the warehouse is missing; `sitrep doctor` says more")
    assert f"core.claims lacks its data file {file}" in said(path)


def test_a_truncated_catalog_is_told_and_its_copy_put_back(tmp_path: Path) -> None:
    path = tmp_path / "a warehouse"
    catalog, log = path / "catalog.sqlite", path / "catalog.sqlite-wal"
    with Warehouse.open(path) as warehouse:
        warehouse.land([article()])
    assert maintain(path, out=io.StringIO()) == 0
    with closing(sqlite3.connect(catalog)) as writer, writer:
        writer.execute("UPDATE ducklake_snapshot SET snapshot_time = '2026-01-01 00:00:00+00'")
        writer.commit()
        whole, rest = catalog.read_bytes(), log.read_bytes()  # as a killed writer leaves them
    for kept in (len(whole) // 2, 5000, 10):
        log.write_bytes(rest)
        catalog.write_bytes(whole[:kept])
        with pytest.raises(DamagedError, match="put back the newest copy"), Warehouse.open(path) as warehouse:
            warehouse.query("FROM core.articles")
        cure = said(path).rpartition("put back a copy: ")[2]
        assert catalog.read_bytes() == whole[:kept], "nothing is made worse"
        subprocess.run(cure, shell=True, check=True)
        assert not log.exists()
        with Warehouse.open(path, read_only=True) as warehouse:
            assert warehouse.query("FROM core.articles").num_rows == 1


def test_a_clock_that_jumps(tmp_path: Path) -> None:
    path = tmp_path / "warehouse"
    now = datetime.now(UTC)
    for n in range(3):
        with Warehouse.open(path) as warehouse:
            warehouse.land([article(article_id=f"a{n}")])
        if n == 1:  # the second landing happened with a clock a year ahead
            with closing(sqlite3.connect(path / "catalog.sqlite")) as con, con:
                con.execute(
                    "UPDATE ducklake_snapshot SET snapshot_time = ? "
                    "WHERE snapshot_id = (SELECT max(snapshot_id) FROM ducklake_snapshot)",
                    [(now + timedelta(days=365)).isoformat(sep=" ")],
                )
            assert "in the future: the clock was or is wrong" in said(path, "warn")
    with Warehouse.open(path, as_of=datetime.now(UTC)) as warehouse:
        assert warehouse.query("SELECT * FROM core.articles").num_rows == 3, "what landed last is what is known now"
    with Warehouse.open(path) as warehouse:
        tidy(warehouse, now + timedelta(days=1), thorough=True)
        assert warehouse.query("SELECT * FROM core.articles").num_rows == 3


def test_a_moved_warehouse(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "here") as warehouse:
        warehouse.land([article()])
    (tmp_path / "here").rename(tmp_path / "there")
    with Warehouse.open(tmp_path / "there") as warehouse:
        warehouse.land([article(article_id="a2")])
        assert warehouse.query("FROM core.articles").num_rows == 2
    assert not (tmp_path / "here").exists()


def test_an_older_schema_is_migrated_by_a_writer_and_told_to_a_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "warehouse"
    old_code = tmp_path / "migrations"
    old_code.mkdir()
    shutil.copy(migrate.FOLDER / "0001_tables.sql", old_code)
    with monkeypatch.context() as then:
        then.setattr(migrate, "FOLDER", old_code)
        migrate.migrations.cache_clear()
        Warehouse.open(path).close()
    migrate.migrations.cache_clear()
    with pytest.raises(OlderSchemaError, match="sitrep maintain"), Warehouse.open(path, read_only=True) as reader:
        reader.query("SELECT 1")
    assert "sitrep maintain" in said(path)
    with Warehouse.open(path) as warehouse:
        warehouse.land([article()])
    with Warehouse.open(path, read_only=True) as reader:
        assert reader.query("FROM core.articles").num_rows == 1


def test_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "warehouse"
    with Warehouse.open(path) as warehouse:
        warehouse.transaction(lambda con: con.execute("INSERT INTO meta.migrations VALUES (99, 'later', now())"))
    with pytest.raises(NewerSchemaError, match="upgrade Sitrep"):
        Warehouse.open(path)
    assert "upgrade Sitrep" in said(path)


def test_a_missing_extension_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.engine.extension_file", lambda name: tmp_path / f"{name}.duckdb_extension")
    monkeypatch.setattr("warehouse.engine._stamp", lambda file: tmp_path / "no stamp")
    out = io.StringIO()
    assert doctor(tmp_path / "warehouse", out=out) == 1
    assert "install the package duckdb-extension-ducklake for duckdb" in out.getvalue()


def land_one(path: Path, number: int, together: Any, results: "multiprocessing.Queue[Any]") -> None:
    together.wait()
    try:
        with Warehouse.open(path) as warehouse:
            warehouse.land([article(article_id=f"a{number}")])
        results.put(None)
    except BaseException as error:
        results.put(repr(error))


def test_several_processes_make_one_warehouse_at_the_same_time(tmp_path: Path) -> None:
    together, results = forks.Barrier(4), forks.Queue()
    crowd = [forks.Process(target=land_one, args=(tmp_path / "new", n, together, results)) for n in range(4)]
    for process in crowd:
        process.start()
    assert [results.get(timeout=120) for _ in crowd] == [None] * 4
    for process in crowd:
        process.join()
    with Warehouse.open(tmp_path / "new", read_only=True) as warehouse:
        assert warehouse.query("FROM core.articles").num_rows == 4
