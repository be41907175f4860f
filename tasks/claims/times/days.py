"""What words of time mean: months, weekdays, numbers, and the dates they make."""

import re
from datetime import date, timedelta

from tasks.claims.lexicon import load

WORDS = load("times")
WEEKDAYS = {name: i for i, name in enumerate(WORDS["weekdays"])}
MONTHS = {name: i + 1 for i, name in enumerate(WORDS["months"])}
MONTHS |= {name: min(i, 8) + 1 if name == "sept" else i + 1 for i, name in enumerate(WORDS["month_abbreviations"])}
_SMALL = {
    w: n
    for n, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_SMALL |= {"a": 1, "an": 1, "couple of": 2, "a couple of": 2}

FEASTS: dict[str, str] = WORDS["feasts"]

DAY = "(?:" + "|".join(WEEKDAYS) + ")"
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
COUNT = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:a )?couple of)"
DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])"
YEAR = r"(?:19|20)\d\d"
PART = r"(?:morning|afternoon|evening|night)"
ERA = "|".join(sorted((re.escape(w) for words in WORDS["since"].values() for w in words), key=len, reverse=True))
ERA_VERB = "|".join(re.escape(w) for words in WORDS["since_verbs"].values() for w in words)
ERA_START = date.fromisoformat(next(iter(WORDS["since"])))


def number_of(word: str | None) -> int:
    if not word:
        return 1
    word = word.lower()
    return int(word) if word.isdigit() else _SMALL.get(word, 1)


def month_of(word: str) -> int:
    return MONTHS[word.lower().strip().rstrip(".")]


def last_weekday(word: str, published: date) -> date:
    """The last such weekday up to publication."""
    return published - timedelta((published.weekday() - WEEKDAYS[word.lower()]) % 7)


def day_of(day: int, month: int, year: str | None, published: date) -> date | None:
    """A day and month; without a year the one nearest before publication, or at most six weeks after it."""
    try:
        if year:
            return date(int(year), month, day)
        here = date(published.year, month, day)
        if here - published > timedelta(45):
            return date(published.year - 1, month, day)
        if published - here > timedelta(300):
            return date(published.year + 1, month, day)
    except ValueError:
        return None
    return here
