"""Tables of the schema `link`: what belongs together, one frozen record a table, as in records.py.

They are derived: everything here can be made again from core. link.pending and link.changed are outboxes: landing facts
writes the one, linking reads it and writes the other, publishing reads that; each in the transaction of its own step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

import duckdb

from warehouse import vocabulary as v
from warehouse.schema import derived_table, to_arrow

Domain = Literal["air", "people", "losses", "exchange"]
PartOfDay = Literal["night", "day", "24 hours", "hours"]
PendingKind = Literal["article", "source_day"]
ChangedKind = Literal["event", "track", "measure", "utterance", "source_day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What landed and has not been linked yet. Grain: any number of rows an item; linking removes them."""

    kind: Annotated[PendingKind, "article: item is an article_id; source_day: item is the source, a blank and the day"]
    item: Annotated[str, "What landed or was superseded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What was linked and has not been published yet. Grain: any number of rows a key; publishing removes them."""

    kind: Annotated[ChangedKind, "Kind of the key: which marts it concerns"]
    key: Annotated[str, "Rows of the marts with this key are made anew"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Fingerprint of an article's text, for finding copies. Grain: one row per article and band of its MinHash."""

    article_id: Annotated[str, "The article"]
    band: Annotated[str, "Number of the band and hash of its values, hex; copies share some"]
    published_at: Annotated[datetime | None, "When the article was published"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Which articles are copies of another. Grain: one row per copy; an article without a row is a story of its own."""

    article_id: Annotated[str, "The article"]
    story_id: Annotated[str, "article_id of the first article of the story that was seen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerName:
    """Who a speaker as written is. Grain: one row per speaker and side as the reader gives them."""

    speaker: Annotated[str, "Speaker as written"]
    speaker_side: Annotated[str, "Side as the reader gives it; empty where it is unknown"]
    speaker_key: Annotated[str, "The original speaker: the same key, the same voice"]
    name: Annotated[str, "Name to show"]
    role: Annotated[str, "Role, of speakers.toml"]
    side: Annotated[str | None, "Side of the speaker"]
    is_local: Annotated[bool, "Speaks for a part of a country only"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedClaim:
    """A claim with the event it reports. Grain: one row per claim of core.claims."""

    claim_id: Annotated[str, "The claim"]
    article_id: Annotated[str, "Article it stands in"]
    event_id: Annotated[str | None, "Event that it reports; NULL: left unlinked"]
    unlinked_reason: Annotated[str | None, "Why it was left unlinked"]
    domain: Annotated[Domain, "air, people, losses or exchange"]
    day: Annotated[date | None, "Local day on which the event ends"]
    part_of_day: Annotated[
        PartOfDay | None, "Window of the figure where the report says so; hours: only some of a day's"
    ]
    actor: Annotated[str | None, "Side that launched or inflicted"]
    target: Annotated[str | None, "Side attacked, or whose people or equipment it was"]
    place: Annotated[str | None, "Part of the country that the figure is about; NULL: the country, or not given"]
    metric: Annotated[v.Metric, "What is counted"]
    object: Annotated[v.Object, "Of what; person where the class of people makes no difference"]
    low: Annotated[float | None, "Lower bound"]
    high: Annotated[float | None, "Upper bound"]
    qualifier: Annotated[v.Qualifier, "How the number is hedged"]
    scope: Annotated[v.Scope, "event, partial, period or cumulative"]
    date_start: Annotated[date | None, "First day, for periods"]
    part_of: Annotated[str | None, "claim_id of the whole that this is a part of"]
    speaker_key: Annotated[str | None, "Original speaker; NULL: nobody is named"]
    speaker: Annotated[str | None, "Who asserted it, as written"]
    speaker_side: Annotated[str | None, "Side of the original speaker"]
    authority: Annotated[int, "How far the speaker is entitled to know, 0 to 100 (authority.toml)"]
    url: Annotated[str, "Address of the article"]
    publisher: Annotated[str, "Outlet, or the host of the address"]
    published_at: Annotated[datetime | None, "When the article was published"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedTalk:
    """A talks event of an article with the round it reports. Grain: one row per row of core.talks."""

    talk_id: Annotated[str, "The talks event as an article has it"]
    article_id: Annotated[str, "Article it stands in"]
    partition: Annotated[str, "Sides by which talks are compared"]
    round_id: Annotated[str | None, "Round that it reports; NULL: left unlinked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round of talks in its track. Grain: one row per round."""

    round_id: Annotated[str, "The round"]
    track_id: Annotated[str, "The track"]
    partition: Annotated[str, "Sides by which talks are compared"]
    track: Annotated[str, "Name of the track: its places and years"]
    round: Annotated[int | None, "Number of the round in its track"]
    round_basis: Annotated[str | None, "stated (the reports say it) or order (counted)"]
    date_start: Annotated[date | None, "First day"]
    date_end: Annotated[date | None, "Last day"]
    date_precision: Annotated[v.Precision | None, "How exact the date is"]
    city: Annotated[str | None, "City, English name"]
    country: Annotated[str | None, "ISO 3166-1 alpha-2 of the place"]
    parties: Annotated[tuple[str, ...], "Sides in the room, sorted codes"]
    mediators: Annotated[tuple[str, ...], "Hosts and mediators, sorted codes"]
    format: Annotated[v.TalkFormat | None, "in_person, phone or video"]
    status: Annotated[v.TalkStatus, "held, under_way, planned, cancelled or proposed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedMeasure:
    """A measure with its restatements. Grain: one row per row of core.measures."""

    measure_id: Annotated[str, "The measure as an article has it"]
    article_id: Annotated[str, "Article it stands in"]
    step_id: Annotated[str, "Step that it reports: one actor, target, instrument, stage, size and day"]
    day: Annotated[date | None, "Day of the step; the day of publication where it is not stated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedStatement:
    """A statement with its repetitions. Grain: one row per row of core.statements."""

    statement_id: Annotated[str, "The statement as an article has it"]
    article_id: Annotated[str, "Article it stands in"]
    utterance_id: Annotated[str, "Utterance that it reports: one speaker, one wording"]
    speaker_key: Annotated[str | None, "Original speaker; NULL: nobody is named"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MartVersion:
    """By which definition a table was made. Grain: one row per mart or link table."""

    name: Annotated[str, "Table, or 'link'"]
    digest: Annotated[str, "Digest of what defines it; another digest, and it is made anew"]
    made_at: Annotated[datetime, "When it was last made or refreshed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What a check found. Grain: one row per check and publish."""

    published_at: Annotated[datetime, "When marts were published, or would have been"]
    name: Annotated[str, "Check: table and file"]
    severity: Annotated[Literal["fail", "warn"], "fail keeps the last good marts; warn tells"]
    failing_rows: Annotated[int, "Rows that break the rule"]
    example: Annotated[str | None, "The first of them"]


TABLES: dict[str, type] = {
    "link.pending": Pending,
    "link.changed": Changed,
    "link.signatures": Signature,
    "link.stories": Story,
    "link.speakers": SpeakerName,
    "link.claims": LinkedClaim,
    "link.talks": LinkedTalk,
    "link.rounds": Round,
    "link.measures": LinkedMeasure,
    "link.statements": LinkedStatement,
    "link.versions": MartVersion,
    "link.checks": CheckResult,
}
"""Every table of the schema and its record."""


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Any]) -> None:
    """Inserts records of one of TABLES at one go (a lake writes a file each time), in the caller's transaction.

    Raises ContractError where one does not fit its table.
    """
    if not rows:
        return
    con.register("new_rows", to_arrow(derived_table(table, TABLES[table]), rows))
    try:
        con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM new_rows")
    finally:
        con.unregister("new_rows")
