"""Page to articles: what a page or a record holds, told apart, cleaned and dated."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any, Literal

import py3langid

from tasks.extract import dates, gate, headline, people, plain
from tasks.extract.blocks import Block, read_blocks
from tasks.extract.body import read_body
from tasks.extract.bounds import OutOfTime, at_most
from tasks.extract.dates import Moment
from tasks.extract.document import Unreadable, check_length, decode, parse
from tasks.extract.live import outside_posts, read_posts
from tasks.extract.metadata import read_metadata
from tasks.extract.repair import fold, one_line, paragraphs, repair_markup
from tasks.extract.shown import shown_dates
from tasks.extract.topic import Topic, is_relevant
from warehouse.ids import content_id
from warehouse.records import Article, Page

EXTRACTOR_VERSION = "3"
SECONDS_PER_PAGE = 2.0
Keep = Literal["full", "relevant"]
_LANGUAGE_CHARS = 400
_TELLING_CHARS = 200
_LANGUAGE = re.compile(r"[a-z]{2}(?![a-z])")


@dataclass(frozen=True)
class Extracted:
    """What became of one page: its articles, one outcome word, and a plain sentence where it was not ok.

    Outcomes: ok, irrelevant; empty, broken, not_html, too_large, timeout.
    """

    articles: tuple[Article, ...]
    outcome: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What was read of one article, before it is a record. `mark` tells the posts of a live blog apart."""

    url: str
    mark: str | None = None
    publisher: str | None
    title: str | None
    authors: tuple[str, ...] = ()
    moment: Moment | None = None
    modified_at: datetime | None = None
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...] = field(default=())
    language: str | None = None


def extract(page: Page, topic: Topic, now: datetime, keep: Keep = "full") -> Extracted:
    """The articles of a page: one, or the posts of a live blog. Never raises for what is in the page.

    keep "full" makes an article of every page, whether about the topic or not (inputs that a person named);
    "relevant" lets a page that cannot be about the topic go by at the speed of the gate, without an article
    (archives and feeds of general news). `now` is when the articles are recorded; no date is taken from it, but later
    ones are refused.
    """
    try:
        with at_most(SECONDS_PER_PAGE):
            return _extract(page, topic, now, keep)
    except Unreadable as unreadable:
        return Extracted((), unreadable.outcome, unreadable.reason)
    except OutOfTime:
        return Extracted((), "timeout", f"The page took more than {SECONDS_PER_PAGE:g} seconds to read.")
    except Exception as error:  # a page that breaks a library costs only itself
        return Extracted((), "broken", f"The page could not be read ({type(error).__name__}).")


def _extract(page: Page, topic: Topic, now: datetime, keep: Keep) -> Extracted:
    irrelevant = Extracted((), "irrelevant", f"The page is not about {topic.name}.")
    if keep == "relevant" and page.origin != "record" and not gate.passes(page.body, page.content_type, topic):
        return irrelevant
    source = decode(page.body, page.content_type)
    if page.origin == "record":
        found = _from_record(page, source, topic, now, keep)
    elif _is_plain(page):
        found = [_from_plain(page, source, now)]
    else:
        found = _from_html(page, source, now)
    found = [one for one in found if one.paragraphs]
    if not found:
        return Extracted((), "empty", "No article text was found in the page.")
    relevant = _is_relevant(found, topic)
    articles = tuple(_article(page, one, relevant, now) for one in found)
    if relevant:
        return Extracted(articles, "ok")
    return Extracted(articles, irrelevant.outcome, irrelevant.reason) if keep == "full" else irrelevant


def _is_relevant(found: Sequence[_Found], topic: Topic) -> bool:
    """Whether a page is about the topic; the posts of a live blog are judged together, as each alone tells little."""
    texts = ["\n".join((*([one.title] if one.mark and one.title else ()), *one.paragraphs)) for one in found]
    return is_relevant(found[0].title, "\n".join(texts), topic)


def _is_plain(page: Page) -> bool:
    kind = (page.content_type or "").split(";")[0].strip().lower()
    return kind == "text/plain" or (not kind and page.url.lower().endswith(".txt"))


def _from_html(page: Page, markup: str, now: datetime) -> list[_Found]:
    document = parse(repair_markup(markup), page.final_url or page.url)
    metadata = read_metadata(document)
    outlet = headline.publisher(document, metadata)
    blocks = read_blocks(document.tree)
    title = headline.title(document, metadata, blocks, outlet) or page.listed_title
    place = _headline_index(blocks, title)
    body = read_body(document, metadata, blocks, title, people.stated(metadata, outlet))
    posts = read_posts(document, metadata, now)
    declared = _LANGUAGE.match((document.tree.get("lang") or "").lower())
    language = declared[0] if declared else None
    shown = shown_dates(blocks, place, body.first)
    whole = _Found(
        url=page.url,
        publisher=outlet,
        title=title,
        authors=people.authors(metadata, blocks, place, body.first, outlet),
        moment=dates.published(document, metadata, shown, now) or _listed(page),
        modified_at=dates.modified(metadata, now),
        paragraphs=outside_posts(body.paragraphs, posts),
        captions=body.captions,
        language=language,
    )
    return [whole] + [
        _Found(
            url=post.url,
            mark=post.mark,
            publisher=outlet,
            title=post.title or title,
            moment=post.moment,
            modified_at=post.modified_at,
            paragraphs=post.paragraphs,
            language=language,
        )
        for post in posts
    ]


