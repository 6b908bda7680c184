"""Nothing in a document is out of sight: every edit of every leaf is a change, but for what is equal on purpose."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from documents import Way, at, leaves, removed, replaced

from handfast.compare import Change, Kind, Level, compare
from handfast.contract import Contract, resolve
from handfast.diagnostics import Pointer, Refused
from handfast.document import Document, load
from handfast.document.grammar import KINDS, Shape, kind_at

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("HANDFAST_SHARED") or ROOT.parent / "shared")
OWN = sorted((ROOT / "tests" / "cases").glob("*/openapi.yaml"))
FIXTURES = sorted(SHARED.glob("suites/openapi-fixtures/*/pass__*.yaml"))
SMALL = sorted(SHARED.glob("corpus/specs/*.json"), key=lambda path: path.stat().st_size)[:20]

EQUAL: dict[str, dict[str, tuple[Any, ...]]] = {
    "parameter": {
        **dict.fromkeys(("required", "deprecated", "allowReserved", "allowEmptyValue"), (False,)),
        "style": ("simple", "form"),
        "explode": (True, False),
    },
    "header": {**dict.fromkeys(("required", "deprecated", "explode"), (False,)), "style": ("simple",)},
    "encoding": {"explode": (True, False)},
    "request body": {"required": (False,)},
    "operation": {"deprecated": (False,)},
    "security scheme": {"deprecated": (False,)},
    "xml": dict.fromkeys(("attribute", "wrapped"), (False,)),
    "schema": {
        **dict.fromkeys(("deprecated", "readOnly", "writeOnly", "uniqueItems", "nullable"), (False,)),
        **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), (False,)),
        **dict.fromkeys(("minLength", "minItems", "minProperties"), (0,)),
        "required": ([],),
    },
}
"""What says the same as its absence: the defaults that a specification gives. All that is equal on purpose when one
leaf is edited, beside empty lists and maps of parts, and references to schemas that say nothing."""


def _says_nothing(source: Any, way: Way) -> bool:
    """Whether a document means the same without the leaf at the end of a way."""
    value, parts = at(source, way), tuple(map(str, way))
    kind, below = kind_at(parts[:-1])
    if kind is None or below:
        return False
    name = parts[-1]
    if any(
        value == one and isinstance(value, bool) == isinstance(one, bool) for one in EQUAL.get(kind, {}).get(name, ())
    ):
        return True
    entry = KINDS[kind].fields.get(name)
    if value in ({}, []) and entry and Shape.ONE not in entry.shapes:
        return name not in ("security", "anyOf", "oneOf")
    return name == "$ref" and _target(source, str(value)) in ({}, True)


def _target(source: Any, reference: str) -> Any:
    document = Document("o", Path(), {"o": source})
    try:
        return document.value(document.target(reference, Pointer("o")))
    except Refused:
        return None


def _edited(value: Any) -> Any:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return value + "x"
    return "x"


def _mutants(source: Any, most: int) -> Iterator[tuple[str, Any]]:
    """Copies of a document that each have one leaf edited or taken away."""
    found = [way for way, _ in leaves(source) if way]
    for way in found[:: max(1, len(found) // most)]:
        if not isinstance(at(source, way), list | dict):
            yield f"edit {way}", replaced(source, way, _edited(at(source, way)))
        if not _says_nothing(source, way):
            yield f"remove {way}", removed(source, way)


def _resolved(name: str, source: Any) -> Contract | None:
    return resolve(Document(name, Path(), {name: source})).contract


def _check(path: Path, most: int) -> int:
    document = load(path)
    source, base = document.files[document.root], _resolved(document.root, document.files[document.root])
    if base is None:
        return 0
    seen = 0
    for what, mutant in _mutants(source, most):
        other = _resolved(document.root, mutant)
        if other is None:  # the edit has broken the document
            continue
        seen += 1
        changes = compare(base, other, Level.FULL)
        assert changes, what
        for level in Level:
            there = compare(base, other, level)
            assert sorted(map(repr, compare(other, base, level))) == sorted(repr(one.reverse()) for one in there), what
        for change in changes:
            _check_places(change, source, mutant)
    assert compare(base, base, Level.FULL) == ()
    return seen


def _check_places(change: Change, old: Any, new: Any) -> None:
    assert change.old is not None, change
    assert change.new is not None, change
    assert change.kind in Kind
    for pointer, source in ((change.old, old), (change.new, new)):
        Document("o", Path(), {"o": source}).value(Pointer("o", pointer.parts))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.parent.name)
def test_every_edit_of_our_own_documents_is_seen(path: Path) -> None:
    if path.parent.name == "multi_file":
        pytest.skip("its references lead to other files; see test_files.py")
    assert _check(path, 25)


def _needs(paths: list[Path]) -> None:
    if not paths and not os.environ.get("CI"):
        pytest.skip("the shared data is not there; name its folder in HANDFAST_SHARED")
    assert paths


def test_every_edit_of_the_fixtures_is_seen() -> None:
    _needs(FIXTURES)
    assert sum(_check(path, 5) for path in FIXTURES) > 300


@pytest.mark.corpus
def test_every_edit_of_real_documents_is_seen() -> None:
    _needs(SMALL)
    assert sum(_check(path, 60) for path in SMALL) > 1000
