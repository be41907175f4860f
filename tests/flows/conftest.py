"""Runs of the `sitrep` command, as a person starts them, against one Prefect server for all tests."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.embedded import prefect_api, quieten


@dataclass(frozen=True)
class Done:
    """What a command left: its exit status and what it printed."""

    status: int
    out: str
    err: str


Sitrep = Callable[..., Done]


def run_sitrep(*arguments: object, environment: dict[str, str] | None = None) -> Done:
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    variables = {**os.environ, "COLUMNS": "120", **(environment or {})}
    done = subprocess.run(command, capture_output=True, text=True, env=variables, timeout=240, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Prefect server on loopback, for as long as the tests run."""
    quieten()
    with prefect_api(tmp_path_factory.mktemp("prefect")) as address:
        yield address


@pytest.fixture(scope="session")
def sitrep(prefect_server: str) -> Sitrep:
    """Runs `sitrep ARGUMENTS…`, reporting to the tests' Prefect server."""

    def run(*arguments: object) -> Done:
        return run_sitrep(*arguments, environment={"PREFECT_API_URL": prefect_server})

    return run


@pytest.fixture(scope="session")
def rows(sitrep: Sitrep) -> Callable[[Path, str], list[dict[str, Any]]]:
    """Asks a warehouse in SQL, as `sitrep sql --format json` answers."""

    def ask(warehouse: Path, sql: str) -> list[dict[str, Any]]:
        done = sitrep("sql", "--warehouse", warehouse, "--format", "json", sql)
        assert done.status == 0, done.err
        return list(json.loads(done.out))

    return ask
