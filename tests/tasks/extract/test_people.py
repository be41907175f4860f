"""Authors: people only, as the byline names them."""

import json

import pytest

from tests.tasks.extract.pages import article, html, page


def ld(author: object) -> str:
    stated = {"@type": "NewsArticle", "author": author, "publisher": {"name": "The Outlet"}}
    return f'<script type="application/ld+json">{json.dumps(stated)}</script>'


ANNA, BO = {"@type": "Person", "name": "Anna Berg"}, {"@type": "Person", "name": "Bo Castellan"}
CASES = [
    pytest.param(html(), (), id="nobody named"),
    pytest.param(html(ld([ANNA, BO])), ("Anna Berg", "Bo Castellan"), id="JSON-LD"),
    pytest.param(html(ld("By ANNA BERG, Staff Writer")), ("ANNA BERG",), id="without By and role"),
    pytest.param(html(ld({"@type": "Person", "name": ["Anna Berg", "Bo Castellan"]})), ("Anna Berg", "Bo Castellan")),
    pytest.param(
        html(ld(ANNA), "<p>By Anna Berg and Bo Castellan, The Outlet</p>"),
        ("Anna Berg", "Bo Castellan"),
        id="the shown byline adds the second author",
    ),
    pytest.param(
        html(ld([ANNA, BO]), "<p>By Anna Berg Photography by Bo Castellan</p>"),
        ("Anna Berg",),
        id="and leaves out others",
    ),
    pytest.param(
        html(ld([ANNA, BO]), "<div>By Anna Berg | Edited by Bo Castellan | 4 May 2025</div>"),
        ("Anna Berg",),
        id="editors",
    ),
    pytest.param(
        html(ld([ANNA, BO]), "<div>By Anna Berg</div><div>By Bo Castellan</div>"),
        ("Anna Berg", "Bo Castellan"),
        id="one line each",
    ),
    pytest.param(html("", '<a rel="author" href="/x">Anna Berg</a>'), ("Anna Berg",), id="a marked link"),
    pytest.param(
        html("", "<div><span>Anna Berg</span><span>May 4, 2025</span></div>"), ("Anna Berg",), id="by the date"
    ),
    pytest.param(
        html("", "<p>Posted on 4 May 2025 by Anna de la Torre</p>"), ("Anna de la Torre",), id="after the date"
    ),
    pytest.param(html('<meta name="author" content="Anna Berg; Bo Castellan">'), ("Anna Berg", "Bo Castellan")),
    pytest.param(html(ld({"name": "Anna Berg and City Desk"})), ("Anna Berg",), id="a desk is no person"),
    pytest.param(html(ld({"@type": "Organization", "name": "The Outlet"})), (), id="nor is the outlet"),
    pytest.param(
        html(ld({"name": "Agence Nord"}), "<p>Photo by Bo Castellan</p>"), ("Agence Nord",), id="photographers"
    ),
    pytest.param(html('<meta name="author" content="https://social.example/outlet">'), (), id="addresses are none"),
    pytest.param(
        html(ld({"name": "Solveig Rene"}), "<p>By Solveig René</p>"), ("Solveig René",), id="accents as shown"
    ),
    pytest.param(html(ld({"name": "C.J. Nilsson Jr."})), ("C.J. Nilsson Jr.",), id="initials keep their stops"),
    pytest.param(
        html("", "<div>Photos and story by Anna Berg Special Correspondent to THE OUTLET</div>"),
        ("Anna Berg",),
        id="a role right after the name",
    ),
    pytest.param(
        html(ld([ANNA, BO]), "<div>By Anna Berg and Bo Castellan Herald Staff</div>"),
        ("Anna Berg", "Bo Castellan"),
        id="an outlet and a role after it",
    ),
    pytest.param(
        html(
            "",
            "<p>Here is what <a class='author' href='/u/1'>Milling Monday Club</a> made of the wheel, the weir, "
            "the flour and all that came of them in one long winter of work.</p>",
        ),
        (),
        id="marks within sentences",
    ),
    pytest.param(
        html().replace(
            "</article>", "<p>(Reporting by Anna Berg and Bo Castellan; editing by C. Nilsson)</p></article>"
        ),
        ("Anna Berg", "Bo Castellan"),
        id="a last line, where nobody else is named",
    ),
    pytest.param(
        html().replace("</article>", "<p>Reporting by The Agence Nord.</p></article>"),
        ("The Agence Nord",),
        id="and the agency in it",
    ),
    pytest.param(
        html().replace(
            "</article>", '</article><div itemprop="author"><span itemprop="name">Agence Nord</span> on the web</div>'
        ),
        ("Agence Nord",),
        id="microdata below the text",
    ),
    pytest.param(
        html().replace("</article>", '</article><div itemprop="author">From staff reports</div>'), (), id="staff"
    ),
]


@pytest.mark.parametrize(("markup", "names"), CASES)
def test_authors(markup: str, names: tuple[str, ...]) -> None:
    assert article(page(markup)).authors == names
