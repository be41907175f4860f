"""Fetch: from candidate addresses to stored pages, politely and within caps."""

from tasks.fetch.fetch import fetch

__all__ = ["fetch"]
