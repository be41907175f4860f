"""Scene: the sentence that talks are named in, with the names that can take part in them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.claims.lexicon import load
from tasks.claims.names import Mention
from tasks.claims.talks.participants import participants
from tasks.claims.talks.triggers import Trigger

Sides = frozenset[str]
NOBODY: Sides = frozenset()


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence text[start:end] with its names, those of them that can take part, and its triggers."""

    text: str
    start: int
    end: int
    names: Sequence[Mention]
    present: Sequence[Mention]
    triggers: Sequence[Trigger]
    earlier: Sequence[Sequence[Mention]]
    """Names of the sentences before, the nearest first."""
    context: str
    """The words of the sentences before, in small letters."""
    named: Counter[str]
    """How often the whole text names each side or country."""
    last_room: Sides = NOBODY
    """Who took part in the talks told last, a sentence or two before."""

    @property
    def is_on_war(self) -> bool:
        """Whether the whole text names both sides of the war again and again."""
        return all(self.named[side] >= _OFTEN for side in belligerents())


_OFTEN = 3
"""Mentions of each side that make an article one about the war."""


def make_scene(
    text: str,
    start: int,
    end: int,
    names: Sequence[Mention],
    triggers: Sequence[Trigger],
    earlier: Sequence[Sequence[Mention]],
    context: str,
    named: Counter[str],
    last_room: Sides = NOBODY,
) -> Scene:
    quoted = _quoted(text, start, end)
    present = participants(text, names)
    if not all(any(a <= t.start < b for a, b in quoted) for t in triggers):
        present = [p for p in present if not any(a <= p.start < b for a, b in quoted)]
    return Scene(text, start, end, names, present, triggers, earlier, context, named, last_room)


_MARKS = re.compile(r"[“”\"]")


def _quoted(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Quoted stretches of a sentence of some length; one that it begins or ends inside of counts up to its edge."""
    marks = list(_MARKS.finditer(text, start, end))
    stretches: list[tuple[int, int]] = []
    opened: int | None = start if marks and marks[0].group() == "”" else None
    for mark in marks:
        if opened is None and mark.group() != "”":
            opened = mark.start()
        elif opened is not None and mark.group() != "“":
            stretches.append((opened, mark.start()))
            opened = None
    if opened is not None:
        stretches.append((opened, end))
    return [(a, b) for a, b in stretches if b - a > 40]


TWO_SIDES = re.compile(
    r"\b(?:both|the\s+two|two|the\s+warring|the\s+opposing|these\s+two|representatives\s+(?:from|of)\s+both)"
    r"\s+(?:warring\s+)?(?:countries|sides|nations|delegations|teams|parties|governments|neighbou?rs)\b"
    r"|\b(?:(?:the|all)\s+(?:three\s+)?(?:sides|parties|countries|delegations|teams|negotiators|negotiating\s+teams))\b",
    re.IGNORECASE,
)


WARRING = re.compile(r"\b(?:warring|opposing)\b", re.IGNORECASE)


def belligerents() -> Sides:
    return frozenset(load("talks")["conflict"]["sides"])


def the_sides(scene: Scene) -> Sides:
    """Whom "the sides" means: the two at war, or the three of trilateral talks that the text is about."""
    if not scene.is_on_war and not is_about_war(scene):
        return NOBODY
    formats = load("talks")["formats"]
    is_trilateral = any(w in scene.context for w in (*formats["trilateral"], *formats["three"]))
    return frozenset(formats["trilateral_sides"]) if is_trilateral else belligerents()


def is_about_war(scene: Scene) -> bool:
    """Whether the sentence or those before it name both sides of the war, or speak of peace talks."""
    if any(word in scene.context for word in load("talks")["topic"]["talks"]):
        return True
    near = {m.side or m.country for row in (scene.names, *scene.earlier) for m in row}
    return belligerents() <= near


def collective(scene: Scene) -> Sides:
    """Countries of a group named together ("African leaders"): those of them that the text names anywhere."""
    found: set[str] = set()
    for word, members in load("talks")["groups"].items():
        if re.search(rf"\b{word}\s+(?:[\w-]+\s+)?{_TOGETHER}", scene.text[scene.start : scene.end]):
            found |= {side for side in members if scene.named[side]}
    return frozenset(found)


_TOGETHER = (
    r"(?:leaders|presidents|delegations?|mission|heads|countries|nations|states|team|ministers|envoys|mediators)\b"
)
