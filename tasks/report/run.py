"""What one run brought, as a person reads it: the summary, the quarantine, and what to do about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import inf, log

import pyarrow as pa

from tasks.report import wording
from warehouse.vocabulary import GOOD_OUTCOMES

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
    GROUP BY ALL ORDER BY min("at"), items DESC
"""
_HOSTS = """
    SELECT regexp_extract(item, '^https?://([^/:?#]+)', 1) AS host, count(*) AS pages,
        median(elapsed_ms) / 1000 AS median_seconds, max(elapsed_ms) / 1000 AS slowest_seconds
    FROM raw.outcomes WHERE run_id = $1 AND step = 'fetch' AND elapsed_ms IS NOT NULL AND item LIKE 'http%'
    GROUP BY 1 ORDER BY median_seconds DESC LIMIT 5
"""
_ATTACKS = f"""
    SELECT any_value(day) AS day, any_value(actor) AS actor, any_value(target) AS target,
        count(DISTINCT article_id) AS reports
    FROM link.claims WHERE domain = 'air' AND event_id IS NOT NULL AND scope = 'event'
    GROUP BY event_id HAVING bool_and(article_id IN {_READ_IN_RUN}) ORDER BY day DESC NULLS LAST LIMIT 20
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
_RECORDS = """
    SELECT actor, target, max(best) AS best, arg_max(day, best) AS day, arg_max(best_speaker, best) AS best_speaker
    FROM marts.drone_counts WHERE metric = 'launched' AND best IS NOT NULL GROUP BY actor, target
"""
_SILENCE = """
    SELECT tried.source_id, coalesce(max(told.newest), min(tried.first_try)) AS since
    FROM (SELECT source_id, min("at") AS first_try FROM raw.outcomes WHERE source_id IS NOT NULL GROUP BY 1) AS tried
    LEFT JOIN (
        SELECT source_id, max(published_at) AS newest FROM core.articles WHERE published_at <= $1 GROUP BY 1
    ) AS told ON told.source_id = tried.source_id
    GROUP BY tried.source_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A source that is quiet for longer than is usual for it."""

    source_id: str
    hours: float
    usual_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNight:
    """The night with the most drones launched in one direction."""

    day: date
    actor: str | None
    target: str | None
    best: float
    best_speaker: str | None


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
class Attack:
    day: date | None
    actor: str | None
    target: str | None
    reports: int


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
        outcomes=tuple(tuple(row.values()) for row in rows(_OUTCOMES, run_id)),  # type: ignore[misc]
        attacks=tuple(Attack(**row) for row in rows(_ATTACKS, run_id)),  # type: ignore[arg-type]
        rounds=tuple(NewRound(**row) for row in rows(_ROUNDS, run_id)),  # type: ignore[arg-type]
        checks=tuple(Check(**row) for row in rows(_CHECKS)),  # type: ignore[arg-type]
        hosts=tuple(Host(**row) for row in rows(_HOSTS, run_id)),  # type: ignore[arg-type]
        quarantine=tuple(Quarantined(**row) for row in bad),  # type: ignore[arg-type]
    )


def run_markdown(run: Run) -> str:
    """The run's summary as Markdown; what comes from outside is escaped."""
    parts = [_headline(run), _outcomes(run), _news(run), _checks(run), _hosts(run)]
    return "\n\n".join(part for part in parts if part)


def advice(run: Run) -> str:
    """One sentence on what to do about the run, for a person who did not write the pipeline."""
    failed = [check for check in run.checks if check.severity == "fail" and check.failing_rows]
    if failed:
        return (
            f"The check {failed[0].name} failed, so the last good tables stay published: look at its example below, "
            "mend the source or the rule, and run publish again."
        )
    refused = [each for each in run.quarantine if each.step in ("discover", "fetch")]
    if refused:
        return (
            f"Not fetched: {_several(len(refused), 'address', 'addresses')}. The next run tries again; look at the "
            "quarantine table if the same ones stay there."
        )
    if run.quarantine:
        return (
            f"In quarantine: {_several(len(run.quarantine), 'item', 'items')}, with the reasons in the quarantine "
            "table; everything else is published."
        )
    return "Nothing needs doing."


def read_record_nights(query: Query) -> tuple[RecordNight, ...]:
    """The night with the most drones launched of each direction. Read before and after publishing; see new_records."""
    return tuple(RecordNight(**row) for row in query(_RECORDS, ()).to_pylist())


