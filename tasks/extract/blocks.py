"""A page's tree as a row of text blocks in reading order, each with the shape that tells text from furniture."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tasks.extract.repair import one_line

Names = tuple[tuple[str, str], ...]
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


@dataclass(slots=True)
class Block:
    """One run of text between block-level boundaries.

    `box` is the element it stands in directly; `zones` the tags of note above it; `names` the look (tag and class) and
    all the naming words of each element above it, nearest last. Characters are counted within links, bold and slanted
    type. `after_rule` says that a rule (hr) stands right before it.
    """

    index: int
    text: str
    kind: Kind
    tag: str
    box: Any
    zones: frozenset[str]
    names: Names
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
    place = _Place(root, "other", frozenset(), ())
    reader.walk(root, place, _Type())
    reader.flush(place)
    return reader.blocks


def ancestors(element: Any) -> Iterator[Any]:
    """The element itself and all above it."""
    while element is not None:
        yield element
        element = element.getparent()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where text stands: the box, and what is above it."""

    box: Any
    kind: Kind
    zones: frozenset[str]
    names: Names


@dataclass(frozen=True, slots=True)
class _Type:
    """How text is set."""

    link: bool = False
    bold: bool = False
    slanted: bool = False


@dataclass(slots=True)
class _Run:
    parts: list[str] = field(default_factory=list)
    links: int = 0
    link_chars: int = 0
    bold_chars: int = 0
    slanted_chars: int = 0


class _Reader:
    """Walks a tree of bounded depth (document.py) and cuts its text into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._run = _Run()
        self._after_rule = False

    def walk(self, element: Any, place: _Place, type_: _Type) -> None:
        self._add(element.text, type_)
        breaks = 0
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _SKIPPED:
                pass
            elif tag == "br":
                breaks += 1
                self._run.parts.append(" ")
                if breaks >= 2:
                    self.flush(place)
            elif tag in _INLINE or ("-" in tag and place.kind in ("paragraph", "heading", "item")):
                self._run.links += tag == "a"
                self.walk(child, place, _TYPES[tag](type_) if tag in _TYPES else type_)
                breaks = 0
            else:
                self.flush(place)
                self._after_rule = self._after_rule or tag == "hr"
                within = _enter(place, child)
                self.walk(child, within, type_)
                self.flush(within)
                breaks = 0
            if child.tail and not child.tail.isspace():
                breaks = 0
            self._add(child.tail, type_)

    def flush(self, place: _Place) -> None:
        """Ends the block under way."""
        run = self._run
        if not run.parts:
            return
        text = one_line("".join(run.parts))
        if text:
            self.blocks.append(
                Block(
                    index=len(self.blocks),
                    text=text,
                    kind=place.kind,
                    tag=place.box.tag,
                    box=place.box,
                    zones=place.zones,
                    names=place.names,
                    links=run.links,
                    link_chars=run.link_chars,
                    bold_chars=run.bold_chars,
                    slanted_chars=run.slanted_chars,
                    after_rule=self._after_rule,
                )
            )
            self._after_rule = False
        self._run = _Run()

    def _add(self, text: str | None, type_: _Type) -> None:
        if not text:
            return
        run = self._run
        run.parts.append(text)
        if type_.link or type_.bold or type_.slanted:
            size = len(text.strip())
            run.link_chars += size * type_.link
            run.bold_chars += size * type_.bold
            run.slanted_chars += size * type_.slanted


_TYPES: dict[str, Callable[[_Type], _Type]] = {
    "a": lambda type_: replace(type_, link=True),
    "b": lambda type_: replace(type_, bold=True),
    "strong": lambda type_: replace(type_, bold=True),
    "i": lambda type_: replace(type_, slanted=True),
    "em": lambda type_: replace(type_, slanted=True),
}


def _enter(place: _Place, element: Any) -> _Place:
    """The place of text inside a block-level element."""
    tag = element.tag
    look = element.get("class") or ""
    words = f"{look} {element.get('id') or ''} {element.get('data-testid') or ''}".strip()
    names, zones = place.names, place.zones
    if words or tag in _ZONES:
        names = (*names, (f"<{tag}> {_DIGITS.sub('', look)}", f"<{tag}> {words.lower()}"))
    if tag in _ZONES:
        zones = zones | {tag}
    if _is_hidden(element):
        zones = zones | {"hidden"}
    if tag == "td" and any(len(text) >= PROSE_CHARS for text in element.itertext()):
        return _Place(element, "other", zones - {"table"}, names)  # a table that lays out the page
    kept = place.kind in ("item", "quote", "cell", "caption")
    kind = place.kind if kept and (tag == "p" or tag not in _KINDS) else _KINDS.get(tag, "other")
    return _Place(element, kind, zones, names)


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _HIDDEN.search(style))
