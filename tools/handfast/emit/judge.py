"""`schemas.json`: every schema that decides something at run time, as one JSON Schema 2020-12 document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import jsonschema_rs

from handfast.contract import JSON, Contract, Schema
from handfast.contract.dialect import MANY, NAMED, ONE
from handfast.contract.directions import relaxed
from handfast.contract.references import reference_to
from handfast.diagnostics import Diagnostic, Pointer, Severity, escape, unescape
from handfast.emit.views import ANNOTATIONS

_KEPT = frozenset({"default", "readOnly", "writeOnly"})


def judge_document(contract: Contract) -> str:
    """The text of `schemas.json`.

    `schemas` holds components under their names and every other schema under its key in `$defs`; `request` and
    `response` hold, by JSON pointer, the `required` arrays that are shorter in that direction.
    """
    placed = dict(_placed(contract))
    components: dict[str, JSON] = {}
    others: dict[str, JSON] = {}
    for (folder, name), schema in placed.items():
        (components if folder == "components" else others)[name] = stripped(schema.node)
    document = {
        "schemas": {"components": {"schemas": components}, "$defs": others},
        "request": _patches(placed, "readOnly", contract),
        "response": _patches(placed, "writeOnly", contract),
    }
    return json.dumps(document, ensure_ascii=True, separators=(",", ":"), sort_keys=False) + "\n"


def refused(contract: Contract) -> Diagnostic | None:
    """Why the judge can't compile the contract's schemas; None when it can."""
    properties = {schema.key: {"$ref": reference_to(schema.key)} for schema in contract.all_schemas()}
    root = json.loads(judge_document(contract))["schemas"]
    try:
        jsonschema_rs.Draft202012Validator(
            {**root, "properties": properties}, pattern_options=jsonschema_rs.FancyRegexOptions(), offline=True
        )
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        where = Pointer(contract.file, _place(error))
        return Diagnostic(
            "GEN002",
            Severity.ERROR,
            f"the judge can't compile the schemas: {str(error)[:300]}",
            where,
            help="correct it",
        )
    return None


def _place(error: Exception) -> tuple[str, ...]:
    """Where a schema that can't be compiled stands, as far as the judge says."""
    parts = [str(part) for part in getattr(error, "instance_path", ())]
    if parts[:1] == ["$defs"] and len(parts) > 1:
        return tuple(unescape(part) for part in parts[1].removeprefix("#").split("/")[1:]) + tuple(parts[2:])
    return tuple(parts)


def stripped(node: JSON) -> JSON:
    """The schema without annotations that no run-time decision reads."""
    if not isinstance(node, Mapping):
        return node
    if "$id" in node:
        return node
    return {
        keyword: _stripped_keyword(keyword, value)
        for keyword, value in node.items()
        if keyword in _KEPT or (keyword not in ANNOTATIONS and not keyword.startswith("x-"))
    }


def _stripped_keyword(keyword: str, value: JSON) -> JSON:
    if keyword in ONE:
        return stripped(value)
    if keyword in MANY and isinstance(value, list):
        return [stripped(one) for one in value]
    if keyword in NAMED and isinstance(value, Mapping):
        return {name: stripped(one) for name, one in value.items()}
    return value


def _placed(contract: Contract) -> Iterator[tuple[tuple[str, str], Schema]]:
    for schema in contract.all_schemas():
        if reference_to(schema.key).startswith("#/components/"):
            yield ("components", schema.pointer.parts[-1]), schema
        else:
            yield ("$defs", schema.key), schema


def _patches(placed: Mapping[tuple[str, str], Schema], flag: str, contract: Contract) -> dict[str, list[str]]:
    patches: dict[str, list[str]] = {}
    for (folder, name), schema in placed.items():
        base = "/components/schemas/" if folder == "components" else "/$defs/"
        for one in relaxed(schema, flag, contract.schemas):
            patches[base + escape(name) + "".join("/" + escape(part) for part in one.at)] = list(one.required)
    return patches
