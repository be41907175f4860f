"""The report's pictures as PNG and SVG files, drawn by altair and vl-convert without a browser or a network."""

from collections.abc import Iterable, Iterator

import altair as alt
import pandas as pd
import vl_convert

from tasks.report import wording
from tasks.report.page import HARM, STOPPED
from tasks.report.tables import Figure, Round, Tables

Drawing = alt.LayerChart | alt.FacetChart | alt.HConcatChart

COLOURS = {
    "launched": "#8a877f",
    "shot_down": "#0b63a5",
    "suppressed": "#7d4aa8",
    "neutralized": "#00766a",
    "hit": "#b8420f",
    "killed": "#8f1d2c",
    "injured": "#b35f00",
    "casualties": "#6b5a2e",
}
PAPER = "#fcfbf8"
SCALE = 2
"""Pixels a point: sharp on today's screens."""


def pictures(tables: Tables) -> dict[str, bytes]:
    """File name → content; a picture without data is left out."""
    drawn = {}
    for name, chart in _charts(tables):
        spec = chart.to_json()
        drawn[f"{name}.png"] = vl_convert.vegalite_to_png(spec, scale=SCALE)
        drawn[f"{name}.svg"] = vl_convert.vegalite_to_svg(spec).encode()
    return drawn


def drones_by_night_png(tables: Tables) -> bytes | None:
    """The one picture that a run shows in Prefect's UI; None while there is no nightly figure."""
    for name, chart in _charts(tables):
        if name == "drones_by_night":
            return bytes(vl_convert.vegalite_to_png(chart.to_json(), scale=1.5))
    return None


def _charts(tables: Tables) -> Iterator[tuple[str, Drawing]]:
    drones = _frame(tables.drones, STOPPED)
    if len(drones):
        yield "drones_by_night", _by_night(drones)
    stopped = drones[drones["metric"].isin(["launched", "shot_down", "neutralized"])]
    if stopped["metric"].nunique() > 1:
        yield "launched_and_stopped", _launched_and_stopped(stopped)
    harm = _frame(tables.casualties, HARM)
    if len(harm):
        yield "casualties", _casualties(harm)
    dated = [each for each in tables.rounds if each.date_start is not None]
    if dated:
        yield "talks", _talks(dated)


def _frame(figures: Iterable[Figure], metrics: tuple[str, ...]) -> pd.DataFrame:
    """Columns day, direction, metric, name (of the metric), order, best, low, high, place."""
    rows = [
        {
            "day": each.day.isoformat(),
            "direction": wording.direction(each.actor, each.target),
            "metric": each.metric,
            "name": wording.METRICS[each.metric],
            "order": metrics.index(each.metric),
            "best": each.best,
            "low": each.low,
            "high": each.high,
            "place": each.place or "",
        }
        for each in figures
        if each.best is not None and each.metric in metrics
    ]
    return pd.DataFrame(rows, columns=["day", "direction", "metric", "name", "order", "best", "low", "high", "place"])


def _by_night(drones: pd.DataFrame) -> Drawing:
    """A column a direction, a lane a metric; one scale a column, so that lanes compare."""
    directions = drones.groupby("direction").size().sort_values(ascending=False).index
    columns = [_lanes(drones[drones["direction"] == direction], direction) for direction in directions]
    grid = alt.hconcat(*columns, spacing=36)
    return _finish(grid, "Drones by night", "Counts stand side by side, never added up; a gap is no report, not zero")


def _lanes(drones: pd.DataFrame, direction: str) -> alt.VConcatChart:
    top = float(max(drones["best"].max(), drones["high"].fillna(0).max()))
    scale = alt.Scale(domain=[0, top])
    first, last = drones["day"].min(), drones["day"].max()
    days = alt.X("day:T", title=None, scale=alt.Scale(domain=[first, last]), axis=_dates())
    lanes = []
    for name in drones.sort_values("order")["name"].unique():
        base = alt.Chart(drones[drones["name"] == name]).encode(x=days)
        bars = base.mark_bar(size=5).encode(y=alt.Y("best:Q", title=None, scale=scale), color=_colours(drones))
        ranges = base.mark_rule(color="#1d1c1a").encode(y=alt.Y("low:Q", title=None), y2="high:Q")
        lane = alt.TitleParams(name, anchor="start", fontSize=12, fontWeight="normal")
        lanes.append(alt.layer(bars, ranges).properties(width=560, height=90, title=lane))
    return alt.vconcat(*lanes, spacing=8).properties(title=alt.TitleParams(direction, anchor="start"))


