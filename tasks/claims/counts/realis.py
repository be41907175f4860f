"""Whether what is counted has happened, is planned, is only thought of, or is denied."""

from collections.abc import Sequence
from itertools import pairwise

from tasks.claims.counts.counted import Counted
from tasks.claims.lexicon import load
from tasks.claims.text import Token

_WORDS = load("grammar")["words"]
_DONE = frozenset(("completed", "conducted", "held", "took", "carried"))
_PLANNED = frozenset(_WORDS["planned"])
_INTENDED = frozenset(
    ("planning", "plans", "planned", "plotting", "plotted", "preparing", "intended", "intending", "conspired")
)


def realis(tokens: Sequence[Token], counted: Counted) -> str:
    """The realis of one count, by the auxiliaries and nouns around its verb."""
    at = min(counted.at, len(tokens) - 1)
    words = [_word(tokens, k) for k in range(len(tokens))]
    before = words[max(0, at - 7) : at]
    if counted.metric == "exchanged":
        if "echo" in counted.phrase.modifiers:
            done = any(word in _DONE for word in words[at + 1 : at + 9])
            return "actual" if done else "planned"  # "a 390-for-390 exchange completed the day before"
        return _exchange(words, before, at)
    near = before[-4:]
    if before[-3:-1] in (["were", "to"], ["was", "to"]) or before[-3:] in (["were", "to", "be"], ["was", "to", "be"]):
        return "planned"
    if before[-1:] == ["to"] and counted.group != "weapon" and any(w in _INTENDED for w in before[-4:]):
        return "planned"
    if before[-1:] == ["to"] and any(w in ("course", "likely", "expected", "set", "track") for w in before[-4:]):
        return "hypothetical"
    if "denied" in before or "denies" in before:
        return "denied"
    if any(w in ("could", "may", "might", "if") for w in near):
        return "hypothetical"
    if "would" in near and "have" in near:
        return "hypothetical"
    if "will" in near or ("would" in near and "have" not in near):
        return "planned"
    return "actual"


def _is_demanded(before: Sequence[str]) -> bool:
    """ "Moscow must return …", "has to accept a truce and return …", but not "had to" """
    return (
        "must" in before
        or "should" in before
        or any(pair in (("has", "to"), ("have", "to")) for pair in pairwise(before))
    )


def _word(tokens: Sequence[Token], k: int) -> str:
    """The word in small letters; the month of May is no auxiliary."""
    is_month = tokens[k].text == "May" and any(t.text[0].isdigit() for t in tokens[max(0, k - 1) : k + 2])
    return "month" if is_month else tokens[k].lower


def _exchange(words: Sequence[str], before: Sequence[str], at: int) -> str:
    near = before[-5:]
    if _is_demanded(words[max(0, at - 11) : at]):
        return "hypothetical"
    if any(words[k] in ("took", "taken") and words[k + 1 : k + 2] == ["place"] for k in range(at, len(words))):
        return "actual"  # "agreed to an exchange, which took place on Thursday"
    if "will" in near or "would" in near:
        return "planned"
    if (
        words[at] in ("exchange", "swap", "release", "free", "return", "repatriate", "transfer")
        and "to" in near
        and (before[-1:] in (["to"], ["be"], ["each"]) or (before[-2:-1] == ["to"] and before[-1].endswith("ly")))
    ):
        return "planned"
    if before[-3:-1] in (["were", "to"], ["was", "to"]) or before[-2:] in (["to", "be"],):
        return "planned"
    if before[-2:] in (["are", "to"], ["is", "to"]):
        return "planned"
    if any(w in _PLANNED for w in before):
        return "planned"
    return "actual"
