"""What `load` returns: every file of a spec as JSON values, and the bounds it was read under."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote

from handfast.diagnostics import Diagnostic, Pointer, Refused, Severity, unescape

JSON: TypeAlias = Any
"""A JSON value as Python holds it: dict, list, str, int, float, bool, None."""

_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read. A document beyond one of them is refused.

    Sizes are in bytes. `depth` counts nested objects and arrays; `alias_nodes` the values that YAML aliases repeat;
    `digits` the characters of one number.
    """

    file_size: int = 32 * 1024 * 1024
    total_size: int = 64 * 1024 * 1024
    files: int = 1_000
    depth: int = 128
    alias_nodes: int = 1_000_000
    digits: int = 1_000


@dataclass(frozen=True, slots=True)
class Document:
    """A spec and all files that it refers to, by name relative to `folder` with `/` separators.

    Values repeated by YAML aliases are one Python object in several places: never change a value.
    """

    root: str
    folder: Path
    files: Mapping[str, JSON]

    def root_pointer(self) -> Pointer:
        """The place of the root document as a whole."""
        return Pointer(self.root)

    def value(self, pointer: Pointer) -> JSON:
        """The value at a place.

        Raises:
            KeyError: There is none.
        """
        value = self.files[pointer.file]
        for part in pointer.parts:
            if isinstance(value, dict):
                value = value[part]
            elif isinstance(value, list) and _INDEX.fullmatch(part) and int(part) < len(value):
                value = value[int(part)]
            else:
                raise KeyError(str(pointer))
        return value

    def target(self, ref: str, base: Pointer) -> Pointer:
        """The place that `ref`, written in the object at `base`, points at. It exists.

        Raises:
            Refused: It points outside the spec's folder, at the network, or at nothing.
        """
        at = base / "$ref"
        path, _, fragment = ref.partition("#")
        name = base.file if not path or path == self.own_uri() else file_name(path, at)
        if name not in self.files:
            raise Refused(nothing_there(ref, at))
        for parts in self._readings(name, fragment):
            target = Pointer(name, parts)
            try:
                self.value(target)
            except KeyError:
                continue
            return target
        raise Refused(nothing_there(ref, at))

    def own_uri(self) -> str | None:
        """The root's `$self` (OpenAPI 3.2 §4.1.2), by which a document may refer to itself."""
        root = self.files[self.root]
        uri = root.get("$self") if isinstance(root, dict) else None
        return uri.partition("#")[0] if isinstance(uri, str) else None

    def _readings(self, name: str, fragment: str) -> Iterator[tuple[str, ...]]:
        """The ways to read a fragment: percent-decoded (RFC 6901 §6), then as it stands, as many authors write it."""
        decoded = unquote(fragment)
        for spelling in (decoded,) if decoded == fragment else (decoded, fragment):
            if not spelling or spelling.startswith("/"):
                yield tuple(unescape(token) for token in spelling.split("/")[1:])
            else:
                yield from _anchored(self.files[name], spelling)


def _anchored(root: JSON, anchor: str) -> Iterator[tuple[str, ...]]:
    """The places of the schemas that name themselves `anchor` (JSON Schema §8.2.2)."""
    waiting: list[tuple[tuple[str, ...], JSON]] = [((), root)]
    while waiting:
        parts, value = waiting.pop()
        if isinstance(value, dict):
            if anchor in (value.get("$anchor"), value.get("$dynamicAnchor")):
                yield parts
            waiting.extend(((*parts, key), child) for key, child in value.items() if isinstance(child, dict | list))
        else:
            waiting.extend(((*parts, str(i)), child) for i, child in enumerate(value) if isinstance(child, dict | list))


def file_name(path: str, at: Pointer) -> str:
    """The name of the file that a reference written at `at` means, relative to the spec's folder.

    Raises:
        Refused: The path leaves the folder or names the network.
    """
    if is_on_network(path):
        finding = Diagnostic(
            "SPEC009",
            Severity.ERROR,
            f"`{path}` is a URL, and references are not followed over the network",
            at,
            label="this reference is not followed",
            help="copy the file into the spec's folder and refer to it by a relative path",
        )
        raise Refused(finding)
    plain = unquote(path.partition("?")[0])
    name = posixpath.normpath(posixpath.join(posixpath.dirname(at.file), plain))
    if plain.startswith("/") or name == ".." or name.startswith("../") or "\0" in name:
        raise Refused(outside(path, at))
    return name


def is_on_network(path: str) -> bool:
    """Whether a reference's path is a URL, or a path with a host or drive."""
    return _HAS_SCHEME.match(path) is not None


def outside(path: str, at: Pointer) -> Diagnostic:
    """The finding about a reference that leaves the spec's folder."""
    return Diagnostic(
        "SPEC008",
        Severity.ERROR,
        f"`{path}` lies outside the spec's folder",
        at,
        label="leaves the folder that the spec is in",
        help="move the file into the spec's folder, or the spec into a folder that holds both",
    )


def nothing_there(ref: str, at: Pointer) -> Diagnostic:
    """The finding about a reference without a target."""
    return Diagnostic(
        "SPEC020",
        Severity.ERROR,
        f"`{ref}` points at nothing",
        at,
        label="there is no such place",
        help="correct the reference, or add its target",
    )
