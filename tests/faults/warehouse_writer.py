"""A deterministic writer for the fault tests: batch n of a run always has the same rows."""

import time
from collections.abc import Iterator
from pathlib import Path

from tests.warehouse.rows import article, claim, outcome, page
from warehouse import Warehouse
from warehouse.records import Record

ARTICLES = 5
"""Articles in a batch."""


def batch(number: int) -> list[Record]:
    """Pages, outcomes, articles and claims of batch `number`; every fourth batch comes from a newer extractor and
    supersedes articles of the batch before."""
    version, base = ("2", number - 1) if number % 4 == 3 else ("1", number)
    return list(_rows(base, version))


def _rows(base: int, version: str) -> Iterator[Record]:
    for n in range(base * ARTICLES, (base + 1) * ARTICLES):
        yield page(page_id=f"p{n}", url=f"https://paper.example/{n}", body=bytes(200))
        yield outcome(item=f"p{n}", run_id=f"r{version}", version=version)
        yield article(article_id=f"a{n}", page_id=f"p{n}", extractor_version=version)
        for k in range(3):
            yield claim(claim_id=f"c{n}-{k}", article_id=f"a{n}", low=float(k), extractor_version=version)


def land_all(path: Path, batches: int) -> None:
    """Lands all batches in order; one that has landed before changes nothing."""
    with Warehouse.open(path) as warehouse:
        for number in range(batches):
            warehouse.land(batch(number))


def land_for(path: Path, first: int, seconds: float) -> int:
    """Lands batches first, first + 1, … until the time is over; gives how many."""
    end = time.monotonic() + seconds
    landed = 0
    with Warehouse.open(path) as warehouse:
        while time.monotonic() < end:
            warehouse.land(_rows(first + landed, "1"))
            landed += 1
    return landed


def contents(path: Path) -> dict[str, list[object]]:
    """All rows of the landed tables in order, but for when they were superseded; what waits for linking as a set."""
    with Warehouse.open(path, read_only=True) as warehouse:
        con = warehouse.connection
        found: dict[str, list[object]] = {}
        for table in ("raw.pages", "raw.outcomes", "core.articles", "core.claims"):
            found[table] = list(con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall())
        for table in ("history.articles", "history.claims"):
            found[table] = list(con.execute(f"SELECT * EXCLUDE superseded_at FROM {table} ORDER BY ALL").fetchall())
        found["link.pending"] = list(con.execute("SELECT DISTINCT * FROM link.pending ORDER BY ALL").fetchall())
        return found
