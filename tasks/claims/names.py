"""Names: the sides, people, organisations and places that a text mentions, by the lexicons."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal
from unicodedata import combining, normalize

from tasks.claims.lexicon import load
from tasks.claims.text import Sentence

Kind = Literal["side", "demonym", "organisation", "official", "place"]
Level = Literal["country", "region", "city"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One name: text[start:end].

    side: whom it speaks or stands for (ISO 3166-1 alpha-2, EU, NATO, UN; "other": a body of no state), None: unknown.
    A capital has a side too, as it may stand for its government; whether it does is for the reader to decide.
    country: where it is, for countries and places. name: the spelling that the lexicon shows.
    """

    start: int
    end: int
    kind: Kind
    side: str | None
    country: str | None
    name: str
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: Kind
    side: str | None
    country: str | None
    name: str
    level: Level | None
    is_generic: bool = False
    needs_place_word: bool = False
    first_names: str = ""
    """First letters of the first names, where the entry is a family name alone."""


_Index = dict[str, list[tuple[tuple[str, ...], _Entry]]]

_PIECE = re.compile(r"[^\W_]+")
_JOINTS = frozenset((" ", "-", "'", "’", ".", ". ", "\u00a0", "‑", ", "))
_POSSESSOR_GAP = re.compile(
    r"-|(?:['’]s?)?\s+(?:(?!(?:the|an?|and|or|but|in|on|at|to|of|by|for|from|with|as|that|said|says|is|was|has|had)\b)"
    r"[A-Za-z-]{2,}\s+){0,2}"
)
_OF_GAP = re.compile(r"\s+(?:of|in)\s+(?:the\s+)?")
_PLACE_BEFORE = re.compile(r"\b(?:in|near|at|over|of|from|towards?|to|outside)\s+(?:the\s+)?$")
_PLACE_AFTER = re.compile(r"\s+(?:region|oblast|district|city|village|town|settlement)\b")


def find_names(text: str, sentences: Sequence[Sentence]) -> list[list[Mention]]:
    """Names of each sentence, in order, longest match, never overlapping."""
    mentions = _with_sides(text, list(_scan(text)))
    found: list[list[Mention]] = [[] for _ in sentences]
    at = 0
    for mention in mentions:
        while at < len(sentences) and sentences[at].end <= mention.start:
            at += 1
        if at < len(sentences) and sentences[at].start <= mention.start:
            found[at].append(mention)
    return found


def first_side(text: str) -> str | None:
    """Side of the first name in a few words; None: they name nothing with a side."""
    return next((mention.side for mention, _ in _scan(text) if mention.side), None)


def _scan(text: str) -> Iterator[tuple[Mention, bool]]:
    """Mentions in order; the flag tells whether the name is generic (its side stands beside it)."""
    index = _index()
    pieces = list(_PIECE.finditer(text))
    i, n = 0, len(pieces)
    while i < n:
        word = pieces[i].group()
        rows = index.get(word)
        if rows is None and word[0].isupper() and _sounding(word):
            rows = _otherwise_spelt(text, pieces, i)
        step = 1
        if rows is not None:
            for words, entry in rows:
                k = len(words)
                fits = (k == 1 or _matches(text, pieces, i, words)) and _is_place(text, pieces, i, k, entry)
                if fits and not (entry.first_names and i and _is_namesake(text, pieces[i - 1], pieces[i], entry)):
                    start, end = pieces[i].start(), pieces[i + k - 1].end()
                    end += words[-1:] == ("S",) and text.startswith(".", end)  # the last stop of "U.S."
                    mention = Mention(start, end, entry.kind, entry.side, entry.country, entry.name, entry.level)
                    yield mention, entry.is_generic
                    step = k
                    break
        i += step


def _otherwise_spelt(text: str, pieces: "Sequence[re.Match[str]]", i: int) -> list[tuple[tuple[str, ...], _Entry]]:
    """The row of a person whose name a text transliterates in another way ("Serhij Lyssak")."""
    for sounds, entry in _sounding(pieces[i].group()):
        written = tuple(piece.group() for piece in pieces[i : i + len(sounds)])
        if tuple(map(sound, written)) != sounds or not _matches(text, pieces, i, written):
            continue
        if len(sounds) > 1 or not (_is_first_name(written[0]) or _FIRST_OF_TWO.match(text, pieces[i].end())):
            return [(written, entry)]
    return []


_FIRST_OF_TWO = re.compile(r" [A-Z]")


