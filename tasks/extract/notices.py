"""Blocks in which a publisher speaks of the page and not in the story: rights, corrections, advertising, appeals.

A correction repeats what was wrong, so that its figures would be read as the story's.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tasks.extract.blocks import Block

LABEL = re.compile(r"^[^.!?]{2,40}:\s")
NOTE_CHARS = 400
APPEAL_CHARS = 300
ADDRESS = re.compile(r"https?://|www\.|@\w|©|\.com\b")


def is_notice(block: Block) -> bool:
    """Whether a block at an end of the text is no part of it."""
    known, key = _patterns(), block.key
    if known["rights"].search(key) or known["paid"].search(key) or known["notes"].match(key):
        return True
    return bool(LABEL.match(block.text) and known["labels"].match(key)) or is_appeal(block)


def is_appeal(block: Block) -> bool:
    """Whether a short block asks its reader to subscribe, follow or give, and says where."""
    return bool(block.links or ADDRESS.search(block.text)) and asks(block)


def asks(block: Block) -> bool:
    """Whether a short block has words of an appeal, which may stand in a story too."""
    return len(block.text) <= APPEAL_CHARS and bool(_patterns()["appeals"].search(block.key))


def tells_of_author(block: Block, authors: Sequence[str]) -> bool:
    """Whether a block is about one of the authors (folded names): begins with the name, or has an address with it."""
    named = tuple(f"{name} " for name in authors if name and name in block.key)
    if not named or len(block.text) > NOTE_CHARS:
        return False
    speaks = LABEL.match(block.text)  # in a transcript
    return (block.key.startswith(named) and not speaks) or bool(ADDRESS.search(block.text))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads((Path(__file__).parent / "lexicon" / "notices.toml").read_text("utf-8"))
    return {name: re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b") for name, words in table.items()}
