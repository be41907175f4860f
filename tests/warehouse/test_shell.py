"""`sitrep sql`: what it answers, in which form, what it refuses, and how it says so."""

import csv
import io
import json
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.warehouse.rows import NOW, article, claim
from warehouse import Warehouse
from warehouse.errors import AsOfError
from warehouse.shell import parse_time, run_sql


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shell") / "warehouse"
    with Warehouse.open(path) as warehouse:
        warehouse.land([article(authors=("Ada Bell", "Bo|b")), claim(), claim(claim_id="c2", low=None, high=7.5)])
    return path


def ask(folder: Path, sql: str, form: str = "table", as_of: str | None = None) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    status = run_sql(folder, sql, form=form, as_of=as_of, out=out, err=err)
    return status, out.getvalue(), err.getvalue()


def test_json_is_one_array_of_objects(folder: Path) -> None:
    status, out, err = ask(
        folder,
        "SELECT claim_id, low, date_end, recorded_at, authors, sum(end_char) OVER () AS total, place, is_relevant "
        "FROM core.claims JOIN core.articles USING (article_id, recorded_at) ORDER BY 1",
        "json",
    )
    assert (status, err) == (0, "")
    first = {
        "claim_id": "c1",
        "low": 40.0,
        "date_end": "2026-03-01",
        "recorded_at": NOW.isoformat(),
        "authors": ["Ada Bell", "Bo|b"],
        "total": 72,
        "place": None,
        "is_relevant": True,
    }
    assert json.loads(out) == [first, first | {"claim_id": "c2", "low": None}]


def test_json_without_rows_is_an_empty_array(folder: Path) -> None:
    assert json.loads(ask(folder, "FROM core.talks", "json")[1]) == []


def test_csv(folder: Path) -> None:
    out = ask(folder, "SELECT claim_id, low, high, date_end FROM core.claims ORDER BY 1", "csv")[1]
    assert list(csv.reader(io.StringIO(out))) == [
        ["claim_id", "low", "high", "date_end"],
        ["c1", "40.0", "40.0", "2026-03-01"],
        ["c2", "", "7.5", "2026-03-01"],
    ]


def test_markdown_keeps_one_row_a_line(folder: Path) -> None:
    out = ask(folder, "SELECT authors, 'a\nb' AS lines, 2 AS n FROM core.articles", "markdown")[1]
    assert out.splitlines() == ["| authors | lines | n |", "| --- | --- | ---: |", r"| Ada Bell, Bo\|b | a<br>b | 2 |"]


def test_parquet_to_a_pipe(folder: Path) -> None:
    code = "import sys; from warehouse.shell import run_sql; run_sql(sys.argv[1], 'FROM core.claims', form='parquet')"
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, check=True)
    assert pq.read_table(io.BytesIO(done.stdout)).num_rows == 2


