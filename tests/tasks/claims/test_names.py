"""Names: sides, people, bodies and places, by the lexicons."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.claims.names import Mention, find_names
from tasks.claims.text import split


def names(text: str) -> list[Mention]:
    return [m for row in find_names(text, split(text)) for m in row]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Zelensky, Zelenskiy and Zelenskyy", [("official", "UA", "Volodymyr Zelenskyy")] * 3),
        ("The U.S. and the UK", [("side", "US", "U.S."), ("side", "GB", "UK")]),
        ("drones over Kharkov", [("place", None, "Kharkiv")]),
        ("Moscow said", [("place", "RU", "Moscow")]),
        ("Ukraine’s air force", [("side", "UA", "Ukraine"), ("organisation", "UA", "air force")]),
        (
            "the ministry of defence of Russia",
            [("organisation", "RU", "ministry of defence"), ("side", "RU", "Russia")],
        ),
        ("KYIV, May 3", [("place", "UA", "Kyiv")]),
        ("dinner with turkey and polish", []),
        ("Ruslan Budanov", []),
        ("Brussels", [("place", "EU", "Brussels")]),
        ("ISW", [("organisation", "other", "Institute for the Study of War")]),
    ],
)
def test_names(text: str, found: list[tuple[str, str | None, str]]) -> None:
    assert [(m.kind, m.side, m.name) for m in names(text)] == found


def test_a_mention_is_its_characters() -> None:
    text = "In the U.S., Marco Rubio met Andrii Sybiha."
    assert [text[m.start : m.end] for m in names(text)] == ["U.S.", "Marco Rubio", "Andrii Sybiha"]


def test_places_have_a_level() -> None:
    assert [(m.name, m.level, m.country) for m in names("Odessa, Sumy region, Turkey")] == [
        ("Odesa", "city", "UA"),
        ("Sumy region", "region", "UA"),
        ("Turkey", "country", "TR"),
    ]


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    found = names(text)
    assert found == names(text)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_person_is_known_in_another_transliteration() -> None:
    text = "Serhij Łysak and Dmitrij Pieskow spoke. Barack Obama and Oleksandra Koval did not. Alexandra went home."
    found = find_names(text, split(text))
    assert [
        m.name for row in found for m in row if m.kind == "official" and m.name in ("Serhiy Lysak", "Dmitry Peskov")
    ] == [
        "Serhiy Lysak",
        "Dmitry Peskov",
    ]
    assert not any(m.name == "Thomas Barrack" for row in found for m in row)
