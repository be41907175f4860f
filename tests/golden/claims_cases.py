"""Reads tests/golden/claims.toml: sentences with the counted claims expected of them."""

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tasks.claims.read import read
from warehouse.records import Article, Claim

CASES_FILE = Path(__file__).with_name("claims.toml")
NOW = datetime(2026, 1, 1, tzinfo=UTC)

_NUMBER = re.compile(r"(?P<hedge>>=|<=|>|~)?(?P<low>\d+(?:\.\d+)?)(?:-(?P<high>\d+))?(?P<mark>[+/])?$")
_HEDGES = {">=": "at_least", ">": "more_than", "<=": "at_most", "~": "about", None: "exact"}
_SCOPES = ("event", "partial", "period", "cumulative")
_REALIS = ("actual", "planned", "hypothetical", "denied")


@dataclass(frozen=True)
class Expected:
    """One claim as the case writes it; None: not compared."""

    core: tuple[str, str, float | None, float | None]
    qualifier: str
    roles: tuple[str | None, str | None] | None
    start: date | None
    end: date | None
    scope: str | None
    realis: str | None
    side: str | None


@dataclass(frozen=True)
class Case:
    text: str
    published: date
    claims: tuple[Expected, ...]


def load_cases() -> list[Case]:
    with CASES_FILE.open("rb") as file:
        rows = tomllib.load(file)["case"]
    return [
        Case(row["text"], date.fromisoformat(row["published"]), tuple(parse_claim(c) for c in row["claims"]))
        for row in rows
    ]


def parse_claim(line: str) -> Expected:
    metric, obj, number, *rest = line.split()
    low, high, qualifier = _parse_number(number)
    roles = start = end = scope = realis = side = None
    for word in rest:
        if ">" in word:
            actor, _, target = word.partition(">")
            roles = (None if actor == "-" else actor, None if target == "-" else target)
        elif word[0] == "@":
            side = word[1:]
        elif word[0].isdigit():
            first, dots, last = word.partition("..")
            start = date.fromisoformat(first) if dots else None
            end = date.fromisoformat(last if dots else first)
        elif word in _SCOPES:
            scope = word
        elif word in _REALIS:
            realis = word
        else:
            raise ValueError(f"What is {word!r} in {line!r}?")
    return Expected((metric, obj, low, high), qualifier, roles, start, end, scope, realis, side)


def _parse_number(word: str) -> tuple[float | None, float | None, str]:
    m = _NUMBER.match(word)
    if m is None:
        raise ValueError(f"No number: {word!r}")
    low = float(m["low"])
    if m["high"]:
        return low, float(m["high"]), "range"
    if m["mark"] == "+":
        return low, None, "dozens"
    qualifier = "fraction" if m["mark"] == "/" else _HEDGES[m["hedge"]]
    if qualifier in ("at_least", "more_than"):
        return low, None, qualifier
    return (None, low, qualifier) if qualifier == "at_most" else (low, low, qualifier)


def article(text: str, published: date | None, title: str | None = None) -> Article:
    """An article of nothing but a text and a day of publication."""
    return Article(
        article_id="golden", url="https://example.org/golden", source_id="input", publisher=None,
        title=title, authors=(),
        published_at=None, published_date=published, published_precision="day", published_basis=None, modified_at=None,
        language="en", text=text, captions="", text_sha256="", word_count=len(text.split()), is_relevant=True,
        page_id="golden", extractor_version="test", recorded_at=NOW,
    )  # fmt: skip


def found(case: Case) -> list[Claim]:
    return list(read(article(case.text, case.published), NOW).claims)


def differences(case: Case) -> list[str]:
    """What is missing, false or otherwise than expected, in words; empty where all agrees."""
    left = found(case)
    notes: list[str] = []
    for expected in case.claims:
        same = [c for c in left if (c.metric, c.object, c.low, c.high) == expected.core]
        if not same:
            notes.append(f"missing {expected.core}")
            continue
        best = min(same, key=lambda c: len(_unlike(expected, c)))
        left.remove(best)
        notes += _unlike(expected, best)
    notes += [f"false {(c.metric, c.object, c.low, c.high)}" for c in left]
    return notes


def _unlike(expected: Expected, claim: Claim) -> list[str]:
    pairs = {
        "qualifier": (expected.qualifier, claim.qualifier),
        "roles": (expected.roles, (claim.actor, claim.target)),
        "start": (expected.start, claim.date_start),
        "end": (expected.end, claim.date_end),
        "scope": (expected.scope, claim.scope),
        "realis": (expected.realis, claim.realis),
        "side": (expected.side, claim.speaker_side),
    }
    return [f"{expected.core}: {name} {b}, not {a}" for name, (a, b) in pairs.items() if a is not None and a != b]
