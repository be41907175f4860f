"""`sitrep export`: files that others can read, described."""

import io
import json
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.rows import article, claim, page
from warehouse import Warehouse
from warehouse.export import export


@pytest.fixture
def folder(warehouse: Warehouse) -> Path:
    warehouse.land([article(), claim(), page()])
    return warehouse.path


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_every_described_file_is_there_with_its_columns(folder: Path, tmp_path: Path, form: str) -> None:
    assert export(folder, tmp_path / "out", form=form, out=io.StringIO()) == 0
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    names = {resource["name"] for resource in package["resources"]}
    assert {"core.articles", "core.claims", "raw.pages", "history.claims"} <= names
    con = duckdb.connect()
    for resource in package["resources"]:
        file = tmp_path / "out" / resource["path"]
        found = con.execute(f"DESCRIBE FROM '{file}'").fetchall()
        assert [row[0] for row in found] == [field["name"] for field in resource["schema"]["fields"]]
        assert file.stat().st_size == resource["bytes"]
        assert resource["path"] in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert con.execute(f"SELECT evidence FROM '{tmp_path}/out/core.claims.{form}'").fetchall() == [(claim().evidence,)]


def test_bytes_of_pages_go_only_when_asked_for(folder: Path, tmp_path: Path) -> None:
    export(folder, tmp_path / "without", out=io.StringIO())
    export(folder, tmp_path / "with", with_pages=True, only=["raw.pages"], out=io.StringIO())
    con = duckdb.connect()
    assert "body" not in [
        row[0] for row in con.execute(f"DESCRIBE FROM '{tmp_path}/without/raw.pages.parquet'").fetchall()
    ]
    assert con.execute(f"SELECT body FROM '{tmp_path}/with/raw.pages.parquet'").fetchall() == [(page().body,)]


def test_a_folder_with_something_in_it_is_left_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    err = io.StringIO()
    assert export(folder, tmp_path, err=err) == 2
    assert err.getvalue() == f"sitrep export: {tmp_path} is not an empty folder\n"
