"""SPEC061: two schemas name themselves by the same `$id`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

from handfast.contract import Contract
from handfast.diagnostics import Diagnostic, Pointer, Refused, Severity
from handfast.document import JSON, Document, references
from handfast.document.grammar import children

_REFERENCES = ("$ref", "$dynamicRef")


def duplicate_schema_ids(document: Document, _: Contract) -> Iterator[Diagnostic]:
    """A finding for each schema whose URI an earlier, different one has (JSON Schema 2020-12 §8.2.1, §9.1.2).

    An error where something refers to that URI; otherwise nothing depends on which of the two is meant.
    """
    if str(document.files[document.root].get("openapi", "")).startswith("3.0"):
        return  # there, `$id` is no keyword
    found = _named(document)
    for uri, places in found.places.items():
        first = document.value(places[0])
        for place in places[1:]:
            if document.value(place) != first:
                is_used = uri in found.used
                yield Diagnostic(
                    "SPEC061",
                    Severity.ERROR if is_used else Severity.WARNING,
                    f"another schema already has the `$id` `{uri}`",
                    place / "$id",
                    label="references to it are ambiguous" if is_used else "nothing refers to it yet",
                    help=f"give one of them another `$id`; the first stands at {places[0]}",
                )


@dataclass(slots=True)
class _Found:
    """The places of the schemas that have each URI, and the URIs that are referred to."""

    places: dict[str, list[Pointer]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def _named(document: Document) -> _Found:
    found = _Found()
    root = document.root_pointer()
    waiting: deque[tuple[Pointer, str, JSON, str]] = deque([(root, "document", document.value(root), document.root)])
    for reference in references(document):
        try:
            target = document.target(reference.ref, reference.at)
        except Refused:
            continue
        if target.file != document.root:
            waiting.append((target, reference.kind, document.value(target), target.file))
    seen: set[Pointer] = set()
    while waiting:
        at, kind, value, base = waiting.popleft()
        if at in seen or not isinstance(value, dict):
            continue
        seen.add(at)
        if kind == "schema":
            base = _base(value, at, base, found)
        below = children(kind, value)
        waiting += [(Pointer(at.file, at.parts + steps), inner, child, base) for steps, inner, child in below]
    return found


def _base(schema: dict[str, JSON], at: Pointer, base: str, found: _Found) -> str:
    """The URI that references in a schema are relative to; what it is called and refers to is recorded."""
    own = schema.get("$id")
    if isinstance(own, str) and urldefrag(own).url:
        base = _joined(base, own)
        found.places.setdefault(base, []).append(at)
    found.used.update(_joined(base, schema[word]) for word in _REFERENCES if isinstance(schema.get(word), str))
    return base


def _joined(base: str, uri: str) -> str:
    """The URI, absolute where it can be, without its fragment. One that is malformed stays as it is."""
    try:
        return urldefrag(urljoin(base, uri)).url
    except ValueError:
        return uri
