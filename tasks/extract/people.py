"""Authors: the people of a byline, without "By", roles and outlets.

The byline that the page shows under its headline goes before what it states in JSON-LD and meta tags, as those often
leave out a second author or add editors and photographers; they tell whether a shown line is a byline at all. Where no
person is named, the agency or body that is; where nobody is, whom the text's last line says to have reported.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from tasks.extract.blocks import Block
from tasks.extract.metadata import Metadata, strings
from tasks.extract.repair import fold, one_line
from tasks.extract.shown import days_in

AUTHOR_META = ("author", "sailthru.author", "parsely-author", "article:author", "cxenseparse:author", "dc.creator",
               "dcterms.creator", "article:author_name", "dcsext.author", "byl", "byline", "authors")  # fmt: skip
BEFORE_HEADLINE = 4
BELOW_DECK = 8
REACH = 25
LONGEST_LINE = 260
LEADING_WORDS = 3
LONGEST_DATE = 40
LONGEST_STOP = 20
SHORT_LINE = 90
DESK_REACH = 60
LONGEST_NAME = 5
MOST_MARKED = 3
_SPLIT = re.compile(r"\s*(?:[,;|•·/]|\s(?:and|&|with|und|et|y|e|та|і|и)\s)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?:|www\.")
_NO_NAME = re.compile(r"https?:|www\.|@|\d|[\\<>{}()\[\]?!:]")
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|by|profiles?|staff|contributors?|journalists?|reporters?|writers?|columnists?)/"
)
_AUTHOR_CLASS = re.compile(r"(?<![a-z])(?:byline|authors?|writer)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$")
_INITIAL = re.compile(r"(?:^|[\s.])\w\.$")


@dataclass(frozen=True)
class _Words:
    by: re.Pattern[str]
    stops: re.Pattern[str]
    desk_start: re.Pattern[str]
    desk_end: re.Pattern[str]
    desk_author: re.Pattern[str]
    bodies: frozenset[str]
    roles: frozenset[str]
    particles: frozenset[str]


def authors(
    metadata: Metadata, blocks: Sequence[Block], headline: int, first_text: int, outlet: str | None
) -> tuple[str, ...]:
    """The people that the page names as authors, in order; empty where it names none."""
    told = stated(metadata, outlet)
    head = _head(blocks, headline, first_text)
    shown = _by_line(head, outlet)
    persons = [name for name in told if is_person(name)]
    if shown and (not persons or _plain_keys(shown) & _plain_keys(persons)):
        keys = _plain_keys(shown)
        return (*shown, *(name for name in persons if _plain(name) not in keys and not _is_helper(name, head)))
    if persons:
        return tuple(_as_shown(name, head) for name in persons)
    bodies = [name for name in told if not _words().bodies.issuperset(fold(name).split()) or len(name.split()) == 1]
    found = _marked(head, outlet) or bodies[:1] or _agency_line(head)
    return tuple(found or _marked_anywhere(metadata, outlet) or _desk_authors(blocks[headline + 1 :], outlet))


def people(lines: Iterable[str], outlet: str | None) -> tuple[str, ...]:
    """The names in stated bylines such as "By A Name and B Name, The Outlet"."""
    found: dict[str, str] = {}
    for line in lines:
        text = one_line(line)
        if _ADDRESS.search(text):
            continue
        lead = _words().by.match(text)
        for part in _SPLIT.split(text[lead.end() :] if lead else text):
            name = _clean(part)
            if (
                name
                and not _NO_NAME.search(name)
                and len(name.split()) <= LONGEST_NAME
                and not _is_outlet(name, outlet)
            ):
                found.setdefault(fold(name), name)
    names = list(found.values())
    return tuple([name for name in names if is_person(name)] or names)


def is_person(name: str) -> bool:
    """Whether a name has the shape of a person's: two to five capitalised words, none of a body or a role."""
    words = name.split()
    known = _words()
    if not 2 <= len(words) <= LONGEST_NAME or _NO_NAME.search(name):
        return False
    folded = [word.lower().strip(".,’'") for word in words]
    if known.bodies.intersection(folded) or words[0].lower() == "the":
        return False
    return all(word[0].isupper() or small in known.particles for word, small in zip(words, folded, strict=True))


def stated(metadata: Metadata, outlet: str | None) -> tuple[str, ...]:
    """The names in the page's JSON-LD or meta tags."""
    for node in metadata.articles:
        names = people(_named(node.get("author") or node.get("creator"), metadata), outlet)
        if names:
            return names
    for key in AUTHOR_META:
        names = people(metadata.meta.get(key, ()), outlet)
        if names:
            return names
    label, value = metadata.first("twitter:label1"), metadata.first("twitter:data1")
    return people([value], outlet) if label and value and _words().by.match(f"{label} ") else ()


