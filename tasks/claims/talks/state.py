"""State of talks: held or not, in which form, which round, with what result."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from tasks.claims.lexicon import load
from tasks.claims.talks.draft import When
from tasks.claims.talks.participants import talk_words
from tasks.claims.talks.scene import Scene
from tasks.claims.talks.subject import clause_start
from tasks.claims.talks.triggers import Trigger
from tasks.claims.times import Span
from warehouse.vocabulary import TalkFormat, TalkStatus

_ORDINALS = {
    word: i + 1
    for i, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    )
}
_ORDINAL = r"\b(?:(?P<word>" + "|".join(_ORDINALS) + r")|(?P<digits>\d{1,2})(?:st|nd|rd|th))\s+"
_ROUND = re.compile(_ORDINAL + r"(?:[\w-]+\s+){0,4}?rounds?\b", re.IGNORECASE)
_NUMBERED_CALL = re.compile(
    r"\b(?:(?P<word>" + "|".join(list(_ORDINALS)[1:]) + r")|(?P<digits>[2-9])(?:nd|rd|th))\s+"
    r"(?!(?:time|day|part|half|and)\b)(?:[\w’–-]+\s+){0,3}?(?:phone\s+|telephone\s+|video\s+)?(?:calls?|conversation|summit|meeting|session)\b",
    re.IGNORECASE,
)
"""A call or meeting by its number; the first of its kind is no first round."""
_TRILATERAL = re.compile(
    _ORDINAL + r"(?:trilateral|tripartite|three-way)\s+(?:\w+\s+)?(?:meetings?|session|talks|summit)", re.IGNORECASE
)
_NUMBERED = re.compile(r"\bround\s+(?P<number>\d|one|two|three|four|five)\b", re.IGNORECASE)
_NUMBERS = ("one", "two", "three", "four", "five")
_CLAUSE_END = re.compile(
    r"[;:]|,\s+(?:and|but|while|which|who|where|although|said|according)\b|\b(?:that|said|after|ahead\s+of|but|while|although|as|because|despite)\b"
)
_BEGUN = re.compile(
    r"\b(?P<verb>began|held|hosted|concluded|opened|attended|finished|resumed|completed)\s+(?:[\w’“”-]+\s+){0,4}$"
)
_MAY_LEAD = re.compile(r"\bmay\s+(?:\w+\s+){0,3}$")
_MAY = re.compile(r"[^,.;:]{0,60}?\b(?:could|might)\b")
_WILL = re.compile(r"\b(?:will|would|to|be|if|could|should|not)\s+(?:\w+\s+){0,2}$")
_LEAD_BREAK = re.compile(r"\b(?:after|following|during|while|before|amid|despite)\b|[,;:]")
_PRESENT = re.compile(
    r"\s+(?:[\w’-]+\s+){0,2}?(?:opens?|begins?|starts?|resumes?|takes?\s+place|gets?\s+under\s+way)\b"
)
_DIRECT = re.compile(
    r"face-to-face|\bdirect\b|in[- ]person|\bdelegations?\b|\bnegotiators\b|\bofficials\b|\benvoys?\b"
    r"|\brepresentatives\b|\bmet\b|\bhosted\b",
    re.IGNORECASE,
)
_BY_PHONE = re.compile(r"\b(?:by|over the|on the) (?:phone|telephone)\b", re.IGNORECASE)
_IN_CALL = re.compile(
    r"\b(?:phone|telephone|-minute|-hour|in\s+(?:an?|the))\s+(?:phone\s+|telephone\s+)?call\b", re.IGNORECASE
)
_BY_VIDEO = re.compile(
    r"\b(?:by|via) video\b|\bvideo ?conferenc|\bvideo ?link\b|\bvirtually\b|\bonline\b", re.IGNORECASE
)


def read_status(
    scene: Scene, trigger: Trigger, low: int, high: int, when: When | None, published: date | None
) -> TalkStatus:
    """Whether the talks are held, under way, planned, cancelled or only proposed."""
    begin = max(low, clause_start(scene, trigger))
    stop = _CLAUSE_END.search(scene.text, trigger.end, high)
    clause = _plain(scene.text[begin : stop.start() if stop else high])
    if trigger.noun == "visit":
        clause = _INFINITIVE.sub(" for ", clause)  # what one goes for says nothing of whether one has gone
    lead = _LEAD_BREAK.split(scene.text[max(scene.start, low, trigger.phrase_start - 90) : trigger.end])[-1]
    lead = _plain(lead)
    if _has(clause, "cancelled") or _is_called_off(scene, trigger):
        return "cancelled"
    begun = _BEGUN.search(scene.text, max(scene.start, trigger.phrase_start - 60), trigger.phrase_start)
    if begun is not None and not _WILL.search(scene.text, max(scene.start, trigger.phrase_start - 60), begun.start()):
        is_today = when is not None and when.start == published and begun["verb"] in ("began", "opened", "resumed")
        return "under_way" if is_today else "held"
    if _has(lead[-60:], "offered"):
        return "proposed"
    is_ahead = when is not None and published is not None and when.start > published
    if not is_ahead and _AFTER_THEM.search(scene.text, scene.start, trigger.phrase_start):
        return "held"
    if when is not None and published is not None and when.last < published:
        return "held"
    if not is_ahead and not trigger.is_verb and _ENDED.match(scene.text, trigger.end, high):
        return "held"
    if trigger.word in talk_words("past", "verbs"):
        return "planned" if is_ahead else "held"
    if (
        _has(lead, "proposed")
        or _MAY_LEAD.search(scene.text, begin, trigger.start)
        or (not trigger.is_verb and _MAY.match(scene.text, trigger.end, scene.end))
    ):
        return "proposed"
    is_past = when is None or published is None or when.last < published
    if is_past and _CAME_TO.search(scene.text, scene.start, trigger.start):
        return "held"
    is_to = _IS_TO.search(scene.text, max(scene.start, trigger.start - 20), trigger.start) is not None
    if when is None and _NEEDED.search(scene.text, scene.start, trigger.phrase_start):
        return "proposed"
    if is_ahead or is_to or is_next(scene, trigger) or _has(clause, "planned"):
        return "planned" if when is not None or not _is_foretold(scene, trigger) else "proposed"
    if _has(clause, "under_way") or (when is None and has_gone_on(scene, trigger)):
        return "under_way"
    return "planned" if is_present(scene, trigger) and when is not None and when.start == published else "held"


_AFTER_THEM = re.compile(
    r"\b(?:after|following)\s+(?:(?:the|this|that|their|his|her|its|an?)\s+)?(?:(?!next\b)[\w-]+\s+){0,2}(?:(?:rounds?|days?)\s+of\s+(?:[\w-]+\s+)?)?$"
)
"""What comes after talks comes after they were held."""
_ENDED = re.compile(
    r"[^,.;:]{0,60}?\s(?:ended|concluded|broke\s+up|broke\s+down|wrapped\s+up|finished|collapsed|adjourned)\b"
)
_WAS = re.compile(r"[^.;“”]{0,80}?\b(?:was|were|been)\s+(?P<word>[a-z]+(?:\s+off)?)\b")


def _is_called_off(scene: Scene, trigger: Trigger) -> bool:
    """Whether the talks themselves "were postponed", some words after they are named."""
    words = set(load("talks")["status"]["cancelled"])
    found = [m["word"] for m in _WAS.finditer(scene.text, trigger.end, min(scene.end, trigger.end + 120))]
    return not trigger.is_verb and any(word in words or word.split()[0] in words for word in found)


_INFINITIVE = re.compile(r" to (?=(?:meet|hold|begin|start|resume|attend) )")
_IS_TO = re.compile(r"\b(?:is|are|was|were|ordered|directed|told|sent|instructed)\s+(?:\w+\s+)?to\s+$")
_NEEDED = re.compile(r"\b(?:is|be|requires?|needs?|need)\s+(?:an?|the)\s+$")
_CAME_TO = re.compile(r"\b(?:visited|travell?ed|flew|went|came|arrived)\b[^;:.]{0,60}\bto\s+$")
"""What people came to do they did: the verb of coming tells the state, not its purpose."""
_FORETOLD = re.compile(r"\b(?:would|will)\s+(?:\w+\s+)?(?:begin|start|hold|resume|enter)\s+(?:[\w-]+\s+){0,3}$")


def _is_foretold(scene: Scene, trigger: Trigger) -> bool:
    """Whether talks without a day are only said to come ("the two will start negotiations at once")."""
    return trigger.noun == "talks" and _FORETOLD.search(scene.text, scene.start, trigger.start) is not None


_GOES_TO = re.compile(r"\b(?:goes|travels|flies|heads|arrives|comes)\b[^;:.]{0,60}\b(?:to|for)\s+(?:an?\s+)?$")


def is_present(scene: Scene, trigger: Trigger) -> bool:
    """Whether talks are told in the present tense ("meets", "a round opens on Thursday")."""
    if trigger.word in talk_words("present", "travel"):
        return True
    if _GOES_TO.search(scene.text, scene.start, trigger.start):
        return True
    if trigger.is_verb:
        return trigger.word in ("meet", "meets", "gather", "convene", "host", "hosts")
    return _PRESENT.match(scene.text, trigger.end, scene.end) is not None


_GOES_ON = re.compile(
    r"(?:\s+(?:on|about|over)(?:\s+[\w-]+){1,4}?)?\s+(?:are|is|were|was)\s+(?:(?:already|still|also|now|quietly)\s+)?(?:under\s?way|ongoing|continuing|going\s+on)\b"
)
_IS_IN = re.compile(r"\b(?:am|is|are|was|were|['’]m|['’]re)\s+in\s+(?:[\w-]+\s+){0,2}$")


def has_gone_on(scene: Scene, trigger: Trigger) -> bool:
    """Whether talks are said to be going on, since no one says when ("talks are under way", "we are in talks with")."""
    is_engaged = trigger.noun == "talks" and _IS_IN.search(scene.text, scene.start, trigger.phrase_start) is not None
    return is_engaged or _GOES_ON.match(scene.text, trigger.end, scene.end) is not None


def _plain(text: str) -> str:
    return " " + re.sub(r"[^\w’'-]+", " ", text.lower()) + " "


@cache
def _phrases(state: str) -> tuple[str, ...]:
    return tuple(f" {_plain(words).strip()} " for words in load("talks")["status"][state])


def _has(text: str, state: str) -> bool:
    return any(phrase in text for phrase in _phrases(state))


def read_format(scene: Scene, trigger: Trigger, has_place: bool) -> TalkFormat | None:
    """In a room, by phone or by video; None where the text does not tell."""
    around = scene.text[scene.start : scene.end]
    if trigger.noun == "video" or _BY_VIDEO.search(around):
        return "video"
    if trigger.word.startswith("conversation"):
        return "phone" if _BY_PHONE.search(around) else None
    is_call = _BY_PHONE.search(around) or _IN_CALL.search(around)
    if trigger.noun in ("call", "phone") or (trigger.noun == "speak" and is_call):
        return "phone"
    if (trigger.noun == "speak" and not has_place) or (
        trigger.noun == "talks" and not has_place and not _DIRECT.search(around)
    ):
        return None
    return "in_person"


def read_round(scene: Scene, trigger: Trigger, high: int) -> int | None:
    """Number of the round as stated ("second round of talks", "third trilateral meeting")."""
    if trigger.word in _ORDINALS:
        return _ORDINALS[trigger.word]
    phrase_from = max(scene.start, trigger.phrase_start - 50)
    reach = high if trigger.is_verb else trigger.end
    phrase = scene.text[phrase_from:reach]
    for m in (
        *reversed(list(_ROUND.finditer(phrase))),
        *_TRILATERAL.finditer(phrase),
        *_NUMBERED_CALL.finditer(phrase),
    ):
        if re.search(r"[,;]|\bfirst\s+(?:two|three)\b", phrase[m.start() :]) is None:
            return int(m["digits"]) if m["digits"] else _ORDINALS[m["word"].lower()]
    numbered = _NUMBERED.search(scene.text, trigger.start, trigger.end + 7)
    if numbered is None:
        return None
    number = numbered["number"].lower()
    return int(number) if number.isdigit() else _NUMBERS.index(number) + 1


_SEVERAL = re.compile(
    rf"\b(?:{'|'.join(_ORDINALS)})(?:(?:\s*,\s*|\s+and\s+|,\s+and\s+)(?:the\s+)?(?:{'|'.join(_ORDINALS)}))+\s+(?:[\w-]+\s+){{0,3}}$",
    re.IGNORECASE,
)


def read_rounds(scene: Scene, trigger: Trigger) -> list[int]:
    """Numbers of several rounds named together ("a second and third round of talks")."""
    m = _SEVERAL.search(scene.text, max(scene.start, trigger.phrase_start - 60), trigger.start)
    return [_ORDINALS[w] for w in re.findall(r"\w+", m.group().lower()) if w in _ORDINALS] if m else []


_NEXT_ROUND = re.compile(
    r"\s*,?\s*(?:and|with|followed\s+by)\s+(?:a|the)\s+"
    + _ORDINAL
    + r"(?:one\s+|round\s+)?(?:followed\s+|coming\s+)?(?:on|in)?\s*",
    re.IGNORECASE,
)


def next_rounds(text: str, spans: Sequence[Span], position: int, end: int) -> Iterator[tuple[Span, int]]:
    """Further rounds told in few words ("a second round followed on June 2, and a third on July 23")."""
    for span in spans:
        m = _NEXT_ROUND.match(text, position, end)
        if m is not None and m.end() == span.start_char:
            yield span, int(m["digits"]) if m["digits"] else _ORDINALS[m["word"].lower()]
            position = span.end_char


@cache
def _outcome_pattern() -> "re.Pattern[str]":
    starts = sorted(load("talks")["outcome"]["starts"], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, starts)) + r")\b")


_OUTCOME_END = re.compile(
    r"[;.”\"]|,\s+(?=[A-Z])|,\s+(?:and|but|while|which|who|said|according|although)\b|\b(?:said|told)\b"
)


def read_outcome(scene: Scene, trigger: Trigger) -> str | None:
    """The result, in the words that follow the talks in their sentence."""
    m = _outcome_pattern().search(scene.text, trigger.end, scene.end)
    if m is None:
        return None
    end = _OUTCOME_END.search(scene.text, m.end(), scene.end)
    return scene.text[m.start() : end.start() if end else scene.end].strip(" ,–—") or None


def is_definite(scene: Scene, trigger: Trigger, *, is_bare: bool) -> bool:
    """Whether the words point at talks told of before ("the talks", or bare "after talks")."""
    before = scene.text[max(scene.start, trigger.phrase_start - 12) : trigger.phrase_start].lower()
    if re.search(r"\b(?:the|these|those|this|that|their|his|both|such\s+an?)\s+$", before):
        return True
    if _DAY_OF.search(scene.text, scene.start, trigger.phrase_start):
        return True
    is_alone = is_bare and trigger.phrase_start == trigger.start
    return is_alone and re.search(r"\b(?:after|following|during)\s+$", before) is not None


_DAY_OF = re.compile(r"\bthe\s+(?:first|second|third|last|final|opening)\s+(?:day|session)\s+of\s+(?:the\s+)?$")
_IN_BRACKETS = re.compile(r"\([A-Z][\w-]+\)\s+$")
_CAPITALISED_BEFORE = re.compile(r"[A-Z][\w’']+\s+$")


def is_multilateral(scene: Scene, trigger: Trigger) -> bool:
    """Whether it is a summit of a body or a named conference, not a meeting of the sides ("the Vilnius Summit")."""
    phrase = scene.text[trigger.phrase_start : trigger.start]
    abbreviation = _IN_BRACKETS.search(scene.text, scene.start, trigger.start)
    phrase = phrase or (abbreviation.group() if abbreviation else "")
    if any(word.strip("’'s()") in talk_words("multilateral", "bodies") for word in phrase.split()):
        return True
    return scene.text[trigger.start : trigger.end].istitle() and _CAPITALISED_BEFORE.search(phrase) is not None


_PERFECT = re.compile(r"\b(?:has|have)\s+(?:just\s+|also\s+|now\s+)?$")
_HAVE_ENDED = re.compile(
    r"[^.;:]{0,80}?\b(?:has|have)\s+(?:just\s+)?(?:ended|concluded|wrapped\s+up|finished|begun|started|opened|resumed|got\s+under\s?way)\b"
)
_HAS_HELD = re.compile(
    r"\b(?:has|have)\s+(?:just\s+)?(?:held|begun|started|opened|concluded|resumed)\s+(?:an?\s+|another\s+|[\w“”-]+\s+first\s+)"
    r"(?:[\w“”’.-]+\s+){0,7}$"
)
_OFTEN = re.compile(r"\b(?:times?|since|never|ever|yet|twice|repeatedly|often|not|years?|months?)\b")


def is_news(scene: Scene, trigger: Trigger) -> bool:
    """Whether talks are told as the news of the day ("has spoken to")."""
    is_perfect = trigger.noun in ("meet", "speak", "phone") and _PERFECT.search(scene.text, scene.start, trigger.start)
    lead = scene.text[scene.start : trigger.start]
    if _HAVE_ENDED.match(scene.text, trigger.end, scene.end) and not is_frequent(scene):
        return True
    if _HAS_HELD.search(lead):
        return _OFTEN.search(lead) is None
    return bool(is_perfect) and not is_frequent(scene)


def is_frequent(scene: Scene) -> bool:
    """Whether the sentence counts or generalises ("have met several times since")."""
    return _OFTEN.search(scene.text, scene.start, scene.end) is not None


_NEXT = re.compile(r"\b(?:next|upcoming|forthcoming|coming)\s+(?:[\w-]+\s+){0,4}$")
_HAPPENED = re.compile(r"[^.;]{0,80}?\b(?:took\s+place|was\s+held|were\s+held|ended|began|followed|brought|came)\b")


def is_next(scene: Scene, trigger: Trigger) -> bool:
    """Whether they are the next ones and are not told as past ("the next session, in March, should …")."""
    is_next_one = _NEXT.search(scene.text, scene.start, trigger.start) is not None
    return is_next_one and _HAPPENED.match(scene.text, trigger.end, scene.end) is None


_OF_PEOPLE = re.compile(r"\s+(?:between|with)\s+(?:[\w’'-]+\s+){0,4}?[A-Z]")


def is_vague(scene: Scene, trigger: Trigger) -> bool:
    """Whether the noun phrase speaks of talks in general or to come ("any further talks").

    A possible meeting of two people is one that someone has in mind.
    """
    phrase = scene.text[max(scene.start, trigger.phrase_start - 6) : trigger.start].lower().split()
    if (
        trigger.noun == "meeting"
        and set(phrase) & {"possible", "potential"}
        and _OF_PEOPLE.match(scene.text, trigger.end)
    ):
        return False
    return any(word.strip("“”,") in talk_words("vague", "modifiers") for word in phrase)
