"""Sitrep unattended on one machine: a Prefect server and a worker, kept alive until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

import httpx

from flows.embedded import quieten
from flows.orphans import die_with_parent

STARTING_SECONDS = 120.0
"""The first start of a server makes its database, which takes a slow disk that long."""
STOPPING_SECONDS = 20.0
LOOK_SECONDS = 1.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0
STEADY_SECONDS = 60.0
"""A process that lived that long starts again at once; one that dies sooner waits longer each time."""
FILE_LEASES = "prefect.server.concurrency.lease_storage.filesystem"
DEAF_LOOKS = 30
"""Looks in a row at which the server does not answer, before it is started again."""


class ServeError(OSError):
    """Sitrep cannot be served here; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeSettings:
    """Where and how to serve.

    The server's database is SQLite in the warehouse folder, unless Prefect's own variable
    PREFECT_API_DATABASE_CONNECTION_URL names another (PostgreSQL).
    """

    warehouse: Path
    prefect_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = 4200
    notification_block: str | None = field(default_factory=lambda: os.environ.get("SITREP_NOTIFICATION_BLOCK"))

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api"

    @property
    def home(self) -> Path:
        """Folder of the server's database and of the logs of server and worker."""
        return self.warehouse / "serve"


def serve(settings: ServeSettings, say: Callable[[str], None] = print, stop: threading.Event | None = None) -> None:
    """Start server, worker, deployments and automations, say where the UI is, and keep all alive until Ctrl-C.

    `stop` ends it as Ctrl-C does. Starting again over what is there goes on with it. Raises ServeError, ProvisionError.
    """
    stop = stop or threading.Event()
    environment = _environment(settings)
    os.environ.update(environment)
    server = server_process(settings)
    worker = Process("worker", _worker_command(), environment, settings.home / "worker.log")
    with _stopping_on_signals(stop):
        try:
            start_server(settings, server, stop)
            if not stop.is_set():
                from flows.provision import PREFECT_FILE, provision

                block = settings.notification_block
                for line in provision(settings.api_url, settings.prefect_file or PREFECT_FILE, block):
                    say(line)
                worker.start()
                say(f"Sitrep is served. Runs, artifacts and events: {settings.url} (Ctrl-C stops it)")
                _keep_alive(settings, server, worker, say, stop)
        finally:
            if server.running:
                say("Stopping …")
            worker.stop()
            server.stop()


def server_process(settings: ServeSettings) -> "Process":
    """The Prefect server with its UI, not started yet."""
    return Process("server", _server_command(settings), _environment(settings), settings.home / "server.log")


def start_server(settings: ServeSettings, server: "Process", stop: threading.Event) -> None:
    """Start it and wait until it answers, or until `stop`. Raises ServeError."""
    _require_free_port(settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    server.start()
    _wait_until_healthy(settings, server, stop)


@dataclass(slots=True)
class Process:
    """One process that is started again when it dies."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    again_at: float = 0.0
    _output: IO[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        if self._output:
            self._output.close()
        self._output = self.log.open("ab")
        self.running = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl-C comes to the supervisor alone, which stops one after the other
            preexec_fn=die_with_parent,  # so that the next start finds the port free
        )
        self.started = time.monotonic()

    def died(self) -> int | None:
        """The exit status, where it has ended since it was last started."""
        return self.running.poll() if self.running else None

    def revive(self, say: Callable[[str], None]) -> None:
        """Start it again if it has died, after a pause that grows while it keeps dying."""
        status, now = self.died(), time.monotonic()
        if status is None:
            return
        if not self.again_at:
            steady = now - self.started > STEADY_SECONDS
            self.pause = FIRST_PAUSE_SECONDS if steady else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
            self.again_at = now + self.pause
            say(f"The {self.name} ended with status {status}; it starts again in {self.pause:.0f} s. Log: {self.log}")
        if now >= self.again_at:
            self.again_at = 0.0
            self.start()

    def stop(self) -> None:
        """Ask it to end, wait, and end it and what it started."""
        if self.running and self.running.poll() is None:
            self.running.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.running.wait(STOPPING_SECONDS)
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
        if self._output:
            self._output.close()


def _keep_alive(
    settings: ServeSettings, server: Process, worker: Process, say: Callable[[str], None], stop: threading.Event
) -> None:
    deaf = 0
    while not stop.wait(LOOK_SECONDS):
        server.revive(say)
        worker.revive(say)
        steady = time.monotonic() - server.started > STARTING_SECONDS
        deaf = deaf + 1 if steady and server.died() is None and not _is_healthy(settings) else 0
        if deaf >= DEAF_LOOKS:
            say(f"The server has not answered for {deaf} looks; it is started again.")
            server.stop()
            server.start()
            deaf = 0


def _wait_until_healthy(settings: ServeSettings, server: Process, stop: threading.Event) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while not _is_healthy(settings):
        if server.died() is not None:
            raise ServeError(f"The Prefect server did not start. Its log: {server.log}\n{_tail(server.log)}")
        if time.monotonic() > until:
            raise ServeError(f"The Prefect server was silent for {STARTING_SECONDS:.0f} s. Its log: {server.log}")
        if stop.wait(0.3):
            return


def _is_healthy(settings: ServeSettings) -> bool:
    try:
        return httpx.get(f"{settings.api_url}/health", timeout=2.0, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _require_free_port(settings: ServeSettings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as taken:
            raise ServeError(
                f"{settings.url} is taken: Sitrep may be served there already. Stop that, or choose another --port."
            ) from taken


def _environment(settings: ServeSettings) -> dict[str, str]:
    """What server, worker and runs must know; the operator's own database goes before SQLite."""
    quieten()
    database = f"sqlite+aiosqlite:///{(settings.home / 'prefect.db').absolute()}"
    return {
        "PREFECT_API_URL": settings.api_url,
        "PREFECT_API_DATABASE_CONNECTION_URL": os.environ.get("PREFECT_API_DATABASE_CONNECTION_URL", database),
        "PREFECT_HOME": str((settings.home / "prefect").absolute()),
        # Held places are kept on disk: from memory, as is Prefect's custom, a killed server never gives them back, and
        # a schedule that allows one run at a time stands still.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": FILE_LEASES,
        "PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION": "120",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO",
        "SITREP_WAREHOUSE": str(settings.warehouse.absolute()),
    }


def _server_command(settings: ServeSettings) -> list[str]:
    return [sys.executable, "-m", "prefect", "server", "start", "--host", settings.host, "--port", str(settings.port)]


def _worker_command() -> list[str]:
    return [
        sys.executable,
        "-m",
        "prefect",
        "worker",
        "start",
        "--pool",
        "sitrep",
        "--type",
        "process",
        "--name",
        "sitrep",
    ]


@contextmanager
def _stopping_on_signals(stop: threading.Event) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])
