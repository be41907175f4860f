"""Counted claims: part and whole, ids, and properties that hold on any text."""

import random
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.claims.read import read
from warehouse.records import Article, Claim

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PIECES = (
    "Russia", "Ukraine", "launched", "12", "drones", "and", "two", "missiles", "were", "shot down", "killed", "people",
    "of them", ",", ".", "overnight", "on Sunday", "officials said", "the air force", "in Kyiv", "including",
    "three children", "wounded", "prisoners", "swapped", "each", "at least", "more than", "“", "”", "(", ")", "—",
    "hundreds of", "1,000 for 1,000", "None", "since the invasion", "will", "the enemy", "they", "lost", "tanks",
)  # fmt: skip


def article(text: str, published: date | None = date(2025, 5, 21), key: str = "a", captions: str = "") -> Article:
    return Article(
        article_id=key, url=f"https://example.org/{key}", source_id="input", publisher=None, title=None, authors=(),
        published_at=None, published_date=published, published_precision="day", published_basis=None, modified_at=None,
        language="en", text=text, captions=captions, text_sha256="", word_count=0, is_relevant=True, page_id="p",
        extractor_version="test", recorded_at=NOW,
    )  # fmt: skip


def claims(text: str, published: date | None = date(2025, 5, 21)) -> tuple[Claim, ...]:
    return read(article(text, published), NOW).claims


def test_a_part_points_at_its_whole() -> None:
    whole, part = claims(
        "Russia fired 45 missiles at Ukraine, including 32 ballistic missiles, officials said on Sunday."
    )
    assert (whole.low, part.low, part.scope) == (45, 32, "partial")
    assert part.part_of == whole.claim_id
    assert whole.part_of is None


def test_the_model_is_kept_as_written() -> None:
    (claim,) = claims("Russia launched nine Iskander-M ballistic missiles at Kyiv overnight.")
    assert (claim.weapon, claim.object, claim.place) == ("Iskander-M", "ballistic_missile", "Kyiv")


def test_every_mention_is_a_claim_of_its_own() -> None:
    found = claims("Russia launched 90 drones at Ukraine on Sunday. The 90 drones were launched from Kursk.")
    assert [claim.low for claim in found] == [90, 90]
    assert len({claim.claim_id for claim in found}) == 2


def test_captions_are_read_too() -> None:
    facts = read(article("Nothing.", captions="Kyiv after an attack that killed 12 people."), NOW)
    assert [(claim.field, claim.low) for claim in facts.claims] == [("captions", 12)]


def test_without_a_day_of_publication_dates_stay_unknown() -> None:
    (claim,) = claims("Russia launched 90 drones at Ukraine on Sunday.", None)
    assert claim.date_end is None


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.dates(date(2022, 1, 1), date(2026, 12, 31)))
def test_never_raises_and_evidence_is_exact(pieces: list[str], published: date) -> None:
    text = " ".join(pieces)
    found = claims(text, published)
    for claim in found:
        assert text[claim.start_char : claim.end_char] == claim.evidence
        assert claim.low is not None or claim.high is not None
        assert claim.part_of is None or claim.part_of in {other.claim_id for other in found}
    assert found == claims(text, published)
    assert len({claim.claim_id for claim in found}) == len(found)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=400))
def test_never_raises_on_any_text(text: str) -> None:
    claims(text)


def test_the_order_of_articles_does_not_matter() -> None:
    texts = [
        "Russia launched 90 drones at Ukraine on Sunday.",
        "Ukraine shot down 45 of them, it said.",
        "Two people were killed in Belgorod, the governor said.",
    ]
    articles = [article(text, key=str(i)) for i, text in enumerate(texts)]
    first = {a.article_id: read(a, NOW) for a in articles}
    random.Random(7).shuffle(articles)
    assert {a.article_id: read(a, NOW) for a in articles} == first
