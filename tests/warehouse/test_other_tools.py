"""docs/warehouse.md, From other tools: what can be tried without other tools is tried here, as it stands there."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.rows import NOW, article, claim
from warehouse import Warehouse, connect
from warehouse.engine import extension_file
from warehouse.errors import AsOfError
from warehouse.publish import publish

PAGE = (Path(__file__).parents[2] / "docs" / "warehouse.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Warehouse.open(tmp_path / "data") as warehouse:
        warehouse.land([article(), claim()])
        publish(warehouse, NOW)
    return tmp_path


def block(after: str, language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE[PAGE.index(after) :], re.DOTALL)
    assert found
    return found[1]


def test_python_and_pandas(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, object] = {}
    exec(block("Python, pandas", "python"), names)
    assert list(getattr(names["frame"], "columns"))[:2] == ["event_id", "day"]  # noqa: B009


def test_a_notebook_only_reads(folder: Path) -> None:
    con = connect(folder / "data")
    assert con.sql("SELECT evidence FROM core.claims").df().evidence.to_list() == [claim().evidence]
    with pytest.raises(duckdb.Error, match="read-only"):
        con.execute("DELETE FROM core.claims")
    with pytest.raises(AsOfError):
        connect(folder / "data", as_of=datetime.now(UTC) - timedelta(days=1))


def test_the_statements_for_any_duckdb(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    install, *statements = block("The DuckDB command line", "sql").splitlines()
    assert install.startswith("INSTALL ducklake; INSTALL sqlite;")
    con = duckdb.connect()
    for name in ("sqlite_scanner", "ducklake"):
        con.execute(f"LOAD '{extension_file(name)}'")
    for statement in statements:
        con.execute(statement)
    con.execute("SELECT evidence FROM core.claims")
    assert con.fetchall() == [(claim().evidence,)]
