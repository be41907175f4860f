"""Feeds: RSS, RDF, Atom and JSON feed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import urljoin

from lxml import etree

from tasks.discover.listing import Listed, NotThisKind
from tasks.discover.times import read_time
from tasks.discover.xml import local_name, parse_xml

_ROOTS = frozenset({"rss", "rdf", "feed"})
_ENTRIES = frozenset({"item", "entry"})
_PUBLISHED = ("pubdate", "published", "date", "issued", "created")
"""Elements that hold the time of publication, in the order in which they are believed."""

_CHANGED = ("updated", "modified")


def read_feed(body: bytes, url: str) -> tuple[Listed, ...]:
    """The items of a feed that name an address. url: where the feed is, for relative links. Raises NotThisKind."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return tuple(_json_items(body, url))
    root = parse_xml(body)
    if local_name(root) not in _ROOTS:
        raise NotThisKind("The answer is no feed.")
    return tuple(item for entry in root.iter() if local_name(entry) in _ENTRIES for item in _item(entry, url))


def _item(entry: etree._Element, url: str) -> Iterator[Listed]:
    texts: dict[str, str] = {}
    links: dict[str, str] = {}
    for child in entry:
        name, text = local_name(child), "".join(child.itertext()).strip()
        if name == "link":
            links.setdefault(child.get("rel") or "alternate", child.get("href") or text)
        elif name == "guid" and child.get("isPermaLink", "true").lower() == "true":
            links.setdefault("guid", text)
        elif text:
            texts.setdefault(name, text)
    address = links.get("alternate") or texts.get("origlink") or links.get("guid") or entry.get(_RDF_ABOUT)
    if address:
        yield Listed(
            url=_joined(url, address),
            title=" ".join(texts.get("title", "").split()) or None,
            at=_first_time(texts, _PUBLISHED),
            changed_at=_first_time(texts, _CHANGED),
        )


def _first_time(texts: Mapping[str, str], names: Sequence[str]) -> datetime | None:
    times = (read_time(texts.get(name)) for name in names)
    return next((time for time in times if time is not None), None)


_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def _json_items(body: bytes, url: str) -> Iterator[Listed]:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotThisKind("The answer is no JSON.") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version", "")):
        raise NotThisKind("The answer is no JSON feed.")
    for item in items:
        address = (item.get("url") or item.get("external_url")) if isinstance(item, dict) else None
        if isinstance(address, str) and address:
            yield Listed(
                url=_joined(url, address),
                title=str(item.get("title") or "") or None,
                at=read_time(str(item.get("date_published") or "")),
                changed_at=read_time(str(item.get("date_modified") or "")),
            )


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address
