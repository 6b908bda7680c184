"""Follows references between and inside the files of a document, and names every schema that is referenced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from handfast.contract.dialect import Lowering, Parts, lower
from handfast.contract.drafts import Dialect, dialect_of
from handfast.contract.model import JSON, Schema
from handfast.diagnostics import Diagnostic, Pointer, Refused, Severity, escape
from handfast.document import Document

_FRAGMENT_SAFE = "~/!$&'()*+,;=:@-._"


@dataclass(slots=True)
class References:
    """The schemas of one document while it is being resolved. `findings` collects what could not be followed."""

    document: Document
    dialect: Dialect
    schemas: dict[str, Schema] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    _waiting: list[tuple[str, Pointer]] = field(default_factory=list)

    def follow(self, value: JSON, at: Pointer) -> tuple[JSON, Pointer]:
        """The object behind a Reference Object (OpenAPI 3.2 §4.23), and where it stands.

        `summary` and `description` beside the reference override the target's. A broken or circular reference is a
        finding, and an empty object stands for it.
        """
        overrides: dict[str, JSON] = {}
        seen: set[Pointer] = set()
        while isinstance(value, Mapping) and isinstance(value.get("$ref"), str):
            overrides = {key: value[key] for key in ("summary", "description") if key in value} | overrides
            target = self._target(value["$ref"], at)
            if target is None:
                return {}, at
            if target in seen:
                self._report("SPEC021", at, "this reference leads back to itself", "point it at an object")
                return {}, at
            seen.add(target)
            value, at = self.document.value(target), target
        if overrides and isinstance(value, Mapping):
            value = {**value, **overrides}
        return value, at

    def schema(self, node: JSON, at: Pointer) -> Schema:
        """The schema at a place, in the one dialect. What it references is registered and resolved by `finish`."""
        key = self.key(at)
        lowering = Lowering(
            self._dialect_at(at),
            rewrite=lambda ref, below: self._rewritten(ref, at, below),
            skip=lambda pattern, below: self._skipped(pattern, Pointer(at.file, at.parts + below)),
        )
        return Schema(at, key, lower(node, lowering))

    def finish(self) -> Mapping[str, Schema]:
        """Every referenced schema by its reference, in the order first named; resolves those still waiting."""
        while self._waiting:
            reference, target = self._waiting.pop()
            self.schemas[reference] = self.schema(self.document.value(target), target)
        return self.schemas

    def reference(self, target: Pointer) -> str:
        """The reference that names a schema in the resolved contract; the schema itself is resolved by `finish`."""
        reference = reference_to(self.key(target))
        if reference not in self.schemas:
            self.schemas[reference] = Schema(target, self.key(target), node=True)
            self._waiting.append((reference, target))
        return reference

    def key(self, at: Pointer) -> str:
        """The key of the schema at a place: see `Schema`."""
        fragment = at.fragment()
        return fragment if at.file == self.document.root else at.file + fragment

    def _dialect_at(self, at: Pointer) -> Dialect:
        """The dialect of the schema at a place: what the schemas around it say, the nearest last."""
        dialect = self.dialect
        for depth in range(len(at.parts)):
            around = self.document.value(Pointer(at.file, at.parts[:depth]))
            if isinstance(around, Mapping) and dialect is not Dialect.OPENAPI_3_0:
                dialect = dialect_of(around.get("$schema"), dialect)
        return dialect

    def _rewritten(self, ref: str, at: Pointer, below: Parts) -> str:
        here = Pointer(at.file, at.parts + below[:-1])
        target = self._target(ref, here)
        return ref if target is None else self.reference(target)

    def _skipped(self, pattern: str, at: Pointer) -> None:
        finding = Diagnostic(
            "GEN001",
            Severity.WARNING,
            f"the pattern {pattern[:60]!r} is not checked: the judge can't compile it",
            at,
            label="not a regular expression that the judge knows",
            help="write it in the syntax of ECMA-262, without features that only one engine has",
        )
        self.findings.append(finding)

    def _target(self, ref: str, at: Pointer) -> Pointer | None:
        try:
            target = self.document.target(ref, at)
            self.document.value(target)
        except Refused as refused:
            self.findings.extend(refused.findings)
            return None
        except KeyError:
            self._report(
                "SPEC020", at / "$ref", f"`{ref}` points at nothing", "correct the reference, or add its target"
            )
            return None
        return target

    def _report(self, code: str, at: Pointer, message: str, advice: str) -> None:
        self.findings.append(Diagnostic(code, Severity.ERROR, message, at, help=advice))


def reference_to(key: str) -> str:
    """How the resolved contract refers to the schema with this key, as a URI reference."""
    parts = key.split("/")
    if key.startswith("#/components/schemas/") and len(parts) == 4:  # noqa: PLR2004 - `#`, two folders, the name
        return quote(key, safe="#" + _FRAGMENT_SAFE)
    return definition(key)


def definition(key: str) -> str:
    """The reference to a schema that stands in `$defs` under its key."""
    return "#/$defs/" + quote(escape(key), safe=_FRAGMENT_SAFE)
