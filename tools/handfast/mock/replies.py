"""Replies made up from their declaration: body, media type and headers, each proved before it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from pydantic_core import to_json

from handfast import contract, runtime
from handfast.contract import JSON, stated
from handfast.mock import words
from handfast.mock.bodies import actual_type, bytes_of, text_of
from handfast.mock.demand import Impossible
from handfast.mock.operations import Declared, at, followed
from handfast.mock.values import Values
from handfast.runtime import media
from handfast.runtime.accept import accepted
from handfast.runtime.contents import Chosen

_BODYLESS: Final = frozenset({204, 205, 304})
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]|^\s|\s$|^$")
_LEFT_TO_SERVERS: Final = frozenset(
    {"content-length", "content-encoding", "transfer-encoding", "connection", "trailer"}
)
_LEFT_TO_SERVERS_IF_OPTIONAL: Final = frozenset({"set-cookie", "www-authenticate", "allow", "upgrade"})
_ITEMS: Final = 3
_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "cache-control": ("no-store", "no-cache", "max-age=60"),
    "content-disposition": ('attachment; filename="mocked"',),
    "content-encoding": ("identity",),
    "content-language": ("en",),
    "allow": ("GET, HEAD, OPTIONS",),
    "set-cookie": ("session=mocked; Path=/; HttpOnly",),
    "www-authenticate": ('Bearer realm="api"',),
    "link": ('<https://example.com/?page=2>; rel="next"',),
    "vary": ("Accept",),
    "accept-ranges": ("bytes",),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reply should be like. `seed` decides what is made up; `accept` holds the lines of that header.

    `body` is a value that is known already; `headers` are values that may do, by their names in lower case.
    """

    seed: str
    accept: Sequence[str] = ()
    example: str | None = None
    is_dynamic: bool = False
    body: JSON = None
    has_body: bool = False
    headers: Mapping[str, Sequence[JSON]] = field(default_factory=dict)


