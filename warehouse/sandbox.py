"""Read-only in earnest: a connection that reads the lake and nothing else; the check on a statement before it runs."""

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

from warehouse.attach import files_path
from warehouse.errors import QueryError, RefusedError
from warehouse.lake import Warehouse

READING_FUNCTIONS = frozenset(
    {
        "range", "generate_series", "unnest", "repeat", "repeat_row", "summary", "histogram",
        "histogram_values", "json_each", "json_tree", "duckdb_columns", "duckdb_constraints",
        "duckdb_databases", "duckdb_dependencies", "duckdb_extensions", "duckdb_functions", "duckdb_keywords",
        "duckdb_memory", "duckdb_schemas", "duckdb_settings", "duckdb_tables", "duckdb_types", "duckdb_views",
        "pragma_database_size", "pragma_platform", "pragma_show", "pragma_table_info", "pragma_version",
        "pg_timezone_names", "icu_calendar_names", "test_all_types", "ducklake_current_snapshot",
        "ducklake_last_committed_snapshot", "ducklake_list_files", "ducklake_options", "ducklake_settings",
        "ducklake_snapshots", "ducklake_table_changes", "ducklake_table_deletions", "ducklake_table_info",
        "ducklake_table_insertions", "snapshots", "table_changes", "table_deletions", "table_insertions",
    }
)  # fmt: skip
"""Table functions that read the lake, the session or nothing. All others are refused: several read files by other ways
than DuckDB's file system (sqlite_scan), write (ducklake_expire_snapshots) or run text as SQL (query)."""

_EXPLAIN = re.compile(r"\s*EXPLAIN\b(\s+ANALYZE\b)?(\s*\([^)]*\))?", re.IGNORECASE)


def lock(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    """The warehouse's connection without files, network, extensions and settings, for good."""
    con = warehouse.connection
    con.execute(f"SET allowed_directories = ['{files_path(warehouse.settings).replace(chr(39), chr(39) * 2)}']")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


def statements(con: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """The statements in sql, each checked to be one that only reads; raises QueryError for others."""
    try:
        found = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(plain(error)) from None
    texts = [statement.query.strip().rstrip(";") for statement in found]
    for statement, text in zip(found, texts, strict=True):
        kind = statement.type
        if kind == duckdb.StatementType.EXPLAIN:
            text = _EXPLAIN.sub("", _without_leading_comments(text), count=1)
        elif kind != duckdb.StatementType.SELECT:
            raise RefusedError(_refusal(kind.name))
        _check_functions(con, text)
    return texts


def _refusal(kind: str) -> str:
    if kind == "CREATE":
        return "this is read-only: nothing can be created. For PIVOT, name the values: PIVOT … ON column IN ('a', 'b')"
    return f"this is read-only: {kind} statements are not allowed, only queries (SELECT, FROM, DESCRIBE, EXPLAIN, …)"


def _without_leading_comments(text: str) -> str:
    return re.sub(r"\A(\s|--[^\n]*(\n|\Z)|/\*.*?\*/)+", "", text, flags=re.DOTALL)


def _check_functions(con: duckdb.DuckDBPyConnection, text: str) -> None:
    row = con.execute("SELECT json_serialize_sql(?)", [text]).fetchone()
    tree = json.loads(row[0]) if row else {"error": True}
    if tree["error"]:
        raise RefusedError("this is read-only: only queries (SELECT, FROM, DESCRIBE, EXPLAIN, …) are allowed")
    for name in _table_functions(tree["statements"]):
        if name not in READING_FUNCTIONS:
            raise RefusedError(f"this is read-only: the table function {name} is not allowed here")


def _table_functions(node: Any) -> Iterator[str]:
    """Names of the functions in FROM, wherever they stand in the syntax tree."""
    if isinstance(node, list):
        for part in node:
            yield from _table_functions(part)
    elif isinstance(node, dict):
        if node.get("type") == "TABLE_FUNCTION":
            yield str(node["function"]["function_name"]).lower()
        for part in node.values():
            yield from _table_functions(part)


def plain(error: BaseException) -> str:
    """DuckDB's error in plain words: without its class, on one line, with its hint and the place in the SQL."""
    text = str(error).strip()
    body, _, place = text.partition("\nLINE ")
    body = re.sub(r"\A[A-Z][\w ]*Error: ", "", " ".join(body.split()))
    if isinstance(error, duckdb.PermissionException):
        return f"this is read-only, and reads the warehouse only. ({body})"
    if isinstance(error, duckdb.IOException) and "No such file" in body:
        return f"a data file of the warehouse is missing; `sitrep doctor` says more. ({body})"
    if not place:
        return body
    line, _, rest = place.partition(": ")
    shown, _, caret = rest.partition("\n")
    at = len(caret) - len(caret.lstrip()) - len(f"LINE {line}: ")
    word = re.match(r"\W?[\w.]*", shown[max(at, 0) :])
    near = f" near {word[0].strip()!r}" if word and word[0].strip() else ""
    return f"{body} (line {line}{near})"
