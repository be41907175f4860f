"""`sitrep sql`: one query, a script's query on standard input, or a prompt; read-only in earnest."""

import os
import re
import shutil
import sys
from datetime import UTC, datetime, time
from threading import Event, Thread
from typing import TextIO

import duckdb
import pyarrow as pa

from warehouse.errors import AsOfError, QueryError, RefusedError, UsageError, WarehouseError
from warehouse.lake import Warehouse
from warehouse.render import FORMATS, write
from warehouse.sandbox import lock, plain, statements

DONE, FAILED, MISUSED = 0, 1, 2
_BATCH_ROWS = 20_000
_INTERRUPT_SECONDS = 0.05
_INTERRUPT_TIMES = 200


def run_sql(
    path: str | os.PathLike[str] | None,
    sql: str | None,
    *,
    form: str = "table",
    as_of: str | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Answers sql from the warehouse in `path` on `out`; without sql: standard input, or at a terminal a prompt.

    Gives the exit status: 0 done; 1 the query failed or there is no such warehouse; 2 used wrongly. Errors are plain
    sentences on `err`.
    """
    out, err = out or sys.stdout, err or sys.stderr
    try:
        return _run(path, sql, form, as_of, out)
    except (AsOfError, RefusedError, UsageError) as error:
        return _tell(err, error, MISUSED)
    except WarehouseError as error:
        return _tell(err, error, FAILED)
    except KeyboardInterrupt:
        return _tell(err, "stopped", FAILED)
    except BrokenPipeError:
        # whoever read the output has seen enough; keep Python from complaining when it flushes at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _tell(err: TextIO, problem: object, status: int) -> int:
    print(f"sitrep sql: {problem}", file=err)
    return status


def _run(path: str | os.PathLike[str] | None, sql: str | None, form: str, as_of: str | None, out: TextIO) -> int:
    if form not in FORMATS:
        raise UsageError(f"--format {form} is none of: {', '.join(FORMATS)}")
    if form == "parquet" and out.isatty():
        raise UsageError("parquet is not for the screen; redirect it to a file")
    with Warehouse.open(path, read_only=True, as_of=parse_time(as_of) if as_of else None) as warehouse:
        con = lock(warehouse)
        if sql is None and sys.stdin.isatty():
            from warehouse.prompt import prompt

            prompt(con, form, out)
            return DONE
        text = sys.stdin.read() if sql is None else sql
        found = statements(con, text)
        if len(found) != 1:
            raise UsageError(f"one query at a time, not {len(found)}")
        answer(con, found[0], form, out)
        out.flush()
    return DONE


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


def parse_time(text: str) -> datetime:
    """A point in time: ISO 8601, UTC where no zone is given; a day means its end. Raises AsOfError."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
            return datetime.combine(datetime.fromisoformat(text.strip()).date(), time.max, UTC)
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise AsOfError(f"{text!r} is no time; write it like 2026-03-01 or 2026-03-01T06:00:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
