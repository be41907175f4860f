"""`sitrep run`, end to end: what a person types, what it prints, what stands in the warehouse, how it ends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from tests.flows.conftest import Sitrep, run_sitrep

Rows = Callable[[Path, str], list[dict[str, Any]]]
SEED = Path(__file__).parents[3] / "shared" / "corpus" / "seed_000_d70fff243e17f772.txt"

ARTICLE = {
    "url": "http://example.org/2025/06/08/night",
    "publisher": "Example Wire",
    "published": "2025-06-08",
    "title": "Russia launches 49 drones at Ukraine",
    "text": "Russia launched 49 drones at Ukraine overnight into Sunday, the Ukrainian air force said. "
    "Forty of them were shot down, it added, and two people were killed in Kharkiv.",
}
NIGHT_SQL = "SELECT day, actor, target, metric, best FROM marts.drone_counts WHERE metric = 'launched' AND best = 49"
NIGHT = [{"day": "2025-06-08", "actor": "RU", "target": "UA", "metric": "launched", "best": 49.0}]
COUNTS_SQL = " UNION ALL ".join(
    f"SELECT '{table}' AS name, count(*) AS n, bit_xor(hash(t)) AS rows FROM {table} AS t"
    for table in (
        *("raw.pages", "raw.candidates", "core.articles", "core.claims", "core.talks", "core.measures"),
        *("core.statements", "marts.drone_counts", "marts.air_attacks", "marts.negotiation_rounds"),
    )
)


@pytest.fixture(scope="module")
def sample(sitrep: Sitrep, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, int]:
    """The sample site, read once: the warehouse, what was printed, and the exit status."""
    warehouse = tmp_path_factory.mktemp("sample")
    done = sitrep("run", "--warehouse", warehouse)
    assert done.err == ""
    return warehouse, done.out, done.status


def test_the_sample_site_ends_with_one_page_in_quarantine(sample: tuple[Path, str, int]) -> None:
    _, printed, status = sample
    assert status == 3
    assert "Drones by night" in printed and "sitrep sql" in printed


def test_every_item_ends_in_one_outcome_and_the_sums_agree(sample: tuple[Path, str, int], rows: Rows) -> None:
    doubled = "SELECT run_id, step, item FROM raw.outcomes GROUP BY ALL HAVING count(*) > 1"
    assert rows(sample[0], doubled) == []
    sums = rows(
        sample[0],
        """SELECT (SELECT count(*) FROM raw.candidates) AS discovered,
                  (SELECT count(*) FROM raw.outcomes WHERE step = 'fetch') AS fetched,
                  (SELECT count(*) FROM raw.pages) AS pages,
                  (SELECT count(*) FROM raw.outcomes WHERE step = 'extract') AS extracted""",
    )[0]
    assert sums["discovered"] == sums["fetched"] and sums["pages"] == sums["extracted"]


def test_the_sample_site_gives_nights_of_both_directions(sample: tuple[Path, str, int], rows: Rows) -> None:
    found = rows(sample[0], "SELECT DISTINCT actor, target FROM marts.drone_counts ORDER BY actor")
    assert found == [{"actor": "RU", "target": "UA"}, {"actor": "UA", "target": "RU"}]
    best = rows(
        sample[0],
        """SELECT best FROM marts.drone_counts
           WHERE day = '2025-06-09' AND actor = 'RU' AND target = 'UA' AND metric = 'launched'""",
    )
    assert best == [{"best": 479.0}]


def test_evidence_is_exact(sample: tuple[Path, str, int], rows: Rows) -> None:
    for table in ("claims", "talks", "measures", "statements"):
        wrong = f"""
            SELECT evidence FROM core.{table} JOIN core.articles USING (article_id)
            WHERE evidence <> substr(CASE field WHEN 'text' THEN text WHEN 'captions' THEN captions ELSE title END,
                                     start_char + 1, end_char - start_char)
        """
        assert rows(sample[0], wrong) == [], table


def test_running_again_changes_nothing(sample: tuple[Path, str, int], sitrep: Sitrep, rows: Rows) -> None:
    before = rows(sample[0], COUNTS_SQL)
    again = sitrep("run", "--warehouse", sample[0])
    assert again.status == 0 and again.err == ""
    assert rows(sample[0], COUNTS_SQL) == before


KINDS = ("csv", "html", "jsonl", "parquet", "txt", "warc")


def write_input(folder: Path, kind: str) -> Path:
    """An article of one night of its own, 1 to 6 June, as a file of one kind."""
    day = 1 + KINDS.index(kind)
    article = ARTICLE | {"url": f"http://example.org/2025/06/{day}", "published": f"2025-06-0{day}"}
    article["text"] = ARTICLE["text"].replace("into Sunday", f"into June {day}")
    page = (
        f"<html><head><title>{article['title']}</title>"
        f'<meta property="article:published_time" content="{article["published"]}T06:00:00Z"></head>'
        f"<body><article><h1>{article['title']}</h1><p>{article['text']}</p></article></body></html>"
    )
    path = folder / f"article.{kind}"
    if kind == "html":
        path.write_text(page)
    elif kind == "txt":
        path.write_text(f"{article['title']}\n\nKYIV, June {day}, 2025 — {article['text']}\n")
    elif kind == "jsonl":
        path.write_text(json.dumps(article) + "\n")
    elif kind == "csv":
        pyarrow.csv.write_csv(pa.Table.from_pylist([article]), path)
    elif kind == "parquet":
        pyarrow.parquet.write_table(pa.Table.from_pylist([article]), path)
    else:
        path.write_bytes(warc_record(article["url"], page))
    return path


def warc_record(url: str, page: str) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: 2025-06-08T08:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def test_every_kind_of_file_alone_and_in_a_folder(sitrep: Sitrep, rows: Rows, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    inputs = [write_input(tmp_path if number % 2 else folder, kind) for number, kind in enumerate(KINDS)]
    done = sitrep("run", "--warehouse", tmp_path / "w", folder, *(path for path in inputs if path.parent == tmp_path))
    assert (done.status, done.err) == (0, "")
    nights = rows(tmp_path / "w", "SELECT day, best FROM marts.drone_counts WHERE metric = 'launched' ORDER BY day")
    assert nights == [{"day": f"2025-06-0{day}", "best": 49.0} for day in range(1, 7)]


def test_bad_input_is_told_in_plain_words_and_stops_nothing(sitrep: Sitrep, rows: Rows, tmp_path: Path) -> None:
    good, missing, empty, picture, lines = (
        tmp_path / name for name in ("good.jsonl", "missing.txt", "empty.html", "picture.html", "broken.jsonl")
    )
    good.write_text(json.dumps(ARTICLE) + "\n")
    empty.write_bytes(b"")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    lines.write_text(json.dumps(ARTICLE | {"url": "http://example.org/other"}) + "\n{broken\n")
    unreachable = "http://unreachable.invalid/story"
    done = sitrep("run", "--warehouse", tmp_path / "w", missing, empty, picture, unreachable, lines, good)
    assert (done.status, done.err) == (3, "")
    assert rows(tmp_path / "w", NIGHT_SQL) == NIGHT
    told = rows(
        tmp_path / "w",
        """SELECT item, outcome, reason FROM raw.outcomes
           WHERE outcome NOT IN ('ok', 'irrelevant') ORDER BY item""",
    )
    for bad in (str(missing), str(empty), str(picture), unreachable, f"{lines.as_uri()}#2"):
        reasons = [row["reason"] for row in told if row["item"].startswith(bad)]
        assert len(reasons) == 1 and reasons[0].endswith("."), (bad, told)
        assert bad in done.out.replace("\n", "")


@pytest.mark.parametrize(
    "arguments",
    [["run", "--runner", "llamas"], ["run", "--sources", "nowhere.toml"], ["fly"], ["sql", "--format", "x"]],
)
def test_misuse_is_told_in_a_sentence(arguments: list[str], sitrep: Sitrep, tmp_path: Path) -> None:
    done = sitrep(*arguments, *(["--warehouse", str(tmp_path)] if arguments[0] != "fly" else []))
    assert done.status == 2 and done.err and "Traceback" not in done.err


def test_with_no_server_configured_the_run_is_quiet(tmp_path: Path) -> None:
    article = write_input(tmp_path, "jsonl")
    done = run_sitrep("run", "--warehouse", tmp_path / "w", article, environment={"PREFECT_API_URL": ""})
    assert (done.status, done.err) == (0, "")
    assert "Traceback" not in done.out and "locked" not in done.out


@pytest.mark.skipif(not SEED.exists(), reason="../shared/corpus is not here")
class TestTheSeedArticle:
    """An article as plain text, read as the first issue asks."""

    @pytest.fixture(scope="class")
    def warehouse(self, sitrep: Sitrep, tmp_path_factory: pytest.TempPathFactory) -> Path:
        folder = tmp_path_factory.mktemp("seed")
        assert sitrep("run", "--warehouse", folder, SEED).status == 0
        return folder

    def test_article(self, warehouse: Path, rows: Rows) -> None:
        article = rows(warehouse, "FROM core.articles")[0]
        assert article["publisher"] == "ABC News"
        for furniture in ("Source link", "Back to top", "Getty Images", "Reuters", "Smoke rises"):
            assert furniture not in article["text"]
        assert "Irkutsk region" in article["captions"]

    def test_claims(self, warehouse: Path, rows: Rows) -> None:
        claims = rows(warehouse, "SELECT * FROM core.claims ORDER BY start_char")
        drones = next(c for c in claims if c["metric"] == "launched")
        bombers = next(c for c in claims if c["metric"] == "damaged_or_destroyed")
        assert (drones["object"], drones["low"], drones["high"]) == ("drone", 472.0, 472.0)
        assert (drones["actor"], drones["target"], drones["date_end"]) == ("RU", "UA", "2025-06-01")
        assert drones["scope"] == "event"
        assert (bombers["object"], bombers["low"], bombers["qualifier"]) == (
            "aircraft",
            pytest.approx(0.33, abs=0.01),
            "fraction",
        )
        assert (bombers["actor"], bombers["target"], bombers["speaker"]) == ("UA", "RU", "Ukraine")

    def test_talks(self, warehouse: Path, rows: Rows) -> None:
        talks = rows(
            warehouse,
            "SELECT * FROM core.talks WHERE city = 'Istanbul' OR date_precision = 'month' ORDER BY date_start DESC",
        )
        second, first = talks[0], talks[-1]
        assert (second["round"], second["city"], second["country"], second["date_start"]) == (
            2,
            "Istanbul",
            "TR",
            "2025-06-02",
        )
        assert (second["parties"], second["status"]) == (["RU", "UA"], "held")
        assert "major breakthrough" in second["outcome"]
        assert first["date_start"][:7] == "2025-05" and first["parties"] == ["RU", "UA"]

    def test_marts(self, warehouse: Path, rows: Rows) -> None:
        night = rows(warehouse, "SELECT day, actor, target, metric, best FROM marts.drone_counts")
        assert night == [{"day": "2025-06-01", "actor": "RU", "target": "UA", "metric": "launched", "best": 472.0}]
        assert rows(warehouse, "SELECT round, date_start FROM marts.negotiation_rounds WHERE round = 2") == [
            {"round": 2, "date_start": "2025-06-02"}
        ]
