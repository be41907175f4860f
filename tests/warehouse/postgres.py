"""A PostgreSQL server of the test's own: a new cluster on loopback, run by a user who is not root, gone at the end."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.embedded import free_port

DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian's packages put the servers, one folder a version."""


@contextmanager
def postgres() -> Iterator[str]:
    """The connection string of an empty database; skips the test where there is no server to start."""
    folders = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    if not folders:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    programs = folders[-1].parent
    user = _not_root()
    base = Path(tempfile.mkdtemp(prefix="sitrep-postgres-"))
    try:
        if user:
            shutil.chown(base, user)
        _as(user, programs / "initdb", "-D", base / "db", "-U", "sitrep", "-A", "trust", "--no-sync", "-E", "UTF8")
        port = free_port()
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={base} -c fsync=off"
        _as(user, programs / "pg_ctl", "-D", base / "db", "-w", "-l", base / "log", "-o", options, "start")
        try:
            yield f"host=127.0.0.1 port={port} user=sitrep dbname=postgres"
        finally:
            _as(user, programs / "pg_ctl", "-D", base / "db", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _not_root() -> str | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    pytest.skip("PostgreSQL does not run as root, and there is no other user")


def _as(user: str | None, *command: object) -> None:
    given = [str(part) for part in command]
    if user:
        given = ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups", *given]
    done = subprocess.run(given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd="/")
    assert done.returncode == 0, done.stdout.decode()
