"""Cues of speech: the verbs and phrases that say who speaks, each with its subject and what it covers."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from tasks.claims.names import Mention
from tasks.claims.phrases import NounPhrases, Span, is_day, is_name, words
from tasks.claims.quotes import Quote
from tasks.claims.speakers import Speaker, read_speaker
from tasks.claims.text import Sentence, Token

Names = Sequence[Sequence[Mention]]


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of speech with its subject; before, after: the characters that were said, on either side of it."""

    sentence: int
    verb: str
    subject: Speaker
    start: int
    end: int
    before: Span | None
    after: Span | None
    addressee: str | None


@cache
def _cue_pattern() -> "re.Pattern[str]":
    forms = {f"{word} by" for word in words("passives")} | words("says") | words("participles") | {"according to"}
    groups: dict[str, list[str]] = {}
    for form in sorted(forms, key=len, reverse=True):
        groups.setdefault(form[0], []).append(form[1:])
    groups["A"] = ["ccording to"]
    branches = (f"{first}(?:{'|'.join(rests)})" for first, rests in groups.items())  # by first letters: half the time
    return re.compile(rf"\b(?:{'|'.join(branches)})\b")


def find_cues(text: str, sentences: Sequence[Sentence], names: Names, quotes: Sequence[Quote]) -> list[Cue]:
    starts = [s.start for s in sentences]
    outer_starts = [q.outer_start for q in quotes]
    cues: list[Cue] = []
    scene: _Scene | None = None
    for m in _cue_pattern().finditer(text):
        if _inside(quotes, outer_starts, m.start()):
            continue
        at = bisect_right(starts, m.start()) - 1
        if at < 0 or m.start() >= sentences[at].end:
            continue
        if scene is None or scene.index != at:
            scene = _Scene(text, at, sentences[at], names[at], quotes, outer_starts)
        cue = scene.read(m)
        if cue is not None:
            scene.previous = cue
            cues.append(cue)
    return cues


def _inside(quotes: Sequence[Quote], starts: Sequence[int], position: int) -> bool:
    i = bisect_right(starts, position) - 1
    return i >= 0 and position < quotes[i].outer_end


