"""Threads, processes and a Dask cluster of two worker processes give the same tables."""

from collections.abc import Callable
from typing import Any

import pytest
from prefect.server.api.server import SubprocessASGIServer

from flows.parameters import RunParameters
from flows.pipeline import pipeline
from tests.bench.test_prefect import articles, tables

Tables = dict[str, list[dict[str, Any]]]
Run = Callable[..., Tables]
ARTICLES = 40


@pytest.fixture(scope="module")
def run(prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs the pipeline over the same articles into a new warehouse; gives its tables."""
    source = articles(tmp_path_factory.mktemp("articles") / "articles.jsonl", ARTICLES)

    def run_with(**parameters: object) -> Tables:
        warehouse = tmp_path_factory.mktemp("data")
        given = {"warehouse": warehouse, "inputs": [str(source)], "workers": 2, "batch": 16, **parameters}
        pipeline(RunParameters.model_validate(given))
        return tables(warehouse)

    return run_with


@pytest.fixture(scope="module")
def by_threads(run: Run) -> Tables:
    made = run(runner="threads")
    assert len(made["core.articles"]) == ARTICLES
    assert len(made["core.claims"]) >= ARTICLES
    return made


def test_processes_give_what_threads_give(run: Run, by_threads: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr(SubprocessASGIServer, "start", lambda server: started.append(server))
    assert run(runner="processes") == by_threads
    assert not started, "Prefect did not find its server in a thread of its own, and started another"


def test_a_dask_cluster_of_two_processes_gives_what_threads_give(run: Run, by_threads: Tables) -> None:
    distributed = pytest.importorskip("distributed", reason="needs the extra 'dask'")
    alone = {"dashboard_address": None, "host": "127.0.0.1", "threads_per_worker": 1}
    with distributed.LocalCluster(n_workers=2, processes=True, **alone) as cluster:
        assert run(runner="dask", dask_address=cluster.scheduler_address) == by_threads
