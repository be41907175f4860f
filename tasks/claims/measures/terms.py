"""Terms: rate, amount, duration and days of a measure."""

import re
from datetime import date
from functools import cache

from tasks.claims.lexicon import load
from tasks.claims.passage import Passage

_RATE = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|per\s?cent\b)")


def read_rate(text: str, begin: int, end: int, m: "re.Match[str]") -> float | None:
    near = [r for r in _RATE.finditer(text, begin, end) if -45 <= r.start() - m.start() <= 45]
    return float(near[0].group(1)) if near and m.lastgroup in ("tariff", "sanctions") else None


@cache
def _money_pattern() -> "re.Pattern[str]":
    money = load("measures")["money"]
    symbols = "|".join(map(re.escape, sorted(money["symbols"], key=len, reverse=True)))
    scales = "|".join(sorted(money["scales"], key=len, reverse=True))
    names = "|".join(money["names"])
    number = r"\d+(?:,\d{3})*(?:\.\d+)?)"
    return re.compile(
        rf"(?:\ban?\s+(?:additional\s+|further\s+|extra\s+|another\s+)?(?P<one>{scales})\s+(?P<name1>{names})"
        rf"|(?P<symbol>{symbols})\s?(?P<n1>{number}[\s-]?(?P<scale>{scales})?\b|(?P<n2>{number}[\s-]?(?P<scale2>{scales})?[\s-](?P<name>(?:US\s+)?(?:{names})))",
        re.IGNORECASE,
    )


def read_amount(text: str, begin: int, end: int, m: "re.Match[str]") -> tuple[float | None, str | None, str | None]:
    """Amount in units of currency, the currency (ISO 4217) and its name as written."""
    money = load("measures")["money"]
    near = [a for a in _money_pattern().finditer(text, begin, end) if -60 <= a.start() - m.start() <= 90]
    if not near or m.lastgroup not in ("military_aid", "financial_aid", "asset_freeze"):
        return None, None, None  # a price or a fine is no amount of the measure
    a = min(near, key=lambda a: (text[a.start() - 1] == "(", abs(a.start() - m.start())))
    number = float((a["n1"] or a["n2"] or "1").replace(",", ""))
    scale = (a["scale"] or a["scale2"] or a["one"] or "").lower()
    name = a["name"] or a["name1"]
    unit = name.lower().split()[-1] if name else a["symbol"]
    currency = money["names"][unit] if name else money["symbols"].get(unit)
    return number * money["scales"].get(scale, 1), currency, unit


_NUMBER_WORDS = {
    w: i + 1
    for i, w in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
}
_NUMBER_WORDS |= {"thirty": 30, "sixty": 60, "ninety": 90, "a": 1}
_HALF = 0.5
_DURATION = re.compile(
    r"\b(?P<n>\d+|half\s+a|"
    + "|".join(_NUMBER_WORDS)
    + r")[\s-](?P<unit>day|week|month|year|hour)s?\b(?!\s+(?:ago|earlier|later|old|be|after|before))(?!-old)",
    re.IGNORECASE,
)


def read_duration(text: str, begin: int, end: int, m: "re.Match[str]") -> float | None:
    """Days it lasts: "a 30-day truce", "sanctions extended for six months"."""
    for d in _DURATION.finditer(text, begin, end):
        inside = d.end() <= m.start() and re.fullmatch(r"\s+(?:[\w-]+\s+){0,3}", text[d.end() : m.start()])
        follows = d.start() >= m.end() and re.search(
            r"\b(?:for|of|by|lasting|another|further|additional)\s+(?:\w+\s+){0,2}$", text[m.end() : d.start()]
        )
        if inside or follows:
            n = d["n"].lower()
            number = _HALF if n.startswith("half") else float(n) if n.isdigit() else float(_NUMBER_WORDS[n])
            return number * float(load("measures")["units"][d["unit"].lower()])
    return None


def read_dates(passage: Passage, at: int, begin: int, end: int) -> tuple[date | None, date | None]:
    """First day and last day as stated in the clause, or at the beginning of the sentence."""
    first: date | None = None
    last: date | None = None
    opening = passage.sentences[at].start + _LEAD
    for span in passage.times[at]:
        if not (begin <= span.start_char < end or span.start_char <= opening):
            continue
        before = passage.text[max(0, span.start_char - 26) : span.start_char].lower()
        if _UNTIL.search(before) or span.basis.lower().startswith(("until", "till")):
            last = last or span.date_end
        elif span.kind in ("point", "ahead", "period", "said") and span.precision in ("day", "night") and span.date_end:
            first = first or span.date_start or span.date_end
    return first, last


_UNTIL = re.compile(r"\b(?:until|till|to|through|by)\s+(?:midnight\s+|noon\s+|the\s+end\s+of\s+)?(?:on\s+|of\s+)?$")
_LEAD = 8
"""Characters into a sentence up to which a day opens it."""
