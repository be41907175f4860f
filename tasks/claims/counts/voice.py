"""Who asserts a count: the utterance that covers it, or one that the passage carries over; and that voice's side."""

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.claims.counts.counted import Counted
from tasks.claims.counts.sides import PARTIES, Roles
from tasks.claims.lexicon import load
from tasks.claims.names import find_names
from tasks.claims.speech import Speech
from tasks.claims.text import Sentence

_BARE: dict[str, list[str]] = load("conflict")["bare_bodies"]
_OFFICIAL = frozenset(load("conflict")["official_words"])
_WORDS = load("grammar")["words"]
_SHORT = frozenset(_WORDS["short"])
_STOPPED = frozenset(("shot_down", "suppressed", "neutralized"))
_OWN_LOSS = frozenset(("killed", "injured", "launched", "hit"))
_EITHER = frozenset(("launched", "casualties", "destroyed", "damaged_or_destroyed"))
"""Figures that either side may give: what the article tells of the speaker goes first."""
_OFFICES = frozenset(("minister", "president", "chancellor", "premier", "secretary", "envoy"))
_REACH = 2


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says so: as written (for pronouns the noun phrase before), and which side's. None: the outlet itself."""

    speaker: str | None
    side: str | None


NOBODY = Voice(None, None)


def speech_at(speech: Sequence[Speech], start: int, end: int) -> Speech | None:
    """The innermost utterance that covers text[start:end]."""
    covering = [s for s in speech if s.start <= start and end <= s.end and s.speaker]
    sources = [s for s in covering if s.side in (*PARTIES, "US")]
    if any(s.side == "other" for s in covering) and sources:
        covering = sources  # "officials said 12 were killed, the AP reported"
    return min(covering, key=lambda s: s.end - s.start, default=None)


def carried(speech: Sequence[Speech], sentences: Sequence[Sentence], i: int) -> Speech | None:
    """The utterance that a sentence without a cue goes on with: one voice before it and, by a short name, after it."""
    before = _in(speech, sentences[max(0, i - _REACH) : i])
    after = _in(speech, sentences[i + 1 : i + 1 + _REACH])
    if not before or not after or after[0].speaker is None:
        return None
    is_short = after[0].speaker.lower().lstrip("- ") in _SHORT
    return before[-1] if is_short and before[-1].speaker and before[-1].side in (after[0].side, None) else None


def _in(speech: Sequence[Speech], sentences: Sequence[Sentence]) -> list[Speech]:
    if not sentences:
        return []
    first, last = sentences[0].start, sentences[-1].end
    return [s for s in speech if first <= s.start < last and s.speaker]


def voice(speech: Speech | None, found: Counted, roles: Roles) -> Voice:
    """The voice behind a count. An unnamed official speaks for the side whose business the count is."""
    if speech is None or speech.speaker is None or speech.speaker.lower().startswith(("each ", "both sides")):
        return NOBODY
    written = speech.speaker.lstrip("- ").strip()
    who = speech.who
    if written.lower() in ("he", "she", "it", "they", "we", "i") and who is not None:
        written = who.noun or who.name or who.org or written
    side: str | None = speech.side
    if _is_unnamed(speech.speaker) and not _is_minister(speech):
        own, bare = _own_side(found, roles), _bare_side(speech.speaker)
        is_first = found.metric in _EITHER or side not in (None, *PARTIES)
        side = side or bare or own if is_first else own or side or bare
    elif len(_parties_in(" ".join(speech.speaker.split()))) > 1:
        side = None
    return Voice(written, side)


def _parties_in(speaker: str) -> set[str]:
    """Parties named in a noun phrase: a figure of both together has no side."""
    if "and" not in speaker.split():
        return set()
    return {m.side for m in find_names(speaker, [Sentence(speaker, 0, len(speaker), 0)])[0] if m.side in PARTIES}


def _is_unnamed(speaker: str) -> bool:
    """Officials without a name or country: "the ministry", "local officials", "Officials", "it"."""
    words = [word.strip(",") for word in speaker.lstrip("- ").split()]
    named = [w for w in words[1:] if w[:1].isupper() and w.lower() not in _OFFICIAL]
    first = words[0].lower()
    opens = first in _OFFICIAL or first in ("the", "a", "an", "its", "their", "several", "some", "other")
    return opens and not named and any(w.lower() in _OFFICIAL for w in words)


def _bare_side(speaker: str) -> str | None:
    """Whose body it is that news of this war calls by its bare name: "the general staff"."""
    name = speaker.lstrip("- ").lower().removeprefix("the ")
    return next((side for side, names in _BARE.items() if name in names), None)


def _is_minister(speech: Speech) -> bool:
    """ "the minister" is the one spoken of before, of whatever side; "the governor" is of the place told of."""
    office = (speech.speaker or "").lower().rpartition(" ")[2]
    return office in _OFFICES and speech.who is not None and speech.who.name is not None


def _own_side(found: Counted, roles: Roles) -> str | None:
    if found.metric in _STOPPED:
        return roles.target
    if found.metric in _OWN_LOSS and found.object != "soldier":
        return roles.target
    if found.metric in ("casualties", "destroyed", "damaged_or_destroyed"):
        return roles.actor
    return None
