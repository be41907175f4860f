"""The article's text and photo captions out of a parsed page.

Every block of the page is judged by its shape, with trafilatura's reading of the same tree and the page's own
articleBody as further evidence (shape.py). Where the page's elements hold hardly any text, articleBody is the text, or
the state that the page hands its scripts.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

import trafilatura
from lxml import html
from lxml.etree import ParserError

from tasks.extract.blocks import Block
from tasks.extract.core import SOLID_LINKS, Readings
from tasks.extract.document import Document
from tasks.extract.metadata import Metadata, strings
from tasks.extract.notices import is_notice, tells_of_author
from tasks.extract.people import is_by_line, is_desk_line
from tasks.extract.plain import is_fragment
from tasks.extract.repair import fold, one_line, paragraphs
from tasks.extract.shape import judge
from tasks.extract.state import state_paragraphs

for _name in ("trafilatura", "htmldate"):  # they speak of each page without text or date, which has its outcome
    logging.getLogger(_name).setLevel(logging.CRITICAL)

STATED_BODY_CHARS = 400
HARDLY = 1000
CAPTION_CHARS = (20, 600)
CAPTION_REACH = 12
REPEATED_CHARS = 50
REPEATED_SENTENCE = 30
MOST_COMPARED = 100_000_000
NOTICE_CHARS = 40
MAX_SECOND = 10_000
LONG_CHARS = 140
HEAD_BLOCKS = 6
LINKED = 0.9
_RUN_ON = re.compile(r"(?<=[a-z0-9][.!?])(?=[A-ZÀ-Þ][a-zà-ÿ])")  # a credit spaced by style sheets only
_SENTENCE_BREAK = re.compile(r"""(?<=[.!?…])["'”’)]*\s+""")
_LEGAL = re.compile(r"(?:©|\(c\)|copyright\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Body:
    """Clean paragraphs in reading order, captions, and the index of the first block of text among the page's blocks."""

    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    first: int


def read_body(
    document: Document, metadata: Metadata, blocks: Sequence[Block], title: str | None, authors: Sequence[str]
) -> Body:
    """The paragraphs of the page's article and the captions of its pictures."""
    body = stated_body(metadata)
    readings = other_readings(document, metadata, blocks, body, title, authors)
    text, captions = judge(blocks, readings)
    kept = _without_repeats(_without_ends(text, readings))
    stated = body or (state_paragraphs(document.states, title) if _size(kept) < HARDLY else [])
    if _size(stated) > 2 * max(_size(kept), STATED_BODY_CHARS // 2):
        kept = stated
    elif not kept:
        kept = _sentences(blocks, readings)
    return Body(
        paragraphs=tuple(kept),
        captions=tuple(_caption_lines(captions, text, set(kept))),
        first=next((block.index for block in text if len(block.text) >= LONG_CHARS), len(blocks)),
    )


def _size(lines: Sequence[str]) -> int:
    return sum(map(len, lines))


def other_readings(
    document: Document,
    metadata: Metadata,
    blocks: Sequence[Block],
    body: Sequence[str],
    title: str | None,
    authors: Sequence[str],
) -> Readings:
    """What else is known of the page and its text, for shape.judge; `body` is its articleBody."""
    keys = {block.text: block.key for block in blocks}  # most of trafilatura's lines are blocks
    second = [keys.get(line) or fold(one_line(line)) for line in _second_opinion(document)]
    return Readings(
        title=fold(title or ""),
        authors=tuple(fold(name) for name in authors),
        descriptions=_descriptions(metadata),
        second=frozenset(second) - {""},
        second_text=" ".join(key for key in second if key),
        stated_body=fold(" ".join(body)),
    )


def _sentences(blocks: Sequence[Block], readings: Readings) -> list[str]:
    """What trafilatura took and is no row of links: for short notices, which have hardly any shape."""
    unlinked = (block for block in blocks if block.link_density < SOLID_LINKS and len(block.text) >= NOTICE_CHARS)
    return _without_repeats([block for block in unlinked if block.key in readings.second])


def _second_opinion(document: Document) -> list[str]:
    """Trafilatura's reading of the page, by line; none of a page so large that it would take long."""
    if len(document.elements) > MAX_SECOND:
        return []
    found = trafilatura.bare_extraction(
        document.tree,
        url=document.url,
        fast=True,
        favor_recall=True,  # the shape of each block is the judge of precision
        include_comments=False,
        include_tables=False,
    )
    text: str = getattr(found, "text", None) or ""
    return text.split("\n")


def stated_body(metadata: Metadata) -> list[str]:
    """The paragraphs of the longest articleBody of the page's JSON-LD; none where that is a teaser."""
    bodies = (body for node in metadata.articles for body in strings(node.get("articleBody")))
    longest = max(bodies, key=len, default="")
    if len(longest) < STATED_BODY_CHARS:
        return []
    if "</" in longest or "&" in longest:
        try:
            longest = str(html.fromstring(f"<div>{longest}</div>").text_content())
        except (ParserError, ValueError):
            return []
    return paragraphs(longest)


def _descriptions(metadata: Metadata) -> frozenset[str]:
    stated = [v for key in ("description", "og:description", "twitter:description") for v in metadata.meta.get(key, ())]
    stated += [v for node in metadata.articles for v in strings(node.get("description"))]
    return frozenset(fold(value) for value in stated) - {""}


def _without_ends(text: Sequence[Block], readings: Readings) -> list[Block]:
    """The blocks of the text without headline, byline, date and notices above it, and without what trails it."""
    head = [block for block in text[:HEAD_BLOCKS] if not _leads(block, readings)]
    found = [*head, *text[HEAD_BLOCKS:]]
    while len(found) > 1 and _trails(found[-1], readings.authors):
        found.pop()
    return found


def _leads(block: Block, readings: Readings) -> bool:
    """Whether a first block is no text: the headline, a byline, a notice."""
    return block.key == readings.title or is_by_line(block.text) or is_notice(block)


def _trails(block: Block, authors: Sequence[str]) -> bool:
    """Whether a last block is no text: a heading, a button, a link, a copyright or agency line, a notice."""
    if block.kind == "heading" or _LEGAL.match(block.text) or is_desk_line(block.text):
        return True
    if is_notice(block) or tells_of_author(block, authors):
        return True
    return block.link_density > LINKED if block.kind == "item" else is_fragment(block.text)


def _without_repeats(blocks: Sequence[Block]) -> list[str]:
    """The texts, each once, and none whose every sentence stands in other blocks: summaries, pull quotes, captions."""
    kept: dict[int, str] = {}
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if block.key and (block.key not in seen or len(block.key) < REPEATED_CHARS):
            kept[index] = block.key
        seen.add(block.key)
    whole = "\n".join(["", *kept.values(), ""])
    for index in tuple(kept) if len(kept) * len(whole) <= MOST_COMPARED else ():
        sentences = _sentences_of(blocks[index])
        if not sentences or whole.count(sentences[0]) < 2:
            continue
        others = whole.replace(f"\n{kept[index]}\n", "\n", 1)
        if all(sentence in others for sentence in sentences):
            del kept[index]
            whole = others
    return [blocks[index].text for index in kept]


def _sentences_of(block: Block) -> list[str]:
    """The sentences of a block, folded; none where it is a heading, or short, or one of them is."""
    if block.kind == "heading" or len(block.text) < REPEATED_CHARS:
        return []
    sentences = [sentence for sentence in map(fold, _SENTENCE_BREAK.split(block.text)) if sentence]
    return sentences if all(len(sentence) >= REPEATED_SENTENCE for sentence in sentences) else []


def _caption_lines(captions: Sequence[Block], text: Sequence[Block], kept: set[str]) -> list[str]:
    """Captions that stand in or near the text, once each."""
    if not text:
        return []
    low, high = text[0].index - CAPTION_REACH, text[-1].index + CAPTION_REACH
    shortest, longest = CAPTION_CHARS
    lines = (_RUN_ON.sub(" ", block.text) for block in captions if low <= block.index <= high)
    return list(dict.fromkeys(line for line in lines if shortest <= len(line) <= longest and line not in kept))
