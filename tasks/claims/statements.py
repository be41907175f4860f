"""Statements: who said what, each utterance once, with the speaker by the fullest name the article gives."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from tasks.claims.lexicon import load
from tasks.claims.passage import Passage
from tasks.claims.phrases import words
from tasks.claims.speech import Speech
from warehouse.ids import content_id
from warehouse.records import Statement

SCARE_WORDS = 3
"""Quotations of so many words or fewer are no statements, unless they are all that was said."""
TERM_WORDS = 6
"""Quotation marks around so many words or fewer after an article set off a term ("the so-called “…”")."""
_OF_TERM = re.compile(r"\b(?:the|an?|so-called|its|their|his|her|called|of|as)\s+(?:[\w-]+\s+)?[“\"‘]$")


@dataclass(slots=True)
class _Utterance:
    """The pieces of one utterance, in order."""

    pieces: list[Speech] = field(default_factory=list)

    @property
    def first(self) -> Speech:
        return self.pieces[0]

    @property
    def end(self) -> int:
        return self.pieces[-1].end


def find_statements(passage: Passage) -> list[Statement]:
    """Quoted utterances, and reported ones of named speakers about counts, talks or measures, in order."""
    utterances = list(_quoted(passage))
    utterances += _reported(passage, utterances)
    utterances.sort(key=lambda u: u.first.start)
    addressed = _addressees(utterances, passage)
    return [_statement(passage, u, addressee) for u, addressee in zip(utterances, addressed, strict=True)]


# --- quoted -------------------------------------------------------------------------------------------------------


def _quoted(passage: Passage) -> Iterator[_Utterance]:
    current: _Utterance | None = None
    for speech in passage.speech:
        if speech.kind != "direct":
            continue
        if current is not None and _is_one_utterance(passage, current, speech):
            current.pieces.append(speech)
            continue
        if current is not None and _is_statement(passage, current):
            yield current
        current = _Utterance([speech])
    if current is not None and _is_statement(passage, current):
        yield current


def _is_one_utterance(passage: Passage, current: _Utterance, speech: Speech) -> bool:
    """Whether a quotation goes on with the utterance: same speaker, and nothing but the attribution between."""
    last = current.pieces[-1]
    if _name(last) != _name(speech) or _name(speech) is None:
        return False
    gap = passage.text[last.end : speech.start]
    if speech.cue == "" and speech.cue_start is None and speech.who is last.who:
        return True
    return _sentence_of(passage, last.end - 1) == _sentence_of(passage, speech.start) and "\n" not in gap


def _sentence_of(passage: Passage, position: int) -> int:
    for i, sentence in enumerate(passage.sentences):
        if position < sentence.end:
            return i
    return len(passage.sentences)


def _name(speech: Speech) -> str | None:
    who = speech.who
    if who is None or who.name:
        return who.name if who else speech.speaker
    if not who.org or who.role:
        return speech.speaker
    return _full_body(who.noun or who.written) if who.org.lower() in _generic_bodies() else who.org


@cache
def _generic_bodies() -> frozenset[str]:
    return frozenset(name.lower() for row in load("organisations")["generic"]["names"] for name in row.split("|"))


def _full_body(written: str) -> str:
    """A body named by what it is, with its country, without article and apposition ("Ukrainian air force")."""
    return re.sub(r"^(?:the|The|a|A)\s+", "", written).split(",")[0]


def _is_statement(passage: Passage, utterance: _Utterance) -> bool:
    """Whether the quoted words say something: more than a few of them, or a whole sentence introduced as said."""
    n_words = max(len(passage.text[p.start : p.end].split()) for p in utterance.pieces)
    first = utterance.first
    text = passage.text[first.start : first.end]
    if n_words > SCARE_WORDS:
        before = passage.text[max(0, first.start - 24) : first.start]
        is_term = (
            first.who is None and n_words <= TERM_WORDS and text[:1].islower() and _OF_TERM.search(before) is not None
        )
        return not is_term
    return bool(first.cue) and text[:1].isupper() and text[-1:] in ".!?," and n_words > 0


# --- reported -----------------------------------------------------------------------------------------------------


def _reported(passage: Passage, quoted: Sequence[_Utterance]) -> list[_Utterance]:
    """Indirect speech of named speakers about talks, measures or figures, where no quotation covers it."""
    found: list[_Utterance] = []
    for speech in passage.speech:
        if (
            speech.kind != "indirect"
            or not _is_named(speech)
            or not _is_on_topic(passage.text[speech.start : speech.end])
        ):
            continue
        at = _sentence_of(passage, speech.start)
        sentence = passage.sentences[min(at, len(passage.sentences) - 1)]
        overlaps = any(p.start < sentence.end and sentence.start < p.end for u in quoted for p in u.pieces)
        nested = any(f.first.start <= speech.start < f.end for f in found)
        if not overlaps and not nested:
            found.append(_Utterance([speech]))
    return found


def _is_named(speech: Speech) -> bool:
    """Whether the speaker is named here, a person or a body, and not only pointed at ("the department")."""
    who = speech.who
    if who is None or (who.name is None and who.org is None) or who.written.lower() in words("pronouns"):
        return False
    return re.search(r"[A-Z]", who.written) is not None


@cache
def _topic() -> "re.Pattern[str]":
    nouns = load("talks")["nouns"]
    topics = [word for key in ("talks", "meeting", "round") for word in nouns[key]]
    topics += [word for table in load("measures")["instruments"].values() for word in table]
    topics += ["killed", "wounded", "injured", "drones", "missiles", "prisoners", "dead"]
    return re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(topics, key=len, reverse=True))) + r")\b|\b\d")


def _is_on_topic(text: str) -> bool:
    return _topic().search(text.lower()) is not None


# --- records ------------------------------------------------------------------------------------------------------


def _addressees(utterances: Sequence[_Utterance], passage: Passage) -> list[str | None]:
    """Whom each was said to; a speaker goes on speaking to the one named before, until another speaks."""
    told = [s for s in passage.speech if s.addressee]
    found: list[str | None] = []
    for utterance in utterances:
        addressee = next((p.addressee for p in utterance.pieces if p.addressee), None)
        if addressee is None:
            before = [s for s in told if s.start < utterance.first.start and _name(s) == _name(utterance.first)]
            if before and not _other_speaks(passage, before[-1], utterance.first):
                addressee = before[-1].addressee
        found.append(addressee)
    return found


def _other_speaks(passage: Passage, earlier: Speech, later: Speech) -> bool:
    between = [s for s in passage.speech if earlier.start < s.start < later.start]
    far = _sentence_of(passage, later.start) - _sentence_of(passage, earlier.start) > 4
    return far or any(_name(s) != _name(earlier) for s in between)


def _statement(passage: Passage, utterance: _Utterance, addressee: str | None) -> Statement:
    first = utterance.first
    who = first.who
    quote = " ".join(passage.text[p.start : p.end] for p in utterance.pieces).rstrip(",")
    start, end = first.start, utterance.end - (passage.text[utterance.end - 1] == ",")
    at = _sentence_of(passage, start)
    said = [s for s in passage.times[min(at, len(passage.times) - 1)] if s.kind == "said"] if passage.times else []
    return Statement(
        statement_id=content_id(passage.article_id, passage.field, "statement", start, end, first.kind),
        article_id=passage.article_id,
        field=passage.field,
        start_char=start,
        end_char=end,
        evidence=passage.text[start:end],
        quote=quote,
        kind=first.kind,
        speaker=_name(first),
        speaker_role=who.role if who else None,
        speaker_org=who.org if who and who.name else None,
        speaker_side=first.side,
        cue=next((p.cue for p in utterance.pieces if p.cue), None),
        addressee=addressee,
        date_start=said[0].date_end if said else None,
        extractor_version=passage.extractor_version,
        recorded_at=passage.recorded_at,
    )
