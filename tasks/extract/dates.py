"""When an article was published and modified: candidates in a stated order of trust.

Order for published: JSON-LD datePublished of the article, publication meta tags, marked time elements (the one that the
page shows by its headline first); the shown date alone; a date in the address. The crawl time is never a candidate.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import dateutil.parser

from tasks.extract.document import Document
from tasks.extract.metadata import Metadata, strings
from tasks.extract.shown import ShownDate
from warehouse.vocabulary import Precision

EARLIEST = date(1995, 1, 1)
REWRITTEN_AFTER = timedelta(days=30)
PUBLISHED_META = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dc.date.issued",
    "dcterms.issued", "dc.date.created", "dcterms.created", "pubdate", "publishdate", "publish-date", "publish_date",
    "pub_date", "published_at", "publication_date", "article:publicationdate", "article.published", "date.release",
    "og:datepublished", "datecreated", "dcsext.articlefirstpublished", "dc.date", "dcterms.date", "date", "published",
)  # fmt: skip
MODIFIED_META = (
    "article:modified_time", "article:modified", "og:article:modified_time", "og:updated_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "last_updated_date", "lastmod",
)  # fmt: skip
_URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([/_-]?)(0[1-9]|1[0-2]|(?<=/)[1-9]|[a-z]{3})\2(0[1-9]|[12]\d|3[01]|(?<=/)[1-9])(?!\d)"
)
_TIME = re.compile(r"\d[T ]\d|\d:\d\d|\d{10,}")
_ZONES = {"EST": -18000, "EDT": -14400, "CST": -21600, "CDT": -18000, "MST": -25200, "MDT": -21600, "PST": -28800,
          "PDT": -25200, "ET": -18000, "PT": -28800, "CT": -21600, "BST": 3600, "CET": 3600, "CEST": 7200, "EET": 7200,
          "EEST": 10800, "MSK": 10800, "IST": 19800, "UTC": 0, "GMT": 0}  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """A time as a page states it: at (UTC), its local day, how exact it is, and what it was read from."""

    at: datetime
    day: date
    precision: Precision
    basis: str


def published(document: Document, metadata: Metadata, shown: Sequence[ShownDate], now: datetime) -> Moment | None:
    """When the page says that its article was published; None where it does not say.

    Which of its dates a page shows its readers by the headline decides between those it states: a page rewritten months
    later that shows that day is an article of that day. A shown day is the local day; the time is as stated.
    """
    stated = _read(_stated(document, metadata), now)
    changed = _read(((value, "modified") for value in _stated_changes(metadata)), now)
    in_url = _read(_in_url(document.url), now)
    issued = [date for date in shown if date.label != "updated"]
    match = next((found for found in (_matching(date, stated, changed) for date in issued) if found), None)
    if match is None and stated:
        again = next((found for date in shown for found in [_matching(date, changed, ())] if found), None)
        if again and again.day - stated[0].day > REWRITTEN_AFTER:
            match = replace(again, basis="shown")
    if match:
        return match
    if stated:
        return _on_local_day(stated[0], in_url)
    latest = (now + timedelta(days=1)).date()
    known = [day for date in issued or shown for day in date.days if EARLIEST <= day <= latest]
    if known:
        return Moment(at=datetime.combine(known[0], time(), UTC), day=known[0], precision="day", basis="shown")
    return next(iter(in_url), None)


def modified(metadata: Metadata, now: datetime) -> datetime | None:
    """When the page says that its article was last changed, UTC; None where it does not say."""
    changed = _read(((value, "modified") for value in _stated_changes(metadata)), now)
    return changed[0].at if changed else None


def parse_moment(stated: str, basis: str, now: datetime) -> Moment | None:
    """A stated time, read; None where it is no time, before 1995 or later than tomorrow."""
    stated = " ".join(stated.split())[:80]
    try:
        parsed = _epoch(stated) or datetime.fromisoformat(stated)
    except ValueError:
        try:
            parsed = dateutil.parser.parse(stated, tzinfos=_ZONES, default=datetime(1900, 1, 1))
        except (ValueError, OverflowError, TypeError):
            return None
    if not EARLIEST <= parsed.date() <= (now + timedelta(days=1)).date():
        return None
    exact = bool(_TIME.search(stated)) and parsed.time() != time()  # midnight to the second is a day without a time
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    if not exact:
        aware = aware.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
    return Moment(at=aware.astimezone(UTC), day=parsed.date(), precision="minute" if exact else "day", basis=basis)


def _read(stated: Iterable[tuple[str, str]], now: datetime) -> list[Moment]:
    moments = (parse_moment(value, basis, now) for value, basis in stated)
    return [moment for moment in moments if moment]


def _matching(shown: ShownDate, stated: Sequence[Moment], changed: Sequence[Moment]) -> Moment | None:
    """The stated moment that a shown date is: on that day, or on the day beside it, which it is elsewhere on earth.

    Between several, the shown minute decides; else the same day goes before the day beside it, and the publication
    before the change, which a date shown as the publication cannot be.
    """
    options = [(day, moment) for day in shown.days for moment in stated]
    if shown.label != "published":
        options += [(day, replace(moment, basis="shown")) for day in shown.days for moment in changed]
    near = [(day, moment) for day, moment in options if abs(moment.day - day) <= timedelta(days=1)]
    near.sort(
        key=lambda option: (
            shown.minute is not None and (option[1].precision != "minute" or option[1].at.minute != shown.minute),
            option[1].day != option[0],
        )
    )
    return replace(near[0][1], day=near[0][0]) if near else None


def _on_local_day(moment: Moment, in_url: Sequence[Moment]) -> Moment:
    """The moment with the day of the address, where that is the day beside it: addresses carry local days."""
    beside = [other.day for other in in_url if abs(other.day - moment.day) == timedelta(days=1)]
    return replace(moment, day=beside[0]) if beside and moment.precision == "minute" else moment


def _stated(document: Document, metadata: Metadata) -> Iterator[tuple[str, str]]:
    for node in metadata.articles:
        yield from ((value, "json_ld") for value in strings(node.get("datePublished") or node.get("dateCreated")))
    for key in PUBLISHED_META:
        yield from ((value, "meta") for value in metadata.meta.get(key, ()))
    for element in document.tree.iter("time"):
        if element.get("itemprop") == "datePublished" or element.get("pubdate") is not None:
            yield element.get("datetime") or element.text_content(), "time_element"


def _stated_changes(metadata: Metadata) -> Iterator[str]:
    for node in metadata.articles:
        yield from strings(node.get("dateModified"))
    for key in MODIFIED_META:
        yield from metadata.meta.get(key, ())


def _in_url(url: str) -> Iterator[tuple[str, str]]:
    found = _URL_DATE.search(url.lower())
    if found:
        yield f"{found[1]}-{found[3]}-{found[4]}", "url"


def _epoch(stated: str) -> datetime | None:
    if not re.fullmatch(r"\d{10}(?:\d{3})?", stated):
        return None
    return datetime.fromtimestamp(int(stated[:10]), UTC)
