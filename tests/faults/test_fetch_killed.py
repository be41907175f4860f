"""Killed with SIGKILL and started again: every page stored once, none lost, no host asked faster than its delay."""

import random
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest

from tests.faults.loopback import Behaviour, Loopback, Request, loopback
from warehouse import Warehouse

HOSTS, DELAY = 8, 0.4
SHORT_PAGES, LONG_PAGES = 8, 120
NOISE = 0.1
"""How late a busy machine may notice a request, seconds; the next one then seems to come as much too soon."""
NAMES = [f"host-{number}.example" for number in range(HOSTS)]


def feed_of(pages: int) -> Behaviour:
    """A host with a feed of so many pages, and the pages."""

    async def behave(request: Request) -> None:
        if request.path == "/feed":
            links = "".join(f"<item><link>http://{request.host}/{number}</link></item>" for number in range(pages))
            await request.answer(f"<rss><channel>{links}</channel></rss>".encode(), media="application/rss+xml")
        else:
            await request.answer(f"<html><body><p>Page {request.path} of {request.host}.".encode())

    return behave


def sources(folder: Path, port: int) -> Path:
    tables = [
        f'[[source]]\nid = "source_{number}"\nname = "{name}"\nkind = "feed"\naddress = "http://{name}/feed"\n'
        f'delay_seconds = {DELAY}\nserved_by = ["127.0.0.1", {port}]\n'
        for number, name in enumerate(NAMES)
    ]
    (folder / "sources.toml").write_text("\n".join(tables), encoding="utf-8")
    return folder / "sources.toml"


def run_and_kill(folder: Path, listed: Path, moments: Sequence[float]) -> int:
    """Runs that are killed at moments (seconds after the start), then one to the end. Gives how many were killed."""
    killed = 0
    for number, moment in enumerate([*moments, 120.0]):
        arguments = [str(folder / "warehouse"), str(listed), f"run-{number}"]
        command = [sys.executable, "-m", "tests.faults.fetch_collect", *arguments]
        process = subprocess.Popen(command)
        with suppress(subprocess.TimeoutExpired):
            assert process.wait(moment) == 0
            continue
        process.kill()
        process.wait()
        killed += 1
    return killed


def check(folder: Path, server: Loopback, pages: int) -> None:
    with Warehouse.open(folder / "warehouse", read_only=True) as warehouse:
        stored = warehouse.query("SELECT url, count(*) AS n FROM raw.pages GROUP BY url").to_pylist()
        twice = "SELECT count(*) AS n FROM raw.outcomes GROUP BY run_id, step, item HAVING count(*) > 1"
        assert warehouse.query(twice).num_rows == 0
    assert {row["url"]: row["n"] for row in stored} == {f"http://{name}/{n}": 1 for name in NAMES for n in range(pages)}
    for times in server.arrivals.values():
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert min(gaps) >= DELAY - NOISE
    assert set(server.most_at_once.values()) == {1}


def test_killed_and_started_again(tmp_path: Path) -> None:
    moments = [random.Random(5).uniform(2.5, 5.0) for _ in range(2)]
    with loopback(dict.fromkeys(NAMES, feed_of(SHORT_PAGES))) as server:
        run_and_kill(tmp_path, sources(tmp_path, server.port), moments)
        check(tmp_path, server, SHORT_PAGES)


@pytest.mark.long
def test_killed_at_thirty_random_moments(tmp_path: Path) -> None:
    chance = random.Random()
    moments = [chance.uniform(0.5, 6.0) for _ in range(30)]
    with loopback(dict.fromkeys(NAMES, feed_of(LONG_PAGES))) as server:
        killed = run_and_kill(tmp_path, sources(tmp_path, server.port), moments)
        print(f"killed {killed} of 30 runs at {[round(moment, 2) for moment in moments]}")
        check(tmp_path, server, LONG_PAGES)
