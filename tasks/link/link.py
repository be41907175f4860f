"""Links what landed: copies to stories, spellings to speakers, claims to events, talks to rounds, restatements too.

Work is what Warehouse.land left in link.pending; what is linked goes to link.changed, for publishing. Other rules (any
file of this folder) link everything anew.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, get_args

import duckdb

from tasks.link.rounds import Report, link_talks, partition
from tasks.link.speakers import identify
from tasks.link.stories import MAX_APART, Text, assign, bands
from warehouse.lake import Warehouse
from warehouse.links import Changed, ChangedKind, MartVersion, Signature, Story, insert

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What a run of linking did."""

    articles: int
    claims: int
    unlinked_claims: int
    talks: int
    rounds: int
    copies: int


def link(warehouse: Warehouse, now: datetime) -> Linked:
    """Links everything pending, in one transaction; `now` (UTC) is when the version of the rules is noted."""
    return warehouse.transaction(lambda con: link_in(con, now))


def link_in(con: duckdb.DuckDBPyConnection, now: datetime) -> Linked:
    """As link, inside a transaction that the caller has begun."""
    whole = _is_new_version(con, now)
    _take_pending(con, whole)
    copies = _link_stories(con)
    _name_speakers(con)
    claims, unlinked = _link_claims(con, whole)
    talks, rounds = _link_talks(con, whole)
    _link_rows(con, "measures", "measure", "step_id", whole)
    _link_rows(con, "statements", "utterance", "utterance_id", whole)
    _note_source_days(con)
    if whole:
        insert(con, "link.changed", [Changed(kind=kind, key="*") for kind in get_args(ChangedKind)])
    con.execute("DELETE FROM link.pending")
    return Linked(
        articles=_count(con, "pending_articles"),
        claims=claims,
        unlinked_claims=unlinked,
        talks=talks,
        rounds=rounds,
        copies=copies,
    )


@cache
def rules_digest() -> str:
    """Digest of everything in this folder that decides about links."""
    files = [
        file for file in sorted(_FOLDER.iterdir()) if file.suffix in (".py", ".sql", ".toml") and file.stem != "task"
    ]
    return blake2b(b"\0".join(file.read_bytes() for file in files), digest_size=8).hexdigest()


def _is_new_version(con: duckdb.DuckDBPyConnection, now: datetime) -> bool:
    """Whether the rules are others than those of the last time; notes the present ones."""
    found = con.execute("SELECT digest FROM link.versions WHERE name = 'link'").fetchone()
    if found is not None and found[0] == rules_digest():
        return False
    con.execute("DELETE FROM link.versions WHERE name = 'link'")
    insert(con, "link.versions", [MartVersion(name="link", digest=rules_digest(), made_at=now)])
    for table in ("signatures", "stories", "speakers", "claims", "talks", "rounds", "measures", "statements"):
        con.execute(f"DELETE FROM link.{table}")
    return True


def _take_pending(con: duckdb.DuckDBPyConnection, whole: bool) -> None:
    source = "core.articles" if whole else "(SELECT item AS article_id FROM link.pending WHERE kind = 'article')"
    con.execute(f"CREATE OR REPLACE TEMP TABLE pending_articles AS SELECT DISTINCT article_id FROM {source}")


def _link_stories(con: duckdb.DuckDBPyConnection) -> int:
    """Finds copies among the pending articles and those that share a band with them; returns how many copies."""
    con.execute("DELETE FROM link.signatures WHERE article_id IN (FROM pending_articles)")
    con.execute("DELETE FROM link.stories WHERE article_id IN (FROM pending_articles)")
    new = [row[0] for row in con.execute(_NEW_ARTICLES).fetchall()]
    for some in _chunks(new):
        signatures = [
            Signature(article_id=text.article_id, band=band, published_at=text.published_at)
            for text in _texts(con, some).values()
            for band in bands(text.text)
        ]
        insert(con, "link.signatures", signatures)
    candidates: dict[str, set[str]] = {}
    for one, other in con.execute(_PAIRS, [MAX_APART]).fetchall():
        candidates.setdefault(one, set()).add(other)
    found = _assign_in_order(con, new, candidates)
    copies = [Story(article_id=one, story_id=story) for one, story in found.items() if one != story]
    insert(con, "link.stories", copies)
    return len(copies)


