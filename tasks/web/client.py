"""The web, politely: one request at a time on a host, at its pace, by its robots.txt, within every cap."""

import asyncio
import math
import random
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from tasks.web.decoding import ACCEPT_ENCODING, decoded
from tasks.web.failure import FetchFailure
from tasks.web.network import GuardedTransport, Resolve, system_resolve
from tasks.web.policy import Policy
from tasks.web.robots import OPEN, Robots, closed, robots_of
from tasks.web.rows import Clock
from tasks.web.words import Word

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_JITTER = 0.002
"""Seconds added to a delay: a request that travels faster than the one before must not come too soon."""

_ROBOTS_REDIRECTS = 5  # RFC 9309, 2.3.1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, its body decoded. final_url is the address after redirects; elapsed_ms without waiting for a turn."""

    url: str
    final_url: str
    status: int
    headers: httpx.Headers
    body: bytes
    received: int
    elapsed_ms: float


@dataclass(slots=True)
class _Host:
    """When one host, by name, may be asked again. delay: seconds between requests."""

    delay: float
    next_at: float
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    closed_until: float = 0.0
    sent_at: float = 0.0
    fastest: float = math.inf

    def sent(self, at: float) -> None:
        """A request went out: the next one may go a delay later."""
        self.sent_at = at
        self.next_at = max(self.next_at, at + self.delay)

    def heed(self, wait: float | None, at: float, longest: float) -> None:
        """It asked to wait, seconds: it is asked later, or, where that is too long, not again."""
        if wait is not None and wait > longest:
            self.closed_until = at + wait
        elif wait is not None:
            self.next_at = max(self.next_at, at + wait)

    def answered(self, at: float) -> None:
        """Its answer began: one that came late was perhaps noticed late, so the next request goes as much later."""
        took = at - self.sent_at
        self.fastest = min(self.fastest, took)
        self.next_at = max(self.next_at, self.sent_at + self.delay + min(took - self.fastest, self.delay / 2))


