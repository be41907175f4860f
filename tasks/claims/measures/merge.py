"""Merging: mentions of one measure in an article become one."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.claims.measures.draft import Draft
from tasks.claims.measures.stage import OPEN


def merge(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts of one measure become one; the first to name it stays, with what the others add."""
    merged: list[Draft] = []
    for draft in drafts:
        for i, known in enumerate(merged):
            if _is_same(known, draft):
                merged[i] = _joined(known, draft)
                break
        else:
            merged.append(draft)
    return merged


def _is_same(a: Draft, b: Draft) -> bool:
    if a.instrument != b.instrument:
        return False
    for x, y in (
        (a.actor, b.actor),
        (a.target, b.target),
        (a.rate, b.rate),
        (a.amount, b.amount),
        (a.duration_days, b.duration_days),
    ):
        if x is not None and y is not None and x != y:
            return False
    return a.stage == b.stage or (a.stage in OPEN and b.stage in OPEN)


def _joined(a: Draft, b: Draft) -> Draft:
    return replace(
        a,
        actor=a.actor or b.actor,
        target=a.target or b.target,
        rate=a.rate if a.rate is not None else b.rate,
        amount=a.amount if a.amount is not None else b.amount,
        currency=a.currency or b.currency,
        duration_days=a.duration_days if a.duration_days is not None else b.duration_days,
        date_start=a.date_start or b.date_start,
        date_end=a.date_end or b.date_end,
    )
