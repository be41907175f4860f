"""What is text and what is furniture, by shape."""

import json
import re

import pytest

from tests.tasks.extract.pages import article, html, page, read

FIRST = "The mill by the lower weir"
FURNITURE = [
    pytest.param(
        '<ul class="share"><li><a href="#">Share</a></li><li><a href="#">Save</a></li></ul>', "Share", id="share"
    ),
    pytest.param(
        '<p>Read also: <a href="/x">How the weir was built in one summer</a></p>', "weir was built", id="related"
    ),
    pytest.param(
        '<div class="newsletter"><p>Sign up here for the best of the valley, every week.</p></div>', "Sign up"
    ),
    pytest.param("<figure><img><figcaption>The wheel in March. Photo: A. Berg</figcaption></figure>", "wheel in March"),
    pytest.param(
        '<aside><h3>Most read</h3><p><a href="/y">The price of bread in nine towns</a></p></aside>', "price of"
    ),
    pytest.param("<script>var text = 'The script that nobody reads';</script>", "nobody reads", id="script"),
    pytest.param(
        "<table><tr><td>Wheat</td><td>12</td></tr><tr><td>Rye</td><td>7</td></tr></table>", "Wheat", id="table"
    ),
]


@pytest.mark.parametrize(("piece", "words"), FURNITURE)
def test_furniture_is_no_text(piece: str, words: str) -> None:
    whole = html().replace("<p>Two brothers", f"{piece}<p>Two brothers")
    text = article(page(whole)).text
    assert words not in text
    assert text.split("\n\n")[0].startswith(FIRST)
    assert len(text.split("\n\n")) == 3


TAILS = [
    pytest.param("<p>Source link</p><p>Back to top button</p>", "Source link", id="buttons"),
    pytest.param("<p>(Reporting by A. Berg; editing by the valley desk)</p>", "valley desk", id="agency line"),
    pytest.param("<p>Bo Castellan contributed to this report.</p>", "Castellan", id="contributors"),
    pytest.param(
        "<p>Anna Berg writes about mills and rivers. She lives in the lower valley.</p>", "lives in", id="author"
    ),
    pytest.param("<p>© 2025 Valley News. All rights reserved.</p>", "All rights", id="rights"),
    pytest.param("<h3>More from the valley</h3>", "More from", id="a heading of nothing"),
    pytest.param(
        "<p>Disclaimer: all rights reserved for what is written here. Pictures of the wheel belong to their owners, and"
        " whoever finds one of theirs may write to the editors, who will take it down.</p>",
        "reserved",
        id="rights within a longer note",
    ),
    pytest.param(
        "<p>Correction: this story first said that the brothers had ground nine tonnes a day.</p>",
        "nine",
        id="correction",
    ),
    pytest.param(
        "<p>An earlier version of this article gave the mill nine wheels. It has one.</p>", "nine", id="corrected"
    ),
    pytest.param(
        "<p>Staff writer Anna Berg can be reached at berg@valley.example or on the corner.</p>", "reached", id="contact"
    ),
    pytest.param(
        '<p>Підписуйтесь на <a href="https://t.example/mill">наш канал</a>, щоб знати більше.</p>', "канал", id="appeal"
    ),
    pytest.param(
        '<ul><li><a href="/1">The price of bread in nine towns of the valley</a></li>'
        '<li><a href="/2">Nine ways to bake with rye and nothing else in the house</a></li></ul>',
        "Nine ways",
        id="a list of links",
    ),
]
ENDS = [
    "Whoever wins the last race of the valley on Sunday may earn a place on the team, and a sack of flour with it.",
    'The guild of millers put it in <a href="/guild">four words</a> on Saturday: “Come and join our guild.”',
    "Correction officers of the valley were first in line on Saturday, and took home forty loaves for their canteen.",
    "The newspaper that wrote of it first has since lost a third of its subscribers, as the brothers tell with a grin.",
]


@pytest.mark.parametrize(("tail", "words"), TAILS)
def test_what_trails_the_text_is_no_text(tail: str, words: str) -> None:
    author = '<meta name="author" content="Anna Berg">'
    text = article(page(html(author).replace("</article>", f"{tail}</article>"))).text
    assert words not in text
    assert text.endswith("nothing left.")


@pytest.mark.parametrize("words", ENDS)
def test_words_of_notices_within_the_story_are_text(words: str) -> None:
    text = article(page(html().replace("</article>", f"<p>{words}</p></article>"))).text
    assert text.endswith(re.sub("<[^>]+>", "", words))


def test_notices_above_the_text_are_no_text_and_speakers_are() -> None:
    note = "<p><i>Editor’s note: This story stood first in the winter number of the Valley Quarterly.</i></p>"
    said = "Anna Berg: I have lived by that weir for forty years and never once saw the old wheel turn, so who knows."
    author = '<meta name="author" content="Anna Berg">'
    text = article(page(html(author, f"{note}<p>{said}</p>").replace("</article>", f"<p>{said}</p></article>"))).text
    assert text.startswith(said)
    assert "winter number" not in text


