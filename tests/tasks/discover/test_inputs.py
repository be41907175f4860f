"""Every kind of INPUT, good and bad: what lands, and the plain sentence where nothing does."""

import gzip
import json
import random
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.discover import Source, discover, input_sources
from tasks.web import Known, Policy, WebThread, nothing_known
from tasks.web.known import Lookup
from warehouse.records import Candidate, Outcome, Page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HTML = b"<html><head><title>T</title></head><body><p>Russia launched 472 drones.</p></body></html>"
ROWS = [
    {
        "url": "https://a.example/1?utm_source=x",
        "publisher": "A",
        "published": "2025-06-01",
        "title": "T",
        "text": "One.",
    },
    {"url": "https://a.example/2", "publisher": "A", "published": "2025-06-02", "title": "T", "html": "<p>Two."},
]


def read(*inputs: str | Path, known: Lookup = nothing_known) -> list[Candidate | Page | Outcome]:
    return run(input_sources([str(item) for item in inputs]), known)


def run(sources: Iterable[Source], known: Lookup = nothing_known) -> list[Candidate | Page | Outcome]:
    with WebThread(Policy(), lambda: NOW) as web:
        return list(discover(sources, web, run_id="r", known=known))


def pages(rows: list[Candidate | Page | Outcome]) -> list[Page]:
    return [row for row in rows if isinstance(row, Page)]


def outcomes(rows: list[Candidate | Page | Outcome]) -> list[tuple[str, str]]:
    return sorted((row.step, row.outcome) for row in rows if isinstance(row, Outcome))


def warc(*bodies: tuple[str, bytes, str]) -> bytes:
    """An archive of (url, body, status line), one gzip member a record."""
    archive = b""
    for url, body, status in bodies:
        answer = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-06-01T08:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        archive += gzip.compress(head.encode() + answer + b"\r\n\r\n")
    return archive


def test_a_text_file_is_a_page_at_its_file_address(tmp_path: Path) -> None:
    path = tmp_path / "an article.txt"
    path.write_text("Ukraine’s air force counted 472 drones.", encoding="utf-8")
    rows = read(path)
    (page,) = pages(rows)
    assert (page.url, page.origin, page.content_type) == (path.as_uri(), "file", "text/plain; charset=utf-8")
    assert page.body == path.read_bytes()
    assert outcomes(rows) == [("discover", "ok"), ("fetch", "ok")]


def test_an_html_file_is_a_page_with_its_charset(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes('<meta charset="windows-1251"><p>Повітряні сили збили 210 безпілотників'.encode("cp1251"))
    (page,) = pages(read(path))
    assert (page.origin, page.content_type) == ("file", "text/html; charset=cp1251")


def as_jsonl(path: Path) -> None:
    path.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")


def as_csv(path: Path) -> None:
    names = ["url", "publisher", "published", "title", "text", "html"]
    lines = [names] + [[str(row.get(name, "")) for name in names] for row in ROWS]
    path.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")


def as_parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS, pa.schema([(k, pa.string()) for k in {**ROWS[0], **ROWS[1]}])), path)


@pytest.mark.parametrize(("name", "write"), [("a.jsonl", as_jsonl), ("a.csv", as_csv), ("a.parquet", as_parquet)])
def test_a_table_gives_one_page_a_row_as_json(tmp_path: Path, name: str, write) -> None:  # type: ignore[no-untyped-def]
    write(tmp_path / name)
    rows = read(tmp_path / name)
    assert [page.url for page in pages(rows)] == ["https://a.example/1?utm_source=x", "https://a.example/2"]
    assert [json.loads(page.body) for page in pages(rows)] == ROWS
    assert {(page.origin, page.content_type) for page in pages(rows)} == {("record", "application/json")}
    assert outcomes(rows) == [("discover", "ok"), ("fetch", "ok"), ("fetch", "ok")]


def test_the_same_rows_make_the_same_pages_in_every_format(tmp_path: Path) -> None:
    as_jsonl(tmp_path / "a.jsonl")
    as_csv(tmp_path / "a.csv")
    as_parquet(tmp_path / "a.parquet")
    ids = [{page.page_id for page in pages(read(path))} for path in sorted(tmp_path.iterdir())]
    assert ids[0] == ids[1] == ids[2]


