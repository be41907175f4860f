"""What is about the conflict, and what the gate lets by."""

import pytest

from tasks.extract import extract, gate, load_topic
from tests.tasks.extract.pages import NOW, article, html, page

ABOUT = [
    "Russia sent 90 drones against Kyiv and Odesa overnight, the Ukrainian air force reported on Sunday.",
    "Russian troops have taken a village in the Donetsk region, the defence ministry in Moscow said; Kyiv denied it.",
    "The Kremlin said that talks with Ukraine on a truce would go on in Istanbul once prisoners had been exchanged.",
    "Zelenskyy asked the allies for more air defence after Russian missiles hit a block of flats in Kharkiv.",
    "Росія вночі випустила по Україні понад сто дронів, повідомили Повітряні сили; у Києві чули вибухи, працювала ППО.",
]
NOT_ABOUT = [
    "A Russian tennis player reached the last eight in Hamburg. Players of her country still compete without a flag.",
    "The ministers spoke of trade, fish and, in passing, of Ukraine. A review of the fish quotas is due in autumn.",
    "The war in the desert has entered its third month; troops shelled the old town, and a ceasefire is far off.",
]


def about(text: str) -> str:
    return html(title=text).replace("<p>The mill", f"<p>{text}</p><p>The mill")


@pytest.mark.parametrize("text", ABOUT)
def test_about_the_conflict(text: str) -> None:
    assert article(page(about(text))).is_relevant
    assert gate.passes(about(text).encode(), None, load_topic())


@pytest.mark.parametrize("text", NOT_ABOUT)
def test_not_about_the_conflict(text: str) -> None:
    assert not article(page(about(text))).is_relevant


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "koi8-u"])
def test_the_gate_reads_declared_encodings(encoding: str) -> None:
    content_type = f"text/html; charset={encoding}"
    assert gate.passes(about(ABOUT[4]).encode(encoding, "replace"), content_type, load_topic())


def test_the_gate_looks_past_scripts_but_not_past_json_ld() -> None:
    hidden = html("<script>zones = ['Ukraine/Kyiv', 'Russia/Moscow', 'war', 'war']</script>")
    assert not gate.passes(hidden.encode(), None, load_topic())
    stated = html(f'<script type="application/ld+json">{{"articleBody": "{ABOUT[0] * 9}"}}</script>')
    assert gate.passes(stated.replace("<p>", "<div>").encode(), None, load_topic())


def test_another_conflict_is_another_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "rivers.toml"
    file.write_text(
        'id = "rivers"\nname = "War of the rivers"\nanchors = ["weir"]\n'
        'sides = { UP = ["mill"], DOWN = ["lower", "weir"] }\nconflict = { words = ["flour", "wheel", "grind"] }\n'
    )
    assert extract(page(html()), load_topic(str(file)), NOW).outcome == "ok"
