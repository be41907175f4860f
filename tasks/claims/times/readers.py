"""What each expression of time says, one reader a pattern."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from tasks.claims.times.clock import AHEAD, SAID, UNTIL, Clock, Kind, Span, current_day, in_story
from tasks.claims.times.days import ERA_START, FEASTS, WEEKDAYS, day_of, last_weekday, month_of, number_of
from tasks.claims.times.patterns import PATTERNS
from warehouse.vocabulary import Precision


def make_span(
    m: "re.Match[str]", end: date | None, precision: Precision, kind: Kind = "point", start: date | None = None
) -> Span:
    return Span(m.start(), m.end(), start, end, precision, " ".join(m.group().split()), kind)


def kind_of(m: "re.Match[str]", text: str, day: date, published: date) -> Kind:
    if day > published:
        return "ahead"
    before = text[max(0, m.start() - 70) : m.start()]
    if before.lower().rstrip().endswith("as of"):
        return "said"
    return "said" if SAID.search(before) else "point"


def _is_ahead(m: "re.Match[str]", text: str) -> bool:
    if UNTIL.search(text[max(0, m.start() - 24) : m.start()]):
        return True
    before = re.split(r"[,;]|\b(?:said|after)\b", text[max(0, m.start() - 90) : m.start()])[-1]
    return AHEAD.search(before) is not None


def _read_iso(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    day = day_of(int(m["iso_d"]), int(m["iso_m"]), m["iso_y"], published)
    return make_span(m, day, "day", kind_of(m, text, day, published)) if day else None


def _read_dotted(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    day = day_of(int(m["dot_d"]), int(m["dot_m"]), m["dot_y"], published) if int(m["dot_m"]) <= 12 else None
    return make_span(m, day, "day", kind_of(m, text, day, published)) if day else None


def _read_since_era(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return make_span(m, published, "day", "since", ERA_START)


def _read_since_year(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    year = int(m["sy_y"] or published.year)
    return make_span(m, published, "day", "since", date(year, 1, 1))


def _read_first_months(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    year = int(m["fm_y"] or published.year)
    months = number_of(m["fm_n"]) if m["fm_n"] else 6 if m["fm_u"] == "half" else 3
    if months > 12:
        return None
    last = date(year, months, monthrange(year, months)[1])
    return make_span(m, min(last, published), "month", "period", date(year, 1, 1))


def _read_since_month(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    month = month_of(m["sm_m"]) if m["sm_m"] else published.month
    year = published.year if month <= published.month else published.year - 1
    return make_span(m, published, "day", "since", date(year, month, 1))


def _read_since_week(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return make_span(m, published, "day", "period", published - timedelta(published.weekday()))


def _read_since_date(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    month = month_of(m["sd_m"])
    year = m["sd_y"] or (str(published.year) if month <= published.month else str(published.year - 1))
    start = day_of(int(m["sd_d"] or m["sd_d2"] or 1), month, year, published)
    if start and not m["sd_y"] and (start.month, start.day) == (ERA_START.month, ERA_START.day):
        start = ERA_START
    if start and (start.year, start.month) == (ERA_START.year, ERA_START.month):
        start = ERA_START
    return make_span(m, published, "day", "since", start) if start else None


def _read_since_day(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    day = last_weekday(m["sw"], published)
    if m["sw_part"] in ("evening", "night") and published - day == timedelta(1):
        return make_span(m, published, "night")
    return make_span(m, published, "day", "period", day)


def _read_since_then(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    if "the day" in m.group():
        return make_span(m, clock.anchor or published, "day")
    return make_span(m, published, "day", "since")


def _read_since_only_year(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    year = int(m["soy"])
    return make_span(
        m, clock.anchor or published, "day", "since", ERA_START if year == ERA_START.year else date(year, 1, 1)
    )


def _read_date_range(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    if m["dr_m1"]:
        month = month_of(m["dr_m2"] or m["dr_m1"])
        first = day_of(int(m["dr_d1"]), month_of(m["dr_m1"]), m["dr_y"], published)
        last = day_of(int(m["dr_d2"]), month, m["dr_y"], published)
        night = m["dr_night"]
    else:
        month = month_of(m["dq_m"])
        first = day_of(int(m["dq_d1"]), month_of(m["dq_m1"]) if m["dq_m1"] else month, m["dq_y"], published)
        last = day_of(int(m["dq_d2"]), month, m["dq_y"], published)
        night = m["dq_night"]
    if first is None or last is None or first > last:
        return None
    if night and last - first == timedelta(1):
        return make_span(m, last, "night", "point")
    return make_span(m, last, "day", "ahead" if last > published else "period", first)


def _read_date(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    year = m["d_y"] or m["e_y"]
    if m["d_of"]:
        year = str(published.year - (m["d_of"] == "last"))
    day = day_of(int(m["d_d"] or m["e_d"]), month_of(m["d_m"] or m["e_m"]), year, published)
    day = day if year else in_story(day, clock, published)
    if day is None:
        return None
    return make_span(m, day, "night" if m["d_night"] else "day", kind_of(m, text, day, published))


_ONE_NIGHT = re.compile(r"(?:night|evening)\s+(?:and|to|until)\s+(?:early\s+)?\w+\s+morning")


def _read_day_range(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    last = last_weekday(m["wr_2"], published)
    if _is_ahead(m, text) and last < published:
        last += timedelta(7)
    first = last - timedelta((last.weekday() - WEEKDAYS[m["wr_1"].lower()]) % 7)
    words = m.group().lower()
    one_night = words.startswith("late") and "early" in words  # "late Sunday and early Monday"
    one_night = one_night or _ONE_NIGHT.search(words) is not None
    if (one_night or m["wr_o"] or m["wr_j"].lower() in ("to", "into", "-", "–")) and last - first == timedelta(1):
        return make_span(m, last, "night", "ahead" if last > published else "point")
    return make_span(m, last, "day", "ahead" if last > published else "period", first)


_NIGHT_THAT_BEGINS = re.compile(r"(?:overnight|(?:in )?the night)\s+(?:on|of|from)\s+\w+day$", re.IGNORECASE)
""" "overnight on Monday" in Tuesday's news: the night from Monday to Tuesday."""


