"""Pairs: meetings told in one breath, each with its place and day ("in Gomel on 3 May and in Brest on 7 May")."""

import re
from collections.abc import Iterator, Sequence

from tasks.claims.names import Mention
from tasks.claims.talks.draft import When
from tasks.claims.talks.participants import talk_words
from tasks.claims.talks.scene import Scene
from tasks.claims.talks.triggers import Trigger
from tasks.claims.talks.when import to_when
from tasks.claims.talks.where import Where, as_place
from tasks.claims.times import Span

Pair = tuple[Where, When]
_PREPOSITION = r"(?:(?:in|on|at|near)\s+)?(?:(?:early|mid|late)[\s-]+)?(?:the\s+)?"
_BESIDE = re.compile(rf"\s+{_PREPOSITION}")
"""Between a place and its day."""
_NEXT = re.compile(rf"\s*(?:;|,|,?\s+and|,?\s+then)\s+(?:again\s+|later\s+|then\s+)*{_PREPOSITION}")
"""Between one meeting and the next."""
_IN = re.compile(r"\b(?:in|at|near)\s+(?:the\s+)?$")
_JOINED = re.compile(r",?\s+and\s+|,\s+")
_COUNTRY = re.compile(r",\s+$")


def read_pairs(scene: Scene, trigger: Trigger, high: int, spans: Sequence[Span]) -> list[Pair]:
    """The places and days of two or more meetings that the words after the trigger list; else nothing."""
    places = list(_cities(scene, trigger.end, high))
    dated = [
        (s.start_char, s.end_char, when) for s in spans if (when := to_when(s)) and trigger.end <= s.start_char < high
    ]
    pairs = list(_pairs(scene.text, places, dated))
    return pairs if len(pairs) > 1 else []


def _cities(scene: Scene, start: int, end: int) -> Iterator[Mention]:
    """Cities of a stretch, and countries that follow no city."""
    last: Mention | None = None
    for m in scene.names:
        if not start <= m.start < end or m.country is None or m.kind not in ("place", "side"):
            continue
        of_city = last is not None and last.level == "city" and _COUNTRY.fullmatch(scene.text, last.end, m.start)
        joined = last is not None and _JOINED.fullmatch(scene.text, last.end, m.start)
        is_place = _IN.search(scene.text, start, m.start) or (joined and m.level == "city")
        if is_place and not of_city and (m.level == "city" or m.country not in talk_words("conflict", "sides")):
            yield m
        last = m


def _pairs(text: str, places: Sequence[Mention], dated: Sequence[tuple[int, int, When]]) -> Iterator[Pair]:
    """Pairs in a row, day first or place first; "in Berlin and Miami in December" shares the month."""
    items: list[tuple[int, int, Mention | When]] = [(m.start, m.end, m) for m in places]
    items = sorted([*items, *dated], key=lambda item: item[0])
    day: When | None = None
    waiting: list[Mention] = []
    is_day_first = bool(items) and isinstance(items[0][2], When)
    end: int | None = None
    for start, stop, item in items:
        gap = text[end:start] if end is not None else ""
        is_beside = end is None or _BESIDE.fullmatch(gap) is not None
        is_next = end is not None and _NEXT.fullmatch(gap) is not None
        if not (is_beside or is_next):
            return
        if isinstance(item, When):
            if not is_day_first and (not is_beside or not waiting):
                return
            day = item
            if not is_day_first:
                yield from ((as_place(text, place), day) for place in waiting)
                waiting = []
        elif is_day_first:
            if not is_beside or day is None:
                return
            yield as_place(text, item), day
            day = None
        else:
            waiting.append(item)
        end = stop
