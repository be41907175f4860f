"""Discover: from sources and inputs to candidate addresses, or to pages where the article itself is at hand."""

from tasks.discover.discover import discover, policy_for
from tasks.discover.inputs import input_sources
from tasks.discover.sources import Source, SourcesError, load_sources

__all__ = ["Source", "SourcesError", "discover", "input_sources", "load_sources", "policy_for"]
