"""`sitrep sql`, export and doctor on a PostgreSQL catalog with files in S3, settled by the environment."""

import io
import json
from pathlib import Path

import pytest

from tests.warehouse.conftest import SHARED
from tests.warehouse.rows import article, claim
from warehouse import Warehouse
from warehouse.doctor import doctor
from warehouse.export import export
from warehouse.maintenance import maintain
from warehouse.settings import Settings
from warehouse.shell import run_sql


@pytest.mark.parametrize("settings", [SHARED], indirect=True)
def test_the_commands_on_a_shared_warehouse(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SITREP_CATALOG", settings.catalog or "")
    monkeypatch.setenv("SITREP_DATA_PATH", settings.data_path or "")
    with Warehouse.open(settings.warehouse) as warehouse:
        warehouse.land([article(), claim()])
    out, err = io.StringIO(), io.StringIO()
    assert run_sql(settings.warehouse, "SELECT low FROM core.claims", form="json", out=out, err=err) == 0, (
        err.getvalue()
    )
    assert json.loads(out.getvalue()) == [{"low": 40.0}]
    for sql in ("FROM read_parquet('s3://other/x.parquet')", "FROM 's3://other/x.parquet'", "FROM '/etc/passwd'"):
        assert run_sql(settings.warehouse, sql, out=out, err=err) in (1, 2)
    assert export(settings.warehouse, tmp_path / "out", out=out, err=err) == 0, err.getvalue()
    assert maintain(settings.warehouse, out=out, err=err) == 0, err.getvalue()
    assert doctor(settings.warehouse, out=out) == 0, out.getvalue()
