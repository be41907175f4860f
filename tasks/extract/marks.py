"""The marks of each block of a page: plain yes/no words on its shape.

A mark never names a site: it is a length, a share of links, a place, a kind of element, a word that page builders use
in class names the world over, or the agreement of another reading of the page (trafilatura, JSON-LD articleBody).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from tasks.extract.blocks import Block
from tasks.extract.boxes import Boxes
from tasks.extract.core import SOLID_CHARS, Core, Readings, read_core, signature
from tasks.extract.notices import ADDRESS, LABEL

HOME_SHARES = (0.02, 0.1, 0.4)
LENGTHS = (15, 30, 50, 80, 140, 300)
SHORT = 80
CREDIT_CHARS = 400
DECK_REACH = 8
FAR = 6
LATE = 0.9
MARGIN_BEFORE = 12
MARGIN_AFTER = 60
SENTENCE_END = re.compile(r"""[.!?…]["'”’»)\]]*$""")
_INNER_STOP = re.compile(r"""[.!?]["'”’)]*\s+["'“‘(]?[A-ZÀ-ÞА-Я]""")
_DATE = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_SIGN_UP = re.compile(r"newsletter|sign-?up|subscri|/account|/login|/register|donat|mailto:")
_CREDIT = re.compile(
    r"\b(?:getty|reuters|afp|shutterstock|photo(?:graph)?s?(?: by|:|/)|image:|courtesy of|credit:)|©|/ap\b"
)
_LEGAL = ("all rights reserved", "privacy policy", "terms of use", "terms of service")

PAIRS = (
    ("links_all", "no_sentence"),
    ("links_half", "label"),
    ("links_all", "sentence"),
    ("kind_paragraph", "sentence"),
    ("kind_paragraph", "no_sentence"),
    ("kind_item", "links_none"),
    ("kind_item", "links_all"),
    ("kind_heading", "next_solid_1"),
    ("kind_heading", "next_solid_far"),
    ("kind_heading", "links_all"),
    ("kind_other", "no_sentence"),
    ("kind_other", "second"),
    ("deck", "under_headline"),
    ("deck", "outside"),
    ("is_description", "under_headline"),
    ("under_headline", "sentence"),
    ("after", "author_first"),
    ("after", "second"),
    ("after", "sentence"),
    ("within", "sentence"),
    ("within", "second"),
    ("before", "second"),
    ("before", "author_named"),
    ("within", "furniture"),
    ("inside", "look_2"),
    ("second", "home_2"),
    ("stated", "second"),
    ("stated", "inside"),
    ("not_stated", "second"),
    ("not_stated", "within"),
    ("zone_ul", "near_home"),
    ("kind_quote", "sentence"),
    ("zone_table", "kind_cell"),
    ("zone_hidden", "second"),
    ("late", "author_named"),
    ("late", "address"),
    ("late", "slanted"),
    ("late", "no_sentence"),
    ("late", "label"),
    ("late", "links_few"),
    ("late", "links_half"),
    ("late", "after_rule"),
    ("links_all", "label"),
    ("label", "capitals"),
    ("right_under_headline", "links_none"),
    ("slanted", "links_few"),
    ("slanted", "before"),
)
_PAIRED = {one: [(other, f"{one}+{other}") for first, other in PAIRS if first == one] for one in dict(PAIRS)}


def marks(blocks: Sequence[Block], readings: Readings) -> list[list[str]]:
    """The marks of each block of a page; none for blocks far from its text, which nobody asks about."""
    if not blocks:
        return []
    core = read_core(blocks, readings)
    boxes = Boxes(blocks, core.paragraphs)
    near = _near(blocks, core.solid)
    start = (min(core.headline, core.first) if core.headline >= 0 else core.first) - MARGIN_BEFORE
    end = core.last + MARGIN_AFTER if core.paragraphs else len(blocks)
    found: list[list[str]] = []
    for index, block in enumerate(blocks):
        if core.paragraphs and not start <= index <= end:
            found.append([])
            continue
        own = _own_marks(block, readings)
        own += core.naming.marks(block.named)
        own += boxes.marks(block)
        own += near[index]
        own += _place_marks(index, core)
        own += _look_marks(block, core)
        if core.agreed[index]:
            own.append("second")
        if core.stated:
            own.append("stated" if index in core.stated else "not_stated")
        if core.seen[block.key] > 1:
            own.append("repeated")
        found.append(own + _pairs(own))
    return found


