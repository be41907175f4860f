"""GDELT DOC 2.0: the articles that a search finds, as a JSON list (https://api.gdeltproject.org/api/v2/doc/doc)."""

import json
import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

from tasks.discover.listing import Listed, NotThisKind
from tasks.discover.times import read_time

HOST = "api.gdeltproject.org"
PAGE_SIZE = 250
"""Most records that one answer holds."""

MIN_WINDOW = timedelta(minutes=15)
"""The service refuses a search over less."""

MIN_DELAY = 5.0
"""Seconds between requests that the service asks for."""

_BAD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")


def search_address(query: str, since: datetime, until: datetime) -> str:
    """The address of the newest articles on a query that GDELT saw in a window, UTC."""
    asked = {
        "query": query,
        "mode": "ArtList",
        "format": "json",
        "sort": "DateDesc",
        "maxrecords": str(PAGE_SIZE),
        "startdatetime": f"{since:%Y%m%d%H%M%S}",
        "enddatetime": f"{until:%Y%m%d%H%M%S}",
    }
    return f"https://{HOST}/api/v2/doc/doc?{urlencode(asked)}"


def read_search(body: bytes) -> tuple[Listed, ...]:
    """The articles found; changed_at is when GDELT saw them. Raises NotThisKind, in GDELT's words if it refused."""
    text = body.decode("utf-8", "replace").strip()
    if not text.startswith("{"):
        raise NotThisKind(f"GDELT answered: {' '.join(text.split())[:200] or 'nothing'}")
    try:
        found = json.loads(_BAD_ESCAPE.sub(r"\\\\", text), strict=False)
    except (ValueError, RecursionError) as error:
        raise NotThisKind("GDELT's answer is no valid JSON.") from error
    articles = found.get("articles", [])
    return tuple(
        Listed(
            url=article["url"],
            title=str(article.get("title") or "") or None,
            changed_at=read_time(article.get("seendate")),
        )
        for article in articles
        if isinstance(article, dict) and isinstance(article.get("url"), str)
    )
