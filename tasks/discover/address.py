"""One article, one address: the canonical form under which it is listed, fetched once and stored."""

from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from courlan import normalize_url


def canonical(url: str) -> str | None:
    """The canonical form of an http(s) address, or None where it is none.

    Trackers, fragments, default ports, names and passwords and dot segments go; host in lower case and in IDNA form;
    query parameters sorted (courlan's rules).
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return None
        parts.port  # noqa: B018 -- raises where the port is no number
        path = "/" + parts.path.lstrip("/")  # two slashes would start a host
        resolved = urldefrag(urljoin(text, path) + (f"?{parts.query}" if parts.query else "")).url
        normal = urlsplit(str(normalize_url(resolved, strict=False, trailing_slash=True)))
        host = (normal.hostname or "").encode("idna").decode()
        host = f"[{host}]" if ":" in host else host
        return urlunsplit(normal._replace(netloc=host + (f":{normal.port}" if normal.port else "")))
    except (ValueError, UnicodeError):
        return None


def same_article(url: str) -> tuple[str, ...]:
    """The spellings under which an article is listed: http or https, with www or without, with a last slash or without.

    The same tuple for each of them. url is canonical; one that is no address stands for itself.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return (url,)
    if not host or port is not None:
        return (url,)
    bare, path = host.removeprefix("www."), parts.path.rstrip("/")
    return tuple(
        urlunsplit((scheme, prefix + bare, path + slash, parts.query, ""))
        for scheme in ("https", "http")
        for prefix in ("", "www.")
        for slash in ("", "/")
        if path or slash
    )


def is_web_address(text: str) -> bool:
    """Whether an INPUT is meant as a web address and not as a path."""
    return text.strip().lower().startswith(("http://", "https://"))
