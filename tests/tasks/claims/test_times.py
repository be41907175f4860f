"""Expressions of time against the day of publication (a Wednesday, 21 May 2025, where nothing else is said)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.claims.text import split
from tasks.claims.times import Clock, find_times, set_clock

PUBLISHED = date(2025, 5, 21)


def read(text: str, published: date | None = PUBLISHED) -> list[tuple[str | None, str | None, str | None, str]]:
    spans = find_times(split(text)[0], published, Clock(published, published))
    return [(s.date_start and str(s.date_start), s.date_end and str(s.date_end), s.precision, s.kind) for s in spans]


@pytest.mark.parametrize(
    ("text", "start", "end", "precision", "kind"),
    [
        ("It struck on Sunday.", None, "2025-05-18", "day", "point"),
        ("It struck on Wednesday.", None, "2025-05-21", "day", "point"),
        ("Officials said on Tuesday", None, "2025-05-20", "day", "said"),
        ("overnight into Monday", None, "2025-05-19", "night", "point"),
        ("from Sunday to Monday", None, "2025-05-19", "night", "point"),
        ("on Friday and Saturday", "2025-05-16", "2025-05-17", "day", "period"),
        ("It struck overnight.", None, "2025-05-21", "night", "point"),
        ("Last night it struck.", None, "2025-05-21", "night", "point"),
        ("in the past 24 hours", None, "2025-05-21", "day", "point"),
        ("over the past week", "2025-05-15", "2025-05-21", "week", "period"),
        ("this week", "2025-05-19", "2025-05-21", "week", "period"),
        ("last week", "2025-05-12", "2025-05-18", "week", "period"),
        ("yesterday", None, "2025-05-20", "day", "point"),
        ("two days ago", None, "2025-05-19", "day", "point"),
        ("on May 19", None, "2025-05-19", "day", "point"),
        ("on 19 May 2024", None, "2024-05-19", "day", "point"),
        ("on the night of May 18-19", None, "2025-05-19", "night", "point"),
        ("During the night of May 18 to May 19", None, "2025-05-19", "night", "point"),
        ("from May 10 to May 15", "2025-05-10", "2025-05-15", "day", "period"),
        ("from February 24, 2022 to May 21, 2025", "2022-02-24", "2025-05-21", "day", "since"),
        ("since the start of the invasion", "2022-02-24", "2025-05-21", "day", "since"),
        ("since February 2022", "2022-02-24", "2025-05-21", "day", "since"),
        ("since August", "2024-08-01", "2025-05-21", "day", "since"),
        ("so far this year", "2025-01-01", "2025-05-21", "day", "since"),
        ("in March", "2025-03-01", "2025-03-31", "month", "point"),
        ("in 2023", "2023-01-01", "2023-12-31", "year", "point"),
        ("They will meet on Friday.", None, "2025-05-23", "day", "ahead"),
        ("next Monday", None, "2025-05-26", "day", "ahead"),
        ("tomorrow", None, "2025-05-22", "day", "ahead"),
        ("From 8 p.m. on May 19, drones came.", None, "2025-05-20", "night", "point"),
        ("since Kyiv announced on 11 March its offer", "2025-03-11", "2025-05-21", "day", "since"),
        ("over a three-day period", "2025-05-19", "2025-05-21", "day", "period"),
        ("on Monday and overnight", None, "2025-05-20", "night", "point"),
        ("in the past few days", None, None, "week", "period"),
        ("during the week", "2025-05-15", "2025-05-21", "week", "period"),
        ("Last month, the army said it held.", None, None, "month", "said"),
    ],
)
def test_one_expression(text: str, start: str | None, end: str | None, precision: str, kind: str) -> None:
    assert read(text) == [(start, end, precision, kind)]


def test_overnight_takes_the_day_its_sentence_names() -> None:
    assert read("The air force said on Monday that it struck overnight.")[-1][1] == "2025-05-19"


def test_without_a_day_of_publication_nothing_is_known() -> None:
    assert read("It struck on Sunday.", None) == []


@pytest.mark.parametrize(
    ("text", "anchor", "is_stated"),
    [
        ("KYIV, May 19. Something happened.", date(2025, 5, 19), True),
        ("It struck on Tuesday, officials said. On Monday nothing happened.", date(2025, 5, 20), True),
        ("The war goes on.", PUBLISHED, False),
        ("It struck overnight.", PUBLISHED, True),
        ("They will meet on Wednesday. It struck on Tuesday.", date(2025, 5, 20), True),
    ],
)
def test_the_day_an_article_speaks_from(text: str, anchor: date, is_stated: bool) -> None:
    clock = set_clock(text, PUBLISHED)
    assert (clock.anchor, clock.is_stated) == (anchor, is_stated)


@given(st.text(alphabet="0123456789 -.,MayJuneonSundaysincelastnightweekof", max_size=80), st.dates())
def test_never_raises(text: str, published: date) -> None:
    clock = set_clock(text, published)
    for sentence in split(text):
        for span in find_times(sentence, published, clock):
            assert text[span.start_char : span.end_char]
