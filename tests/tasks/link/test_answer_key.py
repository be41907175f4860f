"""The marts against the Ukrainian Air Force's own figures, on real articles that are not part of the project."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from tasks.claims.read import read
from tasks.extract.topic import is_relevant, load_topic
from tests.warehouse.marts.books import NOW, empty_books, keep_books
from tests.warehouse.rows import article
from warehouse.ids import content_id
from warehouse.records import Article, Record

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "dev"
FLOOR = 0.95
pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real articles is not beside the project")


def test_best_equals_the_air_forces_figure() -> None:
    """For every night whose launched drones some article gives as the key has them, the mart's best is that figure."""
    told = list(articles())
    con = empty_books()
    keep_books(con, [record for each in told for record in facts(each)])
    found = con.execute("""
        SELECT day, best FROM marts.drone_counts
        WHERE actor = 'RU' AND target = 'UA' AND metric = 'launched' AND part_of_day IS DISTINCT FROM 'day'
    """).fetchall()
    best = dict(found)
    nights = {day: number for day, number in key() if any(states(each, day, number) for each in told)}
    differing = {day: (number, best.get(day)) for day, number in nights.items() if best.get(day) != number}
    print(f"\n{len(nights)} nights stated, {len(nights) - len(differing)} equal; differing: {differing}")
    assert len(nights) >= 10
    assert len(differing) <= (1 - FLOOR) * len(nights)


def articles() -> Iterator[Article]:
    """The relevant articles on drones since the key begins, as the extract step would hand them on."""
    topic = load_topic()
    for name in ("articles.jsonl", "unlabelled.jsonl"):
        for line in (CORPUS / name).read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            day = date.fromisoformat(told["published"])
            if (
                day < date(2024, 12, 1)
                or "drone" not in told["text"]
                or not is_relevant(told["title"], told["text"], topic)
            ):
                continue
            yield article(
                article_id=content_id(told["id"]),
                url=told["url"] or f"https://{told['id']}.example/",
                publisher=told["publisher"],
                title=told["title"],
                published_at=datetime.combine(day, time(), UTC),
                published_date=day,
                published_precision="day",
                text=told["text"],
            )


def facts(told: Article) -> list[Record]:
    read_facts = read(told, NOW)
    return [told, *read_facts.claims, *read_facts.talks]


def key() -> list[tuple[date, int]]:
    """Report date and drones launched, where there were enough for the number to mean nothing else."""
    with (CORPUS / "airforce_nightly.csv").open(encoding="utf-8") as lines:
        rows = [(date.fromisoformat(row["report_date"]), row["drones_launched"]) for row in csv.DictReader(lines)]
    return [(day, int(number)) for day, number in rows if number and int(number) >= 20]


def states(told: Article, day: date, number: int) -> bool:
    """Whether an article of the days after the night has the number in a sentence about drones."""
    if told.published_date is None or not day <= told.published_date <= day + timedelta(days=4):
        return False
    sentences = re.split(r"(?<=[.!?])\s+", told.text)
    return any(re.search(rf"(?<![\d,.]){number}(?!\d|[.,]\d)", each) and "drone" in each for each in sentences)
