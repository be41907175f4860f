"""Reads what the report shows: the marts' figures of the window, and the sentences they come from."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from tasks.report import wording
from tasks.report.tables import Dispute, Evidence, Failure, Figure, Round, SourceDay, Tables
from warehouse.vocabulary import GOOD_OUTCOMES

Query = Callable[[str, Sequence[object]], pa.Table]
Row = Mapping[str, Any]

WINDOW_DAYS = 120
"""How far back figures go from the newest one: a season, and a page that a browser opens at once."""
SENTENCES = 6
"""How many sentences a figure shows; the best one comes first, then other speakers, then other publishers."""

_TOTALS = """
    SELECT count(*) AS articles, count(*) FILTER (is_relevant) AS relevant, count(DISTINCT publisher) AS publishers,
        (SELECT count(*) FROM core.claims) AS claims
    FROM core.articles
"""
_WINDOW = """
    {which} AND day <= $1::DATE AND day > (SELECT max(day) FROM {mart} WHERE {which} AND day <= $1::DATE) - $2::INTEGER
"""
_DRONES_WINDOW = _WINDOW.format(mart="marts.drone_counts", which="true")
_CASUALTIES_WINDOW = _WINDOW.format(mart="marts.casualties", which="scope = 'event'")

_DRONES = f"""
    SELECT event_id, day, part_of_day, actor, target, NULL AS place, 'drone' AS object, metric, low, high, best,
        best_speaker, n_reports, n_publishers, n_speakers
    FROM marts.drone_counts WHERE {_DRONES_WINDOW} ORDER BY day DESC, event_id, metric
"""
_CASUALTIES = f"""
    SELECT event_id, day, NULL AS part_of_day, actor, target, place, object, metric, low, high, best,
        best_speaker, n_reports, n_publishers, n_speakers
    FROM marts.casualties WHERE {_CASUALTIES_WINDOW} ORDER BY day DESC, n_reports DESC, event_id, metric, object
"""
_EVIDENCE = f"""
    WITH shown AS (
        SELECT event_id, NULL AS place, metric, 'drone' AS object, best_claim_id
        FROM marts.drone_counts WHERE {_DRONES_WINDOW}
        UNION ALL
        SELECT event_id, place, metric, object, best_claim_id FROM marts.casualties WHERE {_CASUALTIES_WINDOW}
    ),
    told AS (
        SELECT l.event_id, l.place, l.metric, l.object, l.claim_id, l.speaker, l.publisher, l.url, l.published_at,
            l.claim_id = s.best_claim_id AS is_best,
            row_number() OVER (PARTITION BY s.event_id, s.place, s.metric, s.object, l.speaker_key
                ORDER BY l.claim_id = s.best_claim_id DESC, l.authority DESC, l.published_at) AS of_speaker
        FROM link.claims AS l
        JOIN shown AS s ON l.event_id = s.event_id AND l.metric = s.metric AND l.object = s.object
            AND l.place IS NOT DISTINCT FROM s.place
        WHERE l.scope = 'event'
    )
    SELECT t.event_id, t.place, t.metric, t.object, c.evidence AS sentence, c.low, c.high, c.qualifier, c.unit,
        coalesce(t.speaker, c.speaker) AS speaker, t.publisher, a.title, t.url, t.published_at
    FROM told AS t
    JOIN core.claims AS c ON c.claim_id = t.claim_id
    JOIN core.articles AS a ON a.article_id = c.article_id
    QUALIFY row_number() OVER (PARTITION BY t.event_id, t.place, t.metric, t.object
        ORDER BY t.is_best DESC, t.of_speaker, t.published_at, t.claim_id) <= $3
    ORDER BY t.is_best DESC, t.of_speaker, t.published_at, t.claim_id
"""
_ROUNDS = """
    SELECT round_id, track, round, date_start, date_end, city, country, parties, mediators, format, status, outcome,
        n_reports, n_publishers
    FROM marts.negotiation_rounds ORDER BY date_start DESC NULLS LAST, round DESC NULLS LAST LIMIT 200
"""
_ROUND_EVIDENCE = """
    SELECT l.round_id, t.evidence AS sentence, t.speaker, a.publisher, a.title, a.url, a.published_at
    FROM link.talks AS l
    JOIN core.talks AS t ON t.talk_id = l.talk_id
    JOIN core.articles AS a ON a.article_id = t.article_id
    WHERE l.round_id IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY l.round_id ORDER BY t.outcome IS NULL, a.published_at DESC, t.talk_id) <= $1
    ORDER BY t.outcome IS NULL, a.published_at DESC, t.talk_id
