"""One sentence, marked for counting: its tokens, the verbs of the lexicon and the number phrases in it."""

from collections.abc import Sequence

from tasks.claims.counts.phrases import Phrase
from tasks.claims.counts.verbs import Verb
from tasks.claims.text import Token


class Clause:
    """tokens, verbs by first and last token, phrases by theirs."""

    def __init__(self, tokens: Sequence[Token], verbs: dict[int, Verb], phrases: Sequence[Phrase]) -> None:
        self.tokens, self.verbs, self.phrases = tokens, verbs, phrases
        self.verb_ends = {verb.last - 1: verb for verb in verbs.values()}
        self.starts = {p.first: p for p in phrases}
        self.ends = {p.last - 1: p for p in phrases}

    def is_pure(self, phrase: Phrase, other: Phrase) -> bool:
        """Nothing but "and" or a comma stands between two phrases."""
        return all(t.lower in (",", "and", "or", "&", "/", "plus") for t in self.tokens[phrase.last : other.first])
