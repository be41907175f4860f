"""`sitrep sql`: one query, a script's query on standard input, or a prompt; read-only in earnest."""

import os
import re
import sys
from datetime import UTC, datetime, time
from typing import TextIO

from warehouse.answer import answer
from warehouse.errors import AsOfError, RefusedError, UsageError, WarehouseError
from warehouse.lake import Warehouse
from warehouse.render import FORMATS
from warehouse.sandbox import lock, statements

DONE, FAILED, MISUSED = 0, 1, 2


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


def parse_time(text: str) -> datetime:
    """A point in time: ISO 8601, UTC where no zone is given; a day means its end. Raises AsOfError."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
            return datetime.combine(datetime.fromisoformat(text.strip()).date(), time.max, UTC)
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise AsOfError(f"{text!r} is no time; write it like 2026-03-01 or 2026-03-01T06:00:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
