"""What is read once per field of an article and shared by claims, talks, measures and statements."""

from dataclasses import dataclass
from datetime import date, datetime

from tasks.claims.names import Mention
from tasks.claims.speech import Speech
from tasks.claims.text import Sentence
from tasks.claims.times import Span
from warehouse.vocabulary import Field


@dataclass(frozen=True, slots=True)
class Passage:
    """One field of an article, split and marked. names and times run parallel to sentences.

    published: the day that its words of time are read against (see times.day_of_text).
    anchor: the day the article speaks from (see times.Clock); is_news: the text itself names it.
    """

    article_id: str
    field: Field
    text: str
    published: date | None
    anchor: date | None
    is_news: bool
    recorded_at: datetime
    extractor_version: str
    sentences: list[Sentence]
    names: list[list[Mention]]
    times: list[list[Span]]
    speech: list[Speech]
