"""Parties: the sides that take part in the talks a trigger names."""

import re
from dataclasses import dataclass

from tasks.claims.lexicon import load
from tasks.claims.names import Mention
from tasks.claims.talks.participants import TITLES, group, has_people, sides, talk_words
from tasks.claims.talks.scene import NOBODY, TWO_SIDES, Scene, Sides, belligerents, collective, is_about_war, the_sides
from tasks.claims.talks.subject import LEADERS, caller, leaders, read_subject
from tasks.claims.talks.triggers import Trigger
from tasks.claims.talks.where import Where


@dataclass(frozen=True, slots=True)
class Parties:
    """stated: sides named as taking part; assumed: who takes part in such talks, where the text names fewer than two.

    separate: the parties of each of several talks of the same words ("separate calls with both").
    """

    stated: Sides
    separate: tuple[Sides, ...] = ()
    assumed: Sides = NOBODY


_BETWEEN = re.compile(r"”?(?:\s+(?!mediat)[\w’'-]+){0,4}?\s+(?:between|involving|among|bringing together)\b")
_WITH = re.compile(
    r"”?(?:\s+(?!mediat)[\w’'-]+|,){0,6}?\s+(?:with|between|involving|among|of|attended by|bringing together)\b"
)
_MET_WITH = re.compile(r"”?(?:\s+[\w’'-]+|,){0,9}?\s+with\b")
_ABOUT_WITH = re.compile(r"[^,.;:“”]{2,80}?\bwith\b")
_TO = re.compile(r"”?(?:\s+[\w’'-]+){0,3}?\s+(?:to|with)\b")
_GAP_BREAK = re.compile(
    r"[.;:“”\"]|,\s|\b(?:said|that|which|where|when|while|after|before|because|in|on|ended|began|failed|produced|were|was|is|are|will|has|have|had)\b"
)
_SEPARATE = re.compile(r"\bseparate(?:ly)?\b|\bboth\b", re.IGNORECASE)


def read_parties(scene: Scene, trigger: Trigger, low: int, high: int) -> Parties:
    """Who takes part by the words of the sentence, between the triggers before (low) and after (high)."""
    modifiers = sides(_modifiers(scene, trigger))
    partners = _partners(scene, trigger, high)
    found = sides(partners)
    zone = scene.text[trigger.end : high]
    if len(found) > 1 and _BETWEEN.match(zone):
        return Parties(found | _leaders_of_talks(scene, trigger))
    if len(modifiers) > 1:
        return Parties(modifiers | found)
    led = _leaders_of_talks(scene, trigger)
    if led and not found and is_about_war(scene):
        return Parties(belligerents() | led)
    if _BETWEEN.match(zone) and TWO_SIDES.match(zone, _BETWEEN.match(zone).end() + 1):  # type: ignore[union-attr]
        return Parties(the_sides(scene) | _leaders_of_talks(scene, trigger))
    if _BETWEEN.match(zone) and LEADERS.match(zone, _BETWEEN.match(zone).end() + 1):  # type: ignore[union-attr]
        return Parties(leaders(scene, [p for p in scene.present if p.end <= trigger.start]))
    if _BETWEEN.match(zone) and not found:
        return Parties(modifiers)
    subject = read_subject(scene, trigger, low)
    if trigger.noun in _CALLS and subject | found == belligerents():
        subject = caller(scene, trigger) or subject
    near = scene.text[trigger.phrase_start : trigger.start] + (zone[:60] if trigger.is_verb else zone[:24])
    is_with_both = belligerents() <= found and trigger.noun in ("call", "speak", "phone")
    is_separate = is_with_both or _SEPARATE.search(near) is not None
    if len(found) > 1 and is_separate and subject - found and trigger.noun not in ("meet", "host"):
        return Parties(
            subject | found, tuple(subject | modifiers | {side} for side in sorted(found) if side not in subject)
        )
    if trigger.noun == "host" and belligerents() <= found and not subject & belligerents():
        return Parties(found)
    if trigger.noun == "host" and not any(p.kind == "official" or has_people(scene.text, p) for p in partners):
        return Parties(NOBODY)
    stated = modifiers | found | subject
    return Parties(stated | collective(scene) if stated else NOBODY)


