"""What a page says about itself in its head: JSON-LD objects and meta tags."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.etree import XPath

from tasks.extract.document import Document

ARTICLE_TYPES = frozenset(
    {
        "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
        "backgroundnewsarticle", "reviewnewsarticle", "askpublicnewsarticle", "advertisercontentarticle",
        "satiricalarticle", "scholarlyarticle", "techarticle", "blogposting", "liveblogposting", "socialmediaposting",
        "report", "review", "webpage", "podcastepisode", "videoobject", "itempage", "medicalscholarlyarticle",
    }
)  # fmt: skip
WEAK_TYPES = frozenset({"webpage", "videoobject", "itempage", "review", "podcastepisode"})
_MAX_JSON_LD = 2_000_000
_MAX_NODES = 5_000
_MAX_VALUES = 50
_NESTING = ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf")
_MARKED_AUTHORS = XPath("//*[@itemprop='author']")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


@dataclass(frozen=True)
class Metadata:
    """JSON-LD article objects (strongest first), meta values by lower-case key and microdata authors, in page order."""

    articles: tuple[dict[str, Any], ...]
    nodes: dict[str, dict[str, Any]]
    meta: dict[str, tuple[str, ...]]
    authors: tuple[str, ...]

    def first(self, *keys: str) -> str | None:
        """The first value that is not blank of the first of the keys that has one."""
        return next((value for key in keys for value in self.meta.get(key, ()) if value), None)


def read_metadata(document: Document) -> Metadata:
    """The metadata of a page; broken JSON-LD is repaired where that is plain, else passed over."""
    objects = [node for block in _json_ld_blocks(document) for node in _nodes(block)]
    by_id = {str(node["@id"]): node for node in objects if "@id" in node and len(node) > 2}
    articles = [node for node in objects if ARTICLE_TYPES & types_of(node)]
    articles.sort(key=lambda node: _rank(node))
    return Metadata(articles=tuple(articles), nodes=by_id, meta=_meta(document), authors=_authors(document))


def types_of(node: dict[str, Any]) -> set[str]:
    """The node's types, lower case, without their schema's address."""
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {str(kind).rsplit("/", 1)[-1].lower() for kind in listed if kind}


def strings(value: Any) -> Iterator[str]:
    """The strings in a JSON-LD value: itself, its parts, or the name of each thing in it."""
    if isinstance(value, str):
        yield html.unescape(value)
    elif isinstance(value, list):
        for part in value[:200]:
            yield from strings(part)
    elif isinstance(value, dict):
        yield from strings(value.get("name") or value.get("@value"))


def _rank(node: dict[str, Any]) -> tuple[bool, bool]:
    return (bool(WEAK_TYPES & types_of(node)), "datePublished" not in node and "headline" not in node)


def _json_ld_blocks(document: Document) -> Iterator[Any]:
    for script in document.json_ld:
        source = script.strip().removeprefix("<!--").removesuffix("-->").rstrip("; \n")
        if not source or len(source) > _MAX_JSON_LD:
            continue
        for candidate in (source, _TRAILING_COMMA.sub(r"\1", source)):
            try:
                yield json.loads(candidate, strict=False)
                break
            except (ValueError, RecursionError):
                continue


def _nodes(block: Any) -> Iterator[dict[str, Any]]:
    """Every object of a block that stands on its own: top level, @graph, mainEntity, mainEntityOfPage."""
    stack, seen = [block], 0
    while stack and seen < _MAX_NODES:
        value = stack.pop(0)
        seen += 1
        if isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, dict):
            yield value
            stack.extend(
                value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf") if key in value
            )


def _authors(document: Document) -> tuple[str, ...]:
    """The names in elements that are marked as an author's, each once."""
    found: dict[str, None] = {}
    for element in _MARKED_AUTHORS(document.tree)[:_MAX_VALUES]:
        named = next((part for part in element.iter() if part.get("itemprop") == "name"), element)
        found[" ".join((named.get("content") or named.text_content()).split())] = None
    return tuple(name for name in found if name)


def _meta(document: Document) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for element in document.tree.iter("meta"):
        value = " ".join((element.get("content") or element.get("value") or "").split())
        for attribute in ("property", "name", "itemprop"):
            key = (element.get(attribute) or "").strip().lower()
            if key and value and len(found.setdefault(key, [])) < _MAX_VALUES:
                found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
