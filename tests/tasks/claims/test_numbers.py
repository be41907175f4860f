"""Quantities: bounds and hedges, and numbers that count nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.claims.numbers import find_quantities
from tasks.claims.text import split


def read(text: str) -> list[tuple[float | None, float | None, str]]:
    return [(q.low, q.high, q.qualifier) for q in find_quantities(split(text)[0].tokens)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("472 drones", [(472, 472, "exact")]),
        ("1,200 bodies", [(1200, 1200, "exact")]),
        ("seventeen people", [(17, 17, "exact")]),
        ("twenty-one missiles", [(21, 21, "exact")]),
        ("two hundred and five soldiers", [(205, 205, "exact")]),
        ("1.2 million shells", [(1_200_000, 1_200_000, "exact")]),
        ("a dozen drones", [(12, 12, "exact")]),
        ("dozens of drones", [(24, None, "dozens")]),
        ("hundreds of people", [(200, None, "dozens")]),
        ("tens of thousands of soldiers", [(20000, None, "dozens")]),
        ("at least 12 people", [(12, None, "at_least")]),
        ("no fewer than 12 people", [(12, None, "at_least")]),
        ("more than 500 drones", [(500, None, "more_than")]),
        ("up to 475 soldiers", [(None, 475, "at_most")]),
        ("as many as 10,000 prisoners", [(None, 10000, "at_most")]),
        ("nearly 500 prisoners", [(500, 500, "about")]),
        ("some 347 drones", [(347, 347, "about")]),
        ("between 10 and 15 people", [(10, 15, "range")]),
        ("10 to 15 people", [(10, 15, "range")]),
        ("an estimated 8,000 to 10,000 captives", [(8000, 10000, "range")]),
        ("two or three people", [(2, 3, "range")]),
        ("a third of the fleet", [(0.33, 0.33, "fraction")]),
        ("more than a third of the fleet", [(0.33, None, "fraction")]),
        ("300 or more drones", [(300, None, "at_least")]),
        ("handed over 390 prisoners", [(390, 390, "exact")]),
    ],
)
def test_quantities(text: str, expected: list[tuple[float | None, float | None, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "$500 was paid", "20 percent", "900 km away", "on May 21", "in 2024", "a 19-year-old", "No. 5", "aged 12",
        "for 24 hours", "at 5 p.m.", "Group of Seven", "Oksana, 33, a teacher", "5.6 points", "at 08:30",
        "those under 25", "Air Force One",
    ],
)  # fmt: skip
def test_numbers_that_count_nothing(text: str) -> None:
    assert read(text) == []


@given(st.text(alphabet="0123456789,.-–% abcdeñ one two dozen hundred of the least over\n", max_size=120))
def test_never_raises(text: str) -> None:
    for sentence in split(text):
        for quantity in find_quantities(sentence.tokens):
            assert quantity.low is not None or quantity.high is not None
            assert quantity.first <= quantity.core < quantity.last <= len(sentence.tokens)
