"""What is tried again, and what is not."""

import pytest
from prefect import flow, task

from flows.policy import may_pass
from warehouse.errors import ContractError, WriterBusyError


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (WriterBusyError("another run is writing"), 2),
        (OSError("connection reset"), 2),
        (ContractError("a claim without evidence"), 1),
        (TypeError("a mistake in the code"), 1),
    ],
)
def test_only_what_time_may_heal_is_tried_again(prefect_server: str, error: Exception, tries: int) -> None:
    tried = []

    @task(retries=1, retry_delay_seconds=0, retry_condition_fn=may_pass)
    def fails() -> None:
        tried.append(error)
        raise error

    @flow
    def once() -> None:
        fails()

    with pytest.raises(type(error)):
        once()
    assert len(tried) == tries
