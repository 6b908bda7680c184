"""SPEC060: the schema of a body that is not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handfast.contract import JSON, Contract, MediaType, Operation
from handfast.contract.sequences import is_sequence
from handfast.diagnostics import Diagnostic, Severity
from handfast.document import Document

_JSON = frozenset({"application/json", "text/json"})
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_XML = frozenset({"application/xml", "text/xml"})
_ANY = frozenset({"*/*", "application/*"})


def unread_schemas(_: Document, contract: Contract) -> Iterator[Diagnostic]:
    """A finding for each operation and content whose schema describes objects or arrays that are only passed on.

    So are forms in replies, and every kind of multipart but forms: its parts have no names, only places.
    """
    for operation in contract.operations:
        for content, is_reply in _contents(operation):
            if not _is_read(content, is_reply=is_reply) and _is_structured(content, contract):
                schema = content.schema or content.item_schema
                kind = "text" if _essence(content).startswith("text/") else "bytes"
                yield Diagnostic(
                    "SPEC060",
                    Severity.NOTE,
                    f"{operation.method} {operation.path}: the schema of `{content.name}` is not enforced",
                    content.pointer if schema is None else schema.pointer,
                    label=f"handlers {'give' if is_reply else 'get'} {kind}",
                    help="check the content in the handler, or declare a media type that Handfast reads",
                )


def _contents(operation: Operation) -> Iterator[tuple[MediaType, bool]]:
    """The contents of a request and, those with True, of replies."""
    for content in operation.body.content if operation.body else ():
        yield content, False
    for reply in operation.replies:
        for content in reply.content:
            yield content, True


def _is_read(content: MediaType, *, is_reply: bool) -> bool:
    """Whether the run-time reads or writes content of this type by its schema."""
    essence = _essence(content)
    if essence in _FORMS:
        return not is_reply and all(one.name in content.encoding for one in content.encodings)
    return essence in _JSON | _XML | _ANY or essence.endswith(("+json", "+xml")) or is_sequence(essence)


def _essence(content: MediaType) -> str:
    return content.name.partition(";")[0].strip().lower()


def _is_structured(content: MediaType, contract: Contract) -> bool:
    """Whether something is said about what is inside content."""
    if content.encodings or content.item_schema is not None:
        return True
    node: JSON = None if content.schema is None else content.schema.node
    seen: set[str] = set()
    while isinstance(node, Mapping) and node.get("$ref") in contract.schemas and node["$ref"] not in seen:
        seen.add(node["$ref"])
        node = contract.schemas[node["$ref"]].node
    kinds = node.get("type", ()) if isinstance(node, Mapping) else ()
    named = {kinds} if isinstance(kinds, str) else set(kinds)
    return bool(named & {"object", "array"}) or (isinstance(node, Mapping) and "properties" in node)
