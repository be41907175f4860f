"""The Prefect API that a run reports to: the configured server, or an embedded one that lives as long as the run."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path

from flows.orphans import die_with_parent

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}
"""Prefect reads its settings when it is imported, so these stand in the environment before that."""

STARTING_SECONDS = 120.0
"""The first start makes the server's database, which takes a slow disk that long."""
DRAIN_SECONDS = 10.0


class EmbeddedServerError(OSError):
    """Prefect's server did not come up."""


def quieten() -> None:
    """Keep Prefect off the terminal, unless the operator has set otherwise. Call before Prefect is imported."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)


@contextmanager
def prefect_api(home: Path) -> Iterator[str]:
    """Give the address of the API to report to; start an embedded server on loopback where none is configured.

    The embedded server's own database stands in `home`, apart from the user's, so that runs on other warehouses
    never wait for its lock. Worker processes find the server through the environment. Raises EmbeddedServerError.
    """
    from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    configured = PREFECT_API_URL.value()
    if configured:
        yield configured
        return
    home.mkdir(parents=True, exist_ok=True)
    address = f"http://127.0.0.1:{free_port()}/api"
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            server_command(address),
            env=server_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=partial(die_with_parent, signal.SIGKILL),  # asked kindly, it may wait for the dead
        )
        try:
            import_module("flows.pipeline")  # takes as long as the server takes to start
            wait_until_healthy(address, server, home / "server.log")
            with (
                prefect_settings(PREFECT_API_URL=address, PREFECT_LOGGING_TO_API_ENABLED="false"),
                # nobody watches this server for lost runs, and each flow would wait a second for its heart to stop
                temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
            ):
                yield address
                let_go()
        finally:
            stop(server)


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_command(address: str) -> list[str]:
    """Prefect's application under uvicorn: what `prefect server start` runs, without its command line's start-up."""
    port = address.removesuffix("/api").rpartition(":")[2]
    application = ["--factory", "prefect.server.api.server:create_app"]
    return [
        sys.executable,
        "-m",
        "uvicorn",
        *application,
        "--host",
        "127.0.0.1",
        "--port",
        port,
        "--log-level",
        "error",
    ]


def server_environment(home: Path) -> dict[str, str]:
    """The user's environment, with a database of its own, and without what a single run has no use for."""
    return {
        **os.environ,
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{(home / 'prefect.db').absolute()}",
        "PREFECT_UI_ENABLED": "0",
        "PREFECT__SERVER_EPHEMERAL": "1",
        "PREFECT__SERVER_FINAL": "1",
    }


def wait_until_healthy(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait for the API to answer; raises EmbeddedServerError where the server ends, or takes too long."""
    import httpx

    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise EmbeddedServerError(f"Prefect's embedded server ended at once; its log is {log}.")
        try:
            if httpx.get(f"{address}/health", timeout=5.0, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise EmbeddedServerError(f"Prefect's embedded server did not answer; its log is {log}.")


def let_go() -> None:
    """Hand over the events and log lines that still wait for the API, while it is there to take them.

    Prefect's senders keep to the first server they spoke to, and at the end of the process they try ten seconds for
    each thing left over; a sender that has let go is made anew for the next server.
    """
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for sender in (EventsWorker, APILogWorker):
        sender.drain_all(timeout=DRAIN_SECONDS, at_exit=False)


def stop(server: "subprocess.Popen[bytes]") -> None:
    """Ask it to end, and end it where it does not."""
    server.terminate()
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def prefect_settings(**values: str) -> Iterator[None]:
    """Set Prefect's settings for a while, for every thread and process.

    `temporary_settings` would hold for this thread alone: the thread in which Prefect takes up what its worker
    processes say would not find the server, and start a second one of its own.
    """
    from prefect.context import refresh_global_settings_context

    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    refresh_global_settings_context()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        refresh_global_settings_context()
