"""`sitrep run` killed at random moments (SIGKILL), then run to its end: the tables are those of an undisturbed run."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.bench.test_prefect import articles, tables
from tests.faults.served import until
from warehouse import Warehouse

ARTICLES = 150


def command(warehouse: Path, source: Path) -> list[str]:
    return [sys.executable, "-m", "flows.cli", "run", "--warehouse", str(warehouse), str(source)]


def seconds_of_a_run(warehouse: Path, source: Path) -> float:
    """A run to its end."""
    start = time.monotonic()
    done = subprocess.run(command(warehouse, source), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - start


def killed_after(seconds: float, warehouse: Path, source: Path) -> int | None:
    """The session of the run that was killed; its server and workers are left to end by themselves."""
    process = subprocess.Popen(
        command(warehouse, source), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return process.pid
    return None


def everything(warehouse: Path) -> dict[str, list[dict[str, Any]]]:
    """Core and marts, without what tells when a row was made."""
    found = tables(warehouse)
    with Warehouse.open(warehouse, read_only=True) as reader:
        for mart in ("drone_counts", "air_attacks", "casualties"):
            kept = "COLUMNS(c -> c NOT IN ('updated_at', 'first_reported_at', 'last_reported_at'))"
            found[mart] = reader.query(f"SELECT {kept} FROM marts.{mart} ORDER BY ALL").to_pylist()
    return found


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=[pytest.mark.long, pytest.mark.timeout(3600)])])
def test_killed_runs_leave_the_tables_of_an_undisturbed_one(tmp_path: Path, kills: int) -> None:
    source = articles(tmp_path / "articles.jsonl", ARTICLES)
    disturbed, undisturbed = tmp_path / "disturbed", tmp_path / "undisturbed"
    longest = seconds_of_a_run(undisturbed, source)  # kills fall into all of a run, however busy the machine is
    chance = random.Random(20261122)
    # the first one early: a run may take less than the one that was timed, and after its end there is little to disturb
    moments = [longest / 4, *(chance.uniform(longest / 10, longest) for _ in range(kills - 1))]
    killed = {killed_after(moment, disturbed, source) for moment in moments} - {None}
    seconds_of_a_run(disturbed, source)
    assert killed
    assert everything(disturbed) == everything(undisturbed)
    until(lambda: not left_behind(killed), 60)


def left_behind(sessions: set[int | None]) -> list[str]:
    """Processes of these sessions that are still there."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            alive = (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
            if alive and os.getsid(int(process.name)) in sessions:
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found
