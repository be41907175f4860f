"""The report page: one file, no network, every number leads to its sentences, hostile text shows as text."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from tasks.report.page import page
from tasks.report.tables import Tables
from tests.tasks.report import made_tables

LOADING = {"src", "srcset", "data", "poster", "background", "action", "formaction", "ping", "xlink:href"}


class Elements(HTMLParser):
    """Every element of a page with its attributes, and all text outside of style and script."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, str] = {}
        self.text = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, text: str) -> None:
        if self._inside in ("style", "script"):
            self.raw[self._inside] = text
        else:
            self.text += text

    def all(self, name: str) -> Iterator[str]:
        return (value for _, attributes in self.elements if (value := attributes.get(name)) is not None)


@pytest.fixture(scope="module")
def html() -> str:
    return page(made_tables.tables(), made_tables.NOW)


@pytest.fixture(scope="module")
def elements(html: str) -> Elements:
    return Elements(html)


def test_page_needs_nothing_from_elsewhere(elements: Elements) -> None:
    assert not [tag for tag, _ in elements.elements if tag in ("link", "img", "iframe", "object", "embed", "base")]
    assert not [name for _, attributes in elements.elements for name in attributes if name in LOADING]
    assert "url(" not in elements.raw["style"]
    assert "@import" not in elements.raw["style"]
    assert not re.search(r"fetch\(|XMLHttpRequest|import\(|innerHTML|eval\(", elements.raw["script"])


def test_policy_admits_exactly_the_pages_own_style_and_script(elements: Elements) -> None:
    policy = next(a["content"] for _, a in elements.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind in ("style", "script"):
        digest = b64encode(sha256(elements.raw[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_no_handlers_or_styles_stand_in_attributes(elements: Elements) -> None:
    assert not [name for _, attributes in elements.elements for name in attributes if name.startswith("on")]
    assert not list(elements.all("style"))


def test_hostile_text_shows_as_text(elements: Elements) -> None:
    assert [tag for tag, _ in elements.elements].count("script") == 1
    assert "b" not in {tag for tag, a in elements.elements if a.get("href")}
    assert made_tables.HOSTILE in elements.text
    assert "</style><b>Bold</b>" in elements.text


def test_only_web_addresses_become_links(elements: Elements) -> None:
    outside = {link for link in elements.all("href") if not link.startswith("#")}
    assert outside == {"https://news.example/a/1", "https://news.example/gone"}


def test_every_link_within_the_page_leads_somewhere(elements: Elements) -> None:
    ids = list(elements.all("id"))
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in elements.all("href") if link.startswith("#")} <= set(ids)


def test_every_figure_links_to_its_evidence(elements: Elements) -> None:
    links = set(elements.all("href"))
    made = made_tables.tables()
    figures = (*made.drones, *made.casualties, *made.rounds, *made.disputes)
    assert {f"#{figure.key}" for figure in figures} <= links


def test_every_mark_says_what_it_is(elements: Elements) -> None:
    marks = [attributes for tag, attributes in elements.elements if "mark" in (attributes.get("class") or "").split()]
    assert len(marks) > 100
    assert all(attributes.get("aria-label") for attributes in marks)
    assert any("104 drones launched, according to the air force; 3 reports" in (m["aria-label"] or "") for m in marks)


def test_hidden_sentences_are_counted(html: str) -> None:
    assert "2 of 3 reports shown." in html


def test_page_without_any_rows_says_so() -> None:
    empty = Tables(
        articles=0, relevant=0, claims=0, publishers=0,
        drones=(), casualties=(), rounds=(), disputes=(), sources=(), failures=(),
    )  # fmt: skip
    text = Elements(page(empty, made_tables.NOW)).text
    assert "No nightly drone figures yet." in text
    assert "No rounds of talks yet." in text
    assert "No evidence yet" in text


def test_page_is_the_same_for_the_same_rows(html: str) -> None:
    assert page(made_tables.tables(), made_tables.NOW) == html
