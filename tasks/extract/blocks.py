"""A page's tree as a row of text blocks in reading order, each with the shape that tells text from furniture."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from tasks.extract.repair import fold, one_line

Kind = Literal["paragraph", "heading", "item", "quote", "cell", "caption", "other"]

_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "audio", "video",
    "canvas", "map", "head", "button", "select", "option", "textarea", "input", "datalist", "progress", "meter",
    "dialog", "picture", "img", "source", "track", "area", "link", "meta", "title", "base",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "rt", "rp", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
_KINDS: dict[str, Kind] = {
    "p": "paragraph", "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading",
    "h6": "heading", "li": "item", "dt": "item", "dd": "item", "summary": "heading", "blockquote": "quote",
    "td": "cell", "th": "cell", "caption": "caption", "figcaption": "caption", "pre": "paragraph",
}  # fmt: skip
_ZONES = frozenset({
    "aside", "nav", "footer", "header", "form", "table", "figure", "blockquote", "ul", "ol", "figcaption",
})  # fmt: skip
PROSE_CHARS = 100
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_LINK, _BOLD, _SLANTED = 1, 2, 4
_TYPES = {"a": _LINK, "b": _BOLD, "strong": _BOLD, "i": _SLANTED, "em": _SLANTED}


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """An element with naming words: its look (tag and class), all its words, and the next such element above it."""

    look: str
    words: str
    above: "Named | None"


@dataclass(slots=True)
class Block:
    """One run of text between block-level boundaries.

    `key` is the text folded for comparing; `box` the element it stands in directly; `zones` the tags of note above it;
    `named` the nearest element above it that has naming words. Characters are counted within links, bold and slanted
    type. `after_rule` says that a rule (hr) stands right before it.
    """

    index: int
    text: str
    key: str
    kind: Kind
    tag: str
    box: Any
    zones: frozenset[str]
    named: Named | None
    links: int
    link_chars: int
    bold_chars: int
    slanted_chars: int
    after_rule: bool

    @property
    def link_density(self) -> float:
        return self.link_chars / max(1, len(self.text))


def read_blocks(root: Any) -> list[Block]:
    """The text blocks under an element, in reading order; scripts, pictures and form parts left out."""
    reader = _Reader()
    place = _Place(root, "other", frozenset(), None)
    reader.walk(root, place, 0)
    reader.flush(place)
    return reader.blocks


def named_above(block: Block) -> Iterator[Named]:
    """The elements with naming words that a block stands in, nearest first."""
    named = block.named
    while named is not None:
        yield named
        named = named.above


def ancestors(element: Any) -> Iterator[Any]:
    """The element itself and all above it."""
    while element is not None:
        yield element
        element = element.getparent()


class _Place(NamedTuple):
    """Where text stands: the box, and what is above it."""

    box: Any
    kind: Kind
    zones: frozenset[str]
    named: Named | None


class _Reader:
    """Walks a tree of bounded depth (document.py) and cuts its text into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._after_rule = False
        self._begin()

    def _begin(self) -> None:
        self._parts: list[str] = []
        self._links = self._link_chars = self._bold_chars = self._slanted_chars = 0

    def walk(self, element: Any, place: _Place, type_: int) -> None:
        text = element.text
        if text:
            self._add(text, type_)
        breaks = 0
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _SKIPPED:
                pass
            elif tag == "br":
                breaks += 1
                self._parts.append(" ")
                if breaks >= 2:
                    self.flush(place)
            elif tag in _INLINE or ("-" in tag and place.kind in ("paragraph", "heading", "item")):
                self._links += tag == "a"
                self.walk(child, place, type_ | _TYPES.get(tag, 0))
                breaks = 0
            else:
                if self._parts:
                    self.flush(place)
                self._after_rule = self._after_rule or tag == "hr"
                within = _enter(place, child)
                self.walk(child, within, type_)
                if self._parts:
                    self.flush(within)
                breaks = 0
            tail = child.tail
            if tail:
                if breaks and not tail.isspace():
                    breaks = 0
                self._add(tail, type_)

    def flush(self, place: _Place) -> None:
        """Ends the block under way."""
        if not self._parts:
            return
        text = one_line("".join(self._parts))
        if text:
            self.blocks.append(
                Block(
                    index=len(self.blocks),
                    text=text,
                    key=fold(text),
                    kind=place.kind,
                    tag=place.box.tag,
                    box=place.box,
                    zones=place.zones,
                    named=place.named,
                    links=self._links,
                    link_chars=self._link_chars,
                    bold_chars=self._bold_chars,
                    slanted_chars=self._slanted_chars,
                    after_rule=self._after_rule,
                )
            )
            self._after_rule = False
        self._begin()

    def _add(self, text: str, type_: int) -> None:
        self._parts.append(text)
        if type_:
            size = len(text.strip())
            self._link_chars += size * bool(type_ & _LINK)
            self._bold_chars += size * bool(type_ & _BOLD)
            self._slanted_chars += size * bool(type_ & _SLANTED)


def _enter(place: _Place, element: Any) -> _Place:
    """The place of text inside a block-level element."""
    tag = element.tag
    look = element.get("class") or ""
    words = f"{look} {element.get('id') or ''} {element.get('data-testid') or ''}".strip()
    named, zones = place.named, place.zones
    if words or tag in _ZONES:
        named = Named(f"<{tag}> {_DIGITS.sub('', look)}", f"<{tag}> {words.lower()}", named)
    if tag in _ZONES:
        zones = zones | {tag}
    if _is_hidden(element):
        zones = zones | {"hidden"}
    if tag == "td" and any(len(text) >= PROSE_CHARS for text in element.itertext()):
        return _Place(element, "other", zones - {"table"}, named)  # a table that lays out the page
    kept = place.kind in ("item", "quote", "cell", "caption")
    kind = place.kind if kept and (tag == "p" or tag not in _KINDS) else _KINDS.get(tag, "other")
    return _Place(element, kind, zones, named)


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _HIDDEN.search(style))
