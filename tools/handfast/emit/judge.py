"""`schemas.json`: every schema that decides something at run time, as one JSON Schema 2020-12 document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import unquote

import jsonschema_rs

from handfast.contract import JSON, Contract, Schema
from handfast.contract.dialect import MANY, NAMED, ONE
from handfast.contract.directions import relaxed
from handfast.contract.references import definition
from handfast.diagnostics import Diagnostic, Pointer, Severity, escape, unescape
from handfast.emit.choices import Choice
from handfast.emit.views import ANNOTATIONS

_KEPT = frozenset({"default", "readOnly", "writeOnly", "xml"})


def judge_document(contract: Contract, choices: Mapping[str, Choice] | None = None) -> str:
    """The text of `schemas.json`.

    `schemas` holds every schema under its key in `$defs`, where anchors and embedded resources are found (JSON Schema
    2020-12 §8.2.4, §9.4.2); `request` and `response` hold, by JSON pointer, the `required` arrays that are shorter in
    that direction; `choices` says by the names of types which branches a value may be (see `Choice`).
    """
    placed = {schema.key: schema for schema in contract.all_schemas()}
    document = {
        "schemas": {"$defs": {key: stripped(schema.node) for key, schema in placed.items()}},
        "request": _patches(placed, "readOnly", contract),
        "response": _patches(placed, "writeOnly", contract),
    }
    if choices:
        document["choices"] = {name: _choice(choice) for name, choice in choices.items()}
    return json.dumps(document, ensure_ascii=True, separators=(",", ":"), sort_keys=False) + "\n"


def refused(contract: Contract, text: str) -> Diagnostic | None:
    """Why the judge can't compile `text`, the contract's `schemas.json`; None when it can."""
    properties = {schema.key: {"$ref": definition(schema.key)} for schema in contract.all_schemas()}
    root = json.loads(text)["schemas"]
    try:
        jsonschema_rs.Draft202012Validator(
            {**root, "properties": properties}, pattern_options=jsonschema_rs.FancyRegexOptions(), offline=True
        )
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        where = Pointer(contract.file, _place(error))
        return Diagnostic(
            "GEN002",
            Severity.ERROR,
            f"the judge can't compile the schemas: {str(error).partition(chr(10))[0][:300]}",
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
    """The schema without annotations that no run-time decision reads, its references pointing into `$defs`."""
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
    if keyword == "$ref" and value.startswith("#/components/"):
        return definition(unquote(value))
    if keyword in ONE:
        return stripped(value)
    if keyword in MANY and isinstance(value, list):
        return [stripped(one) for one in value]
    if keyword in NAMED and isinstance(value, Mapping):
        return {name: stripped(one) for name, one in value.items()}
    return value


def _choice(choice: Choice) -> dict[str, JSON]:
    """A choice, without what says nothing."""
    found: dict[str, JSON] = {"options": [list(one) for one in choice.options]}
    if choice.tags:
        found |= {"tag": choice.tag, "tags": dict(choice.tags)}
    if choice.is_exact:
        found["exact"] = True
    if choice.otherwise is not None:
        found["otherwise"] = choice.otherwise
    return found


def _patches(placed: Mapping[str, Schema], flag: str, contract: Contract) -> dict[str, list[str]]:
    return {
        f"/$defs/{escape(key)}" + "".join("/" + escape(part) for part in one.at): list(one.required)
        for key, schema in placed.items()
        for one in relaxed(schema, flag, contract.schemas)
    }
