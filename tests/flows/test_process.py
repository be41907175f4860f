"""A page that goes wrong is its own outcome; the pages beside it land."""

from dataclasses import replace
from pathlib import Path

import pytest

from flows import process
from flows.process import land_pages, process_page
from tasks.extract import load_topic
from tests.warehouse.rows import article, claim, outcome, page
from warehouse import Warehouse
from warehouse.records import Outcome


def test_page_whose_rows_break_the_contract_costs_no_other_page(tmp_path: Path) -> None:
    whole, broken = page(page_id="whole"), page(page_id="broken")
    rows_of_whole = [article(article_id="a1", page_id="whole"), outcome(step="extract", item="whole")]
    rows_of_broken = [article(article_id="a2", page_id="broken"), replace(claim(article_id="a2"), metric="vanished")]
    with Warehouse.open(tmp_path) as warehouse:
        land_pages(warehouse, [(broken, rows_of_broken), (whole, rows_of_whole)], "run")
        landed = warehouse.query("SELECT article_id FROM core.articles").to_pylist()
        outcomes = warehouse.query("SELECT item, outcome, reason FROM raw.outcomes ORDER BY item").to_pylist()
    assert landed == [{"article_id": "a1"}]
    assert [(row["item"], row["outcome"]) for row in outcomes] == [("broken", "error"), ("whole", "ok")]
    assert "a mistake in Sitrep: ContractError" in outcomes[0]["reason"]


def test_page_on_which_the_extractor_fails_is_an_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(process, "extract", fails)
    (row,) = process_page(page(), load_topic(), "run", "full")
    assert isinstance(row, Outcome)
    assert (row.outcome, row.item) == ("error", "p1")
    assert "RuntimeError: no such thing" in str(row.reason)
