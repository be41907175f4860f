"""The prompt of `sitrep sql`: history, completion and several lines; a statement ends with a semicolon."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import duckdb
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import PygmentsLexer
from pygments.lexers.sql import SqlLexer  # type: ignore[import-untyped]

from warehouse.answer import answer
from warehouse.errors import QueryError
from warehouse.sandbox import statements

GREETING = "SQL ends with ; — .tables lists tables, .help says more, .quit or Ctrl-D leaves."
HELP = """A statement may go over several lines and ends with a semicolon. Tab completes; arrow keys find earlier ones.
.tables            tables and what they hold
.mode FORMAT       table, csv, json or markdown
.quit              leave (also Ctrl-D); Ctrl-C drops the line or stops the query
Try:  FROM marts.drone_counts ORDER BY day DESC LIMIT 10;   DESCRIBE core.claims;"""
_TABLES = """
SELECT schema_name || '.' || name AS "table", comment AS meaning FROM (
    SELECT schema_name, table_name AS name, comment FROM duckdb_tables() WHERE database_name = 'lake'
    UNION ALL SELECT schema_name, view_name, comment FROM duckdb_views() WHERE database_name = 'lake' AND NOT internal
) ORDER BY ALL
"""
_MODES = ("table", "csv", "json", "markdown")


def prompt(con: duckdb.DuckDBPyConnection, form: str, out: TextIO) -> None:
    """Reads statements and answers them until the person leaves; errors are told and do not end it."""
    session: PromptSession[str] = PromptSession(
        history=_history(),
        completer=SqlCompleter(con),
        complete_while_typing=False,
        lexer=PygmentsLexer(SqlLexer),
        multiline=True,
        key_bindings=_keys(),
        prompt_continuation="   ...> ",
    )
    print(GREETING, file=out)
    while True:
        try:
            text = session.prompt("sitrep> ").strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        try:
            if text.startswith("."):
                command, _, rest = text.partition(" ")
                if command in (".quit", ".exit"):
                    return
                form = _command(con, command, rest.strip(), form, out)
            elif text.rstrip(";").strip():
                for statement in statements(con, text):
                    answer(con, statement, form, out)
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
        except QueryError as error:
            print(error, file=sys.stderr)


def _command(con: duckdb.DuckDBPyConnection, command: str, rest: str, form: str, out: TextIO) -> str:
    if command == ".tables":
        answer(con, _TABLES, "table", out)
    elif command == ".mode" and rest in _MODES:
        return rest
    else:
        print(HELP, file=out)
    return form


def _history() -> History:
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "sitrep"
    try:
        state.mkdir(parents=True, exist_ok=True)
        (state / "sql_history").touch()
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(state / "sql_history"))


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _enter(event: KeyPressEvent) -> None:
        text = event.current_buffer.text.strip()
        if not text or text.endswith(";") or text.startswith("."):
            event.current_buffer.validate_and_handle()
        else:
            event.current_buffer.insert_text("\n")

    return keys


class SqlCompleter(Completer):
    """Completes tables after FROM and JOIN, and columns, functions and keywords elsewhere."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._tables = [row[0] for row in con.execute(_TABLES).fetchall()]
        columns = con.execute(
            "SELECT DISTINCT column_name FROM duckdb_columns() WHERE database_name = 'lake'"
        ).fetchall()
        words = con.execute("SELECT upper(keyword_name) FROM duckdb_keywords()").fetchall()
        functions = con.execute(
            "SELECT DISTINCT function_name || '(' FROM duckdb_functions() WHERE regexp_matches(function_name, '^[a-z]')"
        ).fetchall()
        self._words = [row[0] for part in (columns, words, functions) for row in sorted(part)]

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """What may stand at the cursor."""
        word = document.get_word_before_cursor(WORD=True).rpartition("(")[2].rpartition(",")[2]
        before = document.text_before_cursor[: len(document.text_before_cursor) - len(word)].split()
        tables_only = bool(before) and before[-1].upper() in ("FROM", "JOIN", "DESCRIBE", "SUMMARIZE")
        for candidate in self._tables if tables_only else [*self._words, *self._tables]:
            if candidate.lower().startswith(word.lower()) if word else tables_only:
                yield Completion(candidate, start_position=-len(word))
