"""Comparing two resolved contracts: a document with itself, and with a copy whose most used component has one edit."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from bench.generation import DOCUMENTS, SPECS
from handfast.compare import Level, compare
from handfast.compare.unchanged import targets
from handfast.contract import JSON, Contract, resolve
from handfast.document import Document, load

_MARK = {"x-edited": True, "description": "edited", "minProperties": 1}


def run() -> dict[str, object]:
    """Figures by document, in CPU seconds without reading and resolving."""
    return {"documents": {name: _measure(SPECS / f"{slug}.json") for name, slug in DOCUMENTS.items()}}


def _measure(spec: Path) -> dict[str, object]:
    document = load(spec)
    name, uses = _most_used(document.files[document.root])
    one, same, other = _resolved(document), _resolved(load(spec)), _resolved(_edited(document, name))
    return {
        "operations": len(one.operations),
        "identical": {str(level): _timed(one, same, level) for level in Level},
        "one_edit": {"component": name, "uses": uses, **{str(level): _timed(one, other, level) for level in Level}},
    }


def _timed(one: Contract, other: Contract, level: Level) -> dict[str, object]:
    started = time.process_time()
    changes = compare(one, other, level)
    return {"cpu_seconds": round(time.process_time() - started, 2), "changes": len(changes)}


def _most_used(source: JSON) -> tuple[str, int]:
    """The component schema that is an object and that most references name, and how many do."""
    prefix = "#/components/schemas/"
    counts = Counter(key.removeprefix(prefix) for key in targets(source) if key.startswith(prefix))
    components = source["components"]["schemas"]
    return next((name, uses) for name, uses in counts.most_common() if components.get(name, {}).get("type") == "object")


def _edited(document: Document, name: str) -> Document:
    source = document.files[document.root]
    schemas = source["components"]["schemas"]
    schemas = {**schemas, name: {**schemas[name], **_MARK}}
    edited = {**source, "components": {**source["components"], "schemas": schemas}}
    return Document(document.root, document.folder, {document.root: edited})


def _resolved(document: Document) -> Contract:
    contract = resolve(document).contract
    if contract is None:
        raise ValueError(document.root)
    return contract
