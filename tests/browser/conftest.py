"""Debian's Chromium, headless and off the network, driven by Playwright; screenshots stay in tests/output."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tasks.report.write import report
from tests.tasks.report import made_tables

OUTPUT = Path(__file__).parents[1] / "output"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NewPage = Callable[..., Page]

expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")  # not longer: while Playwright is open, its event loop runs in the tests' thread
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("needs Debian's chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens pages; fails the test where a page raised an error or wrote one to its console."""
    pages: list[Page] = []
    wrong: list[str] = []

    def open_page(url: str, *, width: int = 1200, scheme: str = "light", goes_out: bool = False) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        pages.append(page)
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        if not goes_out:
            page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
            page.on("request", lambda request: None if request.url == url else wrong.append(f"asked for {request.url}"))
        page.goto(url)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert wrong == []


@pytest.fixture(scope="session")
def report_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of the invented tables, as a file on disk."""
    folder = tmp_path_factory.mktemp("report")
    return report(made_tables.tables(), folder, made_tables.NOW)[0].as_uri()


@pytest.fixture(scope="session")
def output() -> Path:
    OUTPUT.mkdir(exist_ok=True)
    return OUTPUT
