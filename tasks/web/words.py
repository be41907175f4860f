"""The words in which discover and fetch end, for raw.outcomes; docs/sources.md tells what each means."""

from typing import Literal

Word = Literal[
    "ok", "unchanged", "known", "duplicate", "irrelevant",
    "bad_address", "unreachable", "blocked_address", "timeout", "host_down",
    "robots_denied", "not_found", "rate_limited", "http_error", "bad_redirect",
    "too_large", "decode_error", "not_html", "empty", "error",
    "not_feed", "not_sitemap", "no_sitemap", "no_preview", "search_refused", "no_items", "quiet", "over_error_budget",
    "missing_file", "empty_file", "unreadable_file", "unknown_kind", "not_text",
    "broken_file", "broken_record", "broken_archive",
]  # fmt: skip
