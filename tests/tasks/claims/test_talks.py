"""Talks: one row a distinct event, with who, where, when, how and in which state."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.claims.talks import find_talks
from tests.golden.passages import make_passage, rows
from warehouse.records import Talk

SHARED = Path(__file__).resolve().parents[4] / "shared" / "corpus"
ATTRIBUTES = ("ordinal", "city", "country", "parties", "format", "status")
FLOOR_F1, FLOOR_ATTRIBUTE = 0.975, 0.975
DEV_F1, DEV_ATTRIBUTE = 0.94, 0.93


def talks(text: str, published: str = "2025-06-03") -> list[Talk]:
    return find_talks(make_passage(text, published))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Russian and US officials met in Riyadh on Monday.", [(date(2025, 6, 2), "Riyadh", ("RU", "US"), "held")]),
        ("Trump and Putin will meet in Budapest next week.", [(date(2025, 6, 9), "Budapest", ("RU", "US"), "planned")]),
        ("Zelenskyy spoke by phone with Emmanuel Macron on Sunday.", [(date(2025, 6, 1), None, ("FR", "UA"), "held")]),
        ("Putin proposed direct talks with Ukraine in Istanbul.", [(None, "Istanbul", ("RU", "UA"), "proposed")]),
        (
            "The Witkoff–Putin meeting planned in Moscow for 12 June has been called off.",
            [(date(2025, 6, 12), "Moscow", ("RU", "US"), "cancelled")],
        ),
        (
            "Talks between Ukrainian and Russian envoys are under way in Geneva.",
            [(date(2025, 6, 3), "Geneva", ("RU", "UA"), "under_way")],
        ),
        ("He urged direct talks with Russia.", []),
        ("The cabinet held a meeting on Monday.", []),
        ("Peace talks have stalled.", []),
        ("Russian artillery fired hundreds of rounds at Kherson on Monday.", []),
        ("Joe Biden and Vladimir Putin met in Geneva in June 2021.", []),
    ],
)  # fmt: skip
def test_a_sentence_tells_of_talks(sentence: str, expected: list[tuple[Any, ...]]) -> None:
    assert [(t.date_start, t.city, t.parties, t.status) for t in talks(sentence)] == expected


def test_mentions_of_one_event_are_one_row() -> None:
    found = talks(
        "Delegations of Russia and Ukraine met in Istanbul on Monday for a second round of talks."
        " The talks lasted an hour."
        " The second round ended without a truce, the Turkish foreign minister said after the meeting."
    )
    assert [(t.round, t.city, t.date_start) for t in found] == [(2, "Istanbul", date(2025, 6, 2))]


def test_rounds_of_one_city_stay_apart() -> None:
    found = talks(
        "Russia and Ukraine met in Istanbul on 16 May."
        " A second round followed there on 2 June, and a third on 23 July.",
        "2025-08-01",
    )
    assert [(t.round, t.date_start) for t in found] == [
        (None, date(2025, 5, 16)),
        (2, date(2025, 6, 2)),
        (3, date(2025, 7, 23)),
    ]


def test_a_planned_round_keeps_its_number_to_itself() -> None:
    found = talks(
        "Negotiators of Russia and Ukraine will meet in Istanbul on Wednesday for a third round of direct talks.\n\n"
        "Turkey, which hosted the first two rounds on May 16 and June 2, will host this one as well.",
        "2025-07-22",
    )
    told = sorted((str(each.date_start), each.round, each.status) for each in found)
    assert told == [("2025-05-16", None, "held"), ("2025-06-02", None, "held"), ("2025-07-23", 3, "planned")]


def test_a_row_of_dates_keeps_its_year() -> None:
    found = talks(
        "On 28 February 2022 Russian and Ukrainian negotiators met in Belarus."
        " On 29 March they held talks in Istanbul.",
        "2025-12-01",
    )
    assert [t.date_start for t in found] == [date(2022, 2, 28), date(2022, 3, 29)]


def test_entries_of_a_timeline_stand_under_their_dates() -> None:
    found = talks(
        "18 February 2025: Russian and US diplomats meet in Riyadh."
        "\n\n11 March 2025: Ukraine and the US hold talks in Jeddah."
    )
    assert [(t.date_start, t.city) for t in found] == [(date(2025, 2, 18), "Riyadh"), (date(2025, 3, 11), "Jeddah")]


def test_mediators_and_outcome_are_the_texts_own() -> None:
    found = talks(
        "Talks between Russia and Ukraine, mediated by Turkey, ended in Istanbul on Monday without a ceasefire."
    )
    assert found[0].mediators == ("TR",)
    held = talks("At talks in Istanbul on Monday, Russia and Ukraine agreed to exchange 1,000 prisoners each.")
    assert held[0].outcome == "agreed to exchange 1,000 prisoners each"


def test_evidence_is_exact() -> None:
    for row in rows("talks", "passage"):
        text = row["text"].strip()
        for talk in find_talks(make_passage(text, row["published"])):
            assert text[talk.start_char : talk.end_char] == talk.evidence


def _scored(articles: list[tuple[list[dict[str, Any]], list[dict[str, Any]]]]) -> tuple[float, dict[str, float]]:
    """F1 and the share of each attribute that is right, by the rules of ../shared/corpus/score.py."""
    matched = n_gold = n_found = 0
    right: Counter[str] = Counter()
    for gold, found in articles:
        free = list(found)
        n_gold, n_found = n_gold + len(gold), n_found + len(found)
        for event in gold:
            fitting = [row for row in free if _fits(event, row)]
            if fitting:
                best = max(fitting, key=lambda row: sum(_same(event, row, name) for name in ATTRIBUTES))
                free.remove(best)
                matched += 1
                right.update(name for name in ATTRIBUTES if _same(event, best, name))
    return 2 * matched / (n_gold + n_found), {name: right[name] / matched for name in ATTRIBUTES}


def _same(gold: dict[str, Any], row: dict[str, Any], name: str) -> bool:
    value = row["round" if name == "ordinal" else name]
    return sorted(gold["parties"]) == sorted(value) if name == "parties" else gold.get(name) == value


def _fits(gold: dict[str, Any], row: dict[str, Any]) -> bool:
    first, last = gold["date"], gold["date_end"] or gold["date"]
    start, end = row["date_start"], row["date_end"] or row["date_start"]
    dates = (first is None and start is None) or bool(first and start and first <= end and start <= last)
    return dates and bool((gold["city"] and gold["city"] == row["city"]) or _same(gold, row, "parties"))


def test_golden_talks() -> None:
    articles = []
    for row in rows("talks", "passage"):
        gold = [
            {
                "date": t.get("date"),
                "date_end": t.get("end"),
                "ordinal": t.get("round"),
                **{name: t.get(name) for name in ATTRIBUTES[1:]},
            }
            for t in row["talks"]
        ]
        articles.append((gold, [asdict(t) for t in find_talks(make_passage(row["text"].strip(), row["published"]))]))
    assert sum(len(gold) for gold, _ in articles) >= 60
    f1, attributes = _scored(articles)
    assert f1 >= FLOOR_F1
    assert min(attributes.values()) >= FLOOR_ATTRIBUTE, attributes


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/corpus is not here")
def test_dev_talks() -> None:
    golds = [json.loads(line) for line in (SHARED / "dev" / "gold.jsonl").read_text().splitlines()]
    texts = {a["url"]: a for a in map(json.loads, (SHARED / "dev" / "articles.jsonl").read_text().splitlines())}
    articles = []
    for gold in golds:
        article = texts[gold["url"]]
        events = [{**t, "date": _day(t["date"]), "date_end": _day(t["date_end"])} for t in gold["talks"]]
        articles.append(
            (events, [asdict(t) for t in find_talks(make_passage(article["text"], article["published"][:10]))])
        )
    f1, attributes = _scored(articles)
    assert f1 >= DEV_F1
    assert min(attributes.values()) >= DEV_ATTRIBUTE, attributes


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


_WORDS = st.sampled_from([
    "talks", "round", "second", "meeting", "call", "met", "spoke", "with", "between", "in", "on", "Istanbul",
    "Kyiv", "Russia", "Ukraine", "US", "Putin", "Trump", "Zelenskyy", "Monday", "May", "16", "2025", ",", ".", "“",
    "”", "the", "and", "of", "for", "to", "will", "proposed", "three", "days", "after", "before", "'s", "\n", ":",
    "—", "next", "week", "there", "they",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_WORDS, min_size=1, max_size=40).map(" ".join), st.dates(date(2022, 1, 1), date(2027, 1, 1)))
def test_any_text_is_read_with_exact_offsets(text: str, published: date) -> None:
    if not text.strip():
        return
    passage = make_passage(text, published)
    first = find_talks(passage)
    assert first == find_talks(make_passage(text, published))
    assert all(text[t.start_char : t.end_char] == t.evidence for t in first)
