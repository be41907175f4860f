"""Twenty spellings, one voice."""

import pytest

from tasks.link.speakers import identify

VOICES = {
    "UA:air_force": [
        ("Ukraine’s air force", "UA"),
        ("the Ukrainian air force", "UA"),
        ("Ukrainian air defence forces", "UA"),
        ("The air force", "UA"),
        ("Olha Tkach, a spokeswoman for the Ukrainian Air Force", "UA"),
        ("the Air Force Command", "UA"),
    ],
    "UA:head_of_state": [
        ("Zelenskyy", "UA"),
        ("Volodymyr Zelenskiy", "UA"),
        ("Ukraine’s president, Volodymyr Zelensky", "UA"),
        ("the Ukrainian president", "UA"),
    ],
    "RU:defence_ministry": [
        ("Russia’s Ministry of Defense", "RU"),
        ("the defence ministry in Moscow", "RU"),
        ("A news agency citing the Russian Defence Ministry", "RU"),
        ("the ministry", "RU"),
    ],
    "UA:person:savcguk": [
        ("Governor Ihor Savchuk", "UA"),
        ("Igor Savchuk, the regional governor", "UA"),
        ("the governor of the Odesa region, Ihor Savchuk", "UA"),
    ],
    "UA:unnamed": [("Ukrainian officials", "UA"), ("Ukraine", "UA"), ("Kyiv", "UA"), ("authorities", "UA")],
    "UA:emergency_service": [("rescuers", "UA"), ("Ukraine’s State Emergency Service", "UA")],
    "RU:air_force": [("Russian air defences", "RU")],
    "?:defence_ministry": [("the defence ministry", None)],
}


@pytest.mark.parametrize("key", VOICES)
def test_spellings_of_one_voice(key: str) -> None:
    assert {identify(speaker, side).speaker_key for speaker, side in VOICES[key]} == {key}


def test_governors_are_local_and_ministries_are_not() -> None:
    assert identify("the governor of Odesa region, Ihor Savchuk", "UA").is_local
    assert not identify("the defence ministry", "RU").is_local


def test_a_name_nobody_knows_is_a_voice_of_its_own() -> None:
    one, other = identify("Ada Bell", None), identify("Bo Carr, an analyst", None)
    assert one.speaker_key != other.speaker_key
    assert one.role == other.role == "person"
