"""The shape of each block of a page, as plain yes/no marks, and what the marks say together.

A mark never names a site: it is a length, a share of links, a place, a kind of element, a word that page builders use
in class names the world over, or the agreement of another reading of the page (trafilatura, JSON-LD articleBody). Each
mark has one weight in shape.toml; a block is text when its weights add up to more than nought.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from tasks.extract.blocks import Block, Names, ancestors
from tasks.extract.boxes import Boxes
from tasks.extract.repair import fold

SOLID_CHARS = 70
SOLID_LINKS = 0.4
OWN_SHARE = 0.25
MOST_SHARE = 0.9
CORE_SHARE = 0.3
STATED_SHARE = 0.7
HOME_SHARES = (0.02, 0.1, 0.4)
LENGTHS = (15, 30, 50, 80, 140, 300)
DECK_REACH = 8
FAR = 6
LINK_SLACK = 3
HEADING_REACH = 2
LATE = 0.9
MARGIN_BEFORE = 12
MARGIN_AFTER = 60
_FURNITURE = re.compile(
    r"newsletter|recommend|sponsor|advert|subscri|breadcrumb|carousel|slideshow|disclaimer|disclosure|pagination|sidebar|"
    r"outbrain|taboola|modal|(?<![a-z])(?:related|recirc|promo\w*|share\w*|sharing|social\w*|comments?|disqus|"
    r"ads?|sign-?up|paywall|tags?|topics?|keywords|footer|navigation|nav|menu|most-\w+|trending|popular|read-?more|"
    r"read-?next|more-from|widget|popup|cookie|consent|copyright|side-bar|rail|toolbar|video|player|poll|quiz|donat\w*|"
    r"rating|metadata|login|register|feedback|correction-form|skip|promotion|product|commerce|affiliate|callout|inset)"
    r"(?![a-z])"
)
_COMMENTS = re.compile(r"(?<![a-z])(?:comments?|commentlist|disqus|replies)(?![a-z])")
_PERSON = re.compile(
    r"(?<![a-z])(?:byline\w*|author\w*|bio|biography|contributor\w*|timestamp|date\w*|pub-?date|credits?)(?![a-z])"
)
_CAPTION = re.compile(r"caption|photo-?credit|image-?credit")
_DECK = re.compile(
    r"(?:dek|deck|subtitle|sub-?head(?:line)?|standfirst|strapline|excerpt|summary|description|lede?|intro|kicker)"
    r"(?![a-z])"
)
_BODY = re.compile(
    r"(?:article|story|post|entry|main|page|body|rich)[-_]*(?:inner[-_]*)?(?:body|content|text|copy)|articlebody|body-?text|prose|paragraph"
)
_EMBED = re.compile(r"twitter-tweet|instagram-media|tiktok-embed|embed|pull-?quote")
_SENTENCE_END = re.compile(r"""[.!?…]["'”’»)\]]*$""")
_INNER_STOP = re.compile(r"""[.!?]["'”’)]*\s+["'“‘(]?[A-ZÀ-ÞА-Я]""")
_DATE = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_LABEL = re.compile(r"^[^.!?]{2,40}:\s")
_ADDRESS = re.compile(r"https?://|www\.|\w@\w|(?<!\w)@\w|©|\.com\b")
_LEGAL = re.compile(r"(?i)©|\bcopyright\b|all rights reserved|privacy policy|terms of (?:use|service)")
_SIGN_UP = re.compile(r"newsletter|sign-?up|subscri|/account|/login|/register|donat|mailto:")
_CREDIT = re.compile(
    r"(?i)\b(?:getty|reuters|afp|shutterstock|photo(?:graph)?s?(?: by|:|/)|image:|courtesy of|credit:)|©|/AP\b"
)


@dataclass(frozen=True)
class Readings:
    """What else is known of the page, folded: headline, authors, descriptions, two other readings of its text."""

    title: str
    authors: tuple[str, ...]
    descriptions: frozenset[str]
    second: frozenset[str]
    second_text: str
    stated_body: str


@cache
def weights() -> Mapping[str, float]:
    """Weight of each mark, from shape.toml."""
    table = tomllib.loads((Path(__file__).parent / "shape.toml").read_text("utf-8"))
    return {name: float(weight) for name, weight in table["weights"].items()}


