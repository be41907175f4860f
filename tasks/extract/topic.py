"""What the conflict is: its names and words, and whether a text is about it."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

TOPICS = Path(__file__).parent / "topics"

TITLE_WEIGHT = 4
LEAD_WEIGHT = 2
LEAD_CHARS = 800
WAR = 4
WAR_SHARE = 0.005
BOTH = 8
ONE = 6
DENSITY = 0.015
ROUGH = 4


@dataclass(frozen=True)
class Topic:
    """A configured conflict. Stems are lower case and match from the start of a word."""

    topic_id: str
    name: str
    anchors: tuple[str, ...]
    sides: tuple[tuple[str, tuple[str, ...]], ...]
    conflict: tuple[str, ...]

    @cached_property
    def anchor_bytes(self) -> tuple[bytes, ...]:
        """The anchors as they stand in a UTF-8 page with ASCII letters in lower case."""
        spelled = (form for anchor in self.anchors for form in (anchor, anchor.capitalize()))
        return tuple(dict.fromkeys(form.encode().lower() for form in spelled))

    @cached_property
    def side_patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(_stems(stems) for _, stems in self.sides)

    @cached_property
    def conflict_pattern(self) -> re.Pattern[str]:
        return _stems(self.conflict)


@cache
def load_topic(name_or_path: str = "russia_ukraine") -> Topic:
    """The topic of that name under topics/, or the one in the TOML file at that path.

    Raises FileNotFoundError where there is none, KeyError where a part is missing.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = TOPICS / f"{name_or_path}.toml"
    table = tomllib.loads(path.read_text("utf-8"))
    return Topic(
        topic_id=table["id"],
        name=table["name"],
        anchors=tuple(table["anchors"]),
        sides=tuple((side, tuple(stems)) for side, stems in table["sides"].items()),
        conflict=tuple(table["conflict"]["words"]),
    )


def is_relevant(title: str | None, text: str, topic: Topic) -> bool:
    """Whether an article is about the conflict or its diplomacy, judged by its title and text.

    Mentions in the title and the first paragraphs weigh more. Names of both sides and words of the conflict must meet
    in it, or one side's names and many such words; and not in passing, but often enough for the length of the text. It
    leans to yes: a lost article loses its figures in silence, an extra one costs hardly any.
    """
    whole = f"{title or ''}\n{text}".lower()
    if not any(anchor in whole for anchor in topic.anchors):
        return False
    found = _weigh(title, text, topic)
    war_needed = max(WAR, WAR_SHARE * found.words)
    met = (
        (found.less >= 2 and found.war >= war_needed)
        or (found.more >= ONE and found.war >= 2 * war_needed)
        or found.less >= BOTH
    )
    return met and (found.less + found.more) / found.words >= DENSITY


def may_be_relevant(title: str | None, text: str, topic: Topic) -> bool:
    """Whether a rough reading of a page leaves it possible that its article is relevant; errs towards yes."""
    found = _weigh(title, text, topic)
    return (
        found.less >= 1
        and (found.war >= 2 or found.less >= 4)
        and (found.less + found.more) / found.words >= DENSITY / ROUGH
    )


@dataclass(frozen=True)
class _Weights:
    less: int
    more: int
    war: int
    words: int


def _weigh(title: str | None, text: str, topic: Topic) -> _Weights:
    """Weighted mentions of the side named less, of the side named more, and of the conflict; words, at least 100."""
    folded_title, folded = (title or "").lower(), text.lower()
    lead, rest = folded[:LEAD_CHARS], folded[LEAD_CHARS:]

    def weight(pattern: re.Pattern[str]) -> int:
        title_hits, lead_hits, rest_hits = (len(pattern.findall(part)) for part in (folded_title, lead, rest))
        return TITLE_WEIGHT * title_hits + LEAD_WEIGHT * lead_hits + rest_hits

    sides = sorted(weight(pattern) for pattern in topic.side_patterns)
    return _Weights(sides[0], sides[-1], weight(topic.conflict_pattern), max(100, folded.count(" ") + 1))


def _stems(stems: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, stems), key=len, reverse=True)) + ")")
