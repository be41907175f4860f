"""How runs are named, how long they may take, and what is tried again."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from prefect import Task
from prefect.client.schemas.objects import State, TaskRun
from prefect.runtime import flow_run
from pydantic import ValidationError

from warehouse.errors import WarehouseError, WriterBusyError

HOUR = 3600
BACK_OFF_SECONDS = [2.0, 10.0, 60.0]
"""Pauses before a task's retries: a busy writer is done in seconds, a restarted catalog or store in a minute."""
RETRIES = len(BACK_OFF_SECONDS)


def window(name: str) -> Callable[[], str]:
    """A run's name with the time it was scheduled for (UTC), to the minute: 'pipeline 2026-01-04 06:15'."""

    def named() -> str:
        return f"{name} {flow_run.scheduled_start_time.astimezone(UTC):%Y-%m-%d %H:%M}"

    return named


def may_pass(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether trying again can help: not where the rows, the parameters or the warehouse itself are wrong."""
    try:
        state.result()
    except WriterBusyError:
        return True
    except (WarehouseError, ValidationError, TypeError, AttributeError, KeyError, AssertionError):
        return False
    except Exception:
        return True
    return False
