"""What a run brought, as read from the warehouse."""

from collections.abc import Iterator, Sequence
from datetime import date

import duckdb
import pyarrow as pa
import pytest

from tasks.report.run import AttackFigures, read_run
from tests.warehouse.marts.books import empty_books, keep_books, reports
from tests.warehouse.rows import outcome


@pytest.fixture
def books() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_books() as con:
        yield con


def test_run_is_read_from_what_it_landed(books: duckdb.DuckDBPyConnection) -> None:
    """
    Two articles of two runs; the second run sees its own article, and no new attack: the first had that night already.
    """
    first, second = "a1", "a2"
    table = """
        article | metric   | object | figure | date_end   | actor | target
        a1      | launched | drone  | 40 | 2026-03-01 | RU    | UA
        a2      | launched | drone  | 40 | 2026-03-01 | RU    | UA
    """
    outcomes = [outcome(run_id=f"run {name}", step="claims", item=name, outcome="ok") for name in (first, second)] + [
        outcome(run_id="run a2", step="fetch", item="https://x.example/1", outcome="http_error", reason="503")
    ]

    def query(sql: str, parameters: Sequence[object]) -> pa.Table:
        return books.execute(sql, parameters).to_arrow_table()

    keep_books(books, [*reports(table), *outcomes])
    run = read_run(query, "run a2")
    assert (run.relevant, run.claims) == (1, 1)
    assert run.attacks == ()
    assert [each.item for each in run.quarantine] == ["https://x.example/1"]
    assert ("fetch", "http_error", 1) in run.outcomes


def test_a_new_attack_has_the_published_figures(books: duckdb.DuckDBPyConnection) -> None:
    """Dozens are nobody's figure: of the bombs there is none to tell."""
    table = """
        article | metric    | object  | low | high | qualifier | date_end   | actor | target
        a1      | launched  | drone   | 40  | 40   | exact     | 2026-03-01 | RU    | UA
        a1      | shot_down | drone   | 31  | 31   | exact     | 2026-03-01 | RU    | UA
        a1      | launched  | missile | 3   | 3    | exact     | 2026-03-01 | RU    | UA
        a1      | launched  | bomb    | 24  | -    | dozens    | 2026-03-01 | RU    | UA
    """
    keep_books(books, [*reports(table), outcome(run_id="r", step="claims", item="a1", outcome="ok")])
    (attack,) = read_run(lambda sql, parameters: books.execute(sql, parameters).to_arrow_table(), "r").attacks
    assert (attack.day, attack.actor, attack.target, attack.reports) == (date(2026, 3, 1), "RU", "UA", 1)
    assert attack.figures == (
        AttackFigures(place=None, object="drone", launched=40, shot_down=31),
        AttackFigures(place=None, object="missile", launched=3),
    )
