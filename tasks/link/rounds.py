"""Reports of talks into rounds, rounds into tracks: parties, place and time decide, no name of a town does.

A report with a day makes a round, or joins the one of the same parties at the same place and time. A report without a
day joins the only round that it can mean, else it is left unlinked. A round planned and later held is one round.
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from warehouse.ids import content_id
from warehouse.links import LinkedTalk, Round
from warehouse.vocabulary import Precision, TalkFormat, TalkStatus

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """A row of core.talks with the publication time of its article."""

    talk_id: str
    article_id: str
    round: int | None
    date_start: date | None
    date_end: date | None
    date_precision: Precision | None
    city: str | None
    country: str | None
    parties: tuple[str, ...]
    mediators: tuple[str, ...]
    format: TalkFormat | None
    status: TalkStatus
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """tracks.toml."""

    principals: frozenset[str]
    blocs: Mapping[str, str]
    track_gap: timedelta
    counting_gap: timedelta
    same_meeting: timedelta
    postponed: timedelta
    rough: timedelta
    undated: timedelta


@dataclass(frozen=True, slots=True)
class _Meeting:
    """Reports of one meeting, and what they have in common so far."""

    reports: tuple[Report, ...]
    first: date
    last: date
    core: frozenset[str]
    city: str | None
    country: str | None
    remote: bool | None
    is_held: bool
    numbers: frozenset[int]


def partition(report: Report) -> str:
    """The group of sides that a report is compared within: reports of different partitions are never of one round."""
    rules = read_rules()
    if rules.principals <= set(report.parties):
        return "+".join(sorted(rules.principals))
    return "+".join(sorted(_blocs(_core(report, rules), rules)))


def link_talks(reports: Iterable[Report]) -> tuple[list[LinkedTalk], list[Round]]:
    """Every report with its round, and the rounds; all reports of a partition must be given together."""
    rules = read_rules()
    by_partition: defaultdict[str, list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda each: each.talk_id):
        by_partition[partition(report)].append(report)
    talks: list[LinkedTalk] = []
    rounds: list[Round] = []
    for sides, group in sorted(by_partition.items()):
        meetings = _meetings(group, rules)
        numbered = _tracks(sides, meetings, rules)
        rounds += [round_ for round_, _ in numbered]
        found = {report.talk_id: round_.round_id for round_, meeting in numbered for report in meeting.reports}
        talks += [
            LinkedTalk(
                talk_id=report.talk_id,
                article_id=report.article_id,
                partition=sides,
                round_id=found.get(report.talk_id),
            )
            for report in group
        ]
    return talks, rounds


@cache
def read_rules() -> Rules:
    """tracks.toml."""
    data = tomllib.loads((Path(__file__).parent / "tracks.toml").read_text(encoding="utf-8"))
    return Rules(
        principals=frozenset(data["principals"]),
        blocs={member: bloc for bloc, members in data["blocs"].items() for member in members},
        track_gap=timedelta(days=data["track_gap_days"]),
        counting_gap=timedelta(days=data["counting_gap_days"]),
        same_meeting=timedelta(days=data["same_meeting_days"]),
        postponed=timedelta(days=data["postponed_days"]),
        rough=timedelta(days=data["rough_days"]),
        undated=timedelta(days=data["undated_days"]),
    )


def _meetings(reports: Sequence[Report], rules: Rules) -> list[_Meeting]:
    """Held days first, then announced days, then weeks and months, then no date: the firmer carries the vaguer."""
    meetings: list[_Meeting] = []
    exact = [report for report in reports if _is_exact(report)]
    held = sorted((each for each in exact if _has_happened(each)), key=_by_day)
    for report in (each for each in held if _is_located(each)):
        _join_or_add(meetings, report, lambda meeting, each: _is_same_meeting(meeting, each, rules), rules)
    for report in (each for each in held if not _is_located(each)):
        _place(meetings, report, rules)
    for report in sorted((each for each in exact if not _has_happened(each)), key=_by_day):
        _join_or_add(meetings, report, lambda meeting, each: _is_announced(meeting, each, rules), rules)
    for report in sorted((each for each in reports if not _is_exact(each) and each.date_start), key=_by_day):
        matching = [meeting for meeting in meetings if _is_roughly(meeting, report, rules)]
        if matching:
            _join_only(meetings, matching, report)
        elif report.status != "proposed":
            meetings.append(_new(report, rules))
    for report in (each for each in reports if each.date_start is None):
        _join_only(meetings, [meeting for meeting in meetings if _is_undated(meeting, report, rules)], report)
    return sorted(meetings, key=lambda meeting: (meeting.first, meeting.last, sorted(meeting.core)))


def _is_located(report: Report) -> bool:
    """Whether it says where, or that it was a call: days of reports that say neither are often those of the telling."""
    return report.city is not None or report.format in ("phone", "video")


def _place(meetings: list[_Meeting], report: Report, rules: Rules) -> None:
    """A held day without a town: the meeting of that day, or one near it in that country; else unlinked beside it."""
    if any(_is_same_meeting(meeting, report, rules) for meeting in meetings):
        _join_or_add(meetings, report, lambda meeting, each: _is_same_meeting(meeting, each, rules), rules)
        return
    day = report.date_start or date.min
    near = [
        meeting
        for meeting in meetings
        if meeting.city is not None
        and _is_compatible(meeting, report, rules)
        and _distance(meeting, day) <= rules.rough.days
    ]
    if near:
        # Its day is another than the meeting's: that of the telling, most likely. The meeting keeps its own.
        _join_only(
            meetings,
            [meeting for meeting in near if _is_same_place(meeting, report)],
            replace(report, date_precision="week"),
        )
    else:
        meetings.append(_new(report, rules))


def _is_exact(report: Report) -> bool:
    return report.date_start is not None and report.date_precision in ("minute", "day", "night")


def _has_happened(report: Report) -> bool:
    return report.status in ("held", "under_way")


def _by_day(report: Report) -> tuple[date, str]:
    return (report.date_start or date.min, report.talk_id)


def _join_or_add(
    meetings: list[_Meeting], report: Report, fits: Callable[[_Meeting, Report], bool], rules: Rules
) -> None:
    """Joins the nearest meeting that fits, or makes one; between meetings of other sides it is left unlinked."""
    matching = [meeting for meeting in meetings if fits(meeting, report)]
    if len({meeting.core for meeting in matching}) > 1:
        matching = [meeting for meeting in matching if meeting.core == _core(report, rules)]
        if not matching:
            return
    if matching:
        day = report.date_start or date.min
        nearest = min(matching, key=lambda meeting: (_distance(meeting, day), not meeting.is_held, meeting.first))
        meetings[meetings.index(nearest)] = _joined(nearest, report)
    else:
        meetings.append(_new(report, rules))


def _join_only(meetings: list[_Meeting], matching: list[_Meeting], report: Report) -> None:
    """Joins the only meeting that fits; of several, none."""
    if len(matching) == 1:
        meetings[meetings.index(matching[0])] = _joined(matching[0], report)


def _new(report: Report, rules: Rules) -> _Meeting:
    first = report.date_start or date.min
    return _Meeting(
        reports=(report,),
        first=first,
        last=max(report.date_end or first, first),
        core=_core(report, rules),
        city=report.city,
        country=report.country,
        remote=None if report.format is None else report.format != "in_person",
        is_held=_has_happened(report),
        numbers=frozenset() if report.round is None else frozenset({report.round}),
    )


def _joined(meeting: _Meeting, report: Report) -> _Meeting:
    """The meeting with one report more. Its days grow by what is said to have happened, not by plans."""
    first, last = meeting.first, meeting.last
    if _is_exact(report) and report.date_start and _has_happened(report):
        first, last = min(first, report.date_start), max(last, report.date_end or report.date_start)
    return _Meeting(
        reports=(*meeting.reports, report),
        first=first,
        last=last,
        core=meeting.core,
        city=meeting.city or report.city,
        country=meeting.country or report.country,
        remote=meeting.remote if meeting.remote is not None or report.format is None else report.format != "in_person",
        is_held=meeting.is_held or _has_happened(report),
        numbers=meeting.numbers if report.round is None else meeting.numbers | {report.round},
    )


def _core(report: Report, rules: Rules) -> frozenset[str]:
    """Who negotiates: the parties without hosts and mediators, as long as two are left."""
    parties = frozenset(report.parties)
    hosts = (frozenset(report.mediators) | {report.country or ""}) - rules.principals
    return parties - hosts if len(parties - hosts) >= 2 else parties


def _is_same_meeting(meeting: _Meeting, report: Report, rules: Rules) -> bool:
    """Reports of what happened: same sides, same place, same days (a call: the same day)."""
    if not _is_compatible(meeting, report, rules):
        return False
    is_remote = meeting.remote or report.format in ("phone", "video")
    slack = timedelta(0) if is_remote or not _is_same_place(meeting, report) else rules.same_meeting
    start = report.date_start or date.min
    end = report.date_end or start
    return start <= meeting.last + slack and end >= meeting.first - slack


def _is_announced(meeting: _Meeting, report: Report, rules: Rules) -> bool:
    """An announcement and what came of it: held on the day named, or a few days later."""
    if not _is_compatible(meeting, report, rules):
        return False
    day = report.date_start or date.min
    if not _is_same_place(meeting, report):
        return meeting.first <= day <= meeting.last
    return day - rules.same_meeting <= meeting.last and meeting.first <= (report.date_end or day) + rules.postponed


def _is_roughly(meeting: _Meeting, report: Report, rules: Rules) -> bool:
    if not _is_compatible(meeting, report, rules):
        return False
    start = report.date_start or date.min
    end = report.date_end or start + timedelta(
        days={"week": 6, "month": 30, "year": 365}.get(report.date_precision or "", 0)
    )
    if report.published_at is not None and _has_happened(report):
        end = min(end, report.published_at.date()) if report.published_at.date() >= start else end
    slack = rules.rough if report.date_precision == "week" else timedelta(0)
    return meeting.last >= start - slack and meeting.first <= end + slack


def _is_undated(meeting: _Meeting, report: Report, rules: Rules) -> bool:
    """A report without a date means the meeting of the number it gives, or one shortly before it where it says."""
    if report.published_at is None or not _is_compatible(meeting, report, rules):
        return False
    published = report.published_at.date()
    if report.round is not None and meeting.first <= published:
        return report.round in meeting.numbers
    if report.status == "proposed" or not _is_same_place(meeting, report):
        return False
    if _has_happened(report):
        return published - rules.undated <= meeting.first <= published
    return published <= meeting.last and meeting.first <= published + rules.undated


def _is_compatible(meeting: _Meeting, report: Report, rules: Rules) -> bool:
    """Whether nothing that is known speaks against one meeting: sides, place, room or telephone, number."""
    core = _core(report, rules)
    if core != meeting.core:
        one, other = _blocs(core, rules), _blocs(meeting.core, rules)
        if not (one <= other or other <= one) or not _is_same_place(meeting, report):
            return False
    if meeting.city and report.city and meeting.city != report.city:
        return False
    if meeting.country and report.country and meeting.country != report.country:
        return False
    if meeting.remote is not None and report.format is not None and meeting.remote != (report.format != "in_person"):
        return False
    return report.round is None or not meeting.numbers or report.round in meeting.numbers


def _blocs(parties: frozenset[str], rules: Rules) -> frozenset[str]:
    """Parties with members of a bloc as the bloc: some reports say Europe, some name four of its leaders."""
    return frozenset(rules.blocs.get(party, party) for party in parties)


def _is_same_place(meeting: _Meeting, report: Report) -> bool:
    """Whether both name a place, and the same; remote talks have none."""
    if meeting.city and report.city:
        return meeting.city == report.city
    return meeting.country is not None and meeting.country == report.country


def _distance(meeting: _Meeting, day: date) -> int:
    return max((meeting.first - day).days, (day - meeting.last).days, 0)


def _tracks(sides: str, meetings: Sequence[_Meeting], rules: Rules) -> list[tuple[Round, _Meeting]]:
    """Rounds of each track: the same parties in the same way, with no long silence between."""
    by_kind: defaultdict[tuple[tuple[str, ...], bool], list[_Meeting]] = defaultdict(list)
    for meeting in meetings:
        by_kind[(tuple(sorted(_parties(meeting, rules))), bool(meeting.remote))].append(meeting)
    result: list[tuple[Round, _Meeting]] = []
    for (parties, remote), group in sorted(by_kind.items()):
        track: list[_Meeting] = []
        for meeting in group:
            if track and meeting.first - track[-1].last > rules.track_gap:
                result += _track(sides, parties, remote, track, rules)
                track = []
            track.append(meeting)
        result += _track(sides, parties, remote, track, rules)
    return result


def _track(
    sides: str, parties: tuple[str, ...], remote: bool, meetings: Sequence[_Meeting], rules: Rules
) -> list[tuple[Round, _Meeting]]:
    first = meetings[0].first
    track_id = content_id("track", *parties, remote, first)
    name = _track_name(parties, remote, meetings)
    numbers = _numbers(meetings, not remote and rules.principals <= set(parties), rules)
    return [
        (
            Round(
                round_id=content_id(
                    "round", track_id, meeting.first, meeting.city, meeting.country, sorted(meeting.core)
                ),
                track_id=track_id,
                partition=sides,
                track=name,
                round=number,
                round_basis=basis,
                date_start=meeting.first,
                date_end=meeting.last,
                date_precision=_most(report.date_precision for report in _firmest(meeting)),
                city=_most(report.city for report in meeting.reports),
                country=_most(report.country for report in meeting.reports),
                parties=parties,
                mediators=tuple(sorted({code for report in meeting.reports for code in report.mediators})),
                format=_most(report.format for report in meeting.reports),
                status=_status(meeting),
            ),
            meeting,
        )
        for meeting, (number, basis) in zip(meetings, numbers, strict=True)
    ]


def _track_name(parties: tuple[str, ...], remote: bool, meetings: Sequence[_Meeting]) -> str:
    """`Istanbul 2025`, `Abu Dhabi/Geneva 2026`; calls, and talks in no town that is named, go by their parties."""
    places = Counter(
        city for meeting in meetings if (city := _most(report.city for report in meeting.reports)) is not None
    )
    years = sorted({meeting.first.year for meeting in meetings})
    span = f"{years[0]}" if len(years) == 1 else f"{years[0]}-{years[-1]}"
    if remote or not places:
        return f"{'-'.join(parties)} {'calls' if remote else 'talks'} {span}"
    order = {place: rank for rank, (place, _) in enumerate(places.most_common())}
    name = "/".join(sorted(order, key=lambda place: order[place])[:3])
    return f"{name} {span}"


def _parties(meeting: _Meeting, rules: Rules) -> frozenset[str]:
    """Who was in the room by most reports; of equals, the fuller."""
    counts = Counter(_core(report, rules) for report in meeting.reports)
    return max(counts, key=lambda core: (counts[core], len(core), sorted(core)))


def _numbers(meetings: Sequence[_Meeting], counts: bool, rules: Rules) -> list[tuple[int | None, str | None]]:
    """Number of each round: what most of its reports say, and beside it by order where nothing speaks against that.

    Only meetings that are firm (a town, a number or two articles) are counted, and not over a long pause: a round may
    be missing there.
    """
    stated = [_most(report.round for report in meeting.reports) for meeting in meetings]
    result: list[tuple[int | None, str | None]] = [(n, "stated") if n is not None else (None, None) for n in stated]
    firm = [i for i, meeting in enumerate(meetings) if _is_firm(meeting)]
    if not counts or not firm:
        return result
    if all(number is None for number in stated):
        if meetings[firm[0]].city is None:
            return result
        result[firm[0]] = (1, "order")
    pairs = [(i, k) for i, k in pairwise(firm) if meetings[k].first - meetings[i].last <= rules.counting_gap]
    for one, other in pairs:
        if result[other][0] is None and (known := result[one][0]) is not None:
            result[other] = (known + 1, "order")
    for one, other in reversed(pairs):
        if result[one][0] is None and (known := result[other][0]) is not None and known > 1:
            result[one] = (known - 1, "order")
    return _without_doubts(result)


def _without_doubts(numbers: list[tuple[int | None, str | None]]) -> list[tuple[int | None, str | None]]:
    """Counted numbers out again where they double another or run up against one that reports state."""
    taken = Counter(number for number, _ in numbers if number is not None)
    rising = [number for number, _ in numbers if number is not None]
    gap = {a for a, b in pairwise(rising) if b > a + 1}
    kept: list[tuple[int | None, str | None]] = []
    for number, basis in numbers:
        doubtful = basis == "order" and number is not None and (taken[number] > 1 or number in gap)
        kept.append((None, None) if doubtful else (number, basis))
    return kept


def _is_firm(meeting: _Meeting) -> bool:
    if not meeting.is_held and _status(meeting) != "planned":
        return False
    return (
        meeting.city is not None or bool(meeting.numbers) or len({report.article_id for report in meeting.reports}) > 1
    )


def _status(meeting: _Meeting) -> TalkStatus:
    """held once somebody says so; else what the last report says: planned rounds may be called off."""
    if any(report.status == "held" for report in meeting.reports):
        return "held"
    latest = max(
        meeting.reports,
        key=lambda report: (
            report.published_at.timestamp() if report.published_at else 0.0,
            _RANK[report.status],
            report.talk_id,
        ),
    )
    return latest.status


_RANK: dict[TalkStatus, int] = {"proposed": 0, "planned": 1, "cancelled": 2, "under_way": 3, "held": 4}


def _firmest(meeting: _Meeting) -> list[Report]:
    exact = [report for report in meeting.reports if _is_exact(report)]
    return exact or list(meeting.reports)


def _most(values: Iterable[T | None]) -> T | None:
    """The commonest value that is known; of equals, the first in order of text."""
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda value: (-counts[value], str(value))) if counts else None
