"""Counted claims on sentences written for this test: every case of claims.toml, and floors that may not fall."""

import pytest

from tests.golden.claims_cases import Case, differences, found, load_cases

CASES = load_cases()

# Lowering a floor needs a reason in the commit that does it.
LEAST_CASES = 320
LEAST_RIGHT = 1.0


@pytest.mark.parametrize("case", CASES, ids=[case.text[:60] for case in CASES])
def test_sentence(case: Case) -> None:
    assert differences(case) == []


def test_floors() -> None:
    assert len(CASES) >= LEAST_CASES
    right = sum(not differences(case) for case in CASES)
    assert right / len(CASES) >= LEAST_RIGHT


def test_every_metric_and_most_objects_are_covered() -> None:
    cores = [claim.core for case in CASES for claim in case.claims]
    assert {core[0] for core in cores} >= {
        "launched", "shot_down", "suppressed", "neutralized", "hit", "destroyed", "damaged", "damaged_or_destroyed",
        "captured", "killed", "injured", "casualties", "exchanged",
    }  # fmt: skip
    assert len({core[1] for core in cores}) >= 18


def test_evidence_is_exact_and_holds_the_number() -> None:
    for case in CASES:
        for claim in found(case):
            assert case.text[claim.start_char : claim.end_char] == claim.evidence
            assert len(claim.evidence) <= 300
