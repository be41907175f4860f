"""The web that discover and fetch share: polite, guarded, bounded; and how both write their rows."""

from tasks.web.crawl import WebThread
from tasks.web.known import Known, Lookup, nothing_known
from tasks.web.policy import Policy

__all__ = ["Known", "Lookup", "Policy", "WebThread", "nothing_known"]
