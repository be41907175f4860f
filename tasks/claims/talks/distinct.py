"""Distinct: whether a mention by itself names an event, not talks in general or talks told of before."""

import re
from collections.abc import Sequence

from tasks.claims.talks.participants import talk_words
from tasks.claims.talks.scene import Scene, Sides
from tasks.claims.talks.state import has_gone_on, is_definite, is_vague
from tasks.claims.talks.triggers import Trigger
from tasks.claims.talks.when import is_inside
from tasks.claims.talks.where import Where
from tasks.claims.times import Span


def is_event(
    scene: Scene, trigger: Trigger, where: Where, days: Sequence[Span], number: int | None, parties: Sides
) -> bool:
    """Whether the mention by itself names a distinct event, not talks in general."""
    has_parties = len(parties) > 1
    before = scene.text[max(scene.start, trigger.phrase_start - 40) : trigger.phrase_start]
    if trigger.is_verb and (_REFUSED.search(before) or _FIRST_TIME.search(before)):
        return False
    if _is_to_follow(scene, trigger):
        return True
    if trigger.word == "conversations" and not days:
        return False
    if not has_parties and trigger.noun in ("call", "video"):
        return False
    if not trigger.is_verb and _IS_THE.search(scene.text[max(scene.start, trigger.phrase_start - 40) : trigger.start]):
        return False
    if _AT_FIRST.match(scene.text, trigger.end, scene.end) or _OUGHT.match(scene.text, trigger.end, scene.end):
        return False
    if not days and _SHOULD.search(before):
        return False
    called = _CALLED_FOR.search(scene.text, max(scene.start, trigger.phrase_start - 24), trigger.phrase_start)
    if called is not None:
        is_one = trigger.word in ("meeting", "summit") and called.group().startswith(
            ("call", "push", "press", "demand")
        )
        return has_parties and is_one and _is_with_leader(scene, trigger)
    if not has_parties and trigger.noun not in ("talks", "round") and where.country is None:
        return False
    if not days and _TOPIC.search(scene.text, max(scene.start, trigger.phrase_start - 24), trigger.phrase_start):
        return False
    if where.country or number:
        return True
    if days:
        is_listed = len(days) > 1
        is_told = is_listed or _is_next(scene, trigger) or _happens(scene, trigger)
        return has_parties or is_named_by_day(scene.text, trigger, days) or is_told
    is_pointer = (
        trigger.noun == "talks" and is_definite(scene, trigger, is_bare=not _NAMES_WHOM.match(scene.text, trigger.end))
    ) or _is_the_meeting(scene, trigger, before)
    lead = scene.text[max(scene.start, trigger.phrase_start - 50) : trigger.phrase_start]
    is_done = _DONE.search(lead) is not None and _NOT_DONE.search(lead) is None
    names_whom = has_parties and _NAMES_WHOM.match(scene.text, trigger.end) and _is_on_war(scene, parties)
    if has_parties and has_gone_on(scene, trigger) and (names_whom or trigger.phrase_start < trigger.start):
        return True
    is_pointer = is_pointer and not (is_done and names_whom)
    if is_vague(scene, trigger) or is_pointer or (trigger.is_verb and _MANY_TIMES.match(scene.text, trigger.end)):
        return False
    if _REFUSED.search(before) or _PREPARED.search(before):
        return False
    return has_parties and (trigger.noun != "talks" or is_done)


def is_named_by_day(text: str, trigger: Trigger, days: Sequence[Span]) -> bool:
    """ "the 16 May talks", "Monday's calls"."""
    return any(is_inside(s, text, trigger.phrase_start, trigger.end) for s in days[:1])


def _happens(scene: Scene, trigger: Trigger) -> bool:
    """Whether the words after undetermined talks say that they take place ("direct talks resumed on 16 May")."""
    after = scene.text[trigger.end : trigger.end + 40].lower()
    is_new = not is_definite(scene, trigger, is_bare=False)
    return (
        trigger.noun in ("talks", "round")
        and is_new
        and any(f" {v} " in after for v in talk_words("happening", "verbs"))
    )


_NEXT_ONE = re.compile(r"\b(?:next|another|new|further|follow-up)\s+(?:[\w-]+\s+){0,3}$", re.IGNORECASE)
_TO_FOLLOW = re.compile(
    r"(?:\s+of\s+[\w-]+(?:\s+[\w-]+)?)?[”\"]?\s+(?:will|would|(?:is|are|was|were)\s+(?:set|due|planned|expected|scheduled|to|being\s+(?:prepared|planned)))\b"
)


_WITH_LEADER = 24
"""Characters after "a meeting" in which the person is named whom somebody calls to it."""


def _is_with_leader(scene: Scene, trigger: Trigger) -> bool:
    return any(p.kind == "official" and trigger.end < p.start <= trigger.end + _WITH_LEADER for p in scene.present)


def _is_the_meeting(scene: Scene, trigger: Trigger, before: str) -> bool:
    """Whether "the meeting" is one told of before: nobody is said to take part."""
    names_whom = _NAMES_WHOM.match(scene.text, trigger.end) is not None
    return trigger.noun == "meeting" and _THE.search(before) is not None and not names_whom


