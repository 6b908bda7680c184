"""SPEC060: the schema of a body that is not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handfast.contract import JSON, Contract, MediaType, Operation
from handfast.contract.sequences import is_sequence
from handfast.diagnostics import Diagnostic, Severity
from handfast.document import Document

_READ = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "application/json", "text/json"})
_XML = frozenset({"application/xml", "text/xml"})
_ANY = frozenset({"*/*", "application/*"})


def unread_schemas(_: Document, contract: Contract) -> Iterator[Diagnostic]:
    """A finding for each content whose schema describes objects or arrays, in a media type that is only passed on."""
    for operation in contract.operations:
        for content in _contents(operation):
            if content.schema is None or _is_read(content.name):
                continue
            if _is_structured(content.schema.node, contract):
                kind = "text" if content.name.lower().startswith("text/") else "bytes"
                yield Diagnostic(
                    "SPEC060",
                    Severity.NOTE,
                    f"the schema of `{content.name}` is not enforced",
                    content.schema.pointer,
                    label=f"handlers get and give {kind}",
                    help="check the content in the handler, or declare a media type that Handfast reads",
                )


def _contents(operation: Operation) -> Iterator[MediaType]:
    yield from operation.body.content if operation.body else ()
    for reply in operation.replies:
        yield from reply.content


def _is_read(media_type: str) -> bool:
    """Whether the run-time reads content of this type by its schema."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence in _READ | _XML | _ANY or essence.endswith(("+json", "+xml")) or is_sequence(essence)


def _is_structured(node: JSON, contract: Contract) -> bool:
    seen: set[str] = set()
    while isinstance(node, Mapping) and node.get("$ref") in contract.schemas and node["$ref"] not in seen:
        seen.add(node["$ref"])
        node = contract.schemas[node["$ref"]].node
    kinds = node.get("type", ()) if isinstance(node, Mapping) else ()
    named = {kinds} if isinstance(kinds, str) else set(kinds)
    return bool(named & {"object", "array"}) or (isinstance(node, Mapping) and "properties" in node)