"""
_DISPUTES = """
    SELECT day, actor, target, place, metric, object, claim_a, claim_b FROM marts.disputes
    ORDER BY day DESC NULLS LAST, metric, object LIMIT 200
"""
_DISPUTE_EVIDENCE = """
    SELECT c.claim_id, c.evidence AS sentence, c.low, c.high, c.qualifier, c.unit, c.speaker,
        a.publisher, a.title, a.url, a.published_at
    FROM core.claims AS c JOIN core.articles AS a ON a.article_id = c.article_id
    WHERE c.claim_id IN (SELECT unnest([claim_a, claim_b]) FROM marts.disputes)
"""
_SOURCES = """
    SELECT source_id, day, tried, fetched, articles, relevant, claims, failures, hours_since_last_article
    FROM marts.source_health WHERE day > $1::DATE - $2::INTEGER
"""
_FAILURES = """
    SELECT o.step, coalesce(p.url, o.item) AS item, o.source_id, o.outcome, o.reason, o.at
    FROM raw.outcomes AS o LEFT JOIN raw.pages AS p ON p.page_id = o.item
    WHERE NOT list_contains($1, o.outcome) ORDER BY o.at DESC LIMIT 100
"""


def read_tables(query: Query, now: datetime) -> Tables:
    """Everything that one report shows. `query` answers SQL with parameters as an Arrow table (Warehouse.query).

    Days after tomorrow (UTC) are left out: no place on Earth has them yet, so a page dated them wrongly.
    """
    last = (now + timedelta(days=1)).date()

    def rows(sql: str, *parameters: object) -> list[dict[str, Any]]:
        return list(query(sql, parameters).to_pylist())

    proof = _grouped(rows(_EVIDENCE, last, WINDOW_DAYS, SENTENCES), "event_id", "place", "metric", "object")
    round_proof = _grouped(rows(_ROUND_EVIDENCE, SENTENCES), "round_id")
    told = {row["claim_id"]: _evidence(row) for row in rows(_DISPUTE_EVIDENCE)}
    return Tables(
        **rows(_TOTALS)[0],
        drones=tuple(_figure(row, proof) for row in rows(_DRONES, last, WINDOW_DAYS)),
        casualties=tuple(_figure(row, proof) for row in rows(_CASUALTIES, last, WINDOW_DAYS)),
        rounds=tuple(_round(row, round_proof) for row in rows(_ROUNDS)),
        disputes=_disputes(rows(_DISPUTES), told),
        sources=tuple(SourceDay(**row) for row in rows(_SOURCES, last, WINDOW_DAYS)),
        failures=tuple(Failure(**row) for row in rows(_FAILURES, sorted(GOOD_OUTCOMES))),
    )


def _grouped(rows: Iterable[Row], *names: str) -> dict[Hashable, tuple[Evidence, ...]]:
    groups: dict[Hashable, dict[Evidence, None]] = defaultdict(dict)
    for row in rows:
        groups[tuple(row[name] for name in names)][_evidence(row)] = None
    return {key: tuple(group) for key, group in groups.items()}


def _evidence(row: Row) -> Evidence:
    said = wording.stated(row["low"], row["high"], row["qualifier"], row["unit"]) if "qualifier" in row else ""
    names = ("sentence", "speaker", "publisher", "title", "url", "published_at")
    return Evidence(stated=said, **{name: row[name] for name in names})


def _figure(row: Row, proof: Mapping[Hashable, tuple[Evidence, ...]]) -> Figure:
    return Figure(**row, evidence=proof.get((row["event_id"], row["place"], row["metric"], row["object"]), ()))


def _round(row: Row, proof: Mapping[Hashable, tuple[Evidence, ...]]) -> Round:
    lists = {"parties": tuple(row["parties"] or ()), "mediators": tuple(row["mediators"] or ())}
    return Round(**{**row, **lists}, evidence=proof.get((row["round_id"],), ()))


def _disputes(pairs: Iterable[Row], told: Mapping[str, Evidence]) -> tuple[Dispute, ...]:
    """The pairs of speakers as one dispute for each thing counted, every speaker's sentence once."""
    names = ("day", "actor", "target", "place", "metric", "object")
    disputes: dict[tuple[Any, ...], dict[Evidence, None]] = defaultdict(dict)
    for pair in pairs:
        said = disputes[tuple(pair[name] for name in names)]
        said.update({told[claim]: None for claim in (pair["claim_a"], pair["claim_b"]) if claim in told})
    return tuple(Dispute(**dict(zip(names, key, strict=True)), evidence=tuple(said)) for key, said in disputes.items())
