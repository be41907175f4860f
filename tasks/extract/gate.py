"""The gate: whether a page can be about the conflict at all, told from its bytes without parsing it.

An archive of general news goes by at this speed. It errs towards yes: a page let through is judged by its article.
"""

import html
import re

from tasks.extract.document import declared_charset, decode
from tasks.extract.topic import Topic, may_be_relevant

ENTITIES = 50
SAMPLE = 50_000
SHORT_TEXT = 600
OPENING = 200
_PLAIN = frozenset({None, "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252", "cp1252"})
_TITLE = re.compile(r"<title\b[^<>]*>([^<]*)", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<(?:p|li)[\s>].*?(?=</?(?:p|h1|h2|li|div|ul|section|article)[\s>])", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")  # not over another "<", or a page of those takes time by the square of its length


def passes(body: bytes, content_type: str | None, topic: Topic) -> bool:
    """Whether the page may be about the topic. Raises Unreadable as decode does."""
    head = body[:SAMPLE]
    if declared_charset(body, content_type) not in _PLAIN or head[:400].count(0) or head.count(b"&#") > ENTITIES:
        body, content_type = html.unescape(decode(body, content_type)).encode("utf-8", "replace"), None
    seen = _without(_without(body, b"script"), b"style")
    lower = seen.lower()
    if not any(anchor in lower for anchor in topic.anchor_bytes):
        return False
    markup = decode(seen, content_type)
    title = _TITLE.search(markup)
    text = _TAG.sub("", " ".join(_PARAGRAPH.findall(markup)))
    if len(text) < SHORT_TEXT:
        text = _TAG.sub(" ", markup)
    return may_be_relevant(html.unescape(title[1]) if title else None, html.unescape(text), topic)


def _without(body: bytes, tag: bytes) -> bytes:
    """The page without the elements of that tag, but for JSON-LD, which may hold an article's text.

    By plain search, as regular expressions take ten times as long.
    """
    kept, at, opening, closing = [], 0, b"<" + tag, b"</" + tag
    while (start := body.find(opening, at)) >= 0:
        end = body.find(closing, start)
        if end < 0:
            break
        after = end + len(closing)
        kept.append(body[at : after if b"ld+json" in body[start : start + OPENING] else start])
        at = after
    return b" ".join([*kept, body[at:]])