def _named(value: Any, metadata: Metadata) -> Iterator[str]:
    """The names in a JSON-LD author, those given by reference looked up."""
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict) and "name" not in part and "@id" in part:
            part = metadata.nodes.get(str(part["@id"]), part)
        yield from strings(part)


def _head(blocks: Sequence[Block], headline: int, first_text: int) -> list[Block]:
    start = max(0, headline - BEFORE_HEADLINE) if headline >= 0 else max(0, first_text - REACH)
    end = min(max(first_text, headline) + BELOW_DECK, start + BEFORE_HEADLINE + REACH)
    found = [block for block in blocks[start:end] if len(block.text) <= LONGEST_LINE]
    return sorted(found, key=lambda block: block.index <= headline)


def _by_line(head: Sequence[Block], outlet: str | None) -> list[str]:
    """The people after "By" in the first line of the head that has any; the name may stand in the next block."""
    for place, block in enumerate(head):
        text = _spaced(block)
        lead = _words().by.search(text)
        if not lead or _is_aside(block) or not _may_lead(text[: lead.start()]):
            continue
        if any(found.start() <= lead.start() < found.end() for found in _words().stops.finditer(text)):
            continue
        rest = text[lead.end() :].strip()
        if not rest and place + 1 < len(head):
            rest = _spaced(head[place + 1])
        names = _leading_people(rest, outlet)
        if names:
            return names
    return []


def _may_lead(text: str) -> bool:
    """Whether the words before "By" leave the line a byline: few words, or a date."""
    return len(text.split()) < LEADING_WORDS or (len(text) < LONGEST_DATE and any(True for _ in days_in(text)))


def is_by_line(text: str) -> bool:
    """Whether a line is only a byline or a date line: "By" and a name, or a date with hardly anything beside it."""
    if len(text) > SHORT_LINE:
        return False
    lead = _words().by.match(text)
    dated = any(True for _ in days_in(text))
    return (dated and not _SENTENCE_END.search(text)) or bool(
        lead and is_person(_clean(_SPLIT.split(text[lead.end() :])[0]))
    )


def is_desk_line(text: str) -> bool:
    """Whether a line only says who reported, wrote or edited, as agencies end their stories."""
    known = _words()
    return len(text) <= LONGEST_LINE and bool(known.desk_start.match(text) or known.desk_end.search(text[-DESK_REACH:]))


def _is_helper(name: str, head: Sequence[Block]) -> bool:
    """Whether the head names the person only after words such as "edited by" or "photography by"."""
    for block in head:
        text = _spaced(block)
        at = text.find(name)
        if at >= 0:
            stop = max((found.start() for found in _words().stops.finditer(text, 0, at)), default=-1)
            lead = max((found.start() for found in _words().by.finditer(text, 0, at)), default=-1)
            return stop >= 0 and lead <= stop + LONGEST_STOP
    return False


def _is_aside(block: Block) -> bool:
    """Whether a block names other people than the article's authors: a headline, a caption, a photo."""
    return block.tag == "h1" or block.kind == "caption" or "figure" in block.zones


def _leading_people(text: str, outlet: str | None) -> list[str]:
    cut = min(
        [at for at, _ in days_in(text)] + [found.start() for found in _words().stops.finditer(text)] + [len(text)]
    )
    names: list[str] = []
    for part in _SPLIT.split(text[:cut]):
        name = _clean(part)
        if is_person(name) and not _is_outlet(name, outlet):
            names.append(name)
        elif names or part.strip():
            break
    return list({fold(name): name for name in names}.values())


def _marked(head: Sequence[Block], outlet: str | None) -> list[str]:
    """People in elements that are marked as an author's: rel, itemprop, class or address of a link."""
    found: dict[str, str] = {}
    for block in head:
        if len(block.text) > SHORT_LINE and _SENTENCE_END.search(block.text):
            continue
        for element in block.box.iter():
            if not isinstance(element.tag, str) or not _marks_author(element):
                continue
            for part in element.itertext():
                for name in map(_clean, _SPLIT.split(one_line(part))):
                    if name in block.text and is_person(name) and not _is_outlet(name, outlet):
                        found.setdefault(fold(name), name)
        if found:
            return list(found.values())
    return _beside_date(head, outlet)


def _beside_date(head: Sequence[Block], outlet: str | None) -> list[str]:
    """The person whose name is the piece of text right before the date."""
    for block in head:
        pieces = [piece for piece in map(one_line, block.box.itertext()) if piece]
        for piece, after in pairwise(pieces):
            name = _clean(piece)
            if len(after) < LONGEST_DATE and any(True for _ in days_in(after)) and is_person(name):
                return [] if _is_outlet(name, outlet) else [name]
    return []