def new_records(before: Sequence[RecordNight], after: Sequence[RecordNight]) -> list[RecordNight]:
    """The nights that beat every night known before; the first night ever known of a direction is no record."""
    known = {(each.actor, each.target): each for each in before}
    records = []
    for each in after:
        beaten = known.get((each.actor, each.target))
        if beaten is not None and each.day != beaten.day and each.best > beaten.best:
            records.append(each)
    return records


def read_silent_sources(query: Query, expected_per_day: Mapping[str, float], now: datetime) -> tuple[Silence, ...]:
    """Sources (by id) quiet for longer than is usual for how many articles a day they are expected to give.

    Silence counts from the newest article, or from the first try where there never was one.
    """
    rows = query(_SILENCE, (now,)).to_pylist()
    hours = {row["source_id"]: (now - row["since"]).total_seconds() / 3600 for row in rows}
    return tuple(
        Silence(source_id=source, hours=hours[source], usual_hours=usual)
        for source, per_day in sorted(expected_per_day.items())
        if source in hours and hours[source] > (usual := usual_silence(per_day))
    )


def usual_silence(expected_per_day: float) -> float:
    """Hours after which silence means something: chance alone brings one that long once in a thousand waits.

    That is for articles that come one by one (Poisson); nights are quiet for all, so never under 12 hours.

    >>> round(usual_silence(2)), usual_silence(100), usual_silence(0)
    (83, 12.0, inf)
    """
    return max(12.0, 24 * log(1000) / expected_per_day) if expected_per_day else inf


def plain(text: str | None) -> str:
    r"""Text from outside as Markdown that shows it letter by letter.

    >>> print(plain("<b>a|b</b> [x](javascript:1)"))
    &lt;b&gt;a\|b&lt;/b&gt; \[x\](javascript:1)
    """
    return "".join(_SHOWN.get(c, c) for c in text or "").replace("\n", " ")


_SHOWN = {"<": "&lt;", ">": "&gt;", "&": "&amp;"} | {c: f"\\{c}" for c in "\\`*_[]|~#!"}


def _several(count: int, one: str, many: str) -> str:
    return f"{wording.number(count)} {one if count == 1 else many}"


def _headline(run: Run) -> str:
    found = (
        _several(run.claims, "counted claim", "counted claims"),
        _several(run.talks, "talks event", "talks events"),
        _several(run.measures, "measure", "measures"),
        _several(run.statements, "statement", "statements"),
    )
    read = _several(run.articles, "article", "articles")
    return f"## {read} read, {wording.number(run.relevant)} about the conflict\n\n{', '.join(found)}. {advice(run)}"


def _outcomes(run: Run) -> str:
    return _table("What became of each item", ("step", "outcome", "items"), run.outcomes)


def _news(run: Run) -> str:
    attacks = [
        f"- {wording.day(each.day)}, {wording.direction(each.actor, each.target)}: "
        + _several(each.reports, "report", "reports")
        for each in run.attacks
    ]
    rounds = [
        f"- {plain(each.track)}{f', round {each.round}' if each.round else ''}, {wording.day(each.day)}, "
        f"{plain(each.city) or 'place unknown'}: {each.status.replace('_', ' ')}"
        for each in run.rounds
    ]
    parts = []
    if attacks:
        parts.append("### New attacks\n\n" + "\n".join(attacks))
    if rounds:
        parts.append("### New rounds of talks\n\n" + "\n".join(rounds))
    return "\n\n".join(parts)


def _checks(run: Run) -> str:
    broken = [check for check in run.checks if check.failing_rows]
    if not run.checks:
        return ""
    if not broken:
        return f"### Checks\n\nAll {len(run.checks)} checks of the published tables hold."
    rows = [(plain(each.name), each.severity, each.failing_rows, plain(each.example)) for each in broken]
    return _table(
        f"Checks: {len(broken)} of {len(run.checks)} do not hold", ("check", "severity", "rows", "example"), rows
    )


def _hosts(run: Run) -> str:
    rows = [(plain(h.host), h.pages, f"{h.median_seconds:.2f} s", f"{h.slowest_seconds:.2f} s") for h in run.hosts]
    return _table("Slowest hosts", ("host", "pages", "median", "slowest"), rows) if rows else ""


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return ""
    lines = [f"### {title}", "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])
