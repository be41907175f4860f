"""An article's paragraphs in the state that a page hands its scripts, for pages that only scripts make visible."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from tasks.extract.repair import one_line

FEWEST = 4
PARAGRAPH_CHARS = 60
LARGEST = 5_000_000
MOST_NODES = 200_000
_TEXT_KEYS = frozenset({"text", "value", "content", "children", "html", "body", "items"})
_TAG = re.compile(r"<[^<>]+>")
_SENTENCE = re.compile(r"""[.!?…]["'”’)]*$""")


def state_paragraphs(states: Sequence[str], title: str | None) -> list[str]:
    """The longest row of paragraphs in a state that names the article's title; empty where there is none."""
    best: list[str] = []
    for source in states:
        if len(source) > LARGEST:
            continue
        try:
            state = json.loads(source)
        except (ValueError, RecursionError):
            continue
        if not title or not any(one_line(value) == title for value in _leaves(state)):
            continue
        best = max([best, *_rows(state)], key=lambda row: sum(map(len, row)))
    return best


def _rows(state: Any) -> Iterator[list[str]]:
    """For each list in the state that is made of paragraphs, those."""
    for value in _walk(state):
        if isinstance(value, list) and len(value) >= FEWEST:
            lines = [one_line(_TAG.sub("", "".join(_text(part)))) for part in value]
            paragraphs = [line for line in lines if line]
            if sum(len(line) >= PARAGRAPH_CHARS and bool(_SENTENCE.search(line)) for line in paragraphs) >= FEWEST:
                yield paragraphs


def _text(value: Any) -> Iterator[str]:
    """The strings under the keys that hold text, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _text(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key in _TEXT_KEYS and not (isinstance(part, str) and part.startswith(("http", "/"))):
                yield from _text(part)


def _leaves(state: Any) -> Iterator[str]:
    return (value for value in _walk(state) if isinstance(value, str))


def _walk(state: Any) -> Iterator[Any]:
    stack, seen = [state], 0
    while stack and seen < MOST_NODES:
        value = stack.pop()
        seen += 1
        yield value
        if isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, dict):
            stack.extend(value.values())
