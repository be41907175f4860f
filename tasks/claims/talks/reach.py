"""Reach: which words of a sentence name talks of their own, and how far the words that go with each one reach."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tasks.claims.talks.scene import Scene
from tasks.claims.talks.triggers import Trigger


def own_triggers(scene: Scene) -> Iterator[tuple[Trigger, int]]:
    """Triggers that name talks of their own, each with where the words that go with it end."""
    triggers = scene.triggers
    for i, trigger in enumerate(triggers):
        if i and _repeats(scene, triggers[i - 1], trigger):
            continue
        if i + 1 < len(triggers) and _leads_to(scene, trigger, triggers[i + 1]):
            continue
        yield trigger, max(_reach(scene, triggers, i), trigger.end)


def _reach(scene: Scene, triggers: Sequence[Trigger], i: int) -> int:
    """Where the words that go with trigger i end: where other talks are named, or the sentence ends."""
    for before, after in pairwise(triggers[i:]):
        if not _repeats(scene, before, after):
            return after.phrase_start
    return scene.end


_OTHER_CLAUSE = re.compile(
    r"[;:]|\b(?:that|which|who|where|ahead|before|after|discussed|(?:set|due|expected|agreed)\s+to|will)\b"
)
_PURPOSE = re.compile(
    r"\b(?:for|to\s+(?:continue|hold|conduct|discuss|resume|begin|start)|in)\s+(?:an?\s+|their\s+(?:\w+\s+)?)?$"
)


def _repeats(scene: Scene, first: Trigger, second: Trigger) -> bool:
    """Whether the second word names the same talks as the first ("met in London to continue talks")."""
    gap = scene.text[first.end : second.phrase_start]
    if first.noun == "visit" or _leads_to(scene, first, second):
        return False
    if re.search(r",\s+in\s+an?\s+$", gap):
        return True
    return len(gap) <= 60 and _PURPOSE.search(gap) is not None and _OTHER_CLAUSE.search(gap) is None


_GOES_FOR = re.compile(r"\b(?:to|for|and|where\s+(?:he|she|they))\s+(?:(?:an?|the|his|her|their|[\w-]+)\s+){0,3}$")
_DISCUSSED_IN = re.compile(r"\b(?:in|during|at|on|over)\s+(?:an?|the|their)\s+$")


def _leads_to(scene: Scene, first: Trigger, talks: Trigger) -> bool:
    """Whether a visit is only the way to the talks that are named next ("flew to Moscow on Monday to meet X"), or
    what was discussed stands before the call in which it was ("discussed the plan in a call")."""
    gap = scene.text[first.end : talks.phrase_start]
    if first.noun == "visit":
        names_whom = any(p.start >= talks.end for p in scene.present)
        is_near = talks.noun != "visit" and len(gap) <= 60 and "," not in gap
        return names_whom and is_near and _GOES_FOR.search(gap) is not None
    is_discussed = first.word.startswith("discuss") and " with " not in gap
    return is_discussed and len(gap) <= 80 and _DISCUSSED_IN.search(gap) is not None
