"""Who comes home in a swap."""

from tasks.claims.counts.counted import Counted
from tasks.claims.counts.doers import Doers
from tasks.claims.counts.sides import other, party


def returning(doers: Doers, found: Counted) -> str | None:
    """The side whose people or bodies come home."""
    phrase, at = found.phrase, found.at
    first, last = doers.clause(phrase.first)
    sides = {m.mention.side for m in doers.marked if phrase.first <= m.first < phrase.last and party(m.mention.side)}
    if len(sides) == 1:
        return sides.pop()
    if sides or any(t.lower in ("each", "both") for t in doers.tokens[first:last]):
        return None
    if "own" in phrase.modifiers:
        return doers.speaker
    near = [m for m in doers.marked if first <= m.first < last and abs(m.first - phrase.last) <= 16]
    after = [(m, party(m.mention.side) or party(m.mention.country)) for m in near if m.first > phrase.first]
    for m, side in after:
        if side and m.how == "to" and m.first - phrase.last <= 9:
            return side
    for m, side in after:
        if side and m.how == "from":
            return other(side)
    agent = doers.agent(at)
    lemma = doers.tokens[at].lower if at < len(doers.tokens) else ""
    if agent:
        return other(agent)
    if at < phrase.first:
        subject = doers.subject(at)
        if (
            subject
            and lemma.startswith(("receiv", "brought", "bring", "repatriat", "got", "recover", "t"))
            and lemma != "transferred"
        ):
            return subject
        if subject and lemma.startswith(("return", "hand", "releas", "fre", "transfer", "gave", "sent")):
            return other(subject)
    if lemma in ("return", "repatriation", "homecoming") and found.object != "body":
        return doers.speaker
    return None
