"""Whose: the side that launched or inflicted, and the side attacked or bereft."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.claims.counts.counted import Counted
from tasks.claims.counts.sides import PARTIES, Marked, mark, other, party
from tasks.claims.counts.verbs import has_be, is_form
from tasks.claims.lexicon import load
from tasks.claims.names import Mention
from tasks.claims.numbers import NUMBER_STARTS
from tasks.claims.text import Token

_CONFLICT = load("conflict")
_ENEMY = frozenset(_CONFLICT["enemy_words"])
_BOTH = frozenset(_CONFLICT["both_words"])
_FORMATIONS: dict[str, str] = {word: side for side, words in _CONFLICT["formations"].items() for word in words}
_AIR = frozenset(("launched", "shot_down", "suppressed", "neutralized", "hit"))
_WORDS = load("grammar")["words"]
_AREAS = frozenset(_WORDS["areas"])
_AGENTS = frozenset(_CONFLICT["agents"])
_ATTACKS = tuple(_WORDS["attacks"])
_TROOPS = ("force", "troop", "army", "soldier", "military")
_ATTACKED = frozenset(_WORDS["attacked"])
_DESTROYED = frozenset(("destroyed", "damaged", "damaged_or_destroyed"))
_OWNERS: dict[str, str] = {model: side for side, models in _CONFLICT["owners"].items() for model in models}
_ALLIES: dict[str, str] = _CONFLICT["allies"]
_OCCUPATION = tuple(tuple(words) for words in _CONFLICT["occupation"])
_OCCUPIER: str = _CONFLICT["occupier"]
_LOST = frozenset(("killed", "injured", "casualties"))
_BLASTS = frozenset(("explosion", "explosions", "blast", "blasts"))
_WARS = frozenset(("war", "conflict", "fighting", "hostilities"))
_CONTESTED = frozenset(_CONFLICT["contested"])
_SAYS = frozenset(_WORDS["says"])
_STOPS = frozenset(_WORDS["stops"])


@dataclass(frozen=True, slots=True)
class Roles:
    actor: str | None
    target: str | None


class Cast:
    """Finds the roles of the claims of one sentence."""

    def __init__(
        self,
        tokens: Sequence[Token],
        mentions: Sequence[Mention],
        speaker_side: str | None,
        speaker_leads: bool = True,
    ) -> None:
        """speaker_leads: the speaker is named before what is said, so that "it" can be the speaker."""
        self.tokens = tokens
        self.marked = mark(tokens, mentions)
        self.speaker = party(speaker_side)
        self.speaker_leads = speaker_leads

    def roles(
        self, found: Counted, before: Roles | None, same: Roles | None = None, listed: Roles | None = None
    ) -> Roles:
        """Roles of one count.

        before: those of the last count of the passage; same: of this sentence; listed: of the same list.
        """
        if listed is not None and found.metric != "exchanged" and not self._own_side(found):
            return listed
        if same is not None and self._follows_suit(found) and same.target:
            return same
        if before is not None and not self.speaker_leads and self._is_of_it(found):
            return before
        if found.phrase.anaphor and before is not None and not self._own_side(found):
            return before
        if found.like is not None and found.group == found.like.group:
            own = self._own_side(found) or self._agent(found.phrase.last, found.phrase.last + 8)
            return Roles(own, other(own)) if own else self.roles(replace(found.like, whole=None), before)
        if (
            found.whole is not None
            and found.metric in _AIR
            and found.whole.metric in _AIR
            and not self._own_side(found)
        ):
            own = self._own_side(found.whole) or self._agent(found.whole.phrase.last, found.whole.phrase.last + 8)
            if own:
                return Roles(own, other(own))
        if found.whole is not None and found.whole.metric == found.metric and not self._own_side(found):
            return self.roles(found.whole, before)
        if found.metric == "exchanged":
            return Roles(None, self._returning(found))
        if found.metric in _AIR:
            return self._air(found, before)
        roles = self._captured(found) if found.metric == "captured" else self._loss(found, before)
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
        return Roles(actor, self._location_anywhere() or other(actor))

    def _strikes(self, m: Marked) -> bool:
        after = [t.lower for t in self.tokens[m.last : m.last + 5]]
        return self._is_doer(m) and any(word in _ATTACKED or word.startswith(_ATTACKS) for word in after)

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

    def _own_side(self, found: Counted) -> str | None:
        """The side named in the number phrase itself ("125 Ukrainian drones"), or the speaker's enemy."""
        phrase = found.phrase
        for m in self.marked:
            if phrase.first <= m.first < phrase.last and party(m.mention.side):
                return m.mention.side
        if any(self.tokens[k].lower in _ENEMY for k in range(phrase.first, phrase.last)):
            return other(self.speaker)
        named = {self.tokens[k].lower for k in range(phrase.first, phrase.last)}
        if self.speaker and found.object == "soldier" and found.metric in _LOST and named & {"its", "our"}:
            return self.speaker  # "Russia says 89 of its soldiers died"
        if found.metric in _AIR:
            words = [phrase.weapon.lower()] if phrase.weapon else []
            words += [self.tokens[k].lower for k in range(phrase.first, phrase.last)]
            owner = next((_OWNERS[word] for word in words if word in _OWNERS), None)
            if owner is not None:
                return owner
        after = [self.tokens[k].lower for k in range(phrase.last, min(phrase.last + 3, len(self.tokens)))]
        if after[:1] in (["from"], ["of"], ["belonging"]):
            for m in self.marked:
                if (
                    phrase.last < m.first <= phrase.last + 3
                    and party(m.mention.side)
                    and m.mention.kind in ("side", "demonym", "organisation")
                ):
                    return m.mention.side
        return None

    def is_foreign_doing(self, found: Counted) -> bool:
        """A third country sends the weapons: a delivery, not a launch."""
        if found.metric != "launched" or found.at >= found.phrase.first:
            return False
        first, _ = self._clause(found.at)
        doers = [m for m in self.marked if first <= m.first < found.at and m.mention.side and m.how in ("as", "of")]
        return (
            bool(doers)
            and doers[-1].mention.side not in PARTIES
            and doers[-1].mention.kind in ("side", "demonym", "organisation")
        )

    def _clause(self, at: int) -> tuple[int, int]:
        first = last = at
        while first > 0 and self.tokens[first - 1].lower not in _STOPS:
            first -= 1
        while last < len(self.tokens) and self.tokens[last].lower not in _STOPS:
            last += 1
        return first, last

    def _subject(self, at: int) -> str | None:
        """The party named as the doer before token `at`, the nearest one that is not a place."""
        first, _ = self._clause(at)
        for k in range(at - 1, max(first, at - 3) - 1, -1):
            if self.tokens[k].lower in ("it", "we", "its", "our"):
                return self.speaker
        best: str | None = None
        is_person = True
        participle = (
            self.tokens[at].lower.endswith("ing") and self.tokens[at - 1].lower in (",", "and")
            if at < len(self.tokens)
            else False
        )
        speech = max(
            (k for k in range(first, at) if self.tokens[k].lower in _SAYS and self.tokens[k + 1].lower != "to"),
            default=first - 1,
        )
        for m in self.marked:
            if max(first, speech + 1) <= m.first < at:
                acts = self._is_doer(m) and not self._is_counted(m) and not self._only_describes(m)
                side = party(m.mention.side) if acts else None
                if side and m.how not in ("at", "to", "by", "from", "of", "with"):
                    person = m.mention.kind == "official"
                    if best is None or (not participle and (not person or is_person)):
                        best, is_person = side, person
        for k in range(first, at):
            word = self.tokens[k].lower
            if word in _FORMATIONS:
                best = _FORMATIONS[word]
            elif word in _ENEMY and self.speaker and is_form(self.tokens[k + 1].lower):
                best = other(self.speaker)
        return best

    def _only_describes(self, m: Marked) -> bool:
        """ "including what Zelenskyy described as the launch of 900 drones": he launches nothing."""
        before = [t.lower for t in self.tokens[max(0, m.first - 5) : m.first]]
        after = [t.lower for t in self.tokens[m.last : m.last + 6]]
        return "what" in before and any(word in _SAYS or word in ("described", "called") for word in after)

    def _is_counted(self, m: Marked) -> bool:
        """ "took 12 Russian soldiers captive and destroyed …": those counted are not the doers."""
        before = self.tokens[m.first - 1].lower if m.first else ""
        return before[:1].isdigit() or (before in NUMBER_STARTS and before not in ("a", "an"))

    def _is_occupied(self) -> bool:
        starts, ends = _OCCUPATION
        return any(t.lower.startswith(starts) and t.lower.endswith(ends) for t in self.tokens)

    def _is_doer(self, m: Marked) -> bool:
        """A demonym acts only through its noun: "Russian forces", not "Russian aircraft were hit"."""
        if m.mention.kind != "demonym":
            return True
        after = [t.lower for t in self.tokens[m.last : m.last + 3]]
        return any(word in _AGENTS for word in after) or m.mention.name.endswith("s")

    def _agent(self, at: int, limit: int | None = None) -> str | None:
        _, last = self._clause(at)
        last = min(last, limit) if limit else last
        for m in self.marked:
            if at <= m.first < last and m.how == "by" and party(m.mention.side):
                return m.mention.side
        return None

    def _location(self, at: int, after: int) -> str | None:
        """The party's country that the clause names as the place, after the count first."""
        first, last = self._clause(at)
        places = [m for m in self.marked if first <= m.first < last and m.how == "at" and not self._is_contested(m)]
        for m in [m for m in places if m.first >= after] + [m for m in reversed(places) if m.first < after]:
            if m.mention.kind == "demonym" and not self._is_area(m):
                continue
            country = party(m.mention.country) or party(m.mention.side)
            if country:
                return country
        for m in self.marked:
            speaks = m.how == "as" and party(m.mention.side) is not None  # "Moscow" for its government
            is_place = m.mention.kind == "place" and m.mention.level != "country" and m.how != "from" and not speaks
            if first <= m.first < last and is_place and party(m.mention.country):
                return m.mention.country
        return None

    def _is_of_it(self, found: Counted) -> bool:
        """ "it sent 147 drones, the air force said": "it" is whoever was spoken of before."""
        near = self.tokens[max(0, found.at - 3) : found.at] if found.at < found.phrase.first else []
        return any(t.lower in ("it", "they") for t in near) and not self._own_side(found)

    def _follows_suit(self, found: Counted) -> bool:
        """ "killed two people and wounded five": a count without a noun or place of its own."""
        own = found.group == "weapon" or found.metric == "exchanged" or found.phrase.object is not None
        return not own and not self._place_after(found)

    def _place_after(self, found: Counted) -> bool:
        end = found.phrase.last
        return any(
            end <= m.first <= end + 6 and m.how == "at" and party(m.mention.country or m.mention.side)
            for m in self.marked
        )

    def _is_contested(self, m: Marked) -> bool:
        """Land that both claim tells nobody's side where the sentence has other places or a speaker of a party."""
        return m.mention.name in _CONTESTED and (self.speaker is not None or len(self.marked) > 1)

    def _location_anywhere(self) -> str | None:
        """The one party's country that the sentence has places in."""
        places = [m.mention for m in self.marked if (m.mention.kind == "place" and m.how == "at") or self._is_land(m)]
        countries = {place.country or place.side for place in places} & set(PARTIES)
        return countries.pop() if len(countries) == 1 else None

    def _is_land(self, m: Marked) -> bool:
        return m.mention.kind == "demonym" and self._is_area(m)

    def _is_area(self, m: Marked) -> bool:
        """ "over Russian regions", not "in Russian attacks" """
        return any(t.lower in _AREAS for t in self.tokens[m.last : m.last + 4])

    def _air(self, found: Counted, before: Roles | None) -> Roles:
        own = self._own_side(found)
        if own:
            return Roles(own, other(own))
        at = found.at
        launched = found.metric in ("launched", "hit") and found.voice != "spared"
        if launched:
            actor = self._agent(at) if found.voice == "patient" else None
            if found.voice == "with" and self._is_suffered(at):
                actor = other(self._victim(at))
            elif actor is None and at < found.phrase.first:
                actor = self._subject(at)
            if actor and found.voice in ("patient", "with"):
                return Roles(actor, other(actor))
            target = self._location(at, found.phrase.last) or party(self._goal(found))
            if target is None and actor is None and any(t.lower == "operation" for t in self.tokens):
                actor = self.speaker  # it is one's own operation that one tells the drones of
            target = target or other(actor) or self._reporter(at) or self.speaker
        else:
            passive = at >= found.phrase.last
            defender = self._agent(at, at + 6) if passive else self._subject(at)
            target = defender or self._location(at, found.phrase.last) or self.speaker
        target = target or (self._location_anywhere() if before is None else None)
        if target:
            return Roles(other(target), target)
        return before or Roles(None, None)

    def _reporter(self, at: int) -> str | None:
        """The party that reports an attack on itself: "Ukraine reported an attack by 250 drones"."""
        first, _ = self._clause(at)
        speech = max((k for k in range(first, at) if self.tokens[k].lower in _SAYS), default=first)
        sides = [party(m.mention.side) for m in self.marked if first <= m.first < speech]
        return next((side for side in reversed(sides) if side), None)

    def _is_suffered(self, at: int) -> bool:
        """ "came under attack from 502 drones", "was attacked with 30 drones" """
        return has_be(self.tokens, at) or any(t.lower == "under" for t in self.tokens[max(0, at - 4) : at])

    def _victim(self, at: int) -> str | None:
        first, _ = self._clause(at)
        sides = [party(m.mention.country) or party(m.mention.side) for m in self.marked if first <= m.first < at]
        return next((side for side in reversed(sides) if side), None)

    def _goal(self, found: Counted) -> str | None:
        for m in self.marked:
            if m.first >= found.phrase.last and m.how in ("at", "to"):
                return m.mention.country or m.mention.side
        return None

    def _loss(self, found: Counted, before: Roles | None) -> Roles:
        """People killed or hurt, equipment lost."""
        own = self._own_side(found)
        at = found.at
        if (
            before is not None
            and at < found.phrase.first
            and any(t.lower == "they" for t in self.tokens[max(0, at - 3) : at])
        ):
            return before
        lost = self._losses_of(found)
        if lost:
            return Roles(other(lost), lost)
        military = (
            found.object == "soldier"
            or found.group == "equipment"
            or found.metric in ("destroyed", "damaged", "damaged_or_destroyed")
        )
        subject = self._subject(at) if at < found.phrase.first else None
        if own and (military or found.object != "child"):
            return Roles(other(own), own)
        if military:
            word = self.tokens[at].lower if at < len(self.tokens) else ""
            if "inflict" in " ".join(t.lower for t in self.tokens[max(0, found.phrase.first - 4) : found.phrase.first]):
                actor = self._subject(found.phrase.first - 1)
                if actor:
                    return Roles(actor, other(actor))
            if word.startswith(("los", "suffer")) or found.metric == "casualties":
                target = subject or self._subject(found.phrase.first) or self.speaker
                target = target or other(self._attacker(at))
                return Roles(other(target), target) if target else before or Roles(None, None)
            actor = subject or self._agent(at)
            if actor:
                return Roles(actor, other(actor))
        if self.speaker and found.group == "equipment" and found.metric in _DESTROYED and at >= found.phrase.last:
            return Roles(self.speaker, other(self.speaker))
        place = self._location(at, found.phrase.last) or self._location_anywhere()
        actor = self._attacker(at)
        if actor is None and self._is_occupied():
            return Roles(other(_OCCUPIER), _OCCUPIER if military else place or other(_OCCUPIER))
        if actor is None and place is None and self._is_war(at):
            return Roles(None, None)
        actor = actor or self._owner_of_weapons()
        if place:
            if actor is None and self._is_mere_blast():
                return Roles(None, place)
            if actor == place:  # own fire on occupied land: the side that holds it is hit
                return Roles(actor, other(actor))
            return Roles(actor or other(place), place)
        if actor:
            return Roles(actor, other(actor))
        if self.speaker and found.group == "equipment" and found.metric == "destroyed" and at >= found.phrase.last:
            return Roles(self.speaker, other(self.speaker))
        if self.speaker and not military:
            return Roles(other(self.speaker), self.speaker)
        return before or Roles(None, None)

    def _is_mere_blast(self) -> bool:
        """ "killed in explosions at an air base": nobody says whose."""
        words = {t.lower for t in self.tokens}
        known = any(
            t.lower in _BLASTS and [w.lower for w in self.tokens[max(0, k - 2) : k]] in (["of", "the"], ["in", "the"])
            for k, t in enumerate(self.tokens)
        )
        return (
            bool(words & _BLASTS)
            and not known
            and not any(word.startswith(_ATTACKS) and word not in _AREAS for word in words)
        )

    def _is_war(self, at: int) -> bool:
        """ "The war has killed tens of thousands": nobody's attack."""
        first, _ = self._clause(at)
        return any(t.lower in _WARS for t in self.tokens[first:at]) and self._subject(at) is None

    def _losses_of(self, found: Counted) -> str | None:
        """ "Russian losses include …", "the losses of the Ukrainian army", "1,030 casualties that Russia suffered" """
        if found.group == "people" and found.object != "soldier":
            return None
        named = [m for m in self.marked if party(m.mention.side) and m.mention.kind != "official"]
        end = found.phrase.last
        for m in named:
            after = {t.lower for t in self.tokens[m.last : m.last + 4]}
            if end <= m.first <= end + 4 and {"suffered", "lost"} & after:
                return m.mention.side
        if found.voice == "state" and found.at < found.phrase.first:
            counted = [
                m for m in named if found.at - 4 <= m.first < found.at
            ]  # "the number of Ukrainian soldiers killed"
            return counted[0].mention.side if counted else None
        losses = next((k for k in range(found.phrase.first) if self.tokens[k].lower == "losses"), None)
        if losses is None:
            return None
        if {t.lower for t in self.tokens[max(0, losses - 3) : losses]} & _ENEMY:
            return other(self.speaker)
        near = [m for m in named if m.last <= losses <= m.last + 3 or losses < m.first <= losses + 3]
        best = min(near, key=lambda m: abs(m.first - losses), default=None)
        return best.mention.side if best else None

    def _owner_of_weapons(self) -> str | None:
        """The party whose models the sentence names: "after a strike with ATACMS missiles"."""
        return next((_OWNERS[t.lower] for t in self.tokens if t.lower in _OWNERS), None)

    def _attacker(self, at: int) -> str | None:
        """The party whose attack the clause speaks of, the mention nearest to token `at` first."""
        first, last = self._clause(at)
        named = [m for m in self.marked if first <= m.first < last and party(m.mention.side)]
        for m in sorted(named, key=lambda m: abs(m.first - at)):
            after = [t.lower for t in self.tokens[m.last : m.last + 4]]
            if set(after[:3]) & _SAYS:
                continue
            if m.mention.kind == "demonym":
                acts = m.how == "as" or (m.how == "by" and m.first > at)
                if any(word.startswith(_ATTACKS) and word not in _AREAS for word in after) or (
                    acts and any(word.startswith(_TROOPS) for word in after)
                ):
                    return m.mention.side
            is_attack = after[:1] != [] and after[0].startswith(_ATTACKS) and after[0] not in _AREAS
            is_side = m.mention.kind == "side" and m.how == "as"
            if is_side and (is_attack or any(word in _ATTACKED for word in after)):
                return m.mention.side
        return self._agent(at)

    def _captured(self, found: Counted) -> Roles:
        own = self._own_side(found)
        if own:
            return Roles(other(own), own)
        words = {t.lower for t in self.tokens}
        if words & {"both", "each"}:
            return Roles(None, None)
        actor = self._agent(found.at) or (self._subject(found.at) if found.at < found.phrase.first else None)
        return Roles(actor, other(actor))

    def _returning(self, found: Counted) -> str | None:
        """The side whose people or bodies come home."""
        phrase, at = found.phrase, found.at
        first, last = self._clause(phrase.first)
        sides = {m.mention.side for m in self.marked if phrase.first <= m.first < phrase.last and party(m.mention.side)}
        if len(sides) == 1:
            return sides.pop()
        if sides or any(t.lower in ("each", "both") for t in self.tokens[first:last]):
            return None
        if "own" in phrase.modifiers:
            return self.speaker
        near = [m for m in self.marked if first <= m.first < last and abs(m.first - phrase.last) <= 16]
        after = [(m, party(m.mention.side) or party(m.mention.country)) for m in near if m.first > phrase.first]
        for m, side in after:
            if side and m.how == "to" and m.first - phrase.last <= 9:
                return side
        for m, side in after:
            if side and m.how == "from":
                return other(side)
        agent = self._agent(at)
        lemma = self.tokens[at].lower if at < len(self.tokens) else ""
        if agent:
            return other(agent)
        if at < phrase.first:
            subject = self._subject(at)
            if (
                subject
                and lemma.startswith(("receiv", "brought", "bring", "repatriat", "got", "recover", "t"))
                and lemma != "transferred"
            ):
                return subject
            if subject and lemma.startswith(("return", "hand", "releas", "fre", "transfer", "gave", "sent")):
                return other(subject)
        if lemma in ("return", "repatriation", "homecoming") and found.object != "body":
            return self.speaker
        return None
