"""Who does what to whom in a sentence: the parties named before, after and at a verb."""

import itertools
from collections.abc import Sequence

from tasks.claims.counts.counted import Counted
from tasks.claims.counts.sides import PARTIES, Marked, other, party
from tasks.claims.counts.verbs import BE, HAVE, is_form
from tasks.claims.lexicon import load
from tasks.claims.numbers import NUMBER_STARTS
from tasks.claims.text import Token

_CONFLICT = load("conflict")
_WORDS = load("grammar")["words"]
_ENEMY = frozenset(_CONFLICT["enemy_words"])
_FORMATIONS: dict[str, str] = {word: side for side, words in _CONFLICT["formations"].items() for word in words}
_AIR = frozenset(("launched", "shot_down", "suppressed", "neutralized", "hit"))
_TAKEN = ("-occupied", "-held", "-controlled", "-annexed")
_AT = frozenset(_WORDS["at"])
_AREAS = frozenset(_WORDS["areas"])
_AGENTS = frozenset(_CONFLICT["agents"])
_ATTACKS = tuple(_WORDS["attacks"])
_TROOPS = ("force", "troop", "army", "soldier", "military")
_ATTACKED = frozenset(_WORDS["attacked"])
_OWNERS: dict[str, str] = {model: side for side, models in _CONFLICT["owners"].items() for model in models}
_LOST = frozenset(("killed", "injured", "casualties"))
_CONTESTED = frozenset(_CONFLICT["contested"])
_SAYS = frozenset(_WORDS["says"])
_STOPS = frozenset(_WORDS["stops"])


