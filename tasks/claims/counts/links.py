"""How a number phrase hangs on the verb or noun that governs it, and the words by which such governors are known."""

from dataclasses import dataclass

from tasks.claims.lexicon import Phrases, load

_GRAMMAR = load("grammar")
STATES: dict[str, str] = {word: cls for cls, words in load("verbs")["states"].items() for word in words}
BREAKS = frozenset((";", ":", ".", "!", "?", "…"))
PREPOSITIONS = frozenset(_GRAMMAR["prepositions"])
SUBORDINATORS = frozenset(_GRAMMAR["subordinators"]) - {"as", "so", "where"}
SPEECH = frozenset(_GRAMMAR["speech_verbs"]) - {"reported", "confirmed", "estimated", "believed", "reportedly"}
JOINTS: Phrases[bool] = Phrases((words, True) for words in _GRAMMAR["list_joints"])
SMALL_WORDS = frozenset(
    word for key in ("prepositions", "determiners", "adverbs", "pronouns", "fillers") for word in _GRAMMAR[key]
)
TOLLS: Phrases[str] = Phrases((words, metric) for metric, rows in _GRAMMAR["tolls"].items() for words in rows)
REACH = 34
"""Tokens from a phrase within which its governor stands; counted anew from each member of a list."""


@dataclass(slots=True)
class Link:
    """A governor found for a phrase: its classes, how the phrase stands to it, how far it is, whether it is at hand."""

    classes: frozenset[str]
    role: str  # patient, subject, with, metric (a toll), part (among those)
    at: int
    last: int
    near: bool
    metric: str | None = None
    crossed: int = 0
    participle: "Link | None" = None
    firm: bool = False
    listed: bool = False
