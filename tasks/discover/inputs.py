"""What is named on the command line or lies on disk: files, tables of articles, archives, folders of these."""

from collections.abc import Iterator, Sequence
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from tasks.discover.address import canonical, is_web_address
from tasks.discover.sources import INPUT_SOURCE, Kind, Source
from tasks.discover.tables import TABLE_SUFFIXES, BrokenFile, read_table
from tasks.discover.warc import read_warc
from tasks.web.charset import charset_of, with_charset
from tasks.web.media import is_markup, is_text
from tasks.web.policy import Policy
from tasks.web.rows import Run, outcome, page
from tasks.web.words import Word
from warehouse.records import Outcome, Page

_HTML = frozenset({".html", ".htm", ".xhtml"})
_WARC = (".warc", ".warc.gz", ".warc.zst")
_TEXT = frozenset({".txt", ".text"})


def input_sources(inputs: Sequence[str]) -> tuple[Source, ...]:
    """Each INPUT as a source, once: a web address by what it turns out to be, anything else as a path."""
    return tuple(
        Source(
            id=INPUT_SOURCE,
            name=text,
            kind=_kind(text),
            address=text,
            max_age_days=0,
        )
        for text in dict.fromkeys(inputs)
        if text.strip()
    )


def _kind(text: str) -> Kind:
    if not is_web_address(text):
        return "path"
    path = urlsplit(canonical(text) or "").path
    return "warc" if path.lower().endswith(_WARC) else "web"


class Reader:
    """Reads paths of one run. It remembers the items that have an outcome, so that none gets two."""

    def __init__(self, run: Run, policy: Policy) -> None:
        self._run = run
        self._policy = policy
        self._taken: set[int] = set()
        self._folders: set[Path] = set()

    def read(self, source: Source) -> Iterator[Page | Outcome]:
        """The pages of a source of kind path, each with its fetch outcome; a discover outcome for every path tried."""
        yield from self._path(Path(source.address), source.item, source.id, named=True)

    def read_archive(self, source: Source, stream: BinaryIO | RawIOBase) -> Iterator[Page | Outcome]:
        """The pages of a WARC archive that comes as a stream."""
        yield from read_warc(stream, source.item, source.id, self._run, self.fresh, self._policy)

    def fresh(self, url: str, place: str) -> str:
        """url where it has no outcome in this run yet, else the place it was read from."""
        if hash(url) in self._taken:
            return place
        self._taken.add(hash(url))
        return url

    def _path(self, path: Path, item: str, source_id: str, *, named: bool) -> Iterator[Page | Outcome]:
        suffix = path.suffix.lower()
        try:
            if path.is_dir():
                yield from self._folder(path, item, source_id)
            elif not path.exists():
                yield self._failed(item, source_id, "missing_file", f"There is no file {path}.")
            elif not path.is_file():
                yield self._failed(item, source_id, "unknown_kind", f"{path} is neither a file nor a folder.")
            elif path.stat().st_size == 0:
                yield self._failed(item, source_id, "empty_file", f"The file {path} is empty.")
            elif suffix in _HTML | _TEXT:
                yield from self._document(path, item, source_id, is_html=suffix in _HTML)
            elif suffix in TABLE_SUFFIXES:
                yield from read_table(path, source_id, self._run, self.fresh, self._policy.max_body)
                yield outcome(self._run, "discover", item, source_id, "ok")
            elif path.name.lower().endswith(_WARC):
                with path.open("rb") as stream:
                    yield from read_warc(stream, item, source_id, self._run, self.fresh, self._policy)
            else:
                kinds = "html, txt, jsonl, csv, parquet, warc or warc.gz"
                word: Word = "unknown_kind" if named else "irrelevant"
                yield self._failed(item, source_id, word, f"{path} is of no kind that is read ({kinds}).")
        except BrokenFile as error:
            yield self._failed(item, source_id, "broken_file", f"{path} cannot be read: {error}.")
        except OSError as error:
            yield self._failed(item, source_id, "unreadable_file", f"{path} cannot be read: {error.strerror}.")

    def _folder(self, folder: Path, item: str, source_id: str) -> Iterator[Page | Outcome]:
        if folder.resolve() in self._folders:
            yield self._failed(item, source_id, "duplicate", f"The folder {folder} was read already.")
            return
        self._folders.add(folder.resolve())
        children = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        for child in children:
            yield from self._path(child, str(child), source_id, named=False)
        if children:
            yield outcome(self._run, "discover", item, source_id, "ok")
        else:
            yield self._failed(item, source_id, "empty_file", f"The folder {folder} is empty.")

    def _document(self, path: Path, item: str, source_id: str, *, is_html: bool) -> Iterator[Page | Outcome]:
        size = path.stat().st_size
        if size > self._policy.max_body:
            yield self._failed(item, source_id, "too_large", f"{path} is larger than {self._policy.max_body:,} bytes.")
            return
        body = path.read_bytes()
        if not body.strip():
            yield self._failed(item, source_id, "empty_file", f"The file {path} holds nothing but white space.")
        elif is_html and not is_markup(body):
            yield self._failed(item, source_id, "not_html", f"{path} is named like a web page, but is none.")
        elif not is_text(body):
            yield self._failed(item, source_id, "not_text", f"{path} is named like a text, but holds binary data.")
        else:
            codec = charset_of(body, None)
            if codec is None:
                yield self._failed(item, source_id, "decode_error", f"{path} is text in no charset that is known.")
                return
            url = path.resolve().as_uri()
            content_type = with_charset("text/html" if is_html else "text/plain", codec)
            yield page(self._run, source_id, url, body, "file", content_type)
            yield outcome(self._run, "fetch", self.fresh(url, item), source_id, "ok", size=size)
            yield outcome(self._run, "discover", item, source_id, "ok", size=size)

    def _failed(self, item: str, source_id: str, word: Word, reason: str) -> Outcome:
        return outcome(self._run, "discover", item, source_id, word, reason)
