"""https: HTTP/2 where the host offers it, and no page from a host whose certificate is not valid for it."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tasks.fetch import fetch
from tasks.web import Policy, WebThread, nothing_known
from tasks.web.rows import Run, candidate
from warehouse.records import Outcome, Page

NOW = datetime.now(UTC)
PAGE = b"<html><body><p>" + b"Words over HTTP/2. " * 20_000


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate for a host name, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path = folder / f"{name}.pem"
    path.write_bytes(made.public_bytes(encoding) + key.private_bytes(encoding, form, serialization.NoEncryption()))
    return path


class Http2(asyncio.Protocol):
    """A host that speaks HTTP/2: robots.txt is missing, every other address is the page."""

    connections = 0
    streams_at_once = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.http = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        self.http.initiate_connection()
        self.left: dict[int, bytes] = {}
        Http2.connections += 1
        self.transport.write(self.http.data_to_send())

    def data_received(self, data: bytes) -> None:
        for event in self.http.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                path = dict(event.headers)[":path"]
                status, body = ("404", b"none") if path == "/robots.txt" else ("200", PAGE)
                self.http.send_headers(event.stream_id, [(":status", status), ("content-type", "text/html")])
                self.left[event.stream_id] = body
        Http2.streams_at_once = max(Http2.streams_at_once, len(self.left))
        for stream, body in list(self.left.items()):
            self._send(stream, body)
        self.transport.write(self.http.data_to_send())

    def _send(self, stream: int, body: bytes) -> None:
        while body and (room := self.http.local_flow_control_window(stream)) > 0:
            part = body[: min(room, self.http.max_outbound_frame_size)]
            body = body[len(part) :]
            self.http.send_data(stream, part, end_stream=not body)
        if body:
            self.left[stream] = body
        else:
            del self.left[stream]


@contextmanager
def serve_http2(pem: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.set_alpn_protocols(["h2"])
    loop = asyncio.new_event_loop()
    ready, stop, ports = threading.Event(), asyncio.Event(), []

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Http2, "127.0.0.1", 0, ssl=context)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await stop.wait()
        server.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def test_https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pem = certificate(tmp_path, "good.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    run = Run(run_id="r", now=lambda: NOW)
    urls = [f"https://good.example/{number}" for number in range(5)] + ["https://other.example/1"]
    with serve_http2(pem) as port:
        routes = dict.fromkeys(("good.example", "other.example"), ("127.0.0.1", port))
        with WebThread(Policy(delay=0.001, attempts=1, routes=routes), lambda: NOW) as web:
            rows = list(fetch([candidate(run, "s", url) for url in urls], nothing_known, web, run_id="r"))
    assert {row.body for row in rows if isinstance(row, Page)} == {PAGE}
    ended = {row.item: (row.outcome, row.reason) for row in rows if isinstance(row, Outcome)}
    reason = "The host's certificate is not valid."
    assert ended.pop("https://other.example/1") == ("unreachable", reason)
    assert set(ended.values()) == {("ok", None)}
    assert Http2.streams_at_once == 1
