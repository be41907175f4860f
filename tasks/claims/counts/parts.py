"""Parts of a figure stated before in the sentence: “including 13 over Moscow“."""

from tasks.claims.counts.clause import Clause
from tasks.claims.counts.counted import Counted, Memory
from tasks.claims.counts.fates import size
from tasks.claims.counts.links import BREAKS, Link
from tasks.claims.counts.nouns import adjective_object, noun_at
from tasks.claims.counts.phrases import Phrase


def inherited(
    clause: Clause, phrase: Phrase, earlier: list[Counted], memory: Memory, left: Link | None
) -> Counted | None:
    """ "including 13 over Moscow", "three of them ballistic", "31 over Bryansk, 16 over Belgorod" """
    before = [clause.tokens[k].lower for k in range(max(0, phrase.first - 3), phrase.first)]
    part = bool(before) and (
        before[-1] in ("including", "includes", "included")
        or before[-2:]
        in (
            ["among", "them"],
            ["of", "them"],
            ["among", "which"],
            ["of", "which"],
            ["of", "whom"],
            ["among", "whom"],
            ["such", "as"],
        )
    )
    if phrase.anaphor or before[-2:] in (
        ["of", "which"],
        ["of", "whom"],
        ["of", "these"],
        ["of", "those"],
        ["of", "them"],
    ):
        part = True
    chain = (
        phrase.object is None
        and phrase.last < len(clause.tokens)
        and clause.tokens[phrase.last].lower in ("over", "in", "near", "above", "off", "each")
    )
    if chain and left is not None and left.near and not left.crossed:
        chain = False
    listed = phrase.object is not None and bool(earlier) and _enumerates(clause, earlier[-1], phrase)
    if not part and not chain and not listed:
        return None
    part = part or listed
    anchor = _anchor(clause, phrase, earlier, memory)
    if anchor is not None and phrase.object is None:
        anchor = next(
            (
                found
                for found in reversed(earlier)
                if found.metric == anchor.metric and size(found.phrase) >= size(phrase)
            ),
            anchor,
        )
    if anchor is None or anchor not in earlier or (phrase.quantity.unit == "fraction" and anchor.group == "people"):
        return None
    obj = phrase.object or anchor.object
    after = clause.tokens[phrase.last].lower if phrase.last < len(clause.tokens) else ""
    noun = noun_at(clause.tokens, phrase.last) if phrase.last < len(clause.tokens) else None
    if noun is not None and phrase.object is None and noun[1].group == anchor.group:
        obj = noun[1].object
    elif adjective_object(after) and anchor.group == "weapon":
        obj = adjective_object(after) or obj
    elif after == "ones" and phrase.modifiers:
        obj = anchor.object
    if chain and not part and any(t.text == ":" for t in clause.tokens[anchor.phrase.last : phrase.first]):
        part = True
    if chain and not part:
        return Counted(phrase, anchor.metric, obj, anchor.group, anchor.at, anchor.voice, anchor.whole, anchor.partial)
    return Counted(phrase, anchor.metric, obj, anchor.group, anchor.at, anchor.voice, anchor, True)


def _enumerates(clause: Clause, whole: Counted, phrase: Phrase) -> bool:
    """ "385 targets were neutralised: three missiles and 382 drones" """
    between = range(whole.phrase.last, phrase.first)
    if whole.whole is not None:
        return (
            whole.partial
            and not any(k in clause.verbs for k in between)
            and not any(clause.tokens[k].text in BREAKS for k in between)
        )
    marks = (":", "–", "—") if whole.group == "people" else (":",)
    colon = next((k for k in between if clause.tokens[k].text in marks), None)
    return colon is not None and not any(k in clause.verbs for k in range(colon, phrase.first))


def _anchor(clause: Clause, phrase: Phrase, earlier: list[Counted], memory: Memory) -> Counted | None:
    for found in reversed(earlier):
        if (
            found.whole is not None
            and not found.phrase.anaphor
            and found.phrase.object == phrase.object
            and phrase.object
        ):
            continue
        if phrase.group is None or found.group == phrase.group:
            return found
    if phrase.anaphor:
        recent = memory.counted[-1:] if phrase.group is None else []
        return recent[0] if recent else None
    return None