BOXES = [
    pytest.param(
        '<div><p>{} It comes in our newsletter.</p><form><input type="email"></form></div>', id="appeal with a form"
    ),
    pytest.param('<div class="a" role="complementary"><p>{}</p></div>', id="part of the page by its role"),
    pytest.param('<div class="a"><img src="a.jpg"><p class="picture-caption">{}</p></div>', id="caption"),
]


@pytest.mark.parametrize("box", BOXES)
def test_boxes_between_paragraphs_are_no_text(box: str) -> None:
    words = "The valley wakes up early on Saturdays, and those who come by bus are told to bring a bag."
    text = article(page(html().replace("<p>Two brothers", f"{box.format(words)}<p>Two brothers"))).text
    assert words not in text
    assert len(text.split("\n\n")) == 3


def test_what_only_says_the_text_again_is_no_text() -> None:
    summary = "By ten in the morning there is usually nothing left. They sell what they grind at the gate on Saturdays."
    quote = "By ten in the morning there is usually nothing left"
    markup = html("", f"<div>{summary}</div>").replace("<p>They sell", f"<p class='x'>{quote}</p><p>They sell")
    paragraphs = article(page(markup)).text.split("\n\n")
    assert len(paragraphs) == 3
    assert paragraphs[0].startswith(FIRST)


def test_damaged_letters_cost_no_paragraph() -> None:
    damaged = (
        html().replace("The mill by", "Itâ€™s the mill by").replace("They sell", "â€œWe sell,â€\x9d they say, and sell")
    )
    paragraphs = article(page(damaged)).text.split("\n\n")
    assert len(paragraphs) == 3
    assert paragraphs[0].startswith("It’s the mill by")
    assert paragraphs[2].startswith("“We sell,”")


def test_captions_are_kept_apart() -> None:
    figure = "<figure><img><figcaption>The wheel turns in March. Photo: A. Berg</figcaption></figure>"
    found = article(page(html("", figure)))
    assert found.captions == "The wheel turns in March. Photo: A. Berg"


def test_a_credit_is_apart_from_its_caption() -> None:
    figure = "<figure><figcaption><span>The wheel turns in March.</span><span>Anna Berg</span></figcaption></figure>"
    assert article(page(html("", figure))).captions == "The wheel turns in March. Anna Berg"


def test_comments_longer_than_the_article_are_no_text() -> None:
    comment = (
        "<li><p>I have lived by that weir for forty years and never once saw the wheel turn, so who knows.</p></li>"
    )
    markup = html().replace("</article>", f'<ul class="post-comments">{comment * 12}</ul></article>')
    assert len(article(page(markup)).text.split("\n\n")) == 3


def test_standfirst_and_headings_and_lists_are_text() -> None:
    above = '<p class="standfirst">Sixty years after it stopped, the mill has two new owners and a new wheel.</p>'
    markup = html("", above).replace("<p>They sell", "<h2>At the gate</h2><ul><li>Rye flour.</li></ul><p>They sell")
    text = article(page(markup)).text
    assert text.startswith("Sixty years after it stopped")
    assert "\n\nAt the gate\n\nRye flour.\n\nThey sell" in text


def test_paragraphs_by_line_breaks() -> None:
    markup = html().replace("</p>", "<br><br>").replace("<p>", "").replace("<article>", '<div class="text">')
    assert len(article(page(markup)).text.split("\n\n")) == 3


def test_the_page_s_own_article_body_where_the_page_has_no_text() -> None:
    sentence = "The mill by the lower weir has been grinding flour again since the spring. "
    stated = '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"%s"}</script>'
    markup = f"<html><head>{stated % (sentence * 8)}</head><body><div id='app'></div></body></html>"
    assert article(page(markup)).text.startswith(FIRST)


def test_the_state_of_a_page_that_scripts_make_visible() -> None:
    sentence = "The mill by the lower weir has been grinding flour again since the spring, says owner number "
    rows = [
        {"type": "paragraph", "content": [{"type": "text", "value": sentence}, {"type": "link", "content": f"{n}."}]}
        for n in range(12)
    ]
    state = json.dumps(
        {"story": {"headline": "The old mill runs again", "body": {"content": rows}}, "nav": ["Home"] * 9}
    )
    markup = f"""<html><head><title>The old mill runs again</title></head><body><div id="app"></div>
    <script id="__STATE__" type="application/json">{state}</script></body></html>"""
    assert article(page(markup)).text.split("\n\n")[11] == f"{sentence}11."
    assert not read(page(markup.replace("<title>The old", "<title>Another"))).articles, "the state of another story"


def test_the_same_page_twice_is_the_same_article() -> None:
    assert article(page(html())) == article(page(html()))
