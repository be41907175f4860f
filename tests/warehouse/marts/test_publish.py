"""Publishing in steps gives what one rebuild gives; a failing check keeps the last good marts."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import warehouse.publish
from tests.warehouse.marts.books import NOW, empty_books, keep_books, reports, rows, talks
from tests.warehouse.rows import article, claim, outcome
from warehouse import Warehouse
from warehouse.definitions import Check, checks, marts
from warehouse.publish import publish
from warehouse.records import Measure, Record, Statement, Talk

DAYS = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)]


def picked(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


CLAIMS = st.fixed_dictionaries(
    {
        "metric": picked("launched", "shot_down", "killed", "destroyed", "exchanged"),
        "object": picked("drone", "missile", "person", "prisoner"),
        "low": picked(10.0, 11.0, 12.0, 50.0),
        "qualifier": picked("exact", "exact", "about", "at_least"),
        "actor": picked("RU", "UA", None),
        "target": picked("UA", "RU"),
        "place": picked(None, None, "Odesa"),
        "date_end": picked(*DAYS, None),
        "date_basis": picked("overnight", "in the afternoon"),
        "scope": picked("event", "event", "event", "partial", "period", "cumulative"),
        "speaker": picked(None, "the air force", "Ukraine's air force", "officials", "the governor", "the president"),
        "speaker_side": picked("UA", "RU", None),
        "realis": picked("actual", "actual", "planned"),
    }
)
TALKS = st.fixed_dictionaries(
    {
        "round": picked(None, None, 2),
        "date_start": picked(*DAYS, date(2026, 2, 1), None),
        "date_precision": picked("day", "week", "month"),
        "city": picked("Vienna", None, "Geneva"),
        "parties": picked(("RU", "UA"), ("RU", "UA", "US"), ("RU", "US")),
        "format": picked("in_person", "phone"),
        "status": picked("held", "planned", "cancelled", "proposed"),
        "outcome": picked(None, "they agreed to meet again"),
    }
)
ARTICLES = st.fixed_dictionaries(
    {
        "article": picked("a", "b", "c", "d"),
        "version": picked("1", "2", "3"),
        "publisher": picked("The Paper", "The Post", None),
        "published": st.integers(0, 40),
        "is_relevant": picked(True, True, True, False),
        "claims": st.lists(CLAIMS, max_size=3),
        "talks": st.lists(TALKS, max_size=2),
        "quote": picked("We will meet.", "we will meet", "No."),
        "amount": picked(None, 100.0, 200.0),
    }
)


STEPS = st.lists(st.lists(ARTICLES, max_size=3), min_size=2, max_size=4)


@pytest.mark.parametrize("examples", [10, pytest.param(200, marks=pytest.mark.long)])
def test_step_by_step_equals_rebuild(examples: int) -> None:
    @settings(max_examples=examples, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def equal(steps: list[list[dict[str, Any]]]) -> None:
        con = empty_books()
        for number, step in enumerate(steps):
            keep_books(con, [record for told in step for record in told_records(told, number)])
        by_steps = all_marts(con)
        con.execute("DELETE FROM link.versions")
        keep_books(con, [], rebuild=True)
        whole = all_marts(con)
        assert {name for name in whole if whole[name] != by_steps[name]} == set()

    equal()


def told_records(told: dict[str, Any], step: int) -> list[Record]:
    """An article of one version with its facts; a later version replaces them."""
    name = told["article"]
    version = {"article_id": name, "extractor_version": f"{step}{told['version']}"}
    published = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=told["published"])
    base: dict[str, Any] = {
        **version, "field": "text", "start_char": 0, "end_char": 5, "evidence": "words", "recorded_at": NOW,
        "speaker": "the president", "speaker_side": "UA",
    }  # fmt: skip
    made: list[Record] = [
        article(
            **version,
            url=f"https://{name}.example/",
            publisher=told["publisher"],
            published_at=published,
            published_date=published.date(),
            is_relevant=told["is_relevant"],
        ),
        outcome(run_id=f"r{step}", item=name, outcome="ok", at=NOW - timedelta(days=len(told["claims"]))),
    ]
    mark = f"{name}{version['extractor_version']}"
    for number, fields in enumerate(told["claims"]):
        high = None if fields["qualifier"] == "at_least" else fields["low"]
        made.append(claim(**version, claim_id=f"{mark}{number}", high=high, **fields))
    for number, fields in enumerate(told["talks"]):
        rest = {"date_end": None, "country": None, "mediators": ()}
        made.append(Talk(**{**base, **rest, "talk_id": f"{mark}t{number}", **fields}))
    made.append(
        Statement(
            **base, statement_id=f"{mark}s", quote=told["quote"], kind="direct", speaker_role=None, speaker_org=None,
            cue="said", addressee=None, date_start=DAYS[0],
        )
    )  # fmt: skip
    made.append(
        Measure(
            **base, measure_id=f"{mark}m", actor="US", target="RU", instrument="sanctions", rate=None, rate_unit=None,
            amount=told["amount"], currency="USD", duration_days=None, stage="adopted", date_start=None, date_end=None,
        )
    )  # fmt: skip
    return made


def all_marts(con: duckdb.DuckDBPyConnection) -> dict[str, list[Any]]:
    return {mart.name: con.execute(f"FROM marts.{mart.name} ORDER BY ALL").fetchall() for mart in marts()}


FIRST = "article | figure | speaker | speaker_side\na | 40 | Ukraine's air force | UA"
SECOND = "article | figure | date_end | speaker | speaker_side\nb | 55 | 2026-03-02 | Ukraine's air force | UA"


def test_only_what_changed_is_made_anew() -> None:
    con = empty_books()
    keep_books(con, reports(FIRST))
    published = keep_books(con, reports(SECOND))
    assert published.rows_made["drone_counts"] == 1
    assert rows(con, "SELECT day, best FROM marts.drone_counts ORDER BY ALL") == [
        ["2026-03-01", "40"],
        ["2026-03-02", "55"],
    ]


def test_nothing_new_makes_nothing() -> None:
    con = empty_books()
    keep_books(con, reports(FIRST))
    assert sum(keep_books(con, []).rows_made.values()) == 0


def test_another_definition_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    con = empty_books()
    keep_books(con, reports(FIRST))
    changed = [dataclasses.replace(mart, digest="other") if mart.name == "drone_counts" else mart for mart in marts()]
    monkeypatch.setattr(warehouse.publish, "marts", lambda: changed)
    made = keep_books(con, []).rows_made
    assert {name for name, count in made.items() if count} == {"drone_counts"}


def test_a_superseded_report_leaves_no_trace() -> None:
    con = empty_books()
    keep_books(con, reports(FIRST))
    keep_books(con, [article(article_id="a", url="https://a.example/", extractor_version="2")])
    assert rows(con, "FROM marts.drone_counts") == []


@pytest.mark.parametrize(("severity", "kept"), [("fail", [["40"]]), ("warn", [["40"], ["55"]])])
def test_a_failing_check_keeps_the_last_good_marts(
    severity: Any, kept: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tasks.link.link import link

    def figures(lake: Warehouse) -> list[tuple[str]]:
        return [
            [f"{best:g}"]
            for (best,) in lake.connection.execute("SELECT best FROM marts.drone_counts ORDER BY 1").fetchall()
        ]  # type: ignore[misc]

    rule = Check(
        name="test.no_55",
        severity=severity,
        rule="nothing is 55",
        query="SELECT * FROM marts.drone_counts WHERE best = 55",
    )
    with Warehouse.open(tmp_path / "lake") as lake:
        lake.land(reports(FIRST))
        link(lake, NOW)
        assert publish(lake, NOW).is_published
        lake.land(reports(SECOND))
        link(lake, NOW)
        with monkeypatch.context() as patch:
            patch.setattr(warehouse.publish, "checks", lambda: (*checks(), rule))
            published = publish(lake, NOW)
        assert published.is_published == (severity == "warn")
        assert {found.check.name: found.failing_rows for found in published.findings}["test.no_55"] == 1
        assert figures(lake) == kept
        found = lake.connection.execute(
            "SELECT severity FROM link.checks WHERE name = 'test.no_55' AND failing_rows = 1"
        )
        assert found.fetchall() == [(severity,)]
        assert publish(lake, NOW).is_published
        assert figures(lake) == [["40"], ["55"]]


def test_a_claim_that_stands_twice_keeps_the_last_good_marts(tmp_path: Path) -> None:
    from tasks.link.link import link

    with Warehouse.open(tmp_path) as lake:
        lake.land(reports(FIRST))
        lake.transaction(lambda con: con.execute("INSERT INTO core.claims SELECT * FROM core.claims"))
        link(lake, NOW)
        published = publish(lake, NOW)
        assert not published.is_published
        assert {each.check.name for each in published.findings if each.failing_rows} >= {"warehouse.ids_are_unique"}


def test_talks_in_steps() -> None:
    planned, held = (
        "date_start | city | country | status | published\n2026-01-15 | Vienna | AT | planned | 2026-01-11",
        "date_start | city | country | status | published\n2026-01-16 | Vienna | AT | held | 2026-01-17",
    )
    con = empty_books()
    keep_books(con, talks(planned))
    later = [
        dataclasses.replace(
            record,
            article_id="t9",
            **({"talk_id": "t9"} if isinstance(record, Talk) else {"url": "https://t9.example/"}),
        )  # type: ignore[arg-type,type-var]
        for record in talks(held)
    ]
    keep_books(con, later)
    assert rows(con, "SELECT date_start, status, n_reports FROM marts.negotiation_rounds") == [
        ["2026-01-16", "held", "2"]
    ]


def test_evidence_that_does_not_stand_in_the_text_stops_the_publish() -> None:
    con = empty_books()
    with pytest.raises(Exception, match="checks failed"):
        keep_books(con, reports("article | figure | evidence\na | 40 | Russia launched 41 drones overnight."))
