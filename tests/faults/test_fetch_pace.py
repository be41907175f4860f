"""What sets the pace of a host: its robots.txt, its Retry-After, and every hop of a redirect."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from tasks.fetch import fetch
from tasks.web import Policy, WebThread, nothing_known
from tasks.web.rows import Run, candidate
from tests.faults.loopback import Behaviour, Loopback, Request, loopback
from warehouse.records import Outcome

RUN = Run(run_id="r", now=lambda: datetime.now(UTC))
DELAY = 0.01
NOISE = 0.05


async def page(request: Request) -> None:
    await request.answer(b"<html><body><p>A page.")


def run(server: Loopback, urls: Sequence[str]) -> list[str]:
    routes = dict.fromkeys(server.behaviours, ("127.0.0.1", server.port))
    policy = Policy(delay=DELAY, backoff=0.01, routes=routes)
    with WebThread(policy, RUN.now) as web:
        rows = fetch([candidate(RUN, "s", url) for url in urls], nothing_known, web, run_id="r")
        return [row.outcome for row in rows if isinstance(row, Outcome)]


def gaps(server: Loopback, host: str) -> list[float]:
    return [later - earlier for earlier, later in pairwise(server.arrivals[host])]


def says(body: bytes) -> Behaviour:
    async def behave(request: Request) -> None:
        await request.answer(body, media="text/plain")

    return behave


def test_a_crawl_delay_is_kept_from_the_first_page_on() -> None:
    robots = {"slow.example": says(b"User-agent: *\nCrawl-delay: 0.4\n")}
    with loopback({"slow.example": page, "fast.example": page}, robots) as server:
        urls = [f"http://{host}.example/{number}" for number in range(3) for host in ("slow", "fast")]
        assert run(server, urls) == ["ok"] * 6
        assert min(gaps(server, "slow.example")) >= 0.4 - NOISE
        assert max(gaps(server, "fast.example")) < 0.4


def test_a_request_rate_is_kept() -> None:
    with loopback({"a.example": page}, {"a.example": says(b"User-agent: *\nRequest-rate: 5/2\n")}) as server:
        assert run(server, [f"http://a.example/{number}" for number in range(3)]) == ["ok"] * 3
        assert min(gaps(server, "a.example")) >= 0.4 - NOISE


def test_a_host_that_asks_to_wait_is_asked_nothing_meanwhile() -> None:
    async def waits_once(request: Request) -> None:
        if request.path == "/0" and request.count == 1:
            await request.answer(b"", "Retry-After: 1", status="503 Later")
        else:
            await page(request)

    with loopback({"a.example": waits_once, "b.example": page}) as server:
        urls = [f"http://{host}.example/{number}" for number in range(3) for host in ("a", "b")]
        assert run(server, urls) == ["ok"] * 6
        assert server.seen.count(("a.example", "/0")) == 2
        assert max(gaps(server, "a.example")) >= 1 - NOISE
        assert max(gaps(server, "b.example")) < 0.9


def test_every_hop_of_a_redirect_waits_its_turn() -> None:
    async def hops(request: Request) -> None:
        number = int(request.path.strip("/"))
        if number:
            await request.answer(b"", f"Location: /{number - 1}", status="302 Found")
        else:
            await page(request)

    with loopback({"a.example": hops}, {"a.example": says(b"User-agent: *\nCrawl-delay: 0.3\n")}) as server:
        assert run(server, ["http://a.example/3"]) == ["ok"]
        assert len(server.arrivals["a.example"]) == 5
        assert min(gaps(server, "a.example")) >= 0.3 - NOISE


def test_a_redirect_to_another_host_goes_by_that_hosts_robots() -> None:
    async def to_b(request: Request) -> None:
        await request.answer(b"", f"Location: http://b.example{request.path}", status="301 Moved Permanently")

    robots = {"b.example": says(b"User-agent: *\nDisallow: /closed\n")}
    with loopback({"a.example": to_b, "b.example": page}, robots) as server:
        assert sorted(run(server, ["http://a.example/open", "http://a.example/closed"])) == ["ok", "robots_denied"]
        assert ("b.example", "/closed") not in server.seen
