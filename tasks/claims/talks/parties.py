"""Parties: the sides that take part in the talks a trigger names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.claims.lexicon import load
from tasks.claims.names import Mention
from tasks.claims.talks.participants import group, is_joint, participants, sides, talk_words
from tasks.claims.talks.triggers import Trigger
from tasks.claims.talks.where import Where

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
    is_on_war: bool
    """Whether the whole text names both sides of the war again and again."""


@dataclass(frozen=True, slots=True)
class Parties:
    """stated: sides named as taking part; assumed: who takes part in such talks, where the text names fewer than two.

    separate: the parties of each of several talks of the same words ("separate calls with both").
    """

    stated: Sides
    separate: tuple[Sides, ...] = ()
    assumed: Sides = NOBODY


def make_scene(
    text: str,
    start: int,
    end: int,
    names: Sequence[Mention],
    triggers: Sequence[Trigger],
    earlier: Sequence[Sequence[Mention]],
    context: str,
    *,
    is_on_war: bool,
) -> Scene:
    quoted = _quoted(text, start, end)
    present = participants(text, names)
    if not all(any(a <= t.start < b for a, b in quoted) for t in triggers):
        present = [p for p in present if not any(a <= p.start < b for a, b in quoted)]
    return Scene(text, start, end, names, present, triggers, earlier, context, is_on_war)


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


_BETWEEN = re.compile(r"(?:\s+[\w’'-]+){0,4}?\s+(?:between|involving|among|bringing together)\b")
_WITH = re.compile(r"(?:\s+[\w’'-]+|,){0,6}?\s+(?:with|between|involving|among|of|attended by|bringing together)\b")
_ABOUT_WITH = re.compile(r"[^,.;:“”]{2,80}?\bwith\b")
_TO = re.compile(r"(?:\s+[\w’'-]+){0,3}?\s+(?:to|with)\b")
_GAP_BREAK = re.compile(
    r"[.;:“”\"]|,\s|\b(?:said|that|which|where|when|while|after|before|because|in|on|ended|began|failed|produced|were|was|is|are|will|has|have|had)\b"
)
_TITLES = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|U\.S|St)\.")
_SEPARATE = re.compile(r"\bseparate(?:ly)?\b|\bboth\b", re.IGNORECASE)
_TWO_SIDES = re.compile(
    r"\b(?:both|the\s+two|two|the\s+warring|the\s+opposing|these\s+two|representatives\s+(?:from|of)\s+both)"
    r"\s+(?:warring\s+)?(?:countries|sides|nations|delegations|teams|parties|governments|neighbou?rs)\b"
    r"|\b(?:(?:the|all)\s+(?:three\s+)?(?:sides|parties|countries|delegations|negotiating\s+teams))\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:his|her|their)\s+(?:[\w-]+\s+)?$", re.IGNORECASE)
_TOLD_BEFORE = re.compile(r"\b(?:after|following|before|since|ahead\s+of)\s+(?:the|that|this)\s*$", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|they|his|her|their)\b", re.IGNORECASE)


def read_parties(scene: Scene, trigger: Trigger, low: int, high: int) -> Parties:
    """Who takes part by the words of the sentence, between the triggers before (low) and after (high)."""
    modifiers = sides(_modifiers(scene, trigger))
    partners = _partners(scene, trigger, high)
    found = sides(partners)
    zone = scene.text[trigger.end : high]
    if len(found) > 1 and _BETWEEN.match(zone):
        return Parties(found)
    if len(modifiers) > 1:
        return Parties(modifiers | found)
    if _BETWEEN.match(zone) and _TWO_SIDES.match(zone, _BETWEEN.match(zone).end() + 1):  # type: ignore[union-attr]
        return Parties(_the_sides(scene))
    if _BETWEEN.match(zone) and not found:
        return Parties(modifiers)
    subject = _subject(scene, trigger, low)
    near = scene.text[trigger.phrase_start : trigger.start] + (zone[:60] if trigger.is_verb else zone[:24])
    if len(found) > 1 and _SEPARATE.search(near) and subject and trigger.noun not in ("meet", "host"):
        return Parties(
            subject | found, tuple(subject | modifiers | {side} for side in sorted(found) if side not in subject)
        )
    return Parties(modifiers | found | subject)


def _belligerents() -> Sides:
    return frozenset(load("talks")["conflict"]["sides"])


def _the_sides(scene: Scene) -> Sides:
    """Whom "the sides" means: the two at war, or the three of trilateral talks that the text is about."""
    if not scene.is_on_war and not _is_about_war(scene):
        return NOBODY
    formats = load("talks")["formats"]
    is_trilateral = any(w in scene.context for w in (*formats["trilateral"], *formats["three"]))
    return frozenset(formats["trilateral_sides"]) if is_trilateral else _belligerents()


def _modifiers(scene: Scene, trigger: Trigger) -> list[Mention]:
    """Who stands before the noun: "Russia-Ukraine talks", "Putin's meeting with …"."""
    inside = [m for m in scene.names if trigger.phrase_start <= m.start and m.end <= trigger.start]
    return [m for m in inside if m.side and m.side != "other" and (m.kind != "place" or len(inside) > 1)]


def _partners(scene: Scene, trigger: Trigger, high: int) -> list[Mention]:
    """Who stands after it: "with X and Y", "between X and Y", "to X" after a call, the object of a verb."""
    zone = scene.text[trigger.end : high]
    m = _TO.match(zone) if trigger.noun in ("call", "video", "speak") else None
    m = m or (_ABOUT_WITH.match(zone) if trigger.word.startswith("discuss") else None)
    m = m or _WITH.match(zone)
    if m is None and not trigger.is_verb and not (trigger.word == "meeting" and trigger.phrase_start == trigger.start):
        return []
    reach = trigger.end + (m.end() if m else 0)
    ahead = [k for k, p in enumerate(scene.present) if reach <= p.start < high]
    if not ahead or _POINTER.match(scene.text, reach, high):
        return _pointed_at(scene, reach, high)
    first = scene.present[ahead[0]]
    gap = _TITLES.sub("", scene.text[reach : first.start])
    if len(gap) > 70 or _GAP_BREAK.search(gap):
        return []
    is_list = _BETWEEN.match(zone) is not None
    return [p for p in group(scene.text, scene.present, ahead[0], is_list=is_list) if p.start < high]


def _is_object(scene: Scene, trigger: Trigger, name: Mention) -> bool:
    """Whether a name is the object of another verb of talks ("envoys met Putin … after talks with …")."""
    return any(t.is_verb and t.end <= name.start and t.start < trigger.start for t in scene.triggers)


_OBJECT = re.compile(r"\b(?:with|to)\s+(?:[\w’'.-]+\s+){0,5}$")


def _owner(scene: Scene, trigger: Trigger) -> str | None:
    """Side of the person whom "his" before talks means: the first one named that is no object."""
    people = [m for m in scene.present if m.start < trigger.phrase_start and m.kind == "official"]
    subjects = [m for m in people if not _OBJECT.search(scene.text[max(scene.start, m.start - 60) : m.start])]
    return subjects[0].side if subjects else None


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


def _subject(scene: Scene, trigger: Trigger, low: int) -> Sides:
    """Sides of the subject, when the talks are something that the subject does."""
    begin = clause_start(scene, trigger)
    lead = scene.text[begin : trigger.phrase_start]
    is_own = _OWN.search(lead) is not None or trigger.noun == "visit"
    if not trigger.is_verb and not is_own and not _is_doing(lead):
        return NOBODY
    if _TOLD_BEFORE.search(lead):
        return NOBODY
    owner = _owner(scene, trigger) if _OWN.search(lead) else None
    if owner is not None:
        return frozenset((owner,))
    inside = [k for k, p in enumerate(scene.present) if begin <= p.start < trigger.phrase_start]
    if inside and _is_object(scene, trigger, scene.present[inside[0]]):
        return NOBODY
    if inside:
        subject = [p for p in group(scene.text, scene.present, inside[0]) if p.start < trigger.phrase_start]
        if trigger.noun in ("call", "video") and re.search(r"\b(?:in|during|on)\s+(?:an?|the|his|their)?\s*$", lead):
            subject = [scene.present[k] for k in inside]
        return sides(subject)
    if _TWO_SIDES.search(lead):
        return _the_sides(scene)
    if _LEADERS.search(lead):
        return _leaders(scene)
    if begin > scene.start or low > scene.start:
        first = [k for k, p in enumerate(scene.present) if p.start < begin]
        if first and re.search(r"\b(?:they|he|she|and|who|his|her|their)\b", lead + scene.text[begin - 5 : begin]):
            return sides(group(scene.text, scene.present, first[0]))
    if _PRONOUN.search(lead):
        return _antecedent(scene)
    return _main_subject(scene, trigger) if _OPENS.fullmatch(lead) else NOBODY


_OPENS = re.compile(
    r"\W*(?:\w+\s+)?(?:after|following|before|during|ahead\s+of|in)\s+(?:the\s+|an?\s+)?", re.IGNORECASE
)


def _main_subject(scene: Scene, trigger: Trigger) -> Sides:
    """Who the main clause is about, after a sentence that opens with the talks ("After talks with X, Y said …")."""
    comma = scene.text.find(", ", trigger.end, scene.end)
    ahead = [k for k, p in enumerate(scene.present) if comma >= 0 and comma < p.start <= comma + 40]
    return sides(group(scene.text, scene.present, ahead[0])) if ahead else NOBODY


_LEADERS = re.compile(r"\b(?:the|both|the\s+two)\s+(?:two\s+)?(?:presidents|leaders|men|ministers)\b", re.IGNORECASE)


def _leaders(scene: Scene) -> Sides:
    """Whom "the two presidents" means: the two whom a sentence before names."""
    for names in scene.earlier:
        found = frozenset(m.side for m in names if m.kind == "official" and m.side)
        if len(found) == 2:
            return found
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
    r";|:|[”\"](?=\s)|\b(?:that|where|while|which|after|before|when|because|although|(?<!well\s)as(?!\s+well)|but|despite|following|amid)\b"
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
            _TWO_SIDES.search(rest) or _PRONOUN.search(rest) or _LEADERS.search(rest)
        )
        if (has_subject or m.group() in (";", ":", "“")) and not _is_in_list(scene, m):
            start = m.end()
    return max(start, _main_clause(scene, trigger, scene.start), _main_clause(scene, trigger, start))


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


def complete(scene: Scene, trigger: Trigger, stated: Sides, where: Where) -> Parties:
    """Stated parties with what the place or the kind of talks adds; assumed ones where the text names none."""
    lexicon = load("talks")
    text = scene.text[scene.start : scene.end].lower()
    parties = stated
    if any(w in text for w in lexicon["formats"]["trilateral"]) and len(stated) != 3:
        parties |= frozenset(lexicon["formats"]["trilateral_sides"])
    if any(w in text for w in lexicon["formats"]["joint"]) and trigger.noun not in ("call", "phone"):
        parties |= frozenset(lexicon["formats"]["joint_sides"]) if len(stated) < 3 else {"UA"}
    is_guest = bool(parties) and where.host is not None and where.host not in parties
    if (
        is_guest
        and where.host
        and (trigger.noun == "visit" or (len(parties) == 1 and where.host not in lexicon["formats"]["neutral"]))
    ):
        parties |= {where.host}
    if len(parties) > 1:
        return Parties(parties)
    return Parties(parties, assumed=_usual(scene, trigger, parties, where))


_TRILATERAL_REACH = 450
"""Characters over which "trilateral" goes on to hold."""


def _is_about_war(scene: Scene) -> bool:
    """Whether the sentence or those before it name both sides of the war, or speak of peace talks."""
    if any(word in scene.context for word in load("talks")["topic"]["talks"]):
        return True
    near = {m.side or m.country for row in (scene.names, *scene.earlier) for m in row}
    return _belligerents() <= near


def _usual(scene: Scene, trigger: Trigger, parties: Sides, where: Where) -> Sides:
    """Peace talks without named parties are those of the two sides, unless the sentence is about others."""
    lexicon = load("talks")
    inside = sides(scene.present)
    core = inside & frozenset(lexicon["conflict"]["core"])
    belligerents = _belligerents()
    if where.country in belligerents or (not where.country and trigger.noun not in ("talks", "round")):
        return parties
    is_specific = where.country is not None or "round" in scene.text[trigger.phrase_start - 14 : trigger.end]
    if not _is_about_war(scene) and not (scene.is_on_war and is_specific):
        return parties
    if len(core) == 2 and not belligerents <= inside and parties <= core:
        return core
    if trigger.noun not in ("talks", "round"):
        return parties
    if _TWO_SIDES.search(scene.text, scene.start, scene.end):
        return _the_sides(scene)
    if any(w in scene.context[-_TRILATERAL_REACH:] for w in lexicon["formats"]["trilateral"]):
        return frozenset(lexicon["formats"]["trilateral_sides"])
    return belligerents if parties <= belligerents else parties


_BY = re.compile(r"\b(?:mediated|brokered|hosted|facilitated|mediation|auspices)\s+(?:by|of)\s+(?:the\s+)?(?:\w+\s+)?$")
_DID = re.compile(
    r"[-–](?:mediated|brokered|hosted|facilitated)|['’]?s?\s+(?:mediation|(?:\w+\s+){0,2}(?:hosted|hosts|is\s+hosting|mediated|brokered|host)\b)"
)


def mediators(scene: Scene) -> Sides:
    """Hosts and mediators as the sentence states them."""
    found: set[str] = set()
    for m in scene.names:
        if m.side and m.side != "other" and m.side not in _belligerents():
            before, after = scene.text[max(scene.start, m.start - 40) : m.start], scene.text[m.end : m.end + 30]
            if _BY.search(before.lower()) or _DID.match(after.lower()):
                found.add(m.side)
    return frozenset(found)
