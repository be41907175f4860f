"""`sitrep serve` in a thread of the tests, over a site that grows, with a hand on its processes."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

import flows.serve
from flows.embedded import free_port
from flows.provision import PREFECT_FILE
from flows.serve import Process, ServeSettings, serve
from warehouse import Warehouse, WarehouseError

HOST = "growing-post.example"
PAGE = """<!doctype html><html lang="en"><head><title>Night {n} over the harbour</title>
<meta property="article:published_time" content="2026-03-{day:02d}T06:{n:02d}:00Z"></head><body><article>
<h1>Night {n} over the harbour</h1>
<p>Russia launched {drones} drones against Ukraine overnight, Ukraine's air force said on Telegram in the morning.</p>
<p>The air force added that its units had shot down {downed} of the drones, and that several regions of Ukraine had been
under alert until the early morning. Repair crews went out to the harbour at dawn, after the all-clear had come.</p>
</article></body></html>"""


@dataclass
class GrowingSite:
    """One host with a feed of `published` articles; tests add to it."""

    port: int = 0
    published: int = 0
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str) -> tuple[str, str] | None:
        """Media type and body."""
        self.asked.append(path)
        if path == "/feed.xml":
            links = "".join(
                f"<item><title>Night {n} over the harbour</title><link>http://{HOST}/night-{n}</link></item>"
                for n in range(1, self.published + 1)
            )
            return "application/rss+xml", f'<rss version="2.0"><channel><title>Post</title>{links}</channel></rss>'
        name = path.removeprefix("/night-")
        if name.isdigit() and 1 <= int(name) <= self.published:
            n = int(name)
            return "text/html", PAGE.format(n=n, day=n % 28 + 1, drones=100 + 7 * n, downed=80 + 5 * n)
        return None


@contextmanager
def growing_site() -> Iterator[GrowingSite]:
    site = GrowingSite()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = site.answer(self.path)
            media, body = found or ("text/plain", "There is no such page.")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def sources_of(site: GrowingSite, folder: Path) -> Path:
    sources = folder / "sources.toml"
    sources.write_text(
        f"""
[[source]]
id = "growing_post"
name = "Growing Post"
kind = "feed"
address = "http://{HOST}/feed.xml"
language = "en"
country = "GB"
side = "other"
origin = "independent"
max_age_days = 0
delay_seconds = 0.05
served_by = ["127.0.0.1", {site.port}]
"""
    )
    return sources


def prefect_file(folder: Path, sources: Path, schedule: dict[str, Any]) -> Path:
    """The real file with its pipeline alone, on this schedule and these sources."""
    deployments = yaml.safe_load(PREFECT_FILE.read_text(encoding="utf-8"))
    (pipeline,) = (each for each in deployments["deployments"] if each["entrypoint"] == "flows.pipeline.pipeline")
    pipeline |= {"name": "fast", "schedules": [{"slug": "fast", **schedule}]}
    pipeline["parameters"] = {"parameters": {"sources": str(sources), "runner": "threads", "workers": 1}}
    deployments["deployments"] = [pipeline]
    path = folder / "prefect.yaml"
    path.write_text(yaml.safe_dump(deployments))
    return path


@dataclass
class Served:
    """A `sitrep serve` in a thread of the tests, with a hand on its processes."""

    api_url: str
    prefect_file: Path
    warehouse: Path
    processes: dict[str, Process]
    said: list[str]

    def runs(self, *states: str) -> list[dict[str, Any]]:
        """Flow runs of the pipeline by state type, all states where none is given; empty while the server is away."""
        body: dict[str, Any] = {"flows": {"name": {"any_": ["pipeline"]}}, "limit": 200}
        if states:
            body["flow_runs"] = {"state": {"type": {"any_": list(states)}}}
        try:
            answer = httpx.post(f"{self.api_url}/flow_runs/filter", json=body, timeout=5, trust_env=False)
        except httpx.HTTPError:
            return []
        return list(answer.json()) if answer.is_success else []

    def kill(self, name: str) -> int:
        """Ends a process at once, as the kernel does when memory runs out; gives its id."""
        running = self.processes[name].running
        assert running is not None
        os.kill(running.pid, signal.SIGKILL)
        return running.pid

    def landed(self) -> list[str]:
        try:
            with Warehouse.open(self.warehouse, read_only=True) as warehouse:
                return list(warehouse.query("SELECT url FROM core.articles ORDER BY url").to_pydict()["url"])
        except WarehouseError:
            return []


@contextmanager
def served_in_thread(folder: Path, site: GrowingSite, schedule: dict[str, Any]) -> Iterator[Served]:
    """Serves the pipeline over the site on this schedule, its warehouse in the folder, until the block is left."""
    stop, said, processes = threading.Event(), list[str](), dict[str, Process]()

    class Watched(Process):
        def __init__(self, name: str, *rest: Any) -> None:
            super().__init__(name, *rest)
            processes[name] = self

    file = prefect_file(folder, sources_of(site, folder), schedule)
    settings = ServeSettings(warehouse=folder / "data", prefect_file=file, port=free_port())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flows.serve, "Process", Watched)
        patch.setattr(os, "environ", os.environ.copy())
        thread = threading.Thread(target=serve, args=(settings, said.append, stop))
        thread.start()
        try:
            until(lambda: any("is served" in line for line in said) or not thread.is_alive(), 120)
            assert thread.is_alive(), said
            yield Served(settings.api_url, file, settings.warehouse, processes, said)
        finally:
            stop.set()
            thread.join(60)
    assert all(process.died() is not None for process in processes.values())


def until(holds: Callable[[], object], seconds: float) -> None:
    """Waits for an event that another process brings about; fails when it does not come."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s"
        pause.wait(0.2)


def published_once(site: GrowingSite, served: Served) -> None:
    """Every article of the site is in the warehouse, each once."""
    expected = sorted(f"http://{HOST}/night-{n}" for n in range(1, site.published + 1))
    until(lambda: set(served.landed()) >= set(expected), 150)
    assert served.landed() == expected
    with Warehouse.open(served.warehouse, read_only=True) as warehouse:
        twice = warehouse.query("SELECT url FROM raw.pages GROUP BY url, body_sha256 HAVING count(*) > 1").num_rows
        again = warehouse.query(
            "SELECT item FROM raw.outcomes WHERE step = 'extract' GROUP BY item, version HAVING count(*) > 1"
        ).num_rows
    assert (twice, again) == (0, 0)