_CALLS = ("call", "phone", "video")
_MEDIATES = re.compile(r"[^.;:]{0,90}\b(?:mediat|broker)(?:e[sd]?|ing)\s+(?:the\s+)?(?:[\w-]+\s+)?")
_LED = re.compile(r"[-–](?:led|brokered|mediated)\b")


def _leaders_of_talks(scene: Scene, trigger: Trigger) -> Sides:
    """Who sits in the room by leading them: "US-led talks between …"; only powers that are parties elsewhere too."""
    core = talk_words("conflict", "core")
    led = [m for m in _modifiers(scene, trigger) if m.side in core and _LED.match(scene.text, m.end)]
    people = [p for p in scene.present if p.end <= trigger.phrase_start and p.side in core]
    if people and _MEDIATES.fullmatch(scene.text, people[-1].end, trigger.start):
        led = people
    return sides(led)


def _modifiers(scene: Scene, trigger: Trigger) -> list[Mention]:
    """Who stands before the noun: "Russia-Ukraine talks", "Putin's meeting with …"."""
    inside = [m for m in scene.names if trigger.phrase_start <= m.start and m.end <= trigger.start]
    return [m for m in inside if m.side and m.side != "other" and (m.kind != "place" or len(inside) > 1)]


def _partners(scene: Scene, trigger: Trigger, high: int) -> list[Mention]:
    """Who stands after it: "with X and Y", "between X and Y", "to X" after a call, the object of a verb."""
    zone = scene.text[trigger.end : high]
    m = _TO.match(zone) if trigger.noun in ("call", "video", "speak") else None
    m = m or (_ABOUT_WITH.match(zone) if trigger.word.startswith("discuss") else None)
    m = m or (_MET_WITH if trigger.is_verb else _WITH).match(zone)
    takes_object = trigger.is_verb and trigger.noun != "speak"
    if m is None and not takes_object and not (trigger.word == "meeting" and trigger.phrase_start == trigger.start):
        return []
    reach = trigger.end + (m.end() if m else 0)
    ahead = [k for k, p in enumerate(scene.present) if reach <= p.start < high]
    if not ahead or _POINTER.match(scene.text, reach, high):
        return _pointed_at(scene, reach, high)
    first = scene.present[ahead[0]]
    gap = TITLES.sub("", scene.text[reach : first.start])
    if len(gap) > 70 or _GAP_BREAK.search(gap):
        return []
    is_list = _BETWEEN.match(zone) is not None
    return [p for p in group(scene.text, scene.present, ahead[0], is_list=is_list) if p.start < high]


_POINTER = re.compile(
    r"\s+(?:him|her|them|the\s+(?:two\s+)?(?:envoys?|presidents?|leaders?|negotiators?|emissar\w+)|(?:his|her)\s+counterpart)\b"
)


def _pointed_at(scene: Scene, reach: int, high: int) -> list[Mention]:
    """Whom "them" or "the envoys" after talks means: the person that the sentences before are about."""
    if not _POINTER.match(scene.text, reach, high):
        return []
    inside = sides(scene.present)
    for names in scene.earlier:
        for m in names:
            if m.kind == "official" and m.side and m.side not in inside:
                return [m]
    return []


def complete(scene: Scene, trigger: Trigger, stated: Sides, where: Where) -> Parties:
    """Stated parties with what the place or the kind of talks adds; assumed ones where the text names none."""
    lexicon = load("talks")
    text = scene.text[scene.start : scene.end].lower()
    parties = stated
    is_meeting = trigger.noun in ("talks", "round", "meeting", "meet")
    near = scene.text[max(scene.start, trigger.phrase_start - _NEAR) : min(scene.end, trigger.end + _NEAR)].lower()
    if is_meeting and any(w in near for w in lexicon["formats"]["trilateral"]) and len(stated) != 3:
        parties |= frozenset(lexicon["formats"]["trilateral_sides"])
    is_joint = any(w in text for w in lexicon["formats"]["joint"]) and trigger.noun not in ("call", "phone", "video")
    if is_joint:
        parties |= frozenset(lexicon["formats"]["joint_sides"]) if len(stated) < 3 else {"UA"}
    is_room = trigger.noun not in (*_CALLS, "speak")
    if is_room and len(parties) == 1 and where.host and where.host not in lexicon["formats"]["neutral"]:
        parties |= {where.host}
    if len(parties) > 1:
        return Parties(parties)
    return Parties(parties, assumed=_usual(scene, trigger, parties, where))