def _is_first_name(word: str) -> bool:
    return word in load("speech")["women"]


@lru_cache(maxsize=1 << 15)
def _sounding(word: str) -> Sequence[tuple[tuple[str, ...], _Entry]]:
    """Rows of the persons whose names begin with a word that sounds the same."""
    is_name = len(word) >= _SPELT_OTHERWISE and word[1:].islower()
    return _sound_index().get(sound(word), ()) if is_name else ()


@cache
def _sound_index() -> _Index:
    """Sound of the first word → rows (sounds of the words, entry) of persons."""
    index: _Index = {}
    for rows in _index().values():
        for words, entry in rows:
            if entry.kind == "official" and len(words[0]) >= _SPELT_OTHERWISE and words[0][1:].islower():
                sounds = tuple(sound(word) for word in words)
                index.setdefault(sounds[0], []).append((sounds, entry))
    for rows in index.values():
        rows.sort(key=lambda row: -len(row[0]))
    return index


@lru_cache(maxsize=1 << 15)
def sound(word: str) -> str:
    """A word without what transliterations from Cyrillic differ in: Sergiy, Serhii and Serhij are one."""
    plain = "".join(c for c in normalize("NFKD", word.lower().replace("ł", "l")) if not combining(c))
    for spelt, same in _SAME_SOUND:
        plain = plain.replace(spelt, same)
    plain = re.sub(r"[iy]+(?=[aeou])", "", plain)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[iy]+", "i", plain))


_SPELT_OTHERWISE = 5
"""Letters of the shortest word that can be another spelling of a name."""
_SAME_SOUND = (
    ("shch", "sh"), ("sch", "sh"), ("sz", "sh"), ("tch", "ch"), ("cz", "ch"), ("kh", "h"), ("zh", "z"), ("ou", "u"),
    ("ck", "k"), ("x", "ks"), ("w", "v"), ("g", "h"), ("j", "y"),
)  # fmt: skip


def _matches(text: str, pieces: "Sequence[re.Match[str]]", i: int, words: tuple[str, ...]) -> bool:
    if i + len(words) > len(pieces):
        return False
    for k in range(1, len(words)):
        piece = pieces[i + k]
        if piece.group() != words[k] or text[pieces[i + k - 1].end() : piece.start()] not in _JOINTS:
            return False
    return True


def _is_place(text: str, pieces: "Sequence[re.Match[str]]", i: int, k: int, entry: _Entry) -> bool:
    if not entry.needs_place_word:
        return True
    start, end = pieces[i].start(), pieces[i + k - 1].end()
    return bool(_PLACE_BEFORE.search(text[max(0, start - 14) : start]) or _PLACE_AFTER.match(text, end))


def _is_namesake(text: str, before: "re.Match[str]", here: "re.Match[str]", entry: _Entry) -> bool:
    """Whether another first name stands before a family name: the person is another one."""
    word = before.group()
    if text[before.end() : here.start()] != " " or not word.istitle() or len(word) < 3 or word[0] in entry.first_names:
        return False
    is_name_itself = any(len(words) == 1 for words, _ in _index().get(word, ()))
    return word.lower() not in _no_first_names() and not is_name_itself


@cache
def _no_first_names() -> frozenset[str]:
    speech, times = load("speech"), load("times")
    keys = ("titles", "not_first_names", "adverbial_openers", "stops", "determiners", "roles", "between")
    return frozenset(w for key in keys for w in speech[key]) | frozenset(times["weekdays"]) | frozenset(times["months"])


def _with_sides(text: str, scanned: list[tuple[Mention, bool]]) -> list[Mention]:
    """Generic bodies take the side of the name before them ("Ukraine's air force") or after "of"."""
    mentions = [mention for mention, _ in scanned]
    for i, (mention, is_generic) in enumerate(scanned):
        if not is_generic:
            continue
        side = None
        if i > 0 and mentions[i - 1].side and _POSSESSOR_GAP.fullmatch(text, mentions[i - 1].end, mention.start):
            side = mentions[i - 1].side
        elif i + 1 < len(scanned) and _OF_GAP.fullmatch(text, mention.end, mentions[i + 1].start):
            side = mentions[i + 1].side or mentions[i + 1].country
        if side:
            mentions[i] = replace(mention, side=side)
    return mentions


