"""Where the rows land: the one door to the lake. Loaded on first use, so that a step that needs records stays light."""

from typing import TYPE_CHECKING, Any

from warehouse.errors import WarehouseError
from warehouse.settings import default_location

if TYPE_CHECKING:
    from warehouse.lake import Warehouse, connect

__all__ = ["Warehouse", "WarehouseError", "connect", "default_location"]


def __getattr__(name: str) -> Any:
    if name in ("Warehouse", "connect"):
        from warehouse import lake

        return getattr(lake, name)
    raise AttributeError(f"module 'warehouse' has no attribute {name!r}")
