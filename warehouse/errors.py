"""What can go wrong with a warehouse, in words a person understands."""


class WarehouseError(Exception):
    """Base of all; its text is one or two plain sentences."""


class ContractError(WarehouseError):
    """A row breaks the contract: wrong type, missing value or a word outside the vocabulary."""


class WriterBusyError(WarehouseError):
    """Another process has held the writer's lease for longer than this one was told to wait."""


class NoWarehouseError(WarehouseError):
    """There is no warehouse at the place given."""


class NewerSchemaError(WarehouseError):
    """The warehouse was written by a newer version of Sitrep."""


class OlderSchemaError(WarehouseError):
    """The warehouse has to be migrated, and was opened read-only."""


class AsOfError(WarehouseError):
    """No state of the warehouse is kept for the time asked for."""


class DamagedError(WarehouseError):
    """A file of the warehouse is missing or unreadable."""


class QueryError(WarehouseError):
    """The SQL is wrong or not allowed."""


class RefusedError(QueryError):
    """The SQL would do more than read the warehouse."""


class UsageError(WarehouseError):
    """A command was given what it cannot use."""
