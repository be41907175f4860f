"""The report's rows, read from marts that were linked and published from tiny inputs."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import duckdb
import pyarrow as pa
import pytest

from tasks.report.read import read_tables
from tasks.report.tables import Tables
from tests.warehouse.marts.books import empty_books, keep_books, reports

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
TABLE = """
    article | metric    | figure | date_end   | actor | target | speaker                   | speaker_side
    a1      | launched  | 472    | 2026-03-01 | RU    | UA     | Ukraine's air force       | UA
    a2      | launched  | 472    | 2026-03-01 | RU    | UA     | Ukraine's air force       | UA
    a3      | launched  | 75     | 2026-03-02 | RU    | UA     | Russia's defence ministry | RU
    a4      | launched  | 60     | 2026-03-02 | RU    | UA     | Ukraine's air force       | UA
    a5      | launched  | 900    | 2027-01-01 | RU    | UA     | Ukraine's air force       | UA
"""


@pytest.fixture(scope="module")
def tables() -> Iterator[Tables]:
    with empty_books() as con:
        keep_books(con, reports(TABLE))
        yield read_tables(lambda sql, parameters: _arrow(con, sql, parameters), NOW)


def _arrow(con: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object]) -> pa.Table:
    return con.execute(sql, parameters).to_arrow_table()


def test_figures_come_with_every_report_that_states_them(tables: Tables) -> None:
    launched = next(each for each in tables.drones if each.day == date(2026, 3, 1))
    assert (launched.day, launched.best, launched.n_reports) == (date(2026, 3, 1), 472.0, 2)
    assert len(launched.evidence) == 2
    assert {each.stated for each in launched.evidence} == {"472"}
    assert {each.url for each in launched.evidence} == {"https://a1.example/", "https://a2.example/"}


def test_a_day_that_no_place_has_yet_is_left_out(tables: Tables) -> None:
    assert max(each.day for each in tables.drones) == date(2026, 3, 2)


def test_a_dispute_holds_both_speakers(tables: Tables) -> None:
    (dispute,) = tables.disputes
    assert (dispute.metric, dispute.day) == ("launched", date(2026, 3, 2))
    assert {each.stated for each in dispute.evidence} == {"75", "60"}


def test_totals(tables: Tables) -> None:
    assert (tables.articles, tables.relevant, tables.claims) == (5, 5, 5)
