"""What two contracts spell the same, and what it leads to as well: nothing in it needs to be looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from handfast.compare.same import is_same
from handfast.contract.model import JSON, Contract

Graph: TypeAlias = Mapping[str, tuple[str, ...]]
"""Reference targets, and the targets that each of them names."""


class Unchanged:
    """The reference targets of two contracts that are spelled the same on both sides, with all that they reach."""

    def __init__(self, old: Contract, new: Contract) -> None:
        self.old: Graph = {key: tuple(targets(schema.node)) for key, schema in old.schemas.items()}
        same = {
            key for key, one in old.schemas.items() if key in new.schemas and is_same(one.node, new.schemas[key].node)
        }
        self.new: Graph = {
            key: self.old[key] if key in same else tuple(targets(one.node)) for key, one in new.schemas.items()
        }
        self._all = {*old.schemas, *new.schemas}
        self.keys = same - _reaching(self.old, self._all - same)

    def has(self, old: JSON, new: JSON) -> bool:
        """Whether two schemas are spelled the same and lead to nothing else; False may mean that it is not known."""
        if not is_same(old, new):
            return False
        return len(self.keys) == len(self._all) or all(key in self.keys or key not in self._all for key in targets(old))


def _reaching(graph: Graph, changed: set[str]) -> set[str]:
    """The keys from which some changed key can be reached."""
    users: defaultdict[str, list[str]] = defaultdict(list)
    for key, named in graph.items():
        for target in named:
            users[target].append(key)
    waiting, found = list(changed), set(changed)
    while waiting:
        for user in users[waiting.pop()]:
            if user not in found:
                found.add(user)
                waiting.append(user)
    return found


def targets(node: JSON) -> Iterator[str]:
    """Everything in a schema that may be a reference, the entries of a discriminator's `mapping` included.

    Data that only looks like one may be among it.
    """
    waiting: list[JSON] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            for key, value in one.items():
                if key == "$ref" and isinstance(value, str):
                    yield value
                elif key == "defaultMapping":
                    yield mapping_target(value)
                elif key == "mapping" and isinstance(value, dict):
                    yield from map(mapping_target, value.values())
                    waiting.append(value)
                elif isinstance(value, dict | list):
                    waiting.append(value)


def mapping_target(target: JSON) -> str:
    """The reference that an entry of a discriminator's `mapping` means (OpenAPI 3.1 §4.8.25.4)."""
    name = target if isinstance(target, str) else ""
    return name if "#" in name else f"#/components/schemas/{name}"
