"""Which pages are still to be extracted: chosen by what is not there yet, read in batches of bounded size."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import duckdb

from warehouse.records import Page
from warehouse.schema import table_of

_DONE = "SELECT item AS page_id FROM raw.outcomes WHERE step = 'extract' AND version = $version"
_PENDING = f"""
SELECT page_id
FROM (
    SELECT page_id, fetched_at FROM raw.pages
    QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, page_id) = 1
)
ANTI JOIN ({_DONE}) USING (page_id)
ORDER BY fetched_at, page_id
"""


def pending_ids(con: duckdb.DuckDBPyConnection, version: str) -> list[str]:
    """Ids of the newest page of each url that has no extract outcome of this version of the code, oldest first."""
    return [row[0] for row in con.execute(_PENDING, {"version": version}).fetchall()]


def page_batches(
    con: duckdb.DuckDBPyConnection, ids: Sequence[str], batch: int, unless_processed_by: str | None
) -> Iterator[list[Page]]:
    """The pages with these ids, at most `batch` in memory at a time; landing between two batches does no harm."""
    done = f"ANTI JOIN ({_DONE}) USING (page_id)" if unless_processed_by is not None else ""
    wanted = con.execute(
        f"SELECT page_id, fetched_at FROM raw.pages SEMI JOIN (SELECT unnest($ids) AS page_id) USING (page_id) {done} "
        "ORDER BY fetched_at, page_id",
        {"ids": list(ids)} | ({"version": unless_processed_by} if done else {}),
    ).fetchall()
    for start in range(0, len(wanted), batch):
        yield _pages(con, wanted[start : start + batch])


def _pages(con: duckdb.DuckDBPyConnection, wanted: Sequence[tuple[str, datetime]]) -> list[Page]:
    """Pages by id; the times between which they were fetched spare reading the files of all other pages."""
    names = [column.name for column in table_of(Page).columns]
    rows = con.execute(
        f"SELECT {', '.join(names)} FROM raw.pages WHERE fetched_at BETWEEN $first AND $last "
        "AND page_id IN (SELECT unnest($ids)) ORDER BY fetched_at, page_id",
        {"ids": [page_id for page_id, _ in wanted], "first": wanted[0][1], "last": wanted[-1][1]},
    ).fetchall()
    return [Page(**dict(zip(names, row, strict=True))) for row in rows]