def _launched_and_stopped(stopped: pd.DataFrame) -> Drawing:
    shape = alt.Shape("name:N", scale=_names(stopped, ["circle", "circle", "diamond"]), legend=None)
    base = alt.Chart(stopped).encode(x=_days(), y=alt.Y("best:Q", title="drones"))
    line = base.mark_line(color="#b5b2aa", strokeWidth=1).encode(detail="day:T")
    points = base.mark_point(filled=True, size=34, opacity=1).encode(color=_colours(stopped, legend=True), shape=shape)
    panels = alt.layer(line, points).properties(width=620, height=200)
    grid = panels.facet(row=alt.Row("direction:N", title=None, header=_header())).resolve_scale(y="independent")
    return _finish(grid, "Launched and stopped, night by night", "Nights as the best-placed speaker states them")


def _casualties(harm: pd.DataFrame) -> Drawing:
    base = alt.Chart(harm).encode(x=_days(), y=alt.Y("best:Q", title="people"))
    points = base.mark_point(filled=True, size=36, opacity=0.75).encode(color=_colours(harm))
    panels = points.properties(width=620, height=110)
    grid = panels.facet(row=alt.Row("name:N", sort=alt.EncodingSortField("order"), title=None, header=_header()))
    return _finish(grid, "Casualties, event by event", "Each point is one event as reported; points are never added up")


def _talks(rounds: list[Round]) -> Drawing:
    frame = pd.DataFrame(
        {
            "day": [each.date_start.isoformat() for each in rounds if each.date_start],
            "track": [each.track or "no track" for each in rounds],
            "round": ["" if each.round is None else str(each.round) for each in rounds],
            "status": [each.status.replace("_", " ") for each in rounds],
        }
    )
    base = alt.Chart(frame).encode(x=_days(), y=alt.Y("track:N", title=None, axis=alt.Axis(labelLimit=240)))
    discs = base.mark_circle(size=420, opacity=1).encode(color=alt.Color("status:N", title=None))
    numbers = base.mark_text(color=PAPER, fontWeight="bold").encode(text="round:N")
    return _finish(
        alt.layer(discs, numbers).properties(width=720), "Rounds of talks", "By track, with the round's number"
    )


def _days() -> alt.X:
    return alt.X("day:T", title=None, axis=_dates())


def _dates() -> alt.Axis:
    return alt.Axis(format="%-d %b %Y", labelOverlap=True, grid=False)


def _header() -> alt.Header:
    return alt.Header(labelAngle=0, labelAlign="left", labelOrient="top", labelAnchor="start", labelFontSize=12)


def _colours(frame: pd.DataFrame, legend: bool = False) -> alt.Color:
    order = [metric for metric in COLOURS if metric in set(frame["metric"])]
    scale = alt.Scale(domain=[wording.METRICS[each] for each in order], range=[COLOURS[each] for each in order])
    return alt.Color(
        "name:N", scale=scale, title=None, legend=alt.Legend(orient="top", symbolType="circle") if legend else None
    )


def _names(frame: pd.DataFrame, values: list[str]) -> alt.Scale:
    order = [metric for metric in ("launched", "shot_down", "neutralized") if metric in set(frame["metric"])]
    return alt.Scale(domain=[wording.METRICS[each] for each in order], range=values[: len(order)])


def _finish(chart: Drawing, title: str, subtitle: str) -> Drawing:
    heading = alt.TitleParams(title, subtitle=subtitle, anchor="start", fontSize=18, subtitleColor="#5a5751", offset=12)
    framed: Drawing = chart.properties(title=heading, background=PAPER, padding=16).configure_view(stroke=None)
    styled: Drawing = framed.configure_axis(labelColor="#5a5751", gridColor="#e4e0d6", domainColor="#5a5751")
    return styled
