"""Bytes of a page to one parsed document, within bounds."""

import codecs
import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from charset_normalizer import from_bytes
from lxml import html
from lxml.etree import ElementDefaultClassLookup, ParserError, XPath, strip_elements

MAX_BYTES = 20_000_000
MAX_ELEMENTS = 50_000
MAX_DEPTH = 200
MAX_TEXT = 1_000_000
MAX_ATTRIBUTES = 2_000

_MAGIC = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"BM",
    b"\x00\x00\x01\x00",
)
_CONTROL = bytes([*range(1, 9), *range(14, 32)])
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{8000,}")
_ATTRIBUTE = re.compile(r"""\s[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)""")
_TAG = re.compile(r"<[a-zA-Z!/?]")
_UNSEEN = ("script", "style", "svg", "iframe", "template")
_TOO_DEEP = XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
_PARSER = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, collect_ids=False)
_PARSER.set_element_class_lookup(
    ElementDefaultClassLookup(element=html.HtmlElement)
)  # lxml's own asks Python each time


class Unreadable(Exception):
    """The page cannot become a document; `outcome` is the word, the message a plain sentence."""

    def __init__(self, outcome: str, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


@dataclass(frozen=True)
class Document:
    """A parsed page: its address, its tree without scripts, and the JSON-LD and the state (JSON) that stood in those.

    The elements are held so that they are not made anew each time; calls_live says that live-blog posts are marked.
    """

    url: str
    tree: Any
    elements: tuple[Any, ...]
    json_ld: tuple[str, ...]
    states: tuple[str, ...]
    calls_live: bool


def decode(body: bytes, content_type: str | None) -> str:
    """The text of a body: by BOM, else as UTF-8 where it is that, else as declared, else by its letters.

    Valid UTF-8 with multi-byte characters is taken as such whatever is declared, as servers that lie are common.
    Raises Unreadable for an empty body, a too large one, and for bytes that are no text.
    """
    if not body.strip(b" \t\r\n\x00"):
        raise Unreadable("empty", "The page has no content.")
    if len(body) > MAX_BYTES:
        raise Unreadable("too_large", f"The page has {len(body):,} bytes, more than the {MAX_BYTES:,} allowed.")
    if body.startswith(_MAGIC):
        raise Unreadable("not_html", "The page is an image, an archive or another binary file, not text.")
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace").replace("\x00", "")
    head = body[:4096]
    if head.count(0) > len(head) // 4:
        little = head[1::2].count(0) > head[::2].count(0)
        return body.decode("utf-16-le" if little else "utf-16-be", "replace").replace("\x00", "")
    if len(head) - len(head.translate(None, _CONTROL)) > len(head) // 10:
        raise Unreadable("not_html", "The page is a binary file, not text.")
    try:
        return body.replace(b"\x00", b"").decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(body, content_type).replace("\x00", "")


def check_length(text: str) -> None:
    """Raises Unreadable where a text is too long to be an article."""
    if len(text) > MAX_TEXT:
        raise Unreadable("too_large", f"The text has {len(text):,} characters, more than the {MAX_TEXT:,} allowed.")


def parse(markup: str, url: str) -> Document:
    """The document of a page's markup.

    Raises Unreadable where there is no markup in it, or more of it than can be read in bounded time.
    """
    if not _TAG.search(markup, 0, 100_000):
        raise Unreadable("not_html", "The page has no HTML in it.")
    if markup.count("=") > 20 * markup.count("<") + MAX_ATTRIBUTES and any(
        tag[0].count("=") > MAX_ATTRIBUTES and len(_ATTRIBUTE.findall(tag[0])) > MAX_ATTRIBUTES
        for tag in _LONG_TAG.finditer(markup)
    ):
        raise Unreadable("broken", f"The page has an element with more than {MAX_ATTRIBUTES:,} attributes.")
    try:
        tree = html.document_fromstring(markup.encode("utf-8", "replace"), parser=_PARSER)
    except (ParserError, ValueError) as error:
        raise Unreadable("broken", "The page's HTML cannot be parsed.") from error
    scripts = [((script.get("type") or "").lower(), script) for script in tree.iter("script")]
    json_ld = tuple(script.text for kind, script in scripts if "ld+json" in kind and script.text)
    states = tuple(script.text for kind, script in scripts if kind.startswith("application/json") and script.text)
    strip_elements(tree, *_UNSEEN, with_tail=False)
    return Document(
        url=url,
        tree=tree,
        elements=_elements_within_bounds(tree, markup),
        json_ld=json_ld,
        states=states,
        calls_live="liveBlogUpdate" in markup,
    )


def declared_charset(body: bytes, content_type: str | None) -> str | None:
    """The encoding that the HTTP header or the page's head declares, lower case; None where neither does."""
    header = _HEADER_CHARSET.search(content_type or "")
    meta = None if header else _DECLARED.search(body[:4096])
    return (header[1] if header else meta[1].decode("ascii", "replace") if meta else "").lower() or None


def _decode_legacy(body: bytes, content_type: str | None) -> str:
    header = _HEADER_CHARSET.search(content_type or "")
    meta = _DECLARED.search(body[:8192])
    declared = [m for m in (header and header[1], meta and meta[1].decode("ascii", "replace")) if m]
    for encoding in declared:
        try:
            codec = codecs.lookup(encoding).name
        except LookupError:
            continue
        if codec == "utf-8" and body.decode("utf-8", "ignore").count("\ufffd") == 0 and _nearly_utf8(body):
            return body.decode("utf-8", "replace")
        if codec != "utf-8":
            return body.decode("cp1252" if codec in ("iso8859-1", "ascii") else codec, "replace")
    if _nearly_utf8(body):
        return body.decode("utf-8", "replace")
    guess = from_bytes(body[:65_536], steps=3, chunk_size=4096).best()
    return body.decode(guess.encoding if guess else "cp1252", "replace")


def _nearly_utf8(body: bytes) -> bool:
    """Whether most of the non-ASCII bytes belong to valid UTF-8 (a cut or one bad byte does not count against it)."""
    high = sum(byte > 127 for byte in body[:65_536])
    bad = body[:65_536].decode("utf-8", "replace").count("\ufffd")
    return bad * 5 < high


def _elements_within_bounds(tree: Any, markup: str) -> tuple[Any, ...]:
    elements = tuple(islice(tree.iter(), MAX_ELEMENTS + 1))
    if len(elements) > MAX_ELEMENTS:
        raise Unreadable("too_large", f"The page has more than {MAX_ELEMENTS:,} elements.")
    if len(markup) > MAX_TEXT:
        size = sum(len(element.tail or "") + len(element.text or "") for element in elements)
        if size > MAX_TEXT:
            raise Unreadable("too_large", f"The page has more than {MAX_TEXT:,} characters of text.")
    if _TOO_DEEP(tree):
        raise Unreadable("broken", f"The page's elements are nested more than {MAX_DEPTH} deep.")
    return elements
