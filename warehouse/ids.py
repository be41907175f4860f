"""Deterministic, content-derived ids."""

from hashlib import blake2b


def content_id(*parts: object) -> str:
    """16 hex characters that depend on the parts and their order only; None and "" differ."""
    joined = "\x1f".join("\x00" if part is None else str(part) for part in parts)
    return blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
