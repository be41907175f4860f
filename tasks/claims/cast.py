"""The cast of an article: whom "he", "the ministry" or a family name means, and what the article calls them in full."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from tasks.claims.lexicon import load
from tasks.claims.names import Mention, first_side
from tasks.claims.phrases import NounPhrases, words
from tasks.claims.quotes import Quote
from tasks.claims.speakers import Speaker, SpeakerSide, read_speaker, side_of
from tasks.claims.text import Sentence

_PARTIES = frozenset(load("conflict")["parties"])
_OPENING = 14
"""Characters into a sentence up to which a body is its subject."""
_MENTIONS = 8
"""Times that a name occurs up to which an article has said who that is."""
_BESIDE = 12
"""Characters between a noun and the name that says whose it is."""
_MEMORY = 6
"""Sentences over which "he" can mean the last speaker."""


class Cast:
    """The speakers of one text in order of appearance; ask and enter in reading order."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        names: Sequence[Sequence[Mention]],
        quotes: Sequence[Quote],
    ) -> None:
        self._text, self._sentences, self._names = text, sentences, names
        self._quotes, self._quote_starts = quotes, [q.outer_start for q in quotes]
        self._sentence_starts = [s.start for s in sentences]
        self._home = _home(text)
        self._last: tuple[int, Speaker] | None = None
        self._last_body: tuple[int, Speaker] | None = None
        self._people: list[tuple[int, Speaker]] = []
        self._descriptions: dict[str, Speaker | None] = {}
        self._by_name: dict[str, Speaker] = {}
        self._by_head: dict[str, Speaker] = {}
        self._full_names: dict[str, str] = {}
        self._officials: dict[str, str] | None = None
        self._holders: dict[tuple[str, str], str] | None = None

    def enter(self, at: int, stated: Speaker, resolved: Speaker) -> None:
        """Remembers a speaker of sentence `at`, as stated there and as resolved."""
        leads = self._last is None or self._last[0] != at
        self._last = (at, resolved)
        if _is_body(resolved):
            self._last_body = (at, resolved)
        if resolved.name:
            if leads or not self._people or self._people[-1][0] != at:
                self._people.append((at, resolved))
            self._by_name[resolved.name.split()[-1]] = resolved
        if stated.side and stated.name is None:
            for head in _heads(stated.written):
                self._by_head[head] = stated

    def resolve(self, at: int, speaker: Speaker) -> Speaker:
        """The speaker of sentence `at` with name, role, body and side as far as the text up to there tells."""
        word = speaker.written.lower()
        if word in words("pronouns"):
            return self._pronoun(at, word, speaker)
        if speaker.name is not None:
            return self._person(speaker)
        if speaker.role and self._is_office(at, speaker):
            holder = self._office_holder(speaker)
            if holder.name is None:
                holder = self._recent_holder(at, speaker)
            if holder.name is not None:
                return holder
        return self._body(at, speaker) if speaker.side is None else speaker

    def _is_office(self, at: int, speaker: Speaker) -> bool:
        """Whether a phrase names an office of a country ("the envoy", "Turkey's foreign minister")."""
        inside = [m for m in self._names[at] if speaker.start <= m.start and m.end <= speaker.end]
        if any(m.kind == "official" for m in inside):
            return False
        return speaker.written.lower().startswith("the ") or any(
            self._text.startswith(("'s", "’s"), m.end) for m in inside
        )

    def _recent_holder(self, at: int, speaker: Speaker) -> Speaker:
        """ "the envoy" is the person spoken of last, when office and side agree as far as known."""
        written = speaker.written.lower().removeprefix("the ")
        is_any = written in words("persons_told")
        if not is_any and not any(word in words("single_offices") for word in written.split()):
            return speaker
        last, person = self._last_person(at)
        known = person if at - last <= 2 else None
        for i in range(at, max(last, at - 3, -1), -1):
            found = next((m for m in self._names[i] if m.kind == "official" and m.start < speaker.start), None)
            if found is not None and not self._is_quoted(found.start):
                known = self._person(read_speaker(self._text, found.start, found.end, [found]))
                break
        if known is None or (speaker.side and known.side and speaker.side != known.side):
            return speaker
        shares_role = set((known.role or "").lower().split()) & set((speaker.role or "").lower().split())
        if known.role and not shares_role and speaker.side is None and not is_any:
            return speaker
        role = known.role or speaker.role
        return replace(known, written=speaker.written, start=speaker.start, end=speaker.end, role=role)

    def opening_person(self, at: int) -> Speaker | None:
        """The person whom "He" or "She" at the beginning of sentence `at` means."""
        tokens = self._sentences[at].tokens
        if not tokens or tokens[0].lower not in ("he", "she"):
            return None
        first = tokens[0]
        pronoun = read_speaker(self._text, first.start, first.end, [])
        known = self.resolve(at, pronoun)
        return known if known.name else None

    def _office_holder(self, speaker: Speaker) -> Speaker:
        """ "the Ukrainian president" is the person whom the article calls so."""
        head = _office(speaker.role)
        if head is None:
            return speaker
        if self._holders is None:
            self._holders = {}
            for name in dict.fromkeys(self._official_names()):
                found = self._description(name)
                if found is not None and found.side and (office := _office(found.role)) is not None:
                    self._holders.setdefault((found.side, office), name)
        holder = self._holders.get((speaker.side or "", head))
        return replace(speaker, name=holder, is_person=True) if holder is not None else speaker

    def _official_names(self) -> Iterator[str]:
        self._official_name("")
        yield from (self._officials or {}).values()

    def _pronoun(self, at: int, word: str, speaker: Speaker) -> Speaker:
        known: Speaker | None
        if word in ("it", "they", "we"):
            known = self._last[1] if self._last and at - self._last[0] <= 3 else None
            if word == "it" and (known is None or not _is_body(known) or self._has_passed(at)):
                opening = self._opening_body(at, speaker.start)
                known = opening or (known if known is not None and _is_body(known) else self._recent_body(at))
        else:
            known = self._antecedent(at, speaker.start, is_woman=word == "she")
        if known is None:
            return speaker
        noun = known.noun or known.written
        return replace(known, written=speaker.written, start=speaker.start, end=speaker.end, noun=noun)

    def _recent_body(self, at: int) -> Speaker | None:
        return self._last_body[1] if self._last_body and at - self._last_body[0] <= _MEMORY else None

    def _has_passed(self, at: int) -> bool:
        """Nobody has spoken in this sentence nor in the one before."""
        return self._last is None or at - self._last[0] > 1

    def _opening_body(self, at: int, position: int) -> Speaker | None:
        """The body that this sentence or the one before begins with ("The general staff published … it said")."""
        for i in (at, at - 1):
            begin = self._sentences[i].start if i >= 0 else position
            for m in self._names[i] if i >= 0 else ():
                is_subject = m.kind == "organisation" and m.start - begin <= _OPENING and m.end < position
                if is_subject and not self._is_quoted(m.start):
                    return read_speaker(self._text, begin, m.end, self._names[i])
        return None

    def _antecedent(self, at: int, position: int, *, is_woman: bool) -> Speaker | None:
        """The last speaker, or the person that a sentence since then is about, of the sex as far as known."""
        since, person = self._last_person(at)
        for i in range(at, max(since, at - 4, -1), -1):
            for m in self._names[i]:
                if m.kind != "official" or m.start > position or _is_woman(m.name) != is_woman:
                    continue
                if not self._text.startswith(("'s", "’s"), m.end) and not self._is_quoted(m.start):
                    return self._person(read_speaker(self._text, m.start, m.end, [m]))
            unlisted = self._unlisted_person(i, position) if i > since else None
            if unlisted is not None and _is_woman(unlisted.name or "") == is_woman:
                return self._person(unlisted)
        if person is None or not person.name or at - since > _MEMORY:
            return None
        if is_woman and at - since <= 1 and self._listed_side(person.name) is None:
            return person  # whom no lexicon lists is of either sex
        return person if _is_woman(person.name) == is_woman or len(person.name.split()) == 1 else None

    def _last_person(self, at: int) -> tuple[int, Speaker | None]:
        """The sentence up to `at` in which a person last spoke, and that person; -1 and None: nobody yet."""
        return next(((i, person) for i, person in reversed(self._people) if i <= at), (-1, None))

    def _unlisted_person(self, at: int, position: int) -> Speaker | None:
        """The first person named in full in a sentence whom no lexicon lists."""
        sentence, names = self._sentences[at], self._names[at]
        for m in _FULL_NAME.finditer(self._text, sentence.start, min(sentence.end, position)):
            is_listed = any(n.start < m.end() and m.start() < n.end for n in names)
            first = m.group().split()[0].lower()
            if is_listed or first in words("not_first_names") or first in words("adverbial_openers"):
                continue
            if first in words("titles") or self._is_quoted(m.start()):
                continue
            return read_speaker(self._text, m.start(), m.end(), [])
        return None

    def _is_quoted(self, position: int) -> bool:
        i = bisect_right(self._quote_starts, position) - 1
        return i >= 0 and position < self._quotes[i].outer_end

    def _person(self, speaker: Speaker) -> Speaker:
        name = self._full_name(speaker)
        known = self._by_name.get(name.split()[-1])
        role, org, side = speaker.role, speaker.org, speaker.side
        if known is not None:
            role, org, side = role or known.role, org or known.org, side or known.side
        elif role is None or org is None or side is None:
            described = self._description(name)
            if described is not None:
                role, org, side = role or described.role, org or described.org, side or described.side
        side = side or self._listed_side(name)
        if side is None and role and any(word.rstrip(".") in words("local_voices") for word in role.lower().split()):
            side = self._local_side(bisect_right(self._sentence_starts, speaker.start) - 1)
        return replace(speaker, name=name, role=role, org=org, side=side)

    def _listed_side(self, name: str) -> SpeakerSide | None:
        """Side of an official whom the article names in full somewhere."""
        for row in self._names:
            for m in row:
                if m.kind == "official" and self._text[m.start : m.end] == name:
                    return side_of(self._text, name, [m])
        return None

    def _full_name(self, speaker: Speaker) -> str:
        """The fullest form in which the article writes the name."""
        name = speaker.name or speaker.written
        family = name.split()[-1]
        if family not in self._full_names:
            self._full_names[family] = self._official_name(name) or _fullest(self._text, name, family)
        return self._full_names[family]

    def _official_name(self, name: str) -> str | None:
        if self._officials is None:
            longest: dict[str, str] = {}
            for row in self._names:
                for m in row:
                    written = self._text[m.start : m.end]
                    if m.kind == "official" and len(written) > len(longest.get(m.name, "")):
                        longest[m.name] = written
            self._officials = {}
            for row in self._names:
                for m in row:
                    if m.kind == "official":
                        self._officials[self._text[m.start : m.end]] = longest[m.name]
        return self._officials.get(name)

    def _description(self, name: str) -> Speaker | None:
        """What the article says of a person where it names them in full with an office."""
        if name not in self._descriptions:
            self._descriptions[name] = self._find_description(name)
        return self._descriptions[name]

    def _find_description(self, name: str) -> Speaker | None:
        best: Speaker | None = None
        for m in islice(re.finditer(re.escape(name), self._text), _MENTIONS):
            found = self._description_at(m.start(), name)
            if found is not None and found.role:
                return found
            best = best or found
        return best

    def _description_at(self, at: int, name: str) -> Speaker | None:
        i = bisect_right(self._sentence_starts, at) - 1
        tokens, phrases = self._sentences[i].tokens, NounPhrases(self._sentences[i].tokens, self._names[i])
        last = next((k for k, t in enumerate(tokens) if t.end >= at + len(name)), None)
        span = phrases.before(last + 1) if last is not None else None
        if span is None or last is None or tokens[span[1]].end < at + len(name):
            return None
        after = phrases.after(span[0])
        end = after[1] if after is not None and after[1] > span[1] else span[1]
        found = read_speaker(self._text, tokens[span[0]].start, tokens[end].end, self._names[i])
        is_same = found.name is not None and found.name.split()[-1] == name.split()[-1]
        return found if is_same and (found.role or found.org or found.side) else None

    def _body(self, at: int, speaker: Speaker) -> Speaker:
        """ "the ministry" is the one that spoke before; "officials" speak for the place their sentence is about."""
        written = speaker.written.lower().split()
        if any(word in words("local_offices") for word in written):
            side = self._local_side(at)
            if side is not None:
                return replace(speaker, side=side)
        is_named_before = written[0] == "the" and written[-1] in words("documents") | {"official", "officials"}
        spoken_of = self._spoken_of(at, speaker) if is_named_before else None
        if spoken_of is not None:
            return replace(speaker, side=spoken_of)
        for head in _heads(speaker.written):
            known = self._by_head.get(head)
            if known is not None:
                org, role = speaker.org or known.org, speaker.role or known.role
                return replace(speaker, side=known.side, org=org, role=role)
        if self._last and self._last[1].side and at - self._last[0] <= 3 and written[-1] in words("documents"):
            return replace(speaker, side=self._last[1].side)
        if written[-1] in words("studies"):
            return replace(speaker, side="other")
        if any(word in words("local_voices") for word in written):
            return replace(speaker, side=self._local_side(at) or self._home)
        return replace(speaker, side=self._home) if speaker.org else speaker

    def _spoken_of(self, at: int, speaker: Speaker) -> SpeakerSide | None:
        """Side of "the officials", "the report" where a sentence before says whose: "Two American officials …"."""
        noun = speaker.written.lower().rpartition(" ")[2]
        for i in range(at, max(-1, at - _MEMORY), -1):
            tokens = self._sentences[i].tokens
            for k, token in enumerate(tokens):
                if token.lower not in (noun, noun + "s") or token.start >= speaker.start:
                    continue
                near = [
                    m
                    for m in self._names[i]
                    if 0 <= token.start - m.end <= _BESIDE
                    or (
                        k + 1 < len(tokens)
                        and tokens[k + 1].lower in ("by", "from")
                        and 0 < m.start - token.end <= _BESIDE
                    )
                ]
                side = side_of(self._text, self._text[token.start : token.end], near)
                if side is not None:
                    return side
        return None

    def _local_side(self, at: int) -> SpeakerSide | None:
        """Side of the places that a sentence, the one before or, of one country only, the article names."""
        for row in (self._names[at], self._names[at - 1] if at else ()):
            places = [m for m in row if m.country and m.kind == "place"]
            places = places or [m for m in row if m.country and m.kind == "side" and self._follows_place_word(m.start)]
            places = [m for m in places if m.kind == "place" or m.country in _PARTIES]
            if places:
                code = places[0].country
                return code if code in ("RU", "UA", "US") else "other"  # type: ignore[return-value]
        return None

    def _follows_place_word(self, position: int) -> bool:
        return self._text[max(0, position - 7) : position].endswith(("in ", "across ", "over ", "of "))


