"""Measures: what is taken, threatened or given, by whom, against whom, and how far it has come."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.claims.measures import find_measures
from tests.golden.passages import make_passage, parse_measure, rows
from warehouse.records import Measure

SEED = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "seed_000_d70fff243e17f772.txt"
FLOOR_PRECISION, FLOOR_RECALL, FLOOR_ATTRIBUTES = 0.97, 0.98, 0.95


def measures(text: str, published: str = "2025-06-03") -> list[Measure]:
    return find_measures(make_passage(text, published))


def test_a_threat_not_carried_out_is_a_threat() -> None:
    (found,) = measures("Trump threatened sanctions on Moscow, but there are no signs of any steps toward them.")
    assert (found.actor, found.target, found.instrument, found.stage) == ("US", "RU", "sanctions", "threatened")


def test_amount_rate_and_duration() -> None:
    (loan,) = measures("The EU approved a loan of €35bn for Ukraine.")
    assert (loan.amount, loan.currency, loan.actor, loan.target) == (35e9, "EUR", "EU", "UA")
    (tariff,) = measures("The senators propose a 500% tariff on buyers of Russian oil.")
    assert (tariff.rate, tariff.rate_unit, tariff.stage) == (500, "percent", "proposed")
    (truce,) = measures("Ukraine called for a 30-day truce.")
    assert truce.duration_days == 30


def test_one_measure_told_twice_is_one_row() -> None:
    found = measures(
        "The EU adopted new sanctions against Russia on Monday."
        " The sanctions that the EU adopted against Russia hit tankers."
    )
    assert len(found) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Ceasefire talks continue.",
        "There is no ceasefire.",
        "Any lasting truce needs guarantees.",
        "Tariff-free trade goes on.",
        "Israel and Hamas agreed to a ceasefire.",
    ],
)
def test_not_a_measure(text: str) -> None:
    assert measures(text) == []


def test_golden_measures() -> None:
    wanted = found = right = stated = agreeing = 0
    for row in rows("measures", "case"):
        free = measures(row["text"], row["published"])
        found += len(free)
        for line in row["measures"]:
            expected = parse_measure(line)
            wanted += 1
            same = [m for m in free if m.instrument == expected["instrument"]]
            if same:
                best = max(same, key=lambda m: sum(getattr(m, k) == v for k, v in expected.items()))
                free.remove(best)
                right += 1
                stated += len(expected) - 1
                agreeing += sum(getattr(best, k) == v for k, v in expected.items()) - 1
    assert wanted >= 80
    assert right / found >= FLOOR_PRECISION
    assert right / wanted >= FLOOR_RECALL
    assert agreeing / stated >= FLOOR_ATTRIBUTES


@pytest.mark.skipif(not SEED.exists(), reason="../shared/corpus is not here")
def test_the_seed_article() -> None:
    found = measures(SEED.read_text(encoding="utf-8"), "2025-06-03")
    assert {(m.instrument, m.stage, m.actor, m.rate, m.duration_days) for m in found} == {
        ("sanctions", "threatened", "US", None, None),
        ("tariff", "proposed", "US", 500.0, None),
        ("ceasefire", "proposed", "RU", None, 30.0),
    }


_WORDS = st.sampled_from([
    "sanctions", "tariff", "ceasefire", "truce", "30-day", "500%", "€50bn", "$", "bn", "EU", "Russia", "Ukraine",
    "Trump", "imposed", "threatened", "to", "by", "on", "against", "for", "that", "which", "until", "Monday", "8",
    "May", "(", ")", ",", ".", "“", "”", "loan", "of", "frozen", "assets", "face", "no", "any",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=40).map(" ".join), st.dates(date(2022, 1, 1), date(2027, 1, 1)))
def test_any_text_is_read_with_exact_offsets(text: str, published: date) -> None:
    first = find_measures(make_passage(text, published))
    assert first == find_measures(make_passage(text, published))
    assert all(text[m.start_char : m.end_char] == m.evidence for m in first)
