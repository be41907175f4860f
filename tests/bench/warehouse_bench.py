"""The warehouse against bare Parquet files: landing, ten questions, opening. Run as a module; --help says how."""

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse import Warehouse
from warehouse.definitions import marts
from warehouse.landing import Batch
from warehouse.schema import tables

COOKBOOK = Path(__file__).parents[2] / "docs" / "cookbook.md"
CLAIMS_AN_ARTICLE = 10
DAYS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Seconds, and what the warehouse takes for each second of bare Parquet."""

    articles: int
    claims: int
    landing_seconds: float
    bare_landing_seconds: float
    landing_ratio: float
    question_seconds: dict[str, float]
    bare_question_seconds: dict[str, float]
    question_ratios: dict[str, float]
    opening_ratio: float
    first_query_ratio: float


def questions() -> dict[str, str]:
    """The SQL of the cookbook by number."""
    text = COOKBOOK.read_text(encoding="utf-8")
    return {
        match[1]: match[2] for match in re.finditer(r"^## (\d+)\..*?```sql\n(.*?)```", text, re.DOTALL | re.MULTILINE)
    }


def batch(con: duckdb.DuckDBPyConnection, first: int, articles: int) -> Batch:
    """Made-up pages, articles and claims, the same for the same numbers."""
    return {
        name: con.execute(_MADE[name].format(first=first, last=first + articles))
        .to_arrow_table()
        .cast(tables()[name].arrow_schema)
        for name in _MADE
    }


_TIME = f"""TIMESTAMPTZ '2024-01-01 00:00:00+00' + INTERVAL (i % {DAYS}) DAY + INTERVAL (i % 86400) SECOND"""
_MADE = {
    "raw.pages": f"""
        SELECT md5('p' || i)[:16] AS page_id, 'https://paper' || i % 200 || '.example/' || i AS url, url AS final_url,
            'source' || i % 50 AS source_id, 'http' AS origin, {_TIME} AS fetched_at, 200 AS http_status,
            'text/html; charset=utf-8' AS content_type, NULL AS etag, NULL AS last_modified, NULL AS listed_title,
            NULL::TIMESTAMPTZ AS listed_at, sha256('p' || i) AS body_sha256, ('<p>' || repeat(md5(i::VARCHAR),
            8))::BLOB AS body
        FROM range({{first}}, {{last}}) AS t(i)""",
    "core.articles": f"""
        SELECT md5('a' || i)[:16] AS article_id, 'https://paper' || i % 200 || '.example/' || i AS url,
            'source' || i % 50 AS source_id, 'Paper ' || i % 200 AS publisher, 'Headline ' || i AS title,
            ['Ada Bell', 'Bo Carr'] AS authors, {_TIME} AS published_at, published_at::DATE AS published_date,
            'minute' AS published_precision, 'json_ld' AS published_basis, NULL::TIMESTAMPTZ AS modified_at,
            'en' AS language,
            repeat(md5(i::VARCHAR) || ' drones were reported over the coast. ', 20) AS text, '' AS captions,
            sha256('a' || i) AS text_sha256, 160 AS word_count, i % 3 > 0 AS is_relevant, md5('p' || i)[:16] AS page_id,
            '1' AS extractor_version, {_TIME} AS recorded_at
        FROM range({{first}}, {{last}}) AS t(i)""",
    "core.claims": f"""
        SELECT md5('c' || i || '-' || k)[:16] AS claim_id, md5('a' || i)[:16] AS article_id, 'text' AS field,
            k * 60 AS start_char, k * 60 + 55 AS end_char,
            'some ' || (i * k) % 500 || ' drones were reported over the coast' AS evidence,
            ['launched', 'shot_down', 'suppressed', 'killed', 'injured'][1 + k % 5] AS metric,
            CASE WHEN k % 5 < 3 THEN 'drone' ELSE 'civilian' END AS object, NULL AS weapon,
            ((i * k) % 500)::DOUBLE AS low, ((i * k) % 500)::DOUBLE AS high, 'exact' AS qualifier, 'count' AS unit,
            CASE WHEN i % 5 = 0 THEN 'UA' ELSE 'RU' END AS actor, CASE WHEN i % 5 = 0 THEN 'RU' ELSE 'UA' END AS target,
            CASE WHEN k % 4 = 0 THEN 'Coast ' || i % 30 END AS place, NULL::DATE AS date_start,
            ({_TIME})::DATE AS date_end,
            'night' AS date_precision, 'overnight' AS date_basis,
            CASE WHEN k % 4 = 0 THEN 'partial' ELSE 'event' END AS scope,
            CASE WHEN k % 3 > 0 THEN 'Speaker ' || (i + k) % 300 END AS speaker,
            CASE WHEN k % 3 > 0 THEN ['RU', 'UA'][1 + (i + k) % 2] END AS speaker_side, 'actual' AS realis,
            NULL AS part_of,
            '1' AS extractor_version, {_TIME} AS recorded_at
        FROM range({{first}}, {{last}}) AS t(i), range({CLAIMS_AN_ARTICLE}) AS u(k)""",
    "raw.outcomes": f"""
        SELECT 'run' || i // 1000 AS run_id, 'extract' AS step, md5('p' || i)[:16] AS item,
        'source' || i % 50 AS source_id,
            CASE WHEN i % 40 = 0 THEN 'no_text' ELSE 'ok' END AS outcome, NULL AS reason, {_TIME} AS "at",
            12.5::DOUBLE AS elapsed_ms,
            4000::BIGINT AS bytes, '1' AS version
        FROM range({{first}}, {{last}}) AS t(i)""",
}


def measure(folder: Path, articles: int, batch_articles: int, repeats: int) -> Measured:
    """Lands `articles` in batches both ways, asks every question both ways, in this process and the same DuckDB."""
    folder.mkdir(parents=True)
    with Warehouse.open(folder / "warehouse") as warehouse:
        landing, bare_landing = _land(warehouse, folder / "bare", articles, batch_articles)
        _publish(warehouse, folder / "bare")
        bare = _bare(folder / "bare")
        asked = {number: _ask(warehouse.connection, bare, sql, repeats) for number, sql in questions().items()}
    opening, first_query = _opening(folder / "warehouse", 2 * repeats - 1)
    return Measured(
        articles=articles,
        claims=articles * CLAIMS_AN_ARTICLE,
        landing_seconds=landing,
        bare_landing_seconds=bare_landing,
        landing_ratio=landing / bare_landing,
        question_seconds={number: lake for number, (lake, _) in asked.items()},
        bare_question_seconds={number: plain for number, (_, plain) in asked.items()},
        question_ratios={number: lake / plain for number, (lake, plain) in asked.items()},
        opening_ratio=opening,
        first_query_ratio=first_query,
    )


def _land(warehouse: Warehouse, bare: Path, articles: int, batch_articles: int) -> tuple[float, float]:
    """Seconds of landing Arrow tables, and of writing them to Parquet files by the same DuckDB."""
    con = warehouse.connection.cursor()
    lake = plain = 0.0
    for first in range(0, articles, batch_articles):
        rows = batch(con, first, min(batch_articles, articles - first))
        lake += _seconds(lambda rows=rows: warehouse.land_tables(rows))  # type: ignore[misc]
        plain += _seconds(lambda rows=rows, first=first: _write(con, bare, rows, first))  # type: ignore[misc]
    return lake, plain


def _write(con: duckdb.DuckDBPyConnection, bare: Path, rows: Batch, first: int) -> None:
    for name, table in rows.items():
        (bare / name).mkdir(parents=True, exist_ok=True)
        con.register("rows", table)
        con.execute(f"COPY (FROM rows) TO '{bare / name}/{first:09}.parquet' (FORMAT parquet)")
        con.unregister("rows")


_MART_ROWS = {
    "drone_counts": """
        SELECT date_end AS day, actor, target, metric, min(low) AS low, max(high) AS high, median(low) AS best,
            any_value(speaker) AS best_speaker, any_value(claim_id) AS best_claim_id, count(*)::INTEGER AS n_reports
        FROM core.claims WHERE object = 'drone' GROUP BY ALL""",
    "air_attacks": """
        SELECT date_end AS day, actor, target, object, max(low) FILTER (metric = 'launched') AS launched,
            max(low) FILTER (metric = 'shot_down') AS shot_down, max(low) FILTER (metric = 'suppressed') AS suppressed
        FROM core.claims WHERE object = 'drone' GROUP BY ALL""",
    "disputes": """
        SELECT date_end AS day, metric, object, min(speaker) AS speaker_a, max(speaker) AS speaker_b
        FROM core.claims WHERE speaker IS NOT NULL GROUP BY date_end, metric, object, place""",
}


def _publish(warehouse: Warehouse, bare: Path) -> None:
    """Made-up rows of the marts, and stories of three copies; in the lake and as bare files."""

    def work(con: duckdb.DuckDBPyConnection) -> None:
        con.execute(
            "INSERT INTO link.stories SELECT article_id, article_id[:3] FROM store.articles WHERE article_id[16] = '0'"
        )
        for name, made in _MART_ROWS.items():
            con.execute(f"INSERT INTO marts.{name} BY NAME {made}")

    warehouse.transaction(work)
    con = warehouse.connection
    for name in ("link.stories", *(f"marts.{mart.name}" for mart in marts())):
        (bare / name).mkdir()
        con.execute(f"COPY (FROM {name}) TO '{bare / name}/0.parquet' (FORMAT parquet)")


def _bare(folder: Path) -> duckdb.DuckDBPyConnection:
    """The bare files under the names of the warehouse's tables, the view of articles included."""
    con = duckdb.connect()
    for schema in ("raw", "core", "store", "link", "marts"):
        con.execute(f"CREATE SCHEMA {schema}")
    for table in sorted(path for path in folder.iterdir() if path.is_dir()):
        name = "store.articles" if table.name == "core.articles" else table.name
        con.execute(f"CREATE VIEW {name} AS FROM read_parquet('{table}/*.parquet')")
    con.execute("""
        CREATE VIEW core.articles AS
        SELECT a.*, coalesce(s.story_id, a.article_id) AS story_id
        FROM store.articles AS a LEFT JOIN link.stories AS s ON s.article_id = a.article_id""")
    return con


