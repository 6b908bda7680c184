"""Text in the charset that its media type names."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from handfast.runtime.problems import UnsupportedMedia
from handfast.runtime.wire import Malformed

if TYPE_CHECKING:
    from handfast.runtime.media import MediaType

_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii"})


def decoded(raw: bytes, said: MediaType | None) -> str:
    """The text of these bytes; UTF-8 where nothing else is said.

    Raises:
        UnsupportedMedia: the charset is not known.
        Malformed: the bytes are no text in it, or have a NUL.
    """
    charset = "utf-8" if said is None else said.parameters.get("charset", "utf-8")
    try:
        codecs.lookup(charset)
        text = str(raw, charset)
    except LookupError:  # also a codec that is not one of text
        raise UnsupportedMedia("the charset of the body is not known") from None
    except UnicodeError as error:
        raise Malformed("is not text in its charset") from error
    if "\0" in text:
        raise Malformed("has a NUL character")
    return text


def require_utf8(said: MediaType) -> None:
    """JSON is UTF-8 whatever its parameters say (RFC 8259 §8.1, §11); another charset is refused, not guessed.

    Raises:
        UnsupportedMedia: it says another one.
    """
    if said.parameters.get("charset", "utf-8") not in _UTF_8:
        raise UnsupportedMedia("JSON must be UTF-8")
