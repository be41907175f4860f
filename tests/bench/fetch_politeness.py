"""How near fetching comes to the bound that politeness sets, and whether it ever breaks it. Long form: make bench.

python -m tests.bench.fetch_politeness [HOSTS PAGES LATENCY DELAY]
"""

import asyncio
import json
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import pairwise
from multiprocessing.connection import Connection
from time import monotonic

from tasks.fetch import fetch
from tasks.web import Policy, WebThread, nothing_known
from tasks.web.rows import Run, candidate
from tests.faults.loopback import Request, loopback
from warehouse.records import Outcome

PAGE = b"<html><body><p>" + b"Words of an article. " * 500
CLOSE = 0.005
"""How much too soon a request may seem to come on a quiet machine, seconds: the one before may be noticed late."""


@dataclass(frozen=True)
class Measured:
    """One measurement. bound_seconds: what the delays alone take, robots.txt and the wait at the start among them."""

    hosts: int
    pages: int
    latency: float
    delay: float
    landed: int
    seconds: float
    bound_seconds: float
    ratio: float
    smallest_gap: float
    most_at_once: int


def serve(hosts: list[str], latency: float, page: bytes, wire: Connection) -> None:
    """Serve hosts with a latency, in a process of its own, until told to stop; then say what was seen."""

    async def slow(request: Request) -> None:
        await asyncio.sleep(latency)
        await request.answer(page)

    with loopback(dict.fromkeys(hosts, slow), dict.fromkeys(hosts, slow)) as server:
        wire.send(server.port)
        wire.recv()
        gaps = [later - earlier for times in server.arrivals.values() for earlier, later in pairwise(times)]
        wire.send((min(gaps, default=0.0), max(server.most_at_once.values())))


@contextmanager
def served(hosts: list[str], latency: float, page: bytes = PAGE) -> Iterator[tuple[int, Connection]]:
    """The server process, its port, and the wire to it."""
    context = multiprocessing.get_context("spawn")
    wire, far_end = context.Pipe()
    process = context.Process(target=serve, args=(hosts, latency, page, far_end), daemon=True)
    process.start()
    try:
        yield wire.recv(), wire
    finally:
        process.join(10)


def measure(hosts: int, pages: int, latency: float, delay: float) -> Measured:
    """Fetch pages from hosts and measure it from both ends."""
    names = [f"host-{number}.example" for number in range(hosts)]
    run = Run(run_id="r", now=lambda: datetime.now(UTC))
    candidates = [candidate(run, "s", f"http://{name}/{page}") for page in range(pages) for name in names]
    with served(names, latency) as (port, wire):
        policy = Policy(delay=delay, connections=hosts, routes=dict.fromkeys(names, ("127.0.0.1", port)))
        started = monotonic()
        with WebThread(policy, run.now) as web:
            rows = list(fetch(candidates, nothing_known, web, run_id="r"))
        seconds = monotonic() - started
        wire.send("stop")
        smallest_gap, most_at_once = wire.recv()
    bound = delay + pages * max(delay, latency) + latency
    return Measured(
        hosts=hosts,
        pages=pages,
        latency=latency,
        delay=delay,
        landed=sum(1 for row in rows if isinstance(row, Outcome) and row.outcome == "ok"),
        seconds=round(seconds, 3),
        bound_seconds=round(bound, 3),
        ratio=round(seconds / bound, 3),
        smallest_gap=round(smallest_gap, 4),
        most_at_once=most_at_once,
    )


def main() -> int:
    """Measure and print; 1 where a goal of issue 5 is missed."""
    given = sys.argv[1:] or ["60", "20", "0.1", "0.2"]
    measured = measure(int(given[0]), int(given[1]), float(given[2]), float(given[3]))
    print(json.dumps(asdict(measured)))
    polite = measured.most_at_once == 1 and measured.smallest_gap >= measured.delay - CLOSE
    return 0 if polite and measured.ratio <= 1.15 and measured.landed == measured.hosts * measured.pages else 1


if __name__ == "__main__":
    sys.exit(main())
