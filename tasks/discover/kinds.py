"""How each kind of source on the web is read: a source in, what it lists out."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tasks.discover.feed import read_feed
from tasks.discover.gdelt import MIN_WINDOW, PAGE_SIZE, read_search, search_address
from tasks.discover.listing import Listed, NotThisKind
from tasks.discover.sitemap import read_sitemap
from tasks.discover.sources import Kind, Source
from tasks.discover.telegram import oldest_number, preview_address, read_posts
from tasks.discover.urls import read_list
from tasks.web.client import Answer, Web
from tasks.web.failure import FetchFailure

_MAX_SITEMAPS = 200
"""Sitemaps read of one source in one run."""


@dataclass(frozen=True, slots=True)
class Window:
    """How far back a source is read.

    since: no need to look for items before it; oldest: items before it are left alone.
    """

    since: datetime | None
    oldest: datetime | None


Lister = Callable[[Source, Web, Window], AsyncIterator[Listed | Answer]]
"""Reads a source. An Answer among what it yields is an article itself. Raises FetchFailure."""


async def list_feed(source: Source, web: Web, window: Window) -> AsyncIterator[Listed | Answer]:
    """The items of a feed."""
    answer = await web.get(source.address)
    try:
        for item in read_feed(answer.body, answer.final_url):
            yield item
    except NotThisKind as error:
        raise FetchFailure("not_feed", str(error)) from error


async def list_sitemap(source: Source, web: Web, window: Window) -> AsyncIterator[Listed | Answer]:
    """The articles of a sitemap, and of the sitemaps under it that may hold new ones."""
    async for item in _walk([Listed(url=source.address)], web, window):
        yield item


async def list_site(source: Source, web: Web, window: Window) -> AsyncIterator[Listed | Answer]:
    """The articles of the sitemaps that a site's robots.txt names."""
    robots = await web.robots(source.address)
    if not robots.sitemaps:
        raise robots.closed or FetchFailure("no_sitemap", "The site's robots.txt names no sitemap.")
    async for item in _walk([Listed(url=url) for url in robots.sitemaps], web, window):
        yield item


async def list_web(source: Source, web: Web, window: Window) -> AsyncIterator[Listed | Answer]:
    """Whatever an address turns out to be: the items of a feed or sitemap, else the page itself."""
    answer = await web.get(source.address)
    try:
        for item in read_feed(answer.body, answer.final_url):
            yield item
        return
    except NotThisKind:
        pass
    try:
        sitemap = read_sitemap(answer.body, answer.final_url)
    except NotThisKind:
        yield answer
        return
    for item in sorted(sitemap.items, key=_newness, reverse=True):
        yield item
    async for item in _walk(list(sitemap.sitemaps), web, window):
        yield item


async def list_telegram(source: Source, web: Web, window: Window) -> AsyncIterator[Listed | Answer]:
    """The posts of a channel, newest page first, back to where it was read before."""
    before: int | None = None
    while True:
        answer = await web.get(preview_address(source.address, before))
        try:
            posts = read_posts(answer.body, source.address, source.zone)
        except NotThisKind as error:
            if before is None:
                raise FetchFailure("no_preview", str(error)) from error
            return
        for post in reversed(posts):
            yield post
        oldest = oldest_number(posts)
        if window.since is None or oldest is None or oldest == before or oldest <= 1:
            return
        if any(post.at is not None and post.at < window.since for post in posts):
            return
        before = oldest


async def list_gdelt(source: Source, web: Web, window: Window) -> AsyncIterator[Listed | Answer]:
    """The articles of a search, newest first, answer by answer back to where it was read before."""
    until = web.now()
    since = min(window.since or until - timedelta(days=1), until - MIN_WINDOW)
    while until - since >= MIN_WINDOW:
        answer = await web.get(search_address(source.address, since, until))
        try:
            found = read_search(answer.body)
        except NotThisKind as error:
            raise FetchFailure("search_refused", str(error)) from error
        for item in found:
            yield item
        oldest = min((item.changed_at for item in found if item.changed_at is not None), default=since)
        if len(found) < PAGE_SIZE or oldest >= until:
            return
        until = oldest


async def list_urls(source: Source, web: Web, window: Window) -> AsyncIterator[Listed | Answer]:
    """The addresses of a list on the web, one a line."""
    answer = await web.get(source.address)
    for item in read_list(answer.body.decode("utf-8", "replace").splitlines()):
        yield item


def _newness(listed: Listed) -> float:
    return listed.newest_at.timestamp() if listed.newest_at else 0.0


async def _walk(todo: list[Listed], web: Web, window: Window) -> AsyncIterator[Listed]:
    """Sitemaps breadth first, each once, newest items first; failures are passed over while one gave something."""
    seen: set[str] = set()
    failure: FetchFailure | None = None
    found = False
    while todo and len(seen) < _MAX_SITEMAPS:
        at = todo.pop(0)
        if at.url in seen or (window.oldest and at.newest_at and at.newest_at < window.oldest):
            continue
        seen.add(at.url)
        try:
            answer = await web.get(at.url)
            sitemap = read_sitemap(answer.body, answer.final_url)
        except FetchFailure as error:
            failure = error
            continue
        except NotThisKind as error:
            failure = FetchFailure("not_sitemap", f"{at.url}: {error}")
            continue
        found = True
        todo += sorted(sitemap.sitemaps, key=_newness, reverse=True)
        for item in sorted(sitemap.items, key=_newness, reverse=True):
            yield item
    if failure is not None and not found:
        raise failure


LISTERS: Mapping[Kind, Lister] = {
    "feed": list_feed,
    "sitemap": list_sitemap,
    "site": list_site,
    "telegram": list_telegram,
    "gdelt": list_gdelt,
    "urls": list_urls,
    "web": list_web,
}
