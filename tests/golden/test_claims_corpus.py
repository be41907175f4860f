"""Counted claims on the development gold set beside the project: floors that may not fall."""

import dataclasses
import importlib.util
import json
from collections import Counter
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tasks.claims.read import read
from tests.golden.claims_cases import NOW, article

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not (CORPUS / "dev" / "gold.jsonl").exists(), reason="../shared/corpus is not at hand")

CORE, STRICT, PRECISION = 0.98, 0.935, 0.985
ATTRIBUTES = {"actor": 0.99, "target": 0.975, "date": 0.95, "scope": 0.94, "speaker_side": 0.97, "realis": 0.99}


def score() -> ModuleType:
    """The scorer of the gold set, as a module."""
    spec = importlib.util.spec_from_file_location("score", CORPUS / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / "dev" / name).read_text("utf-8").splitlines()]


def test_floors_on_the_development_set() -> None:
    scorer, gold = score(), {row["id"]: row for row in rows("gold.jsonl")}
    tally: Counter[str] = Counter()
    agree: Counter[str] = Counter()
    for row in rows("articles.jsonl"):
        counts = gold[row["id"]]["counts"]
        found = [
            dataclasses.asdict(c) for c in read(article(row["text"], date.fromisoformat(row["published"])), NOW).claims
        ]
        for claim in found:
            assert row["text"][claim["start_char"] : claim["end_char"]] == claim["evidence"]

        def tie(a: dict[str, Any], b: dict[str, Any]) -> int:
            return sum(scorer.same(a, b, name) for name in scorer.CLAIM_ATTRS)

        pairs, _, extra = scorer.match(counts, found, scorer.core, tie)
        extra = [c for c in extra if not c["low"] == c["high"] == 1]
        strict, _, _ = scorer.match(counts, found, scorer.strict, tie)
        tally.update(right=len(pairs), gold=len(counts), found=len(pairs) + len(extra), strict=len(strict))
        for a, b in pairs:
            agree.update(name for name in scorer.CLAIM_ATTRS if scorer.same(a, b, name))
    core = scorer.prf(tally["right"], tally["gold"], tally["found"])
    assert core["f1"] >= CORE and core["precision"] >= PRECISION, core
    assert scorer.prf(tally["strict"], tally["gold"], tally["found"])["f1"] >= STRICT
    for name, floor in ATTRIBUTES.items():
        assert agree[name] / tally["right"] >= floor, name
