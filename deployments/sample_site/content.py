"""The pages, feeds, sitemaps and robots.txt of the sample site, made from articles.toml and the layouts."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

_LAYOUTS = {
    "northgate-press.example": "northgate",
    "dnipro-courier.example": "courier",
    "mod-bulletin.example": "bulletin",
    "capital-ledger.example": "ledger",
}
_PUBLISHERS = {"northgate-press.example": "Northgate Press", "dnipro-courier.example": "Dnipro Courier"}
HOSTS = tuple(_LAYOUTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post of a live blog, or the whole of an ordinary article."""

    title: str
    published: datetime
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article of the site."""

    host: str
    slug: str
    layout: str
    authors: tuple[str, ...]
    captions: tuple[str, ...]
    is_mojibake: bool
    has_source_link: bool
    body: Post
    posts: tuple[Post, ...]

    @property
    def path(self) -> str:
        """Its path on its host; the year, month and day are in it."""
        return f"/{self.body.published:%Y/%m/%d}/{self.slug}"

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{self.host}{self.path}"

    @property
    def modified(self) -> datetime:
        """When it last changed: the newest post's time."""
        return max([self.body.published, *(post.published for post in self.posts)])


@dataclass(frozen=True, slots=True)
class Resource:
    """What the server answers at one address."""

    content_type: str
    body: bytes
    modified: datetime


@cache
def stories() -> tuple[Story, ...]:
    """All articles, in the order of articles.toml."""
    tables = tomllib.loads(_file("articles.toml"))["article"]
    texts = {table["slug"]: table.get("text", "") for table in tables}
    return tuple(_story(table, texts) for table in tables)


@cache
def resources() -> Mapping[tuple[str, str], Resource]:
    """Everything that is served, by host and path."""
    served: dict[tuple[str, str], Resource] = {}
    for story in stories():
        page = _page(story).encode("utf-8")
        served[story.host, story.path] = Resource("text/html; charset=utf-8", page, story.modified)
    for host in HOSTS:
        own = [story for story in stories() if story.host == host]
        own.sort(key=lambda story: story.modified, reverse=True)
        newest = own[0].modified
        for path, content_type, text in _indexes(host, own):
            served[host, path] = Resource(content_type, text.encode("utf-8"), newest)
    return served


def _story(table: Mapping[str, Any], texts: Mapping[str, str]) -> Story:
    return Story(
        host=table["host"],
        slug=table["slug"],
        layout=table.get("layout", _LAYOUTS[table["host"]]),
        authors=tuple(table["authors"]),
        captions=tuple(table.get("captions", ())),
        is_mojibake=table.get("mojibake", False),
        has_source_link=table.get("source_link", False),
        body=_post(table, texts[table.get("copy_of", table["slug"])]),
        posts=tuple(_post(post, post["text"]) for post in table.get("post", ())),
    )


def _post(table: Mapping[str, Any], text: str) -> Post:
    paragraphs = tuple(part.strip() for part in text.split("\n\n") if part.strip())
    return Post(title=table["title"], published=datetime.fromisoformat(table["published"]), paragraphs=paragraphs)


def _page(story: Story) -> str:
    page = Template(_file(f"layouts/{story.layout}.html")).substitute(
        title=escape(story.body.title),
        url=story.url,
        byline=escape(" and ".join(story.authors)),
        published=story.body.published.isoformat(),
        published_words=f"{story.body.published:%B} {story.body.published.day}, {story.body.published:%Y, %H:%M}",
        published_day=f"{story.body.published:%d.%m.%Y}",
        captions="\n".join(_figure(number, caption) for number, caption in enumerate(story.captions, 1)),
        paragraphs="\n".join(f"<p>{escape(text, quote=False)}</p>" for text in story.body.paragraphs),
        posts="\n".join(_live_post(number, post) for number, post in enumerate(story.posts, 1)),
        source_link='<p><a href="https://example.org/">Source link</a></p>' if story.has_source_link else "",
        json_ld=_json_ld(story),
    )
    return _damaged(page) if story.is_mojibake else page


def _figure(number: int, caption: str) -> str:
    return f'<figure><img src="/img/{number}.jpg" alt=""><figcaption>{escape(caption)}</figcaption></figure>'


def _live_post(number: int, post: Post) -> str:
    paragraphs = "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in post.paragraphs)
    time = f'<time datetime="{post.published.isoformat()}">{post.published:%H:%M}</time>'
    return f'<article class="post" id="post-{number}">\n<h2>{escape(post.title)}</h2>\n{time}\n{paragraphs}\n</article>'


