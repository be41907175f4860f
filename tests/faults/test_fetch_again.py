"""A second run asks for nothing that it holds; later runs look again, cheaply, and store what changed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from flows import ingest
from flows.parameters import RunParameters
from tests.faults.loopback import Loopback, Request, loopback
from warehouse import Warehouse

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOST = "news.example"


class Newsroom:
    """A host whose pages change while the test goes on. bodies: path → page; sent: the bodies that went out."""

    def __init__(self) -> None:
        self.bodies = {f"/{number}": f"<html><body><p>Article {number}." for number in range(6)}
        self.sent: list[str] = []

    async def __call__(self, request: Request) -> None:
        if request.path == "/feed":
            links = "".join(f"<item><link>http://{HOST}{path}</link></item>" for path in self.bodies)
            await request.answer(f"<rss><channel>{links}</channel></rss>".encode(), media="text/xml")
            return
        body = self.bodies[request.path].encode()
        etag = f'"{sha256(body).hexdigest()}"'
        if request.headers.get("if-none-match") == etag:
            await request.answer(b"", f"ETag: {etag}", status="304 Not Modified")
        else:
            self.sent.append(request.path)
            await request.answer(body, f"ETag: {etag}")


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom()


@pytest.fixture
def server(newsroom: Newsroom) -> Iterator[Loopback]:
    with loopback({HOST: newsroom}) as it:
        yield it


@pytest.fixture
def run(tmp_path: Path, newsroom: Newsroom, server: Loopback, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Runs ingest as at a time after the start; gives outcome counts of fetch and the bodies that were downloaded."""
    listed = tmp_path / "sources.toml"
    listed.write_text(
        f'[[source]]\nid = "news"\nname = "News"\nkind = "feed"\naddress = "http://{HOST}/feed"\ndelay_seconds = 0\n'
        f'served_by = ["127.0.0.1", {server.port}]\n'
    )
    parameters = RunParameters(warehouse=tmp_path / "warehouse", sources=listed)

    def run_at(run_id: str, after: timedelta) -> tuple[dict[str, int], list[str]]:
        monkeypatch.setattr(ingest, "now", lambda: START + after)
        newsroom.sent.clear()
        ingest.collect(parameters, run_id)
        with Warehouse.open(parameters.warehouse, read_only=True) as warehouse:
            sql = "SELECT outcome, count(*) AS n FROM raw.outcomes WHERE step = 'fetch' AND run_id = $run GROUP BY ALL"
            counts = {row["outcome"]: row["n"] for row in warehouse.query(sql, {"run": run_id}).to_pylist()}
        return counts, sorted(newsroom.sent)

    return run_at


def test_what_is_downloaded_run_by_run(run, newsroom: Newsroom) -> None:  # type: ignore[no-untyped-def]
    every = [f"/{number}" for number in range(6)]
    assert run("first", timedelta(0)) == ({"ok": 6}, every)
    assert run("again", timedelta(minutes=10)) == ({"known": 6}, [])
    newsroom.bodies["/6"] = "<html><body><p>Breaking."
    assert run("one more", timedelta(minutes=20)) == ({"known": 6, "ok": 1}, ["/6"])
    assert run("an hour later", timedelta(minutes=65)) == ({"unchanged": 6, "known": 1}, [])
    newsroom.bodies["/3"] = "<html><body><p>Article 3, corrected."
    assert run("seven hours later", timedelta(hours=7)) == ({"unchanged": 6, "ok": 1}, ["/3"])
    assert run("a day later", timedelta(hours=25)) == ({"unchanged": 7}, [])
    assert run("a week later", timedelta(days=7)) == ({"known": 7}, [])
