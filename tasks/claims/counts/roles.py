"""Whose: the side that launched or inflicted, and the side attacked or bereft."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.claims.counts.air_roles import air_roles
from tasks.claims.counts.counted import Counted
from tasks.claims.counts.doers import Doers
from tasks.claims.counts.loss_roles import captured_roles, loss_roles
from tasks.claims.counts.sides import PARTIES, Marked, Roles, other, party
from tasks.claims.counts.swap_roles import returning
from tasks.claims.lexicon import load
from tasks.claims.text import Token

_CONFLICT = load("conflict")
_WORDS = load("grammar")["words"]
_AIR = frozenset(("launched", "shot_down", "suppressed", "neutralized", "hit"))
_ATTACKS = tuple(_WORDS["attacks"])
_ATTACKED = frozenset(_WORDS["attacked"])
_ALLIES: dict[str, str] = _CONFLICT["allies"]
_LOST = frozenset(("killed", "injured", "casualties"))


class Cast:
    """Finds the roles of the claims of one sentence."""

    def __init__(
        self,
        tokens: Sequence[Token],
        marked: Sequence[Marked],
        speaker_side: str | None,
        speaker_leads: bool = True,
    ) -> None:
        """speaker_leads: the speaker is named before what is said, so that "it" can be the speaker."""
        self.doers = Doers(tokens, marked, speaker_side)
        self.tokens, self.marked = tokens, marked
        self.speaker_leads = speaker_leads

    def roles(
        self, found: Counted, before: Roles | None, same: Roles | None = None, listed: Roles | None = None
    ) -> Roles:
        """Roles of one count.

        before: those of the last count of the passage; same: of this sentence; listed: of the same list.
        """
        if listed is not None and found.metric != "exchanged" and not self.doers.own_side(found):
            return listed
        if same is not None and self._follows_suit(found) and same.target:
            return same
        if before is not None and not self.speaker_leads and self._is_of_it(found):
            return before
        if found.phrase.anaphor and before is not None and not self.doers.own_side(found):
            return before
        if found.like is not None and found.group == found.like.group:
            own = self.doers.own_side(found) or self.doers.agent(found.phrase.last, found.phrase.last + 8)
            return Roles(own, other(own)) if own else self.roles(replace(found.like, whole=None), before)
        if (
            found.whole is not None
            and found.metric in _AIR
            and found.whole.metric in _AIR
            and not self.doers.own_side(found)
        ):
            own = self.doers.own_side(found.whole) or self.doers.agent(
                found.whole.phrase.last, found.whole.phrase.last + 8
            )
            if own:
                return Roles(own, other(own))
        if found.whole is not None and found.whole.metric == found.metric and not self.doers.own_side(found):
            return self.roles(found.whole, before)
        if found.metric == "exchanged":
            return Roles(None, returning(self.doers, found))
        if found.metric in _AIR:
            return air_roles(self.doers, found, before)
        roles = (
            captured_roles(self.doers, found) if found.metric == "captured" else loss_roles(self.doers, found, before)
        )
        foreign = self._foreign(found) if found.object in ("soldier", "prisoner") else None
        if foreign:
            return Roles(other(_ALLIES.get(foreign)) or roles.actor, foreign)
        if self._is_of_both(found):
            return Roles(None, None)
        if any(
            self.tokens[k].lower == "both" and self.tokens[k + 1 : k + 2] and self.tokens[k + 1].lower == "sides"
            for k in range(len(self.tokens))
        ):
            return Roles(None, None)
        return roles

    def _is_of_both(self, found: Counted) -> bool:
        """ "thousands of Russians and Ukrainians" """
        words = " ".join(t.lower for t in self.tokens)
        if found.metric in _LOST and ("either side of" in words or "both sides of the front" in words):
            return True
        end = found.phrase.last
        sides = {m.mention.side for m in self.marked if end - 3 <= m.first <= end + 3 and m.mention.kind == "demonym"}
        joined = any(t.lower == "and" for t in self.tokens[max(0, end - 2) : end + 3])
        plural = any(m.mention.name.endswith("s") for m in self.marked if end - 3 <= m.first <= end + 3)
        return joined and plural and set(PARTIES) <= sides

    def attack(self) -> Roles | None:
        """Who attacks whom in a sentence that counts nobody: "the Russian army shelled Kharkiv"."""
        doers = {party(m.mention.side) for m in self.marked if m.mention.kind != "official" and self._strikes(m)}
        doers.discard(None)
        if len(doers) != 1:
            return None
        actor = doers.pop()
        return Roles(actor, self.doers.location_anywhere() or other(actor))

    def _strikes(self, m: Marked) -> bool:
        after = [t.lower for t in self.tokens[m.last : m.last + 5]]
        return self.doers.is_doer(m) and any(word in _ATTACKED or word.startswith(_ATTACKS) for word in after)

    def _foreign(self, found: Counted) -> str | None:
        """Another country that those counted are said to be of ("North Korean soldiers")."""
        phrase = found.phrase
        for m in self.marked:
            if (
                phrase.first <= m.first < phrase.last
                and m.mention.kind == "demonym"
                and m.mention.side not in (None, *PARTIES)
            ):
                return m.mention.side
        return None

    def is_foreign_doing(self, found: Counted) -> bool:
        """A third country sends the weapons: a delivery, not a launch."""
        if found.metric != "launched" or found.at >= found.phrase.first:
            return False
        first, _ = self.doers.clause(found.at)
        doers = [m for m in self.marked if first <= m.first < found.at and m.mention.side and m.how in ("as", "of")]
        return (
            bool(doers)
            and doers[-1].mention.side not in PARTIES
            and doers[-1].mention.kind in ("side", "demonym", "organisation")
        )

    def _is_of_it(self, found: Counted) -> bool:
        """ "it sent 147 drones, the air force said": "it" is whoever was spoken of before."""
        near = self.tokens[max(0, found.at - 3) : found.at] if found.at < found.phrase.first else []
        return any(t.lower in ("it", "they") for t in near) and not self.doers.own_side(found)

    def _follows_suit(self, found: Counted) -> bool:
        """ "killed two people and wounded five": a count without a noun or place of its own."""
        own = found.group == "weapon" or found.metric == "exchanged" or found.phrase.object is not None
        return not own and not self.doers.place_after(found)
