"""The rows that steps hand to the warehouse: one frozen record a table, each field with its meaning.

The schema, the data dictionary and the checks on what goes in are all derived from these records. Times are
timezone-aware UTC; dates are local dates of the place. Characters are counted in code points of the named field.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from warehouse import vocabulary as v


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that a source named. Grain: one row per url and source."""

    candidate_id: Annotated[str, "Content-derived id: source and url"]
    url: Annotated[str, "Canonical address of the article"]
    source_id: Annotated[str, "Source that named it (sources.toml), or 'input'"]
    listed_title: Annotated[str | None, "Title as the source gives it"]
    listed_at: Annotated[datetime | None, "Publication time as the source gives it"]
    discovered_at: Annotated[datetime, "When it was first seen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One stored page: the bytes as received. Grain: one row per url and body."""

    page_id: Annotated[str, "Content-derived id: url and body"]
    url: Annotated[str, "Address asked for (canonical), or file: address, or the record's own url"]
    final_url: Annotated[str, "Address after redirects"]
    source_id: Annotated[str, "Source it came from, or 'input'"]
    origin: Annotated[v.Origin, "How it came: http, warc, file (on disk) or record (a row of a jsonl/csv/parquet file)"]
    fetched_at: Annotated[datetime, "When it was received (for WARC: the capture time)"]
    http_status: Annotated[int | None, "HTTP status, where there was one"]
    content_type: Annotated[str | None, "Content-Type with charset, as received; application/json for records"]
    etag: Annotated[str | None, "ETag header"]
    last_modified: Annotated[str | None, "Last-Modified header"]
    listed_title: Annotated[str | None, "Title as the source that named it gives it"]
    listed_at: Annotated[datetime | None, "Publication time as the source that named it gives it"]
    body_sha256: Annotated[str, "SHA-256 of body, hex"]
    body: Annotated[bytes, "The bytes as received, after content decoding; a record is its row as a JSON object"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one item in one step of one run. Grain: exactly one row per item, step and run."""

    run_id: Annotated[str, "The run (Prefect flow run id)"]
    step: Annotated[v.Step, "Step of the way of the data"]
    item: Annotated[str, "What was attempted: source_id, url, page_id or article_id"]
    source_id: Annotated[str | None, "Source the item belongs to"]
    outcome: Annotated[str, "One word: ok, unchanged, known, duplicate, irrelevant, or what went wrong"]
    reason: Annotated[str | None, "One plain sentence where something went wrong"]
    at: Annotated[datetime, "When"]
    elapsed_ms: Annotated[float | None, "How long it took, milliseconds"]
    bytes: Annotated[int | None, "Size of what was read"]
    version: Annotated[str | None, "Version of the step's code, where work is chosen by it (extract)"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article (or one post of a live blog). Grain: one row per url; newest extractor version shows."""

    article_id: Annotated[str, "Content-derived id: canonical url, and the post's mark in a live blog"]
    url: Annotated[str, "Canonical address"]
    source_id: Annotated[str, "Source it came from, or 'input'"]
    publisher: Annotated[str | None, "Outlet, as it names itself"]
    title: Annotated[str | None, "Headline without the outlet's name"]
    authors: Annotated[tuple[str, ...], "People, without roles and outlets"]
    published_at: Annotated[datetime | None, "First published; midnight UTC where only the day is known"]
    published_date: Annotated[date | None, "Local date of publication, as the page states it"]
    published_precision: Annotated[v.Precision | None, "minute, day, month or year"]
    published_basis: Annotated[str | None, "What the time was read from: json_ld, meta, time_element, url, dateline, …"]
    modified_at: Annotated[datetime | None, "Last modified, as the page says"]
    language: Annotated[str | None, "ISO 639-1 of the text"]
    text: Annotated[str, "Clean text; paragraphs apart by a blank line"]
    captions: Annotated[str, "Photo captions, one a line"]
    text_sha256: Annotated[str, "SHA-256 of text, hex"]
    word_count: Annotated[int, "Words in text"]
    is_relevant: Annotated[bool, "Whether it is about the configured conflict or its diplomacy"]
    page_id: Annotated[str, "Page it was extracted from"]
    extractor_version: Annotated[str, "Version of the code (tasks/extract + tasks/claims) that made it and its facts"]
    recorded_at: Annotated[datetime, "When it landed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One counted claim. Grain: one row per mention of a figure in an article."""

    claim_id: Annotated[str, "Content-derived id"]
    article_id: Annotated[str, "Article it stands in"]
    field: Annotated[v.Field, "Column of the article that the evidence stands in"]
    start_char: Annotated[int, "First character of the evidence in field"]
    end_char: Annotated[int, "One past the last character of the evidence in field"]
    evidence: Annotated[str, "The exact words; the number stated stands in them"]
    metric: Annotated[v.Metric, "What is counted"]
    object: Annotated[v.Object, "Of what"]
    weapon: Annotated[str | None, "Model as written (Shahed, Kh-101, Iskander-M)"]
    low: Annotated[float | None, "Lower bound; NULL: no lower bound stated"]
    high: Annotated[float | None, "Upper bound; NULL: no upper bound stated"]
    qualifier: Annotated[v.Qualifier, "How the number is hedged"]
    unit: Annotated[v.Unit, "count, or fraction of a whole"]
    actor: Annotated[str | None, "Side that launched or inflicted"]
    target: Annotated[str | None, "Side attacked, or whose people or equipment it was"]
    place: Annotated[str | None, "Place as written, most specific"]
    date_start: Annotated[date | None, "First day, for periods; else NULL or the day itself"]
    date_end: Annotated[date | None, "Local date on which it ends"]
    date_precision: Annotated[v.Precision | None, "How exact the date is; night: the night that ends on date_end"]
    date_basis: Annotated[str | None, "The words or the rule that the date was read from"]
    scope: Annotated[v.Scope, "event, partial, period or cumulative"]
    speaker: Annotated[str | None, "Who asserted it, as written; NULL: the outlet"]
    speaker_side: Annotated[str | None, "RU, UA, US, other; NULL: the outlet or unknown"]
    realis: Annotated[v.Realis, "actual, planned, hypothetical or denied"]
    part_of: Annotated[str | None, "claim_id of the whole that this is a part of"]
    extractor_version: Annotated[str, "Version of tasks/claims that made it"]
    recorded_at: Annotated[datetime, "When it landed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One talks event of an article, however many sentences speak of it. Grain: one row per event and article."""

    talk_id: Annotated[str, "Content-derived id"]
    article_id: Annotated[str, "Article it stands in"]
    field: Annotated[v.Field, "Column of the article that the evidence stands in"]
    start_char: Annotated[int, "First character of the evidence in field"]
    end_char: Annotated[int, "One past the last character of the evidence in field"]
    evidence: Annotated[str, "The key sentence, exact"]
    round: Annotated[int | None, "Round number where stated"]
    date_start: Annotated[date | None, "Day, or first day"]
    date_end: Annotated[date | None, "Last day; NULL for one day"]
    date_precision: Annotated[v.Precision | None, "How exact the date is"]
    city: Annotated[str | None, "City, English name"]
    country: Annotated[str | None, "ISO 3166-1 alpha-2 of the place"]
    parties: Annotated[tuple[str, ...], "Sides in the room, sorted codes"]
    mediators: Annotated[tuple[str, ...], "Hosts and mediators, where stated, sorted codes"]
    format: Annotated[v.TalkFormat | None, "in_person, phone or video"]
    status: Annotated[v.TalkStatus, "held, under_way, planned, cancelled or proposed"]
    outcome: Annotated[str | None, "Result in the text's own words"]
    speaker: Annotated[str | None, "Who said so, as written; NULL: the outlet"]
    speaker_side: Annotated[str | None, "Side of the speaker"]
    extractor_version: Annotated[str, "Version of tasks/claims that made it"]
    recorded_at: Annotated[datetime, "When it landed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A sanction, tariff, truce, embargo, freeze or aid, at one stage. Grain: one row per measure and article."""

    measure_id: Annotated[str, "Content-derived id"]
    article_id: Annotated[str, "Article it stands in"]
    field: Annotated[v.Field, "Column of the article that the evidence stands in"]
    start_char: Annotated[int, "First character of the evidence in field"]
    end_char: Annotated[int, "One past the last character of the evidence in field"]
    evidence: Annotated[str, "The exact words"]
    actor: Annotated[str | None, "Who takes or threatens it: side, country or body"]
    target: Annotated[str | None, "Whom it is aimed at or for"]
    instrument: Annotated[v.Instrument, "Kind of measure"]
    rate: Annotated[float | None, "Rate stated (500 for '500% tariffs')"]
    rate_unit: Annotated[str | None, "Unit of rate (percent)"]
    amount: Annotated[float | None, "Amount stated, in units of currency"]
    currency: Annotated[str | None, "ISO 4217"]
    duration_days: Annotated[float | None, "Duration stated, in days"]
    stage: Annotated[v.Stage, "How far it has come"]
    date_start: Annotated[date | None, "When it was taken or takes effect"]
    date_end: Annotated[date | None, "Until when"]
    speaker: Annotated[str | None, "Who said so, as written; NULL: the outlet"]
    speaker_side: Annotated[str | None, "Side of the speaker"]
    extractor_version: Annotated[str, "Version of tasks/claims that made it"]
    recorded_at: Annotated[datetime, "When it landed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One utterance, quoted or reported. Grain: one row per utterance."""

    statement_id: Annotated[str, "Content-derived id"]
    article_id: Annotated[str, "Article it stands in"]
    field: Annotated[v.Field, "Column of the article that the evidence stands in"]
    start_char: Annotated[int, "First character of the evidence in field"]
    end_char: Annotated[int, "One past the last character of the evidence in field"]
    evidence: Annotated[str, "The exact words, first to last; a cue between stands in it"]
    quote: Annotated[str, "What was said: the quoted words joined; for indirect, the reported clause"]
    kind: Annotated[v.StatementKind, "direct (quoted) or indirect (reported)"]
    speaker: Annotated[str | None, "Person or body, by the fullest name the article gives"]
    speaker_role: Annotated[str | None, "Role as the article gives it (press secretary)"]
    speaker_org: Annotated[str | None, "Organisation as the article gives it (White House)"]
    speaker_side: Annotated[str | None, "RU, UA, US, other; NULL: unknown"]
    cue: Annotated[str | None, "The verb that introduces it, as written (said, wrote on X)"]
    addressee: Annotated[str | None, "Whom it was said to, where named"]
    date_start: Annotated[date | None, "Day on which it was said"]
    extractor_version: Annotated[str, "Version of tasks/claims that made it"]
    recorded_at: Annotated[datetime, "When it landed"]


Record = Candidate | Page | Outcome | Article | Claim | Talk | Measure | Statement
"""Any row that a step hands to the warehouse."""
