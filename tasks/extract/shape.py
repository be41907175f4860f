"""Which blocks of a page are its article's text, by what their marks say together.

Each mark (marks.py) has one weight in shape.toml; a block is text when its weights add up to more than nought.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tasks.extract.blocks import Block
from tasks.extract.core import SOLID_CHARS, Readings
from tasks.extract.marks import SENTENCE_END, marks
from tasks.extract.notices import LABEL, asks

LINK_SLACK = 3
HEADING_REACH = 2
NEVER = frozenset({"role", "own_caption", "sign_up_box"})
ASKING = frozenset({"form_box", "sign_up_link"})
STRANGE = frozenset({"caption", "furniture", "embed", "person_named", "credit", "slanted"})
STRANGE_AT_ENDS = frozenset({"author_named", "address", "links_few", "after_rule", "not_stated"})


@cache
def _weights() -> Mapping[str, int]:
    """Weight of each mark, from shape.toml, in hundredths: sums of whole numbers do not depend on their order."""
    table = tomllib.loads((Path(__file__).parent / "shape.toml").read_text("utf-8"))
    return {name: round(100 * weight) for name, weight in table["weights"].items()}


def judge(blocks: Sequence[Block], readings: Readings) -> tuple[list[Block], list[Block]]:
    """The blocks that are the article's text, and those that are captions of its pictures."""
    table = _weights()
    found = marks(blocks, readings)
    taken = [
        bool(own)
        and NEVER.isdisjoint(own)
        and not _points_elsewhere(block)
        and (ASKING.isdisjoint(own) or not asks(block))
        and (table["always"] + sum(table.get(mark, 0) for mark in own) > 0 or _belongs(block, set(own)))
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
        and (own.isdisjoint({"before", "after", "late"}) or own.isdisjoint(STRANGE_AT_ENDS))
    )


def _points_elsewhere(block: Block) -> bool:
    """Whether a block only leads elsewhere: a label and a link ("Read also: …"), or a link that is no sentence."""
    if block.kind in ("heading", "item") or not block.links:
        return False
    label = LABEL.match(block.text)
    unlinked = len(block.text) - block.link_chars
    if label and unlinked <= label.end() + LINK_SLACK:
        return True
    return unlinked <= LINK_SLACK and not SENTENCE_END.search(block.text)


def _heads(index: int, blocks: Sequence[Block], own: Sequence[str], taken: Sequence[bool]) -> bool:
    """Whether a block is the heading of a paragraph that is text."""
    if not {"kind_heading", "within", "inside"}.issubset(own) or not {"furniture", "links_all"}.isdisjoint(own):
        return False
    below = range(index + 1, min(len(blocks), index + HEADING_REACH + 1))
    return any(taken[other] and len(blocks[other].text) >= SOLID_CHARS for other in below)
