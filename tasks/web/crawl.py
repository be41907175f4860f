"""Visits to the web from plain code: a queue a host, hosts in parallel, results handed over as they come."""

import asyncio
import contextlib
import io
import queue
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar
from urllib.parse import urlsplit

from typing_extensions import Buffer

from tasks.web.client import Web
from tasks.web.failure import FetchFailure
from tasks.web.network import Resolve, system_resolve
from tasks.web.policy import Policy
from tasks.web.rows import Clock
from warehouse.records import Candidate, Outcome, Page

Row = TypeVar("Row", bound=Candidate | Page | Outcome, covariant=True)

_WINDOW = 10_000
"""Visits submitted and not yet taken: wide enough for many hosts, small enough to stay flat."""

_HELD = 512
"""Visits under way or done and not yet taken: what may be in memory at once."""

_HOST_FAILURES = frozenset({"timeout", "unreachable", "rate_limited"})


class WebThread:
    """The web of one run in a thread of its own, so that a caller who lands rows in between holds no request up.

    Use as a context manager; discover and fetch share one, so that a host is asked by one of them at a time.
    """

    def __init__(self, policy: Policy, now: Clock, resolve: Resolve = system_resolve) -> None:
        self.policy = policy
        self.now = now
        self.loop = asyncio.new_event_loop()
        self.web = Web(policy, now, resolve)
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def open(self, url: str) -> "Download":
        """The body of an answer as a file to be read forward, whatever its size."""
        return Download(self, url)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_until_complete(self._serve())
        finally:
            self.loop.close()

    async def _serve(self) -> None:
        async with self.web:
            await self._stop.wait()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)


class Download(io.RawIOBase):
    """A body that is read as it comes. Raises FetchFailure while it is read."""

    def __init__(self, web: WebThread, url: str) -> None:
        self._loop = web.loop
        self._parts = web.web.stream(url)
        self._rest = memoryview(b"")
        self._at = 0

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """The position; it moves by reading only. fastwarc asks for it in this way."""
        if (offset, whence) not in ((0, io.SEEK_CUR), (self._at, io.SEEK_SET)):
            raise io.UnsupportedOperation("seek")
        return self._at

    def tell(self) -> int:
        """How many bytes were read."""
        return self._at

    def readable(self) -> bool:
        """True: it can be read."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Fills the buffer from what has come; waits for more only where there is nothing; 0 at the end."""
        while not self._rest:
            part = asyncio.run_coroutine_threadsafe(self._next(), self._loop).result()
            if part is None:
                return 0
            self._rest = memoryview(part)
        target = memoryview(buffer).cast("B")
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        self._at += size
        return size

    def close(self) -> None:
        """Ends the request."""
        if not self.closed and not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(self._parts.aclose(), self._loop).result()
        super().close()

    async def _next(self) -> bytes | None:
        return await anext(self._parts, None)


class Visit(Protocol[Row]):
    """One thing to do on the web that ends in rows."""

    def __call__(self, web: Web, /) -> Awaitable[Sequence[Row | Outcome]]:
        """The rows that it ends in; raises FetchFailure only where failed() tells all."""

    def failed(self, failure: FetchFailure, /) -> Outcome:
        """The outcome where it came to nothing."""


class Crawl(Generic[Row]):
    """Visits of one caller. Use as a context manager, from one thread; leaving it ends the visits under way."""

    def __init__(self, web: WebThread) -> None:
        self._web = web
        self._done: queue.SimpleQueue[Sequence[Row | Outcome]] = queue.SimpleQueue()
        self._pending = 0
        self._held = asyncio.Semaphore(_HELD)
        self._queues: dict[str, deque[Visit[Row]]] = {}
        self._failures: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._call(self._cancel)

    def submit(self, url: str, visit: Visit[Row]) -> None:
        """Puts a visit in the queue of its host."""
        self._pending += 1
        try:
            host = (urlsplit(url).hostname or "").lower()
        except ValueError:  # the visit itself will tell
            host = ""
        self._call(lambda: self._enqueue(host, visit))

    def results(self, *, wait_for_all: bool = False) -> Iterator[Row | Outcome]:
        """Rows of visits that are done. Waits for all of them, or only while there is no room for another visit."""
        while self._pending:
            try:
                rows = self._done.get(block=wait_for_all or self._pending >= _WINDOW)
            except queue.Empty:
                return
            self._pending -= 1
            self._call(self._held.release)
            yield from rows

    def _call(self, action: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: the run is over
            self._web.loop.call_soon_threadsafe(action)

    def _cancel(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _enqueue(self, host: str, visit: Visit[Row]) -> None:
        waiting = self._queues.get(host)
        if waiting is not None:
            waiting.append(visit)
            return
        self._queues[host] = deque([visit])
        task = self._web.loop.create_task(self._work(host))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, host: str) -> None:
        """The visits to one host, one after the other."""
        waiting = self._queues[host]
        while waiting:
            visit = waiting.popleft()
            await self._held.acquire()
            self._done.put(await self._visited(host, visit))
        del self._queues[host]

    async def _visited(self, host: str, visit: Visit[Row]) -> Sequence[Row | Outcome]:
        failures = self._failures.get(host, 0)
        if failures >= self._web.policy.give_up_after:
            reason = f"{host} gave no page {failures} times in a row and is left alone for this run."
            return (visit.failed(FetchFailure("host_down", reason)),)
        try:
            rows = await visit(self._web.web)
        except Exception as error:  # one page must never stop the run
            reason = f"Reading it failed in a way not foreseen: {type(error).__name__}: {error}"
            rows = (visit.failed(FetchFailure("error", reason)),)
        last = rows[-1]
        broken = isinstance(last, Outcome) and last.outcome in _HOST_FAILURES
        self._failures[host] = failures + 1 if broken else 0
        return rows
