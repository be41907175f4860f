"""The closed vocabularies of the contract, as types; what each word means is in docs/definitions.md."""

from typing import Literal

Metric = Literal[
    "launched", "shot_down", "suppressed", "neutralized", "hit",
    "destroyed", "damaged", "damaged_or_destroyed", "captured",
    "killed", "injured", "casualties", "exchanged",
]  # fmt: skip
Object = Literal[
    "drone", "missile", "cruise_missile", "ballistic_missile", "bomb", "munition",
    "aircraft", "helicopter", "tank", "armoured_vehicle", "artillery", "vehicle", "ship", "air_defence",
    "person", "civilian", "soldier", "child", "prisoner", "body", "other",
]  # fmt: skip
Qualifier = Literal["exact", "at_least", "more_than", "at_most", "about", "range", "dozens", "fraction"]
Unit = Literal["count", "fraction"]
Scope = Literal["event", "partial", "period", "cumulative"]
Realis = Literal["actual", "planned", "hypothetical", "denied"]
Precision = Literal["minute", "day", "night", "week", "month", "year"]
Field = Literal["text", "captions", "title"]
TalkFormat = Literal["in_person", "phone", "video"]
TalkStatus = Literal["held", "under_way", "planned", "cancelled", "proposed"]
Instrument = Literal[
    "sanctions", "tariff", "ceasefire", "embargo", "asset_freeze", "military_aid", "financial_aid", "other"
]
Stage = Literal[
    "threatened", "proposed", "pledged", "adopted", "in_force", "extended", "suspended", "lifted", "rejected"
]
StatementKind = Literal["direct", "indirect"]
Origin = Literal["http", "warc", "file", "record"]
Step = Literal["discover", "fetch", "extract", "claims", "link", "publish", "report"]

GOOD_OUTCOMES = frozenset({"ok", "unchanged", "known", "duplicate", "irrelevant"})
"""Outcomes of items that came to a good end; every other outcome is quarantine, and `sitrep run` then exits with 3."""
