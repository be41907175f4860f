"""The report as one self-contained page: no network, no inline handler, and everything from articles escaped.

The page's policy admits exactly its own style sheet and script, by hash: even a hole in the escaping runs
nothing.
"""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from tasks.report import charts, wording
from tasks.report.tables import Dispute, Evidence, Figure, Round, SourceDay, Tables

STOPPED = ("launched", "shot_down", "suppressed", "neutralized", "hit")
HARM = ("killed", "injured", "casualties")


@dataclass(frozen=True, slots=True)
class Proof:
    """The evidence of one figure, round or dispute, with the heading it stands under."""

    key: str
    topic: str
    day: date | None
    direction: str
    heading: str
    reports: int
    rows: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Night:
    """One row of the table of nights."""

    day: date
    part_of_day: str | None
    direction: str
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Source:
    """One source over the days known, oldest first."""

    source_id: str
    days: tuple[SourceDay, ...]

    @property
    def newest(self) -> SourceDay:
        return self.days[-1]

    def total(self, column: str) -> int:
        return sum(getattr(each, column) for each in self.days)


def page(tables: Tables, now: datetime) -> str:
    """The report as HTML. `now` (UTC) is printed as the time of making and sets nothing else."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "number": wording.number,
        "spread": lambda figure: wording.spread(figure.low, figure.high),
        "day": wording.day,
        "silence": wording.silence,
        "side": wording.side,
        "web": wording.web_address,
    }
    style, script = _asset("page.css"), _asset("page.js")
    drones = _newest_first(tables.drones)
    harm = _newest_first(tables.casualties)
    return environment.from_string(_asset("page.html")).render(
        tables=tables,
        made=now,
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        latest=_latest(drones),
        nights=_nights(drones),
        by_night=_per_direction(drones, "by-night"),
        stopped=_per_direction(drones, "stopped"),
        harm=harm,
        harm_chart=_harm_chart(harm),
        rounds=sorted(tables.rounds, key=lambda each: each.date_start or date.min, reverse=True),
        rounds_chart=charts.timeline("rounds-chart", "Rounds of talks by track", tables.rounds),
        sources=_sources(tables.sources),
        proofs=_proofs(drones, harm, tables.rounds, tables.disputes),
        directions=sorted({wording.direction(each.actor, each.target) for each in (*drones, *harm)}),
        metrics=STOPPED,
        metric_names=wording.METRICS,
        sentence=charts.sentence,
        dispute_heading=_dispute_heading,
        round_heading=_round_heading,
        span=wording.days,
        direction=wording.direction,
        counted=wording.counted,
    )


def _asset(name: str) -> str:
    return files("tasks.report").joinpath(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    allowed = f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hash(content: str) -> str:
    return "sha256-" + b64encode(sha256(content.encode()).digest()).decode()


def _newest_first(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple(sorted(figures, key=lambda each: each.day, reverse=True))


def _latest(drones: Iterable[Figure]) -> list[Figure]:
    """The newest launched figure of each direction, busiest direction first."""
    launched = [each for each in drones if each.metric == "launched" and each.best is not None]
    newest: dict[tuple[str | None, str | None], Figure] = {}
    for each in launched:
        newest.setdefault((each.actor, each.target), each)
    return sorted(newest.values(), key=lambda each: -(each.best or 0))


def _nights(drones: Iterable[Figure]) -> list[Night]:
    """One row an attack; where two tell of one day, direction and time of day, they stay two rows."""
    nights: dict[str, list[Figure]] = {}
    for each in drones:
        nights.setdefault(each.event_id, []).append(each)
    return [
        Night(
            figures[0].day,
            figures[0].part_of_day,
            wording.direction(figures[0].actor, figures[0].target),
            {each.metric: each for each in figures},
        )
        for figures in nights.values()
    ]


def _per_direction(drones: tuple[Figure, ...], chart: str) -> list[charts.Chart]:
    """One chart a direction in which drones flew, busiest first, all on the same days."""
    known = [each for each in drones if each.actor and each.target and each.best is not None]
    if not known:
        return []
    days = charts.Days(min(each.day for each in known), max(each.day for each in known))
    ordered = sorted(known, key=lambda each: (each.actor or "", each.target or ""))
    groups = [list(group) for _, group in groupby(ordered, key=lambda each: (each.actor, each.target))]
    groups.sort(key=len, reverse=True)
    drawn = []
    for place, group in enumerate(groups):
        name = wording.direction(group[0].actor, group[0].target)
        if chart == "by-night":
            drawn.append(charts.bars(f"by-night-{place}", f"{name}: drones by night", days, group, STOPPED))
        else:
            drawn.append(charts.gaps(f"stopped-{place}", f"{name}: launched and stopped", days, group))
    return [each for each in drawn if each.lanes]


def _harm_chart(harm: tuple[Figure, ...]) -> charts.Chart | None:
    known = [each for each in harm if each.best is not None]
    if not known:
        return None
    days = charts.Days(min(each.day for each in known), max(each.day for each in known))
    return charts.dots("harm-chart", "People killed and injured, event by event", days, known, HARM)


def _sources(days: Iterable[SourceDay]) -> list[Source]:
    ordered = sorted(days, key=lambda each: (each.source_id, each.day))
    return [Source(name, tuple(group)) for name, group in groupby(ordered, key=lambda each: each.source_id)]


def _proofs(
    drones: tuple[Figure, ...], harm: tuple[Figure, ...], rounds: tuple[Round, ...], disputes: tuple[Dispute, ...]
) -> list[Proof]:
    proofs = [_figure_proof("drones", each) for each in drones] + [_figure_proof("casualties", each) for each in harm]
    for each in rounds:
        sides = " – ".join(wording.side(code) for code in each.parties)
        proofs.append(
            Proof(each.key, "talks", each.date_start, sides, _round_heading(each), each.n_reports, each.evidence)
        )
    for dispute in disputes:
        between = wording.direction(dispute.actor, dispute.target)
        heading = _dispute_heading(dispute)
        proofs.append(
            Proof(dispute.key, "disputes", dispute.day, between, heading, len(dispute.evidence), dispute.evidence)
        )
    return sorted(proofs, key=lambda each: each.day or date.min, reverse=True)


def _figure_proof(topic: str, figure: Figure) -> Proof:
    between = wording.direction(figure.actor, figure.target)
    return Proof(figure.key, topic, figure.day, between, charts.sentence(figure), figure.n_reports, figure.evidence)


def _round_heading(each: Round) -> str:
    name = f"Round {each.round}" if each.round is not None else "Talks"
    track = f" of {each.track}" if each.track else ""
    return f"{name}{track}: {each.status.replace('_', ' ')}{', ' + each.city if each.city else ''}"


def _dispute_heading(dispute: Dispute) -> str:
    where = f", {dispute.place}" if dispute.place else ""
    return f"Disputed: {wording.counted(dispute.metric, dispute.object)}{where}"