class Web:
    """Requests of one run, in one event loop. Use as an async context manager.

    The first request to a host waits its delay too: a run that was killed may have asked a moment ago.
    """

    def __init__(self, policy: Policy, now: Clock, resolve: Resolve = system_resolve) -> None:
        self._policy = policy
        self.now = now
        self._transport = GuardedTransport(policy, resolve)
        self._headers = {
            "User-Agent": policy.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.8,*/*;q=0.5",
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        self._timeout = httpx.Timeout(policy.total_timeout, connect=policy.connect_timeout, pool=None).as_dict()
        self._under_way = asyncio.Semaphore(policy.connections)
        self._hosts: dict[str, _Host] = {}
        self._robots: dict[str, asyncio.Task[Robots]] = {}
        self._random = random.Random()

    async def __aenter__(self) -> Self:
        self._started = asyncio.get_running_loop().time()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for reading in self._robots.values():
            reading.cancel()
        await self._transport.aclose()

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to a GET, redirects followed, any status but a failure one; 304 where headers ask conditionally.

        Raises FetchFailure for everything else, after the attempts that the policy allows.
        """
        _check_address(url)
        for attempt in range(1, self._policy.attempts + 1):
            try:
                return await self._followed(url, headers or {})
            except FetchFailure as failure:
                self._host(url).heed(failure.wait, asyncio.get_running_loop().time(), self._policy.max_retry_after)
                if not failure.retry or attempt == self._policy.attempts or self._is_too_long(failure):
                    raise
                await asyncio.sleep(self._backoff(attempt, failure))
        raise AssertionError("unreachable")

    async def stream(self, url: str) -> AsyncGenerator[bytes, None]:
        """The body of an answer as it comes, for archives that no cap could hold. Raises FetchFailure.

        No content decoding; the time-out is that of each read; the host has no other request while it lasts.
        """
        _check_address(url)
        for _ in range(self._policy.max_redirects + 1):
            (await self.robots(url)).check(url, self._policy)
            host = self._host(url)
            async with self._turn(host), self._failures():
                response = await self._sent(url, {"Accept-Encoding": "identity"}, {})
                try:
                    if response.status_code not in _REDIRECTS:
                        _judge(response.status_code, response.headers, self.now())
                        async for part in response.aiter_raw():
                            yield part
                        return
                finally:
                    await response.aclose()
            url = _target(url, response.headers.get("Location"))
        raise FetchFailure("bad_redirect", f"It redirects more than {self._policy.max_redirects} times.")

    async def robots(self, url: str) -> Robots:
        """The robots.txt that holds for an address (scheme, host and port), read once a run."""
        at = urljoin(url, "/robots.txt")
        if at not in self._robots:
            self._robots[at] = asyncio.create_task(self._read_robots(at))
        return await asyncio.shield(self._robots[at])

    def _is_too_long(self, failure: FetchFailure) -> bool:
        return failure.wait is not None and failure.wait > self._policy.max_retry_after

    def _backoff(self, attempt: int, failure: FetchFailure) -> float:
        """Seconds before the next attempt."""
        wait: float = self._policy.backoff * 2 ** (attempt - 1) * self._random.uniform(0.5, 1.5)
        return max(wait, failure.wait or 0.0)

    async def _followed(self, url: str, headers: Mapping[str, str]) -> Answer:
        at, elapsed = url, 0.0
        for _ in range(self._policy.max_redirects + 1):
            (await self.robots(at)).check(at, self._policy)
            answer = await self._asked(at, headers)
            elapsed += answer.elapsed_ms
            if answer.status not in _REDIRECTS:
                _judge(answer.status, answer.headers, self.now())
                return replace(answer, url=url, elapsed_ms=elapsed)
            at = _target(at, answer.headers.get("Location"))
        raise FetchFailure("bad_redirect", f"It redirects more than {self._policy.max_redirects} times.")

    async def _read_robots(self, at: str) -> Robots:
        robots = OPEN
        for attempt in range(1, self._policy.attempts + 1):
            try:
                robots = await self._robots_once(at)
                if robots.closed is None or not robots.closed.retry:
                    break
                failure = robots.closed
            except FetchFailure as error:
                failure, robots = error, closed(error)
                if not error.retry:
                    break
            if attempt < self._policy.attempts:
                await asyncio.sleep(self._backoff(attempt, failure))
        asked, host = robots.delay(self._policy), self._host(at)
        if asked is not None and asked + _JITTER > host.delay:
            host.next_at += asked + _JITTER - host.delay
            host.delay = asked + _JITTER
        return robots

    async def _robots_once(self, at: str) -> Robots:
        for _ in range(_ROBOTS_REDIRECTS + 1):
            answer = await self._asked(at, {}, cut_at=self._policy.max_robots)
            if answer.status not in _REDIRECTS:
                return robots_of(answer.status, answer.body, self._policy)
            at = _target(at, answer.headers.get("Location"))
        return OPEN

    def _host(self, url: str) -> _Host:
        name = (urlsplit(url).hostname or "").lower()
        host = self._hosts.get(name)
        if host is None:
            delay = self._policy.delays.get(name, self._policy.delay)
            delay += _JITTER if delay else 0.0
            host = self._hosts[name] = _Host(delay=delay, next_at=self._started + delay)
        return host

    @asynccontextmanager
    async def _turn(self, host: _Host) -> AsyncIterator[None]:
        """Waits until a host may be asked; keeps it to one request; its delay runs from when the request went out."""
        loop = asyncio.get_running_loop()
        async with host.turn:
            while (wait := host.next_at - loop.time()) > 0:
                await asyncio.sleep(wait)
            async with self._under_way:
                started = loop.time()
                try:
                    yield
                finally:
                    host.next_at = max(host.next_at, started + host.delay)

    @asynccontextmanager
    async def _failures(self) -> AsyncIterator[None]:
        """Turns what can go wrong with a request into FetchFailure."""
        try:
            yield
        except TimeoutError as error:
            raise FetchFailure("timeout", "No whole answer came within the time-out.", retry=True) from error
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            raise FetchFailure("timeout", "The host did not answer in time.", retry=True) from error
        except (httpcore.ConnectError, ssl.SSLError, OSError) as error:
            if "CERTIFICATE" in str(error).upper():
                raise FetchFailure("unreachable", "The host's certificate is not valid.") from error
            raise FetchFailure("unreachable", "No connection to the host could be made.", retry=True) from error
        except (httpcore.ProtocolError, httpcore.NetworkError, httpx.TransportError) as error:
            raise FetchFailure("http_error", "The host broke off or sent no valid HTTP answer.", retry=True) from error
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise FetchFailure("bad_address", "The address is not valid.") from error

    async def _sent(self, url: str, headers: Mapping[str, str], extensions: Mapping[str, object]) -> httpx.Response:
        """The answer up to its headers. Without httpx's client: it keeps cookies, and trips over broken redirects."""
        extensions = {"timeout": self._timeout, **extensions}
        request = httpx.Request("GET", url, headers={**self._headers, **headers}, extensions=extensions)
        return await self._transport.handle_async_request(request)

    async def _asked(self, url: str, headers: Mapping[str, str], cut_at: int | None = None) -> Answer:
        """One request, when it is the host's turn. cut_at: read no more than this, without an error."""
        policy, loop, host = self._policy, asyncio.get_running_loop(), self._host(url)

        async def sent(event: str, _: object) -> None:
            if event.endswith("send_request_headers.complete"):
                host.sent(loop.time())

        async with self._turn(host), self._failures():
            started = loop.time()
            if started < host.closed_until:
                minutes = math.ceil((host.closed_until - started) / 60)
                raise FetchFailure("rate_limited", f"The host asked to be left alone for {minutes} more minutes.")
            async with asyncio.timeout(policy.total_timeout):
                async with asyncio.timeout(policy.connect_timeout + policy.first_byte_timeout):
                    response = await self._sent(url, headers, {"trace": sent})
                if cut_at is None:
                    host.answered(loop.time())
                try:
                    if len(response.headers) > policy.max_headers:
                        raise FetchFailure("http_error", f"The answer has more than {policy.max_headers} headers.")
                    raw = await _body(response, policy.max_body, cut_at)
                finally:
                    await response.aclose()
            elapsed_ms = (loop.time() - started) * 1_000
        body = raw if cut_at is not None else decoded(raw, response.headers.get("Content-Encoding", ""), policy)
        return Answer(
            url=url,
            final_url=url,
            status=response.status_code,
            headers=response.headers,
            body=body,
            received=len(raw),
            elapsed_ms=elapsed_ms,
        )


async def _body(response: httpx.Response, max_body: int, cut_at: int | None) -> bytes:
    whole = bytearray()
    async for part in response.aiter_raw():
        whole += part
        if cut_at is not None and len(whole) >= cut_at:
            return bytes(whole[:cut_at])
        if len(whole) > max_body:
            raise FetchFailure("too_large", f"The body is larger than {max_body:,} bytes.")
    return bytes(whole)


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- raises where the port is no number
        if parts.scheme in ("http", "https") and parts.hostname:
            return
    except ValueError:
        pass
    raise FetchFailure("bad_address", f"{url[:200]!r} is no valid web address.")


def _target(url: str, location: str | None) -> str:
    if not location:
        raise FetchFailure("bad_redirect", "It redirects to nowhere.")
    try:
        target = urljoin(url, location)
        parts = urlsplit(target)
        parts.port  # noqa: B018 -- raises where the port is no number
    except ValueError as error:
        raise FetchFailure("bad_redirect", "It redirects to an address that is not valid.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchFailure("bad_redirect", f"It redirects to {target[:200]!r}, which is no web address.")
    return target


def _judge(status: int, headers: httpx.Headers, now: datetime) -> None:
    """Raises FetchFailure for every status but success and 304."""
    if status in (404, 410):
        raise FetchFailure("not_found", f"The host says there is no such page (HTTP {status}).")
    if status == 429 or status >= 500:
        word: Word = "rate_limited" if status == 429 else "http_error"
        wait = retry_after(headers.get("Retry-After"), now)
        raise FetchFailure(word, f"The host answered with HTTP {status}.", retry=True, wait=wait)
    if status != 304 and not 200 <= status < 300:
        raise FetchFailure("http_error", f"The host answered with HTTP {status}.")


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, in either of its forms; None where it has none that can be read."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())
