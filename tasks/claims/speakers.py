"""Speakers: the noun phrase that names who speaks, and who that is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tasks.claims.names import Mention
from tasks.claims.phrases import words

SpeakerSide = Literal["RU", "UA", "US", "other"]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the noun phrase as written, and what the article tells of that person or body.

    noun: for a pronoun the noun phrase it stands for, as written where it was found.
    """

    written: str
    start: int
    end: int
    name: str | None
    role: str | None
    org: str | None
    side: SpeakerSide | None
    is_person: bool
    noun: str | None = None


_ASIDE = re.compile(r", (?:based|interviewed|quoted|cited|speaking|citing|quoting)\b| citing ")
_RANK = {"official": 0, "organisation": 1, "side": 2, "demonym": 2, "place": 3}
_NEXT_NAME = re.compile(r" ([A-Z][a-z]+)")
_WORD_AFTER = re.compile(r"\s+([a-z-]+)")
_NAME_WORD = re.compile(r"[^\W\d_a-z][\w’'.-]*")


def read_speaker(text: str, start: int, end: int, names: Sequence[Mention]) -> Speaker:
    """The person or body of a noun phrase text[start:end]; names are the mentions of its sentence."""
    inside = [m for m in names if m.start >= start and m.end <= end]
    name = _person_name(text, start, end, inside)
    org = _organisation(text, inside, is_person=name is not None)
    return Speaker(
        written=text[start:end],
        start=start,
        end=end,
        name=name,
        role=_role(text, start, end, name, inside),
        org=org,
        side=side_of(text, text[start:end], inside),
        is_person=name is not None,
    )


def side_of(text: str, phrase: str, inside: Sequence[Mention]) -> SpeakerSide | None:
    """Side of a noun phrase by the names in it: the person's, else the body's, else the country's it speaks for."""
    known = [m for m in inside if m.side or m.country]
    if not known:
        return "other" if words("foreign_voices") & set(phrase.lower().split()) else None
    aside = _ASIDE.search(phrase)  # "a tally by X, based on reports from Y": X speaks
    if aside is not None:
        begin = text.find(phrase, max(0, known[0].start - len(phrase)))
        known = [m for m in known if m.start - begin < aside.start()]
        if not known:
            return None
    best = min(known, key=lambda m: (_RANK[m.kind], m.side == "other"))
    if _joins_names(text, phrase, known) and len({m.side for m in known if m.side and m.kind != "demonym"}) > 1:
        return None
    if (
        best.kind == "place"
        and best.side is None
        and not any(word in words("local_voices") for word in phrase.lower().split())
    ):
        return None
    if _is_longer_name(text, best, inside, text.find(phrase, max(0, best.start - len(phrase))) + len(phrase)):
        return "other"
    code = best.side or best.country
    return code if code in ("RU", "UA", "US") else "other"  # type: ignore[return-value]


def _is_longer_name(text: str, country: Mention, inside: Sequence[Mention], end: int) -> bool:
    """ "Russia Matters", a project: a country's name that begins another one's."""
    after = _NEXT_NAME.match(text, country.end, end)
    if country.kind != "side" or after is None or any(m.start == after.start(1) for m in inside):
        return False
    return after[1].lower() not in words("roles") | words("titles")


def _joins_names(text: str, phrase: str, names: Sequence[Mention]) -> bool:
    """ "Kyiv and Moscow", not "the Center for Strategic and International Studies" """
    inside = sum(text[name.start : name.end].split().count("and") for name in names)
    return phrase.split().count("and") > inside


