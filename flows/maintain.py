"""Nightly housekeeping: few files, old snapshots thinned, a copy of the catalog."""

from dataclasses import asdict
from datetime import UTC, datetime

from prefect import flow
from prefect.logging import get_run_logger

from flows.parameters import Parameters
from flows.policy import HOUR, window
from warehouse import Warehouse
from warehouse.maintenance import tidy


@flow(
    name="maintain",
    flow_run_name=window("maintain"),
    retries=2,
    retry_delay_seconds=300,
    timeout_seconds=3 * HOUR,
)
def maintain(parameters: Parameters = Parameters()) -> None:  # noqa: B008 - frozen
    """Tidy the warehouse thoroughly; safe beside readers and a running pipeline."""
    with Warehouse.open(parameters.warehouse) as warehouse:
        did = tidy(warehouse, datetime.now(UTC), thorough=True)
    get_run_logger().info(", ".join(f"{name} {value}" for name, value in asdict(did).items()))
