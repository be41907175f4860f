"""Sitemaps: plain lists, news sitemaps with titles and times, and indexes of sitemaps."""

import zlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from lxml import etree

from tasks.discover.listing import Listed, NotThisKind
from tasks.discover.times import read_time
from tasks.discover.xml import local_name, parse_xml

_MAX_UNPACKED = 50 * 2**20  # the protocol's own limit of one sitemap


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap holds: articles, or further sitemaps."""

    items: tuple[Listed, ...]
    sitemaps: tuple[Listed, ...]


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """The addresses in a sitemap, gzip undone; each with the news time and title, and lastmod. Raises NotThisKind."""
    root = parse_xml(_unpacked(body))
    name = local_name(root)
    if name not in ("urlset", "sitemapindex"):
        raise NotThisKind("The answer is no sitemap.")
    listed = tuple(item for item in (_listed(element, url) for element in root) if item is not None)
    return Sitemap(items=listed, sitemaps=()) if name == "urlset" else Sitemap(items=(), sitemaps=listed)


def _listed(element: etree._Element, url: str) -> Listed | None:
    address = title = None
    news: datetime | None = None
    modified: datetime | None = None
    for part in element.iter():
        name, text = local_name(part), (part.text or "").strip() if isinstance(part.tag, str) else ""
        if name == "loc" and part.getparent() is element:
            address = text
        elif name == "lastmod":
            modified = read_time(text)
        elif name == "publication_date":
            news = read_time(text)
        elif name == "title" and "sitemap-news" in part.tag:
            title = text
    if not address:
        return None
    try:
        return Listed(url=urljoin(url, address), title=title or None, at=news, changed_at=modified)
    except ValueError:
        return None


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        unpacked = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(body, _MAX_UNPACKED + 1)
    except zlib.error as error:
        raise NotThisKind("The sitemap is gzip, but damaged.") from error
    if len(unpacked) > _MAX_UNPACKED:
        raise NotThisKind(f"The sitemap unpacks to more than {_MAX_UNPACKED:,} bytes.")
    return unpacked
