"""The past: the pipeline over everything that the sources still list since a day."""

from prefect import flow

from flows.parameters import BackfillParameters
from flows.pipeline import pipeline
from flows.policy import HOUR

LONGEST_HOURS = 7 * 24
"""A year of forty sources, at a page every two seconds a host."""


@flow(name="backfill", flow_run_name="backfill {parameters.warehouse} since {parameters.since}")
def backfill(parameters: BackfillParameters) -> str:
    """Read sources back to `since`; started again, it goes on with what is not there yet. Gives the run_id."""
    return pipeline.with_options(timeout_seconds=LONGEST_HOURS * HOUR)(parameters)
