"""What landing does to the tables, one example each."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.warehouse.conftest import LOCAL, SHARED
from tests.warehouse.rows import NOW, article, claim, outcome, page
from warehouse import Warehouse
from warehouse.errors import ContractError
from warehouse.records import Record

pytestmark = pytest.mark.parametrize("settings", [LOCAL, SHARED], indirect=True)


def rows(warehouse: Warehouse, sql: str) -> list[tuple[Any, ...]]:
    return warehouse.connection.execute(sql).fetchall()


def test_landing_again_changes_nothing(warehouse: Warehouse) -> None:
    batch: list[Record] = [page(), outcome(), article(), claim(), claim(claim_id="c2")]
    warehouse.land(batch)
    warehouse.land(batch)
    for table, n in [
        ("raw.pages", 1),
        ("raw.outcomes", 1),
        ("core.articles", 1),
        ("core.claims", 2),
        ("history.claims", 0),
    ]:
        assert rows(warehouse, f"SELECT count(*) FROM {table}") == [(n,)], table


def test_every_value_comes_back_as_it_went_in(warehouse: Warehouse) -> None:
    landed = article()
    warehouse.land([landed])
    (row,) = warehouse.query("FROM store.articles").to_pylist()
    assert row | {"authors": tuple(row["authors"])} == {name: getattr(landed, name) for name in landed.__slots__}


@pytest.mark.parametrize(
    "newer",
    [{"extractor_version": "2"}, {"page_id": "p2"}],
    ids=["newer extractor", "changed page"],
)
def test_a_newer_version_moves_the_old_rows_to_history(warehouse: Warehouse, newer: dict[str, str]) -> None:
    warehouse.land([article(), claim(), claim(claim_id="c2")])
    warehouse.land([article(**newer), claim(low=41.0)])
    assert rows(warehouse, "SELECT claim_id, low FROM core.claims") == [("c1", 41.0)]
    assert rows(warehouse, "SELECT claim_id, low FROM history.claims ORDER BY 1") == [("c1", 40.0), ("c2", 40.0)]
    assert rows(warehouse, "SELECT count(*) FROM core.articles") == [(1,)]


def test_an_old_batch_after_a_newer_one_changes_nothing(warehouse: Warehouse) -> None:
    old: list[Record] = [article(), claim()]
    warehouse.land(old)
    warehouse.land([article(extractor_version="2")])
    warehouse.land(old)
    assert rows(warehouse, "SELECT extractor_version FROM core.articles") == [("2",)]
    assert rows(warehouse, "SELECT count(*) FROM core.claims") == [(0,)]


def test_facts_of_a_newer_version_replace_those_of_their_table(warehouse: Warehouse) -> None:
    warehouse.land([article(), claim(), claim(claim_id="c2")])
    warehouse.land([article(), claim(claim_id="c3", extractor_version="2")])
    assert rows(warehouse, "SELECT claim_id FROM core.claims") == [("c3",)]


def test_facts_may_follow_their_article(warehouse: Warehouse) -> None:
    warehouse.land([article()])
    warehouse.land([claim()])
    warehouse.land([claim(claim_id="c2")])
    assert rows(warehouse, "SELECT claim_id FROM core.claims ORDER BY 1") == [("c1",), ("c2",)]


def test_two_pages_of_one_article_in_one_batch_the_later_one_shows(warehouse: Warehouse) -> None:
    warehouse.land([article(), claim(), article(page_id="p2"), claim(low=50.0)])
    assert rows(warehouse, "SELECT page_id, low FROM core.articles JOIN core.claims USING (article_id)") == [
        ("p2", 50.0)
    ]
    assert rows(warehouse, "SELECT low FROM history.claims") == [(40.0,)]


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (claim(metric="launch"), "metric 'launch' is none of"),
        (claim(start_char=5, end_char=5), "span"),
        (claim(low="forty"), "low: 'forty' is no DOUBLE"),
        (claim(evidence=None), "evidence is missing"),
        (article(recorded_at=datetime(2026, 1, 1)), "recorded_at"),
        (article(text="\ud800"), "text"),
    ],
    ids=["word", "span", "type", "missing", "no time zone", "half a character"],
)
def test_a_row_that_breaks_the_contract_lands_nothing(warehouse: Warehouse, record: Record, words: str) -> None:
    with pytest.raises(ContractError, match=words):
        warehouse.land([page(), record])
    assert rows(warehouse, "SELECT count(*) FROM raw.pages") == [(0,)]


def test_a_story_of_its_own_until_linked(warehouse: Warehouse) -> None:
    warehouse.land([article(), article(article_id="a2", url="https://other.example/a2")])
    warehouse.transaction(lambda con: con.execute("INSERT INTO link.stories VALUES ('a2', 'a1')"))
    assert rows(warehouse, "SELECT article_id, story_id FROM core.articles ORDER BY 1") == [("a1", "a1"), ("a2", "a1")]


def test_what_landed_is_named_for_linking(warehouse: Warehouse) -> None:
    warehouse.land([article(), claim(), outcome()])
    warehouse.land([article(), claim(), outcome()])
    assert rows(warehouse, "FROM link.pending ORDER BY kind") == [("article", "a1"), ("source_day", "paper 2026-03-01")]


def test_pending_are_the_newest_pages_without_an_outcome_of_this_version(warehouse: Warehouse) -> None:
    newer = page(page_id="p2", fetched_at=NOW.replace(day=2))
    warehouse.land([page(), newer, page(page_id="p3", url="https://paper.example/a3")])
    assert sorted(warehouse.pending_pages("1")) == ["p2", "p3"]
    warehouse.land([outcome(item="p2")])
    assert warehouse.pending_pages("1") == ["p3"]
    assert sorted(warehouse.pending_pages("2")) == ["p2", "p3"]
    assert list(warehouse.pages(["p2", "p3"], unless_processed_by="1")) == [
        [page(page_id="p3", url="https://paper.example/a3")]
    ]


def test_a_transaction_that_fails_leaves_nothing(warehouse: Warehouse) -> None:
    def work(con: Any) -> None:
        con.execute("INSERT INTO link.stories VALUES ('a', 'b')")
        raise KeyError

    with pytest.raises(KeyError):
        warehouse.transaction(work)
    warehouse.land([replace(page(), page_id="p9")])
    assert rows(warehouse, "SELECT count(*) FROM link.stories") == [(0,)]


def test_a_new_warehouse_answers_for_every_table(warehouse: Warehouse) -> None:
    for name in ("raw.pages", "core.claims", "marts.drone_counts", "marts.negotiation_rounds", "history.claims"):
        assert warehouse.query(f"FROM {name}").num_rows == 0
