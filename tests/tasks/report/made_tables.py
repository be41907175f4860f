"""Invented tables for the report's tests: 60 nights in two directions, talks, disputes, casualties, hostile text."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tasks.report.tables import Dispute, Evidence, Failure, Figure, Round, SourceDay, Tables

FIRST = date(2026, 1, 1)
NOW = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
HOSTILE = '<script>document.title = "owned"</script>'


def evidence(sentence: str, stated: str, speaker: str | None = "the air force", **changes: object) -> Evidence:
    plain = Evidence(
        sentence=sentence,
        stated=stated,
        speaker=speaker,
        publisher="The Example Post",
        title="A night of drones",
        url="https://news.example/a/1",
        published_at=datetime(2026, 1, 4, 6, tzinfo=UTC),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def figure(day: date, actor: str, target: str, metric: str, best: float, **changes: object) -> Figure:
    words = f"The air force said {best:.0f} drones were {metric.replace('_', ' ')}."
    plain = Figure(
        event_id=f"{day}{actor}{target}{changes.get('place')}{changes.get('part_of_day')}",
        day=day,
        part_of_day="night",
        actor=actor,
        target=target,
        object="drone",
        metric=metric,
        place=None,
        low=best,
        high=best,
        best=best,
        best_speaker="the air force",
        n_reports=3,
        n_publishers=2,
        n_speakers=1,
        evidence=(evidence(words, f"{best:.0f}"), evidence("Drones came in waves, it said.", f"{best:.0f}", None)),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def drones() -> tuple[Figure, ...]:
    rows = []
    for n in range(60):
        day = FIRST + timedelta(days=n)
        if n % 11 == 4:
            continue
        launched = 90 + (n * 37) % 160 + (240 if n in (23, 41) else 0)
        spread = {"low": launched - 15.0, "high": launched + 20.0} if n % 9 == 0 else {}
        rows.append(figure(day, "RU", "UA", "launched", launched, **spread))
        if n % 2:
            rows.append(figure(day, "RU", "UA", "shot_down", round(launched * 0.6)))
            rows.append(figure(day, "RU", "UA", "suppressed", round(launched * 0.25)))
        else:
            rows.append(figure(day, "RU", "UA", "neutralized", round(launched * 0.82)))
        if n % 3:
            rows.append(figure(day, "RU", "UA", "hit", round(launched * 0.08)))
        if n % 2:
            rows.append(figure(day, "UA", "RU", "launched", 30 + (n * 13) % 90, best_speaker=None))
        rows.append(figure(day, "UA", "RU", "shot_down", 25 + (n * 13) % 85, best_speaker="the defence ministry"))
    return tuple(rows)


def casualties() -> tuple[Figure, ...]:
    rows = []
    for n in range(0, 60, 4):
        day = FIRST + timedelta(days=n)
        said = evidence(
            f"The governor said {n % 7 + 1} people were killed in Harbourtown.", str(n % 7 + 1), "the governor"
        )
        common = {
            "object": "person",
            "place": "Harbourtown",
            "best_speaker": "the governor",
            "evidence": (said,),
            "n_reports": 1,
        }
        rows.append(figure(day, "RU", "UA", "killed", n % 7 + 1, **common))
        rows.append(figure(day, "RU", "UA", "injured", (n * 5) % 31 + 2, **common))
    return tuple(rows)


def rounds() -> tuple[Round, ...]:
    def held(
        number: int | None, day: date, city: str, country: str, status: str, track: str = "Istanbul 2025"
    ) -> Round:
        return Round(
            round_id=f"{track}{number}",
            track=track,
            round=number,
            date_start=day,
            date_end=day + timedelta(days=1) if number == 2 else None,
            city=city,
            country=country,
            parties=("RU", "UA"),
            mediators=("TR",),
            format="in_person",
            status=status,
            outcome="both sides agreed to swap prisoners" if status == "held" else None,
            n_reports=6,
            n_publishers=4,
            evidence=(evidence("The delegations met for two hours at the palace.", "", None),),
        )

    return (
        held(1, date(2025, 5, 16), "Istanbul", "TR", "held"),
        held(2, date(2025, 6, 2), "Istanbul", "TR", "held"),
        held(3, date(2025, 7, 23), "Istanbul", "TR", "held"),
        held(1, date(2026, 1, 23), "Abu Dhabi", "AE", "held", "Abu Dhabi 2026"),
        held(None, date(2026, 3, 5), "Geneva", "CH", "planned", "Abu Dhabi 2026"),
    )


def hostile() -> tuple[Figure, ...]:
    said = evidence(
        f"Officials counted 12 drones {HOSTILE}.", "12", f'"><img src=x onerror=alert(1)>{HOSTILE}', title=HOSTILE,
        publisher="</style><b>Bold</b>", url="javascript:document.title='owned'",
    )  # fmt: skip
    place = "\" onmouseover=\"document.title='owned'"
    return (
        figure(FIRST, "RU", "UA", "killed", 12, object="person", place=place, best_speaker=HOSTILE, evidence=(said,)),
    )


def tables() -> Tables:
    dispute = Dispute(
        day=date(2026, 1, 24), actor="UA", target="RU", object="drone", metric="shot_down", place=None,
        evidence=(evidence("The ministry said 140 drones were downed.", "140", "the defence ministry"),
                  evidence("The general staff said only 60 had flown.", "60", "the general staff")),
    )  # fmt: skip
    sources = tuple(
        SourceDay(
            source_id=name, day=FIRST + timedelta(days=n), tried=40, fetched=38, articles=30, relevant=12, claims=25,
            failures=n % 3, hours_since_last_article=2.0 + n,
        )
        for name in ("example-post", "example-agency")
        for n in range(5)
    )  # fmt: skip
    failures = (
        Failure(step="fetch", item="https://news.example/gone", source_id="example-post", outcome="http_error",
                reason="The server answered 503.", at=NOW),
        Failure(step="extract", item=HOSTILE, source_id=None, outcome="empty", reason="No text was found.", at=NOW),
    )  # fmt: skip
    return Tables(
        articles=1200, relevant=480, claims=2210, publishers=9, drones=drones(), casualties=casualties() + hostile(),
        rounds=rounds(), disputes=(dispute,), sources=sources, failures=failures,
    )  # fmt: skip
