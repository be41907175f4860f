"""The data dictionary: every table and column with its meaning, from the records and the marts' columns.toml.

The same entries make `sitrep tables`, docs/data_dictionary.md, the export's datapackage.json and catalog comments.
"""

from dataclasses import dataclass
from functools import cache

import duckdb

from warehouse.definitions import marts
from warehouse.links import TABLES as LINKS
from warehouse.schema import Table, derived_table, tables


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEntry:
    """One column: what SQL calls it, its type, what it means, and the only words it may hold (empty: any)."""

    name: str
    sql_type: str
    meaning: str
    nullable: bool
    words: tuple[str, ...]

    @property
    def full_meaning(self) -> str:
        """The meaning with the words, where there is a closed list of them."""
        return f"{self.meaning}. One of: {', '.join(self.words)}" if self.words else self.meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """One table or view."""

    name: str
    meaning: str
    columns: tuple[ColumnEntry, ...]
    key: tuple[str, ...] = ()
    is_view: bool = False


_STORY_ID = ColumnEntry(
    name="story_id",
    sql_type="VARCHAR",
    meaning="Story that it is a copy of: article_id of the story's first article; its own where it stands alone",
    nullable=False,
    words=(),
)
_SUPERSEDED_AT = ColumnEntry(
    name="superseded_at",
    sql_type="TIMESTAMPTZ",
    meaning="When a newer version took its place",
    nullable=False,
    words=(),
)
_MIGRATIONS = TableEntry(
    name="meta.migrations",
    meaning="Which migrations of the schema have run. Grain: one row per migration.",
    columns=tuple(
        ColumnEntry(name=name, sql_type=sql_type, meaning=meaning, nullable=False, words=())
        for name, sql_type, meaning in (
            ("number", "INTEGER", "Number of the migration"),
            ("name", "VARCHAR", "What it is called"),
            ("applied_at", "TIMESTAMPTZ", "When it ran"),
        )
    ),
    key=("number",),
)


@cache
def dictionary() -> tuple[TableEntry, ...]:
    """Every table, those first that people ask for: marts, core, raw, link, history, store, meta."""
    entries = [
        TableEntry(
            name=f"marts.{mart.name}",
            meaning=mart.question,
            columns=tuple(
                ColumnEntry(name=c.name, sql_type=c.type, meaning=c.description, nullable=True, words=())
                for c in mart.columns
            ),
        )
        for mart in sorted(marts(), key=lambda mart: mart.name)
    ]
    landed = list(tables().values())
    entries += [_landed(table) for table in landed if table.name.startswith("core.")]
    entries += [_landed(table) for table in landed if table.name.startswith("raw.")]
    entries += [_entry(derived_table(name, record)) for name, record in LINKS.items()]
    entries += [_history(table) for table in landed if table.name.startswith("core.")]
    entries += [_store(table) for table in landed if table.store != table.name]
    return (*entries, _MIGRATIONS)


def _entry(table: Table) -> TableEntry:
    columns = tuple(
        ColumnEntry(
            name=c.name, sql_type=c.sql_type, meaning=c.meaning, nullable=c.nullable, words=tuple(sorted(c.words or ()))
        )
        for c in table.columns
    )
    return TableEntry(name=table.name, meaning=" ".join(table.meaning.split()), columns=columns, key=table.key)


def _landed(table: Table) -> TableEntry:
    entry = _entry(table)
    if table.store == table.name:
        return entry
    return TableEntry(
        name=entry.name, meaning=entry.meaning, columns=(*entry.columns, _STORY_ID), key=entry.key, is_view=True
    )


def _history(table: Table) -> TableEntry:
    entry = _entry(table)
    return TableEntry(
        name=table.history,
        meaning=f"Rows of {table.name} that a newer extractor version or a changed page has superseded.",
        columns=(*entry.columns, _SUPERSEDED_AT),
    )


def _store(table: Table) -> TableEntry:
    entry = _entry(table)
    return TableEntry(
        name=table.store,
        meaning=f"Where the rows of {table.name} are kept, without what linking adds; ask {table.name} instead.",
        columns=entry.columns,
        key=entry.key,
    )


def existing(con: duckdb.DuckDBPyConnection) -> dict[str, str | None]:
    """Tables and views of the lake with their comments."""
    return dict(
        con.execute("""
            SELECT schema_name || '.' || table_name, comment FROM duckdb_tables() WHERE database_name = 'lake'
            UNION ALL
            SELECT schema_name || '.' || view_name, comment FROM duckdb_views() WHERE database_name = 'lake'
        """).fetchall()
    )


def comment(con: duckdb.DuckDBPyConnection) -> None:
    """Puts the dictionary's meanings on the catalog as comments, where they differ; the caller holds a transaction."""
    there = existing(con)
    columns = {
        (f"{schema}.{table}", column): text
        for schema, table, column, text in con.execute(
            "SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() WHERE database_name = 'lake'"
        ).fetchall()
    }
    for entry in dictionary():
        if entry.name not in there:
            continue
        if there[entry.name] != entry.meaning:
            kind = "VIEW" if entry.is_view else "TABLE"
            con.execute(f"COMMENT ON {kind} {entry.name} IS {_literal(entry.meaning)}")
        for column in () if entry.is_view else entry.columns:  # DuckDB has no comments on a view's columns
            if columns.get((entry.name, column.name), column.meaning) != column.meaning:
                con.execute(f'COMMENT ON COLUMN {entry.name}."{column.name}" IS {_literal(column.meaning)}')


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def markdown() -> str:
    """docs/data_dictionary.md."""
    parts = [
        "# Data dictionary",
        "",
        "Made by `python -m warehouse.dictionary` from warehouse/records.py, warehouse/links.py and warehouse/marts;",
        "`sitrep tables` shows the same. Times are TIMESTAMPTZ in UTC; dates are local dates of the place;",
        "characters are code points.",
        "",
    ]
    for entry in dictionary():
        parts += [f"## {entry.name}", "", entry.meaning, ""]
        if entry.key:
            parts += [f"Key: {', '.join(entry.key)}", ""]
        parts += ["| column | type | meaning |", "| --- | --- | --- |"]
        for column in entry.columns:
            optional = "" if column.nullable or entry.name.startswith("marts.") else " NOT NULL"
            parts.append(f"| {column.name} | {column.sql_type}{optional} | {column.full_meaning} |".replace("\n", " "))
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    print(markdown(), end="")
