"""One run of ingest in a process of its own, to be killed: WAREHOUSE SOURCES RUN_ID."""

import sys
from pathlib import Path

from flows import ingest
from flows.parameters import RunParameters

if __name__ == "__main__":
    ingest.BATCH_SECONDS = 0.5
    ingest.collect(RunParameters(warehouse=Path(sys.argv[1]), sources=Path(sys.argv[2])), sys.argv[3])
