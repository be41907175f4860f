"""The only door to the warehouse: opens the lake, lands rows in transactions, answers SQL."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

import duckdb

from warehouse.attach import attach, exists, in_plain_words
from warehouse.errors import NoWarehouseError, WarehouseError
from warehouse.migrate import apply, migrations, require_current, version
from warehouse.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

    from warehouse.records import Page, Record

T = TypeVar("T")
_ATTEMPTS = 10
_FIRST_PAUSE_SECONDS = 0.05


class Warehouse:
    """An open warehouse. Read with `query` or `connection`, write with `land`, `replace` or `transaction`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, settings: Settings, read_only: bool) -> None:
        self.settings = settings
        self.read_only = read_only
        self._connection = connection
        self._ready = False
        self._leases = 0

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str] | None = None,
        *,
        read_only: bool = False,
        as_of: datetime | None = None,
        settings: Settings | None = None,
    ) -> Self:
        """Opens the warehouse in the folder `path` (default: SITREP_WAREHOUSE or ./data).

        Creates and migrates it unless read_only. With as_of (timezone-aware) it is read-only and shows everything as it
        was then. Raises NoWarehouseError, NewerSchemaError, OlderSchemaError, AsOfError, DamagedError, WarehouseError;
        for readers, those about the schema come with the first use of `connection`, which is what reads the schema.
        """
        settings = settings or Settings.from_environment(path)
        read_only = read_only or as_of is not None
        if read_only and not exists(settings):
            raise NoWarehouseError(f"there is no warehouse in {settings.warehouse}: `sitrep run` makes one")
        it = cls(attach(settings, read_only=read_only, as_of=as_of), settings, read_only)
        try:
            if as_of is not None:
                it._use()  # a state of the past may have a schema of the past
            elif not read_only:
                it._migrate()
        except BaseException:
            it.close()
            raise
        return it

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """DuckDB with the lake as its current catalog: core.claims, marts.drone_counts, … as they stand."""
        if not self._ready:
            require_current(self._use())
        return self._connection

    def _use(self) -> duckdb.DuckDBPyConnection:
        try:
            self._connection.execute("USE lake")
        except duckdb.Error as error:
            raise in_plain_words(error, self.settings) from None
        self._ready = True
        return self._connection

    def _migrate(self) -> None:
        if version(self._use()) < len(migrations()):
            for migration in migrations():
                try:
                    self.transaction(partial(apply, migration=migration))
                except duckdb.Error as error:
                    raise WarehouseError(f"migration {migration.file.name} cannot be applied: {error}") from None
            from warehouse.definitions import prepare
            from warehouse.dictionary import comment

            self.transaction(prepare)
            self.transaction(comment)
        require_current(self._connection)

    def land(self, records: Iterable[Record]) -> None:
        """Lands records of any kinds in one transaction; landing them again changes nothing.

        An article's facts come after the article. Where a row breaks the contract: ContractError, nothing landed.
        """
        from warehouse.landing import batches, land_batch

        ready = list(batches(records))

        def work(con: duckdb.DuckDBPyConnection) -> None:
            for batch in ready:
                land_batch(con, batch)

        self.transaction(work)

    def land_tables(self, rows: dict[str, pa.Table]) -> None:
        """As `land`, for Arrow tables by table name ("core.claims"), one version of an article at most."""
        from warehouse.landing import land_batch

        self.transaction(lambda con: land_batch(con, rows))

    def replace(self, table: str, rows: pa.Table) -> None:
        """Puts rows in place of all rows of a derived table (link.*, marts.*), by column name, in one transaction."""
        self.transaction(lambda con: replace_rows(con, table, rows))

    def pending_pages(self, version: str) -> list[str]:
        """Ids of the pages that have no extract outcome of this version of the code; see warehouse.pending."""
        from warehouse.pending import pending_ids

        return pending_ids(self.connection, version)

    def pages(
        self, page_ids: Sequence[str], *, batch: int = 100, unless_processed_by: str | None = None
    ) -> Iterator[list[Page]]:
        """Pages in batches, bodies and all; those with an extract outcome of `unless_processed_by` are left out."""
        from warehouse.pending import page_batches

        return page_batches(self.connection, page_ids, batch, unless_processed_by)

    def query(self, sql: str, parameters: Sequence[object] | dict[str, object] | None = None) -> pa.Table:
        """The answer to SQL as an Arrow table."""
        return self.connection.execute(sql, parameters).to_arrow_table()

    def transaction(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """Runs work(connection) in one transaction under the writer's lease; all of it again where commits conflict.

        `work` may therefore run more than once, and must not commit. Within `work` no other transaction can be begun.
        """
        if self.read_only:
            raise WarehouseError("the warehouse is open for reading only")
        with self.lease():
            for attempt in range(_ATTEMPTS):
                try:
                    self.connection.execute("BEGIN")
                    result = work(self.connection)
                    self.connection.execute("COMMIT")
                    return result
                except BaseException as error:
                    with suppress(duckdb.Error):
                        self.connection.execute("ROLLBACK")
                    if attempt + 1 == _ATTEMPTS or not _is_conflict(error):
                        if isinstance(error, duckdb.IOException | duckdb.TransactionException):
                            raise in_plain_words(error, self.settings) from error
                        raise
                    time.sleep(_FIRST_PAUSE_SECONDS * 2**attempt * (1 + os.getpid() % 7 / 7))
        raise AssertionError("unreachable")

    @contextmanager
    def lease(self) -> Iterator[None]:
        """Keeps other writers out for as long as it is held; transactions inside share it. Raises WriterBusyError."""
        from warehouse.lease import lease

        if self._leases:
            self._leases += 1
            try:
                yield
            finally:
                self._leases -= 1
            return
        with lease(self.settings):
            self._leases = 1
            try:
                yield
            finally:
                self._leases = 0

    @property
    def path(self) -> Path:
        """The warehouse's folder."""
        return self.settings.warehouse

    def close(self) -> None:
        """Closes the connection; safe to call twice."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def replace_rows(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """As Warehouse.replace, inside a transaction that the caller has begun."""
    con.register("batch", rows)
    try:
        con.execute(f"DELETE FROM {table}")
        con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM batch")
    finally:
        con.unregister("batch")


def connect(path: str | os.PathLike[str] | None = None, as_of: datetime | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only DuckDB connection to the warehouse, for notebooks: connect().sql("FROM marts.drone_counts").df()."""
    return Warehouse.open(path, read_only=True, as_of=as_of).connection


def _is_conflict(error: BaseException) -> bool:
    if not isinstance(error, duckdb.Error):
        return False
    text = str(error).lower()
    return any(words in text for words in ("conflict", "database is locked", "could not serialize", "deadlock"))
