"""The page's charts as SVG that needs no script: every mark is a link to the evidence of its figure.

A chart is a list of lanes that share one axis of days and one scale of pixels a count, so that lengths compare across
lanes. A day without a figure stays empty: no report is not zero. Colours come from the page's style sheet, by class.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from math import ceil, log10
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from tasks.report import wording
from tasks.report.tables import Figure, Round

NARROWEST, WIDEST, ROOM = 9, 26, 930
"""Pixels a day, at least and at most, and the width that the days should fill between the two."""
TALLEST = 130
LEAST = 22
RIGHT = 72
DECADE = 26
"""Pixels for every power of ten where a scale counts in those."""
LEFT = 6


@dataclass(frozen=True, slots=True)
class Days:
    """The axis: every day from first to last, both drawn."""

    first: date
    last: date

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def slot(self) -> int:
        return max(NARROWEST, min(WIDEST, ROOM // self.count))

    @property
    def width(self) -> int:
        return LEFT + self.count * self.slot + RIGHT

    def x(self, day: date) -> int:
        return LEFT + (day - self.first).days * self.slot


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of a chart, with the name that stands above it."""

    label: str
    kind: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class Chart:
    key: str
    title: str
    summary: str
    lanes: tuple[Lane, ...]
    axis: Markup
    direction: str


def bars(key: str, title: str, days: Days, figures: Sequence[Figure], metrics: Sequence[str]) -> Chart:
    """One lane a metric, one bar a figure; a thin line spans low to high where the reports differ."""
    shown = [each for each in figures if each.best is not None and days.first <= each.day <= days.last]
    scale = TALLEST / max((_top(each) for each in shown), default=1.0)
    lanes = []
    for metric in metrics:
        row = sorted((each for each in shown if each.metric == metric), key=lambda each: each.day)
        if row:
            lanes.append(Lane(wording.METRICS.get(metric, metric).capitalize(), metric, _bars(days, row, scale)))
    direction = wording.direction(shown[0].actor, shown[0].target) if shown else ""
    return Chart(key, title, _summary(title, shown, metrics), tuple(lanes), _axis(days), direction)


def gaps(key: str, title: str, days: Days, figures: Sequence[Figure]) -> Chart:
    """Launched against stopped, night by night; nights that lack either are left out.

    A ring is launched, a dot shot down, a diamond one figure that merges shot down and suppressed.
    """
    paired = [
        row
        for row in _by_event(each for each in figures if each.best is not None and days.first <= each.day <= days.last)
        if "launched" in row and ("shot_down" in row or "neutralized" in row)
    ]
    shown = [each for row in paired for each in row.values() if each.metric in ("launched", "shot_down", "neutralized")]
    top = max((each.best or 0 for each in shown), default=1.0)
    height = TALLEST * 1.4
    svg = _svg(days.width, height)
    _grid(svg, days, top, height / top, height)
    for row in paired:
        x = days.x(row["launched"].day) + days.slot / 2
        stopped = row.get("neutralized") or row["shot_down"]
        launched = row["launched"]
        heights = [height + 4 - (each.best or 0) * height / top for each in (launched, stopped)]
        SubElement(svg, "line", _numbers(x1=x, x2=x, y1=heights[0], y2=heights[1]) | {"class": "gap"})
        _mark(svg, launched, "circle", _numbers(cx=x, cy=heights[0], r=3.6))
        if "shot_down" in row:
            y = height + 4 - (row["shot_down"].best or 0) * height / top
            _mark(svg, row["shot_down"], "circle", _numbers(cx=x, cy=y, r=3.2))
        if "neutralized" in row:
            y = height + 4 - (row["neutralized"].best or 0) * height / top
            _mark(svg, row["neutralized"], "path", {"d": f"M{x:g} {y - 4.5:g}l4.5 4.5l-4.5 4.5l-4.5 -4.5z"})
    direction = wording.direction(shown[0].actor, shown[0].target) if shown else ""
    summary = f"{title}: {len(paired)} nights with both figures. The table of nights below gives every number."
    lane = Lane("", "gaps", _text(svg))
    return Chart(key, title, summary, (lane,) if paired else (), _axis(days), direction)


def dots(key: str, title: str, days: Days, figures: Sequence[Figure], metrics: Sequence[str]) -> Chart:
    """One lane a metric, one dot an event, on a scale of powers of ten: a street's toll shows beside an army's.

    Several events of one day stand one above the other and are never added up.
    """
    shown = [each for each in figures if each.best is not None and days.first <= each.day <= days.last]
    lanes = []
    for metric in metrics:
        row = sorted((each for each in shown if each.metric == metric), key=lambda each: each.day)
        if row:
            lanes.append(Lane(wording.METRICS.get(metric, metric).capitalize(), metric, _dots(days, row)))
    return Chart(key, title, _summary(title, shown, metrics), tuple(lanes), _axis(days), "")


