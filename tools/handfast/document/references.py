"""The references of a document: every `$ref` that stands where OpenAPI lets one stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handfast.diagnostics import Pointer, Refused
from handfast.document.grammar import KINDS, children
from handfast.document.model import JSON, Document


@dataclass(frozen=True, slots=True)
class Reference:
    """A `$ref`: `at` is the object that holds it, `kind` what it stands for (`schema`, `parameter`, `path item`).

    `is_name`: it is a name in a security requirement, of the form of a URI.
    """

    at: Pointer
    ref: str
    kind: str
    is_name: bool = False


def references_below(value: JSON, at: Pointer, kind: str) -> Iterator[Reference]:
    """The references inside one value of a kind, targets not visited.

    A schema with an `$id` is a resource of its own (JSON Schema §8.2.1): what it refers to is not ours to find.
    """
    waiting = [(value, at.parts, kind)]
    while waiting:
        value, parts, kind = waiting.pop()
        if not isinstance(value, dict) or (kind == "schema" and _is_resource(value)):
            continue
        if kind == "security requirement":
            names = (name for name in value if not _is_plain(name))
            yield from (Reference(Pointer(at.file, parts), name, "security scheme", is_name=True) for name in names)
            continue
        ref = value.get("$ref")
        if isinstance(ref, str) and KINDS[kind].is_reference_allowed:
            yield Reference(Pointer(at.file, parts), ref, kind)
        waiting.extend((child, parts + steps, inner) for steps, inner, child in children(kind, value))


def names_schemes_by_uri(root: JSON) -> bool:
    """Whether security requirements may name a scheme by a URI, which is new in OpenAPI 3.2 (§4.30)."""
    return not str(root.get("openapi", "")).startswith(("3.0", "3.1"))


def _is_plain(name: str) -> bool:
    """Whether a name in a security requirement can be nothing but the name of a component."""
    return "/" not in name and "#" not in name


def _is_resource(schema: dict[str, JSON]) -> bool:
    """Whether a schema names itself; draft 4 has `id` for that."""
    is_draft_4 = str(schema.get("$schema", "")).startswith("http://json-schema.org/draft-04/")
    return isinstance(schema.get("id" if is_draft_4 else "$id"), str)


def references(document: Document) -> Iterator[Reference]:
    """Every reference that can be reached from the root document, each place once, targets in other files included."""
    root = Pointer(document.root)
    seen: set[tuple[Pointer, str]] = set()
    waiting = [(root, "document")]
    while waiting:
        at, kind = waiting.pop()
        for reference in references_below(document.value(at), at, kind):
            yield reference
            try:
                target = document.target(reference.ref, reference.at)
            except Refused:
                continue
            if (target, reference.kind) not in seen and not is_walked_anyway(target, document.root):
                seen.add((target, reference.kind))
                waiting.append((target, reference.kind))


def is_walked_anyway(target: Pointer, root: str) -> bool:
    """Whether a target is a component of the root document, which the walk from the root visits."""
    return target.file == root and len(target.parts) == 3 and target.parts[0] == "components"  # noqa: PLR2004
