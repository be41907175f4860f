"""Speech: who asserts which characters of a text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.claims.names import find_names
from tasks.claims.quotes import find_quotes
from tasks.claims.speech import Speech, find_speech
from tasks.claims.text import split


def speech(text: str) -> list[Speech]:
    sentences = split(text)
    return find_speech(text, sentences, find_names(text, sentences))


@pytest.mark.parametrize(
    ("text", "speaker", "side", "said"),
    [
        (
            "The air force of Ukraine said on Sunday that 40 drones were downed.",
            "The air force of Ukraine", "UA",
            "40 drones were downed.",
        ),
        (
            "Four people were killed, Ukrainian officials said.",
            "Ukrainian officials", "UA",
            "Four people were killed",
        ),
        (
            "According to Russia’s defence ministry, 30 drones were destroyed.",
            "Russia’s defence ministry", "RU",
            "30 drones were destroyed.",
        ),
        (
            "Thirty drones were shot down, according to the Russian defence ministry.",
            "the Russian defence ministry", "RU",
            "Thirty drones were shot down",
        ),
        (
            "Oleh Kiper, the governor of the Odesa region, said two people died.",
            "Oleh Kiper, the governor of the Odesa region", "UA",
            "two people died.",
        ),
        (
            "The regional governor, Oleh Kiper, said two people died.",
            "The regional governor, Oleh Kiper", "UA",
            "two people died.",
        ),
        (
            "Zelenskyy later confirmed that a tank was hit.",
            "Zelenskyy", "UA",
            "a tank was hit.",
        ),
        (
            "A US official told Reuters the tanks had arrived.",
            "A US official", "US",
            "the tanks had arrived.",
        ),
        (
            "Residents heard blasts, said a Reuters witness in Kyiv.",
            "a Reuters witness in Kyiv", "other",
            "Residents heard blasts",
        ),
        (
            "Peskov was quoted by TASS as saying the talks were over.",
            "Peskov", "RU",
            "the talks were over.",
        ),
    ],
)  # fmt: skip
def test_reported_speech(text: str, speaker: str, side: str, said: str) -> None:
    found = speech(text)
    assert (speaker, side, said) in [(s.speaker, s.side, text[s.start : s.end]) for s in found]


def test_a_pronoun_is_resolved_and_written_as_it_stands() -> None:
    found = speech("Vyacheslav Gladkov said a drone hit a bus. He said six people were hurt.")
    assert [(s.speaker, s.side, s.who and s.who.name) for s in found][-1] == ("He", "RU", "Vyacheslav Gladkov")


def test_a_body_named_short_keeps_its_side() -> None:
    found = speech("The Ukrainian air force reported 50 drones. The air force said 30 were downed.")
    assert [s.side for s in found if s.speaker == "The air force"] == ["UA"]


def test_two_armies_in_one_paragraph() -> None:
    found = speech(
        "Ukraine’s air force said it downed 56 drones, while the Russian defence ministry said it destroyed 20."
    )
    assert [(s.speaker, s.side) for s in found] == [
        ("Ukraine’s air force", "UA"),
        ("the Russian defence ministry", "RU"),
    ]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“One,” he said. “Two.”", ["One,", "Two."]),
        ('"One," he said.', ["One,"]),
        ("‘One,’ he said.", ["One,"]),
        ("“One.\n\n“Two.”", ["One.", "Two."]),
        ("It’s a stray ” mark", []),
        ("πŸ“° HEADLINE\n\nHe spoke of “peace”.", ["peace"]),
    ],
)
def test_quotations(text: str, quoted: list[str]) -> None:
    assert [text[q.start : q.end] for q in find_quotes(text)] == quoted


@given(st.text(alphabet='“”‘’"«» aB.,!?\n', max_size=60))
def test_quotations_never_overlap(text: str) -> None:
    quotes = find_quotes(text)
    assert all(a.outer_end <= b.outer_start for a, b in pairwise(quotes))
    assert all(0 <= q.outer_start <= q.start < q.end <= q.outer_end <= len(text) for q in quotes)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    found = speech(text)
    assert found == speech(text)
    assert all(0 <= s.start <= s.end <= len(text) for s in found)
