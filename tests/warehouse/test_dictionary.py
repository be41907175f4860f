"""Schema, dictionary, comments and docs say the same."""

import io
from pathlib import Path

import pytest

from tests.warehouse.rows import NOW, article, claim
from warehouse import Warehouse
from warehouse.dictionary import dictionary, markdown
from warehouse.listing import show_tables
from warehouse.publish import publish

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def published(warehouse: Warehouse) -> Warehouse:
    warehouse.land([article(), claim()])
    publish(warehouse, NOW)
    return warehouse


def test_the_lake_has_the_tables_of_the_dictionary_and_no_others(published: Warehouse) -> None:
    rows = published.connection.execute("""
        SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns()
        WHERE database_name = 'lake' ORDER BY ALL
    """).fetchall()
    types = {"TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ"}
    there = sorted((table, column, types.get(kind, kind)) for table, column, kind in rows)
    wanted = sorted((entry.name, column.name, column.sql_type) for entry in dictionary() for column in entry.columns)
    assert there == wanted


def test_every_table_and_column_has_a_meaning() -> None:
    for entry in dictionary():
        assert entry.meaning, entry.name
        for column in entry.columns:
            assert column.meaning, f"{entry.name}.{column.name}"


def test_meanings_stand_as_comments_in_the_catalog(warehouse: Warehouse) -> None:
    found = warehouse.connection.execute(
        "SELECT comment FROM duckdb_columns() WHERE schema_name = 'core' AND column_name = 'metric'"
    ).fetchall()
    assert found == [("What is counted",)]


def test_the_docs_page_is_up_to_date() -> None:
    page = DOCS / "data_dictionary.md"
    assert page.read_text(encoding="utf-8") == markdown(), "python -m warehouse.dictionary > docs/data_dictionary.md"


def test_sitrep_tables(published: Warehouse) -> None:
    out, err = io.StringIO(), io.StringIO()
    assert show_tables(published.path, out=out, err=err) == 0
    assert "core.claims" in out.getvalue() and "marts.drone_counts" in out.getvalue()
    out = io.StringIO()
    assert show_tables(published.path, "claims", out=out, err=err) == 0
    assert "metric" in out.getvalue() and "shot_down" in out.getvalue()
    assert show_tables(published.path, "clams", out=out, err=err) == 2
    assert err.getvalue() == "sitrep tables: there is no table clams; did you mean claims?\n"
