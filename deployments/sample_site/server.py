"""The loopback server of the sample site: all four hosts at one port, told apart by the Host header."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from deployments.sample_site.content import http_date, resources, sources_toml


@dataclass(frozen=True, slots=True)
class Site:
    """The site while it is served. sources: its sources file; requests: host, path and status of each."""

    address: str
    port: int
    sources: Path
    requests: list[tuple[str, str, int]]


@contextmanager
def serve() -> Iterator[Site]:
    """Serve the sample site on a free port of 127.0.0.1 until the block is left."""
    requests: list[tuple[str, str, int]] = []
    server = _Server(("127.0.0.1", 0), requests)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        with tempfile.TemporaryDirectory(prefix="sitrep-sample-") as folder:
            sources = Path(folder) / "sources.toml"
            address, port = "127.0.0.1", server.server_port
            sources.write_text(sources_toml(address, port), encoding="utf-8")
            yield Site(address, port, sources, requests)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], requests: list[tuple[str, str, int]]) -> None:
        super().__init__(address, _Handler)
        self.requests = requests


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        path = self.path.partition("?")[0]
        resource = resources().get((host, path))
        if resource is None:
            self._answer(host, path, 404, b"There is no such page.\n", {"Content-Type": "text/plain"})
            return
        etag = f'"{sha256(resource.body).hexdigest()[:16]}"'
        headers = {"ETag": etag, "Last-Modified": http_date(resource.modified), "Content-Type": resource.content_type}
        if self.headers.get("If-None-Match") == etag:
            self._answer(host, path, 304, b"", headers)
        else:
            self._answer(host, path, 200, resource.body, headers)

    def _answer(self, host: str, path: str, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.server.requests.append((host, path, status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the run tells what was fetched."""
