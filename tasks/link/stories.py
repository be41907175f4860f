"""Which articles are copies of one story: agency copy under other names, updated versions, reposts.

Candidates share a band of their MinHash over word shingles; a candidate is a copy only where the texts themselves agree
and the figures of the one stand in the other: a template filled with today's figures, or a rewrite with its own facts,
is none.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
from datasketch import MinHash

Hashes = npt.NDArray[np.uint64]

SHINGLE_WORDS = 5
BANDS = 20
ROWS = 5
"""20 bands of 5: texts sharing 70 % of their shingles meet in a band with probability 0.97, 40 % with 0.19."""
MIN_SHINGLES = 25
"""Shorter texts are too short to be called copies."""
MIN_RESEMBLANCE = 0.6
"""Shingles in both by shingles in either, from which on texts are copies."""
MIN_CONTAINMENT = 0.85
"""Shingles of the shorter that stand in the longer: an updated version keeps what it was."""
MIN_SHORTER = 0.4
"""… if the shorter has this share of the longer's shingles: a brief quoted in a live blog is no copy of it."""
MIN_SHARED_FIGURES = 0.9
"""Figures of the shorter that stand in the longer."""
MAX_APART = timedelta(days=7)
"""Copies come out within days of each other."""

_WORD = re.compile(r"\w+(?:['’.,]\w+)*")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_SEED = 20250525
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An article as far as copies are concerned."""

    article_id: str
    published_at: datetime | None
    text: str


def bands(text: str) -> tuple[str, ...]:
    """The bands of a text's MinHash, for equality only; none for a text too short to compare."""
    shingles = _shingles(text)
    if len(shingles) < MIN_SHINGLES:
        return ()
    minhash = MinHash(num_perm=BANDS * ROWS, seed=_SEED, hashfunc=_as_it_is)
    minhash.update_batch(shingles)
    values = minhash.hashvalues.reshape(BANDS, ROWS)
    return tuple(
        f"{number:02x}{blake2b(row.tobytes(), digest_size=7).hexdigest()}" for number, row in enumerate(values)
    )


def assign(
    new: Sequence[Text],
    candidates: Mapping[str, Iterable[str]],
    known: Mapping[str, Text],
    stories: Mapping[str, str],
) -> dict[str, str]:
    """The story of each new article: article_id → story_id, its own id where it is no copy.

    candidates: articles that share a band with each; known: texts of all of them; stories: the stories of those seen
    before. An article joins the story of the article that it resembles most; stories never merge, so ids are stable.
    """
    shingles: dict[str, Hashes] = {}
    figures: dict[str, frozenset[str]] = {}
    found = dict(stories)
    result: dict[str, str] = {}
    waiting = {each.article_id for each in new}

    def resemblance(one: str, other: str) -> float:
        for article_id in (one, other):
            if article_id not in shingles:
                shingles[article_id] = _shingles(known[article_id].text)
                figures[article_id] = frozenset(_FIGURE.findall(known[article_id].text))
        return _resemblance(shingles[one], shingles[other], figures[one], figures[other])

    for each in sorted(new, key=_by_time):
        waiting.discard(each.article_id)
        likeness = [
            (resemblance(each.article_id, other), found.get(other, other))
            for other in sorted(candidates.get(each.article_id, ()))
            if other not in waiting and other != each.article_id and _are_near(each, known[other])
        ]
        best = max(likeness, default=(0.0, ""), key=lambda pair: (pair[0], pair[1]))
        found[each.article_id] = result[each.article_id] = best[1] if best[0] > 0 else each.article_id
    return result


def _by_time(text: Text) -> tuple[bool, float, str]:
    return (text.published_at is None, text.published_at.timestamp() if text.published_at else 0.0, text.article_id)


def _are_near(one: Text, other: Text) -> bool:
    if one.published_at is None or other.published_at is None:
        return True
    return abs(one.published_at - other.published_at) <= MAX_APART


def _resemblance(one: Hashes, other: Hashes, one_figures: frozenset[str], other_figures: frozenset[str]) -> float:
    """How far two texts are the same, 0 to 1; 0 where they are no copies."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    shorter, longer = sorted((len(one), len(other)))
    if not shorter:
        return 0.0
    jaccard = shared / (shorter + longer - shared)
    is_updated = shared / shorter >= MIN_CONTAINMENT and shorter / longer >= MIN_SHORTER
    if jaccard < MIN_RESEMBLANCE and not is_updated:
        return 0.0
    few, many = (one_figures, other_figures) if len(one) <= len(other) else (other_figures, one_figures)
    if few and len(few & many) / len(few) < MIN_SHARED_FIGURES:
        return 0.0
    return jaccard


def _shingles(text: str) -> Hashes:
    """Distinct 64-bit hashes of every run of SHINGLE_WORDS words."""
    words = np.fromiter((_word_hash(word) for word in _WORD.findall(text.casefold())), dtype=np.uint64)
    if len(words) < SHINGLE_WORDS:
        return np.empty(0, dtype=np.uint64)
    runs = np.zeros(len(words) - SHINGLE_WORDS + 1, dtype=np.uint64)
    for offset in range(SHINGLE_WORDS):
        runs = (runs ^ words[offset : offset + len(runs)]) * _MIX
        runs ^= runs >> np.uint64(29)
    return np.unique(runs)


@lru_cache(maxsize=1 << 18)
def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _as_it_is(value: int) -> int:
    """Shingles are hashes already; MinHash's permutations want 32 bits."""
    return int(value) & 0xFFFFFFFF