_DATELINE = re.compile(r"[A-Z][A-Z' -]+,[^/]{0,30}/(?P<agency>[A-Za-z. -]+)/")


def _home(text: str) -> SpeakerSide | None:
    """Side of the state agency that the dateline names ("MOSCOW, May 21. /TASS/."): its "the ministry" is at home."""
    m = _DATELINE.match(text.lstrip()[:90])
    side = first_side(m["agency"]) if m is not None else None
    return side if side in ("RU", "UA", "US") else None  # type: ignore[return-value]


_FULL_NAME = re.compile(r"\b[A-Z][a-z’'-]+(?:\s+[A-Z]\.)?\s+[A-Z][a-z’'-]+(?=\s+[a-z(]|,|\s*$)")


def _office(role: str | None) -> str | None:
    """The word of a role that names an office one person holds."""
    held = [word for word in (role or "").lower().split() if word in words("single_offices")]
    return held[-1] if held else None


def _is_body(speaker: Speaker) -> bool:
    """Whether "it" can be the speaker: neither a person nor many ("officials", "Russians")."""
    if speaker.org is None and speaker.written.lower() in words("pronouns"):
        return False
    return not speaker.is_person and (speaker.org is not None or not speaker.written.lower().endswith("s"))


def _heads(written: str) -> Iterator[str]:
    for word in reversed(re.findall(r"[\w-]+", written.lower())):
        if word in words("roles"):
            yield word


