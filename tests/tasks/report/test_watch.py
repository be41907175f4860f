"""Records and silence."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest

from tasks.report.watch import RecordNight, new_records, read_record_nights, read_silent_sources
from tests.warehouse.marts.books import empty_books, keep_books, reports
from tests.warehouse.rows import article, outcome


@pytest.fixture
def books() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_books() as con:
        yield con


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


def test_the_record_of_a_direction_is_its_largest_night(books: duckdb.DuckDBPyConnection) -> None:
    table = """
        metric   | object | figure | date_end   | actor | target
        launched | drone  | 40     | 2026-03-01 | RU    | UA
        launched | drone  | 55     | 2026-02-27 | RU    | UA
    """
    keep_books(books, reports(table))
    (record,) = read_record_nights(lambda sql, parameters: books.execute(sql, parameters).to_arrow_table())
    assert (record.day, record.best) == (date(2026, 2, 27), 55.0)
