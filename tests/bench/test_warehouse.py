"""Short forms of the warehouse's benches; the long ones are `make bench`."""

from pathlib import Path

import pytest

from tests.bench.warehouse_bench import measure
from tests.bench.warehouse_year import simulate


def test_against_bare_parquet_in_small(tmp_path: Path) -> None:
    found = measure(tmp_path / "bench", articles=4_000, batch_articles=2_000, repeats=1)
    # fixed costs weigh much here, and other work on the machine too: this only catches what is wrong by a factor
    assert found.landing_ratio < 10
    assert found.opening_ratio < 1.5


@pytest.mark.long
def test_against_bare_parquet(tmp_path: Path) -> None:
    found = measure(tmp_path / "bench", articles=1_000_000, batch_articles=50_000, repeats=5)
    assert found.landing_ratio <= 2
    assert found.opening_ratio <= 0.3


def test_few_files_after_days_of_runs(tmp_path: Path) -> None:
    *_, last = simulate(tmp_path / "warehouse", days=2, runs_a_day=3)
    assert last.most_live_files_of_a_table < 100


@pytest.mark.long
def test_a_year_of_quarter_hours(tmp_path: Path) -> None:
    for day in simulate(tmp_path / "warehouse", days=365, runs_a_day=96):
        assert day.most_live_files_of_a_table < 300
