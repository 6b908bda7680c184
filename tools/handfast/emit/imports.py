"""Import lines for what a module's types mention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handfast.emit.types import Anything, LiteralOf, Named, Scalar, StreamOf, Type, parts

_ORIGINS: Mapping[str, str] = {"UUID": "uuid", "datetime": "datetime", "date": "datetime"} | dict.fromkeys(
    ("Upload", "DecimalNumber"), "handfast.runtime"
)


def type_imports(types: Iterable[Type]) -> dict[str, set[str]]:
    """The names to import for these types, by module; DTOs come from `..models`, the principal from `..security`."""
    found: dict[str, set[str]] = {}
    for one in types:
        for part in parts(one):
            origin = _origin(part)
            if origin:
                found.setdefault(origin[0], set()).add(origin[1])
    return found


def import_lines(names: Mapping[str, Iterable[str]]) -> list[str]:
    """One import line for each module that has names to import. The formatter sorts them."""
    return [f"from {source} import {', '.join(sorted(found))}" for source, found in names.items() if found]


def _origin(part: Type) -> tuple[str, str] | None:
    match part:
        case Named("Principal"):
            return "..security", "Principal"
        case Named(name):
            return "..models", name
        case Anything():
            return "typing", "Any"
        case LiteralOf():
            return "typing", "Literal"
        case StreamOf():
            return "collections.abc", "AsyncIterator"
        case Scalar(name) if name in _ORIGINS:
            return _ORIGINS[name], name
        case _:
            return None
