"""Reads one article: every counted claim, talks event, measure and statement in it, in one pass over its text."""

from dataclasses import dataclass
from datetime import datetime

from tasks.claims.counts.find import find_counts
from tasks.claims.measures import find_measures
from tasks.claims.names import find_names
from tasks.claims.passage import Passage
from tasks.claims.speech import find_speech
from tasks.claims.statements import find_statements
from tasks.claims.talks import find_talks
from tasks.claims.text import split
from tasks.claims.times import day_of_text, find_times, set_clock
from warehouse.records import Article, Claim, Measure, Statement, Talk
from warehouse.vocabulary import Field

CLAIMS_VERSION = "3"


@dataclass(frozen=True, slots=True)
class Facts:
    """What one article says."""

    claims: tuple[Claim, ...]
    talks: tuple[Talk, ...]
    measures: tuple[Measure, ...]
    statements: tuple[Statement, ...]


def read(article: Article, now: datetime) -> Facts:
    """All facts of an article, deterministic for the same article; `now` is what recorded_at will say (UTC)."""
    claims: list[Claim] = []
    talks: list[Talk] = []
    measures: list[Measure] = []
    statements: list[Statement] = []
    for passage in passages(article, now):
        claims += find_counts(passage)
        if passage.field == "text":  # captions repeat what the text tells: they would make second rows of one event
            talks += find_talks(passage)
            measures += find_measures(passage)
            statements += find_statements(passage)
    return Facts(tuple(claims), tuple(talks), tuple(measures), tuple(statements))


def passages(article: Article, now: datetime) -> list[Passage]:
    """The article's text and captions, split and marked."""
    fields: tuple[tuple[Field, str], ...] = (("text", article.text), ("captions", article.captions))
    return [_mark(article, field, text, now) for field, text in fields if text.strip()]


def _mark(article: Article, field: Field, text: str, now: datetime) -> Passage:
    sentences = split(text)
    names = find_names(text, sentences)
    published = day_of_text(text, article.published_date)
    clock = set_clock(text, published)
    return Passage(
        article_id=article.article_id,
        field=field,
        text=text,
        published=published,
        anchor=clock.anchor,
        is_news=clock.is_stated,
        recorded_at=now,
        extractor_version=CLAIMS_VERSION,
        sentences=sentences,
        names=names,
        times=[find_times(sentence, published, clock) for sentence in sentences],
        speech=find_speech(text, sentences, names),
    )
