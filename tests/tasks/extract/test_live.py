"""Live blogs are cut into posts where the page marks them."""

from datetime import UTC, datetime

from tests.tasks.extract.pages import html, page, read

POST = (
    '<div class="post" id="p{n}" {mark}><time datetime="2025-02-0{n}T10:00:00Z">{n} Feb</time><h3>Post {n}</h3>'
    "<p>Number {n} of the notes from the hall, where the votes have been counted since the early morning.</p></div>"
)


def blog(mark: str, head: str = "") -> str:
    posts = "".join(POST.format(n=n, mark=mark) for n in (3, 2, 1))
    return html(head).replace("</article>", f"</article><section>{posts}</section>")


def test_microdata() -> None:
    found = read(page(blog('itemprop="liveBlogUpdate"'))).articles
    assert [post.url.partition("#")[2] for post in found] == ["", "p3", "p2", "p1"]
    assert found[1].published_at == datetime(2025, 2, 3, 10, tzinfo=UTC)
    assert found[1].title == "Post 3"
    assert "Number 2" not in found[0].text
    assert len({post.article_id for post in found}) == 4


def test_a_row_of_alike_elements_on_a_page_that_calls_itself_live() -> None:
    address = "https://outlet.example/live-blog/count"
    assert len(read(page(blog(""), url=address)).articles) == 4
    assert len(read(page(blog(""))).articles) == 1, "any other page is one article"


def test_posts_in_json_ld_keep_their_own_times() -> None:
    update = '{"@type":"BlogPosting","datePublished":"2025-02-0%d","articleBody":"The %s count is done.","@id":"#u%d"}'
    updates = ",".join(update % (n, word, n) for n, word in ((2, "second"), (1, "first")))
    head = f'<script type="application/ld+json">{{"@type":"LiveBlogPosting","liveBlogUpdate":[{updates}]}}</script>'
    posts = read(page(html(head))).articles[1:]
    assert [post.text for post in posts] == ["The second count is done.", "The first count is done."]
    assert [post.published_precision for post in posts] == ["day", "day"]
