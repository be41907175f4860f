"""Content-Encoding undone with an eye on its size: gzip, deflate, br and zstd, bounded output at every step."""

import io
import zlib
from collections.abc import Callable, Iterator

import brotli
import zstandard

from tasks.web.failure import FetchFailure
from tasks.web.policy import Policy

_STEP = 64 * 1024
_MAX_LAYERS = 2
_ZSTD_WINDOW = 8 * 2**20  # RFC 9659: what a client of the web must be able to hold


def decoded(body: bytes, content_encoding: str, policy: Policy) -> bytes:
    """The body after content decoding. Raises FetchFailure: too_large for bombs, decode_error for damage."""
    names = [name.strip().lower() for name in content_encoding.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if len(names) > _MAX_LAYERS:
        raise FetchFailure("decode_error", f"The body is encoded {len(names)} times over.")
    received = len(body)
    for name in reversed(names):
        decoder = _DECODERS.get(name)
        if decoder is None:
            raise FetchFailure("decode_error", f"The body is encoded as {name[:40]!r}, which is not known.")
        body = _bounded(decoder(body), received, name, policy)
    return body


def _bounded(parts: Iterator[bytes], received: int, name: str, policy: Policy) -> bytes:
    whole = bytearray()
    try:
        for part in parts:
            whole += part
            if len(whole) > policy.max_body:
                raise FetchFailure("too_large", f"The body is larger than {policy.max_body:,} bytes.")
            if len(whole) > policy.free_ratio_body and len(whole) > policy.max_ratio * received:
                reason = (
                    f"The {name} body of {received:,} bytes unpacks to {policy.max_ratio:g} times as much and more."
                )
                raise FetchFailure("too_large", reason)
    except (zlib.error, brotli.error, zstandard.ZstdError, EOFError) as error:
        raise FetchFailure("decode_error", f"The {name} body is damaged or cut short.") from error
    return bytes(whole)


def _gzip(body: bytes) -> Iterator[bytes]:
    rest = body
    while rest:
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        yield from _inflate(member, rest)
        rest = member.unused_data.lstrip(b"\0")
        if not rest.startswith(b"\x1f\x8b"):
            return


def _deflate(body: bytes) -> Iterator[bytes]:
    is_zlib = len(body) >= 2 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    yield from _inflate(zlib.decompressobj(wbits=zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS), body)


def _inflate(member: "zlib._Decompress", body: bytes) -> Iterator[bytes]:
    rest = body
    while not member.eof:
        part = member.decompress(rest, _STEP)
        if not part and not member.unconsumed_tail and not member.eof:
            raise EOFError
        rest = member.unconsumed_tail
        yield part


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    yield stream.process(body, output_buffer_limit=_STEP)
    while not stream.is_finished():
        part = stream.process(b"", output_buffer_limit=_STEP)
        if not part and not stream.is_finished():
            raise EOFError
        yield part


def _zstd(body: bytes) -> Iterator[bytes]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    with decompressor.stream_reader(io.BytesIO(body), read_across_frames=True) as reader:
        size = zstandard.frame_content_size(body)
        total = 0
        while part := reader.read(_STEP):
            total += len(part)
            yield part
        if size > total:
            raise EOFError


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
ACCEPT_ENCODING = "gzip, deflate, br, zstd"