def judge(blocks: Sequence[Block], readings: Readings) -> tuple[list[Block], list[Block]]:
    """The blocks that are the article's text, and those that are captions of its pictures."""
    table = weights()
    found = marks(blocks, readings)
    taken = [
        bool(own)
        and NEVER.isdisjoint(own)
        and not _points_elsewhere(block)
        and (table["always"] + sum(table.get(mark, 0.0) for mark in own) > 0 or _belongs(block, set(own)))
        for block, own in zip(blocks, found, strict=True)
    ]
    kept = [is_taken or _heads(index, blocks, found[index], taken) for index, is_taken in enumerate(taken)]
    text = [block for block in blocks if kept[block.index]]
    captions = [
        block
        for block in blocks
        if not kept[block.index] and (block.kind == "caption" or "caption" in found[block.index])
    ]
    return text, captions


def _belongs(block: Block, own: set[str]) -> bool:
    """Whether a block is a plain paragraph among the text's own, whatever trafilatura made of it."""
    return (
        len(block.text) >= SOLID_CHARS
        and {"kind_paragraph", "sentence", "inside", "home_2"} <= own
        and not own.isdisjoint({"links_none", "links_few"})
        and not own.isdisjoint({"within", "just_before", "after_1"})
        and own.isdisjoint(STRANGE)
        and (own.isdisjoint({"before", "after"}) or own.isdisjoint(STRANGE_AT_ENDS))
    )


def _points_elsewhere(block: Block) -> bool:
    """Whether a block only leads elsewhere: a label and a link ("Read also: …"), or a link that is no sentence."""
    if block.kind in ("heading", "item") or not block.links:
        return False
    label = _LABEL.match(block.text)
    unlinked = len(block.text) - block.link_chars
    if label and unlinked <= label.end() + LINK_SLACK:
        return True
    return unlinked <= LINK_SLACK and not _SENTENCE_END.search(block.text)


def _heads(index: int, blocks: Sequence[Block], own: Sequence[str], taken: Sequence[bool]) -> bool:
    """Whether a block is the heading of a paragraph that is text."""
    if not {"kind_heading", "within", "inside"}.issubset(own) or not {"furniture", "links_all"}.isdisjoint(own):
        return False
    below = range(index + 1, min(len(blocks), index + HEADING_REACH + 1))
    return any(taken[other] and len(blocks[other].text) >= SOLID_CHARS for other in below)


def marks(blocks: Sequence[Block], readings: Readings) -> list[list[str]]:
    """The marks of each block of a page; none for blocks far from its text, which nobody asks about."""
    if not blocks:
        return []
    page = _page(blocks, readings)
    near = _near(blocks, page.solid)
    boxes = Boxes(blocks, page.core)
    start = (min(page.headline, page.first) if page.headline >= 0 else page.first) - MARGIN_BEFORE
    end = page.last + MARGIN_AFTER if page.core else len(blocks)
    found: list[list[str]] = []
    for index, block in enumerate(blocks):
        if page.core and not start <= index <= end:
            found.append([])
            continue
        own = _own_marks(block, page.keys[index], readings)
        own += page.named[index]
        own += boxes.marks(block)
        own += near[index]
        own += _place_marks(index, page)
        own += _look_marks(block, page)
        if page.agreed[index]:
            own.append("second")
        if page.stated:
            own.append("stated" if index in page.stated else "not_stated")
        if page.seen[page.keys[index]] > 1:
            own.append("repeated")
        found.append(own + _pairs(own))
    return found


@dataclass(frozen=True)
class _Page:
    """What the marks of a block need to know of its page; lists are by block, first and last the ends of the core."""

    keys: Sequence[str]
    seen: Counter[str]
    agreed: Sequence[bool]
    named: Sequence[list[str]]
    solid: Sequence[bool]
    inside: set[int]
    core: Sequence[int]
    stated: set[int]
    headline: int
    first: int
    last: int
    sizes_before: Sequence[int]
    homes: Mapping[str, float]
    looks: Mapping[str, float]


