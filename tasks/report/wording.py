"""How the report writes numbers, days, sides and figures in English."""

from datetime import date
from functools import cache
from urllib.parse import urlsplit

from babel import Locale

METRICS = {
    "launched": "launched",
    "shot_down": "shot down",
    "suppressed": "suppressed",
    "neutralized": "shot down or suppressed",
    "hit": "hit",
    "killed": "killed",
    "injured": "injured",
    "casualties": "killed or injured",
    "captured": "captured",
}
IRREGULAR_PLURALS = {
    "person": "people",
    "child": "children",
    "body": "bodies",
    "aircraft": "aircraft",
    "artillery": "artillery",
}
HEDGES = {
    "at_least": "at least ",
    "more_than": "more than ",
    "at_most": "up to ",
    "about": "about ",
    "dozens": "at least ",
}


def number(value: float | None) -> str:
    """A count with thousands apart; an en dash where none is known.

    >>> number(1472.0), number(None)
    ('1,472', '–')
    """
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"


def stated(low: float | None, high: float | None, qualifier: str, unit: str = "count") -> str:
    """A figure as the sentence states it.

    >>> stated(24, None, "dozens"), stated(10, 15, "range"), stated(0.33, 0.33, "fraction", "fraction")
    ('at least 24', '10–15', '33 %')
    """
    known = low if low is not None else high
    if unit == "fraction" and known is not None:
        return f"{known * 100:.0f} %"
    if low is not None and high is not None and low != high:
        return f"{number(low)}–{number(high)}"
    return HEDGES.get(qualifier, "") + number(known)


def spread(low: float | None, high: float | None) -> str | None:
    """The range that the reports leave open, or None where they agree on one number.

    >>> spread(118, 130), spread(12, None), spread(7, 7)
    ('118–130', '12 or more', None)
    """
    if low == high:
        return None
    if high is None:
        return f"{number(low)} or more"
    if low is None:
        return f"{number(high)} or fewer"
    return f"{number(low)}–{number(high)}"


def silence(hours: float | None) -> str:
    """How long ago, in hours or, beyond three days, in days.

    >>> silence(2.4), silence(100), silence(None)
    ('2 h ago', '4 days ago', '–')
    """
    if hours is None:
        return "–"
    return f"{hours:.0f} h ago" if hours <= 72 else f"{number(hours // 24)} days ago"


def day(value: date | None) -> str:
    """
    >>> day(date(2026, 1, 4))
    '4 January 2026'
    """
    return "date unknown" if value is None else f"{value.day} {value:%B %Y}"


def days(first: date | None, last: date | None) -> str:
    """
    >>> days(date(2026, 1, 30), date(2026, 2, 1)), days(date(2026, 1, 4), None)
    ('30 January – 1 February 2026', '4 January 2026')
    """
    if first is None or last is None or first == last:
        return day(first or last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} – {day(last)}"
    return f"{day(first)} – {day(last)}"


@cache
def _territories() -> dict[str, str]:
    return dict(Locale("en").territories)


def side(code: str | None) -> str:
    """A side's English name; codes that are no territory stay as they are.

    >>> side("TR"), side("NATO"), side(None)
    ('Türkiye', 'NATO', 'unknown side')
    """
    return "unknown side" if code is None else _territories().get(code, code)


def direction(actor: str | None, target: str | None) -> str:
    return f"{side(actor)} → {side(target)}"


def things(name: str, count: float | None = None) -> str:
    """An object of the vocabulary as a word, plural but for one.

    >>> things("cruise_missile"), things("person", 1), things("child")
    ('cruise missiles', 'person', 'children')
    """
    word = name.replace("_", " ")
    return word if count == 1 else IRREGULAR_PLURALS.get(name, word + "s")


def counted(metric: str, name: str, count: float | None = None) -> str:
    """
    >>> counted("shot_down", "drone"), counted("killed", "person", 1)
    ('drones shot down', 'person killed')
    """
    return f"{things(name, count)} {METRICS.get(metric, metric.replace('_', ' '))}"


def web_address(url: str | None) -> str | None:
    """The address where it is safe to link to (http or https with a host); None for javascript:, data:, file:, ….

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)"), web_address("//example.org")
    ('https://example.org/a', None, None)
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
