"""The media types that one declared response may be sent as, and the choice among them."""

from __future__ import annotations

from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from handfast.runtime import media
from handfast.runtime.accept import accepted
from handfast.runtime.problems import ContractError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handfast.runtime.accept import Accept
    from handfast.runtime.declare import Content
    from handfast.runtime.judge import Judge
    from handfast.runtime.wire import Wire


BODYLESS = frozenset({204, 205, 304})
"""Statuses of responses without content (RFC 9110 §15.3.5, §15.3.6, §15.4.5)."""

Kind = Literal["items", "json", "xml", "text", "bytes"]
"""What is written: a sequence of items, a value as JSON or XML, text, or bytes as they are."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a body is sent: as what was declared, what that is exactly, and what `Content-Type` says."""

    content: Content | None
    type: media.MediaType
    name: str
    kind: Kind

    @classmethod
    def of(cls, content: Content | None, actual: media.MediaType, name: str) -> Chosen:
        """What is chosen when this content is sent as this media type."""
        return cls(content, actual, name, _kind(actual))


def _kind(actual: media.MediaType) -> Kind:
    if actual.is_stream:
        return "items"
    if actual.is_json:
        return "json"
    if actual.is_xml:
        return "xml"
    return "text" if actual.type == "text" else "bytes"


_NOTHING_DECLARED = Chosen.of(None, media.JSON, media.JSON.name)
_OBVIOUS = {
    "*/*": (media.JSON, media.MediaType("application", "octet-stream")),
    "application/*": (media.JSON, media.MediaType("application", "octet-stream")),
    "text/*": (media.MediaType("text", "plain"), media.MediaType("text", "plain")),
}
"""What a body is sent as below a range when the handler does not say: one that is a value, and one that is bytes."""


class Contents:
    """The declared contents of one response. Those whose media type can't be read are left out."""

    __slots__ = ("_contents", "_judge", "_only", "_types")

    def __init__(self, judge: Judge, declared: Sequence[Content]) -> None:
        known = [(media.parse(content.media_type), content) for content in declared]
        self._judge = judge
        self._types = [parsed for parsed, _ in known if parsed is not None]
        self._contents = [content for parsed, content in known if parsed is not None]
        self._only: Chosen | None = None
        if len(self._types) == 1 and not self._types[0].is_range:
            self._only = Chosen.of(self._contents[0], self._types[0], self._contents[0].media_type)

    @property
    def is_choice(self) -> bool:
        """Whether a client can choose: one media type is sent whatever `Accept` says (RFC 9110 §12.5.1)."""
        return len(self._types) > 1

    @property
    def only_json(self) -> Content | None:
        """The only content, if it is JSON."""
        return self._only.content if self._only is not None and self._only.kind == "json" else None

    def has_wanted(self, accept: Accept) -> bool:
        """Whether one of them is acceptable."""
        return accept.preferred(self._types) is not None

    def choose(self, body: Any, wire: Wire, named: str | None) -> Chosen:
        """What a body is sent as: what the reply names, else what the client likes best of what the body can be.

        When the client takes none of those the first is sent all the same, as RFC 9110 §12.5.1 allows: the handler has
        done its work by now.

        Raises:
            ContractError: the reply names something that is not declared, or has to name it and does not.
        """
        if named is not None:
            return self._named(named)
        if self._only is not None:
            return self._only
        if not self._types:
            return _NOTHING_DECLARED
        index = 0
        if len(self._types) > 1:
            fitting = [index for index in range(len(self._types)) if self._fits(index, body)] or [*range(self._count)]
            accept = accepted(wire.header(b"accept"))
            preferred = accept.preferred([self._types[one] for one in fitting]) if accept is not None else 0
            index = fitting[preferred or 0]
        declared, content = self._types[index], self._contents[index]
        if not declared.is_range:
            return Chosen.of(content, declared, content.media_type)
        if declared.name not in _OBVIOUS:
            raise ContractError(f"returned a body for {content.media_type} without saying its media type")
        actual = _OBVIOUS[declared.name][_is_raw(body)]
        return Chosen.of(content, actual, actual.name)

    @property
    def _count(self) -> int:
        return len(self._types)

    def _named(self, name: str) -> Chosen:
        wanted = media.parse(name) if name.isprintable() else None
        index = media.best_match(self._types, wanted) if wanted is not None and not wanted.is_range else None
        if index is None or wanted is None:
            raise ContractError(f"returned a body with the media type {name[:100]!r}, which is not declared")
        return Chosen.of(self._contents[index], wanted, name)

    def _fits(self, index: int, body: Any) -> bool:
        """Whether a body may be of a declared type: bytes may be anything, text is JSON only where JSON may be text."""
        declared, key = self._types[index], self._contents[index].schema
        if isinstance(body, AsyncIterable):
            return not declared.is_json
        if _is_raw(body):
            return True
        if isinstance(body, str):
            return not declared.is_json or key is None or self._takes_text(key)
        return declared.is_json or declared.is_stream or declared.name in ("*/*", "application/*")

    def _takes_text(self, key: str) -> bool:
        return "string" in self._judge.shape(self._judge.schema(key)).kinds


def _is_raw(body: Any) -> bool:
    return isinstance(body, bytes | bytearray | AsyncIterable)
