"""Visits: travel of one side's people to another side, which stands for the talks that they go to."""

import re
from collections.abc import Iterator, Sequence

from tasks.claims.names import Mention
from tasks.claims.talks.participants import group, sides, talk_words
from tasks.claims.talks.scene import Scene, Sides, belligerents, collective
from tasks.claims.talks.subject import read_subject
from tasks.claims.talks.triggers import Trigger
from tasks.claims.talks.where import Where, as_place

_TO_PLACE = re.compile(
    r"\s*(?:(?:with|by|of)\s+[^.;:“”]{3,70}?\s+|(?:(?:back|again|on|late|early|this|next|last|\w+day|secretly|together)\s+){1,3})?"
    r"(?:(?P<to>to|in|at)\s+)?(?:both\s+)?(?:the\s+)?(?:[\w]+(?:ern|ian|ish)\s+)?(?:(?:capital|city|resort)(?:\s*,?\s+(?:of\s+)?)?)?"
)
_IS_TRAVEL = re.compile(r"travel|fl[eyi]|arriv|went|go|head|c[oa]me")
_BY = re.compile(r"[^.;:“”]{0,40}?\bby\s+(?:the\s+)?|\s+of\s+(?:the\s+)?")
_AND = re.compile(r"\s*(?:,|,?\s+and(?:\s+then)?)\s+(?:to\s+|then\s+(?:to\s+)?)?(?:the\s+)?")


def read_visits(scene: Scene, trigger: Trigger, low: int, high: int) -> Iterator[tuple[Where, Sides]]:
    """Each place of a visit with its parties, the visitors and their hosts; only visits to or by a side of the war."""
    if _IF.search(scene.text, max(scene.start, trigger.start - 50), trigger.start):
        return
    visitors = _visitors(scene, trigger, low, high)
    before = [p for p in scene.present if p.end <= trigger.start]
    for place in _destinations(scene, trigger, high):
        where = as_place(scene.text, place)
        host = where.country
        is_at_home = (
            trigger.word not in ("visit", "visits", "trip")
            and bool(before)
            and trigger.start - before[-1].end <= _BESIDE
            and before[-1].side == host
        )
        core = talk_words("conflict", "core")
        is_journey = len(visitors & core) > 1 and host not in core  # of several sides: to talks on neutral ground
        if (
            visitors
            and not is_journey
            and host
            and host not in visitors
            and belligerents() & (visitors | {host})
            and not is_at_home
        ):
            yield where, visitors | {host}


_IF = re.compile(
    r"\b(?:if|unless|whether|willing|abandon\w*|scrap\w*|postpon\w*|cancel\w*|refus\w+|invit\w+|urg\w+|not|never)\b[^.;:]*$"
)
_BESIDE = 20
"""Characters between a subject and its verb."""


def _destinations(scene: Scene, trigger: Trigger, high: int) -> list[Mention]:
    """The place that follows the word, and those joined to it ("will visit Ukraine and Russia")."""
    found: list[Mention] = []
    for name in scene.names:
        if name.start < trigger.end or name.start >= high or not _is_destination(scene.text, name):
            continue
        gap = scene.text[found[-1].end if found else trigger.end : name.start]
        m = (_AND if found else _TO_PLACE).fullmatch(gap)
        if m is None or (not found and m["to"] is None and _IS_TRAVEL.match(trigger.word)):
            if found:
                break
            continue
        found.append(name)
    return found


def _is_destination(text: str, name: Mention) -> bool:
    if name.kind in ("place", "side"):
        return name.country is not None
    return name.kind == "organisation" and as_place(text, name).country is not None


def _visitors(scene: Scene, trigger: Trigger, low: int, high: int) -> Sides:
    """Who goes: the owner of the visit, "by …", or the subject."""
    by = _BY.match(scene.text, trigger.end, high)
    if by is not None:
        ahead = [k for k, p in enumerate(scene.present) if by.end() <= p.start <= by.end() + 40]
        if ahead:
            return sides(group(scene.text, scene.present, ahead[0]))
    owners = [m for m in scene.names if trigger.phrase_start <= m.start < trigger.start and m.kind != "place"]
    owned = sides([m for m in owners if m.side != "other"])
    together = collective(scene)
    if together and re.search(r"\btheir\s+(?:\w+\s+)?$", scene.text[scene.start : trigger.start]):
        return together
    return owned or read_subject(scene, trigger, low) | _companions(scene, trigger, high) | together


def _companions(scene: Scene, trigger: Trigger, high: int) -> Sides:
    """Who comes along: "travelled with his British and Polish counterparts to …"."""
    if not scene.text.startswith(" with ", trigger.end):
        return frozenset()
    ahead = [k for k, p in enumerate(scene.present) if trigger.end <= p.start <= min(high, trigger.end + 30)]
    return sides(group(scene.text, scene.present, ahead[0])) if ahead else frozenset()


_CEREMONY = re.compile(
    r"\b(?:to\s+mark|anniversary|funeral|award|exhibition|concert|(?:security|safety)\s+conference)\b"
)
_PERSON = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
_ASIDE = re.compile(r"\b(?:in|during|on)\s+(?:an?|the|his|her|their)\s+(?:\w+\s+)?$")

_IN_PASSING = re.compile(
    r"(?:\bwho\s+|\b(?:when|while|as)\s+(?:[\w’'.-]+\s+){1,4}?)(?:(?:has|have|had|was|were)\s+)?$", re.IGNORECASE
)
"""A visit told in a clause beside what the sentence is about ("X, who visited Y on Tuesday, said …")."""
_TO_TALK = re.compile(
    r"[^,.;:]{0,80}\b(?:to\s+(?:meet|discuss|hold)|for\s+(?:\w+\s+)?(?:talks|negotiations|consultations))\b"
)


def is_diplomacy(scene: Scene, trigger: Trigger, hosts: Sequence[str | None], is_dated: bool) -> bool:
    """Whether people who speak for a side go there to talk: officials, by their names or offices, and for a purpose."""
    lead, after = scene.text[scene.start : trigger.start].lower(), scene.text[trigger.end : scene.end].lower()
    if _CEREMONY.search(after):
        return False
    words = set(re.findall(r"[\w-]+", lead + " " + after))
    is_official = any(m.kind == "official" for m in scene.names) or bool(words & talk_words("people", "leaders"))
    has_host = any(m.kind == "official" and m.side in hosts for m in scene.names)
    is_on_purpose = bool(words & talk_words("topic", "purposes"))
    if _ASIDE.search(scene.text, scene.start, trigger.start) and not has_host:
        return False
    if _IN_PASSING.search(scene.text, scene.start, trigger.start) and not (has_host or _TO_TALK.match(after)):
        return False
    return (is_official or _PERSON.search(lead) is not None) and (has_host or is_dated or is_on_purpose)
