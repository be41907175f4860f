"""What a source lists: the form in which every kind of source answers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One item as its source gives it. Times are UTC.

    at: when it was published; changed_at: when it was changed or seen, which says how new it is and no more;
    record: the article itself as JSON, where the source carries that whole.
    """

    url: str
    title: str | None = None
    at: datetime | None = None
    changed_at: datetime | None = None
    record: bytes | None = None

    @property
    def newest_at(self) -> datetime | None:
        """How new it is, as far as its source says."""
        return self.changed_at or self.at


class NotThisKind(ValueError):
    """A body that is not of the kind looked for; the message is a plain sentence."""
