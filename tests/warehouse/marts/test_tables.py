"""What is written down about the tables agrees with what they are."""

import re
from pathlib import Path

import pytest

from tests.warehouse.marts.books import empty_books, keep_books
from warehouse.definitions import Mart, checks, marts
from warehouse.links import TABLES
from warehouse.schema import derived_table

RULES = Path(__file__).parents[3] / "tasks" / "link"
CONTRACT = {
    "drone_counts": "day actor target metric low high best best_speaker best_url n_reports n_publishers n_speakers "
    "disagreement",
    "air_attacks": "day actor target object launched shot_down suppressed neutralized hit n_reports",
    "negotiation_rounds": "track round date_start date_end city country parties mediators format status outcome "
    "n_reports n_publishers first_reported_at last_reported_at",
    "casualties": "",
    "losses": "",
    "exchanges": "",
    "measures_timeline": "",
    "statements_by_speaker": "",
    "disputes": "",
    "source_health": "tried fetched articles relevant claims failures",
}


@pytest.mark.parametrize("table", TABLES)
def test_link_tables_are_as_their_records_say(table: str) -> None:
    found = empty_books().execute(f"SELECT column_name, column_type FROM (DESCRIBE {table})").fetchall()
    said = [(column.name, column.sql_type) for column in derived_table(table, TABLES[table]).columns]
    assert [(name, kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")) for name, kind in found] == said


def test_every_mart_of_the_contract_has_its_columns() -> None:
    have = {mart.name: {column.name for column in mart.columns} for mart in marts()}
    assert have.keys() >= CONTRACT.keys()
    assert [(name, column) for name in CONTRACT for column in CONTRACT[name].split() if column not in have[name]] == []


@pytest.mark.parametrize("mart", marts(), ids=lambda mart: mart.name)
def test_a_mart_asks_a_question_and_describes_every_column(mart: Mart) -> None:
    assert mart.question.endswith("?")
    assert all(re.match(r"[A-Z(\d]|[a-z_]+[,: ]", column.description) for column in mart.columns)
    assert mart.after or any(check.name.startswith(f"{mart.name}.") for check in checks())


@pytest.mark.parametrize("mart", marts(), ids=lambda mart: mart.name)
def test_a_mart_gives_what_its_columns_say(mart: Mart) -> None:
    con = empty_books()
    keep_books(con, [])
    keep_books(con, [], rebuild=True)
    found = con.execute(f"SELECT column_name, column_type FROM (DESCRIBE {mart.query})").fetchall()
    said = {column.name: column.type for column in mart.columns}
    kinds = {name: kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ") for name, kind in found}
    assert kinds.keys() >= said.keys()
    assert {name for name in said if kinds[name] != said[name] and kinds[name] not in ("HUGEINT", "BIGINT")} == set()


def test_every_check_says_its_rule() -> None:
    assert all(len(check.rule) > 10 for check in checks())


@pytest.mark.parametrize("name", ["link", *(mart.name for mart in marts())])
def test_no_query_compares_every_row_with_every_row(name: str) -> None:
    con = empty_books()
    keep_books(con, [])
    keep_books(con, [], rebuild=True)
    queries = {mart.name: mart.query for mart in marts()} | {"link": (RULES / "claims.sql").read_text(encoding="utf-8")}
    explained = con.execute(f"EXPLAIN (FORMAT json) {queries[name]}")  # as text, a big plan is cut off
    plan = explained.fetchall()[0][1]
    assert not re.search("BLOCKWISE_NL_JOIN|NESTED_LOOP_JOIN", plan)
