"""The posts of a live blog, each with its own time, where the page marks them.

Marks: JSON-LD LiveBlogPosting with its liveBlogUpdate; microdata of the same name; or, on a page that calls itself a
live blog, a row of alike elements with one time element each.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from tasks.extract.blocks import read_blocks
from tasks.extract.dates import Moment, parse_moment
from tasks.extract.document import Document
from tasks.extract.metadata import Metadata, strings, types_of
from tasks.extract.repair import fold, one_line, paragraphs

FEWEST = 2
MOST = 1000
ALIKE = 3
LINKS = 0.5
_CALLED_LIVE = re.compile(r"live-?(?:blog|feed|updates?|stream|coverage|story)|liveblog", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_MARKUP = re.compile(r"<[^<>]+>")
_PARAGRAPH_END = re.compile(r"</(?:p|li|div|h\d|blockquote)>|<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True)
class Post:
    """One post: its mark in the page (unique, stable), address, headline, time, and paragraphs."""

    mark: str
    url: str
    title: str | None
    moment: Moment | None
    modified_at: datetime | None
    paragraphs: tuple[str, ...]


def read_posts(document: Document, metadata: Metadata, now: datetime) -> list[Post]:
    """The posts of a live blog in page order; empty for any other page."""
    blog = next((node for node in metadata.articles if "liveblogposting" in types_of(node)), None)
    posts = _unique(_from_json_ld(blog, document.url, now)) if blog else []
    if len(posts) < FEWEST:
        posts = _unique(_from_elements(document, blog is not None, now))
    return posts if len(posts) >= FEWEST else []


def outside_posts(lines: tuple[str, ...], posts: list[Post]) -> tuple[str, ...]:
    """The paragraphs of a page that stand in none of its posts."""
    if not posts:
        return lines
    inside = {fold(line) for post in posts for line in (*post.paragraphs, post.title or "")}
    return tuple(line for line in lines if fold(line) not in inside)


def _from_json_ld(blog: dict[str, Any], url: str, now: datetime) -> Iterator[Post]:
    updates = blog.get("liveBlogUpdate")
    for place, update in enumerate((updates if isinstance(updates, list) else [updates])[:MOST]):
        if not isinstance(update, dict):
            continue
        body = "\n\n".join(strings(update.get("articleBody") or update.get("text")))
        stated = next(strings(update.get("datePublished") or update.get("dateCreated")), "")
        moment = parse_moment(stated, "json_ld", now) if stated else None
        changed = next(strings(update.get("dateModified")), "")
        later = parse_moment(changed, "modified", now) if changed else None
        own = next(strings(update.get("url") or update.get("@id")), "")
        headline = one_line(next(strings(update.get("headline")), "")) or None
        mark = urlsplit(own).fragment or own or stated or str(place)
        yield Post(mark, _address(url, own, mark), headline, moment, later.at if later else None, _lines(body))


def _from_elements(document: Document, is_blog: bool, now: datetime) -> Iterator[Post]:
    elements = [e for e in document.elements if document.calls_live and "liveBlogUpdate" in (e.get("itemprop") or "")]
    if len(elements) < FEWEST:
        root = document.tree.find("body")
        called = " ".join(f"{e.get('class') or ''} {e.get('id') or ''}" for e in (document.tree, root) if e is not None)
        if not is_blog and not _CALLED_LIVE.search(f"{called} {urlsplit(document.url).path}"):
            return
        elements = _alike(document)
    for place, element in enumerate(elements[:MOST]):
        clock = next(element.iter("time"), None)
        stated = (clock.get("datetime") or clock.text_content()) if clock is not None else ""
        blocks = [block for block in read_blocks(element) if block.kind != "caption" and block.link_density < LINKS]
        headline = next((block for block in blocks if block.kind == "heading"), None)
        lines = (one_line(block.text) for block in blocks if block is not headline and block.kind != "other")
        mark = element.get("id") or element.get("data-id") or stated or str(place)
        yield Post(
            mark,
            _address(document.url, "", mark),
            one_line(headline.text) if headline else None,
            parse_moment(stated, "time_element", now) if stated else None,
            None,
            tuple(line for line in lines if line),
        )


def _alike(document: Document) -> list[Any]:
    """The largest row of sibling elements of one look that hold exactly one dated time element each."""
    rows: dict[tuple[Any, str], list[Any]] = {}
    for clock in document.tree.iter("time"):
        if not clock.get("datetime"):
            continue
        for element in clock.iterancestors("article", "section", "div", "li"):
            parent = element.getparent()
            look = f"{element.tag} {_DIGITS.sub('', element.get('class') or '')}"
            row = rows.setdefault((parent, look), [])
            if element not in row:
                row.append(element)
    clocks: Counter[Any] = Counter()
    for clock in document.tree.iter("time"):
        clocks.update(clock.iterancestors())
    single = [[element for element in row if clocks[element] == 1] for row in rows.values()]
    written = [row for row in single if len(row) >= ALIKE and all(e.find(".//p") is not None for e in row)]
    return max(written, key=len, default=[])


def _unique(posts: Iterator[Post]) -> list[Post]:
    found: dict[str, Post] = {}
    for post in posts:
        if post.paragraphs:
            found.setdefault(post.mark, post)
    return list(found.values())


def _address(page_url: str, own: str, mark: str) -> str:
    """A post's own address where it has one, else the page's with the post's mark as fragment."""
    whole = urljoin(page_url, own) if own else ""
    if whole.startswith(("http://", "https://")) and whole.split("#")[0] != page_url.split("#")[0]:
        return whole
    return f"{page_url.split('#')[0]}#{mark}"


def _lines(body: str) -> tuple[str, ...]:
    return tuple(paragraphs(_MARKUP.sub("", _PARAGRAPH_END.sub("\n\n", body))))
