"""Marks of the boxes that a block stands in: teaser cards, forms, parts of the page by role, another article.

A box that holds the article's own text from first to last says nothing of a block in it, and gives no mark.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from lxml.etree import XPath

from tasks.extract.blocks import Block, ancestors

CARD_CHARS = 500
FORM_CHARS = 900
REACH = 4
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_CONTROLS = ("input", "form", "button", "textarea")
_ROLES = frozenset({
    "alert", "alertdialog", "complementary", "contentinfo", "dialog", "form", "menu", "navigation", "search", "tablist",
})  # fmt: skip
_STATED = XPath("//*[@role or @aria-modal]")
_MAIL_FIELDS = XPath("//input[@type='email']")


class Boxes:
    """The boxes of one page that has blocks. `core` are the indexes of the blocks that are text for certain.

    Cards are boxes with a linked heading and a few words; forms are small boxes with something to fill in or
    press, sign-ups those that want an e-mail address.
    """

    def __init__(self, blocks: Sequence[Block], core: Sequence[int]) -> None:
        texts = [blocks[index] for index in core]
        ends = [set(ancestors(block.box)) for block in (*texts[:1], *texts[-1:])]
        self._around: set[Any] = set.intersection(*ends) if ends else set()
        self._sizes: dict[Any, int] = {}
        root = blocks[0].box.getroottree().getroot()
        self._cards = self._small(filter(_is_linked, root.iter(*_HEADINGS)), CARD_CHARS)
        self._forms = self._small(root.iter(*_CONTROLS), FORM_CHARS)
        self._sign_ups = self._small(_MAIL_FIELDS(root), FORM_CHARS)
        self._elsewhere = set(filter(_is_elsewhere, _STATED(root))) - self._around
        self._articles = set(root.iter("article"))
        self._article = self._main_article(texts)

    def marks(self, block: Block) -> list[str]:
        """The marks of one block."""
        own: list[str] = []
        near = set(islice(ancestors(block.box), REACH))
        if not near.isdisjoint(self._cards):
            own.append("card")
        if not near.isdisjoint(self._forms):
            own.append("form_box")
        if self._sign_ups and not near.isdisjoint(self._sign_ups):
            own.append("sign_up_box")
        if self._elsewhere and not self._elsewhere.isdisjoint(ancestors(block.box)):
            own.append("role")
        article = self._article_of(block)
        if article is not None and article is not self._article:
            own.append("other_article")
        return own

    def _small(self, elements: Iterable[Any], chars: int) -> set[Any]:
        """The elements and the boxes around each as far as these are small."""
        found: set[Any] = set()
        for element in elements:
            for box in islice(ancestors(element), 2 * REACH):
                if box in found:
                    break
                if box in self._around or self._size(box) > chars:
                    break
                found.add(box)
        return found

    def _size(self, box: Any) -> int:
        if box not in self._sizes:
            self._sizes[box] = len(" ".join(box.text_content().split()))
        return self._sizes[box]

    def _article_of(self, block: Block) -> Any:
        """The article element that a block stands in; None where it stands in none."""
        if not self._articles:
            return None
        return next((element for element in ancestors(block.box) if element in self._articles), None)

    def _main_article(self, texts: Sequence[Block]) -> Any:
        sizes: Counter[Any] = Counter()
        for block in texts:
            sizes[self._article_of(block)] += len(block.text)
        return max(sizes, key=lambda element: sizes[element], default=None)


def _is_linked(heading: Any) -> bool:
    size = len(heading.text_content().strip())
    linked = sum(len(link.text_content().strip()) for link in heading.iter("a"))
    return size > 0 and (linked >= 0.9 * size or next(heading.iterancestors("a"), None) is not None)


def _is_elsewhere(element: Any) -> bool:
    """Whether an element is another part of the page than its text, by the role it states."""
    return element.get("role") in _ROLES or element.get("aria-modal") == "true"
