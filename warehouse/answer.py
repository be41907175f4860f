"""Runs one query and writes its rows; Ctrl-C stops it."""

import shutil
from threading import Event, Thread
from typing import TextIO

import duckdb
import pyarrow as pa

from warehouse.errors import QueryError
from warehouse.render import write
from warehouse.sandbox import plain

_BATCH_ROWS = 20_000
_INTERRUPT_SECONDS = 0.05
_INTERRUPT_TIMES = 200


def answer(con: duckdb.DuckDBPyConnection, statement: str, form: str, out: TextIO) -> None:
    """Runs one checked statement and writes its rows; raises QueryError in plain words, KeyboardInterrupt on Ctrl-C.

    In a thread of its own: Python sees Ctrl-C in its first thread only, and only while that is not inside of DuckDB.
    """
    problems: list[BaseException] = []
    done = Event()

    def work() -> None:
        try:
            write(con.execute(statement).to_arrow_reader(_BATCH_ROWS), form, out, screen_width(out))
        except BaseException as problem:
            problems.append(problem)
        finally:
            done.set()

    worker = Thread(target=work, daemon=True)
    try:
        worker.start()
        done.wait()
    except KeyboardInterrupt:
        # not is_alive(): that is still False where Ctrl-C came in the middle of start()
        for _ in range(_INTERRUPT_TIMES):
            con.interrupt()
            if done.wait(_INTERRUPT_SECONDS):
                break
        raise
    for problem in problems:
        if isinstance(problem, duckdb.Error | pa.ArrowException | RuntimeError):
            raise QueryError(plain(problem)) from None
        raise problem


def screen_width(out: TextIO) -> int:
    """Columns of the terminal; where `out` is none, as many as COLUMNS says, else 120."""
    return shutil.get_terminal_size((120, 40)).columns
