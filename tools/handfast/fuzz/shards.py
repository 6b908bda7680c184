"""A contract's operations in parts, for several machines: always the same parts, and none of a chain is split.

Stateful tests follow links, so operations that a chain may lead through stay together: those that declared links name,
and those of one resource (`/pets` and `/pets/{id}`), between which Schemathesis infers links by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handfast.contract.model import JSON, Contract
from handfast.diagnostics import unescape
from handfast.fuzz.evidence import label


def shard(contract: Contract, index: int, total: int) -> tuple[str, ...]:
    """The operations of part `index` of `total` (from 1), in the order of the contract.

    The largest families are dealt out first, each to the part that has least; a part may be empty.
    """
    names = [label(operation) for operation in contract.operations]
    position = {name: number for number, name in enumerate(names)}
    families: dict[str, list[str]] = {}
    for name, root in _families(contract).items():
        families.setdefault(root, []).append(name)
    parts: list[list[str]] = [[] for _ in range(total)]
    for family in sorted(families.values(), key=lambda one: (-len(one), position[one[0]])):
        min(parts, key=len).extend(family)
    return tuple(sorted(parts[index - 1], key=position.__getitem__))


def _families(contract: Contract) -> dict[str, str]:
    """The family of each operation, named by one of its members."""
    parents = {label(operation): label(operation) for operation in contract.operations}

    def root(name: str) -> str:
        while parents[name] != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    for one, other in (*_resources(contract), *_links(contract)):
        parents[root(other)] = root(one)
    return {name: root(name) for name in parents}


def _resources(contract: Contract) -> Iterator[tuple[str, str]]:
    """Operations of one path, and of a collection and its items."""
    first: dict[str, str] = {}
    for operation in contract.operations:
        name = label(operation)
        yield first.setdefault(_collection(operation.path), name), name


def _collection(path: str) -> str:
    head, _, last = path.rstrip("/").rpartition("/")
    return head if last.startswith("{") and last.endswith("}") and head else path.rstrip("/")


def _links(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each operation with a declared link, and the operation that the link names."""
    by_id = {one.operation_id: label(one) for one in contract.operations if one.operation_id}
    by_place = {one.pointer.fragment(): label(one) for one in contract.operations}
    for operation in contract.operations:
        for link in _declared_links(contract.source, operation.pointer.parts):
            target = by_id.get(str(link.get("operationId"))) or by_place.get(str(link.get("operationRef")))
            if target:
                yield label(operation), target


def _declared_links(source: JSON, parts: tuple[str, ...]) -> Iterator[Mapping[str, JSON]]:
    node = _at(source, parts)
    replies = node.get("responses") if isinstance(node, Mapping) else None
    for reply in replies.values() if isinstance(replies, Mapping) else ():
        resolved = _resolved(source, reply)
        links = resolved.get("links") if isinstance(resolved, Mapping) else None
        for link in links.values() if isinstance(links, Mapping) else ():
            found = _resolved(source, link)
            if isinstance(found, Mapping):
                yield found


def _resolved(source: JSON, node: JSON) -> JSON:
    """What a node refers to inside the document; the node itself where it refers to nothing."""
    reference = node.get("$ref") if isinstance(node, Mapping) else None
    if isinstance(reference, str) and reference.startswith("#/"):
        return _at(source, tuple(unescape(token) for token in reference[2:].split("/")))
    return node


def _at(source: JSON, parts: tuple[str, ...]) -> JSON:
    for part in parts:
        if isinstance(source, Mapping) and part in source:
            source = source[part]
        else:
            return None
    return source
