"""A bound in time for one page, for libraries that have none of their own.

It is counted in the process's own computing time, so that a busy machine makes no page late.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class OutOfTime(BaseException):
    """The time for one page is up. Not an Exception, so that no library in between takes it for one of its own."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises OutOfTime inside the block once it has computed that long.

    Works in a process's main thread on systems with interval timers, which is where pool workers run pages; elsewhere
    the bounds on a page's size (document.py) alone hold. A timer that was running before goes on afterwards.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

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