@cache
def _index() -> _Index:
    """First word → rows (words, entry), longest first."""
    index: _Index = {}
    seen: set[tuple[str, ...]] = set()
    for spelling, entry in _entries():
        for form in _forms(spelling, entry):
            words = tuple(_PIECE.findall(form))
            if words and words not in seen:
                seen.add(words)
                index.setdefault(words[0], []).append((words, entry))
    for rows in index.values():
        rows.sort(key=lambda row: -len(row[0]))
    return index


def _forms(spelling: str, entry: _Entry) -> Iterator[str]:
    """A spelling and its letter cases: generic bodies in any usual case, cities and states in capitals (datelines)."""
    yield spelling
    if entry.is_generic:
        yield spelling[0].upper() + spelling[1:]
        yield re.sub(r"\b(?!of\b|for\b|s\b)[a-z]", lambda m: m.group().upper(), spelling)
    elif entry.level == "region" and spelling.endswith((" region", " oblast")):
        yield spelling[:-6] + spelling[-6:].title()
        yield spelling[:-6] + "province"
    elif entry.kind in ("place", "side") and len(spelling) > 3 and not entry.needs_place_word:
        yield spelling.upper()


def _entries() -> Iterator[tuple[str, _Entry]]:
    yield from _side_entries()
    yield from _person_entries()
    yield from _place_entries()
    yield from _organisation_entries()


def _side_entries() -> Iterator[tuple[str, _Entry]]:
    for code, row in load("sides").items():
        country = code if len(code) == 2 and code not in ("EU", "UN") else None
        for spellings in row["names"]:
            name, *others = spellings.split("|")
            for spelling in (name, *others):
                yield spelling, _Entry("side", code, country, name, "country")
        for demonym in row["demonyms"]:
            yield demonym, _Entry("demonym", code, country, demonym, None)
        for spellings in row["metonyms"]:
            for spelling in spellings.split("|"):
                yield spelling, _Entry("organisation", code, None, spellings.split("|")[0], None)


def _person_entries() -> Iterator[tuple[str, _Entry]]:
    family: dict[str, tuple[str, _Entry] | None] = {}
    for code, row in load("officials").items():
        for spellings in row["people"]:
            name = spellings.split("|")[0].rstrip("!")
            entry = _Entry("official", code, None, name, None)
            for spelling in spellings.split("|"):
                yield spelling.rstrip("!"), entry
                last = spelling.split()[-1]
                if not last.endswith("!") and last not in _PARTICLE_NAMES:
                    known = family.get(last)
                    initials = "".join({s[0] for s in spellings.split("|")})
                    if last not in family:
                        family[last] = (last, replace(entry, first_names=initials))
                    elif known is not None and known[1].name != name:
                        same_side = known[1].side == code
                        family[last] = (last, _Entry("official", code, None, last, None)) if same_side else None
        for spellings in row["extra"]:
            known_name = spellings.split("|")[0]
            for spelling in spellings.split("|"):
                yield spelling, _Entry("official", code, None, known_name, None)
    yield from (row for row in family.values() if row is not None)


# Last words of full names that no family name consists of.
_PARTICLE_NAMES = frozenset(("Jr", "Sr", "XIV", "Un", "Yi", "Il"))


_PLACE_KEYS: tuple[tuple[str, bool, Level], ...] = (
    ("capital", True, "city"),
    ("cities", False, "city"),
    ("regions", False, "region"),
)


def _place_entries() -> Iterator[tuple[str, _Entry]]:
    for code, row in load("places").items():
        speaks_for = row.get("speaks_for", code)
        for key, side, level in _PLACE_KEYS:
            for spellings in row.get(key, ()):
                name = spellings.split("|")[0].rstrip("*")
                for spelling in spellings.split("|"):
                    entry = _Entry(
                        "place",
                        speaks_for if side else None,
                        code,
                        name,
                        level,
                        needs_place_word=spelling.endswith("*"),
                    )
                    yield spelling.rstrip("*"), entry
        for site in row.get("sites", ()):
            spellings, _, city = site.partition("=")
            for spelling in spellings.split("|"):
                yield spelling, _Entry("place", None, code, city, "city")


def _organisation_entries() -> Iterator[tuple[str, _Entry]]:
    lexicon = load("organisations")
    for code, row in lexicon["named"].items():
        for spellings in row["names"]:
            for spelling in spellings.split("|"):
                yield spelling, _Entry("organisation", code, None, spellings.split("|")[0], None)
    for spellings in lexicon["generic"]["names"]:
        for spelling in spellings.split("|"):
            yield spelling, _Entry("organisation", None, None, spelling, None, is_generic=True)
