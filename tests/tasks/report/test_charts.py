"""Charts: lengths compare, nothing is added up, a night without a report stays empty."""

import re
from datetime import date
from xml.etree.ElementTree import Element, fromstring

import pytest

from tasks.report import charts
from tests.tasks.report.made_tables import figure

DAYS = charts.Days(date(2026, 1, 1), date(2026, 1, 10))
METRICS = ("launched", "shot_down", "hit")


def bars_of(lane: charts.Lane) -> list[Element]:
    return [rect for rect in fromstring(lane.svg).iter("rect") if rect.get("class") == "ink"]


def height(bar: Element) -> float:
    return float(bar.get("height") or 0)


def test_lanes_share_one_scale() -> None:
    figures = [
        figure(date(2026, 1, 2), "RU", "UA", "launched", 100),
        figure(date(2026, 1, 2), "RU", "UA", "shot_down", 50),
    ]
    launched, shot_down = (bars_of(lane)[0] for lane in charts.bars("k", "t", DAYS, figures, METRICS).lanes)
    assert height(launched) == pytest.approx(2 * height(shot_down), abs=0.2)


def test_a_metric_or_night_without_a_figure_is_left_out() -> None:
    figures = [figure(date(2026, 1, day), "RU", "UA", "launched", 100) for day in (2, 9)]
    chart = charts.bars("k", "t", DAYS, figures, METRICS)
    assert [lane.kind for lane in chart.lanes] == ["launched"]
    assert len(bars_of(chart.lanes[0])) == 2


def test_two_attacks_of_one_day_stand_side_by_side() -> None:
    day = date(2026, 1, 2)
    figures = [
        figure(day, "RU", "UA", "launched", 100, part_of_day="night"),
        figure(day, "RU", "UA", "launched", 40, part_of_day="day"),
    ]
    night, by_day = bars_of(charts.bars("k", "t", DAYS, figures, METRICS).lanes[0])
    assert float(night.get("x") or 0) + float(night.get("width") or 0) <= float(by_day.get("x") or 0)


def test_a_range_is_drawn_from_low_to_high() -> None:
    figures = [figure(date(2026, 1, 2), "RU", "UA", "launched", 100, low=90.0, high=120.0)]
    lane = charts.bars("k", "t", DAYS, figures, METRICS).lanes[0]
    assert 'class="range"' in lane.svg


def test_gaps_show_only_nights_with_both_figures() -> None:
    figures = [
        figure(date(2026, 1, 2), "RU", "UA", "launched", 100),
        figure(date(2026, 1, 2), "RU", "UA", "shot_down", 60),
        figure(date(2026, 1, 3), "RU", "UA", "launched", 70),
    ]
    lane = charts.gaps("k", "t", DAYS, figures).lanes[0]
    assert re.findall(r'data-day="([^"]+)"', lane.svg) == ["2026-01-02", "2026-01-02"]


def test_dots_of_one_day_are_not_added_up() -> None:
    day = date(2026, 1, 2)
    figures = [figure(day, "RU", "UA", "killed", n, object="person", place=f"town {n}") for n in (3, 4)]
    dots = list(fromstring(charts.dots("k", "t", DAYS, figures, ("killed",)).lanes[0].svg).iter("circle"))
    assert len(dots) == 2
    assert len({dot.get("cy") for dot in dots}) == 2


def test_labels_are_escaped() -> None:
    figures = [figure(date(2026, 1, 2), "RU", "UA", "launched", 5, best_speaker='"><script>alert(1)</script>')]
    svg = charts.bars("k", "t", DAYS, figures, METRICS).lanes[0].svg
    assert "<script" not in svg
    assert "<script>" in (next(fromstring(svg).iter("a")).get("aria-label") or "")
