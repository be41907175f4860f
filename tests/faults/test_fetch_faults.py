"""What the web throws back: every hostile host ends in its own outcome, and the good hosts' pages all land."""

import asyncio
import gzip
import socket
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic

import brotli
import pytest
import zstandard

from tasks.fetch import fetch
from tasks.web import Policy, WebThread, nothing_known
from tasks.web.rows import Run, candidate
from tests.faults.loopback import Behaviour, Loopback, Request, loopback
from warehouse.records import Outcome, Page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = (
    b"<!DOCTYPE html><html><head><title>A page</title></head><body><p>"
    + b"Words of an article. " * 40
    + b"</p></body></html>"
)
CYRILLIC = "<html><head><title>Новини</title></head><body><p>Повітряні сили повідомили про 472 безпілотники. " * 20
MEGABYTE = 2**20
GOOD_HOSTS = [f"good-{number}.example" for number in range(5)]
TOTAL_TIMEOUT = 2.0


async def good(request: Request) -> None:
    await request.answer(PAGE)


def sends(*parts: bytes, pause: float = 0.0, close: bool = True) -> Behaviour:
    """Sends raw bytes, with a pause after each part, and hangs up."""

    async def behave(request: Request) -> None:

        for part in parts:
            await request.send(part)
            if pause:
                await asyncio.sleep(pause)
        if close:
            request.writer.close()

    return behave


def answers(body: bytes = PAGE, *headers: str, status: str = "200 OK", media: str = "text/html") -> Behaviour:
    async def behave(request: Request) -> None:
        await request.answer(body, *headers, status=status, media=media)

    return behave


def endlessly(head: bytes, part: bytes, pause: float = 0.0) -> Behaviour:
    async def behave(request: Request) -> None:

        await request.send(head)
        while not request.writer.is_closing():
            await request.send(part)
            await asyncio.sleep(pause)

    return behave


def first(times: int, bad: Behaviour, then: Behaviour = good) -> Behaviour:
    async def behave(request: Request) -> None:
        await (bad if request.count <= times else then)(request)

    return behave


def redirects(*locations: str, status: str = "302 Found") -> Behaviour:
    """Redirects to the locations in turn, by how often it was asked."""

    async def behave(request: Request) -> None:
        location = locations[min(request.count, len(locations)) - 1]
        await request.answer(b"", f"Location: {location}", status=status)

    return behave


async def redirects_on(request: Request) -> None:
    """/x → /xx → /xxx …, without an end."""
    await request.answer(b"", f"Location: {request.path}x", status="301 Moved Permanently")


async def silent(request: Request) -> None:

    await asyncio.sleep(30)


async def resets(request: Request) -> None:
    request.writer.transport.abort()


def zeros_gzip(size: int) -> bytes:
    return gzip.compress(b"<html>" + b"\0" * size, 9)


def zstd_bomb() -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(b"<p>" + b" " * (64 * MEGABYTE))


def http_date(seconds: float) -> str:
    return format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)


OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@dataclass(frozen=True)
class Case:
    name: str
    behaviour: Behaviour
    outcome: str
    robots: Behaviour | None = None
    charset: str | None = None

    @property
    def host(self) -> str:
        return f"{self.name.replace('_', '-')}.example"


