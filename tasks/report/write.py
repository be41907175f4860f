"""The report's files, from the marts' tables."""

from datetime import datetime
from pathlib import Path

from tasks.report.page import page
from tasks.report.pictures import pictures
from tasks.report.tables import Tables


def report(tables: Tables, out_dir: Path, now: datetime) -> list[Path]:
    """Writes index.html and the pictures (PNG and SVG) into out_dir, made where needed; each file is replaced at once.

    `now` is timezone-aware UTC. Returns the files written, index.html first.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    contents = {"index.html": page(tables, now).encode()} | pictures(tables)
    written = []
    for name, content in contents.items():
        partial = out_dir / f".{name}.partial"
        partial.write_bytes(content)
        written.append(partial.replace(out_dir / name))
    return written