def _person_name(text: str, start: int, end: int, inside: Sequence[Mention]) -> str | None:
    people = [m for m in inside if m.kind == "official" and not (m.end < end and text.startswith(("'s", "’s"), m.end))]
    official = next(iter(people), None)
    if official is not None:
        return text[_first_name(text, start, official, inside) : official.end]
    covered = [(m.start, m.end + 2) for m in inside]
    best: list[str] = []
    run: list[str] = []
    for m in re.finditer(r"[^\s,()]+|[,()]", text[start:end]):
        word, at = m.group(), start + m.start()
        is_possessive = word.endswith(("'s", "’s"))
        in_other_name = any(a <= at < b for a, b in covered)
        if (
            _NAME_WORD.fullmatch(word)
            and not in_other_name
            and not is_possessive
            and word.lower().rstrip(".") not in words("titles")
        ):
            run.append(word)
        elif not (run and word in ("de", "von", "der", "van", "bin", "al", "la", "di")):
            if len(run) > len(best):
                best = run
            run = []
        else:
            run.append(word)
    if len(run) > len(best):
        best = run
    name = " ".join(best)
    first_words = words("determiners") | words("pronouns") | words("roles")
    if len(best) == 1 and best[0].lower() in words("stops") and best[0] != "May":
        return None
    if not best or (len(best) == 1 and best[0].lower() in first_words) or best[0].lower() in words("determiners"):
        return None
    if len(best) == 1 and (best[0].isupper() or best[0].lower() in words("local_voices")):
        return None
    after = _WORD_AFTER.match(text, text.index(best[-1], start) + len(best[-1]), end)
    if len(best) == 1 and after is not None and after[1] in words("roles"):
        return None  # "Western officials"
    return name


_FIRST_NAME = re.compile(r"\b([A-Z][a-z’'-]+)\s+$")


def _first_name(text: str, start: int, official: Mention, inside: Sequence[Mention]) -> int:
    """Where a name begins whose first name the lexicon spells in another way."""
    m = _FIRST_NAME.search(text[start : official.start])
    if m is None or " " in text[official.start : official.end]:
        return official.start
    word, at = m.group(1).lower(), start + m.start(1)
    is_other = any(n.start < official.start and at < n.end for n in inside)
    no_name = (
        words("titles") | words("roles") | words("not_first_names") | words("adverbial_openers") | words("determiners")
    )
    return official.start if is_other or word in no_name else at


def _organisation(text: str, inside: Sequence[Mention], *, is_person: bool) -> str | None:
    """The body in a phrase; beside a person only one that the person belongs to, not one joined by "and"."""
    bodies = [m for m in inside if m.kind == "organisation"]
    if is_person:
        bodies = [m for m in bodies if not re.search(r"\band\s+(?:[\w’'-]+\s+)?$", text[: m.start][-30:])]
    return text[bodies[0].start : bodies[0].end] if bodies else None


def _role(text: str, start: int, end: int, name: str | None, inside: Sequence[Mention]) -> str | None:
    """The words of a noun phrase that are neither the person's name nor a body, country or article."""
    phrase = text[start:end]
    if name is not None:
        at = phrase.find(name)
        before, after = phrase[:at].strip(" ,"), phrase[at + len(name) :].strip(" ,")
        phrase = (
            after
            if not before
            or not any(w.lower() in words("roles") | words("short_titles") for w in re.findall(r"[\w-]+", before))
            else before
        )
    cut = [m for m in inside if m.kind in ("organisation", "side", "demonym")]
    for m in cut:
        phrase = re.sub(re.escape(text[m.start : m.end]) + r"(?:['’]s?)?\s*", "", phrase)
    phrase = re.sub(r"^(?:who|which)\s+(?:is|was)\s+(?:now\s+)?", "", phrase.strip(" ,'’"))
    phrase = re.sub(
        r"^(?:(?:the|a|an|our|his|its|their|former|country[’']s|nation[’']s)\s+)+",
        "",
        phrase.strip(" ,'’"),
        flags=re.IGNORECASE,
    )
    phrase = re.sub(r"\s+(?:of|for|at|in|to)(?:\s+the)?$", "", phrase.strip())
    kept = [w for w in re.findall(r"[\w-]+", phrase.lower()) if w in words("roles") or w in words("titles")]
    if phrase.lower().rstrip(".") in ("mr", "mrs", "ms", "dr"):
        return None
    return phrase.strip(" ,'’") or None if kept else None
