"""A server on loopback that answers as badly as a test asks: one host a behaviour, told apart by the Host header."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class Request:
    """One request as it came, and the wire to answer on. count: how many came for it so far."""

    host: str
    path: str
    headers: Mapping[str, str]
    count: int
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, body: bytes, *headers: str, status: str = "200 OK", media: str = "text/html") -> None:
        """A well-formed answer, with the headers given beside or instead of its own."""
        lines = [f"HTTP/1.1 {status}", *headers]
        given = {header.partition(":")[0].lower() for header in headers}
        if "content-type" not in given and media:
            lines.append(f"Content-Type: {media}")
        if not {"content-length", "transfer-encoding"} & given:
            lines.append(f"Content-Length: {len(body)}")
        await self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


Behaviour = Callable[[Request], Awaitable[None]]


@dataclass(slots=True)
class Loopback:
    """The running server. behaviours: by host; robots: what a host answers for robots.txt instead of 404."""

    behaviours: dict[str, Behaviour]
    robots: dict[str, Behaviour]
    port: int = 0
    seen: list[tuple[str, str]] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    under_way: dict[str, int] = field(default_factory=dict)
    most_at_once: dict[str, int] = field(default_factory=dict)
    arrivals: dict[str, list[float]] = field(default_factory=dict)

    async def serve_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                await self._serve(head, writer)
                if writer.is_closing():
                    break
        writer.close()

    async def _serve(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        arrived = asyncio.get_running_loop().time()
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
        host = headers.get("host", "").partition(":")[0]
        path = first.split(" ")[1]
        key = (host, path)
        self.seen.append(key)
        self.counts[key] = self.counts.get(key, 0) + 1
        self.arrivals.setdefault(host, []).append(arrived)
        self.under_way[host] = self.under_way.get(host, 0) + 1
        self.most_at_once[host] = max(self.most_at_once.get(host, 0), self.under_way[host])
        request = Request(host, path, headers, self.counts[key], writer)
        try:
            if path == "/robots.txt":
                await self.robots.get(host, no_robots)(request)
            else:
                await self.behaviours[host](request)
        finally:
            self.under_way[host] -= 1


async def no_robots(request: Request) -> None:
    await request.answer(b"none", status="404 Not Found", media="text/plain")


@contextmanager
def loopback(behaviours: Mapping[str, Behaviour], robots: Mapping[str, Behaviour] | None = None) -> Iterator[Loopback]:
    """Serve on a free port of 127.0.0.1, in a thread of its own, until the block is left."""
    server = Loopback(dict(behaviours), dict(robots or {}))
    loop = asyncio.new_event_loop()
    ready, stop = threading.Event(), asyncio.Event()

    async def run() -> None:
        listening = await asyncio.start_server(server.serve_connection, "127.0.0.1", 0, limit=2**20)
        server.port = listening.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        listening.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
