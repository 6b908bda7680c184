"""What the operations of a document reach by references."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from handfast.diagnostics import Pointer, Refused
from handfast.document import JSON, Document
from handfast.document.references import references_below

_ENTRANCES = (("paths", "paths"), ("webhooks", "path item"))


@dataclass(slots=True)
class Reach:
    """The places that hold references which are followed from an operation, and the targets of these."""

    references: set[Pointer] = field(default_factory=set)
    targets: set[Pointer] = field(default_factory=set)


def reach(document: Document) -> Reach:
    """What is reached from the paths and webhooks.

    A schema that a reached discriminator may choose counts as reached: one that it maps to, and one that extends the
    schema it stands in (OpenAPI 3.1 §4.8.25).
    """
    reached = Reach()
    _follow(document, list(_entrances(document)), reached)
    while chosen := [pointer for pointer in _chosen(document, reached) if pointer not in reached.targets]:
        reached.targets.update(chosen)
        _follow(document, [(pointer, "schema") for pointer in chosen], reached)
    return reached


def _entrances(document: Document) -> Iterator[tuple[Pointer, str]]:
    root = document.root_pointer()
    for name, kind in _ENTRANCES:
        value = document.files[document.root].get(name)
        if not isinstance(value, dict):
            continue
        if kind == "paths":
            yield root / name, kind
        else:
            yield from ((root / name / key, kind) for key in value)


def _follow(document: Document, waiting: list[tuple[Pointer, str]], reached: Reach) -> None:
    while waiting:
        at, kind = waiting.pop()
        for reference in references_below(document.value(at), at, kind):
            reached.references.add(reference.at)
            try:
                target = document.target(reference.ref, reference.at)
            except Refused:
                continue
            if target not in reached.targets:
                reached.targets.add(target)
                waiting.append((target, reference.kind))


def _chosen(document: Document, reached: Reach) -> Iterator[Pointer]:
    """The components that a reached discriminator may choose."""
    schemas = _schemas(document)
    for target in tuple(reached.targets):
        discriminator = _discriminator(document.value(target))
        for meant in _mapped(discriminator):
            named = _component(document, meant) if meant in schemas else _target(document, meant, target)
            if named is not None:
                yield named
    for name, schema in schemas.items():
        if any(_extends_choice(document, ref, name) for ref in _bases(schema, document, reached, name)):
            yield _component(document, name)


def _bases(schema: JSON, document: Document, reached: Reach, name: str) -> Iterator[str]:
    parts = schema.get("allOf") if isinstance(schema, dict) else None
    for part in parts if isinstance(parts, list) else ():
        ref = part.get("$ref") if isinstance(part, dict) else None
        if isinstance(ref, str) and _target(document, ref, _component(document, name)) in reached.targets:
            yield ref


def _extends_choice(document: Document, ref: str, name: str) -> bool:
    base = _target(document, ref, _component(document, name))
    return base is not None and bool(_discriminator(document.value(base)))


def _discriminator(schema: JSON) -> JSON:
    found = schema.get("discriminator") if isinstance(schema, dict) else None
    return found if isinstance(found, dict) else {}


def _mapped(discriminator: JSON) -> Iterator[str]:
    mapping = discriminator.get("mapping")
    if isinstance(mapping, dict):
        yield from (value for value in mapping.values() if isinstance(value, str))
    default = discriminator.get("defaultMapping")
    if isinstance(default, str):
        yield default


def _target(document: Document, ref: str, at: Pointer) -> Pointer | None:
    try:
        return document.target(ref, at)
    except Refused:
        return None


def _component(document: Document, name: str) -> Pointer:
    return document.root_pointer() / "components" / "schemas" / name


def _schemas(document: Document) -> dict[str, JSON]:
    components = document.files[document.root].get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    return schemas if isinstance(schemas, dict) else {}
