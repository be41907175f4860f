"""A bound in time for one page, for libraries that have none of their own.

It is counted in computing time, so that a busy machine makes no page late. A single call into a library's C code is not
broken off; the bounds on a page's size (document.py) keep those short.
"""

import ctypes
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class OutOfTime(BaseException):
    """The time for one page is up. Not an Exception, so that no library in between takes it for one of its own."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises OutOfTime inside the block once it has computed that long.

    In a process's main thread, which is where pool workers run pages, by an interval timer; elsewhere by a thread that
    watches this one (runner threads, Dask).
    """
    main = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    with _timed(seconds) if main else _watched(seconds):
        yield


@contextmanager
def _timed(seconds: float) -> Iterator[None]:
    """By the process's timer; one that was running before goes on afterwards."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise OutOfTime

    started = time.process_time()
    before = signal.signal(signal.SIGVTALRM, ring)
    rest, interval = signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        if rest:
            signal.setitimer(signal.ITIMER_VIRTUAL, max(0.001, rest - (time.process_time() - started)), interval)


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    """By another thread. One lock keeps it from raising anything here once the block is left."""
    here, over, lock = threading.get_ident(), threading.Event(), threading.Lock()
    computed = _clock(here)
    end = computed() + seconds

    def watch() -> None:
        left = seconds
        while not over.wait(left):
            left = end - computed()
            if left <= 0:
                with lock:
                    if not over.is_set():
                        _raise_in(here, OutOfTime)
                return

    threading.Thread(target=watch, name="page watch", daemon=True).start()
    try:
        yield
    finally:
        with lock:
            over.set()
            _raise_in(here, None)


def _clock(thread: int) -> Callable[[], float]:
    """The computing time of a thread; the clock on the wall where the system cannot tell."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic
    clock = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(clock)


def _raise_in(thread: int, kind: type[BaseException] | None) -> None:
    """Have a thread raise an exception at its next step; None takes back one that it has not raised yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(kind) if kind else None)