def _place_marks(index: int, core: Core) -> list[str]:
    """Marks of where a block stands: towards the core of the text, and towards the headline."""
    own = ["inside" if index in core.inside else "outside"]
    own.append("before" if index < core.first else "after" if index > core.last else "within")
    if index > core.last:
        own.append("after_1" if index == core.last + 1 else "after_few" if index <= core.last + 4 else "after_far")
    total = core.sizes_before[-1]
    if total and core.sizes_before[index] >= LATE * total:
        own.append("late")
    if core.headline >= 0 and core.headline < index < core.first and index - core.headline <= DECK_REACH:
        own.append("under_headline")
        if index == core.headline + 1:
            own.append("right_under_headline")
    if index < core.first and core.first - index <= 2:
        own.append("just_before")
    return own


def _look_marks(block: Block, core: Core) -> list[str]:
    """Marks of how much of the core stands in boxes like the block's own."""
    parent = block.box.getparent()
    own = [f"home_{level}" for level in _levels(core.homes.get(signature(parent), 0.0))]
    own += [f"look_{level}" for level in _levels(core.looks.get(signature(block.box), 0.0))]
    grand = parent.getparent() if parent is not None else None
    if grand is not None and core.homes.get(signature(grand), 0.0) > HOME_SHARES[1]:
        own.append("near_home")
    return own


def _own_marks(block: Block, readings: Readings) -> list[str]:
    """Marks of a block's text and kind."""
    text, size = block.text, len(block.text)
    own = [f"kind_{block.kind}", f"size_{bisect_right(LENGTHS, size)}"]
    density = block.link_density
    own.append("links_" + ("none" if density == 0 else "few" if density < 0.25 else "half" if density < 0.7 else "all"))
    own.append("sentence" if SENTENCE_END.search(text) else "no_sentence")
    if _INNER_STOP.search(text):
        own.append("sentences")
    if text.isupper() and size > 8:
        own.append("capitals")
    if block.bold_chars >= 0.9 * size:
        own.append("bold")
    if block.slanted_chars >= 0.9 * size:
        own.append("slanted")
    if block.after_rule:
        own.append("after_rule")
    if LABEL.match(text):
        own.append("label")
    if size < SHORT and _DATE.search(text):
        own.append("dated")
    if size < SHORT and _CLOCK.search(text):
        own.append("clock")
    if ADDRESS.search(text):
        own.append("address")
    if size < CREDIT_CHARS and _CREDIT.search(text.lower()):
        own.append("credit")
    if "©" in text or any(words in block.key for words in _LEGAL) or "copyright" in block.key.split():
        own.append("legal")
    if block.links and any(_SIGN_UP.search((link.get("href") or "").lower()) for link in block.box.iter("a")):
        own.append("sign_up_link")
    return own + _known_marks(block, readings) + [f"zone_{zone}" for zone in block.zones]


def _known_marks(block: Block, readings: Readings) -> list[str]:
    """Marks of what the block says that is known from elsewhere: authors, headline, description."""
    key, own = block.key, []
    if any(name in key for name in readings.authors):
        own.append("author_named")
        if any(key.startswith(name) for name in readings.authors):
            own.append("author_first")
    if key and key == readings.title:
        own.append("is_title")
    if key in readings.descriptions or (
        len(block.text) >= SOLID_CHARS and any(other.startswith(key[:SOLID_CHARS]) for other in readings.descriptions)
    ):
        own.append("is_description")
    return own


def _near(blocks: Sequence[Block], solid: Sequence[bool]) -> list[list[str]]:
    """Marks of what stands before and after each block: how far the next solid block is, and the direct neighbour."""
    found: list[list[str]] = [[] for _ in blocks]
    for side, order, step in (("prev", range(len(blocks)), -1), ("next", range(len(blocks) - 1, -1, -1), 1)):
        distance = FAR
        for index in order:
            distance += 1
            level = str(distance) if distance <= 2 else "few" if distance < FAR else "far"
            found[index].append(f"{side}_solid_{level}")
            if solid[index]:
                distance = 0
            neighbour = index + step
            if 0 <= neighbour < len(blocks):
                other = blocks[neighbour]
                if other.link_density > 0.7:
                    found[index].append(f"{side}_links")
                if other.kind == "heading":
                    found[index].append(f"{side}_heading")
                if other.box.getparent() is blocks[index].box.getparent():
                    found[index].append(f"{side}_sibling")
    return found


def _pairs(own: Sequence[str]) -> list[str]:
    """Marks that mean something else together than each alone."""
    have = set(own)
    return [name for one in have.intersection(_PAIRED) for other, name in _PAIRED[one] if other in have]


def _levels(share: float) -> list[int]:
    return [level for level, limit in enumerate(HOME_SHARES) if share >= limit]