def _marks_author(element: Any) -> bool:
    return (
        element.get("rel") == "author"
        or element.get("itemprop") == "author"
        or (element.tag == "a" and bool(_AUTHOR_LINK.search(element.get("href") or "")))
        or bool(_AUTHOR_CLASS.search(element.get("class") or ""))
    )


def _agency_line(head: Sequence[Block]) -> list[str]:
    """The body that a line beginning with "By" names, where no person is named anywhere."""
    for block in head:
        text = _spaced(block)
        lead = _words().by.match(text)
        name = _clean(_SPLIT.split(text[lead.end() :])[0]) if lead else ""
        if name and name[0].isupper() and not _NO_NAME.search(name) and len(name.split()) <= LONGEST_NAME:
            return [name]
    return []


def _marked_anywhere(metadata: Metadata, outlet: str | None) -> Sequence[str]:
    """Microdata authors, wherever they stand; none where there are so many that other stories' are among them."""
    named = people(metadata.authors, outlet)
    names = [name for name in named if is_person(name) or _words().roles.isdisjoint(fold(name).split())]
    return names if len(names) <= MOST_MARKED else ()


def _desk_authors(blocks: Sequence[Block], outlet: str | None) -> list[str]:
    """Those that a line below the text names as its reporters: people, else a body."""
    for block in blocks:
        lead = _words().desk_author.match(block.text) if len(block.text) <= LONGEST_LINE else None
        if lead:
            rest = block.text[lead.end() :].strip(" ()[]")
            name = _clean(_SPLIT.split(rest)[0])
            body = name[:1].isupper() and not _NO_NAME.search(name) and len(name.split()) <= LONGEST_NAME
            return _leading_people(rest, outlet) or ([name] if body and not _is_outlet(name, outlet) else [])
    return []


def _as_shown(name: str, head: Sequence[Block]) -> str:
    """The name with the accents that the shown byline gives it."""
    plain = _plain(name)
    for block in head:
        words = _spaced(block).split()
        size = len(name.split())
        for at in range(len(words) - size + 1):
            candidate = _clean(" ".join(words[at : at + size]))
            if candidate != name and _plain(candidate) == plain and fold(candidate) != fold(name):
                return candidate
    return name


def _clean(part: str) -> str:
    name = part.strip(" \u00a0-–—,;:|")
    lead = _words().by.match(f"{name} ")
    name = _without_role(name[lead.end() :].strip() if lead else name)
    return name if _INITIAL.search(name) or name.endswith(("Jr.", "Sr.")) else name.rstrip(".")


def _without_role(name: str) -> str:
    """The name without the role that follows it with nothing between them; a third word may be the outlet's."""
    words = name.split()
    role = next((at for at, word in enumerate(words) if at >= 2 and word.lower().strip(".,") in _words().roles), 0)
    middle = words[1 : role - 1]
    plain = all(word.endswith(".") or word.lower() in _words().particles for word in middle)
    return " ".join(words[:role]) if role and plain and is_person(" ".join(words[:role])) else name


def _is_outlet(name: str, outlet: str | None) -> bool:
    key, own = fold(name).removeprefix("the "), fold(outlet or "").removeprefix("the ")
    return bool(own) and (key == own or key == f"{own} staff")


def _spaced(block: Block) -> str:
    """The text of a block with a space between its elements: bylines are often spaced by style sheets only."""
    text = " ".join(" ".join(block.box.itertext()).split())
    return text if len(text) <= LONGEST_LINE else block.text


def _plain_keys(names: Iterable[str]) -> set[str]:
    return {_plain(name) for name in names}


def _plain(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", fold(name)) if not unicodedata.combining(char))


@cache
def _words() -> _Words:
    table = tomllib.loads((Path(__file__).parent / "lexicon" / "bylines.toml").read_text("utf-8"))
    leads = "|".join(sorted(map(re.escape, table["by"]), key=len, reverse=True))
    stops = "|".join(sorted(map(re.escape, table["stops"]), key=len, reverse=True))
    return _Words(
        by=re.compile(rf"(?<!\w)(?:{leads})(?:\s*:|\s*[—–-])?(?:\s+|$)", re.IGNORECASE),
        stops=re.compile(rf"(?<!\w)(?:{stops})(?!\w)", re.IGNORECASE),
        desk_start=re.compile(rf"[(\[—–-]?\s*(?:{'|'.join(map(re.escape, table['desk_starts']))})", re.IGNORECASE),
        desk_end=re.compile("|".join(map(re.escape, table["desk_ends"])), re.IGNORECASE),
        desk_author=re.compile(rf"[(\[—–-]?\s*(?:{'|'.join(map(re.escape, table['desk_authors']))})\s", re.IGNORECASE),
        bodies=frozenset(table["bodies"]),
        roles=frozenset(table["roles"]),
        particles=frozenset(table["particles"]),
    )
