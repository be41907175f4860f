"""The charset of a page, decided by byte-order mark, header, meta element and, where these lie, by detection."""

import codecs
import re

from charset_normalizer import from_bytes

from tasks.web.media import utf16_without_mark

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(
    rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE
)
_META_WITHIN = 8_192
_DETECT_WITHIN = 65_536
_WEB_NAMES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
"""Names that the web uses for windows-1252 (WHATWG Encoding Standard)."""


def charset_of(body: bytes, content_type: str | None) -> str | None:
    """The Python codec under which the bytes are text, or None where no charset fits.

    Order: byte-order mark; UTF-8 where the bytes are valid UTF-8 beyond ASCII; the header's charset; the meta
    element's; detection. A charset is believed only where the bytes decode by it.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return codec if _decodes(body, codec) else None
    if (utf16 := utf16_without_mark(body[:4_096])) is not None:
        return utf16 if _decodes(body, utf16) else None
    declared = [name for name in (_in_header(content_type), _in_markup(body)) if name is not None]
    if _decodes(body, "utf-8"):
        escapes = [name for name in declared if name.startswith(("iso2022", "hz"))]
        return escapes[0] if escapes and b"\x1b" in body else "utf-8"
    for codec in declared:
        if codec != "utf-8" and _decodes(body, codec):
            return codec
    if "utf-8" in declared and _almost_utf8(body):
        return "utf-8"
    best = from_bytes(body[:_DETECT_WITHIN]).best()
    return best.encoding if best is not None else None


def _in_header(content_type: str | None) -> str | None:
    found = _HEADER.search(content_type or "")
    return _codec(found.group(1)) if found else None


def _in_markup(body: bytes) -> str | None:
    found = _META.search(body[:_META_WITHIN])
    return _codec((found.group(1) or found.group(2)).decode("ascii", "replace")) if found else None


def _codec(name: str) -> str | None:
    try:
        codec = codecs.lookup(_WEB_NAMES.get(name.lower(), name))
    except (LookupError, ValueError):
        return None
    return codec.name if codec._is_text_encoding and not codec.name.startswith("utf-16") else None


def _decodes(body: bytes, codec: str) -> bool:
    try:
        body.decode(codec)
    except (UnicodeError, LookupError):
        return False
    return True


def _almost_utf8(body: bytes) -> bool:
    """Whether a few bytes only are broken: one in a hundred of those beyond ASCII."""
    broken = body.decode("utf-8", "replace").count("\ufffd") - body.count(b"\xef\xbf\xbd")
    beyond = sum(1 for byte in body if byte > 127)
    return broken * 100 <= beyond


def with_charset(content_type: str, codec: str) -> str:
    """The media type of a Content-Type with the charset that was decided on."""
    return f"{content_type.partition(';')[0].strip().lower()}; charset={codec}"
