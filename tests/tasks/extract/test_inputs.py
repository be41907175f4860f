"""Plain text, records, encodings, and what cannot be read."""

import json
from datetime import date

import pytest
from ftfy.badness import is_bad

from tasks.extract import extract, load_topic, repair
from tests.tasks.extract.pages import NOW, article, html, page, read

PLAIN = """\u03c0\u0178\u201c\u00b0 VALLEY NEWS

The old mill runs again, and the valley has bread of its own

The mill by the lower weir has been grinding flour again since the spring, its owners told Valley News on Monday.

The wheel of the mill turns for the first time in sixty years, in the lower valley, May 18, 2025.

Anna Berg/AGN-Nord/Bildhaus

Who buys the flour

“By ten in the morning there is nothing left,” said the older of the brothers.

Farmers bring their grain to the gate of the mill in the lower valley on May 19, 2025.

Bo Castellan/AGN


Source link

Back to top button
"""


def test_plain_text() -> None:
    found = article(page(PLAIN, url="file:///mill.txt", origin="file", content_type="text/plain"))
    assert found.publisher == "Valley News"
    assert found.title == "The old mill runs again, and the valley has bread of its own"
    assert (found.published_date, found.published_basis) == (date(2025, 5, 19), "text_dates")
    assert found.captions.split("\n") == [
        "The wheel of the mill turns for the first time in sixty years, in the lower valley, May 18, 2025."
        " (Anna Berg/AGN-Nord/Bildhaus)",
        "Farmers bring their grain to the gate of the mill in the lower valley on May 19, 2025. (Bo Castellan/AGN)",
    ]
    assert found.text.split("\n\n")[1:] == [
        "Who buys the flour",
        "“By ten in the morning there is nothing left,” said the older of the brothers.",
    ]


def test_plain_text_without_dates_has_none() -> None:
    text = "The mill by the lower weir runs again. Its owners sell at the gate."
    assert article(page(text, origin="file", content_type="text/plain")).published_at is None


@pytest.mark.parametrize(
    ("masthead", "publisher"),
    [
        ("THE VALLEY TIMES", "The Valley Times"),
        ("VALLEY 24", "Valley 24"),
        ("AL WADI TV", "Al Wadi TV"),
        ("BBC NEWS", "BBC News"),
    ],
)
def test_mastheads(masthead: str, publisher: str) -> None:
    text = PLAIN.replace("VALLEY NEWS", masthead).replace("told Valley News", "said")
    assert article(page(text, origin="file", content_type="text/plain")).publisher == publisher


def test_lines_under_the_title_name_authors_and_date() -> None:
    text = PLAIN.replace("\n\nThe mill", "\n\nBy Anna Berg and Bo Castellan\n\nMay 20, 2025\n\nThe mill", 1)
    found = article(page(text, origin="file", content_type="text/plain"))
    assert found.authors == ("Anna Berg", "Bo Castellan")
    assert found.published_date == date(2025, 5, 20)
    assert found.text.startswith("The mill by the lower weir")


HEADS = [
    "The old mill runs again\nBy Anna Berg\nMay 20, 2025 9:15 am",
    "The old mill\nruns again\nMay 20, 2025\nBy Anna Berg",
    "https://outlet.example/2025/mill\n\n# The old mill runs again\n\nBy Anna Berg, 20 May 2025",
]


@pytest.mark.parametrize("head", HEADS)
def test_heads_of_plain_texts(head: str) -> None:
    body = "The mill by the lower weir runs again,\nits owners said.\n\n(Reporting by Anna Berg; editing by B. C.)"
    text = f"{head}\n\n{body}"
    found = article(page(text, origin="file", content_type="text/plain"))
    assert (found.title, found.authors) == ("The old mill runs again", ("Anna Berg",))
    assert found.published_date == date(2025, 5, 20)
    assert found.text == "The mill by the lower weir runs again, its owners said."


def test_a_date_line_dates_but_a_date_in_passing_does_not() -> None:
    rest = "The mill by the lower weir runs again, its owners said at the gate."
    dated = page(f"LOWER VALLEY, 19 May 2025 (AGN) – {rest}", origin="file", content_type="text/plain")
    passing = page(f"Closed since May 19, 1965, the mill runs again. {rest}", origin="file", content_type="text/plain")
    assert article(dated).published_date == date(2025, 5, 19)
    assert article(passing).published_date is None


