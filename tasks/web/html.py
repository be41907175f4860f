"""Whether an answer is a web page, and in which charset."""

from tasks.web.charset import charset_of, with_charset
from tasks.web.failure import FetchFailure
from tasks.web.media import is_markup, is_text

_MARKUP = ("text/html", "application/xhtml+xml", "text/xml", "application/xml")
_UNTOLD = ("", "text/plain", "application/octet-stream", "application/x-httpd-php", "unknown/unknown")


def html_content_type(body: bytes, declared: str | None) -> str:
    """The Content-Type of a body that is an HTML page, with its charset. Raises FetchFailure where it is none."""
    media = (declared or "").partition(";")[0].strip().lower()
    if not body.strip():
        raise FetchFailure("empty", "The body is empty.")
    if media not in _MARKUP + _UNTOLD:
        raise FetchFailure("not_html", f"It is {media[:80]}, not a web page.")
    if not is_text(body) or (media != "text/plain" and not is_markup(body)):
        raise FetchFailure("not_html", "The body is no HTML.")
    codec = charset_of(body, declared)
    if codec is None:
        raise FetchFailure("decode_error", "The body is text in no charset that is known.")
    return with_charset(media if media in _MARKUP or media == "text/plain" else "text/html", codec)
