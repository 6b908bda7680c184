"""The document as its author wrote it, in one value: references into other files become local ones."""

from __future__ import annotations

from collections.abc import Mapping

from handfast.contract.model import JSON
from handfast.diagnostics import Pointer, Refused, escape
from handfast.document import Document

FILES = "x-files"
"""Where the bundle keeps the other files of the document, by name."""


def bundled(document: Document) -> JSON:
    """The root document; with several files, the others stand under `x-files` and references point there.

    A single-file document is returned as it is, not copied.
    """
    root = document.files[document.root]
    if len(document.files) == 1:
        return root
    others = {name: _relinked(value, Pointer(name), document) for name, value in document.files.items()}
    own = others.pop(document.root)
    return {**own, FILES: others}


def _relinked(value: JSON, at: Pointer, document: Document) -> JSON:
    if isinstance(value, Mapping):
        return {
            key: _local(one, at, document)
            if key == "$ref" and isinstance(one, str)
            else _relinked(one, at / key, document)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_relinked(one, at / index, document) for index, one in enumerate(value)]
    return value


def _local(ref: str, at: Pointer, document: Document) -> str:
    try:
        target = document.target(ref, at)
    except Refused:
        return ref
    if target.file == document.root:
        return target.fragment()
    return f"#/{FILES}/{escape(target.file)}" + target.fragment().removeprefix("#")
