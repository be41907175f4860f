"""Lists of addresses: one a line; empty lines and lines that start with # are passed over."""

from collections.abc import Iterable, Iterator

from tasks.discover.listing import Listed


def read_list(lines: Iterable[str]) -> Iterator[Listed]:
    """The addresses of a list."""
    for line in lines:
        address = line.strip().removeprefix("\ufeff")
        if address and not address.startswith("#"):
            yield Listed(url=address)
