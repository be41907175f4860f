"""A warehouse in a temporary folder; for the suite of landing also one on PostgreSQL and S3."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from warehouse import Warehouse
from warehouse.settings import Settings

LOCAL, SHARED = "SQLite and files", "PostgreSQL and S3"


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a new warehouse: LOCAL, or what the test's parameter says."""
    if getattr(request, "param", LOCAL) == LOCAL:
        return Settings(warehouse=tmp_path / "warehouse")
    catalog = request.getfixturevalue("database")
    store = request.getfixturevalue("bucket")
    monkeypatch.setenv("AWS_ENDPOINT_URL", store.rpartition("/")[0])
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    bucket = store.rpartition("/")[2]
    return Settings(warehouse=tmp_path / "warehouse", catalog=catalog, data_path=f"s3://{bucket}/files/")


@pytest.fixture
def warehouse(settings: Settings) -> Iterator[Warehouse]:
    """A new, empty warehouse."""
    with Warehouse.open(settings=settings) as it:
        yield it


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server for the session."""
    from tests.warehouse.postgres import postgres

    with postgres() as dsn:
        yield dsn


@pytest.fixture
def database(postgres_server: str) -> str:
    """An empty database of its own."""
    import psycopg

    with psycopg.connect(postgres_server, autocommit=True) as con:
        row = con.execute("SELECT count(*) FROM pg_database").fetchone()
        name = f"lake_{row[0] if row else 0}"
        con.execute(f"CREATE DATABASE {name}".encode())
    return postgres_server.replace("dbname=postgres", f"dbname={name}")


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """An S3 server (moto) on loopback for the session: its address."""
    server = pytest.importorskip("moto.server", reason="moto's server is not installed")
    with ExitStack() as stack:
        running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        running.start()
        stack.callback(running.stop)
        host, port = running.get_host_and_port()
        yield f"http://{host}:{port}"


@pytest.fixture
def bucket(s3_server: str, tmp_path: Path) -> str:
    """An empty bucket of its own: server and name, with a slash between."""
    boto3 = pytest.importorskip("boto3", reason="boto3 is not installed")
    client = boto3.client(
        "s3", endpoint_url=s3_server, aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1"
    )
    name = "lake-" + "".join(c for c in tmp_path.name.lower() if c.isalnum())[-50:]
    client.create_bucket(Bucket=name)
    return f"{s3_server}/{name}"
