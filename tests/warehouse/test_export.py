"""`sitrep export`: files that others can read, described."""

import io
import json
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.rows import NOW, article, claim, outcome, page
from warehouse import Warehouse
from warehouse.export import export
from warehouse.publish import publish


@pytest.fixture
def folder(warehouse: Warehouse) -> Path:
    warehouse.land([article(), claim(), page(), outcome()])
    publish(warehouse, NOW)
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
        assert file.stat().st_size == resource.get("bytes", file.stat().st_size)
        assert resource["path"] in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert con.execute(f"SELECT evidence FROM '{tmp_path}/out/core.claims.{form}'").fetchall() == [(claim().evidence,)]


TYPES = {
    "string": {"VARCHAR", "BLOB"},
    "integer": {"INTEGER", "BIGINT"},
    "number": {"DOUBLE"},
    "boolean": {"BOOLEAN"},
    "date": {"DATE"},
    "datetime": {"TIMESTAMP WITH TIME ZONE"},
    "array": {"VARCHAR[]", "DOUBLE[]"},
}


def test_the_parquet_files_are_what_the_datapackage_says(folder: Path, tmp_path: Path) -> None:
    """Frictionless' own reader of Parquet cannot tell: to it lists are no arrays, and a missing integer is NaN."""
    out = tmp_path / "out"
    assert export(folder, out, with_pages=True, out=io.StringIO()) == 0
    con = duckdb.connect()
    for resource in json.loads((out / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        con.execute(f"CREATE OR REPLACE VIEW file AS FROM '{out / resource['path']}'")
        types = {row[0]: row[1] for row in con.execute("DESCRIBE file").fetchall()}
        assert con.execute("SELECT count(*) FROM file").fetchall() == [(resource["sitrep:rows"],)]
        key = ", ".join(resource["schema"].get("primaryKey", []))
        if key:
            assert con.execute(f"SELECT {key} FROM file GROUP BY ALL HAVING count(*) > 1").fetchall() == []
        for field in resource["schema"]["fields"]:
            name, limits = f'"{field["name"]}"', field.get("constraints", {})
            assert types[field["name"]] in TYPES[field["type"]], (resource["name"], field)
            if limits.get("required"):
                assert con.execute(f"SELECT count(*) FROM file WHERE {name} IS NULL").fetchall() == [(0,)]
            if "enum" in limits:
                strange = con.execute(
                    f"SELECT {name} FROM file WHERE {name} NOT IN (SELECT unnest($1))", [limits["enum"]]
                )
                assert strange.fetchall() == [], (resource["name"], field)


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