def timeline(key: str, title: str, rounds: Sequence[Round]) -> Chart:
    """One lane a track, one disc a round with its number; a hollow disc is planned, proposed or cancelled."""
    dated = [each for each in rounds if each.date_start is not None]
    starts = [each.date_start for each in dated if each.date_start is not None]
    if not starts:
        return Chart(key, title, "No dated rounds.", (), Markup(""), "")
    first, last = min(starts), max(starts)
    unit = min(WIDEST, max(0.25, 900 / ((last - first).days + 1)))
    width = 24 + ((last - first).days + 1) * unit + 24
    lanes = []
    for track in sorted({each.track or "" for each in dated}, key=lambda name: _first_of(dated, name)):
        svg = _svg(width, 34)
        SubElement(svg, "line", _numbers(x1=0, x2=width, y1=18, y2=18) | {"class": "rule"})
        for each in dated:
            if (each.track or "") == track and each.date_start is not None:
                _disc(svg, each, 24 + (each.date_start - first).days * unit)
        lanes.append(Lane(track or "No track", "track", _text(svg)))
    axis = _svg(width, 20)
    free = 0.0
    for month in _months(first, last):
        x = 16 + (month - first).days * unit
        if x >= free and x < width - 58:
            SubElement(axis, "text", _numbers(x=x, y=14)).text = f"{month:%b %Y}"
            free = x + 75
    return Chart(
        key, title, f"{title}: {len(dated)} dated rounds; the list below gives each.", tuple(lanes), _text(axis), ""
    )


def _bars(days: Days, row: Sequence[Figure], scale: float) -> Markup:
    """Several attacks of one day share the day's width side by side."""
    top = max(_top(each) for each in row)
    height = max(top * scale, LEAST)
    svg = _svg(days.width, height)
    _grid(svg, days, top, scale, height)
    for day, attacks in groupby(row, key=lambda each: each.day):
        several = list(attacks)
        width = days.slot / len(several)
        for place, each in enumerate(several):
            _bar(svg, each, days.x(day) + place * width, width, scale, height)
    return _text(svg)


def _bar(svg: Element, figure: Figure, x: float, width: float, scale: float, height: float) -> None:
    best = (figure.best or 0) * scale
    link = _link(svg, figure)
    SubElement(link, "rect", _numbers(x=x, y=0, width=width, height=height + 8) | {"class": "hit-area"})
    bar = _numbers(x=x + 1, y=height + 4 - best, width=max(width - 2, 1), height=max(best, 1))
    SubElement(link, "rect", bar | {"class": "ink"})
    if figure.low is not None and figure.high is not None and figure.low != figure.high:
        middle, low, high = x + width / 2, height + 4 - figure.low * scale, height + 4 - figure.high * scale
        SubElement(link, "path", {"class": "range", "d": f"M{middle:g} {low:g}V{high:g}M{middle - 2:g} {high:g}h4"})


def _dots(days: Days, row: Sequence[Figure]) -> Markup:
    decades = max(ceil(log10(max(each.best or 1 for each in row))), 1)
    height = decades * DECADE
    svg = _svg(days.width, height)
    for power in range(decades + 1):
        y = float(height + 4 - power * DECADE)
        kind = "base" if power == 0 else "rule"
        SubElement(svg, "line", _numbers(x1=0, x2=days.width - RIGHT, y1=y, y2=y) | {"class": kind})
        SubElement(svg, "text", _numbers(x=days.width - RIGHT + 5, y=y + 4)).text = wording.number(10**power)
    for each in row:
        y = height + 4 - log10(max(each.best or 1, 1)) * DECADE
        _mark(svg, each, "circle", _numbers(cx=days.x(each.day) + days.slot / 2, cy=y, r=3.6))
    return _text(svg)


def _mark(svg: Element, figure: Figure, shape: str, geometry: dict[str, str]) -> None:
    SubElement(_link(svg, figure), shape, geometry | {"class": "ink"})


def _link(svg: Element, figure: Figure) -> Element:
    words = f"{wording.day(figure.day)}, {wording.direction(figure.actor, figure.target)}: " + sentence(figure)
    attributes = {
        "href": f"#{figure.key}",
        "class": f"mark {figure.metric}",
        "aria-label": words,
        "data-day": figure.day.isoformat(),
    }
    return SubElement(svg, "a", attributes)


