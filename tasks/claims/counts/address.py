"""Addresses: a speech printed as an article, all of it said by the person that its opening names."""

from tasks.claims.lexicon import load
from tasks.claims.passage import Passage
from tasks.claims.speakers import read_speaker
from tasks.claims.speech import Speech

_WORDS = load("speech")
_NAMES_OF_SPEECHES = frozenset(_WORDS["addresses"])
_FIRST_PERSON = frozenset(("i", "we", "our", "my", "us"))
_OPENING = 4
"""Sentences that tell whose speech follows."""
_SHARE = 0.015
"""Of the words, those in the first person; reports that quote a speech stay below it outside the quotations."""
_MOST_REPORTED = 0.3
"""Of the text, what others are reported to say in it."""


def find_address(passage: Passage) -> Speech | None:
    """The whole text as said by its speaker, or None where somebody reports."""
    opening = passage.sentences[:_OPENING]
    if not any(t.lower in _NAMES_OF_SPEECHES for sentence in opening for t in sentence.tokens):
        return None
    officials = [m for row in passage.names[:_OPENING] for m in row if m.kind == "official" and m.side]
    if not officials or not _is_in_first_person(passage):
        return None
    m = officials[0]
    who = read_speaker(passage.text, m.start, m.end, [m])
    return Speech(0, len(passage.text), who.written, who.side, "", "direct", who)


def _is_in_first_person(passage: Passage) -> bool:
    spoken = [s for s in passage.speech if s.speaker]
    if sum(s.end - s.start for s in spoken) > _MOST_REPORTED * len(passage.text):
        return False
    tokens = [t for sentence in passage.sentences for t in sentence.tokens]
    own = sum(t.lower in _FIRST_PERSON and not any(s.start <= t.start < s.end for s in spoken) for t in tokens)
    return own >= _SHARE * len(tokens)