_NEAR = 40
"""Characters around the talks in which "trilateral" speaks of them."""
_PEACE_SUMMIT = re.compile(r"\bpeace\b.*\bukrain|\bukrain.*\bpeace\b", re.DOTALL)
"""What a third country holds a summit on."""
_TRILATERAL_REACH = 450
"""Characters over which "trilateral" goes on to hold."""


def _usual(scene: Scene, trigger: Trigger, parties: Sides, where: Where) -> Sides:
    """Peace talks without named parties are those of the two sides, unless the sentence is about others."""
    lexicon = load("talks")
    inside = sides(scene.present)
    core = inside & frozenset(lexicon["conflict"]["core"])
    warring = belligerents()
    if _of_others(scene, trigger):
        return parties
    is_abroad = trigger.word in ("meetings", "session", "sessions") and where.country in lexicon["formats"]["neutral"]
    is_round = (
        trigger.noun in ("talks", "round")
        or is_abroad
        or _NTH.search(scene.text, trigger.phrase_start, trigger.end) is not None
    )
    if where.country in warring or (not where.country and not is_round):
        return parties
    words = scene.text[scene.start : scene.end].lower()
    if (
        trigger.word.startswith("summit")
        and where.country
        and _PEACE_SUMMIT.search(words)
        and not inside & core - warring
    ):
        return frozenset(lexicon["formats"]["summit_sides"]) | {where.country}
    is_nth = trigger.noun == "meeting" and is_round
    is_specific = is_nth or where.country is not None or "round" in scene.text[trigger.phrase_start - 14 : trigger.end]
    if not is_about_war(scene) and not (scene.is_on_war and is_specific):
        return parties
    is_theirs = is_round or where.country in core
    if is_theirs and len(core) == 2 and not warring <= inside and parties <= core:
        return core
    if not is_round:
        return parties
    if is_nth and scene.last_room:
        return scene.last_room
    if TWO_SIDES.search(scene.text, scene.start, scene.end):
        return the_sides(scene)
    if any(w in scene.context[-_TRILATERAL_REACH:] for w in lexicon["formats"]["trilateral"]):
        return frozenset(lexicon["formats"]["trilateral_sides"])
    return warring if parties <= warring else parties


_NTH = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|last|previous|another|next)\s+(?:meetings?|sessions?)$", re.IGNORECASE
)
"""Meetings that are counted are those of the talks told of."""
_BETWEEN_NAMED = re.compile(r"(?:\s+[\w’'-]+){0,2}?\s+(?:between|among)\s+(?:the\s+)?[A-Z]")


def _of_others(scene: Scene, trigger: Trigger) -> bool:
    """Whether talks are between some who are named and take no part in ours ("talks between Palestinian factions")."""
    m = _BETWEEN_NAMED.match(scene.text, trigger.end, scene.end)
    return m is not None and not any(p.start == m.end() - 1 for p in scene.names)


_BY = re.compile(r"\b(?:mediated|brokered|hosted|facilitated|mediation|auspices)\s+(?:by|of)\s+(?:the\s+)?(?:\w+\s+)?$")
_DID = re.compile(
    r"[-–](?:mediated|brokered|hosted|facilitated)|['’]?s?\s+(?:mediation|(?:\w+\s+){0,2}(?:hosted|hosts|is\s+hosting|mediated|brokered|host)\b)"
)


def mediators(scene: Scene) -> Sides:
    """Hosts and mediators as the sentence states them."""
    found: set[str] = set()
    for m in scene.names:
        if m.side and m.side != "other" and m.side not in belligerents():
            before, after = scene.text[max(scene.start, m.start - 40) : m.start], scene.text[m.end : m.end + 30]
            if _BY.search(before.lower()) or _DID.match(after.lower()):
                found.add(m.side)
    return frozenset(found)
