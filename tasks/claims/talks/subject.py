"""Subject: whose talks they are, by the words before the trigger."""

import re
from collections.abc import Sequence

from tasks.claims.names import Mention
from tasks.claims.talks.participants import group, is_joint, sides, talk_words
from tasks.claims.talks.scene import NOBODY, TWO_SIDES, WARRING, Scene, Sides, belligerents, the_sides
from tasks.claims.talks.triggers import Trigger

_OWN = re.compile(r"\b(?:his|her|their)\s+(?:[\w-]+\s+)?$", re.IGNORECASE)
_TOLD_BEFORE = re.compile(r"\b(?:after|following|before|since|ahead\s+of)\s+(?:the|that|this)\s*$", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|they|his|her|their)\b", re.IGNORECASE)

_SAYS_TALKS = re.compile(r"\b(?:said|says|announced|confirmed)\s+(?:on\s+\w+\s+)?(?:that\s+)?$")
"""Talks that somebody speaks of without an owner are his own side's ("X said talks with Y will begin")."""


def read_subject(scene: Scene, trigger: Trigger, low: int) -> Sides:
    """Sides of the subject, when the talks are something that the subject does."""
    begin = clause_start(scene, trigger)
    lead = scene.text[begin : trigger.phrase_start]
    is_own = _OWN.search(lead) is not None or trigger.noun == "visit"
    if not trigger.is_verb and _SAYS_TALKS.search(lead):
        return sides([p for p in scene.present if p.end <= trigger.phrase_start][-1:])
    if not trigger.is_verb and not is_own and not _is_doing(lead):
        return NOBODY
    if _TOLD_BEFORE.search(lead):
        return NOBODY
    owner = _owner(scene, trigger) if _OWN.search(lead) else NOBODY
    if owner:
        return owner
    if trigger.noun == "meeting" and _AT_MEETING.search(lead):
        people = [p for p in scene.present if p.start < trigger.phrase_start and p.kind == "official"]
        if len(sides(people)) > 1:
            return sides(people)
    inside = [k for k, p in enumerate(scene.present) if begin <= p.start < trigger.phrase_start]
    if inside and _is_object(scene, trigger, begin, scene.present[inside[0]]):
        return NOBODY
    if inside:
        subject = [p for p in group(scene.text, scene.present, inside[0]) if p.start < trigger.phrase_start]
        if trigger.noun in ("call", "video") and re.search(r"\b(?:in|during|on)\s+(?:an?|the|his|their)?\s*$", lead):
            subject = [scene.present[k] for k in inside]
        return sides(subject)
    if TWO_SIDES.search(lead):
        is_pair = len(scene.last_room) == 2 and not WARRING.search(lead)
        return scene.last_room if is_pair else the_sides(scene)
    if LEADERS.search(lead):
        return leaders(scene)
    if begin > scene.start or low > scene.start:
        first = [k for k, p in enumerate(scene.present) if p.start < begin]
        if first and re.search(r"\b(?:they|he|she|and|who|his|her|their)\b", lead + scene.text[begin - 5 : begin]):
            return sides(group(scene.text, scene.present, first[0]))
    if _THEY.search(lead):
        is_met = any(p.start >= trigger.end for p in scene.present)  # "they met X": people of one side
        return (_antecedent(scene) if is_met else scene.last_room) or _pair(scene) or _antecedent(scene)
    if _PRONOUN.search(lead):
        return _antecedent(scene)
    return _mainread_subject(scene, trigger) if _OPENS.fullmatch(lead) else NOBODY


_OPENS = re.compile(
    r"\W*(?:\w+\s+)?(?:after|following|before|during|ahead\s+of|in|at)\s+(?:the\s+|an?\s+)?", re.IGNORECASE
)


def _mainread_subject(scene: Scene, trigger: Trigger) -> Sides:
    """Who the main clause is about, after a sentence that opens with the talks ("After talks with X, Y said …")."""
    comma = scene.text.find(", ", trigger.end, scene.end)
    ahead = [k for k, p in enumerate(scene.present) if comma >= 0 and comma < p.start <= comma + 40]
    return sides(group(scene.text, scene.present, ahead[0])) if ahead else NOBODY


LEADERS = re.compile(r"\b(?:the|both|the\s+two)\s+(?:two\s+)?(?:presidents|leaders|men|ministers)\b", re.IGNORECASE)


def leaders(scene: Scene, before: Sequence[Mention] = ()) -> Sides:
    """Whom "the two presidents" means: the two named before in the sentence, or in one before it."""
    if len(scene.last_room) == 2 and not before:
        return scene.last_room
    for names in (before, *scene.earlier):
        found = frozenset(m.side for m in names if m.kind == "official" and m.side)
        if len(found) == 2:
            return found
    return NOBODY


_THEY = re.compile(r"\bthey\b", re.IGNORECASE)


def _pair(scene: Scene) -> Sides:
    """Whom "they" means: the two sides that the nearest sentence with two of them names."""
    for names in scene.earlier:
        found = sides([m for m in names if m.side and m.side != "other"])
        if found:
            return found if len(found) == 2 else belligerents() & found
    return NOBODY


def _antecedent(scene: Scene) -> Sides:
    """The person that the sentences before are about."""
    owner: str | None = None
    for names in scene.earlier:
        for m in names:
            if m.kind == "official" and m.side:
                if not scene.text.startswith(("'s", "’s"), m.end):
                    return frozenset((m.side,))
                owner = owner or m.side
    return frozenset((owner,)) if owner else NOBODY


