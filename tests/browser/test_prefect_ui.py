"""Prefect's own UI in a browser: a run, its summary, its chart and its quarantine, with hostile text as text."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect
from prefect import flow
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import artifacts
from flows.embedded import free_port, let_go, quieten
from flows.serve import ServeSettings, server_process, start_server
from tasks.report.pictures import drones_by_night_png
from tasks.report.run import Check, Quarantined, Run
from tests.browser.conftest import NewPage
from tests.tasks.report import made_tables

pytestmark = pytest.mark.browser

HOSTILE = "<script>document.title='owned'</script> [x](javascript:alert(1)) | <img src=x onerror=alert(1)>"
RUN = Run(
    articles=12, relevant=7, claims=31, talks=2, measures=1, statements=40,
    outcomes=(("fetch", "ok", 12), ("fetch", "http_error", 1)), attacks=(), rounds=(), hosts=(),
    checks=(Check(name="drone_counts/parts", severity="warn", failing_rows=2, example=HOSTILE),),
    quarantine=(
        Quarantined(step="fetch", item="https://news.example/gone?a=1", outcome="http_error", reason="It said 503."),
        Quarantined(step="extract", item=HOSTILE, outcome="empty", reason=HOSTILE),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A finished run on a server: where the UI is, the run's id, and the ids of its artifacts by key."""

    url: str
    run_id: str
    artifacts: dict[str, str]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    quieten()

    @flow(name="shown")
    def show() -> str:
        artifacts.show_run(RUN)
        png = drones_by_night_png(made_tables.tables())
        assert png is not None
        artifacts.show_chart(png)
        progress = artifacts.Progress("Reading the past")
        progress.update(40, 100)
        from prefect.runtime import flow_run

        return str(flow_run.id)

    settings = ServeSettings(warehouse=tmp_path_factory.mktemp("data"), port=free_port())
    server = server_process(settings)
    try:
        start_server(settings, server, threading.Event())
        with temporary_settings({PREFECT_API_URL: settings.api_url}):
            run_id = show()
            let_go()
        rows = httpx.post(f"{settings.api_url}/artifacts/filter", json={}, trust_env=False).json()
        yield Shown(settings.url, run_id, {row["key"]: row["id"] for row in rows if row["key"]})
    finally:
        server.stop()


def test_run_shows_with_its_artifacts(shown: Shown, new_page: NewPage, output: Path) -> None:
    page = new_page(f"{shown.url}/runs/flow-run/{shown.run_id}", goes_out=True)
    expect(page.get_by_text("Completed").first).to_be_visible()
    page.get_by_text("Artifacts", exact=True).click()
    expect(page.get_by_text("run-summary").first).to_be_visible()
    expect(page.get_by_text("quarantine").first).to_be_visible()
    page.screenshot(path=output / "ui-run.png")


def test_summary_says_what_came_in(shown: Shown, new_page: NewPage, output: Path) -> None:
    page = new_page(f"{shown.url}/artifacts/artifact/{shown.artifacts['run-summary']}", goes_out=True)
    expect(page.get_by_text("12 articles read, 7 about the conflict")).to_be_visible()
    expect(page.get_by_text("drone_counts/parts")).to_be_visible()
    expect(page.get_by_text(HOSTILE)).to_be_visible()
    assert page.title() != "owned"
    page.screenshot(path=output / "ui-summary.png")


def test_chart_is_drawn(shown: Shown, new_page: NewPage, output: Path) -> None:
    page = new_page(f"{shown.url}/artifacts/artifact/{shown.artifacts['drones-by-night']}", goes_out=True)
    picture = page.get_by_role("img", name="Drones launched and stopped, by night")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.complete && image.naturalWidth") > 1000
    page.screenshot(path=output / "ui-chart.png")


def test_quarantine_links_addresses_and_nothing_else(shown: Shown, new_page: NewPage, output: Path) -> None:
    page = new_page(f"{shown.url}/artifacts/artifact/{shown.artifacts['quarantine']}", goes_out=True)
    expect(page.get_by_role("link", name="https://news.example/gone?a=1")).to_be_visible()
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    assert page.locator("a[href^='javascript']").count() == 0
    page.screenshot(path=output / "ui-quarantine.png")
