"""robots.txt by RFC 9309: what may be fetched, how fast, and where the sitemaps are."""

from dataclasses import dataclass

from protego import Protego

from tasks.web.failure import FetchFailure
from tasks.web.policy import Policy

_NO_HOST = frozenset({"unreachable", "blocked_address", "bad_address"})
"""Failures that are not about robots.txt: no page of the host could be had either."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host, or a verdict on all of it where there are none."""

    rules: Protego | None
    closed: FetchFailure | None = None

    def check(self, url: str, policy: Policy) -> None:
        """Raises FetchFailure where an address may not be fetched."""
        if self.closed is not None:
            raise FetchFailure(self.closed.word, self.closed.reason)
        if self.rules is not None and not self.rules.can_fetch(url, policy.robots_name):
            raise FetchFailure("robots_denied", "robots.txt asks not to fetch this address.")

    def delay(self, policy: Policy) -> float | None:
        """Crawl-delay or Request-rate, seconds, at most policy.max_crawl_delay; None where none is asked for."""
        if self.rules is None:
            return None
        asked = self.rules.crawl_delay(policy.robots_name)
        rate = self.rules.request_rate(policy.robots_name)
        delays = [float(asked)] if asked is not None else []
        if rate is not None and rate.requests > 0:
            delays.append(rate.seconds / rate.requests)
        return min(max(delays), policy.max_crawl_delay) if delays else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The addresses of Sitemap lines."""
        return tuple(self.rules.sitemaps) if self.rules is not None else ()


OPEN = Robots(rules=None)


def robots_of(status: int, body: bytes, policy: Policy) -> Robots:
    """The rules that an answer to /robots.txt means (RFC 9309, 2.3.1).

    2xx: the rules in it; 4xx, 401 and 403 among them: there are none, all is open; 429 and 5xx: all is closed for now.
    """
    if 200 <= status < 300:
        text = body[: policy.max_robots].decode("utf-8-sig", "replace").replace("\0", "")
        return Robots(rules=Protego.parse(text))
    if 400 <= status < 500 and status != 429:
        return OPEN
    return closed(FetchFailure("robots_denied", f"HTTP {status}.", retry=True))


def closed(failure: FetchFailure) -> Robots:
    """A host of which nothing is fetched in this run, because asking for its robots.txt failed."""
    if failure.word in _NO_HOST:
        return Robots(None, failure)
    reason = f"robots.txt could not be read, so nothing is fetched: {failure.reason}"
    return Robots(None, FetchFailure(failure.word, reason, retry=failure.retry))
