"""No process outlives the run that started it, however that run ends."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from functools import cache


def die_with_parent(how: signal.Signals = signal.SIGTERM) -> None:
    """For a process about to begin (preexec_fn): on Linux it gets this signal when its parent has ended."""
    if sys.platform == "linux":
        import ctypes

        parent_death_signal = 1
        ctypes.CDLL(None).prctl(parent_death_signal, how)


@cache
def end_with_parent() -> None:
    """In a worker process of a pool: end when the run has ended, in place of waiting for work that never comes.

    Asked of the system once a second: what multiprocessing knows of the parent is not there yet while the main
    module is imported, and the thread that began the worker may end before it.
    """
    if multiprocessing.current_process().name == "MainProcess":
        return
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
