"""Tiny inputs and expected rows as readable tables, over plain DuckDB: no lake, no files."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import duckdb

from tasks.link.link import link_in
from tests.warehouse.rows import article, claim
from warehouse.landing import batches, land_batch
from warehouse.publish import Published, publish_in
from warehouse.records import Article, Claim, Record, Talk

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
_MIGRATIONS = Path(__file__).parents[3] / "warehouse" / "migrations"
_NUMBERS = {"low", "high"}
_DAYS = {"date_start", "date_end", "published"}


def empty_books() -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with all tables of the warehouse."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    for file in sorted(_MIGRATIONS.glob("*.sql")):
        con.execute(file.read_text(encoding="utf-8"))
    return con


def keep_books(con: duckdb.DuckDBPyConnection, records: Iterable[Record], *, rebuild: bool = False) -> Published:
    """Lands, links and publishes, as a run does."""
    for batch in batches(records):
        land_batch(con, batch)
    link_in(con, NOW)
    return publish_in(con, NOW, rebuild=rebuild)


def reports(table: str, **every: Any) -> list[Record]:
    """Articles and claims from a table: a line a claim, `a | b` with a header; `every` sets fields of all claims.

    Columns are fields of Claim, and of the article: `article` (its name), `publisher`, `published` (a day, or a day and
    a time). A dash is NULL. `figure` is 40, 40+ (at least), ~40 (about), <40 (at most) or 30..40 (range); `says` is the
    sentence, which then is the article's.
    """
    articles: dict[str, Article] = {}
    claims: list[Claim] = []
    for number, line in enumerate(read_table(table)):
        row = {**every, **line}
        name = row.pop("article", None) or "a1"
        published = _time(row.pop("published", None) or "2026-03-01")
        publisher = row.pop("publisher", None) or f"Paper {name}"
        articles[name] = article(
            article_id=name,
            url=f"https://{name}.example/",
            publisher=publisher,
            published_at=published,
            published_date=published.date(),
        )
        if says := row.pop("says", None):
            articles[name] = replace(articles[name], text=says)
            row |= {"evidence": says, "end_char": len(says)}
        claims.append(claim(claim_id=f"{name}-{number}", article_id=name, **_figure(row)))
    return [*articles.values(), *claims]


def talks(table: str) -> list[Record]:
    """Articles and talks from a table: a line a report, its columns fields of Talk and `published`. A dash is NULL."""
    records: list[Record] = []
    for number, row in enumerate(read_table(table)):
        name = f"t{number}"
        published = _time(row.get("published") or "2026-03-01")
        records.append(
            article(
                article_id=name,
                url=f"https://{name}.example/",
                publisher=f"Paper {number}",
                published_at=published,
                published_date=published.date(),
            )
        )
        start, end = _day(row.get("date_start")), _day(row.get("date_end"))
        records.append(
            Talk(
                talk_id=name,
                article_id=name,
                field="text",
                start_char=0,
                end_char=10,
                evidence="They met.",
                round=int(row["round"]) if row.get("round") else None,
                date_start=start,
                date_end=end,
                date_precision=row.get("precision") or ("day" if start else None),  # type: ignore[arg-type]
                city=row.get("city"),
                country=row.get("country"),
                parties=tuple((row.get("parties") or "RU UA").split()),
                mediators=tuple((row.get("mediators") or "").split()),
                format=row.get("format") or "in_person",  # type: ignore[arg-type]
                status=row.get("status") or "held",  # type: ignore[arg-type]
                outcome=row.get("outcome"),
                speaker=None,
                speaker_side=None,
                extractor_version="1",
                recorded_at=NOW,
            )
        )
    return records


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[list[str | None]]:
    """The answer to SQL as texts, whole numbers without a point, lists with blanks: as tables here are written."""
    return [[_text(value) for value in row] for row in con.execute(sql).fetchall()]


def expected(table: str) -> tuple[str, list[list[str | None]]]:
    """Column list and rows of a table of expected rows."""
    lines = read_table(table)
    return ", ".join(lines[0]), [list(line.values()) for line in lines]


def read_table(table: str) -> list[Mapping[str, str | None]]:
    """Lines of `a | b` under a header, as texts by column; a dash or nothing is None."""
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [
        {name: None if cell in ("-", "") else cell for name, cell in itertools.zip_longest(header, line, fillvalue="")}
        for line in lines
        if any(line)
    ]


def _figure(row: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = dict(row)
    stated = fields.pop("figure", None)
    if stated is not None:
        fields |= _stated(stated)
    for name in _DAYS & fields.keys():
        if isinstance(fields[name], str):
            fields[name] = _day(fields[name])
    for name in _NUMBERS & fields.keys():
        fields[name] = None if fields[name] is None else float(fields[name])
    for name in ("scope", "metric", "object", "realis", "date_precision"):
        if name in fields and fields[name] is None:
            del fields[name]
    return fields


def _stated(text: str) -> dict[str, Any]:
    number = float(text.strip("~+<").split("..")[0])
    if text.startswith("~"):
        return {"low": number, "high": number, "qualifier": "about"}
    if text.endswith("+"):
        return {"low": number, "high": None, "qualifier": "at_least"}
    if text.startswith("<"):
        return {"low": None, "high": number, "qualifier": "at_most"}
    if ".." in text:
        return {"low": number, "high": float(text.split("..")[1]), "qualifier": "range"}
    return {"low": number, "high": number, "qualifier": "exact"}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str) -> datetime:
    day, _, hour = text.partition(" ")
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour or "00:00"), UTC)


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return " ".join(_text(each) or "" for each in value) or None
    return str(value)
