"""Publishing after a small batch costs what changed, not what there is."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.link.link import link
from warehouse import Warehouse
from warehouse.publish import publish

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLAIMS_PER_ARTICLE = 8
BATCH = 1_000

_ARTICLES = """
INSERT INTO store.articles BY NAME
SELECT
    'a' || n AS article_id, 'https://paper' || (n % 400) || '.example/' || n AS url, 'paper' || (n % 400) AS source_id,
    'Paper ' || (n % 400) AS publisher, 'Title' AS title, []::VARCHAR[] AS authors,
    {start}::TIMESTAMPTZ + to_minutes(({span} * n / {total})::BIGINT) AS published_at,
    published_at::DATE AS published_date,
    'minute' AS published_precision, 'json_ld' AS published_basis, NULL AS modified_at, 'en' AS language,
    'words that say so' AS text,
    '' AS captions, '' AS text_sha256, 0 AS word_count, true AS is_relevant, 'p' || n AS page_id,
    '1' AS extractor_version, published_at AS recorded_at
FROM range({first}, {last}) AS t(n)
"""
_CLAIMS = """
INSERT INTO core.claims BY NAME
SELECT
    'c' || a.article_id || '-' || k AS claim_id, a.article_id, 'text' AS field, 0 AS start_char,
    17 AS end_char, 'words that say so' AS evidence,
    ['launched', 'shot_down', 'suppressed', 'killed', 'injured', 'destroyed'][1 + (h % 6)] AS metric,
    CASE WHEN h % 6 < 3 THEN ['drone', 'missile'][1 + (h // 7 % 2)] WHEN h % 6 < 5 THEN 'person' ELSE 'tank' END
        AS object,
    NULL AS weapon, (50 + h // 11 % 8)::DOUBLE AS low, CASE WHEN h % 5 = 0 THEN NULL ELSE low END AS high,
    CASE WHEN h % 5 = 0 THEN 'at_least' ELSE 'exact' END AS qualifier, 'count' AS unit,
    ['RU', 'UA'][1 + (h // 13 % 2)] AS actor, ['UA', 'RU'][1 + (h // 13 % 2)] AS target,
    CASE WHEN h % 6 IN (3, 4) THEN 'Town ' || (h // 17 % 40) END AS place, NULL AS date_start,
    a.published_date AS date_end, 'night' AS date_precision, 'overnight' AS date_basis,
    ['event', 'event', 'event', 'partial', 'period'][1 + (h // 19 % 5)] AS scope,
    [NULL, 'the air force', 'Ukraine''s air force', 'officials', 'the defence ministry'][1 + (h // 23 % 5)] AS speaker,
    CASE WHEN speaker IS NULL THEN NULL ELSE ['UA', 'RU'][1 + (h // 29 % 2)] END AS speaker_side,
    'actual' AS realis, NULL AS part_of, '1' AS extractor_version, a.recorded_at
FROM (SELECT *, (hash(article_id, k) % 1000000007)::BIGINT AS h FROM store.articles, range({per}) AS t(k)
      WHERE article_id IN (SELECT 'a' || n FROM range({first}, {last}) AS r(n))) AS a
"""


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path / "lake") as it:
        yield it


LONG = pytest.param(10_000_000, 1 / 20, marks=[pytest.mark.long, pytest.mark.timeout(5400)])


@pytest.mark.parametrize(("claims", "share"), [(100_000, 1.0), LONG])
def test_publishing_a_small_batch(lake: Warehouse, claims: int, share: float) -> None:
    """A batch of 1,000 claims of the last day onto `claims` of four years, against making all of it anew."""
    total = claims // CLAIMS_PER_ARTICLE
    new = BATCH // CLAIMS_PER_ARTICLE
    fill(lake, 0, total, total)
    first = timed(lambda: bring_up_to_date(lake))
    fill(lake, total, total + new, total)
    lake.connection.execute(
        f"INSERT INTO link.pending SELECT 'article', 'a' || n FROM range({total}, {total + new}) AS t(n)"
    )
    linked = timed(lambda: link(lake, NOW))
    published = timed(lambda: publish(lake, NOW))
    by_steps = totals(lake)
    rebuilt = timed(lambda: publish(lake, NOW, rebuild=True))
    print(
        f"\n{claims:,} claims: first link and publish {first:.1f} s; 1,000 more: link {linked:.2f} s, publish "
        f"{published:.2f} s; rebuild of the marts {rebuilt:.1f} s, of links and marts {first:.1f} s; "
        f"share {(linked + published) / first:.3f} of all, {published / rebuilt:.3f} of the marts"
    )
    assert totals(lake) == by_steps
    assert linked + published <= share * first


def fill(lake: Warehouse, first: int, last: int, total: int) -> None:
    """Articles first to last of `total`, spread evenly over 1,460 days, each with its claims."""
    scale = {"start": "'2022-02-24'", "span": 1_460 * 24 * 60, "total": total, "first": first, "last": last}
    lake.connection.execute(_ARTICLES.format(**scale))
    lake.connection.execute(_CLAIMS.format(per=CLAIMS_PER_ARTICLE, **scale))


def bring_up_to_date(lake: Warehouse) -> None:
    link(lake, NOW)
    publish(lake, NOW)


def timed(work: Callable[[], object]) -> float:
    """Seconds that work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def totals(lake: Warehouse) -> list[tuple[object, ...]]:
    """A digest of every row of marts.figures and marts.drone_counts."""
    return [
        row
        for table in ("figures", "drone_counts", "disputes")
        for row in lake.connection.execute(f"SELECT count(*), bit_xor(hash(t)) FROM marts.{table} AS t").fetchall()
    ]