_NEW_ARTICLES = """
SELECT article_id FROM store.articles
WHERE article_id IN (FROM pending_articles) AND is_relevant
ORDER BY published_at NULLS LAST, article_id
"""
_PAIRS = """
SELECT DISTINCT n.article_id, s.article_id
FROM link.signatures AS n
JOIN link.signatures AS s ON s.band = n.band
WHERE n.article_id IN (FROM pending_articles)
    AND s.article_id <> n.article_id
    AND coalesce(abs(epoch(s.published_at) - epoch(n.published_at)) <= epoch($1::INTERVAL), true)
"""
_CHUNK = 10_000
"""Articles whose texts are in memory at one time."""


def _assign_in_order(
    con: duckdb.DuckDBPyConnection, new: Sequence[str], candidates: Mapping[str, set[str]]
) -> dict[str, str]:
    """The stories of new articles that resemble others, oldest first: an article joins what came before it."""
    place = {article_id: number for number, article_id in enumerate(new)}
    others = sorted({other for some in candidates.values() for other in some})
    stories = dict(
        con.execute(
            "SELECT article_id, story_id FROM link.stories WHERE article_id IN (SELECT unnest($1))", [others]
        ).fetchall()
    )
    found: dict[str, str] = {}
    for some in _chunks([article_id for article_id in new if article_id in candidates]):
        last = place[some[-1]]
        earlier = {one: {other for other in candidates[one] if place.get(other, -1) <= last} for one in some}
        known = _texts(con, sorted({*some, *(other for near in earlier.values() for other in near)}))
        found |= assign([known[one] for one in some], earlier, known, stories | found)
    return found