def test_parquet_dates_become_iso_strings(tmp_path: Path) -> None:
    row = {"url": "https://a.example/1", "published": datetime(2025, 6, 1, 8, tzinfo=UTC), "text": "One."}
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "a.parquet")
    (page,) = pages(read(tmp_path / "a.parquet"))
    assert json.loads(page.body)["published"] == "2025-06-01T08:00:00+00:00"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"url": "https://a.example/3", "text": ', "not valid JSON"),
        (b'["https://a.example/3"]', "no JSON object"),
        (b'{"url": "https://a.example/3", "title": "T"}', "neither text nor html"),
        (b'{"url": "ftp://a.example/3", "text": "x"}', "no http(s) address"),
        (b'{"text": "\xff\xfe broken"}', "not valid UTF-8"),
        (b"[" * 100_000, "not valid JSON"),
    ],
)
def test_a_broken_line_is_told_and_the_others_land(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    good = [json.dumps(row).encode() for row in ROWS]
    path.write_bytes(b"\n".join([good[0], line, b"", good[1], b""]))
    rows = read(path)
    assert len(pages(rows)) == 2
    (broken,) = [row for row in rows if isinstance(row, Outcome) and row.outcome == "broken_record"]
    assert broken.item == f"{path.as_uri()}#2"
    assert broken.reason is not None
    assert broken.reason.startswith("a.jsonl, row 2: ")
    assert reason in broken.reason


def test_a_csv_line_with_too_many_fields_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('url;text\nhttps://a.example/1;"one; two"\nhttps://a.example/2;a;b\n')
    rows = read(tmp_path / "a.csv")
    assert [json.loads(page.body)["text"] for page in pages(rows)] == ["one; two"]
    assert outcomes(rows) == [("discover", "ok"), ("fetch", "broken_record"), ("fetch", "ok")]


def test_rows_of_one_address_have_outcomes_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"url": "https://a.example/1", "text": "One."}\n{"url": "https://a.example/1", "text": "Two."}\n')
    items = [row.item for row in read(path) if isinstance(row, Outcome) and row.step == "fetch"]
    assert items == ["https://a.example/1", f"{path.as_uri()}#2"]


def test_an_archive_gives_its_html_answers(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    ok, gone = "200 OK", "404 Not Found"
    path.write_bytes(
        warc(
            ("https://a.example/1", HTML, ok),
            ("https://a.example/2", HTML, gone),
            ("https://a.example/3", b"\0\1\2", ok),
        )
    )
    rows = read(path)
    (page,) = pages(rows)
    assert (page.url, page.origin, page.http_status) == ("https://a.example/1", "warc", 200)
    assert page.body == HTML
    assert page.fetched_at == datetime(2025, 6, 1, 8, tzinfo=UTC)
    assert outcomes(rows) == [("discover", "ok"), ("fetch", "irrelevant"), ("fetch", "not_html"), ("fetch", "ok")]


def test_an_archive_cut_short_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    noise = random.Random(1).randbytes(20_000).hex().encode()
    whole = warc(*((f"https://a.example/{number}", HTML + noise, "200 OK") for number in range(3)))
    path.write_bytes(whole[:-5_000])
    rows = read(path)
    assert [page.url for page in pages(rows)] == ["https://a.example/0", "https://a.example/1"]
    assert outcomes(rows) == [("discover", "broken_archive"), ("fetch", "broken_archive"), *[("fetch", "ok")] * 2]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Encoding: gzip", gzip.compress(HTML)),
        ("Content-Encoding: gzip", HTML),
        ("Transfer-Encoding: chunked", b"%x\r\n%b\r\n0\r\n\r\n" % (len(HTML), HTML)),
        ("Transfer-Encoding: chunked", HTML),
        ("Content-Encoding: br\r\nTransfer-Encoding: chunked", HTML),
    ],
)
def test_an_archived_body_is_decoded_where_it_still_is_encoded(tmp_path: Path, headers: str, body: bytes) -> None:
    (tmp_path / "a.warc.gz").write_bytes(warc(("https://a.example/1", body, f"200 OK\r\n{headers}")))
    assert [page.body for page in pages(read(tmp_path / "a.warc.gz"))] == [HTML]


