"""What a run shows of itself in Prefect's UI: a summary, a chart, the quarantine, and how far it has come."""

from base64 import b64encode
from urllib.parse import quote
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from tasks.report.run import Run
from tasks.report.summary import advice, plain, run_markdown
from tasks.report.wording import web_address


def show_run(run: Run) -> None:
    """One summary a run, and a table of the quarantine where there is one."""
    create_markdown_artifact(run_markdown(run), key="run-summary", description=advice(run))
    if run.quarantine:
        rows = [
            {
                "step": each.step,
                "item": _linked(each.item),
                "outcome": each.outcome,
                "reason": plain(each.reason),
            }
            for each in run.quarantine
        ]
        create_table_artifact(rows, key="quarantine", description="Items that came to no good end, and why.")


def show_chart(png: bytes) -> None:
    """The picture of drones by night, held in the artifact itself, so that it shows wherever the UI is opened."""
    picture = f"data:image/png;base64,{b64encode(png).decode()}"
    create_markdown_artifact(
        f"![Drones launched and stopped, by night]({picture})",
        key="drones-by-night",
        description="Drones launched and stopped, by night and direction.",
    )


def _linked(item: str) -> str:
    """An address as a Markdown link, anything else as plain text."""
    if not web_address(item):
        return plain(item)
    address = quote(item, safe=":/?&=%#+,;@")
    return f"[{address}]({address})"


class Progress:
    """How far a long run has come, in per cent; the UI moves with it. Whole per cents only, so that calls stay few."""

    def __init__(self, description: str) -> None:
        self._shown = 0
        self._artifact: UUID = create_progress_artifact(0.0, description=description)  # type: ignore[assignment]

    def update(self, done: int, total: int) -> None:
        percent = 100 * done // max(total, 1)
        if percent > self._shown:
            self._shown = percent
            update_progress_artifact(self._artifact, float(percent))
