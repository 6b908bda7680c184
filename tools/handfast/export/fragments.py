"""What the contract's own document says about one operation, as its author wrote it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

JSON: TypeAlias = Any

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
UNDECLARABLE: Final = frozenset({"accept", "authorization", "content-type"})
"""Header parameters that a document may name but that OpenAPI tells readers to ignore (OpenAPI 3.1 §4.8.12.1)."""


@dataclass(frozen=True, slots=True)
class Written:
    """One part of a document: as it is written, perhaps only a reference, and as it reads."""

    node: JSON
    value: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Fragment:
    """One operation of a document. Parameters of the path item are merged in, security is the one in effect."""

    node: Mapping[str, JSON]
    parameters: Mapping[Hashable, Written]
    body: Written | None
    replies: Mapping[str, Written]
    security: JSON


NOTHING: Final = Fragment({}, {}, None, {}, None)
"""What a document says about an operation that it does not have."""


@dataclass(frozen=True, slots=True)
class Fragments:
    """The operations of one document, bundled: its references are local."""

    document: Mapping[str, JSON]

    def read(self, node: JSON) -> Written:
        """A part of the document, after any reference it consists of."""
        value, seen = node, set[str]()
        while isinstance(value, dict) and isinstance(ref := value.get("$ref"), str) and ref not in seen:
            seen.add(ref)
            value = self._target(ref)
        return Written(node, value if isinstance(value, dict) else {})

    def operations(self, item: Mapping[str, JSON]) -> Iterator[tuple[str, Mapping[str, JSON]]]:
        """The operations of a path item by method, in upper case."""
        more = item.get("additionalOperations")
        for method in METHODS:
            if isinstance(item.get(method), dict):
                yield method.upper(), item[method]
        if isinstance(more, dict):
            yield from ((method, node) for method, node in more.items() if isinstance(node, dict))

    def fragment(self, item: Mapping[str, JSON], node: Mapping[str, JSON]) -> Fragment:
        """What an operation says, together with its path item."""
        parameters: dict[Hashable, Written] = {}
        for written in (*_listed(item.get("parameters")), *_listed(node.get("parameters"))):
            parameter = self.read(written)
            parameters[parameter_key(parameter.value)] = parameter
        replies = node.get("responses")
        return Fragment(
            node=node,
            parameters=parameters,
            body=self.read(node["requestBody"]) if "requestBody" in node else None,
            replies={
                status if status == "default" else str(status).upper(): self.read(reply)
                for status, reply in (replies.items() if isinstance(replies, dict) else ())
                if not str(status).startswith("x-")
            },
            security=node.get("security", self.document.get("security")),
        )

    def schema(self, key: str | None) -> JSON:
        """The schema that the judge knows as `key`: a pointer into the contract, after the file where not the root."""
        if key is None:
            return {}
        file, _, pointer = key.partition("#")
        if file:
            return {"$ref": f"#/x-files/{file.replace('~', '~0').replace('/', '~1')}{pointer}"}
        if pointer.startswith("/components/schemas/") and pointer.count("/") == 3:  # noqa: PLR2004 - one component
            return {"$ref": key}
        return self._target(key)

    def scheme(self, written: str, live: Collection[str]) -> str:
        """What the run-time calls the scheme that a requirement names: a component, or a URI (OpenAPI 3.2 §4.30).

        One that a URI leads to is called after the last part of its place, or after the whole where that is taken.
        """
        components = self.document.get("components")
        declared = components.get("securitySchemes") if isinstance(components, dict) else None
        if written in (declared or ()) or written in live:
            return written
        file, _, pointer = written.partition("#")
        last = (pointer or file).rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        return last if last in live else next((one for one in live if pointer and one.endswith(f"#{pointer}")), written)

    def schemes(self, live: Collection[str]) -> set[str]:
        """The schemes that some requirement of the document names, as the run-time calls them."""
        paths = self.document.get("paths") or {}
        items = (self.read(item).value for path, item in paths.items() if not path.startswith("x-"))
        nodes = [self.document, *(node for item in items for _, node in self.operations(item))]
        named = {name for node in nodes for one in _listed(node.get("security")) for name in one}
        return {self.scheme(name, live) for name in named}

    def _target(self, ref: str) -> JSON:
        """What a local reference points at: a JSON pointer in a URI fragment (RFC 6901 §6)."""
        value: JSON = self.document
        for token in unquote(ref.removeprefix("#")).split("/")[1:]:
            part = token.replace("~1", "/").replace("~0", "~")
            try:
                value = value[int(part)] if isinstance(value, list) else value[part]
            except (KeyError, IndexError, ValueError, TypeError):
                return None
        return value


def parameter_key(parameter: Mapping[str, JSON]) -> Hashable:
    """What names a parameter on the wire: location and name; header names ignore case (RFC 9110 §5.1)."""
    location, name = parameter.get("in"), str(parameter.get("name"))
    return location, name.lower() if location == "header" else name


def _listed(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else []
