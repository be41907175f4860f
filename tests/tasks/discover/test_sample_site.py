"""The sample site is what issue 2 asks for, and gives the same pages in every run."""

import re
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import urlsplit

from deployments.sample_site import serve
from deployments.sample_site.content import HOSTS, resources, stories
from tasks.discover import discover, load_sources, policy_for
from tasks.fetch import fetch
from tasks.web import Policy, WebThread, nothing_known
from warehouse.records import Candidate, Outcome, Page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def read_site() -> list[Candidate | Page | Outcome]:
    with serve() as site:
        sources = load_sources(site.sources)
        with WebThread(policy_for(Policy(), sources), lambda: NOW) as web:
            named = list(discover(sources, web, run_id="r"))
            candidates = [row for row in named if isinstance(row, Candidate)]
            return [*named, *fetch(candidates, nothing_known, web, run_id="r")]


def test_the_pipeline_finds_and_fetches_every_article_and_the_same_every_time() -> None:
    first, second = read_site(), read_site()
    pages = [{row.page_id for row in rows if isinstance(row, Page)} for rows in (first, second)]
    assert pages[0] == pages[1]
    assert {row.url for row in first if isinstance(row, Page)} == {story.url for story in stories()}
    assert {row.outcome for row in first if isinstance(row, Outcome)} == {"ok"}


def test_the_site_has_what_it_must_have() -> None:
    assert len(stories()) >= 14
    assert len(HOSTS) == 4
    assert {story.layout for story in stories()} >= {"northgate", "courier", "bulletin", "ledger", "live", "broken"}
    texts = Counter(story.body.paragraphs for story in stories() if story.body.paragraphs)
    assert max(texts.values()) == 2
    assert any(story.is_mojibake and story.captions and story.has_source_link for story in stories())
    media = {resource.content_type.partition(";")[0] for resource in resources().values()}
    assert {"application/rss+xml", "application/atom+xml", "application/xml", "text/plain", "text/html"} == media


def test_every_article_has_a_fixed_time_that_its_address_agrees_with() -> None:
    for story in stories():
        assert story.body.published.tzinfo is not None
        assert urlsplit(story.url).path.startswith(f"/{story.body.published:%Y/%m/%d}/")


def test_the_damaged_page_is_damaged_and_the_others_are_not() -> None:
    pages = {story.slug: resources()[story.host, story.path].body.decode() for story in stories()}
    assert [slug for slug, page in pages.items() if "â€" in page] == ["how-the-spiderweb-was-spun"]


def test_no_link_leaves_the_site_but_to_reserved_names_and_sharing() -> None:
    for (host, _), resource in resources().items():
        for link in re.findall(rb"https?://([\w.-]+)", resource.body):
            name = link.decode()
            allowed = (
                ".example",
                "example.org",
                "schema.org",
                "w3.org",
                "sitemaps.org",
                "google.com",
                "facebook.com",
                "t.me",
            )
            assert name.endswith(allowed), (host, name)