class Replies:
    """Makes the replies of a contract's operations. `source` is the document."""

    def __init__(self, source: JSON, values: Values) -> None:
        self._source = source
        self.values = values

    def reply(self, declared: Declared, status: int, wish: Wish) -> runtime.Reply:
        """An object of the declared reply's class.

        Raises:
            Impossible: its schemas allow none, or none was found.
        """
        fields: dict[str, Any] = {}
        names = declared.fields
        length: int | None = None
        if "body" in names:
            media_type, body = self._body(declared, status, wish)
            fields["body"] = body
            length = len(body) if isinstance(body, bytes) else None
            if "media_type" in names and media_type is not None:
                fields["media_type"] = media_type
        if not isinstance(getattr(declared.response.reply, "status", None), int):
            fields["status"] = status
        fields |= self._headers(declared, wish, length)
        return declared.response.reply(**fields)

    def content(self, declared: Declared, accept: Sequence[str]) -> tuple[contract.MediaType, runtime.Content] | None:
        """The declared content that the client likes best."""
        known = [(media.parse(one[0].name), one) for one in declared.contents()]
        readable = [(kind, one) for kind, one in known if kind is not None]
        if not readable:
            return None
        wanted = accepted(accept)
        index = wanted.preferred([kind for kind, _ in readable]) if wanted is not None else None
        return readable[index or 0][1]

    def has_example(self, declared: Declared, name: str) -> bool:
        """Whether a content of the reply has an example of this name."""
        return any(name in self._examples(content) for content in declared.reply.content)

    # --- bodies -------------------------------------------------------------------------------------------------------

    def _body(self, declared: Declared, status: int, wish: Wish) -> tuple[str | None, Any]:
        """The media type and the body."""
        pair = self.content(declared, wish.accept)
        if pair is None or status in _BODYLESS:
            return None, b"{}"
        content, written = pair
        kind = media.parse(content.name)
        assert kind is not None  # noqa: S101 - `content` has read it
        if kind.is_range:
            kind = media.parse(actual_type(kind)) or kind
        name = content.name if media.parse(content.name) == kind else kind.name
        match Chosen.of(written, kind, name).kind:
            case "json":
                return name, to_json(self._value(content, written, wish))
            case "items":
                return name, self._items(content, written, wish)
            case "xml":
                return name, self._xml(content, written, kind, wish)
            case "text":
                return name, self._text(content, written, kind, wish)
            case _:
                return name, bytes_of(kind)

    def _value(self, content: contract.MediaType, written: runtime.Content, wish: Wish) -> JSON:
        """A value of a body's schema: what is known, else an example, else made up."""
        if wish.has_body and written.schema is None:
            return wish.body
        if wish.has_body and written.schema is not None and self._is_sendable(written.schema, wish.body):
            return self.values.sent(written.schema, wish.body)
        for example in self._wanted_examples(content, wish):
            if written.schema is None or self._is_sendable(written.schema, example):
                return example if written.schema is None else self.values.sent(written.schema, example)
        if content.schema is None or written.schema is None:
            return {}
        return self.values.of(content.schema, written.schema, wish.seed, is_dynamic=wish.is_dynamic)

    def _is_sendable(self, key: str, value: JSON) -> bool:
        return self.values.is_valid(key, self.values.sent(key, value))

    def _items(self, content: contract.MediaType, written: runtime.Content, wish: Wish) -> list[JSON]:
        schema, key = content.item_schema, written.item_schema
        if schema is None or key is None:
            schema, key = content.schema, written.schema
        if schema is None or key is None:
            return ["mocked"]
        seeds = [f"{wish.seed}/{index}" for index in range(_ITEMS)]
        return [self.values.of(schema, key, seed, is_dynamic=wish.is_dynamic) for seed in seeds]

    def _xml(
        self, content: contract.MediaType, written: runtime.Content, kind: media.MediaType, wish: Wish
    ) -> JSON | bytes:
        if written.schema is None:
            return bytes_of(kind)
        value = self._value(content, written, wish)
        return value if isinstance(value, dict | list) else bytes_of(kind) if kind.type != "text" else str(value)

    def _text(self, content: contract.MediaType, written: runtime.Content, kind: media.MediaType, wish: Wish) -> JSON:
        if wish.has_body:
            return wish.body if isinstance(wish.body, str) else to_json(wish.body).decode()
        texts = [one for one in self._wanted_examples(content, wish) if isinstance(one, str)]
        key = written.schema
        is_judged = key is not None and "string" in self.values.judge.shape(self.values.judge.schema(key)).kinds
        for one in [*texts, text_of(kind)]:
            if key is None or not is_judged or self.values.is_valid(key, one):
                return one
        value = self._value(content, written, wish)
        return value if isinstance(value, str) else to_json(value).decode()

    def _wanted_examples(self, content: contract.MediaType, wish: Wish) -> Iterator[JSON]:
        examples = self._examples(content)
        if wish.example is not None and wish.example in examples:
            yield examples[wish.example]
        if not wish.is_dynamic:
            yield from examples.values()

    def _examples(self, content: contract.MediaType) -> dict[str, JSON]:
        """The examples of a media type by name (OpenAPI 3.2 §4.14.1); the nameless one goes by the empty name."""
        try:
            node = at(self._source, content.pointer.parts)
        except (KeyError, IndexError, ValueError, TypeError):
            return {}
        found: dict[str, JSON] = {}
        named = node.get("examples") if isinstance(node, dict) else None
        for name, one in named.items() if isinstance(named, dict) else ():
            example = followed(self._source, one)
            if isinstance(example, dict):
                found.update((name, example[word]) for word in ("value", "dataValue") if word in example)
        if isinstance(node, dict) and "example" in node:
            found[""] = node["example"]
        return found

    # --- headers ------------------------------------------------------------------------------------------------------

    def _headers(self, declared: Declared, wish: Wish, length: int | None) -> dict[str, JSON]:
        """Values of the declared headers by the fields that hold them.

        Raises:
            Impossible: a required one has no value that was found.
        """
        found: dict[str, JSON] = {}
        for header, written in declared.headers():
            name = header.name.lower()
            known = {"content-length": [length]} if length is not None else {}
            if not header.required and name not in wish.headers and _is_left_out(name):
                continue
            random = Random(f"{wish.seed} {name}")  # noqa: S311 - nothing here is secret
            try:
                found[written.field] = self._header(header, written, {**known, **wish.headers}, random)
            except Impossible:
                if header.required:
                    raise
        return found

    def _header(
        self, header: contract.Header, written: runtime.Header, known: Mapping[str, Sequence[JSON]], random: Random
    ) -> JSON:
        schema, name = stated(header.schema, header.content), header.name.lower()
        candidates = [*known.get(name, ())]
        candidates += _HEADERS.get(name, ())
        if name in ("date", "last-modified", "expires", "sunset"):
            candidates += words.of_format("http-date", random)
        if name == "etag":
            candidates.append(f'"{random.getrandbits(64):016x}"')
        if name == "location":
            candidates += words.of_format("uri", random)
        if name == "retry-after":
            candidates += [5, "5"]
        if schema is None or written.schema is None:
            return candidates[0] if candidates else words.word(random)
        for one in candidates:
            if self.values.is_valid(written.schema, one):
                return one
        for attempt in range(_ITEMS):
            value = self.values.of(schema, written.schema, f"{random.random()}{attempt}", name=header.name)
            if header.content is not None or not any(_CONTROL.search(text) for text in _texts(value)):
                return value
        raise Impossible


def _is_left_out(name: str) -> bool:
    return name in _LEFT_TO_SERVERS or name in _LEFT_TO_SERVERS_IF_OPTIONAL


def _texts(value: JSON) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            yield from (text for one in value for text in _texts(one))
        case dict():
            yield from (text for one in value.values() for text in _texts(one))