def _is_doing(lead: str) -> bool:
    """Whether a verb such as "held" or a phrase such as "in a" leads to the noun."""
    words = re.findall(r"[\w’'-]+", lead.lower())[-7:]
    return any(word in talk_words("light", "verbs") for word in words)


_CLAUSE_MARK = re.compile(
    r";|:|[”\"](?=\s)|\b(?:that|where|while|which|after|before|when|because|although|said|says|announced|(?<!well\s)as(?!\s+well)|but|despite|following|amid)\b"
    r"|[“\"](?=(?:[^”\"\s]+\s+){4})|,\s+and\s+(?=[A-Z])"
)


def _is_in_list(scene: Scene, mark: "re.Match[str]") -> bool:
    """Whether ", and" joins the last of several names and no clause."""
    if not mark.group().startswith(","):
        return False
    before = [p for p in scene.present if p.end <= mark.start()]
    after = [p for p in scene.present if p.start >= mark.end()]
    return bool(before and after) and is_joint(scene.text[before[-1].end : after[0].start])


_SUBORDINATE = re.compile(
    r"\W*(?:\w+\s+){0,2}?(?:after|before|when|while|as|following|although|despite|amid|if)\b", re.IGNORECASE
)


def clause_start(scene: Scene, trigger: Trigger) -> int:
    """Where the clause of a trigger begins: after the last mark of a clause that leaves it a subject."""
    start = scene.start
    for m in _CLAUSE_MARK.finditer(scene.text, scene.start, trigger.phrase_start):
        rest = scene.text[m.end() : trigger.phrase_start]
        has_subject = any(m.end() <= p.start < trigger.phrase_start for p in scene.present) or bool(
            TWO_SIDES.search(rest) or _PRONOUN.search(rest) or LEADERS.search(rest)
        )
        if (has_subject or m.group() in (";", ":", "“")) and not _is_in_list(scene, m):
            start = m.end()
    start = max(start, _second_subject(scene, trigger))
    return max(start, _main_clause(scene, trigger, scene.start), _main_clause(scene, trigger, start))


def _second_subject(scene: Scene, trigger: Trigger) -> int:
    """Where a second clause begins ("X met Y in Paris and Z met …"): at the "and" before a name that joins no list."""
    verbs = [t for t in scene.triggers if t.is_verb and t.end <= trigger.start]
    if not verbs or not trigger.is_verb:
        return scene.start
    at = scene.text.rfind(" and ", verbs[-1].end, trigger.start)
    before = [p for p in scene.present if p.end <= at]
    after = [p for p in scene.present if at < p.start < trigger.start]
    if at < 0 or not before or not after or is_joint(scene.text[before[-1].end : after[0].start]):
        return scene.start
    return at + 1


def _main_clause(scene: Scene, trigger: Trigger, begin: int) -> int:
    """Where the main clause starts after one that begins there ("Hours after …, the president proposed …")."""
    if not _SUBORDINATE.match(scene.text, begin, trigger.phrase_start):
        return begin
    for i, mention in enumerate(scene.present):
        if i == 0 or mention.start >= trigger.phrase_start or scene.present[i - 1].start < begin:
            continue
        gap = scene.text[scene.present[i - 1].end : mention.start]
        if "," in gap and not is_joint(gap):
            return scene.present[i - 1].end + gap.rindex(",") + 1
    return begin


def _is_object(scene: Scene, trigger: Trigger, begin: int, name: Mention) -> bool:
    """Whether a name is the object of another verb of talks ("envoys met Putin … after talks with …")."""
    verbs = [t for t in scene.triggers if t.is_verb and begin <= t.start and t.end <= name.start]
    verbs = [t for t in verbs if t.start < trigger.start]
    return any(not _CLAUSE_MARK.search(scene.text, verb.end, name.start) for verb in verbs)


_OBJECT = re.compile(r"\b(?:with|to)\s+(?:[\w’'.-]+\s+){0,5}$")


_AT_MEETING = re.compile(r"\b(?:at|during|in)\s+(?:an?|the|their)\s*$")


def caller(scene: Scene, trigger: Trigger) -> Sides:
    """Whom "his call with" means where it cannot be a side at war, as those do not ring each other."""
    if not _OWN.search(scene.text, scene.start, trigger.phrase_start):
        return NOBODY
    before = [p for p in scene.present if p.end <= trigger.phrase_start and p.kind == "official"]
    return sides([p for p in before if p.side not in belligerents()][-1:])


def _last_group(scene: Scene, people: Sequence[Mention]) -> Sides:
    """Sides of the people named last: those joined to one group ("X and Y"), else the last two."""
    first = len(people) - 1
    while first > 0 and is_joint(scene.text[people[first - 1].end : people[first].start]):
        first -= 1
    joined = sides(people[max(0, first) :])
    return joined if len(joined) > 1 else sides(people[-2:])


def _owner(scene: Scene, trigger: Trigger) -> Sides:
    """Side of the person whom "his" before talks means: the first one named that is no object; of both for "their"."""
    people = [m for m in scene.present if m.start < trigger.phrase_start and m.kind == "official"]
    if re.search(r"\btheir\s+(?:[\w-]+\s+)?$", scene.text[scene.start : trigger.phrase_start]):
        return _last_group(scene, people)
    subjects = [m for m in people if not _OBJECT.search(scene.text[max(scene.start, m.start - 60) : m.start])]
    return sides(subjects[:1])
