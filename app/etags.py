"""Entity tags (RFC 9110 §8.8.3)."""

from __future__ import annotations

import re

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def strong(sha256: str) -> str:
    """The strong entity tag of content with this digest."""
    return f'"{sha256}"'


def matches(if_none_match: str | None, etag: str) -> bool:
    """Whether the header `If-None-Match` names the tag, by weak comparison (RFC 9110 §13.1.2)."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or etag in _TAG.findall(if_none_match)