def test_a_damaged_page_in_an_archive_stops_nothing(tmp_path: Path) -> None:
    damaged = ("https://a.example/1", gzip.compress(HTML)[:-9], "200 OK\r\nContent-Encoding: gzip")
    (tmp_path / "a.warc.gz").write_bytes(warc(damaged, ("https://a.example/2", HTML, "200 OK")))
    assert outcomes(read(tmp_path / "a.warc.gz")) == [("discover", "ok"), ("fetch", "decode_error"), ("fetch", "ok")]


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    as_jsonl(tmp_path / "a.jsonl")
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "b.html").write_bytes(HTML)
    (tmp_path / "notes.md").write_text("not read")
    (tmp_path / ".hidden.html").write_bytes(HTML)
    rows = read(tmp_path)
    assert len(pages(rows)) == 3
    discovered = {row.item: row.outcome for row in rows if isinstance(row, Outcome) and row.step == "discover"}
    assert discovered == {
        str(tmp_path): "ok",
        str(tmp_path / "a.jsonl"): "ok",
        str(tmp_path / "deeper"): "ok",
        str(tmp_path / "deeper" / "b.html"): "ok",
        str(tmp_path / "notes.md"): "irrelevant",
    }


def test_a_folder_that_holds_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(HTML)
    (tmp_path / "loop").symlink_to(tmp_path)
    rows = read(tmp_path)
    assert len(pages(rows)) == 1
    assert ("discover", "duplicate") in outcomes(rows)


BAD = {
    "missing.html": (None, "missing_file"),
    "empty.txt": (b"", "empty_file"),
    "blank.txt": (b" \n\n ", "empty_file"),
    "binary.html": (bytes(range(256)) * 20, "not_html"),
    "binary.txt": (b"\x7fELF\0\0\0\1" * 200, "not_text"),
    "prose.html": (b"no tag in here", "not_html"),
    "photo.jpg": (b"\xff\xd8\xff", "unknown_kind"),
    "a.parquet": (b"PAR1 not really", "broken_file"),
    "a.csv": (b"day,count\n1,2\n", "broken_file"),
    "a.warc.gz": (b"not an archive", "broken_archive"),
    "large.txt": (b"words " * 2_000_000, "too_large"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_input_is_one_plain_sentence_and_the_others_land(tmp_path: Path, name: str) -> None:
    body, word = BAD[name]
    if body is not None:
        (tmp_path / name).write_bytes(body)
    (tmp_path / "good.html").write_bytes(HTML)
    rows = read(tmp_path / name, tmp_path / "good.html")
    assert len(pages(rows)) == 1
    (bad,) = [row for row in rows if isinstance(row, Outcome) and row.item == str(tmp_path / name)]
    assert (bad.step, bad.outcome) == ("discover", word)
    assert bad.reason is not None
    assert bad.reason.endswith(".")


def test_what_is_stored_already_is_unchanged(tmp_path: Path) -> None:
    as_jsonl(tmp_path / "a.jsonl")
    stored = {
        page.url: Known(first_fetched_at=NOW, last_visited_at=NOW, body_sha256=page.body_sha256)
        for page in pages(read(tmp_path / "a.jsonl"))
    }
    stored.pop("https://a.example/2")
    rows = read(tmp_path / "a.jsonl", known=lambda urls: {url: stored[url] for url in urls if url in stored})
    assert [page.url for page in pages(rows)] == ["https://a.example/2"]
    assert outcomes(rows) == [("discover", "ok"), ("fetch", "ok"), ("fetch", "unchanged")]


@pytest.mark.parametrize("address", ["http://[::1", "https://", "http://a.example:port/rss", "https:///path"])
def test_a_web_address_that_is_none_is_told(address: str) -> None:
    (row,) = read(address)
    assert isinstance(row, Outcome)
    assert (row.step, row.item, row.outcome) == ("discover", address, "bad_address")


def test_an_input_named_twice_is_read_once(tmp_path: Path) -> None:
    assert len(input_sources(["a.txt", "b.txt", "a.txt"])) == 2


def test_a_long_table_is_read_as_a_stream(tmp_path: Path) -> None:
    """The first page is there before the last row is read: the table is a hundred times what may be held."""
    path = tmp_path / "a.jsonl"
    with path.open("w") as file:
        for number in range(5_000):
            file.write(json.dumps({"url": f"https://a.example/{number}", "text": "word " * 4_000}) + "\n")
    with WebThread(Policy(), lambda: NOW) as web:
        rows = discover(input_sources([str(path)]), web, run_id="r")
        assert isinstance(next(iter(rows)), Page)


def test_a_list_of_addresses_gives_candidates(tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text("# a list\nhttps://a.example/1\n\nnot an address\nhttps://a.example/2#top\n")
    source = Source(id="list", name="A list", kind="urls", address=str(tmp_path / "urls.txt"))
    rows = run([source])
    assert [row.url for row in rows if isinstance(row, Candidate)] == ["https://a.example/1", "https://a.example/2"]
    assert outcomes(rows) == [("discover", "ok"), ("fetch", "bad_address")]
