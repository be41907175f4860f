"""Whether memory stays flat however long the list: peak resident memory while 4,000 pages of 200 kB pass through.

python -m tests.bench.fetch_memory [PAGES]
"""

import json
import resource
import sys
from datetime import UTC, datetime
from time import monotonic

from tasks.fetch import fetch
from tasks.web import Policy, WebThread, nothing_known
from tasks.web.rows import Run, candidate
from tests.bench.fetch_politeness import served
from warehouse.records import Outcome

HOSTS = 40
PAGE = b"<html><body><p>" + b"w" * 200_000
LIMIT_MB = 200
"""Peak resident memory that is let pass: about 60 MB are Python and its modules."""


def main() -> int:
    """Measure and print; 1 where memory is not flat or a page is lost."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    names = [f"host-{number}.example" for number in range(HOSTS)]
    run = Run(run_id="r", now=lambda: datetime.now(UTC))
    with served(names, 0.0, PAGE) as (port, wire):
        policy = Policy(delay=0, routes=dict.fromkeys(names, ("127.0.0.1", port)))
        urls = (f"http://{names[number % HOSTS]}/{number}" for number in range(pages))
        started = monotonic()
        with WebThread(policy, run.now) as web:
            rows = fetch((candidate(run, "s", url) for url in urls), nothing_known, web, run_id="r")
            landed = sum(1 for row in rows if isinstance(row, Outcome) and row.outcome == "ok")
        seconds = monotonic() - started
        wire.send("stop")
        wire.recv()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        json.dumps({"pages": landed, "megabytes": pages * len(PAGE) // 10**6, "seconds": seconds, "peak_rss_mb": peak})
    )
    return 0 if landed == pages and peak < LIMIT_MB else 1


if __name__ == "__main__":
    sys.exit(main())
