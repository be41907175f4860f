"""Statements: each utterance once, by the fullest name of who said it."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.claims.statements import find_statements
from tests.golden.passages import make_passage, rows
from warehouse.records import Statement

SEED = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "seed_000_d70fff243e17f772.txt"
FLOOR_SPEAKER, FLOOR_SPAN, FLOOR_PRECISION, FLOOR_COLUMNS = 0.97, 0.99, 0.99, 0.99
COLUMNS = {"side": "speaker_side", "cue": "cue", "addressee": "addressee", "kind": "kind"}


def statements(text: str, published: str = "2025-06-03") -> list[Statement]:
    return find_statements(make_passage(text, published))


def test_a_split_quotation_is_one_statement() -> None:
    (found,) = statements("“We are ready,” Rustem Umerov said. “They are not.”")
    assert (found.speaker, found.quote, found.cue) == ("Rustem Umerov", "We are ready, They are not.", "said")
    assert found.evidence == "We are ready,” Rustem Umerov said. “They are not."


def test_role_and_organisation_as_the_article_gives_them() -> None:
    (found,) = statements("“No comment is a comment too,” said Karoline Leavitt, the White House press secretary.")
    assert (found.speaker_role, found.speaker_org, found.speaker_side) == ("press secretary", "White House", "US")


def test_scare_quotes_are_no_statements() -> None:
    assert statements("The so-called “shadow fleet” and its “new reality” worry Brussels.") == []


def test_an_indirect_statement_needs_a_name_and_a_topic() -> None:
    (found,) = statements(
        "Sergei Lavrov said the talks would go on. A source said the talks were over. Lavrov said he was well."
    )
    assert (found.kind, found.quote) == ("indirect", "the talks would go on.")


def test_golden_statements() -> None:
    wanted = found = spans = speakers = stated = agreeing = 0
    for row in rows("statements", "passage"):
        free = statements(row["text"].strip(), str(row["published"]))
        found += len(free)
        for expected in row["statements"]:
            wanted += 1
            same = next((s for s in free if s.quote == expected["quote"]), None)
            if same is None:
                continue
            free.remove(same)
            spans += 1
            speakers += same.speaker == expected["speaker"]
            stated += sum(name in expected for name in COLUMNS)
            agreeing += sum(getattr(same, c) == expected[name] for name, c in COLUMNS.items() if name in expected)
    assert wanted >= 120
    assert spans / wanted >= FLOOR_SPAN
    assert spans / found >= FLOOR_PRECISION
    assert speakers / spans >= FLOOR_SPEAKER
    assert agreeing / stated >= FLOOR_COLUMNS


@pytest.mark.skipif(not SEED.exists(), reason="../shared/corpus is not here")
def test_the_seed_article() -> None:
    found = statements(SEED.read_text(encoding="utf-8"), "2025-06-03")
    assert [(s.speaker, s.speaker_org) for s in found] == [
        ("Marco Rubio", "State Department"),
        ("Clifford D. May", "Foundation for Defense of Democracies"),
        ("Clifford D. May", "Foundation for Defense of Democracies"),
        ("Institute for the Study of War", None),
        ("Volodymyr Zelenskyy", None),
        ("Volodymyr Zelenskyy", None),
        ("Karoline Leavitt", "White House"),
    ]
    assert all("Martha Raddatz" in (s.addressee or "") for s in found if s.speaker == "Volodymyr Zelenskyy")


_WORDS = st.sampled_from([
    "“", "”", "‘", "’", '"', "«", "»", "said", "told", "he", "she", "Zelenskyy", "Putin", ",", ".", "!", "?", ":",
    "\n", "the", "ministry", "according", "to", "Olena", "Koval", "66", "that", "talks", "who", "which", "and",
    "on", "X", "Telegram", "Monday", "added", "quoted", "as", "saying", "I", "we",
])  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=40).map(" ".join), st.dates(date(2022, 1, 1), date(2027, 1, 1)))
def test_any_text_is_read_with_exact_offsets(text: str, published: date) -> None:
    if not text.strip():
        return
    first = find_statements(make_passage(text, published))
    assert first == find_statements(make_passage(text, published))
    assert all(text[s.start_char : s.end_char] == s.evidence for s in first)
