"""What bytes are: markup, plain text or something that is neither, told by the bytes and not by the name."""

import codecs

_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD = 4_096
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))


def is_text(body: bytes) -> bool:
    """Whether the bytes are text in some encoding: control characters are next to none, or it is UTF-16."""
    head = body[:_HEAD]
    if head.startswith(_BOMS) or utf16_without_mark(head):
        return True
    controls = len(head) - len(head.translate(None, _CONTROL))
    return controls * 100 <= len(head)


def is_markup(body: bytes) -> bool:
    """Whether the bytes are text with a tag in the first few thousand characters."""
    head = body[: 8 * _HEAD]
    return is_text(body) and b"<" in head


def utf16_without_mark(head: bytes) -> str | None:
    """The byte order of UTF-16 that carries no mark: Latin markup has a zero in every second byte."""
    pairs = len(head) // 2
    if pairs < 8:
        return None
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > 0.3 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if even > 0.3 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    return None
