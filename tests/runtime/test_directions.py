"""`readOnly` in requests and `writeOnly` in replies: judged as sent, then left out, however deep they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from single import judge, serve

from handfast.runtime import Body, Content, Operation, Reply, Response
from handfast.runtime.omit import omission

NODE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "stamp": {"$ref": "#/$defs/%23~1stamp"},
        "both": {"allOf": [{"type": "string"}, {"readOnly": True}]},
        "secret": {"type": "string", "writeOnly": True},
        "child": {"$ref": "#/$defs/%23~1node"},
        "list": {"type": "array", "items": {"$ref": "#/$defs/%23~1node"}},
        "map": {"type": "object", "additionalProperties": {"$ref": "#/$defs/%23~1node"}},
        "either": {"oneOf": [{"$ref": "#/$defs/%23~1node"}, {"type": "string"}]},
    },
}
SCHEMAS = {"#/node": NODE, "#/stamp": {"type": "string", "readOnly": True}}
FLAGGED = {"id": 1, "stamp": "s", "both": "b", "secret": "x", "plain": True}
NESTED = {
    **FLAGGED,
    "child": FLAGGED,
    "list": [FLAGGED, {}],
    "map": {"m": {**FLAGGED, "child": FLAGGED}},
    "either": FLAGGED,
}


def left(kept: dict[str, Any]) -> dict[str, Any]:
    return {**kept, "child": kept, "list": [kept, {}], "map": {"m": {**kept, "child": kept}}, "either": kept}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ok(Reply):
    status: ClassVar[int] = 200
    body: Any


def test_both_directions(tmp_path: Path) -> None:
    content = (Content(media_type="application/json", schema="#/node"),)
    operation = Operation(
        pointer="#/o",
        id="o",
        method="POST",
        path="/x",
        handler="o",
        body=Body(content=content, required=True),
        responses=(Response(status="200", reply=Ok, content=content),),
        success=Ok,
    )
    for check in (True, False):
        single = serve(
            judge(tmp_path, SCHEMAS), operation, {"body": Any}, returns=Any, result=NESTED, check_replies=check
        )
        answer = single.ask("POST", "/x", json_body=NESTED)
        assert single.calls[-1]["body"] == left({"secret": "x", "plain": True})
        assert answer.json == left({"id": 1, "stamp": "s", "both": "b", "plain": True})
    assert single.ask("POST", "/x", json_body={"id": "x"}).status == 400  # judged as it was sent


@pytest.mark.parametrize(
    ("schema", "value", "kept"),
    [
        ({"anyOf": [{"properties": {"a": {"readOnly": True}}}, {"properties": {"a": {}}}]}, {"a": 1}, {"a": 1}),
        ({"anyOf": [{"properties": {"a": {"readOnly": True}}}, {"type": "null"}]}, {"a": 1}, {}),
        ({"allOf": [{"properties": {"a": {"readOnly": True}}}, {"properties": {"b": {}}}]}, {"a": 1, "b": 2}, {"b": 2}),
        ({"properties": {"a": {"readOnly": False}}}, {"a": 1}, {"a": 1}),
        ({"items": {"properties": {"a": {"readOnly": True}}}}, [{"a": 1}, 2], [{}, 2]),
        (True, {"a": 1}, {"a": 1}),
    ],
)
def test_choices_and_parts(tmp_path: Path, schema: Any, value: Any, kept: Any) -> None:
    omit = omission(judge(tmp_path, {"#/s": schema}), schema, "readOnly")
    assert (value if omit is None else omit(value)) == kept


def test_a_schema_that_flags_nothing_costs_nothing(tmp_path: Path) -> None:
    decides = judge(tmp_path, SCHEMAS)
    loop = {"properties": {"a": {"$ref": "#/$defs/%23~1loop"}, "b": {"allOf": [{"$ref": "#/$defs/%23~1loop"}]}}}
    assert omission(judge(tmp_path / "b", {"#/loop": loop}), loop, "readOnly") is None
    assert omission(decides, decides.schema("#/node"), "readOnly") is not None


def test_schemas_that_meet_themselves_in_several_parts_are_finite(tmp_path: Path) -> None:
    def again(flag: bool) -> dict[str, Any]:
        return {"properties": {"next": {"$ref": "#/$defs/%23~1a"}, "x": {"readOnly": flag}}}

    schemas = {
        "#/a": {"allOf": [{"$ref": "#/$defs/%23~1b"}, {"$ref": "#/$defs/%23~1c"}]},
        "#/b": again(True),
        "#/c": again(True),
    }
    decides = judge(tmp_path, schemas)
    omit = omission(decides, decides.schema("#/a"), "readOnly")
    assert omit is not None
    assert omit({"x": 1, "next": {"x": 1, "next": {"x": 1, "y": 2}}}) == {"next": {"next": {"y": 2}}}
