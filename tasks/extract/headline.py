"""The headline, without the outlet's name, and the outlet's name.

The headline that the page shows (its h1) goes before the ones it gives to search engines and social networks, which are
often other ones; those tell which h1 is the article's.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from tasks.extract.blocks import Block
from tasks.extract.document import Document
from tasks.extract.metadata import Metadata, strings
from tasks.extract.repair import fold, one_line

SAME_HEADLINE = 0.3
LABEL_WORDS = 3
HEADLINE_WORDS = 3
TAGLINE_WORDS = 3
LONGEST = 500
_NAME_PARTS = re.compile(r"\s+[|\-–—•·»]\s+|\s*\|\s*|:\s+")
_SEPARATOR = re.compile(r"\s+[|\-–—•·»:/]\s+|\s*\|\s*")


def publisher(document: Document, metadata: Metadata) -> str | None:
    """The outlet as it names itself: site name, JSON-LD publisher, else its host."""
    named = [metadata.first("og:site_name")]
    named += [name for node in metadata.articles for name in strings(_resolved(node.get("publisher"), metadata))]
    named += [metadata.first("application-name", "dc.publisher", "cre", "publisher")]
    named += [_host(document.url)]
    label = _key(_host_label(document.url) or "")
    names = (_without_tagline(one_line(name), label) for name in named if name and one_line(name))
    return next((name for name in names if name), None)


def title(document: Document, metadata: Metadata, blocks: Sequence[Block], outlet: str | None) -> str | None:
    """The headline of the article: the shown one, else the stated one."""
    outlets = tuple(key for key in (_key(outlet or ""), _key(_host_label(document.url) or "")) if key)
    stated = [found for found in (without_outlet(text, outlets) for text in _stated(document, metadata)) if found]
    shown = [
        text
        for text in (one_line(block.text) for block in blocks if block.tag == "h1" and len(block.text) <= LONGEST)
        if _key(text) not in outlets
    ]
    best = max(shown, key=lambda text: max((_likeness(text, other) for other in stated), default=0.0), default=None)
    alone = len(shown) == 1 and len(shown[0].split()) >= HEADLINE_WORDS
    if best and (alone or not stated or max(_likeness(best, other) for other in stated) >= SAME_HEADLINE):
        return without_outlet(_without_label(best, stated), outlets) or None
    return stated[0] if stated else None


def without_outlet(stated: str, outlets: Sequence[str]) -> str:
    """The title without a leading or trailing part that is the outlet's name (given folded, without spaces)."""
    for cut in _SEPARATOR.finditer(stated):
        first, last = _key(stated[: cut.start()]), _key(stated[cut.end() :])
        for outlet in outlets:
            if last and (last in outlet or (outlet in last and len(last) <= 2 * len(outlet))):
                return stated[: cut.start()].strip()
            if first == outlet:
                return stated[cut.end() :].strip()
    return stated


def _stated(document: Document, metadata: Metadata) -> Iterator[str]:
    """The titles that the page gives to others, most trusted first."""
    values = [metadata.first("og:title")]
    values += [name for node in metadata.articles for name in strings(node.get("headline") or node.get("name"))]
    values += [metadata.first("twitter:title"), metadata.first("title", "dc.title", "parsely-title")]
    values += [element.text_content() for element in document.tree.iter("title")][:1]
    for value in values:
        if value and value.strip() and len(value) <= LONGEST:
            yield one_line(value)


def _without_label(shown: str, stated: Sequence[str]) -> str:
    """The shown headline without a section label in front, where a stated title is the rest of it."""
    for other in stated:
        extra = len(shown.split()) - len(other.split())
        if 0 < extra <= LABEL_WORDS and fold(shown).endswith(f" {fold(other)}"):
            return other
    return shown


def _likeness(one: str, other: str) -> float:
    """Share of the two titles' words that they have in common."""
    a, b = set(fold(one).split()), set(fold(other).split())
    return 2 * len(a & b) / max(1, len(a) + len(b))


def _without_tagline(name: str, label: str) -> str:
    """The part of a site's name that is its name: the one like its host, else the first where the rest is long."""
    parts = [part.strip(" @-–—|:") for part in _NAME_PARTS.split(name)]
    parts = [part for part in parts if part]
    alike = next((part for part in parts if label and (_key(part) in label or label in _key(part))), None)
    if alike or not parts:
        return alike or ""
    return parts[0] if sum(len(part.split()) for part in parts[1:]) > TAGLINE_WORDS else name.strip(" @-–—|:")


def _resolved(value: object, metadata: Metadata) -> object:
    if isinstance(value, dict) and "name" not in value and "@id" in value:
        return metadata.nodes.get(str(value["@id"]), value)
    return value


def _key(text: str) -> str:
    return fold(text).replace(" ", "").removeprefix("the")


def _host(url: str) -> str | None:
    host = urlsplit(url).hostname
    return host.removeprefix("www.") if host else None


def _host_label(url: str) -> str | None:
    """The telling label of a host: "example" of www.example.co.uk."""
    labels = (_host(url) or "").split(".")
    return max(labels[:-1], key=len, default=None)
