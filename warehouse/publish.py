"""Publishes the marts: makes anew what changed since the last time, checks it, and commits it whole or not at all.

A mart's query (warehouse.definitions) reads what changed through temporary views: changed_claims
(link.claims), changed_figures, changed_rounds, changed_measures, changed_statements, changed_source_days; in a rebuild
they show everything. So one definition serves both, and both give the same rows.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import get_args

import duckdb

from warehouse.definitions import Check, Mart, checks, create, marts
from warehouse.lake import Warehouse
from warehouse.links import ChangedKind, CheckResult, MartVersion, insert


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found: how many rows break the rule, and one of them."""

    check: Check
    failing_rows: int
    example: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publish did. is_published is False where a check of severity fail kept the last good marts."""

    is_published: bool
    rows_made: dict[str, int]
    findings: tuple[Finding, ...]


class _ChecksFailed(Exception):
    """Rolls the transaction back."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("checks failed")
        self.findings = findings


def publish(warehouse: Warehouse, now: datetime, *, rebuild: bool = False) -> Published:
    """Brings the marts up to date with link.* in one transaction; `now` (UTC) is the time of publishing.

    With rebuild everything is made anew. Marts whose definition changed are always made anew. Where a check of severity
    fail finds rows, nothing is changed but link.checks, and the next publish tries again.
    """
    try:
        return warehouse.transaction(lambda con: publish_in(con, now, rebuild=rebuild))
    except _ChecksFailed as failed:
        findings = failed.findings
        warehouse.transaction(lambda con: _record_findings(con, findings, now))
        return Published(is_published=False, rows_made={}, findings=findings)


def publish_in(con: duckdb.DuckDBPyConnection, now: datetime, *, rebuild: bool = False) -> Published:
    """As publish, inside a transaction that the caller has begun; raises where a check of severity fail finds rows."""
    con.execute("CREATE OR REPLACE TEMP TABLE publishing AS SELECT $1::TIMESTAMPTZ AS made_at", [now])
    everything = frozenset(get_args(ChangedKind)) if rebuild else _kinds_changed_whole(con)
    stale = _stale(con)
    changed = _take_changes(con)
    rows_made: dict[str, int] = {}
    shown: dict[str, bool] = {}
    for mart in marts():
        whole = mart.kind in everything or mart.name in stale
        if not whole and mart.kind not in changed:
            rows_made[mart.name] = 0
            continue
        _show_changes(con, mart.query, whole, shown)
        rows_made[mart.name] = _refresh(con, mart, whole)
    for check in checks():
        _show_changes(con, check.query, bool(everything or stale), shown)
    findings = tuple(_find(con, check) for check in checks())
    if any(found.failing_rows and found.check.severity == "fail" for found in findings):
        raise _ChecksFailed(findings)
    con.execute("DELETE FROM link.changed")
    _record_versions(con, now)
    _record_findings(con, findings, now)
    return Published(is_published=True, rows_made=rows_made, findings=findings)


