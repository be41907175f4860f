"""Answers at random: whatever a host sends, its address ends in a word that was foreseen."""

import gzip
import random
from datetime import UTC, datetime
from typing import get_args

from tasks.fetch import fetch
from tasks.web import Policy, WebThread, nothing_known
from tasks.web.rows import Run, candidate
from tasks.web.words import Word
from tests.faults.loopback import Request, loopback
from warehouse.records import Outcome

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOSTS, ANSWERS = 8, 25
BODY = b"<html><head><meta charset=utf-8></head><body><p>" + "Слова ".encode() * 40
SEEDS = [
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY),
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + gzip.compress(BODY),
    b"HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 429 Slow\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=koi8-u\r\n\r\n" + BODY,
]


def damaged(answer: bytes, chance: random.Random) -> bytes:
    """The answer with a few bytes changed, put in or taken out."""
    body = bytearray(answer)
    for _ in range(chance.randrange(6)):
        at = chance.randrange(len(body) or 1) if chance.random() < 0.3 else chance.randrange(min(len(body), 120) or 1)
        body[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
    return bytes(body)


async def noise(request: Request) -> None:
    chance = random.Random(f"{request.host}{request.path}")
    await request.send(damaged(chance.choice(SEEDS), chance))
    request.writer.close()


def test_whatever_comes_ends_in_a_word_that_was_foreseen() -> None:
    names = [f"host-{number}.example" for number in range(HOSTS)]
    run = Run(run_id="r", now=lambda: NOW)
    urls = [f"http://{name}/{number}" for number in range(ANSWERS) for name in names]
    with loopback(dict.fromkeys(names, noise)) as server:
        routes = dict.fromkeys(names, ("127.0.0.1", server.port))
        policy = Policy(delay=0, attempts=1, total_timeout=5, first_byte_timeout=2, give_up_after=10_000, routes=routes)
        with WebThread(policy, lambda: NOW) as web:
            rows = list(fetch([candidate(run, "s", url) for url in urls], nothing_known, web, run_id="r"))
    ended = {row.item: row.outcome for row in rows if isinstance(row, Outcome) and row.step == "fetch"}
    assert ended.keys() == set(urls)
    assert set(ended.values()) <= set(get_args(Word)) - {"error"}
    assert {"ok", "http_error", "rate_limited"} <= set(ended.values())
