"""What tells the branches of a choice apart, as words for the names of their classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handfast.contract import JSON
from handfast.emit.names import distinct, pascal
from handfast.emit.views import types_of


def branch_words(branches: list[JSON]) -> Iterator[str]:
    """What tells the branches of a choice apart: their title, a fixed value, or a property only one of them has."""
    taken: set[str] = set()
    for branch in branches:
        node = branch if isinstance(branch, Mapping) else {}
        yield distinct((*_own_words(node, branches), "Option"), taken)


def _own_words(node: Mapping[str, JSON], branches: list[JSON]) -> Iterator[str]:
    yield pascal(str(node.get("title") or ""))
    properties = node.get("properties")
    properties = properties if isinstance(properties, Mapping) else {}
    for prop in properties.values():
        if isinstance(prop, Mapping):
            fixed = prop.get(
                "const", prop["enum"][0] if isinstance(prop.get("enum"), list) and len(prop["enum"]) == 1 else None
            )
            yield pascal(fixed) if isinstance(fixed, str) else ""
    for part in (node, *(node.get("allOf") or ())):
        reference = part.get("$ref") if isinstance(part, Mapping) else None
        yield pascal(reference.rsplit("/", 1)[-1]) if isinstance(reference, str) else ""
    others = [other.get("properties") or {} for other in branches if isinstance(other, Mapping) and other is not node]
    for name in (*(node.get("required") or ()), *properties):
        if not any(name in other for other in others):
            yield f"With{pascal(name)}"
    kinds = types_of(node) - {"null"}
    yield pascal(next(iter(kinds))) if len(kinds) == 1 and not properties else ""
    yield "With" + "And".join(pascal(name) for name in [*properties][:3]) if properties else ""
