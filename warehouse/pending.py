"""Which pages are still to be extracted: chosen by what is not there yet, read in batches of bounded size."""

from collections.abc import Iterator, Sequence

import duckdb

from warehouse.records import Page
from warehouse.schema import table_of

_DONE = "SELECT item AS page_id FROM raw.outcomes WHERE step = 'extract' AND version = $version"
_PENDING = f"""
SELECT page_id
FROM (
    SELECT page_id FROM raw.pages
    QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, page_id) = 1
)
ANTI JOIN ({_DONE}) USING (page_id)
ORDER BY page_id
"""


def pending_ids(con: duckdb.DuckDBPyConnection, version: str) -> list[str]:
    """Ids of the newest page of each url that has no extract outcome of this version of the code."""
    return [row[0] for row in con.execute(_PENDING, {"version": version}).fetchall()]


def page_batches(
    con: duckdb.DuckDBPyConnection, ids: Sequence[str], batch: int, unless_processed_by: str | None
) -> Iterator[list[Page]]:
    """The pages with these ids, at most `batch` in memory at a time; landing between two batches does no harm."""
    wanted = list(ids)
    if unless_processed_by is not None:
        rows = con.execute(
            f"SELECT page_id FROM (SELECT unnest($ids) AS page_id) ANTI JOIN ({_DONE}) USING (page_id)",
            {"ids": wanted, "version": unless_processed_by},
        ).fetchall()
        open_ids = {row[0] for row in rows}
        wanted = [page_id for page_id in wanted if page_id in open_ids]
    for start in range(0, len(wanted), batch):
        yield _pages(con, wanted[start : start + batch])


def _pages(con: duckdb.DuckDBPyConnection, ids: list[str]) -> list[Page]:
    names = [column.name for column in table_of(Page).columns]
    rows = con.execute(
        f"SELECT {', '.join(names)} FROM raw.pages WHERE page_id IN (SELECT unnest($ids))", {"ids": ids}
    ).fetchall()
    found = {row[0]: Page(**dict(zip(names, row, strict=True))) for row in rows}
    return [found[page_id] for page_id in ids if page_id in found]
