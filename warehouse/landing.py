"""Rows into tables, in the caller's transaction: new ones in, known ones left alone, superseded ones to history.*.

What landed is also named in link.pending, so that linking takes up just that.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from warehouse.records import Article, Outcome, Record
from warehouse.schema import FACTS, Table, check, table_of, tables, to_arrow

Batch = Mapping[str, pa.Table]
"""Rows by table name, at most one version of an article in it."""


def batches(records: Iterable[Record]) -> Iterator[Batch]:
    """Records as checked Arrow tables; a second version of one article starts a new batch, its facts with it."""
    rows: dict[type, dict[tuple[object, ...], Record]] = {}
    for record in records:
        table = table_of(type(record))
        key = tuple(getattr(record, name) for name in table.key)
        seen = rows.setdefault(type(record), {})
        if isinstance(record, Article) and key in seen and _version(record) != _version(seen[key]):
            yield _as_arrow(rows)
            rows = {}
            seen = rows.setdefault(type(record), {})
        seen.setdefault(key, record)
    if rows:
        yield _as_arrow(rows)


def check_records(records: Iterable[Record]) -> None:
    """Raises ContractError where a record breaks the contract; nothing is landed."""
    for _ in batches(records):
        pass


def _version(record: object) -> tuple[str, str]:
    assert isinstance(record, Article)
    return record.page_id, record.extractor_version


def _as_arrow(rows: Mapping[type, Mapping[tuple[object, ...], Record]]) -> Batch:
    return {table_of(kind).name: to_arrow(table_of(kind), list(found.values())) for kind, found in rows.items()}


def land_batch(con: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Lands one batch; the caller holds lease and transaction. Raises ContractError before anything is written."""
    for name, rows in batch.items():
        check(tables()[name], rows)
    for name, rows in batch.items():
        if not name.startswith("core."):
            _land_once(con, tables()[name], rows)
    _land_versions(con, batch)


@contextmanager
def _batch(con: duckdb.DuckDBPyConnection, table: Table, rows: pa.Table) -> Iterator[None]:
    """Shows the rows as the view `batch`, one a key."""
    con.register("batch", rows)
    try:
        if rows.group_by(list(table.key)).aggregate([]).num_rows < rows.num_rows:
            once = con.execute(f"SELECT DISTINCT ON ({', '.join(table.key)}) * FROM batch").to_arrow_table()
            con.register("batch", once)
        yield
    finally:
        con.unregister("batch")


def _insert(con: duckdb.DuckDBPyConnection, table: Table, keys: str, wanted: str) -> int:
    """Inserts the rows of batch whose keys stand in the table `wanted`, straight from memory where all of them do.

    Gives how many rows it left.
    """
    left = _count(con, f"batch ANTI JOIN {wanted} USING ({keys})")
    if left:
        con.execute(f"INSERT INTO {table.store} SELECT batch.* FROM batch SEMI JOIN {wanted} USING ({keys})")
    else:
        con.execute(f"INSERT INTO {table.store} FROM batch")
    return left


def _land_once(con: duckdb.DuckDBPyConnection, table: Table, rows: pa.Table) -> None:
    keys = ", ".join(table.key)
    with _batch(con, table, rows):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE unseen AS SELECT {keys} FROM batch ANTI JOIN {table.store} USING ({keys})"
        )
        _insert(con, table, keys, "unseen")
        if table.record is Outcome:
            _tell_source_days(con, keys)


def _tell_source_days(con: duckdb.DuckDBPyConnection, keys: str) -> None:
    con.execute(f"""
        INSERT INTO link.pending
        SELECT DISTINCT 'source_day', source_id || ' ' || "at"::DATE
        FROM batch SEMI JOIN unseen USING ({keys}) WHERE source_id IS NOT NULL
    """)


def _tell_articles(con: duckdb.DuckDBPyConnection, articles: str) -> None:
    con.execute(f"INSERT INTO link.pending SELECT 'article', article_id FROM {articles}")


def _land_versions(con: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Articles with their facts.

    An article's version is (page_id, extractor_version). One never seen becomes the current one, with all its facts;
    the rows it replaces move to history.*. One seen before changes nothing. Facts that come without a new article
    are judged alone: by their own extractor_version, each table for itself.
    """
    articles = tables()["core.articles"]
    rows = batch.get(articles.name, articles.arrow_schema.empty_table())
    with _batch(con, articles, rows):
        con.execute(
            "CREATE OR REPLACE TEMP TABLE fresh AS SELECT article_id FROM batch "
            f"ANTI JOIN {articles.store} USING (article_id, page_id, extractor_version) "
            f"ANTI JOIN {articles.history} USING (article_id, page_id, extractor_version)"
        )
        _tell_articles(con, "fresh")
        con.execute(
            "CREATE OR REPLACE TEMP TABLE replaced AS "
            f"SELECT article_id FROM fresh SEMI JOIN {articles.store} USING (article_id)"
        )
        if _count(con, "replaced"):
            for table in (articles, *(tables()[name] for name in FACTS)):
                _retire(con, table, "replaced")
        _insert(con, articles, "article_id", "fresh")
    for name in FACTS:
        if name in batch and batch[name].num_rows:
            _land_facts(con, tables()[name], batch[name])


def _land_facts(con: duckdb.DuckDBPyConnection, table: Table, rows: pa.Table) -> None:
    with _batch(con, table, rows):
        if _insert(con, table, "article_id", "fresh"):
            con.execute("CREATE OR REPLACE TEMP TABLE alone AS SELECT * FROM batch ANTI JOIN fresh USING (article_id)")
            _land_facts_alone(con, table)


def _land_facts_alone(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    (key,) = table.key
    con.execute(
        "CREATE OR REPLACE TEMP TABLE newer AS SELECT DISTINCT article_id FROM alone "
        f"ANTI JOIN {table.store} USING (article_id, extractor_version) "
        f"ANTI JOIN {table.history} USING (article_id, extractor_version)"
    )
    _tell_articles(con, "newer")
    _retire(con, table, "newer")
    con.execute(
        f"INSERT INTO {table.store} SELECT * FROM alone "
        f"ANTI JOIN {table.store} USING (article_id, extractor_version, {key}) "
        f"ANTI JOIN {table.history} USING (article_id, extractor_version, {key})"
    )


def _retire(con: duckdb.DuckDBPyConnection, table: Table, articles: str) -> None:
    con.execute(
        f"INSERT INTO {table.history} SELECT *, now() FROM {table.store} SEMI JOIN {articles} USING (article_id)"
    )
    con.execute(f"DELETE FROM {table.store} WHERE article_id IN (SELECT article_id FROM {articles})")


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
