"""Speech: which characters of a text who asserts, in quotation marks or reported."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tasks.claims.cast import Cast
from tasks.claims.cues import Cue, Names, find_cues
from tasks.claims.names import Mention
from tasks.claims.phrases import Span, words
from tasks.claims.quotes import Quote, find_quotes
from tasks.claims.speakers import Speaker, SpeakerSide, read_speaker
from tasks.claims.text import Sentence


@dataclass(frozen=True, slots=True)
class Speech:
    """text[start:end] is what the speaker asserts.

    speaker: as written where it was found ("he" too); side: RU, UA, US, other, None: unknown.
    who: the same speaker with pronouns and short names resolved within the article.
    cue: the verb as written; "" where the text goes on quoting without one. cue_start, cue_end: the characters of
    speaker and verb, None for "". addressee: whom it was said to, as written.
    """

    start: int
    end: int
    speaker: str | None
    side: SpeakerSide | None
    cue: str
    kind: Literal["direct", "indirect"]
    who: Speaker | None = None
    addressee: str | None = None
    cue_start: int | None = None
    cue_end: int | None = None


def find_speech(text: str, sentences: Sequence[Sentence], names: Names) -> list[Speech]:
    """Every stretch of reported and quoted speech, in order of its start."""
    quotes = find_quotes(text)
    cast = Cast(text, sentences, names, quotes)
    cues = []
    for cue in find_cues(text, sentences, names, quotes):
        subject = cast.resolve(cue.sentence, cue.subject)
        cast.enter(cue.sentence, cue.subject, subject)
        cues.append(replace(cue, subject=subject))
    outer_starts = [q.outer_start for q in quotes]
    found = [s for cue in cues for s in _indirect(text, cue) if not _is_quoted(text, quotes, outer_starts, s)]
    found += _direct(text, sentences, names, quotes, cues, cast)
    return sorted(found, key=lambda s: (s.start, s.end))


def _indirect(text: str, cue: Cue) -> Iterator[Speech]:
    for span in (cue.before, cue.after):
        if span is not None:
            yield _speech(span, cue, "indirect")


def _speech(span: Span, cue: Cue, kind: Literal["direct", "indirect"]) -> Speech:
    who = cue.subject
    return Speech(span[0], span[1], who.written, who.side, cue.verb, kind, who, cue.addressee, cue.start, cue.end)


def _is_quoted(text: str, quotes: Sequence[Quote], starts: Sequence[int], speech: Speech) -> bool:
    """Whether a stretch of reported speech is only (the rest of) a quotation, which is found as such."""
    i = bisect_right(starts, speech.start) - 1
    return i >= 0 and speech.start < quotes[i].outer_end and speech.end <= quotes[i].outer_end + 2


def _direct(
    text: str, sentences: Sequence[Sentence], names: Names, quotes: Sequence[Quote], cues: Sequence[Cue], cast: Cast
) -> Iterator[Speech]:
    starts = [s.start for s in sentences]
    previous: tuple[Quote, Speech] | None = None
    for quote in quotes:
        at = max(bisect_right(starts, quote.outer_start) - 1, 0)
        last = max(bisect_right(starts, max(quote.outer_end - 1, quote.outer_start)) - 1, at)
        cue = _governing(text, quote, at, last, cues)
        if cue is not None:
            speech = _relayed(text, names[at], quote, cue, at, cast) or _speech((quote.start, quote.end), cue, "direct")
        elif previous is not None and _goes_on(text, sentences, starts, *previous, quote):
            speech = replace(
                previous[1], start=quote.start, end=quote.end, cue="", cue_start=None, cue_end=previous[1].cue_end
            )
        else:
            told = _told_before(text, sentences, quote, at, cues, cast)
            told = told or _named_after(text, sentences[last], names[last], quote, last, cast)
            speech = told or _described(text, names[at] if at < len(names) else (), quote, at, cast)
        yield speech
        previous = quote, speech


_BESIDE = 8
"""Characters between a cue and the quotation that it brings ("said that “")."""
_SUBJECT = re.compile(r"\b(?:he|she|they|who)\s+(?:\w+\s+)?$")


def _relayed(text: str, names: Sequence[Mention], quote: Quote, cue: Cue, at: int, cast: Cast) -> Speech | None:
    """Words of a person that a body relays ("According to the ministry, X held a call where he “…”")."""
    if cue.subject.is_person or cue.end > quote.outer_start:
        return None
    if not _SUBJECT.search(text[max(cue.end, quote.outer_start - 20) : quote.outer_start]):
        return None
    for m in names:
        if m.kind == "official" and cue.end <= m.start < quote.outer_start:
            who = replace(cast.resolve(at, read_speaker(text, m.start, m.end, [m])), org=cue.subject.org)
            said = Speech(quote.start, quote.end, who.written, who.side, cue.verb, "direct", who)
            return replace(said, cue_start=cue.start, cue_end=cue.end)
    return None


def _governing(text: str, quote: Quote, at: int, last: int, cues: Sequence[Cue]) -> Cue | None:
    """The cue that governs a quotation: directly after it, around it, or before it in its sentence."""
    near = [c for c in cues if at <= c.sentence <= last + 1]
    inner = [c for c in near if c.sentence == at and c.subject.is_person and c.after and c.end <= quote.start]
    inner = [c for c in inner if quote.outer_start - c.end <= _BESIDE and c.after and c.after[0] <= quote.start]
    for cue in near:
        is_closed = text[quote.end - 1 : quote.end] == "." or text[quote.outer_end : quote.outer_end + 1] == "."
        follows = cue.start >= quote.outer_end and not text[quote.outer_end : cue.start].strip(" ,—–\u00a0")
        follows = follows or _is_attributed(text, quote, cue, last)
        follows = follows and not (is_closed and cue.sentence != last)
        if follows and inner and not cue.subject.is_person:
            return inner[-1]  # "X said that “…”, the ministry reported"
        if follows and (cue.verb not in words("participles") or cue.start == cue.subject.start):
            return cue
    for cue in near:
        if cue.before is not None and cue.before[0] <= quote.start and quote.end <= cue.before[1]:
            return cue
    ahead = [c for c in near if c.sentence == at and c.after and c.end <= quote.start and c.after[0] <= quote.start]
    return ahead[-1] if ahead else None


_ATTRIBUTION = re.compile(r"\s+(?:[\w’'-]+\s+){1,5}")


def _is_attributed(text: str, quote: Quote, cue: Cue, last: int) -> bool:
    """Whether the cue ends the sentence of a quotation that closes with a comma ("…,” a senior US official said")."""
    is_open = text[quote.end - 1 : quote.end] in (",", "?", "!") and cue.sentence == last
    is_after = cue.subject.start >= quote.outer_end and cue.start == cue.subject.start
    return is_open and is_after and _ATTRIBUTION.fullmatch(text, quote.outer_end, cue.start) is not None


def _goes_on(
    text: str, sentences: Sequence[Sentence], starts: Sequence[int], before: Quote, speech: Speech, quote: Quote
) -> bool:
    """Whether a quotation without a cue of its own continues the utterance before it."""
    if before.is_continued or not text[before.outer_end : quote.outer_start].strip():
        return True
    end = max(speech.cue_end or 0, before.outer_end)
    at = max(bisect_right(starts, max(end - 1, 0)) - 1, 0)
    first = max(bisect_right(starts, quote.outer_start) - 1, 0)
    opens = quote.outer_start == sentences[first].start or text[: quote.outer_start][-3:].rstrip().endswith(
        (".", "!", "?")
    )
    return opens and first in (at, at + 1)


def _told_before(
    text: str, sentences: Sequence[Sentence], quote: Quote, at: int, cues: Sequence[Cue], cast: Cast
) -> Speech | None:
    """A sentence that is all quotation goes on with the person whose words the sentence before reports."""
    if text[sentences[at].start : quote.start].strip(' “"«‘'):
        return None
    if at == 0 or sentences[at - 1].paragraph < sentences[at].paragraph - 1:
        return None
    before = [c.subject for c in cues if c.sentence == at - 1 and c.subject.name]
    who = before[0] if before else cast.opening_person(at - 1)
    if who is None:
        return None
    return Speech(quote.start, quote.end, who.written, who.side, "", "direct", who)


def _named_after(
    text: str, sentence: Sentence, names: Sequence[Mention], quote: Quote, at: int, cast: Cast
) -> Speech | None:
    """A quotation with a person and office after it, and no verb: "…," the governor, Oleh Kiper."""
    rest = text[quote.outer_end : sentence.end].strip(" .,\n")
    told = _TOLD_BY.match(text, quote.outer_end, sentence.end)
    if told is not None and text[quote.end - 1 : quote.end] == ",":
        who = cast.resolve(at, read_speaker(text, told.start("name"), told.end("name"), names))
        said = Speech(quote.start, quote.end, who.written, who.side, told["verb"], "direct", who)
        return replace(said, cue_start=told.start("name"), cue_end=told.end())
    if text[quote.end - 1 : quote.end] != "," or not 0 < len(rest) <= _LONGEST_NAMING:
        return None
    start = text.index(rest, quote.outer_end)
    who = read_speaker(text, start, start + len(rest), names)
    if who.name is None or who.role is None:
        return None
    who = cast.resolve(at, who)
    return Speech(quote.start, quote.end, who.written, who.side, "", "direct", who)


_TOLD_BY = re.compile(
    r"\s+(?P<name>[A-Z][\w’'-]+(?:\s+[A-Z][\w’'.-]+){1,3}),\s[^“”\"]{5,220}?\s(?P<verb>said|told|says|wrote|added)\b"
)
"""A name with a long description between it and its verb."""
_LONGEST_NAMING = 60
_LEAD = 50
"""Characters into a sentence within which a name is its subject."""


def _opens(text: str, mention: Mention, quote: Quote) -> bool:
    """Whether a name opens the sentence that a quotation stands in."""
    lead = re.split(r"[.!?]\s", text[max(0, mention.start - _LEAD) : mention.start])[-1]
    return len(lead) < _LEAD and "“" not in lead


def _described(text: str, names: Sequence[Mention], quote: Quote, at: int, cast: Cast) -> Speech:
    """A quotation without a verb of speech belongs to the person its sentence is about ("Merz called it “…”")."""
    for m in names:
        if (
            m.start < quote.start
            and m.kind == "official"
            and _opens(text, m, quote)
            and not text.startswith(("'s", "’s"), m.end)
        ):
            who = cast.resolve(at, read_speaker(text, m.start, m.end, [m]))
            return Speech(quote.start, quote.end, who.written, who.side, "", "direct", who)
    opening = cast.opening_person(at)
    if opening is not None:
        return Speech(quote.start, quote.end, opening.written, opening.side, "", "direct", opening)
    return Speech(quote.start, quote.end, None, None, "", "direct")
