"""Text as it was meant: mojibake repaired, space and paragraph breaks normalised."""

import re
import unicodedata

import ftfy
from ftfy.badness import is_bad

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
SUSPECT = re.compile(r"[^\x00-\x7f](?:[^\x00-\x7f]|(?<=[\x80-\x9fÂÃŒœ]))")  # without it nothing is bad to ftfy
_AS_LATIN1 = re.compile("(?:[\u00c2-\u00f4][\u0080-\u00bf]{1,3})+")
_OTHER = re.compile(r"[\W_]+")
_SPACE = re.compile(r"[^\S\n]+")
_BREAK = re.compile(r"\n\s*\n\s*")
_FTFY = ftfy.TextFixerConfig(
    unescape_html=False,
    uncurl_quotes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    remove_control_chars=True,
    normalization="NFC",
)


def repair(text: str) -> str:
    """The text with mojibake undone (ftfy) and invisible characters gone; line breaks stay."""
    if text.isascii():
        return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    bad = SUSPECT.search(text) and is_bad(text)
    fixed = ftfy.fix_text(text, _FTFY) if bad else unicodedata.normalize("NFC", text)
    return _UNSEEN.sub("", fixed.replace("\r\n", "\n").replace("\r", "\n"))


def repair_markup(markup: str) -> str:
    """The markup with UTF-8 that was read as Latin-1 read anew: parsers drop the control characters that tell it.

    Done only where the most usual trace of it stands, that of curly quotes and dashes.
    """
    return _AS_LATIN1.sub(_anew, markup) if "\u0080" in markup and "\u00e2\u0080" in markup else markup


def _anew(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def one_line(text: str) -> str:
    """The text repaired, on one line, with single spaces."""
    if text.isascii():  # most pieces of most pages, and nothing to repair in them but control characters
        line = " ".join(text.split())
        if line.isprintable():
            return line
    return " ".join(repair(text).split())


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: apart by a blank line where any are, else by line."""
    text = _SPACE.sub(" ", repair(text)).strip()
    parts = _BREAK.split(text) if _BREAK.search(text) else text.split("\n")
    return [line for line in (" ".join(part.split()) for part in parts) if line]


def fold(text: str) -> str:
    """For comparing: lower case letters and digits of the text, single spaces between words."""
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return _OTHER.sub(" ", plain).strip()