def _is_woman(name: str) -> bool:
    return name.partition(" ")[0] in words("women")


def _fullest(text: str, name: str, family: str) -> str:
    """The longest form of a person's name in the text: first names before the family name, no titles."""
    best = name if len(name.split()) > 1 else family
    at = text.find(family)
    while at >= 0:
        first_names: list[str] = []
        for word in reversed(text[max(0, at - 40) : at].split()):
            if not _is_first_name(word) or len(first_names) == 3:
                break
            first_names.insert(0, word)
        if len(first_names) + 1 > len(best.split()) and text[at - 1 : at] == " ":
            best = " ".join([*first_names, family])
        at = text.find(family, at + len(family))
    return best


_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")


@cache
def _countries() -> frozenset[str]:
    return frozenset(name for side in load("sides").values() for row in side["names"] for name in row.split("|"))


def _is_first_name(word: str) -> bool:
    lower = word.lower().rstrip(".")
    if (
        word in _countries()
        or not word[:1].isupper()
        or not _NAME.fullmatch(word)
        or word.endswith(("’s", "'s", ",", ";", ":"))
        or (word.endswith(".") and len(word) > 2)
    ):
        return False
    return (
        lower not in words("titles")
        and lower not in words("not_first_names")
        and not (word.isupper() and len(word) > 2)
    )