def _read_day(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    day = last_weekday(m["w"], published)
    which = " ".join((m["w_which"] or "").lower().split())
    if which in ("next", "following", "the following", "coming", "this coming") or (
        which != "last" and day < published and _is_ahead(m, text)
    ):
        day += timedelta(7)
    if which in ("last", "previous") and day == published:
        day -= timedelta(7)
    if m["w_ago"] and "last" in m["w_ago"]:
        monday = published - timedelta(published.weekday() + 7)
        day = monday + timedelta(WEEKDAYS[m["w"].lower()])
    night = bool(m["w_night"] or m["w_over"] or m["w_into"])
    if m["w_night"] and published - day == timedelta(1) and _NIGHT_THAT_BEGINS.match(m.group()):
        day = published
    kind = kind_of(m, text, day, published)
    return make_span(m, day, "night" if night else "day", "point" if night and kind == "said" else kind)


def _read_month_ago(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return make_span(m, published, "month", "point", published.replace(day=1))


def _read_week_ago(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return make_span(m, None, "week")


def _read_year_ago(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return make_span(m, published, "year", "point", published.replace(month=1, day=1))


def _read_past(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    if m["p_24"] or m["p_day"]:
        return make_span(m, clock.told or published, "day")
    if m["p_u"].lower() in ("week", "month", "year") and not m["p_n"] and _is_of_telling(m, text):
        return make_span(m, None, "month", "said")
    n, unit, which = number_of(m["p_n"]), m["p_u"].lower(), m["p_w"].lower()
    end = clock.anchor or published
    if unit in ("week", "month", "year") and text.startswith(("'s", "’s"), m.end()):
        return make_span(m, None, unit)  # type: ignore[arg-type]  # "last week's attack": one event, its day not told
    if unit == "hour" and n <= 36:
        return make_span(m, clock.told or published, "day")
    if unit == "hour":
        return make_span(m, end, "day", "period", end - timedelta(n // 24 - 1))
    if unit == "night":
        return make_span(m, end, "night") if n == 1 else make_span(m, end, "day", "period", end - timedelta(n - 1))
    if unit == "day":
        if which in ("previous", "preceding", "prior") and not m["p_n"]:
            return make_span(m, current_day(clock, published) - timedelta(1), "day")
        return make_span(m, end, "day") if n == 1 else make_span(m, end, "day", "period", end - timedelta(n - 1))
    if unit == "weekend":
        sunday = published - timedelta(published.weekday() + 1)
        return make_span(m, sunday, "day", "period", sunday - timedelta(1))
    if unit == "week" and which == "last" and not m["p_n"] and not m.group().lower().startswith("the"):
        monday = published - timedelta(published.weekday() + 7)
        return make_span(m, monday + timedelta(6), "week", "period", monday)
    if unit == "week":
        return make_span(m, end, "week", "period", end - timedelta(7 * n - 1))
    if unit == "month" and which == "last" and not m["p_n"] and not m.group().lower().startswith("the"):
        last = published.replace(day=1) - timedelta(1)
        return make_span(m, last, "month", "period", last.replace(day=1))
    if unit == "month":
        return make_span(m, end, "month", "period", end - timedelta(30 * n))
    if which == "last" and not m["p_n"] and not m.group().lower().startswith("the"):
        return make_span(m, date(published.year - 1, 12, 31), "year", "period", date(published.year - 1, 1, 1))
    return make_span(m, end, "year", "period", end - timedelta(365 * n))


def _read_lately(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return make_span(m, None, "week", "period")


def _read_starting(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    """ "in less than a week, starting from 6 March": its end is not told"""
    start = day_of(int(m["st_d"] or m["st_e"]), month_of(m["st_m"] or m["st_n"]), None, published)
    return make_span(m, None, "day", "period", start) if start else None


def _read_ensuing(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return make_span(m, None, "month", "period")


def _read_day_period(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    end = clock.anchor or published
    return make_span(m, end, "day", "period", end - timedelta(number_of(m["dp_n"]) - 1))


def _read_this_week(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    if _is_ahead(m, text):
        return make_span(m, None, "week", "ahead")
    if text.startswith(("'s", "’s"), m.end()):
        return make_span(m, None, "week")
    if m["tw_d"]:
        return make_span(m, published, "week", "period", published - timedelta(6))
    if m["tw"] and m["tw"].lower() == "week":
        if SAID.search(text[max(0, m.start() - 70) : m.start()]):
            return make_span(m, published, "week", "said")
        return make_span(m, published, "week", "period", published - timedelta(published.weekday()))
    sunday = published - timedelta((published.weekday() + 1) % 7)
    if published.weekday() == 5:
        sunday = published + timedelta(1)
    return make_span(m, min(sunday, published), "day", "period", sunday - timedelta(1))


def _read_ago(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    if m["ag_n"].lower() in ("several", "some"):
        return None
    n, unit = number_of(m["ag_n"]), m["ag_u"].lower()
    base = published if m["ag_w"].lower() == "ago" else current_day(clock, published)
    if unit == "hour":
        return make_span(m, base, "day")
    if unit == "day":
        return make_span(m, base - timedelta(n), "day")
    if unit == "week":
        day = base - timedelta(7 * n)
        return make_span(m, day, "week", "point")
    if unit == "month":
        return make_span(m, None, "month", "point")
    return make_span(m, None, "year", "point")


def _read_hours(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return make_span(m, current_day(clock, published), "day") if clock.is_stated else None


def _read_day_after(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return make_span(m, current_day(clock, published) - _after(m), "day")


def _after(m: "re.Match[str]") -> timedelta:
    return timedelta(number_of(m["da_n"]) * (7 if m["da_u"].lower() == "week" else 1))


def _read_yesterday(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    base = published if m.group().lower() == "yesterday" else current_day(clock, published)
    return make_span(m, base - timedelta(1), "day")


def _read_today(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    told = SAID.search(text[max(0, m.start() - 70) : m.start()]) is not None
    return make_span(m, clock.anchor or published, "day", "said" if told else "point")


def _read_night(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return make_span(m, clock.anchor or published, "night")


_VAGUE_BEFORE = re.compile(r"(?:days|weeks)\s+(?:before|after|ahead\s+of)\s+(?:the\s+)?$", re.IGNORECASE)


def _read_feast(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    if _VAGUE_BEFORE.search(text[max(0, m.start() - 30) : m.start()]):
        return make_span(m, None, "week")  # "days before Christmas Eve"
    month, _, day = FEASTS[" ".join(m.group().lower().split())].partition("-")
    here = date(published.year, int(month), int(day))
    return make_span(m, here if here <= published else here.replace(year=published.year - 1), "day")


def _read_tomorrow(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    return make_span(m, current_day(clock, published) + timedelta(1), "day", "ahead")


_SPOKEN_THEN = re.compile(
    r",?\s+(?=(?-i:[A-Z])|the\s)(?:(?!hit\b|struck\b|(?!(?:united|armed|allied)\b)\w+ed\b)[\w'’,.-]+\s+){1,12}?"
    r"(?:said|told|announced|estimated|reported|wrote|claimed)\b",
    re.IGNORECASE,
)


_OPENERS = ("", "and", "but", "for example,", "for instance,")


def _is_of_telling(m: "re.Match[str]", text: str) -> bool:
    """ "Last month, the navy said that …": the time of what was said then, not of what it was about"""
    return _SPOKEN_THEN.match(text, m.end()) is not None and text[: m.start()].strip(" “\"'").lower() in (
        "",
        "and",
        "but",
    )


def _read_month_year(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    month = month_of(m["my_m"] or m["my_l"] or m["mo"])
    if m["my_y"]:
        year = int(m["my_y"])
    elif m["my_of"]:
        year = published.year - (m["my_of"] == "last")
    else:
        if (m["mo"] or "") == "may" and text[m.start("mo")] != "M":
            return None
        year = published.year if month <= published.month else published.year - 1
        year -= bool(m["my_l"]) and month == published.month
        told = in_story(date(year, month, 1), clock, published) if not m["my_l"] else None
        year = told.year if told is not None else year
    last = date(year, month, monthrange(year, month)[1])
    if _is_of_telling(m, text):
        return make_span(m, None, "month", "said")
    return make_span(m, last, "month", "ahead" if last.replace(day=1) > published else "point", last.replace(day=1))


def _read_in_year(m: "re.Match[str]", text: str, published: date, clock: Clock) -> Span | None:
    year = int(m["y"])
    return make_span(m, date(year, 12, 31), "year", "ahead" if year > published.year else "point", date(year, 1, 1))


READERS: dict[str, Callable[["re.Match[str]", str, date, Clock], Span | None]] = {
    name: globals()[f"_read_{name}"] for name, _ in PATTERNS
}
