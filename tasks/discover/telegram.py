"""Public channel previews of Telegram (t.me/s/CHANNEL): each post is an article of its own, and is there whole."""

import json
from collections.abc import Iterator
from datetime import UTC, tzinfo

from lxml import etree, html

from tasks.discover.listing import Listed, NotThisKind
from tasks.discover.times import read_time

_POST = "tgme_widget_message"
_TEXT = "js-message_text"
_OWNER = "tgme_widget_message_owner_name"


def preview_address(channel: str, before: int | None = None) -> str:
    """The address of the newest posts of a channel, or of those before a post."""
    return f"https://t.me/s/{channel}" + (f"?before={before}" if before is not None else "")


def read_posts(body: bytes, channel: str, zone: tzinfo = UTC) -> tuple[Listed, ...]:
    """The posts of one preview page that hold text, oldest first as they stand. Raises NotThisKind.

    zone: in which the record tells the time, for the day that a post speaks of is the channel's own.
    Views and reactions change by the minute and are left out, so that a post is new only where its text is.
    """
    try:
        page = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError) as error:
        raise NotThisKind("The answer is no channel preview.") from error
    posts = page.xpath(f"//div[{_class(_POST)}][@data-post]")
    if not posts:
        raise NotThisKind(f"The channel {channel} shows no public preview.")
    return tuple(item for post in posts for item in _listed(post, channel, zone))


def oldest_number(posts: tuple[Listed, ...]) -> int | None:
    """The lowest post number among posts."""
    numbers = [int(post.url.rpartition("/")[2]) for post in posts]
    return min(numbers, default=None)


def _listed(post: html.HtmlElement, channel: str, zone: tzinfo) -> Iterator[Listed]:
    texts = post.xpath(f".//div[{_class(_TEXT)}]")
    number = post.get("data-post", "").rpartition("/")[2]
    times = post.xpath(".//a[contains(@class, 'tgme_widget_message_date')]//time/@datetime")
    text = "\n\n".join(filter(None, (_text(block) for block in texts)))
    if not text or not number.isdigit():
        return
    url = f"https://t.me/{channel}/{number}"
    owners = post.xpath(f".//a[{_class(_OWNER)}]")
    publisher = " ".join(owners[0].text_content().split()) if owners else channel
    at = read_time(times[0]) if times else None
    published = at.astimezone(zone).isoformat() if at else None
    record = {"url": url, "publisher": publisher, "published": published, "text": text}
    yield Listed(url=url, at=at, record=json.dumps(record, ensure_ascii=False, sort_keys=True).encode())


def _class(name: str) -> str:
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def _text(block: html.HtmlElement) -> str:
    """The text with its line breaks; an empty line between paragraphs stays."""
    parts: list[str] = []
    for event, element in etree.iterwalk(block, events=("start", "end")):
        if event == "start":
            parts += ["\n" if element.tag == "br" else "", element.text or ""]
        elif element is not block:
            parts.append(element.tail or "")
    return "\n".join(" ".join(line.split()) for line in "".join(parts).split("\n")).strip()