@pytest.mark.parametrize("columns", [60, 100, 200])
def test_a_table_fits_the_screen(folder: Path, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for sql in [
        "FROM core.claims",
        "SELECT evidence, repeat('word ', 80) AS long FROM core.claims",
        "FROM core.articles",
    ]:
        out = ask(folder, sql)[1]
        assert max(len(line) for line in out.splitlines()) <= columns


REFUSED = [
    "DROP TABLE core.claims",
    "DELETE FROM core.claims",
    "UPDATE core.claims SET low = 1",
    "INSERT INTO link.stories VALUES ('a', 'b')",
    "CREATE TABLE core.mine AS SELECT 1",
    "CREATE TEMP TABLE mine AS SELECT 1",
    "COPY (SELECT 1) TO '{folder}/files/out.csv'",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/files/out.csv'",
    "/* a */ EXPLAIN (ANALYZE) COPY (SELECT 1) TO '{folder}/files/out.csv'",
    "EXPORT DATABASE '{folder}/out'",
    "ATTACH '{folder}/catalog.sqlite' AS other",
    "DETACH lake",
    "USE memory",
    "SET enable_external_access = true",
    "RESET lock_configuration",
    "PRAGMA enable_profiling",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CALL ducklake_merge_adjacent_files('lake')",
    "CHECKPOINT",
    "BEGIN",
    "PREPARE q AS SELECT 1",
    "FROM ducklake_expire_snapshots('lake', older_than => now())",
    "FROM ducklake_cleanup_old_files('lake', cleanup_all => true)",
    "FROM sqlite_scan('{folder}/catalog.sqlite', 'ducklake_table')",
    "WITH x AS (SELECT (SELECT count(*) FROM sqlite_scan('{folder}/catalog.sqlite', 'ducklake_table'))) FROM x",
    "FROM query('SELECT 1')",
    "FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
    "FROM read_csv('/etc/passwd')",
    "FROM read_text('/etc/passwd')",
    "FROM read_parquet('{folder}/files/**/*.parquet')",
    "FROM glob('/etc/*')",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_what_does_more_than_read_is_refused(folder: Path, sql: str) -> None:
    before = sorted(folder.rglob("*"))
    status, out, err = ask(folder, sql.format(folder=folder))
    assert (status, out) == (2, "")
    assert err.startswith("sitrep sql: this is read-only") and err.count("\n") == 1
    assert [path for path in sorted(folder.rglob("*")) if path.suffix in (".csv", ".parquet")] == [
        path for path in before if path.suffix in (".csv", ".parquet")
    ]


def test_files_are_not_tables(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a\n1\n")
    status, out, err = ask(folder, f"FROM '{tmp_path}/other.csv'")
    assert (status, out) == (1, "") and "other.csv" in err


@pytest.mark.parametrize(
    "sql",
    [
        "DESCRIBE core.claims",
        "SHOW ALL TABLES",
        "SUMMARIZE core.claims",
        "EXPLAIN FROM core.claims",
        "VALUES (1)",
        "FROM range(3)",
    ],
)
def test_what_only_reads_is_answered(folder: Path, sql: str) -> None:
    status, out, _ = ask(folder, sql)
    assert status == 0 and out


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("FROM core.claim", 'Did you mean "claims"'),
        ("SELECT metrik FROM core.claims", '"metric"'),
        ("SELEC 1", "syntax error"),
        ("SELECT 'a'::INTEGER", "Could not convert"),
        ("SELECT 1; SELECT 2", "one query at a time"),
    ],
)
def test_errors_are_one_plain_line_with_the_hint(folder: Path, sql: str, words: str) -> None:
    status, out, err = ask(folder, sql)
    assert status in (1, 2) and out == ""
    assert words in err and err.count("\n") == 1 and "Error:" not in err


def test_as_of_shows_the_state_of_then(tmp_path: Path) -> None:
    folder = tmp_path / "warehouse"
    with Warehouse.open(folder) as warehouse:
        warehouse.land([article(), claim(), claim(claim_id="c2")])
        (then,) = (
            warehouse.connection.execute("SELECT max(snapshot_time) FROM ducklake_snapshots('lake')").fetchone() or ()
        )
        warehouse.land([claim(claim_id="c3")])
    assert json.loads(ask(folder, "SELECT count(*) AS n FROM core.claims", "json", then.isoformat())[1]) == [{"n": 2}]
    status, _, err = ask(folder, "SELECT 1", as_of="1999-01-01")
    assert status == 2 and "the oldest state kept is of" in err


def test_times_of_as_of() -> None:
    assert parse_time("2026-03-01T06:00:00Z") == datetime(2026, 3, 1, 6, tzinfo=UTC)
    assert parse_time("2026-03-01 06:00") == datetime(2026, 3, 1, 6, tzinfo=UTC)
    assert parse_time("2026-03-01") == datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC)
    with pytest.raises(AsOfError, match="is no time"):
        parse_time("yesterday")


def test_no_warehouse(tmp_path: Path) -> None:
    status, _, err = ask(tmp_path / "nowhere", "SELECT 1")
    assert status == 1 and "there is no warehouse in" in err and not (tmp_path / "nowhere").exists()


def test_a_closed_pipe_is_quiet(folder: Path) -> None:
    code = (
        "import sys; from warehouse.shell import run_sql; "
        "sys.exit(run_sql(sys.argv[1], 'SELECT range AS i FROM range(3000000)', form='csv'))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stderr
    assert process.stdout.readline() == "i\n"
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(60) == 0
    process.stderr.close()


def test_a_script_on_standard_input(folder: Path) -> None:
    code = "import sys; from warehouse.shell import run_sql; sys.exit(run_sql(sys.argv[1], None, form='json'))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        input="SELECT 1 AS one;\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [{"one": 1}]


def test_rows_stream_without_growing(folder: Path) -> None:
    code = (
        "import resource, sys; from warehouse.shell import run_sql\n"
        "def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "out = open('/dev/null', 'w')\n"
        "run_sql(sys.argv[1], 'SELECT range AS i, 1.5 AS x FROM range(100000)', form='csv', out=out); small = peak()\n"
        "run_sql(sys.argv[1], 'SELECT range AS i, 1.5 AS x FROM range(2000000)', form='csv', out=out)\n"
        "print((peak() - small) // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 60, "megabytes that two million rows need more than a hundred thousand"


def test_control_c_stops_the_query(folder: Path) -> None:
    code = (
        "import signal, sys; from warehouse import shell\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background is started without it\n"
        "answer = shell.answer\n"
        "def told(*args): print('asked', flush=True); answer(*args)\n"
        "shell.answer = told\n"
        "long = 'SELECT count(*) FROM range(1000000000) a(i), range(1000) b(j) WHERE i * j % 7 = 3'\n"
        "sys.exit(shell.run_sql(sys.argv[1], long))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stdout.readline() == "asked\n"
    process.send_signal(signal.SIGINT)
    try:
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, out, err) == (1, "", "sitrep sql: stopped\n")