def _page(blocks: Sequence[Block], readings: Readings) -> _Page:
    keys = [fold(block.text) for block in blocks]
    agreed = [_agrees(key, readings) for key in keys]
    named = _named(blocks, agreed)
    solid = [_is_solid(block, names) for block, names in zip(blocks, named, strict=True)]
    inside = _container(blocks, solid, agreed)
    core = _core(blocks, [index for index in sorted(inside) if solid[index]], agreed)
    in_core = set(core)
    return _Page(
        keys=keys,
        seen=Counter(keys),
        agreed=agreed,
        named=named,
        solid=solid,
        inside=inside,
        core=core,
        stated=_stated(blocks, keys, core, readings),
        headline=_headline(blocks, keys, readings.title),
        first=core[0] if core else len(blocks),
        last=core[-1] if core else -1,
        sizes_before=list(
            accumulate((len(block.text) if block.index in in_core else 0 for block in blocks), initial=0)
        ),
        homes=_shares(blocks, core, lambda block: _signature(block.box.getparent())),
        looks=_shares(blocks, core, lambda block: _signature(block.box)),
    )


def _is_solid(block: Block, names: Sequence[str]) -> bool:
    """Whether a block looks like a paragraph by itself."""
    return (
        len(block.text) >= SOLID_CHARS
        and block.link_density < SOLID_LINKS
        and block.kind not in ("heading", "caption", "cell")
        and "furniture" not in names
        and "caption" not in names
    )


def _headline(blocks: Sequence[Block], keys: Sequence[str], title: str) -> int:
    """The index of the headline: the h1 that is the title, else the first block that is; -1 where none is."""
    alike = [index for index, key in enumerate(keys) if key and key == title]
    return next((index for index in alike if blocks[index].tag == "h1"), next(iter(alike), -1))


def _place_marks(index: int, page: _Page) -> list[str]:
    """Marks of where a block stands: towards the core of the text, and towards the headline."""
    own = ["inside" if index in page.inside else "outside"]
    own.append("before" if index < page.first else "after" if index > page.last else "within")
    if index > page.last:
        own.append("after_1" if index == page.last + 1 else "after_few" if index <= page.last + 4 else "after_far")
    total = page.sizes_before[-1]
    if total and page.sizes_before[index] >= LATE * total:
        own.append("late")
    if page.headline >= 0 and page.headline < index < page.first and index - page.headline <= DECK_REACH:
        own.append("under_headline")
        if index == page.headline + 1:
            own.append("right_under_headline")
    if index < page.first and page.first - index <= 2:
        own.append("just_before")
    return own


def _look_marks(block: Block, page: _Page) -> list[str]:
    """Marks of how much of the core stands in boxes like the block's own."""
    parent = block.box.getparent()
    own = [f"home_{level}" for level in _levels(page.homes.get(_signature(parent), 0.0))]
    own += [f"look_{level}" for level in _levels(page.looks.get(_signature(block.box), 0.0))]
    grand = parent.getparent() if parent is not None else None
    if grand is not None and page.homes.get(_signature(grand), 0.0) > HOME_SHARES[1]:
        own.append("near_home")
    return own


def _own_marks(block: Block, key: str, readings: Readings) -> list[str]:
    text, size = block.text, len(block.text)
    own = [f"kind_{block.kind}", f"size_{sum(size >= limit for limit in LENGTHS)}"]
    density = block.link_density
    own.append("links_" + ("none" if density == 0 else "few" if density < 0.25 else "half" if density < 0.7 else "all"))
    own.append("sentence" if _SENTENCE_END.search(text) else "no_sentence")
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
    if _LABEL.match(text):
        own.append("label")
    if _DATE.search(text) and size < 80:
        own.append("dated")
    if _CLOCK.search(text) and size < 80:
        own.append("clock")
    if _ADDRESS.search(text):
        own.append("address")
    if _CREDIT.search(text) and size < 400:
        own.append("credit")
    if _LEGAL.search(text):
        own.append("legal")
    if block.links and any(_SIGN_UP.search((link.get("href") or "").lower()) for link in block.box.iter("a")):
        own.append("sign_up_link")
    if any(name in key for name in readings.authors):
        own.append("author_named")
        if any(key.startswith(name) for name in readings.authors):
            own.append("author_first")
    if key and key == readings.title:
        own.append("is_title")
    if key in readings.descriptions or (
        size >= SOLID_CHARS and any(other.startswith(key[:SOLID_CHARS]) for other in readings.descriptions)
    ):
        own.append("is_description")
    own += [f"zone_{zone}" for zone in block.zones]
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
    return [f"{a}+{b}" for a, b in PAIRS if a in have and b in have]


NEVER = frozenset({"role", "own_caption"})
STRANGE = frozenset({"caption", "furniture", "embed", "person_named", "credit", "slanted"})
STRANGE_AT_ENDS = frozenset({"author_named", "address", "links_few", "after_rule", "not_stated"})
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


