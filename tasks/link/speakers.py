"""Who a speaker as written is: twenty spellings of one voice get one key.

`Ukraine's air force`, `the Ukrainian air defence forces` and `an air force spokesperson, Yuriy Ihnat` are one original
speaker; a president who repeats its figures is another. Roles, persons and states are data (speakers.toml).
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from warehouse.links import SpeakerName

_QUOTES = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "“": '"', "”": '"'})
_CAPITALISED = re.compile(r"[A-ZÀ-ÞŁŚŻ][\w'-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A kind of speaker and the words that tell it."""

    name: str
    pattern: re.Pattern[str]
    is_local: bool
    of_person: bool
    is_unnamed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """speakers.toml, compiled: roles in order, (side, folded family name) → role, plain words → side."""

    roles: tuple[Role, ...]
    same: Mapping[str, str]
    holders: Mapping[tuple[str, str], str]
    states: Mapping[str, str]


def identify(speaker: str, side: str | None) -> SpeakerName:
    """Who `speaker` (as written) of `side` is; one that no role fits is a person or body of its own."""
    lexicon = _lexicon()
    words = " ".join(speaker.translate(_QUOTES).split())
    plain = words.casefold()
    role = next((each for each in lexicon.roles if each.pattern.search(plain)), None)
    family = _family_name(words, plain)
    held = lexicon.holders.get((side or "", _fold(family))) if family else None
    if held is not None and (role is None or not role.is_local):
        return _named(speaker, side, key=held, name=held, role=held)
    if role is None:
        state = lexicon.states.get(plain.removeprefix("the "))
        if state is not None:
            return _named(speaker, side or state, key="unnamed", name=words, role="state")
        return _named(speaker, side, key=f"person:{_fold(family or plain)}", name=words, role="person")
    if role.of_person:
        if family is None and role.is_unnamed:
            return _named(speaker, side, key="unnamed", name=words, role=role.name)
        kind = "person" if role.is_unnamed else role.name
        key = f"person:{_fold(family)}" if family else f"{role.name}:{_fold(plain)}"
        return _named(speaker, side, key=key, name=words, role=kind, is_local=role.is_local)
    name = lexicon.same.get(role.name, role.name)
    key = "unnamed" if role.is_unnamed else name
    return _named(speaker, side, key=key, name=name, role=name, is_local=role.is_local)


def _named(speaker: str, side: str | None, *, key: str, name: str, role: str, is_local: bool = False) -> SpeakerName:
    shown = f"{side} {name.replace('_', ' ')}" if side and name == role else name.replace("_", " ")
    return SpeakerName(
        speaker=speaker,
        speaker_side=side or "",
        speaker_key=f"{side or '?'}:{key}",
        name=shown,
        role=role,
        side=side,
        is_local=is_local,
    )


def _family_name(words: str, plain: str) -> str | None:
    """`Kiper` of `Governor Oleh Kiper` or `Oleh Kiper, the regional governor`; None where nobody is named."""
    people = [run for part in re.split(r",| of | for ", words) for run in _runs(part)]
    named = [run for run in people if len(run) >= 2] or [run for run in people if plain == run[-1].casefold()]
    return named[0][-1] if named else None


def _runs(part: str) -> list[list[str]]:
    """Runs of capitalised words, none of a role or state: [Oleh, Kiper] of `regional governor Oleh Kiper`."""
    known = _known_words()
    runs: list[list[str]] = [[]]
    for word in part.split():
        bare = word.strip('.,;:"()').removesuffix("'s")
        if _CAPITALISED.fullmatch(bare) and bare.casefold() not in known:
            runs[-1].append(bare)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _fold(name: str) -> str:
    """Spelling in which transliterations of one name agree: Zelenskyy, Zelenskiy and Zelensky; Oleh and Oleg."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"[^a-z0-9 ]", "", plain)
    return re.sub(r"[ijy]+", "y", plain).replace("ye", "e").replace("h", "g").replace("w", "v")


@cache
def _lexicon() -> Lexicon:
    data = tomllib.loads((Path(__file__).parent / "speakers.toml").read_text(encoding="utf-8"))
    return Lexicon(
        roles=tuple(
            Role(
                name=role["name"],
                pattern=re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word) for word in role["words"]) + r")(?!\w)"),
                is_local=role.get("local", False),
                of_person=role.get("of_person", False),
                is_unnamed=role.get("unnamed", False),
            )
            for role in data["role"]
        ),
        same=data["same"],
        holders={
            (side, _fold(name)): role
            for side, roles in data["holders"].items()
            for role, names in roles.items()
            for name in names
        },
        states={word: side for side, words in data["states"].items() for word in words},
    )


@cache
def _known_words() -> frozenset[str]:
    """Words that stand capitalised in speakers and are nobody's name."""
    data = tomllib.loads((Path(__file__).parent / "speakers.toml").read_text(encoding="utf-8"))
    phrases = [word for role in data["role"] for word in role["words"]]
    phrases += [word for words in data["states"].values() for word in words]
    return frozenset(word for phrase in phrases for word in phrase.split()) | frozenset(data["not_names"])
