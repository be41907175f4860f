"""The main job: ingest, process, publish, in this order."""

from prefect import flow
from prefect.runtime import flow_run

from flows.ingest import ingest
from flows.parameters import RunParameters
from flows.policy import HOUR, window
from flows.process import process
from flows.publish import publish


@flow(name="pipeline", flow_run_name=window("pipeline"), timeout_seconds=3 * HOUR)
def pipeline(parameters: RunParameters = RunParameters()) -> str:  # noqa: B008 - frozen
    """Bring the warehouse up to date with its sources and inputs; gives the run_id that the outcomes stand under.

    A run that was killed or skipped needs no repair: the next one does what is not there yet.
    """
    run_id = str(flow_run.id)
    ingest(parameters, run_id)
    process(parameters, run_id)
    publish(parameters, run_id)
    return run_id