def _chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def _texts(con: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> dict[str, Text]:
    rows = con.execute(
        "SELECT article_id, published_at, text FROM store.articles WHERE article_id IN (SELECT unnest($1))",
        [list(article_ids)],
    ).fetchall()
    return {article_id: Text(article_id=article_id, published_at=at, text=text) for article_id, at, text in rows}


def _name_speakers(con: duckdb.DuckDBPyConnection) -> None:
    """Identifies every speaker as written that has not been met before."""
    rows = con.execute("""
        SELECT f.speaker, f.speaker_side
        FROM (
            SELECT DISTINCT speaker, coalesce(speaker_side, '') AS speaker_side
            FROM (
                SELECT article_id, speaker, speaker_side FROM core.claims
                UNION ALL
                SELECT article_id, speaker, speaker_side FROM core.statements
            )
            WHERE speaker IS NOT NULL AND article_id IN (FROM pending_articles)
        ) AS f
        ANTI JOIN link.speakers AS s ON s.speaker = f.speaker AND s.speaker_side = f.speaker_side
    """).fetchall()
    names = [identify(speaker, side or None) for speaker, side in rows]
    insert(con, "link.speakers", names)


def _link_claims(con: duckdb.DuckDBPyConnection, whole: bool) -> tuple[int, int]:
    """Links the pending articles' claims anew; returns how many there are and how many stay unlinked."""
    _load_authority(con)
    if not whole:
        con.execute("""
            INSERT INTO link.changed
            SELECT DISTINCT 'event', event_id FROM link.claims
            WHERE event_id IS NOT NULL AND article_id IN (FROM pending_articles)
        """)
        con.execute("DELETE FROM link.claims WHERE article_id IN (FROM pending_articles)")
    query = (_FOLDER / "claims.sql").read_text(encoding="utf-8")
    con.execute(f"CREATE OR REPLACE TEMP TABLE new_claims AS {query}")
    con.execute("INSERT INTO link.claims BY NAME SELECT * FROM new_claims")
    if not whole:
        con.execute(
            "INSERT INTO link.changed SELECT DISTINCT 'event', event_id FROM new_claims WHERE event_id IS NOT NULL"
        )
    found = con.execute("SELECT count(*), count(*) FILTER (event_id IS NULL) FROM new_claims").fetchone() or (0, 0)
    return int(found[0]), int(found[1])


def _load_authority(con: duckdb.DuckDBPyConnection) -> None:
    """authority.toml as claims.sql reads it: a temporary table, and patterns in variables (compiled once)."""
    rows, windows = _authority()
    con.execute(
        "CREATE OR REPLACE TEMP TABLE entitled (domain VARCHAR, relation VARCHAR, role VARCHAR, authority INTEGER)"
    )
    con.executemany("INSERT INTO entitled VALUES (?, ?, ?, ?)", [list(row) for row in rows])
    for name, pattern in windows.items():
        con.execute(f"SET VARIABLE {name} = $1", [pattern])


@cache
def _authority() -> tuple[tuple[tuple[str, str, str, int], ...], Mapping[str, str]]:
    data = tomllib.loads((_FOLDER / "authority.toml").read_text(encoding="utf-8"))
    rows = tuple(
        (domain, relation, role, authority)
        for domain, relations in data["entitled"].items()
        for relation, roles in relations.items()
        for role, authority in roles.items()
    )
    return rows, {name: "|".join(patterns) for name, patterns in data["windows"].items()}


def _link_talks(con: duckdb.DuckDBPyConnection, whole: bool) -> tuple[int, int]:
    """Puts the talks of every partition that pending articles touch into rounds anew."""
    touched = {
        row[0]
        for row in con.execute(
            "SELECT DISTINCT partition FROM link.talks WHERE article_id IN (FROM pending_articles)"
        ).fetchall()
    }
    touched |= {partition(report) for report in _reports(con, "t.article_id IN (FROM pending_articles)")}
    if not touched:
        return 0, 0
    if not whole:
        _note_tracks(con, touched)
        con.execute("DELETE FROM link.talks WHERE partition IN (SELECT unnest($1))", [sorted(touched)])
        con.execute("DELETE FROM link.rounds WHERE partition IN (SELECT unnest($1))", [sorted(touched)])
    reports = [report for report in _reports(con, "true") if partition(report) in touched]
    talks, rounds = link_talks(reports)
    insert(con, "link.talks", talks)
    insert(con, "link.rounds", rounds)
    if not whole:
        _note_tracks(con, touched)
    return len(talks), len(rounds)


def _note_tracks(con: duckdb.DuckDBPyConnection, partitions: set[str]) -> None:
    con.execute(
        "INSERT INTO link.changed"
        " SELECT DISTINCT 'track', track_id FROM link.rounds WHERE partition IN (SELECT unnest($1))",
        [sorted(partitions)],
    )


def _reports(con: duckdb.DuckDBPyConnection, where: str) -> list[Report]:
    names = [field.name for field in fields(Report)]
    columns = ", ".join("a.published_at" if name == "published_at" else f"t.{name}" for name in names)
    rows = con.execute(
        f"SELECT {columns} FROM core.talks AS t JOIN store.articles AS a ON a.article_id = t.article_id WHERE {where}"
    ).fetchall()
    return [_report(*(tuple(value) if isinstance(value, list) else value for value in row)) for row in rows]


def _report(*values: Any) -> Report:
    return Report(*values)


def _note_source_days(con: duckdb.DuckDBPyConnection) -> None:
    """Days of which outcomes landed, and those since an article was recorded: their newest may be another."""
    con.execute("""
        INSERT INTO link.changed
        SELECT kind, item FROM link.pending WHERE kind = 'source_day'
        UNION
        SELECT 'source_day', o.source_id || ' ' || o."at"::DATE
        FROM raw.outcomes AS o
        JOIN (
            SELECT source_id, min(date_trunc('day', recorded_at)) AS recorded_on
            FROM store.articles
            WHERE article_id IN (FROM pending_articles)
            GROUP BY source_id
        ) AS a ON a.source_id = o.source_id AND o."at" >= a.recorded_on
    """)


def _link_rows(con: duckdb.DuckDBPyConnection, table: str, kind: ChangedKind, key: str, whole: bool) -> None:
    """Links measures or statements by <table>.sql: the same key, the same thing."""
    note = (
        f"INSERT INTO link.changed SELECT DISTINCT '{kind}', {key} FROM link.{table}"
        " WHERE article_id IN (FROM pending_articles)"
    )
    if not whole:
        con.execute(note)
        con.execute(f"DELETE FROM link.{table} WHERE article_id IN (FROM pending_articles)")
    query = (_FOLDER / f"{table}.sql").read_text(encoding="utf-8")
    con.execute(f"INSERT INTO link.{table} BY NAME {query}")
    if not whole:
        con.execute(note)


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
