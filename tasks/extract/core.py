"""Where the text of a page stands: its certain paragraphs (the core), the element that holds them, and their looks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from tasks.extract.blocks import Block, Named, ancestors, named_above
from tasks.extract.naming import Naming

SOLID_CHARS = 70
SOLID_LINKS = 0.4
CORE_SHARE = 0.3
STATED_SHARE = 0.7
AGREED_CHARS = 25
AGREED_WEIGHT = 3
_NO_PARAGRAPH = frozenset({"heading", "caption", "cell"})


@dataclass(frozen=True)
class Readings:
    """What else is known of the page, folded: headline, authors, descriptions, two other readings of its text."""

    title: str
    authors: tuple[str, ...]
    descriptions: frozenset[str]
    second: frozenset[str]
    second_text: str
    stated_body: str


@dataclass(frozen=True)
class Core:
    """What the marks of a block need to know of its page; sequences are by block, `paragraphs` the core's indexes.

    `first` and `last` are the ends of the core; `sizes_before` counts its characters before each block; `homes` and
    `looks` are shares of them by the look of the box around a block's own, and by that of its own.
    """

    seen: Counter[str]
    agreed: Sequence[bool]
    solid: Sequence[bool]
    naming: Naming
    inside: frozenset[int]
    paragraphs: Sequence[int]
    stated: frozenset[int]
    headline: int
    first: int
    last: int
    sizes_before: Sequence[int]
    homes: Mapping[str, float]
    looks: Mapping[str, float]


def read_core(blocks: Sequence[Block], readings: Readings) -> Core:
    """The core of a page that has blocks."""
    agreed = [_agrees(block.key, readings) for block in blocks]
    naming = Naming(_look_shares(blocks, agreed))
    solid = [_is_solid(block, naming) for block in blocks]
    inside = _container(blocks, solid, agreed)
    core = _core(blocks, [index for index in sorted(inside) if solid[index]], agreed)
    in_core = set(core)
    return Core(
        seen=Counter(block.key for block in blocks),
        agreed=agreed,
        solid=solid,
        naming=naming,
        inside=inside,
        paragraphs=core,
        stated=_stated(blocks, core, readings),
        headline=_headline(blocks, readings.title),
        first=core[0] if core else len(blocks),
        last=core[-1] if core else -1,
        sizes_before=list(
            accumulate((len(block.text) if block.index in in_core else 0 for block in blocks), initial=0)
        ),
        homes=_shares(blocks, core, lambda block: signature(block.box.getparent())),
        looks=_shares(blocks, core, lambda block: signature(block.box)),
    )


def signature(element: Any) -> str:
    """The look of an element: its tag and class."""
    return "" if element is None else f"{element.tag} {element.get('class') or ''}"


def _may_be_solid(block: Block) -> bool:
    return len(block.text) >= SOLID_CHARS and block.link_density < SOLID_LINKS


def _is_solid(block: Block, naming: Naming) -> bool:
    """Whether a block looks like a paragraph by itself."""
    if not _may_be_solid(block) or block.kind in _NO_PARAGRAPH:
        return False
    names = naming.marks(block.named)
    return "furniture" not in names and "caption" not in names


def _look_shares(blocks: Sequence[Block], agreed: Sequence[bool]) -> dict[str, float]:
    """The share of a page's paragraphs under elements of each look, counted more where the other reading agrees."""
    looks: dict[Named | None, frozenset[str]] = {}
    sizes: Counter[str] = Counter()
    total = 1
    for block, is_agreed in zip(blocks, agreed, strict=True):
        if not _may_be_solid(block):
            continue
        weight = len(block.text) * (AGREED_WEIGHT if is_agreed else 1)
        total += weight
        if block.named not in looks:
            looks[block.named] = frozenset(named.look for named in named_above(block))
        for look in looks[block.named]:
            sizes[look] += weight
    return {look: size / total for look, size in sizes.items()}


def _headline(blocks: Sequence[Block], title: str) -> int:
    """The index of the headline: the h1 that is the title, else the first block that is; -1 where none is."""
    alike = [block for block in blocks if block.key and block.key == title]
    return next((block.index for block in alike if block.tag == "h1"), alike[0].index if alike else -1)


def _container(blocks: Sequence[Block], solid: Sequence[bool], agreed: Sequence[bool]) -> frozenset[int]:
    """The blocks under the deepest element that holds most of the solid text."""
    sizes: Counter[Any] = Counter()
    boxes = [block for block, is_solid in zip(blocks, solid, strict=True) if is_solid]
    if not boxes:
        return frozenset()
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
    return frozenset(block.index for block in blocks if block.box in inside)


def _agrees(key: str, readings: Readings) -> bool:
    return bool(key) and (key in readings.second or (len(key) >= AGREED_CHARS and key in readings.second_text))


def _core(blocks: Sequence[Block], solid: Sequence[int], agreed: Sequence[bool]) -> list[int]:
    """The solid blocks that both readings take for text; all of them where trafilatura took hardly any."""
    both = [index for index in solid if agreed[index]]
    size = sum(len(blocks[index].text) for index in solid)
    return both if sum(len(blocks[index].text) for index in both) >= CORE_SHARE * size else list(solid)


def _stated(blocks: Sequence[Block], core: Sequence[int], readings: Readings) -> frozenset[int]:
    """The blocks that stand in the page's own articleBody; none where that leaves out much of the core."""
    if not readings.stated_body:
        return frozenset()
    long = (block for block in blocks if len(block.key) >= AGREED_CHARS)
    found = frozenset(block.index for block in long if block.key[:80] in readings.stated_body)
    size = sum(len(blocks[index].text) for index in core)
    whole = sum(len(blocks[index].text) for index in core if index in found) >= STATED_SHARE * size
    return found if whole else frozenset()


def _shares(blocks: Sequence[Block], core: Sequence[int], of: Any) -> dict[str, float]:
    sizes: Counter[str] = Counter()
    for index in core:
        sizes[of(blocks[index])] += len(blocks[index].text)
    total = sum(sizes.values()) or 1
    return {key: size / total for key, size in sizes.items()}
