"""Times as feeds and sitemaps write them, in the many ways that they do."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_FORMATS = ("%Y-%m-%dT%H:%M%z", "%Y-%m-%d %H:%M:%S %z", "%Y%m%dT%H%M%S%z", "%d.%m.%Y %H:%M:%S %z")


def read_time(text: str | None) -> datetime | None:
    """A moment in UTC, or None where the text names none: a time without a zone counts as UTC, nonsense as nothing."""
    if not text or not (text := text.strip()):
        return None
    for parse in _PARSERS:
        try:
            moment = parse(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


def _by(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)


_PARSERS = (datetime.fromisoformat, parsedate_to_datetime, *(_by(form) for form in _FORMATS))
