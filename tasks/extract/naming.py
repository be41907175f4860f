"""Marks of a block from the naming words (class, id) of the elements above it.

Only words that page builders use the world over count, never those of one site.
"""

import re
from collections.abc import Mapping

from tasks.extract.blocks import Named

OWN_SHARE = 0.25
MOST_SHARE = 0.9
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


class Naming:
    """Finds each element's marks once. `shares` are of the page's paragraphs, by the look they stand in.

    A name that covers a large part of the page's paragraphs cannot mean furniture there, and is passed over; comments
    and captions may be longer than what they are on.
    """

    def __init__(self, shares: Mapping[str, float]) -> None:
        self._shares = shares
        self._verdicts: dict[tuple[str, str], list[str]] = {}
        self._above: dict[Named | None, frozenset[str]] = {None: frozenset()}
        self._found: dict[Named | None, list[str]] = {None: []}

    def marks(self, nearest: Named | None) -> list[str]:
        """The marks of blocks whose nearest named element this is: of all elements above, and "own" ones of itself."""
        if nearest is not None and nearest not in self._found:
            own = [f"own_{mark}" for mark in self._verdict(nearest)]
            self._found[nearest] = [*sorted(self._with_above(nearest)), *own]
        return self._found[nearest]

    def _with_above(self, named: Named | None) -> frozenset[str]:
        if named is not None and named not in self._above:
            self._above[named] = self._with_above(named.above).union(self._verdict(named))
        return self._above[named]

    def _verdict(self, named: Named) -> list[str]:
        key = (named.look, named.words)
        if key not in self._verdicts:
            self._verdicts[key] = _name_marks(named.words, self._shares.get(named.look, 0.0))
        return self._verdicts[key]


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