def sentence(figure: Figure) -> str:
    """A figure in words, without its day and sides: '125 drones launched (118–130), says the air force; 14 reports'."""
    words = f"{wording.number(figure.best)} {wording.counted(figure.metric, figure.object, figure.best)}"
    if between := wording.spread(figure.low, figure.high):
        words += f" ({between})"
    if figure.place:
        words += f", {figure.place}"
    if figure.best_speaker:
        words += f", according to {figure.best_speaker}"
    return words + f"; {figure.n_reports} report{'s' if figure.n_reports != 1 else ''}"


def _disc(svg: Element, each: Round, x: float) -> None:
    name = f"Round {each.round}" if each.round is not None else "Talks"
    when, where = wording.days(each.date_start, each.date_end), each.city or "place unknown"
    label = f"{name}, {when}, {where}: {each.status.replace('_', ' ')}"
    certain = "held" if each.status in ("held", "under_way") else "open"
    day = each.date_start.isoformat() if each.date_start else ""
    link = SubElement(
        svg, "a", {"href": f"#{each.key}", "class": f"mark disc {certain}", "aria-label": label, "data-day": day}
    )
    SubElement(link, "circle", _numbers(cx=x, cy=18, r=10 if each.round is not None else 6) | {"class": "ink"})
    if each.round is not None:
        SubElement(link, "text", _numbers(x=x, y=22)).text = str(each.round)


def _grid(svg: Element, days: Days, top: float, scale: float, height: float) -> None:
    SubElement(svg, "line", _numbers(x1=0, x2=days.width - RIGHT, y1=height + 4, y2=height + 4) | {"class": "base"})
    step = _nice(top / max(height / 45, 1))
    value = step
    while value <= top:
        y = height + 4 - value * scale
        SubElement(svg, "line", _numbers(x1=0, x2=days.width - RIGHT, y1=y, y2=y) | {"class": "rule"})
        SubElement(svg, "text", _numbers(x=days.width - RIGHT + 5, y=y + 4)).text = wording.number(value)
        value += step


def _axis(days: Days) -> Markup:
    """A tick and its day every week; the year under the first of each year."""
    svg = _svg(days.width, 34)
    year = None
    for n in range(0, days.count, 7):
        day = days.first + timedelta(days=n)
        x = days.x(day) + days.slot / 2
        SubElement(svg, "line", _numbers(x1=x, x2=x, y1=0, y2=5) | {"class": "base"})
        SubElement(svg, "text", _numbers(x=max(x, 20), y=18) | {"class": "middle"}).text = f"{day.day} {day:%b}"
        if day.year != year:
            SubElement(svg, "text", _numbers(x=max(x, 20), y=34) | {"class": "middle"}).text = str(day.year)
            year = day.year
    return _text(svg)


def _months(first: date, last: date) -> Iterable[date]:
    """The first day, then the first of every month; not the first day where a month begins within twelve days."""
    month = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    if first.day == 1 or (month - first).days > 12 or month > last:
        yield first
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _summary(title: str, shown: Sequence[Figure], metrics: Sequence[str]) -> str:
    parts = [f"{title}."]
    for metric in metrics:
        row = [each for each in shown if each.metric == metric]
        if row:
            most = max(row, key=lambda each: each.best or 0)
            parts.append(
                f"{wording.METRICS.get(metric, metric).capitalize()}: {len(row)} figures, "
                f"most {wording.number(most.best)} on {wording.day(most.day)}."
            )
    return " ".join(parts)


def _by_event(figures: Iterable[Figure]) -> list[dict[str, Figure]]:
    """The figures of each attack by metric, oldest attack first."""
    events: dict[str, dict[str, Figure]] = {}
    for each in sorted(figures, key=lambda each: each.day):
        events.setdefault(each.event_id, {})[each.metric] = each
    return list(events.values())


def _first_of(rounds: Sequence[Round], track: str) -> date:
    return min(each.date_start for each in rounds if (each.track or "") == track and each.date_start is not None)


def _top(figure: Figure) -> float:
    return max(figure.best or 0, figure.high or 0)


def _nice(rough: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50, … at or above."""
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            if step * factor >= rough:
                return step * factor
        step *= 10


def _svg(width: float, height: float) -> Element:
    size = _numbers(width=width, height=height + 8)
    return Element(
        "svg", size | {"viewBox": f"0 0 {width:g} {height + 8:g}", "role": "presentation", "focusable": "false"}
    )


def _numbers(**geometry: float) -> dict[str, str]:
    return {name: f"{value:.1f}".removesuffix(".0") for name, value in geometry.items()}


def _text(svg: Element) -> Markup:
    """ElementTree has escaped every text and attribute."""
    return Markup(tostring(svg, encoding="unicode"))