class _Scene:
    """A sentence in which cues stand."""

    def __init__(
        self,
        text: str,
        index: int,
        sentence: Sentence,
        names: Sequence[Mention],
        quotes: Sequence[Quote],
        quote_starts: Sequence[int],
    ) -> None:
        self.index, self.previous = index, None
        self._text, self._sentence, self._names = text, sentence, names
        self._quotes, self._quote_starts = quotes, quote_starts
        self._tokens = sentence.tokens
        self._phrases = NounPhrases(self._tokens, names)

    previous: Cue | None
    """The cue before, in the same sentence."""

    @cached_property
    def _by_start(self) -> dict[int, int]:
        return {token.start: i for i, token in enumerate(self._tokens)}

    def read(self, m: "re.Match[str]") -> Cue | None:
        """The cue at a match of the cue pattern; None: the word introduces no speech here."""
        verb = self._by_start.get(m.start())
        if verb is None:
            return None
        if " " in m.group():
            return self._read_source(verb, m)
        if self._takes_lives(verb) or self._is_passive(verb) or self._is_noun(verb):
            return None
        if m.group() in words("participles"):
            return self._read_participle(verb)
        return self._read_verb(verb)

    def _takes_lives(self, verb: int) -> bool:
        """ "the war has claimed the lives of 12", "it claimed two victims": nothing is said."""
        if not self._tokens[verb].lower.startswith("claim"):
            return False
        for token in self._tokens[verb + 1 : verb + 10]:
            if token.lower in ("lives", "life", "victims", "responsibility"):
                return True
            if token.lower == "that" or token.text in ',:;“"':
                return False
        return False

    def _is_passive(self, verb: int) -> bool:
        """ "One woman was reported dead", "12 are believed to be missing": the subject does not speak."""
        i = verb - 1
        while i > 0 and self._tokens[i].lower.endswith("ly"):
            i -= 1
        return i >= 0 and self._tokens[i].lower in words("passive_forms")

    def _is_noun(self, verb: int) -> bool:
        """ "based on reports from Kyiv" """
        form = self._tokens[verb].lower in ("reports", "claims", "claim", "notes", "states", "estimates")
        return form and verb > 0 and self._tokens[verb - 1].lower in words("prepositions") | words("links")

    def _read_source(self, verb: int, m: "re.Match[str]") -> Cue | None:
        """ "According to X, …", "…, according to X", "… and according to X …" and "… was reported by X"."""
        found = self._phrases.after(verb + len(m.group().split()))
        if found is None:
            return None
        found = self._maker(found) or found
        start, end = self._characters(found)
        if self.previous is not None and self._is_anonymous_study((start, end)):
            who = self.previous.subject  # "…, X said, and according to a first toll …"
            return self._cue(
                m.group(), (who.start, who.end), (m.start(), end), None, self._content(end, self._sentence.end)
            )
        comma = self._comma_after(end)
        leads = m.start() - self._sentence.start < 12
        if verb and self._tokens[verb - 1].lower in ("and", "but", "while") and m.group().lower() == "according to":
            after = self._content(end, self._sentence.end)
            return self._cue(m.group(), (start, end), (min(m.start(), start), end), None, after)
        before = None if leads else self._before(m.start())
        after = self._content(comma, self._sentence.end) if comma is not None else None
        return self._cue(m.group(), (start, end), (min(m.start(), start), end), before, after)

    def _maker(self, document: Span) -> Span | None:
        """Who made the writing that a phrase names ("a report by X"), not whose writing somebody cites."""
        tokens = self._tokens
        named = tokens[document[0] : document[1] + 1]
        if not any(t.lower in words("documents") for t in named) or any(
            t.lower in ("citing", "quoting") for t in named
        ):
            return None
        for i in range(document[0] + 1, min(document[1] + 8, len(tokens))):
            for phrase in (tokens[i].lower, " ".join(t.lower for t in tokens[i : i + 2])):
                if phrase in words("made_by"):
                    return self._phrases.after(i + len(phrase.split()))
        return None

    def _read_participle(self, verb: int) -> Cue | None:
        """ ", adding that …" goes on with the speaker of the sentence; "quoted X as saying" brings its own."""
        tokens = self._tokens
        after = self._content(tokens[verb].end, self._sentence.end)
        here = (tokens[verb].start, tokens[verb].end)
        if verb >= 2 and tokens[verb - 1].lower == "as":
            subject = self._quoted_subject(verb)
            if subject is None:
                return None
            return self._cue(tokens[verb].text, subject, (min(subject[0], here[0]), here[1]), None, after)
        if verb >= 2 and tokens[verb - 1].lower == "by" and self.previous is None:
            done = self._main_subject(verb)  # "X answered by saying that …"
            return self._cue(tokens[verb].text, done, here, None, after) if done is not None else None
        if verb == 0 or tokens[verb - 1].text not in (",", "and", "—", "–"):
            own = self._with_subject(verb)
            return self._cue(tokens[verb].text, own, (own[0], here[1]), None, after) if own is not None else None
        if self.previous is not None:
            who = self.previous.subject
            return self._cue(tokens[verb].text, (who.start, who.end), here, None, after)
        subject = self._main_subject(verb)
        return self._cue(tokens[verb].text, subject, here, None, after) if subject is not None else None

    def _with_subject(self, verb: int) -> Span | None:
        """ ", with officials saying 12 were hurt" """
        found = self._phrases.before(verb)
        if found is None or found[0] == 0 or self._tokens[found[0] - 1].lower != "with":
            return None
        return self._characters(found)

    def _quoted_subject(self, verb: int) -> Span | None:
        """X of "quoted X as saying" and "X was quoted as saying"."""
        quoted = next((i for i in range(verb - 2, -1, -1) if self._tokens[i].lower in ("quoted", "cited")), None)
        if quoted is None:
            return None
        if quoted + 1 <= verb - 2 and self._tokens[quoted + 1].lower not in ("by", "on", "in"):
            return self._characters((quoted + 1, verb - 2))
        found = self._phrases.before(quoted)
        return self._characters(found) if found is not None else None

    def _read_verb(self, verb: int) -> Cue | None:
        token = self._tokens[verb]
        subject = self._subject(verb)
        if token.lower == "found" and (subject is None or not self._is_study(subject)):
            return None
        if token.lower in words("tells_figures") and subject is not None and not self._is_source(subject):
            subject = None
        if subject is None:
            return self._read_inverted(verb)
        addressee, rest = self._addressee(verb)
        resumes = self._resumes(verb, rest)
        lead = self._before(subject[0]) if self._stands_apart(subject[0]) else None
        if lead is not None and resumes is not None:
            after = self._content(resumes, self._sentence.end)
            return self._cue(token.text, subject, (subject[0], token.end), lead, after, addressee)
        told = (
            addressee is not None
            and token.lower in ("told", "tells", "informed", "assured")
            and rest < len(self._tokens) - 1
        )
        if self._is_as(subject[0]) and rest < len(self._tokens) and self._tokens[rest].text == ",":
            after = self._content(self._tokens[rest].end, self._sentence.end)
            return self._cue(token.text, subject, (subject[0], token.end), None, after, addressee)
        if token.lower in words("needs_clause") and not told and not self._has_clause(rest):
            return None
        is_new = self.previous is None or subject[0] > self.previous.end
        here = (subject[0] if is_new else token.start, token.end)
        said = self._said_after(rest, self._tokens[rest - 1].end)
        if said is not None and self._text[: subject[0]].endswith("what "):
            comma = self._text.find(",", *said)  # "In what Kyiv said was the largest attack, Russia fired …"
            said = (said[0], comma) if comma > 0 else said
        return self._cue(token.text, subject, here, None, said, addressee)

    def _is_as(self, position: int) -> bool:
        """ "As the ministry notes, …" """
        return self._text[self._sentence.start : position].lower().strip() == "as"

    def _is_anonymous_study(self, subject: Span) -> bool:
        return self._is_study(subject) and not any(subject[0] <= m.start < subject[1] for m in self._names)

    def _is_study(self, subject: Span) -> bool:
        """ "an AP tally found that …", not "rescuers found two bodies" """
        return any(t.lower in words("documents") for t in self._tokens if subject[0] <= t.start and t.end <= subject[1])

    def _is_source(self, subject: Span) -> bool:
        """ "Western officials estimate …", "the UN has verified …", not "the region recorded …" """
        if any(
            subject[0] <= m.start < subject[1] and m.kind in ("official", "organisation", "side") for m in self._names
        ):
            return True
        inside = {t.lower for t in self._tokens if subject[0] <= t.start and t.end <= subject[1]}
        return bool(inside & (words("roles") | words("documents") | words("pronouns")))

    def _read_inverted(self, verb: int) -> Cue | None:
        """ "…, said X"."""
        if verb == 0 or self._tokens[verb - 1].text not in _BEFORE_INVERTED:
            return None
        found = self._phrases.after(verb + 1)
        if found is None or self._tokens[found[0]].lower in ("that", "it"):
            return None
        start, end = self._characters(found)
        verb_start = self._tokens[verb].start
        comma = self._comma_after(end)
        after = self._content(comma, self._sentence.end) if comma is not None else None
        before = self._before(verb_start)
        return self._cue(self._tokens[verb].text, (start, end), (verb_start, end), before, after)

    def _cue(
        self,
        verb: str,
        subject: Span,
        here: Span,
        before: Span | None,
        after: Span | None,
        addressee: str | None = None,
    ) -> Cue:
        speaker = read_speaker(self._text, subject[0], subject[1], self._names)
        return Cue(self.index, verb, speaker, here[0], here[1], before, after, addressee)

    def _characters(self, tokens: Span) -> Span:
        return self._tokens[tokens[0]].start, self._tokens[tokens[1]].end

    def _subject(self, verb: int) -> Span | None:
        """Characters of the subject of token `verb`."""
        tokens = self._tokens
        at = verb - 1
        while at >= 1 and tokens[at].lower in ("also", "then", "later", "have", "has"):
            at -= 1
        before = tokens[at].lower if at >= 0 else ""
        if before in ("who", "which"):
            if self.previous is not None and before == "which":
                return self.previous.subject.start, self.previous.subject.end
            found = self._phrases.before(at - (at >= 1 and tokens[at - 1].text == ","))
            characters = self._characters(found) if found is not None else None
            if before == "who" and (characters is None or not self._is_source(characters)):
                people = [m for m in self._names if m.kind == "official" and m.end <= tokens[at].start]
                characters = (people[-1].start, people[-1].end) if people else characters
            return characters
        if before in ("and", "but"):
            if self.previous is not None:
                return self.previous.subject.start, self.previous.subject.end
            return self._main_subject(verb)
        found = self._phrases.before(verb)
        if found is None or all(t.lower in words("determiners") for t in tokens[found[0] : found[1] + 1]):
            return None
        start, end = self._characters(found)
        return None if _inside(self._quotes, self._quote_starts, start) else (start, end)

    def _main_subject(self, verb: int) -> Span | None:
        """The noun phrase that the sentence opens with, when it can speak."""
        tokens = self._tokens
        opening = self._phrases.after(0) if is_name(tokens[0]) else None
        is_person = opening is not None and opening[1] >= 1 and all(is_name(t) for t in tokens[: opening[1] + 1])
        is_unlisted = tokens[0].lower not in words("adverbial_openers") and not self._names_at(tokens[0].start)
        if opening is not None and is_person and is_unlisted:
            return self._characters(opening)
        for m in self._names:
            if m.start >= tokens[verb].start or m.start - self._sentence.start > 60:
                break
            if m.kind in ("official", "organisation", "side") and not self._text.startswith(("'s", "’s"), m.end):
                last = next((i for i, t in enumerate(tokens) if t.end >= m.end), 0)
                found = self._phrases.before(last + 1)
                return self._characters(found) if found is not None else (m.start, m.end)
        if tokens and tokens[0].lower in ("he", "she", "they"):
            return tokens[0].start, tokens[0].end
        return None

    def _names_at(self, position: int) -> bool:
        return any(m.start <= position < m.end for m in self._names)

    def _stands_apart(self, subject_start: int) -> bool:
        """Whether what precedes the subject is closed off, so that it can be what was said."""
        lead = self._text[self._sentence.start : subject_start].rstrip()
        return bool(lead) and lead[-1] in ',”"’»?!—–'

    def _addressee(self, verb: int) -> tuple[str | None, int]:
        """Whom it was said to, and the token at which the rest begins."""
        tokens = self._tokens
        if tokens[verb].lower not in words("to_whom"):
            return None, verb + 1
        found = self._phrases.after(verb + 1)
        if found is None or tokens[found[0]].lower in ("it", "there"):
            return None, verb + 1
        start, end = self._characters(found)
        return _PLACE_TOLD.sub("", self._text[start:end]), found[1] + 1

    def _resumes(self, verb: int, i: int) -> int | None:
        """Where what was said resumes, or the sentence ends, after "X said (on Monday)"; None: X said what follows."""
        answers = self._tokens[verb].lower in ("responded", "replied", "reacted")
        for skipped, token in enumerate(self._tokens[i : i + 15]):
            if token.text in (".", ";", "!", "?"):
                return self._sentence.end
            if token.text in ("“", '"', "«", "‘"):
                return token.start
            if token.text in (",", ":", "—", "–"):
                return token.end
            is_how = token.lower in words("how_said") and not (answers and token.lower == "to")
            if skipped == 0 and not is_how and not is_day(token) and not _is_manner(token):
                return None
        return self._sentence.end if i >= len(self._tokens) - 15 else None

    def _has_clause(self, i: int) -> bool:
        for token in self._tokens[i : i + 10]:
            if token.lower in ("that", "“", '"', ":", "«", "‘"):
                return True
            if token.text in (",", ".", ";"):
                return False
        return False

    def _said_after(self, rest: int, position: int) -> Span | None:
        """What follows the verb, without the words that tell when, where and how it was said."""
        tokens = self._tokens
        i = rest
        while i < len(tokens) and (is_day(tokens[i]) or _is_manner(tokens[i])):
            i += 1
        opening = tokens[rest:] and (tokens[rest].lower in words("how_said") or i > rest)
        if opening:
            that = next((k for k in range(rest, min(rest + 14, len(tokens))) if tokens[k].lower in ("that", ":")), None)
            if that is not None and not any(t.text in ',;“"' for t in tokens[rest:that]):
                return self._content(tokens[that].end, self._sentence.end)
            if i > rest and i < len(tokens):
                position = tokens[i].start
        return self._content(position, self._sentence.end)

    def _before(self, end: int) -> Span | None:
        """What stands before a cue, if it is more than a word of time or place."""
        previous = self.previous
        start = previous.end if previous is not None and previous.end < end else self._sentence.start
        span = self._content(start, end)
        if span is None or _inside(self._quotes, self._quote_starts, span[1] - 1):
            return span
        head = self._text[span[0] : span[1]].split()
        if head[0].lower() in ("and", "but", "so", "yet"):
            head = head[1:]
        is_adverbial = (
            0 < len(head) <= _LONGEST_ADVERBIAL
            and head[0].lower() in words("adverbial_openers")
            and "," not in self._text[span[0] : span[1]]
            and not any(word.lower() in words("passive_forms") for word in head)
        )
        return None if len(head) < 3 or is_adverbial else span

    def _comma_after(self, position: int) -> int | None:
        m = _COMMA.match(self._text, position, self._sentence.end)
        return m.end() if m else None

    def _content(self, start: int, end: int) -> Span | None:
        """text[start:end] without the marks, spaces and "that" at its edges; None where nothing is left."""
        text = self._text
        while start < end and text[start] in _EDGES:
            start += 1
        if text.startswith("that ", start):
            start += 5
        while end > start and text[end - 1] in _EDGES:
            end -= 1
        return (start, end) if end - start >= 3 else None


_BEFORE_INVERTED = frozenset((",", "”", '"', "’", "?", "!", "»", "-", "–", "—"))
_PLACE_TOLD = re.compile(r"\s+(?:in|at|on)\s+.*$", re.DOTALL)
_COMMA = re.compile(r"[^,.;:“\"]{0,60}?[,:]")
_LONGEST_ADVERBIAL = 7
"""Words of "On Saturday, in a statement" and the like; what is longer says something."""
_EDGES = frozenset(" ,:;\t\n\u00a0—–")


def _is_manner(token: Token) -> bool:
    return token.lower in ("separately", "also", "too", "again", "reporters", "journalists") or token.lower.endswith(
        "ly"
    )