def _headline_index(blocks: Sequence[Block], title: str | None) -> int:
    """The index of the block that is the headline; -1 where none is."""
    key = fold(title or "")
    if not key:
        return -1
    headings = (block for block in blocks if block.tag == "h1" and block.key == key)
    ending = (block for block in blocks if block.key.endswith(key))
    return next((block.index for found in (headings, ending) for block in found), -1)


def _from_plain(page: Page, text: str, now: datetime) -> _Found:
    check_length(text)
    parts = plain.read_plain(text, now)
    inferred = parts.published and Moment(
        at=datetime.combine(parts.published, time(), UTC), day=parts.published, precision="day", basis="text_dates"
    )
    return _Found(
        url=page.url,
        publisher=parts.publisher,
        title=parts.title or page.listed_title,
        authors=parts.authors,
        moment=inferred or _listed(page),
        paragraphs=parts.paragraphs,
        captions=parts.captions,
    )


def _from_record(page: Page, source: str, topic: Topic, now: datetime, keep: Keep) -> list[_Found]:
    try:
        row = json.loads(source)
    except (ValueError, RecursionError) as error:
        raise Unreadable("broken", "The record is not a JSON object.") from error
    if not isinstance(row, dict):
        raise Unreadable("broken", "The record is not a JSON object.")
    text, markup = _long(row, "text"), _long(row, "html")
    if text:
        return [_from_text(page, row, text, now)]
    if not markup:
        raise Unreadable("empty", "The record has neither text nor html.")
    if keep == "relevant" and not gate.passes(markup.encode("utf-8", "surrogatepass"), None, topic):
        return []
    return [_with_stated(one, row, now) if one.mark is None else one for one in _from_html(page, markup, now)]


def _from_text(page: Page, row: dict[str, Any], text: str, now: datetime) -> _Found:
    check_length(text)
    lines, captions = plain.split_captions(plain.without_tail(paragraphs(text)))
    blank = _Found(
        url=page.url, publisher=None, title=page.listed_title, paragraphs=tuple(lines), captions=tuple(captions)
    )
    return _with_stated(blank, row, now, _listed(page))


def _with_stated(found: _Found, row: dict[str, Any], now: datetime, otherwise: Moment | None = None) -> _Found:
    """What was found, with what the record itself states in its place."""
    publisher = _word(row, "publisher") or found.publisher
    stated = _word(row, "published", "published_at", "date")
    named = row.get("authors") or row.get("author") or []
    names = people.people(map(str, named) if isinstance(named, list) else [str(named)], publisher)
    return _Found(
        url=found.url,
        publisher=publisher,
        title=_word(row, "title") or found.title,
        authors=names or found.authors,
        moment=(dates.parse_moment(stated, "record", now) if stated else None) or found.moment or otherwise,
        modified_at=found.modified_at,
        paragraphs=found.paragraphs,
        captions=found.captions,
        language=found.language,
    )


def _word(row: dict[str, Any], *keys: str) -> str | None:
    return next((one_line(str(row[key])) for key in keys if row.get(key) not in (None, "")), None)


def _long(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) and value.strip() else None


def _listed(page: Page) -> Moment | None:
    """The time that the feed or sitemap gives, where the page gives none."""
    if page.listed_at is None:
        return None
    at = page.listed_at.astimezone(UTC)
    return Moment(at=at, day=page.listed_at.date(), precision="minute", basis="listed")


def _article(page: Page, found: _Found, relevant: bool, now: datetime) -> Article:
    text = "\n\n".join(found.paragraphs)
    return Article(
        article_id=content_id(page.url, found.mark) if found.mark else content_id(page.url),
        url=found.url,
        source_id=page.source_id,
        publisher=found.publisher,
        title=found.title,
        authors=found.authors,
        published_at=found.moment.at if found.moment else None,
        published_date=found.moment.day if found.moment else None,
        published_precision=found.moment.precision if found.moment else None,
        published_basis=found.moment.basis if found.moment else None,
        modified_at=found.modified_at,
        language=_language(text, found.language),
        text=text,
        captions="\n".join(found.captions),
        text_sha256=sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        word_count=len(text.split()),
        is_relevant=relevant,
        page_id=page.page_id,
        extractor_version=EXTRACTOR_VERSION,
        recorded_at=now,
    )


def _language(text: str, declared: str | None) -> str:
    """The language of a text; what the page declares where there is too little of it to tell."""
    if len(text) < _TELLING_CHARS and declared:
        return declared
    return str(py3langid.classify(text[:_LANGUAGE_CHARS])[0])
