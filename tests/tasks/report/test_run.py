"""What a run says of itself: the summary, the advice, records and silence."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest

from tasks.report.run import (
    Check,
    Quarantined,
    RecordNight,
    Run,
    advice,
    new_records,
    read_record_nights,
    read_run,
    read_silent_sources,
    run_markdown,
)
from tests.warehouse.marts.books import empty_books, keep_books, reports
from tests.warehouse.rows import article, outcome

QUIET = Run(
    articles=12, relevant=7, claims=31, talks=2, measures=1, statements=40, outcomes=(("fetch", "ok", 12),),
    attacks=(), rounds=(), checks=(), hosts=(), quarantine=(),
)  # fmt: skip
FAILED = Check(name="drone_counts/parts", severity="fail", failing_rows=2, example="<script>|x")
REFUSED = Quarantined(step="fetch", item="https://a.example/", outcome="http_error", reason="The server answered 503.")
EMPTY = Quarantined(step="extract", item="p1", outcome="empty", reason="No text was found.")


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (QUIET, "Nothing needs doing."),
        (
            replace(QUIET, checks=(FAILED,)),
            "The check drone_counts/parts failed, so the last good tables stay published",
        ),
        (replace(QUIET, quarantine=(REFUSED,)), "Not fetched: 1 address. The next run tries again"),
        (replace(QUIET, quarantine=(EMPTY, EMPTY)), "In quarantine: 2 items"),
        (replace(QUIET, checks=(replace(FAILED, severity="warn"),)), "Nothing needs doing."),
    ],
)
def test_advice_is_one_sentence_on_what_to_do(run: Run, words: str) -> None:
    assert words in advice(run)


def test_summary_counts_and_escapes() -> None:
    text = run_markdown(replace(QUIET, checks=(FAILED,)))
    assert "## 12 articles read, 7 about the conflict" in text
    assert "31 counted claims, 2 talks events, 1 measure, 40 statements." in text
    assert "| drone\\_counts/parts | fail | 2 | &lt;script&gt;\\|x |" in text


@pytest.fixture
def books() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_books() as con:
        yield con


def test_run_is_read_from_what_it_landed(books: duckdb.DuckDBPyConnection) -> None:
    """
    Two articles of two runs; the second run sees its own article, and no new attack: the first had that night already.
    """
    first, second = "a1", "a2"
    table = """
        article | metric   | object | figure | date_end   | actor | target
        a1      | launched | drone  | 40 | 2026-03-01 | RU    | UA
        a2      | launched | drone  | 40 | 2026-03-01 | RU    | UA
    """
    outcomes = [outcome(run_id=f"run {name}", step="claims", item=name, outcome="ok") for name in (first, second)] + [
        outcome(run_id="run a2", step="fetch", item="https://x.example/1", outcome="http_error", reason="503")
    ]

    def query(sql: str, parameters: Sequence[object]) -> pa.Table:
        return books.execute(sql, parameters).to_arrow_table()

    keep_books(books, [*reports(table), *outcomes])
    run = read_run(query, "run a2")
    assert (run.relevant, run.claims) == (1, 1)
    assert run.attacks == ()
    assert [each.item for each in run.quarantine] == ["https://x.example/1"]
    assert ("fetch", "http_error", 1) in run.outcomes
    assert [(night.day, night.best) for night in read_record_nights(query)] == [(date(2026, 3, 1), 40.0)]


def night(day: int, best: float, actor: str = "RU") -> RecordNight:
    return RecordNight(day=date(2026, 1, day), actor=actor, target="UA", best=best, best_speaker=None)


def test_a_record_beats_every_night_known_before() -> None:
    assert new_records([night(1, 100)], [night(2, 150)]) == [night(2, 150)]
    assert new_records([night(1, 100)], [night(1, 100)]) == []


def test_a_corrected_figure_or_a_first_night_is_no_record() -> None:
    assert new_records([night(1, 100)], [night(1, 110)]) == []
    assert new_records([], [night(1, 100)]) == []


def test_silence_is_measured_against_what_is_usual(books: duckdb.DuckDBPyConnection) -> None:
    """Both sources were last heard of at noon; for one that gives ten articles a day, a day of silence is unusual."""

    def query(sql: str, parameters: Sequence[object]) -> pa.Table:
        return books.execute(sql, parameters).to_arrow_table()

    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    often = article(article_id="a1", source_id="often", published_at=noon)
    seldom = article(article_id="a2", source_id="seldom", published_at=noon)
    tried = [outcome(item=name, source_id=name, at=noon) for name in ("often", "seldom", "mute")]
    keep_books(books, [often, seldom, *tried])
    expected = {"often": 10.0, "seldom": 1.0, "mute": 10.0, "never tried": 10.0, "nothing expected": 0.0}
    assert read_silent_sources(query, expected, noon + timedelta(hours=11)) == ()
    silences = read_silent_sources(query, expected, noon + timedelta(hours=24))
    assert [(each.source_id, each.hours) for each in silences] == [("mute", 24.0), ("often", 24.0)]