def _stale(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Marts missing or made by another definition (their tables are created empty), and those made from them."""
    made = dict(con.execute("SELECT name, digest FROM link.versions").fetchall())
    stale: set[str] = set()
    for mart in marts():
        if made.get(mart.name) != mart.digest:
            con.execute(f"DROP TABLE IF EXISTS marts.{mart.name}")
            con.execute(create(mart))
            stale.add(mart.name)
        elif stale.intersection(mart.after):
            stale.add(mart.name)
    return frozenset(stale)


def _kinds_changed_whole(con: duckdb.DuckDBPyConnection) -> frozenset[ChangedKind]:
    """Kinds of which everything was linked anew: the key is '*'."""
    return frozenset(row[0] for row in con.execute("SELECT DISTINCT kind FROM link.changed WHERE key = '*'").fetchall())


def _take_changes(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Puts what changed into changed_keys, gives its kinds; a source's day stays open until a publish after its end."""
    con.execute("CREATE OR REPLACE TEMP TABLE changed_keys AS SELECT DISTINCT kind, key FROM link.changed")
    con.execute("""
        INSERT INTO changed_keys
        SELECT DISTINCT 'source_day', source_id || ' ' || "at"::DATE
        FROM raw.outcomes
        WHERE source_id IS NOT NULL AND "at" >= (SELECT date_trunc('day', max(made_at)) FROM link.versions)
    """)
    return frozenset(row[0] for row in con.execute("SELECT DISTINCT kind FROM changed_keys").fetchall())


_SOURCES = {
    "claims": ("event", "link.claims", "event_id"),
    "figures": ("event", "marts.figures", "event_id"),
    "rounds": ("track", "link.rounds", "track_id"),
    "measures": (
        "measure",
        "(SELECT m.*, l.step_id, l.day FROM link.measures AS l JOIN core.measures AS m ON m.measure_id = l.measure_id)",
        "step_id",
    ),
    "statements": (
        "utterance",
        "(SELECT s.*, l.utterance_id, l.speaker_key"
        " FROM link.statements AS l JOIN core.statements AS s ON s.statement_id = l.statement_id)",
        "utterance_id",
    ),
    "source_days": (
        "source_day",
        '(SELECT DISTINCT source_id || \' \' || "at"::DATE AS key, source_id, "at"::DATE AS day'
        " FROM raw.outcomes WHERE source_id IS NOT NULL)",
        "key",
    ),
}
"""What a mart's query may read: changed_<name> → kind of key, rows, key column."""


def _show_changes(con: duckdb.DuckDBPyConnection, query: str, whole: bool, shown: dict[str, bool]) -> None:
    """Makes the views changed_* that a query names show what changed, or all; `shown` remembers how each is."""
    for name, (kind, rows, key) in _SOURCES.items():
        if f"changed_{name}" in query and shown.get(name) != whole:
            source = rows
            if not whole:
                source = f"kept_{name}"
                keys = f"SELECT key FROM changed_keys WHERE kind = '{kind}'"
                con.execute(f"CREATE OR REPLACE TEMP TABLE {source} AS SELECT * FROM {rows} WHERE {key} IN ({keys})")
            con.execute(f"CREATE OR REPLACE TEMP VIEW changed_{name} AS SELECT * FROM {source}")
            shown[name] = whole


def _refresh(con: duckdb.DuckDBPyConnection, mart: Mart, whole: bool) -> int:
    """Makes a mart's changed rows anew; returns how many there are now."""
    where = "" if whole else f"WHERE {mart.key} IN (SELECT key FROM changed_keys WHERE kind = '{mart.kind}')"
    con.execute(f"DELETE FROM marts.{mart.name} {where}")
    names = ", ".join(f'"{column.name}"' for column in mart.columns)
    inserted = con.execute(f"INSERT INTO marts.{mart.name} ({names}) SELECT {names} FROM ({mart.query})").fetchone()
    return int(inserted[0]) if inserted else 0


def _find(con: duckdb.DuckDBPyConnection, check: Check) -> Finding:
    found = con.execute(f"SELECT count(*), any_value(row)::VARCHAR FROM ({check.query}) AS row").fetchone()
    count, example = found or (0, None)
    return Finding(check=check, failing_rows=int(count), example=example)


def _record_versions(con: duckdb.DuckDBPyConnection, now: datetime) -> None:
    con.execute("DELETE FROM link.versions WHERE name IN (SELECT unnest($1))", [[mart.name for mart in marts()]])
    insert(con, "link.versions", [MartVersion(name=mart.name, digest=mart.digest, made_at=now) for mart in marts()])


def _record_findings(con: duckdb.DuckDBPyConnection, findings: tuple[Finding, ...], now: datetime) -> None:
    results = [
        CheckResult(
            published_at=now,
            name=each.check.name,
            severity=each.check.severity,
            failing_rows=each.failing_rows,
            example=each.example,
        )
        for each in findings
    ]
    insert(con, "link.checks", results)
