"""Copies of a story, and what is none."""

from datetime import UTC, datetime, timedelta

import pytest

import tasks.link.link
from tasks.link.stories import Text, assign, bands
from tests.warehouse.marts.books import empty_books, keep_books, rows
from tests.warehouse.rows import article
from warehouse.records import Record

DAY = datetime(2026, 3, 1, tzinfo=UTC)
PARAGRAPHS = [
    "The harbour town of Velm woke to sirens at four in the morning, and to engines coming in low over the water.",
    "Officials counted 41 drones, of which 33 were brought down before they reached the warehouses by the quay.",
    "Two sailors were treated for burns after a fire broke out on a grain barge that was to leave on the early tide.",
    "By noon the bridge was open again, the queue of lorries had cleared, and schools had called their pupils back.",
    "The mayor thanked the volunteers who had spent the night in the theatre's cellar handing out blankets and tea.",
]
STORY = "\n\n".join(PARAGRAPHS)


def stories(*texts: str, days: float = 0) -> list[str]:
    """The story of each text, published `days` apart: the number of the text that began it."""
    all_texts = [
        Text(article_id=str(number), published_at=DAY + timedelta(days=number * days, minutes=number), text=text)
        for number, text in enumerate(texts)
    ]
    found = {each.article_id: set(bands(each.text)) for each in all_texts}
    near = {one: {other for other in found if other != one and found[one] & found[other]} for one in found}
    result = assign(all_texts, near, {each.article_id: each for each in all_texts}, {})
    return [result[each.article_id] for each in all_texts]


def test_a_copy_under_another_name() -> None:
    assert stories(STORY, STORY.replace("\n\n", "\n") + "\n\nReporting by our agencies.") == ["0", "0"]


def test_an_updated_version() -> None:
    added = "A second alarm in the afternoon lasted for 20 minutes and ended without any damage being seen in the town."
    assert stories(STORY, STORY + "\n\n" + added) == ["0", "0"]


def test_a_template_filled_with_other_figures_is_no_copy() -> None:
    assert stories(STORY, STORY.replace("41", "57").replace("33", "50")) == ["0", "1"]


def test_a_rewrite_with_its_own_facts_is_no_copy() -> None:
    rewrite = (
        "Velm was attacked before dawn. Its air defences stopped most of 41 drones, but a barge of grain caught "
        "fire, and two men of its crew had to be taken to hospital; a doctor said that both would recover. "
        "Shipping firms said that the port would not reopen until the quay had been searched for pieces."
    )
    assert stories(STORY, rewrite) == ["0", "1"]


def test_a_repost_months_later_is_another_story() -> None:
    assert stories(STORY, STORY, days=60) == ["0", "1"]


def test_short_notes_are_never_copies() -> None:
    assert bands("Sirens sounded over the harbour town of Velm.") == ()
    assert stories("Sirens sounded over Velm.", "Sirens sounded over Velm.") == ["0", "1"]


def test_the_story_of_a_copy_of_a_copy_is_the_first_ones() -> None:
    assert stories(STORY, STORY + " More soon.", STORY + " More later today.") == ["0", "0", "0"]


def test_ids_stay_when_more_arrives() -> None:
    first = Text(article_id="z", published_at=DAY, text=STORY)
    later = Text(article_id="a", published_at=DAY + timedelta(hours=1), text=STORY)
    known = {"z": first, "a": later}
    assert assign([first], {}, known, {}) == {"z": "z"}
    assert assign([later], {"a": {"z"}}, known, {"z": "z"}) == {"a": "z"}


def test_copies_are_found_across_runs_and_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.link.link, "_CHUNK", 2)
    con = empty_books()

    def told(*names: str) -> list[Record]:
        return [
            article(
                article_id=name,
                url=f"https://{name}.example/",
                published_at=DAY + timedelta(hours=ord(name)),
                text=STORY,
            )
            for name in names
        ]

    keep_books(con, told("e", "c", "d"))
    keep_books(con, told("a", "g", "b", "f", "h"))
    assert rows(
        con, "SELECT DISTINCT story_id FROM core.articles WHERE article_id IN ('c', 'd', 'e', 'f', 'g', 'h')"
    ) == [["c"]]
    keep_books(con, told("i"))
    assert rows(con, "SELECT story_id FROM core.articles WHERE article_id = 'i'") == [["c"]]