class Doers:
    """One sentence, asked for the parties in it."""

    def __init__(
        self,
        tokens: Sequence[Token],
        marked: Sequence[Marked],
        speaker_side: str | None,
    ) -> None:
        self.tokens, self.marked = tokens, marked
        self.speaker = party(speaker_side)

    def own_side(self, found: Counted) -> str | None:
        """The side named in the number phrase itself ("125 Ukrainian drones"), or the speaker's enemy."""
        phrase = found.phrase
        for m in self.marked:
            if phrase.first <= m.first < phrase.last and party(m.mention.side) and m.mention.kind != "official":
                return m.mention.side
        if any(self.tokens[k].lower in _ENEMY for k in range(phrase.first, phrase.last)):
            return other(self.speaker)
        named = {self.tokens[k].lower for k in range(phrase.first, phrase.last)}
        if self.speaker and found.object == "soldier" and found.metric in _LOST and named & {"its", "our"}:
            return self.speaker  # "Russia says 89 of its soldiers died"
        if found.metric == "launched" and phrase.object is None:
            gap = next((m for m in self.marked if m.last == phrase.first and party(m.mention.side)), None)
            if gap is not None and gap.first and self.tokens[gap.first - 1].lower in (",", ";", "and", "while"):
                return gap.mention.side  # "Russia fires 20,000 shells a day, Ukraine 5,000"
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

    def clause(self, at: int) -> tuple[int, int]:
        first = last = at
        while first > 0 and self.tokens[first - 1].lower not in _STOPS:
            first -= 1
        while last < len(self.tokens) and self.tokens[last].lower not in _STOPS:
            last += 1
        return first, last

    def subject(self, at: int) -> str | None:
        """The party named as the doer before token `at`, the nearest one that is not a place."""
        first, _ = self.clause(at)
        for k in range(at - 1, max(first, at - 3) - 1, -1):
            if self.tokens[k].lower in ("it", "we", "its", "our"):
                return self.speaker
        accused = self.accused(at)
        if accused is not None:
            return accused
        best: str | None = None
        is_person = True
        participle = (
            self.tokens[at].lower.endswith("ing") and self.tokens[at - 1].lower in (",", "and")
            if at < len(self.tokens)
            else False
        )
        speech = max(
            (k for k in range(first, at) if self.tokens[k].lower in _SAYS and self._parts_doer(k)),
            default=first - 1,
        )
        for m in self.marked:
            if max(first, speech + 1) <= m.first < at:
                acts = self.is_doer(m) and not self.is_counted(m) and not self.only_describes(m)
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

    def accused(self, at: int) -> str | None:
        """ "Russia accused Ukraine of attacking …": the accused is the doer."""
        first, _ = self.clause(at)
        k = next((k for k in range(at - 1, first, -1) if self.tokens[k].lower.startswith("accus")), None)
        if k is None or not any(t.lower == "of" for t in self.tokens[k + 1 : k + 6]):
            return None
        return next((party(m.mention.side) for m in self.marked if k < m.first <= k + 4), None)

    def _parts_doer(self, k: int) -> bool:
        """Whether the doer follows the verb of speech at token k; not in "Russia, the minister said, has lost …"."""
        if self.tokens[k + 1].lower == "to":
            return False
        is_aside = self.tokens[k + 1].text == "," and any(t.text == "," for t in self.tokens[max(0, k - 5) : k])
        return not (is_aside and k + 2 < len(self.tokens) and self.tokens[k + 2].lower in BE | HAVE)

    def only_describes(self, m: Marked) -> bool:
        """ "including what Zelenskyy described as the launch of 900 drones": he launches nothing."""
        before = [t.lower for t in self.tokens[max(0, m.first - 5) : m.first]]
        after = [t.lower for t in self.tokens[m.last : m.last + 6]]
        return "what" in before and any(word in _SAYS or word in ("described", "called") for word in after)

    def is_counted(self, m: Marked) -> bool:
        """ "took 12 Russian soldiers captive and destroyed …": those counted are not the doers."""
        before = self.tokens[m.first - 1].lower if m.first else ""
        return before[:1].isdigit() or (before in NUMBER_STARTS and before not in ("a", "an"))

    def is_doer(self, m: Marked) -> bool:
        """A demonym acts only through its noun: "Russian forces", not "Russian aircraft were hit"."""
        if m.mention.kind != "demonym":
            return True
        after = [t.lower for t in self.tokens[m.last : m.last + 3]]
        return any(word in _AGENTS for word in after) or m.mention.name.endswith("s")

    def agent(self, at: int, limit: int | None = None) -> str | None:
        _, last = self.clause(at)
        last = min(last, limit) if limit else last
        for m in self.marked:
            if at <= m.first < last and m.how == "by" and party(m.mention.side):
                return m.mention.side
        return None

    def location(self, at: int, after: int) -> str | None:
        """The party's country that the clause names as the place, after the count first."""
        first, last = self.clause(at)
        places = [m for m in self.marked if first <= m.first < last and m.how == "at" and not self.is_contested(m)]
        places = [m for m in places if not self.tokens[m.first].lower.endswith(_TAKEN)]
        for m in [m for m in places if m.first >= after] + [m for m in reversed(places) if m.first < after]:
            if m.mention.kind == "demonym" and not self.is_area(m):
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

    def is_contested(self, m: Marked) -> bool:
        """Land that both claim tells nobody's side where the sentence has other places or a speaker of a party."""
        return m.mention.name in _CONTESTED and (self.speaker is not None or len(self.marked) > 1)

    def location_anywhere(self) -> str | None:
        """The one party's country that the sentence has places in."""
        places = [m.mention for m in self.marked if (m.mention.kind == "place" and m.how == "at") or self.is_land(m)]
        countries = {place.country or place.side for place in places} & set(PARTIES)
        return countries.pop() if len(countries) == 1 else None

    def is_land(self, m: Marked) -> bool:
        return m.mention.kind == "demonym" and self.is_area(m)

    def is_area(self, m: Marked) -> bool:
        """ "over Russian regions", not "in Russian attacks", nor "in Russian-occupied regions" """
        if self.tokens[m.first].lower.endswith(_TAKEN):
            return False
        after = itertools.takewhile(
            lambda t: t.lower not in _AT | {"of"} and not is_form(t.lower), self.tokens[m.last : m.last + 4]
        )
        return any(t.lower in _AREAS for t in after)

    def attacker(self, at: int) -> str | None:
        """The party whose attack the clause speaks of, the mention nearest to token `at` first."""
        first, last = self.clause(at)
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
        return self.agent(at)

    def place_after(self, found: Counted) -> bool:
        end = found.phrase.last
        return any(
            end <= m.first <= end + 6 and m.how == "at" and party(m.mention.country or m.mention.side)
            for m in self.marked
        )
