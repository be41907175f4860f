"""docs/sources.md tells of every kind, key, setting and word that there is."""

import re
from pathlib import Path
from typing import get_args

import pytest

from tasks.discover.sources import Kind, Source
from tasks.web import Policy
from tasks.web.words import Word
from warehouse.vocabulary import GOOD_OUTCOMES

PAGE = (Path(__file__).parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")
TOLD = set(re.findall(r"`([^`]+)`", PAGE))
SET_BY_SOURCES = {"delays", "local_hosts", "routes"}


@pytest.mark.parametrize(
    "names",
    [
        get_args(Kind),
        get_args(Word),
        list(Source.model_fields),
        [f"SITREP_FETCH_{name.upper()}" for name in Policy.model_fields if name not in SET_BY_SOURCES],
    ],
    ids=["kinds", "words", "keys", "settings"],
)
def test_everything_is_told(names: list[str]) -> None:
    assert not set(names) - TOLD


def test_good_ends_are_words_that_there_are() -> None:
    assert set(get_args(Word)) >= GOOD_OUTCOMES


def test_the_default_settings_are_those_of_the_issue() -> None:
    policy = Policy()
    assert (policy.delay, policy.max_body, policy.max_ratio, policy.max_redirects, policy.max_headers) == (
        1.0,
        10 * 2**20,
        20,
        10,
        200,
    )