def record(**row: object) -> str:
    return json.dumps({"url": "https://outlet.example/r", **row})


def test_records_state_their_own_facts() -> None:
    text = "The mill by the lower weir runs again."
    row = record(publisher="Valley News", published="2025-05-19", title="Mill", text=text, authors=["Anna Berg"])
    found = article(page(row, origin="record", content_type="application/json"))
    assert (found.publisher, found.title, found.text, found.authors) == ("Valley News", "Mill", text, ("Anna Berg",))
    assert (found.published_date, found.published_basis) == (date(2025, 5, 19), "record")


def test_records_of_html_are_read_like_pages() -> None:
    found = article(
        page(record(publisher="Valley News", html=html()), origin="record", content_type="application/json")
    )
    assert found.publisher == "Valley News"
    assert found.title == "The old mill runs again"
    assert found.text.startswith("The mill by the lower weir")


WORDS = "Café “Zum Wehr” öffnet wieder — für 3 € gibt es Brot und eine Suppe, die früher am Abend übrig blieb."


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("utf-8", "iso-8859-1"), ("cp1252", "iso-8859-1"), ("cp1252", "utf-8"), ("utf-16", "")],
)
def test_encodings(encoding: str, declared: str) -> None:
    markup = html().replace("<p>Two brothers", f"<p>{WORDS}</p><p>Two brothers").replace('<meta charset="utf-8">', "")
    content_type = f"text/html; charset={declared}" if declared else "text/html"
    assert WORDS in article(page(markup.encode(encoding), content_type=content_type)).text


def test_an_xml_declaration_that_lies() -> None:
    markup = '<?xml version="1.0" encoding="iso-8859-1"?>' + html().replace("mill", "Mühle")
    assert "Mühle by the lower weir" in article(page(markup)).text


def test_mojibake_is_repaired_and_good_text_is_left_alone() -> None:
    bad = WORDS.encode().decode("latin-1")
    assert WORDS in article(page(html().replace("<p>Two brothers", f"<p>{bad}</p><p>Two brothers"))).text
    cyrillic = "Млин біля нижньої греблі знову меле борошно, уперше за шістдесят років, розповіли його власники."
    assert cyrillic in article(page(html().replace("<p>Two brothers", f"<p>{cyrillic}</p><p>Two brothers"))).text


def test_text_that_no_rule_of_ftfy_could_find_bad_is_told_without_asking_it() -> None:
    signs = [chr(code) for code in (*range(0x80, 0x600), *range(0x2000, 0x2300), *range(0x2500, 0x25A0))]
    lone = [
        f"{before}{sign}{after}" for sign in signs for before in ("", "a", "A ", ". ") for after in ("", "a", " B", ".")
    ]
    assert [text for text in lone if is_bad(text) and not repair.SUSPECT.search(text)] == []
    assert [text for text in ("it’s", "“No,” he said", "café – bar") if repair.SUSPECT.search(text)] == []


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", "empty"),
        (b" \n\x00\n", "empty"),
        (b"<html><body></body></html>", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_html"),
        (b"%PDF-1.7 and so on", "not_html"),
        (b"just words", "not_html"),
        (b"<html>" + b"<div>" * 300 + b"x", "broken"),
    ],
)
def test_what_cannot_be_read_has_an_outcome_and_a_sentence(body: bytes, outcome: str) -> None:
    found = read(page(body))
    assert (found.articles, found.outcome) == ((), outcome)
    assert found.reason and found.reason.endswith(".")


def test_records_that_cannot_be_read() -> None:
    outcomes = [read(page(row, origin="record")).outcome for row in ("[1]", "{", record(title="x"))]
    assert outcomes == ["broken", "broken", "empty"]


def test_irrelevant_pages_are_kept_only_where_asked_for() -> None:
    kept = read(page(html()))
    assert (kept.outcome, len(kept.articles), kept.articles[0].is_relevant) == ("irrelevant", 1, False)
    assert extract(page(html()), load_topic(), NOW, keep="relevant").articles == ()


def test_libraries_do_not_speak_to_the_user(caplog: pytest.LogCaptureFixture) -> None:
    for body in ("<html><body></body></html>", html(), "<p>x" + html()):
        read(page(body))
    assert caplog.records == []
