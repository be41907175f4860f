"""Fit the weights of tasks/extract/shape.toml anew, from archived pages and the text that was made of them by hand.

    python -m tests.bench.extract_weights PAGES.warc.gz GOLD.jsonl [--write]

GOLD.jsonl has a line a page with url and text. Prints text F1 on each half of the sites with the weights of the other
half (what to expect of sites never seen) and of all; --write then writes the weights of all.

A block counts as text when most of its 4-word shingles are in the gold; it weighs its share of its page. Some gold ends
where a paywall stood: where much plain text of a page is missing from its gold, that text teaches nothing.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from fastwarc.warc import ArchiveIterator, WarcRecordType
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from tasks.extract import headline, people, shape
from tasks.extract.blocks import read_blocks
from tasks.extract.body import other_readings, stated_body
from tasks.extract.core import SOLID_CHARS
from tasks.extract.document import decode, parse
from tasks.extract.marks import marks
from tasks.extract.metadata import read_metadata
from tasks.extract.repair import repair_markup

RIDGE = 0.6
FEWEST_PAGES = 8
LARGEST_SHARE = 0.3
SMALLEST_WEIGHT = 0.05
SAME = 0.6
CUT_SHARE = 0.25
PLAIN = {"second", "inside"}
AGAINST = {"card", "form_box", "other_article", "own_furniture", "legal", "sign_up_link", *shape.NEVER}

Weights = dict[str, float]


@dataclass(frozen=True)
class Example:
    """A page: its gold text, and of each block the text, whether it is in the gold, and its marks."""

    url: str
    gold: str
    blocks: Sequence[tuple[str, bool, list[str]]]


def examples(pages: Path, gold: Path) -> list[Example]:
    texts = {row["url"]: row["text"] for row in map(json.loads, gold.read_text("utf-8").splitlines())}
    found = []
    with pages.open("rb") as archive:
        for record in ArchiveIterator(archive, record_types=WarcRecordType.response, parse_http=True):
            url = record.headers["WARC-Target-URI"]
            if url in texts:
                found.append(_example(url, record.reader.read(), texts[url]))
    return found


def _example(url: str, body: bytes, gold: str) -> Example:
    document = parse(repair_markup(decode(body, None)), url)
    metadata = read_metadata(document)
    outlet = headline.publisher(document, metadata)
    blocks = read_blocks(document.tree)
    title = headline.title(document, metadata, blocks, outlet)
    authors = people.stated(metadata, outlet)
    found = marks(blocks, other_readings(document, metadata, blocks, stated_body(metadata), title, authors))
    lines, grams = {" ".join(_words(line)) for line in gold.split("\n")}, set(_shingles(gold))
    rows = [(block.text, _in_gold(block.text, lines, grams), own) for block, own in zip(blocks, found, strict=True)]
    return Example(url, gold, [row for row in rows if row[2]])


def _in_gold(text: str, lines: set[str], grams: set[tuple[str, ...]]) -> bool:
    if len(_words(text)) < 4:
        return " ".join(_words(text)) in lines
    own = _shingles(text)
    return sum(gram in grams for gram in own) / len(own) > SAME


def teaching(example: Example) -> Example:
    """The example without plain text that its gold leaves out, where that is much."""
    missing = {
        index
        for index, (text, in_gold, own) in enumerate(example.blocks)
        if not in_gold
        and len(text) >= SOLID_CHARS
        and set(own) >= PLAIN
        and not {"home_1", "home_2"}.isdisjoint(own)
        and not {"links_none", "links_few"}.isdisjoint(own)
    }
    kept = sum(len(text) for text, in_gold, _ in example.blocks if in_gold)
    if sum(len(example.blocks[index][0]) for index in missing) <= CUT_SHARE * kept:
        return example
    return Example(example.url, example.gold, [b for i, b in enumerate(example.blocks) if i not in missing])


def fit(given: Sequence[Example]) -> Weights:
    """Logistic regression of "is text" on the marks; ridge on all weights but the one that is always there.

    Marks of what is never text by its own nature can only speak against a block, whatever these pages make of them.
    """
    pages = [teaching(example) for example in given]
    spread = Counter(mark for page in pages for mark in {mark for _, _, own in page.blocks for mark in own})
    names = ["always", *sorted(mark for mark, count in spread.items() if count >= FEWEST_PAGES)]
    column = {name: index for index, name in enumerate(names)}
    rows, columns, wanted, share = [], [], [], []
    for page in pages:
        size = max(80, sum(len(text.split()) for text, in_gold, _ in page.blocks if in_gold))
        for text, in_gold, own in page.blocks:
            present = [0, *sorted({column[mark] for mark in own if mark in column})]
            rows += [len(wanted)] * len(present)
            columns += present
            wanted.append(float(in_gold))
            share.append(10 * min(LARGEST_SHARE, (len(text.split()) + 2) / size))
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(wanted), len(names)))
    target, weight = np.array(wanted), np.array(share)
    ridge = np.full(len(names), RIDGE)
    ridge[0] = 0.0

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        score = matrix @ theta
        error = weight * (1 / (1 + np.exp(-score)) - target)
        value = (weight * (np.logaddexp(0, score) - target * score)).sum() + (ridge * theta**2).sum() / 2
        return float(value), matrix.T @ error + ridge * theta

    bounds = [(None, 0.0 if name in AGAINST else None) for name in names]
    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    return dict(zip(names, map(float, found.x), strict=True))


def text_f1(given: Sequence[Example], weights: Weights) -> float:
    """F1 of 4-word shingles, each page weighing the same."""
    both = found_only = gold_only = 0.0
    for example in given:
        kept = [
            text
            for text, _, own in example.blocks
            if weights["always"] + sum(weights.get(mark, 0.0) for mark in own) > 0
        ]
        gold, found = Counter(_shingles(example.gold)), Counter(_shingles("\n".join(kept)))
        size = (gold | found).total() or 1
        both += (gold & found).total() / size
        found_only += (found - gold).total() / size
        gold_only += (gold - found).total() / size
    return 2 * both / (2 * both + found_only + gold_only)


def write(weights: Weights, path: Path) -> None:
    kept = {name: weight for name, weight in weights.items() if name == "always" or abs(weight) >= SMALLEST_WEIGHT}
    head = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    lines = [f"{_key(name)} = {weight:.2f}" for name, weight in sorted(kept.items())]
    path.write_text("\n".join([*head, "", "[weights]", *lines]) + "\n", "utf-8")


def _key(name: str) -> str:
    return name if re.fullmatch(r"\w+", name) else f'"{name}"'


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _shingles(text: str, size: int = 4) -> list[tuple[str, ...]]:
    words = _words(text)
    return [tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1))] if words else []


def _half(url: str) -> int:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return md5(host.encode(), usedforsecurity=False).digest()[-1] % 2


def main(show: Callable[[str], None] = print) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    found = examples(given.pages, given.gold)
    halves = [[example for example in found if _half(example.url) == half] for half in (0, 1)]
    for own, other in ((0, 1), (1, 0)):
        show(f"half {own}, weights of half {other}: text F1 {text_f1(halves[own], fit(halves[other])):.4f}")
    weights = fit(found)
    show(f"all, weights of all: text F1 {text_f1(found, weights):.4f}")
    if given.write:
        write(weights, Path(shape.__file__).with_name("shape.toml"))


if __name__ == "__main__":
    main()
