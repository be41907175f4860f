"""Page to articles."""

from tasks.extract.article import EXTRACTOR_VERSION, Extracted, Keep, extract
from tasks.extract.topic import Topic, load_topic

__all__ = ["EXTRACTOR_VERSION", "Extracted", "Keep", "Topic", "extract", "load_topic"]
