"""What one run brought: what came in, what became of it, what is new and what is in quarantine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

import pyarrow as pa

from warehouse.vocabulary import GOOD_OUTCOMES, Step

Query = Callable[[str, Sequence[object]], pa.Table]

_READ_IN_RUN = "(SELECT item FROM raw.outcomes WHERE run_id = $1 AND step = 'claims')"

_COUNTS = f"""
    SELECT
        (SELECT count(*) FROM core.articles WHERE page_id IN
            (SELECT item FROM raw.outcomes WHERE run_id = $1 AND step = 'extract')) AS articles,
        (SELECT count(*) FROM raw.outcomes WHERE run_id = $1 AND step = 'claims') AS relevant,
        (SELECT count(*) FROM core.claims WHERE article_id IN {_READ_IN_RUN}) AS claims,
        (SELECT count(*) FROM core.talks WHERE article_id IN {_READ_IN_RUN}) AS talks,
        (SELECT count(*) FROM core.measures WHERE article_id IN {_READ_IN_RUN}) AS measures,
        (SELECT count(*) FROM core.statements WHERE article_id IN {_READ_IN_RUN}) AS statements
"""
_OUTCOMES = """
    SELECT step, outcome, count(*) AS items FROM raw.outcomes WHERE run_id = $1
    GROUP BY ALL ORDER BY list_position($2, any_value(step)), items DESC
"""
_HOSTS = """
    SELECT regexp_extract(item, '^https?://([^/:?#]+)', 1) AS host, count(*) AS pages,
        median(elapsed_ms) / 1000 AS median_seconds, max(elapsed_ms) / 1000 AS slowest_seconds
    FROM raw.outcomes WHERE run_id = $1 AND step = 'fetch' AND elapsed_ms IS NOT NULL AND item LIKE 'http%'
    GROUP BY 1 ORDER BY median_seconds DESC LIMIT 5
"""
_ATTACKS = f"""
    WITH new AS (
        SELECT event_id, any_value(day) AS day, any_value(actor) AS actor, any_value(target) AS target,
            count(DISTINCT article_id) AS reports
        FROM link.claims WHERE domain = 'air' AND event_id IS NOT NULL AND scope = 'event'
        GROUP BY event_id HAVING bool_and(article_id IN {_READ_IN_RUN}) ORDER BY day DESC NULLS LAST LIMIT 20
    )
    SELECT n.day, n.actor, n.target, n.reports,
        coalesce(
            list({{
                'place': a.place, 'object': a.object, 'launched': a.launched, 'shot_down': a.shot_down,
                'suppressed': a.suppressed, 'neutralized': a.neutralized, 'hit': a.hit
            }} ORDER BY a.place NULLS FIRST, a.object)
            FILTER (coalesce(a.launched, a.shot_down, a.suppressed, a.neutralized, a.hit) IS NOT NULL),
            []
        ) AS figures
    FROM new AS n LEFT JOIN marts.air_attacks AS a USING (event_id)
    GROUP BY ALL ORDER BY n.day DESC NULLS LAST, n.actor
"""
_ROUNDS = f"""
    SELECT any_value(r.track) AS track, any_value(r.round) AS round, any_value(r.date_start) AS day,
        any_value(r.city) AS city, any_value(r.status) AS status
    FROM link.talks AS t JOIN link.rounds AS r USING (round_id)
    GROUP BY round_id HAVING bool_and(t.article_id IN {_READ_IN_RUN}) ORDER BY day DESC NULLS LAST LIMIT 20
"""
_CHECKS = """
    SELECT name, severity, failing_rows, example FROM link.checks
    WHERE published_at = (SELECT max(published_at) FROM link.checks) ORDER BY failing_rows = 0, severity, name
"""
_QUARANTINE = """
    SELECT o.step, coalesce(p.url, o.item) AS item, o.outcome, o.reason
    FROM raw.outcomes AS o LEFT JOIN raw.pages AS p ON p.page_id = o.item
    WHERE o.run_id = $1 AND NOT list_contains($2, o.outcome) ORDER BY o.at LIMIT 200
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    host: str
    pages: int
    median_seconds: float
    slowest_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What one check of the published tables found; severity is fail or warn."""

    name: str
    severity: str
    failing_rows: int
    example: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackFigures:
    """What was sent of one kind, and what became of it; place: only there."""

    place: str | None
    object: str
    launched: float | None = None
    shot_down: float | None = None
    suppressed: float | None = None
    neutralized: float | None = None
    hit: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """An attack that no earlier run knew; without figures where it is not published."""

    day: date | None
    actor: str | None
    target: str | None
    reports: int
    figures: tuple[AttackFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRound:
    track: str
    round: int | None
    day: date | None
    city: str | None
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    step: str
    item: str
    outcome: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: what came in, what became of it, and what is new."""

    articles: int
    relevant: int
    claims: int
    talks: int
    measures: int
    statements: int
    outcomes: tuple[tuple[str, str, int], ...]
    attacks: tuple[Attack, ...]
    rounds: tuple[NewRound, ...]
    checks: tuple[Check, ...]
    hosts: tuple[Host, ...]
    quarantine: tuple[Quarantined, ...]


def read_run(query: Query, run_id: str) -> Run:
    """Everything that the warehouse knows of one run."""

    def rows(sql: str, *parameters: object) -> list[dict[str, object]]:
        return list(query(sql, parameters).to_pylist())

    bad = rows(_QUARANTINE, run_id, sorted(GOOD_OUTCOMES))
    return Run(
        **rows(_COUNTS, run_id)[0],  # type: ignore[arg-type]
        outcomes=tuple(tuple(row.values()) for row in rows(_OUTCOMES, run_id, get_args(Step))),  # type: ignore[misc]
        attacks=tuple(_attack(**row) for row in rows(_ATTACKS, run_id)),  # type: ignore[arg-type]
        rounds=tuple(NewRound(**row) for row in rows(_ROUNDS, run_id)),  # type: ignore[arg-type]
        checks=tuple(Check(**row) for row in rows(_CHECKS)),  # type: ignore[arg-type]
        hosts=tuple(Host(**row) for row in rows(_HOSTS, run_id)),  # type: ignore[arg-type]
        quarantine=tuple(Quarantined(**row) for row in bad),  # type: ignore[arg-type]
    )


def _attack(figures: Sequence[dict[str, object]], **row: object) -> Attack:
    return Attack(**row, figures=tuple(AttackFigures(**each) for each in figures))  # type: ignore[arg-type]