def _is_next(scene: Scene, trigger: Trigger) -> bool:
    is_one = trigger.noun in ("round", "meeting") or "round" in scene.text[trigger.phrase_start - 20 : trigger.start]
    return is_one and _NEXT_ONE.search(scene.text, scene.start, trigger.start) is not None


def _is_to_follow(scene: Scene, trigger: Trigger) -> bool:
    """Whether one more round is announced, its day not known ("another round of talks will take place soon")."""
    if _is_next(scene, trigger) and _PREPARING.search(scene.text, scene.start, trigger.phrase_start):
        return True
    return _is_next(scene, trigger) and _TO_FOLLOW.match(scene.text, trigger.end, scene.end) is not None


_PREPARING = re.compile(r"\b[Pp]reparations?\s+(?:for|of)\s+(?:an?\s+|the\s+)?(?:[\w-]+\s+){0,3}(?:of\s+)?$")
_REFUSED = re.compile(
    r"\b(?:refus\w+|declin\w+|reject\w+|no\s+(?:plans?|sign|indication|evidence)(?:\s+[\w’'-]+){0,3}|unwilling|not\s+(?:willing|ready|prepared|going)|never"
    r"|(?:did|does|has|have|had|will|would)(?:\s+not|n['’]t))\s+(?:yet\s+)?(?:to\s+)?(?:\w+\s+)?$"
)
_THE = re.compile(r"\b(?:the|this|that|such\s+an?)\s+$", re.IGNORECASE)
_OUGHT = re.compile(r"[”\"]?\s+(?:should|must|can)\s+(?:only\s+)?(?:be|come|follow)\b")
_AT_FIRST = re.compile(
    r"[^.;:]{0,40}?\b(?:was|were|had\s+been)\s+(?:initially|originally|first)\s+(?:supposed|due|scheduled|planned|set|meant)\b"
)
_FIRST_TIME = re.compile(r"\bfirst\s+(?:such\s+)?time\s+(?:[\w’'-]+\s+){0,6}$")
"""What two have done for the first time has been told before."""
_IS_THE = re.compile(
    r"\b(?:be|is|was|marks?|marked|became)\s+(?:(?:also|only)\s+)?(?:the|their)\s+(?:first|second|third|latest|most)\s+(?:[\w-]+\s+){0,3}$"
)
"""So does what an event is called after it was named ("it would be their first meeting since …")."""
_SHOULD = re.compile(r"\b(?:should|must|ought\s+to|needs?\s+to|has\s+to|have\s+to)\s+(?:\w+\s+){0,3}$")
_PREPARED = re.compile(
    r"\b(?:negotiators?|figure|role|expert|delegates?)\s+(?:in|at|for)\s+(?:the\s+)?$|\b(?:prepare|prepares|preparing|pave\s+the\s+way|lead)\s+(?:for\s+|to\s+)?(?:an?\s+|the\s+)?$"
)
_MANY_TIMES = re.compile(r"[^.,;]{0,40}?\b(?:(?:many|several|\w+)\s+times|repeatedly|regularly|often)\b")
_DONE = re.compile(
    r"\b(?:held|holding|hold|concluded|begin|begun|start|began|met\s+for|in(?!\s+the\b)|during|after|proposed)"
    r"\s+(?:[\w’'“”-]+\s+){0,3}$",
    re.IGNORECASE,
)
_TOPIC = re.compile(r"\b(?:discuss(?:ed|es|ing)?|about|regarding|concerning)\s+(?:the\s+)?$")
_NAMES_WHOM = re.compile(r"”?\s+(?:\w+\s+){0,3}?(?:with|between|involving)\b")
_NOT_DONE = re.compile(
    r"\b(?:engag\w+|refus\w+|hop(?:es?|ed|ing)|should|never|unless|whether|in\s+\w+ing|(?:end|ends|result|results)\s+in|for\s+\w+ing|instead\s+of|lead\s+to|leading\s+to)\b",
    re.IGNORECASE,
)
_CALLED_FOR = re.compile(
    r"\b(?:lay\s+the\s+(?:foundation|groundwork)s?\s+for|(?:figure|role|expert)\s+in|to\s+(?:help\s+)?(?:broker|mediate|promote|restart|restore|revive|establish|facilitate|secure|seek)|calls?\s+to|call(?:s|ed|ing)?\s+for|urg(?:e|es|ed|ing)|demand(?:s|ed|ing)?|(?:push|press)(?:es|ed|ing)?\s+for|lobb(?:y|ies|ied)\s+for)\s+(?:[\w-]+\s+){0,2}$"
)


def _is_on_war(scene: Scene, parties: Sides) -> bool:
    """Whether talks with a third country are said to be about the war."""
    words = scene.text[scene.start : scene.end].lower()
    return parties <= talk_words("conflict", "core") or any(w in words for w in talk_words("topic", "peace"))


def is_to_talk(scene: Scene, parties: Sides) -> bool:
    """Whether guests are received to talk: sides of the conflict always, others where the sentence says so."""
    words = set(re.findall(r"[\w-]+", scene.text[scene.start : scene.end].lower()))
    is_core = parties <= talk_words("conflict", "core")
    return is_core or len(parties) > 2 or bool(words & talk_words("topic", "purposes"))
