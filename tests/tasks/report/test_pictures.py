"""Pictures come out as files, without a browser."""

from pathlib import Path

from tasks.report.pictures import drones_by_night_png, pictures
from tasks.report.tables import Tables
from tasks.report.write import report
from tests.tasks.report import made_tables

EMPTY = Tables(
    articles=0, relevant=0, claims=0, publishers=0,
    drones=(), casualties=(), rounds=(), disputes=(), sources=(), failures=(),
)  # fmt: skip


def test_report_writes_the_page_and_its_pictures(tmp_path: Path) -> None:
    written = report(made_tables.tables(), tmp_path / "report", made_tables.NOW)
    assert written[0].name == "index.html"
    names = {"drones_by_night", "launched_and_stopped", "casualties", "talks"}
    assert {path.stem for path in written[1:]} == names
    for path in written[1:]:
        start = path.read_bytes()[:8]
        assert start.startswith(b"\x89PNG" if path.suffix == ".png" else b"<svg")
    assert {path.name for path in (tmp_path / "report").iterdir()} == {path.name for path in written}


def test_pictures_without_rows_are_left_out() -> None:
    assert pictures(EMPTY) == {}
    assert drones_by_night_png(EMPTY) is None
