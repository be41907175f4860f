"""sources.toml is checked on load, and what is wrong is told with its line."""

from pathlib import Path

import pytest

from tasks.discover import SourcesError, load_sources, policy_for
from tasks.web import Policy

GOOD = """
[[source]]
id = "one"
name = "One"
kind = "feed"
address = "https://one.example/rss"
delay_seconds = 2

[[source]]
id = "two"
name = "Two"
kind = "telegram"
address = "two_channel"
"""


def load(tmp_path: Path, text: str) -> str:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourcesError) as raised:
        load_sources(path)
    return str(raised.value).replace(str(path), "sources.toml")


def test_good_sources_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(GOOD)
    one, two = load_sources(tmp_path / "sources.toml")
    assert (one.id, one.delay_seconds, two.asked_at) == ("one", 2, "https://t.me/s/two_channel")
    assert policy_for(Policy(), [one, two]).delays["one.example"] == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('kind = "feed"', 'kind = "fed"'), "sources.toml, line 5: one: kind: Input should be 'feed', "),
        (("delay_seconds = 2", "delay_seconds = -2"), "sources.toml, line 7: one: delay_seconds: "),
        (("delay_seconds = 2", "dely = 2"), "sources.toml, line 7: one: dely: Extra inputs are not permitted."),
        (('name = "Two"', ""), "sources.toml, line 9: two: name: Field required."),
        (('id = "two"', 'id = "one"'), "sources.toml, line 10: the id 'one' is taken (line 3)."),
        (("two_channel", "https://t.me/two"), "sources.toml, line 13: two: a telegram source needs the channel's name"),
        (("https://one.example/rss", "one.xml"), "sources.toml, line 6: one: a source of kind feed needs an http(s)"),
        (
            ('name = "Two"', 'name = "Two"\ntimezone = "Kyiv"'),
            "sources.toml, line 12: two: timezone: there is no time zone 'Kyiv'.",
        ),
        (('id = "two"', "id = two"), "sources.toml: the sources file is not valid TOML: Invalid value (at line 10"),
        ((GOOD, ""), "sources.toml: the sources file holds no [[source]] table."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    assert load(tmp_path, GOOD.replace(*change)).startswith(message)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="cannot be read"):
        load_sources(tmp_path / "none.toml")


def test_the_bundled_sources_are_of_every_side_and_kind() -> None:
    sources = load_sources(Path(__file__).parents[3] / "deployments" / "sources.toml")
    assert len(sources) >= 25
    assert {"RU", "UA", "US", "other"} <= {source.side for source in sources}
    assert {"en", "uk", "ru"} <= {source.language for source in sources}
    assert {source.origin for source in sources} == {"official", "state_media", "independent"}
    assert {"feed", "sitemap", "site", "telegram", "gdelt"} <= {source.kind for source in sources}
    assert len({source.address for source in sources}) == len(sources)
    assert policy_for(Policy(), sources).delays["api.gdeltproject.org"] >= 5
