"""A request that came to no page: one word for raw.outcomes and one plain sentence."""

from tasks.web.words import Word


class FetchFailure(Exception):
    """word is the outcome, reason a plain sentence, retry whether trying again may help, wait for how long not to."""

    def __init__(self, word: Word, reason: str, *, retry: bool = False, wait: float | None = None) -> None:
        super().__init__(reason)
        self.word = word
        self.reason = reason
        self.retry = retry
        self.wait = wait