def _json_ld(story: Story) -> str:
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if story.posts else "NewsArticle",
        "headline": story.body.title,
        "url": story.url,
        "datePublished": story.body.published.isoformat(),
        "dateModified": story.modified.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "Organization", "name": _PUBLISHERS.get(story.host, "")},
    }
    if story.posts:
        described["liveBlogUpdate"] = [
            {
                "@type": "BlogPosting",
                "headline": post.title,
                "url": f"{story.url}#post-{number}",
                "datePublished": post.published.isoformat(),
                "articleBody": "\n\n".join(post.paragraphs),
            }
            for number, post in enumerate(story.posts, 1)
        ]
    return json.dumps(described, ensure_ascii=False).replace("</", "<\\/")


def _damaged(text: str) -> str:
    """The text as it comes out when UTF-8 punctuation is read as windows-1252 and written again."""
    for mark in "’“–":
        text = text.replace(mark, mark.encode().decode("cp1252"))
    return text


def _indexes(host: str, own: Sequence[Story]) -> Iterator[tuple[str, str, str]]:
    """Path, content type and text of what lists the articles of a host: newest first, as each outlet does it."""
    yield (
        "/robots.txt",
        "text/plain; charset=utf-8",
        f"User-agent: *\nDisallow: /search\nSitemap: http://{host}/sitemap.xml\n",
    )
    yield "/sitemap.xml", "application/xml", _sitemap(own)
    yield "/", "text/html; charset=utf-8", _front_page(host, own)
    if host == "northgate-press.example":
        yield "/rss.xml", "application/rss+xml; charset=utf-8", _rss(host, own)
    elif host == "dnipro-courier.example":
        yield "/atom.xml", "application/atom+xml; charset=utf-8", _atom(host, own)
    elif host == "capital-ledger.example":
        yield "/news-sitemap.xml", "application/xml", _news_sitemap(own)


def _front_page(host: str, own: Sequence[Story]) -> str:
    items = "\n".join(f'<li><a href="{story.path}">{escape(story.body.title)}</a></li>' for story in own)
    return f"<!DOCTYPE html>\n<html lang='en'>\n<title>{host}</title>\n<ul>\n{items}\n</ul>\n</html>\n"


def _rss(host: str, own: Sequence[Story]) -> str:
    items = "\n".join(
        f"<item><title>{escape(story.body.title)}</title><link>{story.url}?utm_source=rss</link>"
        f'<guid isPermaLink="false">{story.slug}</guid>'
        f"<pubDate>{format_datetime(story.body.published)}</pubDate></item>"
        for story in own
    )
    head = f"<title>Northgate Press</title><link>http://{host}/</link><description>World news</description>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{head}\n{items}\n</channel></rss>\n'


def _atom(host: str, own: Sequence[Story]) -> str:
    entries = "\n".join(
        f"<entry><id>tag:{host},2025:{story.slug}</id><title>{escape(story.body.title)}</title>"
        f'<link href="{story.path}"/>'
        f"<published>{story.body.published.isoformat()}</published><updated>{story.modified.isoformat()}</updated></entry>"
        for story in own
    )
    head = f"<id>tag:{host},2025:feed</id><title>Dnipro Courier</title><updated>{own[0].modified.isoformat()}</updated>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{head}\n{entries}\n</feed>\n'


def _sitemap(own: Sequence[Story]) -> str:
    entries = "\n".join(
        f"<url><loc>{story.url}</loc><lastmod>{story.modified.isoformat()}</lastmod></url>" for story in own
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}\n</urlset>\n'
    )


def _news_sitemap(own: Sequence[Story]) -> str:
    entries = "\n".join(
        f"<url><loc>{story.url}</loc><news:news><news:publication><news:name>The Capital Ledger</news:name>"
        f"<news:language>en</news:language></news:publication>"
        f"<news:publication_date>{story.body.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(story.body.title)}</news:title></news:news></url>"
        for story in own
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{entries}\n</urlset>\n'
    )


def sources_toml(address: str, port: int) -> str:
    """The sources of the site while it is served at an address and port."""
    return Template(_file("layouts/sources.toml")).substitute(served_by=json.dumps([address, port]))


def http_date(moment: datetime) -> str:
    """A time as HTTP headers write it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _file(name: str) -> str:
    return files("deployments.sample_site").joinpath(name).read_text(encoding="utf-8")
