"""The short form of the politeness bench, with room for a machine that is busy with other tests; and the long form."""

import subprocess
import sys

import pytest

from tests.bench.fetch_politeness import CLOSE, measure


def test_hosts_are_fetched_side_by_side_and_each_at_its_pace() -> None:
    measured = measure(hosts=12, pages=6, latency=0.03, delay=0.2)
    assert measured.landed == 72
    assert measured.most_at_once == 1
    assert measured.smallest_gap >= measured.delay / 2
    assert measured.seconds < 2 * measured.bound_seconds


@pytest.mark.long
def test_sixty_hosts_take_hardly_longer_than_politeness_asks() -> None:
    measured = measure(hosts=60, pages=20, latency=0.1, delay=0.2)
    print(measured)
    assert measured.landed == 1_200
    assert measured.most_at_once == 1
    assert measured.smallest_gap >= measured.delay - CLOSE
    assert measured.ratio <= 1.15


@pytest.mark.long
def test_memory_stays_flat_however_long_the_list() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.fetch_memory"], check=False, capture_output=True, text=True
    )
    print(done.stdout)
    assert done.returncode == 0
