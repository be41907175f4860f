"""Every question of the cookbook runs against the tables as they are."""

import pytest

from tests.bench.warehouse_bench import questions
from tests.warehouse.rows import NOW, article, claim, outcome, page
from warehouse import Warehouse
from warehouse.publish import publish
from warehouse.sandbox import statements


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    warehouse = Warehouse.open(tmp_path_factory.mktemp("cookbook"))
    warehouse.land([page(), outcome(), article(), claim()])
    publish(warehouse, NOW)
    return warehouse


def test_there_are_ten() -> None:
    assert sorted(questions(), key=int) == [str(n) for n in range(1, 11)]


@pytest.mark.parametrize("number", [str(n) for n in range(1, 11)])
def test_it_runs_and_only_reads(published: Warehouse, number: str) -> None:
    (statement,) = statements(published.connection, questions()[number])
    published.query(statement)