CASES = [
    # time
    Case("headers_byte_by_byte", endlessly(b"HTTP/1.1 200 OK\r\n", b"X", 0.02), "timeout"),
    Case("body_byte_by_byte", endlessly(OK_HEAD + b"Content-Length: 100000\r\n\r\n", b"x", 0.02), "timeout"),
    Case("page_that_never_ends", endlessly(CHUNKED, b"3\r\n<p>\r\n", 0.05), "timeout"),
    Case("no_answer_at_all", silent, "timeout"),
    Case("early_hints_forever", endlessly(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 0.02), "timeout"),
    # size
    Case("endless_chunked_body", endlessly(CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n"), "too_large"),
    Case("endless_body_without_length", endlessly(OK_HEAD + b"\r\n", b"x" * 65536), "too_large"),
    Case("eleven_megabytes", answers(b"<p>" + b"x" * (11 * MEGABYTE)), "too_large"),
    Case("gzip_bomb", answers(zeros_gzip(64 * MEGABYTE), "Content-Encoding: gzip"), "too_large"),
    Case("gzip_bomb_under_the_cap", answers(zeros_gzip(8 * MEGABYTE), "Content-Encoding: gzip"), "too_large"),
    Case(
        "gzip_in_gzip_bomb",
        answers(gzip.compress(zeros_gzip(64 * MEGABYTE)), "Content-Encoding: gzip, gzip"),
        "too_large",
    ),
    Case("deflate_bomb", answers(zlib.compress(b"\0" * 64 * MEGABYTE), "Content-Encoding: deflate"), "too_large"),
    Case("br_bomb", answers(brotli.compress(b"\0" * 64 * MEGABYTE, quality=5), "Content-Encoding: br"), "too_large"),
    Case("zstd_bomb", answers(zstd_bomb(), "Content-Encoding: zstd"), "too_large"),
    Case("header_of_a_megabyte", answers(PAGE, "X-Long: " + "x" * MEGABYTE), "http_error"),
    Case("five_hundred_headers", answers(PAGE, *(f"X-{number}: 1" for number in range(500))), "http_error"),
    # encodings
    Case("gzip_cut_short", answers(gzip.compress(PAGE)[:-20], "Content-Encoding: gzip"), "decode_error"),
    Case("gzip_that_is_none", answers(PAGE, "Content-Encoding: gzip"), "decode_error"),
    Case("br_cut_short", answers(brotli.compress(PAGE)[:-5], "Content-Encoding: br"), "decode_error"),
    Case("zstd_that_is_none", answers(PAGE, "Content-Encoding: zstd"), "decode_error"),
    Case("encoding_unknown", answers(PAGE, "Content-Encoding: x-snake-oil"), "decode_error"),
    Case("encoded_five_times", answers(PAGE, "Content-Encoding: " + ", ".join(["gzip"] * 5)), "decode_error"),
    Case("good_gzip", answers(gzip.compress(PAGE), "Content-Encoding: gzip"), "ok"),
    Case("good_br", answers(brotli.compress(PAGE), "Content-Encoding: br"), "ok"),
    Case("good_zstd", answers(zstandard.compress(PAGE), "Content-Encoding: zstd"), "ok"),
    Case("good_raw_deflate", answers(zlib.compress(PAGE)[2:-4], "Content-Encoding: deflate"), "ok"),
    # broken HTTP
    Case("length_too_long", sends(OK_HEAD + b"Content-Length: 100000\r\n\r\n" + PAGE), "http_error"),
    Case("length_too_short", sends(OK_HEAD + b"Content-Length: 30\r\n\r\n" + PAGE), "ok"),
    Case("length_negative", sends(OK_HEAD + b"Content-Length: -5\r\n\r\n" + PAGE), "http_error"),
    Case("lengths_that_differ", answers(PAGE, "Content-Length: 5", "Content-Length: 500"), "http_error"),
    Case("chunk_size_no_number", sends(CHUNKED + b"zz\r\n<p>\r\n0\r\n\r\n"), "http_error"),
    Case("chunks_cut_short", sends(CHUNKED + b"100\r\n<p>only this"), "http_error"),
    Case("not_http", sends(b"SSH-2.0-OpenSSH_9.7\r\n"), "http_error"),
    Case("body_without_headers", sends(PAGE), "http_error"),
    Case("hangs_up", sends(b""), "http_error"),
    Case("resets", resets, "http_error"),
    Case("header_with_control_characters", sends(OK_HEAD + b"X: a\0b\r\nContent-Length: 3\r\n\r\n<p>"), "http_error"),
    # statuses
    Case("gone", answers(b"gone", status="410 Gone"), "not_found"),
    Case("missing", answers(b"no", status="404 Not Found"), "not_found"),
    Case("forbidden", answers(b"no", status="403 Forbidden"), "http_error"),
    Case("always_503", answers(b"later", status="503 Service Unavailable"), "http_error"),
    Case("500_once", first(1, answers(b"oops", status="500 Oops")), "ok"),
    Case("429_for_a_moment", first(1, answers(b"", "Retry-After: 0", status="429 Slow")), "ok"),
    Case("429_until_a_date", first(1, answers(b"", f"Retry-After: {http_date(1)}", status="429 Slow")), "ok"),
    Case("429_until_next_year", answers(b"", f"Retry-After: {http_date(3e7)}", status="429 Slow"), "rate_limited"),
    Case("429_until_nonsense", answers(b"", "Retry-After: soon", status="429 Slow"), "rate_limited"),
    Case("status_999", answers(b"<p>denied", status="999 Request denied"), "http_error"),
    Case("304_unasked", sends(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "http_error"),
    Case("204", sends(b"HTTP/1.1 204 No Content\r\n\r\n"), "empty"),
    Case("empty_body", answers(b""), "empty"),
    Case("hangs_up_once", first(1, sends(b"")), "ok"),
    # redirects
    Case("redirect_to_itself", redirects("/page"), "bad_redirect"),
    Case("redirect_loop", redirects("/a", "/page"), "bad_redirect"),
    Case("redirect_without_end", redirects_on, "bad_redirect"),
    Case("redirect_to_loopback", redirects("http://127.0.0.1:1/admin"), "blocked_address"),
    Case("redirect_to_loopback_number", redirects("http://2130706433/"), "blocked_address"),
    Case("redirect_to_loopback_v6", redirects("http://[::1]/"), "blocked_address"),
    Case("redirect_to_mapped_private", redirects("http://[::ffff:10.0.0.1]/"), "blocked_address"),
    Case("redirect_to_nat64_private", redirects("http://[64:ff9b::7f00:1]/"), "blocked_address"),
    Case("redirect_to_metadata", redirects("http://169.254.169.254/latest/meta-data/"), "blocked_address"),
    Case("redirect_to_nowhere_address", redirects("http://0.0.0.0/"), "blocked_address"),
    Case("redirect_to_private_name", redirects("http://intranet.example/"), "blocked_address"),
    Case("redirect_to_file", redirects("file:///etc/passwd"), "bad_redirect"),
    Case("redirect_to_javascript", redirects("javascript:alert(1)"), "bad_redirect"),
    Case("redirect_to_gopher", redirects("gopher://127.0.0.1:6379/_SET"), "bad_redirect"),
    Case("redirect_to_bad_port", redirects("http://example.example:99999/"), "bad_redirect"),
    Case("redirect_to_broken_address", redirects("http://[::1"), "bad_redirect"),
    Case("redirect_without_location", answers(b"", status="302 Found"), "bad_redirect"),
    Case("redirect_once", first(1, redirects("/page?moved=1")), "ok"),
    # names
    Case("intranet", good, "blocked_address"),
    Case("intranet_v6", good, "blocked_address"),
    Case("no_such_name", good, "unreachable"),
    Case("closed_port", good, "unreachable"),
    # charsets and kinds
    Case(
        "says_utf8_is_1251", answers(CYRILLIC.encode("cp1251"), media="text/html; charset=utf-8"), "ok", None, "cp1251"
    ),
    Case(
        "windows_1251",
        answers(b'<meta charset="windows-1251">' + CYRILLIC.encode("cp1251"), media="text/html"),
        "ok",
        None,
        "cp1251",
    ),
    Case("utf16_without_mark", answers(CYRILLIC.encode("utf-16-le")), "ok", None, "utf-16-le"),
    Case("utf16_with_mark", answers(CYRILLIC.encode("utf-16")), "ok", None, "utf-16"),
    Case("says_latin1_is_utf8", answers(CYRILLIC.encode(), media="text/html; charset=iso-8859-1"), "ok", None, "utf-8"),
    Case("charset_unknown", answers(CYRILLIC.encode(), media="text/html; charset=klingon"), "ok", None, "utf-8"),
    Case(
        "charset_not_of_text", answers(CYRILLIC.encode("cp1251"), media="text/html; charset=hex"), "ok", None, "cp1251"
    ),
    Case("pdf", answers(b"%PDF-1.7\n\x00\x01\x02", media="application/pdf"), "not_html"),
    Case("image_named_html", answers(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 40), "not_html"),
    Case("json", answers(b'{"a": "<p>"}', media="application/json"), "not_html"),
    # robots.txt
    Case("robots_denies", good, "robots_denied", answers(b"User-agent: *\nDisallow: /", media="text/plain")),
    Case(
        "robots_denies_us",
        good,
        "robots_denied",
        answers(b"User-agent: sitrep\nDisallow: /page\n\nUser-agent: *\nAllow: /"),
    ),
    Case("robots_503", good, "robots_denied", answers(b"", status="503 Later")),
    Case("robots_503_once", good, "ok", first(1, answers(b"", status="503 Later"), answers(b"", media="text/plain"))),
    Case("robots_hangs_up_once", good, "ok", first(1, sends(b""), answers(b"", media="text/plain"))),
    Case("robots_401", good, "ok", answers(b"", status="401 Who are you")),
    Case("robots_403", good, "ok", answers(b"", status="403 No")),
    Case("robots_of_10_megabytes", good, "ok", answers(b"User-agent: x\nDisallow: /\n" + b"# padding\n" * MEGABYTE)),
    Case("robots_endless", good, "ok", endlessly(OK_HEAD + b"\r\n", b"# words and more\n" * 4096)),
    Case("robots_never_comes", good, "timeout", silent),
    Case("robots_is_html", good, "ok", answers(PAGE)),
    Case("robots_is_binary", good, "ok", answers(bytes(range(256)) * 100)),
    Case("robots_redirects_forever", good, "ok", redirects_on),
    Case("robots_redirects_inside", good, "blocked_address", redirects("http://127.0.0.1/robots.txt")),
]

NAMES = {
    "intranet.example": ("10.1.2.3",),
    "intranet-v6.example": ("fd00::1", "::1"),
    "example.example": ("93.184.215.14",),
}


async def resolve(host: str, port: int) -> Sequence[str]:
    if host in NAMES:
        return NAMES[host]
    if host.replace(".", "").replace(":", "").isalnum() and not host.endswith(".example"):
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [str(entry[4][0]) for entry in found]
    raise socket.gaierror(socket.EAI_NONAME, "no such name")


@dataclass(frozen=True)
class Crawled:
    rows: Sequence[Page | Outcome]
    outcomes: Mapping[str, Outcome]
    pages: Mapping[str, Page]
    server: Loopback
    seconds: float


def closed_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def crawled() -> Iterator[Crawled]:
    """One run over all hostile hosts and the good ones at once."""
    behaviours = {case.host: case.behaviour for case in CASES} | dict.fromkeys(GOOD_HOSTS, good)
    robots = {case.host: case.robots for case in CASES if case.robots is not None}
    run = Run(run_id="r", now=lambda: NOW)
    urls = [f"http://{case.host}/page" for case in CASES]
    urls += [f"http://{host}/page/{number}" for number in range(5) for host in GOOD_HOSTS]
    with loopback(behaviours, robots) as server:
        by_name = {"intranet.example", "intranet-v6.example", "no-such-name.example"}
        routes = {host: ("127.0.0.1", server.port) for host in behaviours if host not in by_name}
        routes["closed-port.example"] = ("127.0.0.1", closed_port())
        policy = Policy(
            delay=0.005,
            connect_timeout=1.0,
            first_byte_timeout=1.0,
            total_timeout=TOTAL_TIMEOUT,
            attempts=2,
            backoff=0.01,
            connections=200,
            routes=routes,
        )
        started = monotonic()
        with WebThread(policy, lambda: NOW, resolve) as web:
            rows = list(fetch([candidate(run, "s", url) for url in urls], nothing_known, web, run_id="r"))
        seconds = monotonic() - started
        yield Crawled(
            rows,
            {row.item: row for row in rows if isinstance(row, Outcome)},
            {row.url: row for row in rows if isinstance(row, Page)},
            server,
            seconds,
        )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_host_ends_in_its_own_outcome(case: Case, crawled: Crawled) -> None:
    url = f"http://{case.host}/page"
    ended = crawled.outcomes[url]
    assert ended.outcome == case.outcome, ended.reason
    assert (url in crawled.pages) == (case.outcome == "ok")
    if case.outcome != "ok":
        assert ended.reason is not None
        assert ended.reason.endswith(".")
        assert len(ended.reason) < 400
    if case.charset is not None:
        assert crawled.pages[url].content_type == f"text/html; charset={case.charset}"


def test_there_are_forty_hostile_behaviours_and_more() -> None:
    assert len([case for case in CASES if not case.name.startswith("good_")]) >= 40


def test_the_good_hosts_pages_all_land(crawled: Crawled) -> None:
    wanted = {f"http://{host}/page/{number}" for host in GOOD_HOSTS for number in range(5)}
    assert wanted <= crawled.pages.keys()
    assert {crawled.outcomes[url].outcome for url in wanted} == {"ok"}
    assert all(crawled.pages[url].body == PAGE for url in wanted)


def test_every_address_has_exactly_one_outcome(crawled: Crawled) -> None:
    items = [row.item for row in crawled.rows if isinstance(row, Outcome) and row.step == "fetch"]
    assert len(items) == len(set(items)) == len(CASES) + 5 * len(GOOD_HOSTS)


def test_no_host_has_two_requests_at_once(crawled: Crawled) -> None:
    at_once = crawled.server.most_at_once
    assert {host: at_once[host] for host in GOOD_HOSTS} == dict.fromkeys(GOOD_HOSTS, 1)


def test_a_denied_page_is_never_asked_for(crawled: Crawled) -> None:
    asked = {host for host, path in crawled.server.seen if path == "/page"}
    assert not asked & {"robots-denies.example", "robots-denies-us.example", "robots-503.example"}


def test_hosts_wait_for_nobody_else(crawled: Crawled) -> None:
    """Two attempts with robots.txt before them bound the slowest host; all hosts together take hardly longer."""
    assert crawled.seconds < 3 * TOTAL_TIMEOUT + 8