def _named(blocks: Sequence[Block], agreed: Sequence[bool]) -> list[list[str]]:
    """Marks from the names of the boxes above each block.

    A name that covers a large part of the page's solid text cannot mean furniture there, and is passed over; comments
    and captions may be longer than what they are on.
    """
    sizes: Counter[str] = Counter()
    total = 1
    for block, is_agreed in zip(blocks, agreed, strict=True):
        if len(block.text) >= SOLID_CHARS and block.link_density < SOLID_LINKS:
            weight = len(block.text) * (3 if is_agreed else 1)
            total += weight
            for look in {look for look, _ in block.names}:
                sizes[look] += weight
    verdicts: dict[tuple[str, str], list[str]] = {}
    together: dict[Names, list[str]] = {}
    for names in dict.fromkeys(block.names for block in blocks):
        own: set[str] = set()
        for name in names:
            if name not in verdicts:
                verdicts[name] = _name_marks(name[1], sizes[name[0]] / total)
            own.update(verdicts[name])
        nearest = verdicts[names[-1]] if names else []
        together[names] = [*sorted(own), *(f"own_{mark}" for mark in nearest)]
    return [together[block.names] for block in blocks]


def _name_marks(words: str, share: float) -> list[str]:
    own = []
    if _BODY.search(words):
        own.append("body_named")
    if share > OWN_SHARE:
        long = [mark for mark, name in (("furniture", _COMMENTS), ("caption", _CAPTION)) if name.search(words)]
        return own + long if share < MOST_SHARE else own
    if words.startswith(("<aside>", "<nav>", "<footer>", "<form>")) or _FURNITURE.search(words):
        own.append("furniture")
    if _PERSON.search(words):
        own.append("person_named")
    if _CAPTION.search(words) or words.startswith(("<figure>", "<figcaption>")):
        own.append("caption")
    if _DECK.search(words):
        own.append("deck")
    if _EMBED.search(words):
        own.append("embed")
    return own


def _container(blocks: Sequence[Block], solid: Sequence[bool], agreed: Sequence[bool]) -> set[int]:
    """The blocks under the deepest element that holds most of the solid text."""
    sizes: Counter[Any] = Counter()
    boxes = [block for block, is_solid in zip(blocks, solid, strict=True) if is_solid]
    if not boxes:
        return set()
    for block in boxes:
        weight = len(block.text) * (2 if agreed[block.index] else 1)
        for element in ancestors(block.box):
            sizes[element] += weight
    here = boxes[0].box.getroottree().getroot()
    while True:
        best = max((child for child in here if child in sizes), key=lambda child: sizes[child], default=None)
        if best is None or sizes[best] < 0.7 * sizes[here]:
            break
        here = best
    inside = set(here.iter())
    return {block.index for block in blocks if block.box in inside}


def _agrees(key: str, readings: Readings) -> bool:
    return bool(key) and (key in readings.second or (len(key) >= 25 and key in readings.second_text))


def _core(blocks: Sequence[Block], solid: Sequence[int], agreed: Sequence[bool]) -> list[int]:
    """The solid blocks that both readings take for text; all of them where trafilatura took hardly any."""
    both = [index for index in solid if agreed[index]]
    size = sum(len(blocks[index].text) for index in solid)
    return both if sum(len(blocks[index].text) for index in both) >= CORE_SHARE * size else list(solid)


def _stated(blocks: Sequence[Block], keys: Sequence[str], core: Sequence[int], readings: Readings) -> set[int]:
    """The blocks that stand in the page's own articleBody; none where that leaves out much of the core."""
    if not readings.stated_body:
        return set()
    found = {index for index, key in enumerate(keys) if len(key) >= 25 and key[:80] in readings.stated_body}
    size = sum(len(blocks[index].text) for index in core)
    return found if sum(len(blocks[index].text) for index in core if index in found) >= STATED_SHARE * size else set()


def _shares(blocks: Sequence[Block], core: Sequence[int], of: Any) -> dict[str, float]:
    sizes: Counter[str] = Counter()
    for index in core:
        sizes[of(blocks[index])] += len(blocks[index].text)
    total = sum(sizes.values()) or 1
    return {key: size / total for key, size in sizes.items()}


def _levels(share: float) -> list[int]:
    return [level for level, limit in enumerate(HOME_SHARES) if share >= limit]


def _signature(element: Any) -> str:
    return "" if element is None else f"{element.tag} {element.get('class') or ''}"
