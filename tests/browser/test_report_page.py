"""The report page in a real browser: hover, keyboard, filter, links, phone, dark, print, accessibility."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser

SCREENS = [(1200, "light"), (1200, "dark"), (390, "light"), (390, "dark")]


def serious_findings(page: Page) -> list[str]:
    """What axe-core finds of impact serious or critical, one line each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python (dev extra)")
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_page_has_no_serious_accessibility_finding(
    new_page: NewPage, report_url: str, output: Path, width: int, scheme: str
) -> None:
    page = new_page(report_url, width=width, scheme=scheme)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.screenshot(path=output / f"report-{width}-{scheme}.png")
    assert serious_findings(page) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1200])
def test_page_never_scrolls_sideways(new_page: NewPage, report_url: str, width: int) -> None:
    page = new_page(report_url, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_hovering_a_bar_shows_its_sentence_and_source(new_page: NewPage, report_url: str, output: Path) -> None:
    page = new_page(report_url)
    page.locator("a.mark.launched").nth(20).hover()
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("104 drones launched, according to the air force; 3 reports")
    expect(tip).to_contain_text("The air force said 104 drones were launched.")
    expect(tip).to_contain_text("The Example Post: A night of drones")
    page.screenshot(path=output / "report-hover.png")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_a_bar_leads_to_its_evidence_and_the_evidence_to_the_article(new_page: NewPage, report_url: str) -> None:
    page = new_page(report_url)
    mark = page.locator("a.mark.launched").nth(20)
    mark.click()
    proof = page.locator("article:target")
    expect(proof).to_be_in_viewport()
    expect(proof).to_contain_text("The air force said 104 drones were launched.")
    assert proof.get_by_role("link").first.get_attribute("href") == "https://news.example/a/1"


def test_charts_are_one_tab_stop_and_arrows_move_within(new_page: NewPage, report_url: str) -> None:
    page = new_page(report_url)
    chart = page.locator("figure.chart").first
    assert chart.locator("a.mark[tabindex='0']").count() == 1
    chart.locator("a.mark[tabindex='0']").focus()
    last = page.evaluate("document.activeElement.dataset.day")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.day") < last
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert "shot down" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    expect(page.locator("article:target")).to_be_in_viewport()


def test_filter_narrows_evidence_tables_and_charts(new_page: NewPage, report_url: str) -> None:
    page = new_page(report_url)
    every = page.locator("article.proof").count()
    page.get_by_label("Words").fill("governor")
    shown = page.locator("article.proof:visible").count()
    assert 0 < shown < every
    expect(page.locator("#matches")).to_have_text(f"{shown} of {every} figures")
    assert page.locator("a.mark.launched.faded").count() == page.locator("a.mark.launched").count()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("article.proof:visible")).to_have_count(every)
    page.get_by_label("Direction").select_option("Ukraine → Russia")
    page.get_by_label("From").fill("2026-02-20")
    days = page.locator("article.proof:visible").evaluate_all("(all) => all.map((each) => each.dataset.day)")
    assert days
    assert min(days) >= "2026-02-20"


def test_a_link_to_filtered_evidence_brings_it_back(new_page: NewPage, report_url: str) -> None:
    page = new_page(report_url)
    page.get_by_label("Subject").select_option("talks")
    page.locator(".tile a.figure").first.click()
    expect(page.locator("article:target")).to_be_visible()
    expect(page.locator("article:target")).to_be_in_viewport()


def test_dark_follows_the_system_and_the_switch(new_page: NewPage, report_url: str) -> None:
    def paper(page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light, dark = new_page(report_url), new_page(report_url, scheme="dark")
    assert paper(light) != paper(dark)
    before = paper(dark)
    dark.get_by_role("button", name="Light colours").click()
    assert paper(dark) == paper(light)
    dark.reload()
    assert paper(dark) == paper(light)
    dark.get_by_role("button", name="Dark colours").click()
    assert paper(dark) == before


def test_hostile_text_stays_text(new_page: NewPage, report_url: str) -> None:
    page = new_page(report_url)
    expect(page.get_by_text('<script>document.title = "owned"</script>', exact=False).first).to_be_attached()
    assert page.title() == "Sitrep: what the reports say"
    assert page.locator("script").count() == 1
    assert page.locator("a[href^='javascript']").count() == 0


def test_page_works_without_script(browser: object, report_url: str) -> None:
    page = browser.new_page(java_script_enabled=False)  # type: ignore[attr-defined]
    page.goto(report_url)
    href = page.locator("a.mark.launched").first.get_attribute("href")
    page.locator("a.mark.launched").first.click()
    assert page.url.endswith(href)
    page.close()


def test_print_shows_addresses_and_leaves_controls_out(new_page: NewPage, report_url: str, output: Path) -> None:
    page = new_page(report_url)
    page.emulate_media(media="print")
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator("nav")).to_be_hidden()
    page.pdf(path=output / "report.pdf", format="A4")
    assert (output / "report.pdf").stat().st_size > 20_000
