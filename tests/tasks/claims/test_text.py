"""Sentences and words: exact offsets, and where a full stop ends nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.claims.text import split


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The U.S. said so. Kyiv agreed.", ["The U.S. said so.", "Kyiv agreed."]),
        ("Talks ended in the U.S. The rest is known.", ["Talks ended in the U.S.", "The rest is known."]),
        ("Lt. Gen. Ivan Petrenko spoke. He left.", ["Lt. Gen. Ivan Petrenko spoke.", "He left."]),
        ("“We hold on.” he said. “We do.”", ["“We hold on.” he said.", "“We do.”"]),
        ("“Did they?” Trump said.", ["“Did they?” Trump said."]),
        ("Two died.An official confirmed it.", ["Two died.", "An official confirmed it."]),
        ("Headline without a stop\n\nThe text begins.", ["Headline without a stop", "The text begins."]),
        ("It began at 5 p.m. on Friday.", ["It began at 5 p.m. on Friday."]),
        ("J. D. Vance flew in. No. 5 followed.", ["J. D. Vance flew in.", "No. 5 followed."]),
        ("It cost $2.5bn. Nobody paid.", ["It cost $2.5bn.", "Nobody paid."]),
        ("On Feb. 24, 2022 it began.", ["On Feb. 24, 2022 it began."]),
        ("", []),
        ("KYIV, May 31 (Northgate Press) - Russia struck. Kyiv burned.", ["Russia struck.", "Kyiv burned."]),
        ("BELGOROD, May 21. /TASS/. The army attacked.", ["The army attacked."]),
        ("KYIV, Ukraine (AP) — Two died.", ["Two died."]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in split(text)] == sentences


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,200 drones", ["1,200", "drones"]),
        ("Ukraine’s F-16s", ["Ukraine", "’s", "F-16s"]),
        ("a 19-year-old", ["a", "19-year-old"]),
        ("Kh-101/Kh-55", ["Kh-101", "/", "Kh-55"]),
        ("€2bn", ["€", "2bn"]),
        ("10-15 people", ["10", "-", "15", "people"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [token.text for token in split(text)[0].tokens] == words


@given(st.text(max_size=300))
def test_offsets_are_exact_on_any_text(text: str) -> None:
    covered = 0
    for sentence in split(text):
        assert sentence.start >= covered
        covered = sentence.end
        for token in sentence.tokens:
            assert text[token.start : token.end] == token.text
            assert sentence.start <= token.start < token.end <= sentence.end


@given(st.lists(st.sampled_from(["A strike", "killed 12", ".", "\n\n", " ", "“so”", "U.S.", "Kyiv"]), max_size=30))
def test_no_word_is_lost(parts: list[str]) -> None:
    text = " ".join(parts)
    kept = "".join(sentence.text for sentence in split(text))
    assert "".join(kept.split()) == "".join(text.split())
