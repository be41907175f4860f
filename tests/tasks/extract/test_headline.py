"""The headline is the one that the page shows; the outlet's name is no part of it."""

import pytest

from tests.tasks.extract.pages import article, html, page

OG = '<meta property="og:title" content="%s"><meta property="og:site_name" content="%s"><title>%s</title>'
CASES = [
    pytest.param(html(OG % ("Mill: all you need to know", "Outlet", "Mill")), "The old mill runs again", id="shown"),
    pytest.param(
        html(OG % ("The old mill runs again - The Valley Sun", "The Valley Sun", ""), title="Valley Sun"),
        "The old mill runs again",
        id="an h1 that is the logo",
    ),
    pytest.param(
        html(OG % ("The old mill runs again | Valley | Sun", "", ""), title="Sport"),
        "The old mill runs again | Valley | Sun",
        id="parts that are not the outlet stay",
    ),
    pytest.param(
        html(OG % ("The old mill runs again", "", ""), title="<span>Opinion</span> The old mill runs again"),
        "The old mill runs again",
        id="a section label in front",
    ),
    pytest.param(html(title="Ships: the long way home"), "Ships: the long way home", id="colons are no separators"),
]


@pytest.mark.parametrize(("markup", "title"), CASES)
def test_title(markup: str, title: str) -> None:
    assert article(page(markup)).title == title


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content="The Valley Sun">', "The Valley Sun"),
        ('<meta property="og:site_name" content="Valley Sun - News, weather and sport from the valley">', "Valley Sun"),
        (
            '<script type="application/ld+json">{"@type":"Article","publisher":{"name":"Valley Sun"}}</script>',
            "Valley Sun",
        ),
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"Article","publisher":{"@id":"#o"}},'
            '{"@type":"Organization","@id":"#o","name":"Valley Sun"}]}</script>',
            "Valley Sun",
        ),
        ("", "outlet.example"),
    ],
)
def test_publisher_is_never_missing(head: str, name: str) -> None:
    assert article(page(html(head))).publisher == name
