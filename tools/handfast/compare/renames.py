"""Components that have another name on each side and are otherwise written the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

from handfast.compare.forms import Place
from handfast.compare.normal import literal
from handfast.compare.side import Side
from handfast.contract.model import JSON
from handfast.diagnostics import Pointer


class Renames:
    """What each component of one document is called in the other.

    A component that only one side names is the other's that only that side names, if both say the same but for what
    they refer to.
    """

    def __init__(self, old: Side, new: Side) -> None:
        self._names: dict[tuple[str, str], str] = {}
        left, right = _sections(old.root), _sections(new.root)
        for section in left.keys() & right.keys():
            gone = _by_meaning(name for name in left[section].items() if name[0] not in right[section])
            come = _by_meaning(name for name in right[section].items() if name[0] not in left[section])
            for meaning, names in gone.items():
                pairs = zip(names, come.get(meaning, ()), strict=False)
                self._names.update({(section, one): other for one, other in pairs})

    def name(self, section: str, old: str) -> str:
        """What the new document calls a component of the old one."""
        return self._names.get((section, old), old)

    def is_same_target(self, old: Pointer, new: Pointer) -> bool:
        """Whether two references mean the same component: moving one to another place does not rename it."""
        if len(old.parts) < 1 or len(new.parts) < 1:
            return old == new
        section = old.parts[-2] if len(old.parts) > 1 else ""
        return self.name(section, old.parts[-1]) == new.parts[-1]


def _sections(root: Place) -> Mapping[str, Mapping[str, JSON]]:
    components = root.value.get("components")
    sections = components if isinstance(components, Mapping) else {}
    return {name: section for name, section in sections.items() if isinstance(section, Mapping)}


def _by_meaning(components: Iterable[tuple[str, JSON]]) -> Mapping[Hashable, list[str]]:
    groups: defaultdict[Hashable, list[str]] = defaultdict(list)
    for name, value in components:
        groups[literal(_without_targets(value))].append(name)
    return groups


def _without_targets(value: JSON) -> JSON:
    if isinstance(value, Mapping):
        return {key: "" if key == "$ref" else _without_targets(one) for key, one in value.items()}
    return [_without_targets(one) for one in value] if isinstance(value, list) else value
