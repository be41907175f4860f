"""No process outlives the run that started it, however that run ends."""

import multiprocessing
import os
import signal
import sys
import threading
from functools import cache


def die_with_parent() -> None:
    """For a process about to begin (preexec_fn): on Linux it is told to end when its parent has ended."""
    if sys.platform == "linux":
        import ctypes

        parent_death_signal = 1
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGTERM)


@cache
def end_with_parent() -> None:
    """In a worker process of a pool: end when the run has ended, in place of waiting for work that never comes."""
    parent = multiprocessing.parent_process()
    if parent:

        def watch() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