def _ask(
    lake: duckdb.DuckDBPyConnection, bare: duckdb.DuckDBPyConnection, sql: str, repeats: int
) -> tuple[float, float]:
    """The medians of both, asked in turns after one round that does not count."""

    def ask(con: duckdb.DuckDBPyConnection) -> pa.Table:
        return con.execute(sql).to_arrow_table()

    assert ask(lake).num_rows == ask(bare).num_rows, sql
    times = [(_seconds(lambda: ask(lake)), _seconds(lambda: ask(bare))) for _ in range(repeats)]
    return statistics.median(t[0] for t in times), statistics.median(t[1] for t in times)


def _opening(path: Path, repeats: int) -> tuple[float, float]:
    """What opening (and a first query) adds, for each second that importing duckdb and pyarrow takes."""
    start = "import time; t = time.perf_counter(); import duckdb, pyarrow; "
    opened = start + f"from warehouse import Warehouse; w = Warehouse.open({str(path)!r}, read_only=True); "
    end = "print(time.perf_counter() - t)"
    codes = [start + end, opened + end, opened + "w.query('SELECT count(*) FROM core.claims'); " + end]
    rounds = [[_python(code) for code in codes] for _ in range(repeats)]
    imports, opening, asking = (statistics.median(column) for column in zip(*rounds, strict=True))
    return (opening - imports) / imports, (asking - imports) / imports


def _python(code: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=COOKBOOK.parents[1]
    )
    return float(done.stdout)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measures and prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a new folder; 6 GB for a million articles")
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=50_000, help="articles in a batch")
    parser.add_argument("--repeats", type=int, default=5)
    chosen = parser.parse_args()
    try:
        measured = measure(chosen.folder, chosen.articles, chosen.batch, chosen.repeats)
    finally:
        shutil.rmtree(chosen.folder, ignore_errors=True)
    print(json.dumps(asdict(measured), indent=2))


if __name__ == "__main__":
    main()
