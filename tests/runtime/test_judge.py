"""The judge: directions, keys, pointers into the spec, bounds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from single import judge

from handfast.runtime import Judge, Violation

ACCOUNT = {
    "type": "object",
    "required": ["id", "name", "secret"],
    "properties": {"id": {"readOnly": True}, "name": {}, "secret": {"writeOnly": True}},
}


def test_directions(tmp_path: Path) -> None:
    pointer = "/components/schemas/Account/required"
    one = judge(
        tmp_path,
        {"#/list": {"type": "array", "items": {"$ref": "#/components/schemas/Account"}}},
        {"Account": ACCOUNT},
        request={pointer: ["name", "secret"]},
        response={pointer: ["id", "name"]},
    )
    for key, wrap in (("#/components/schemas/Account", lambda value: value), ("#/list", lambda value: [value])):
        sent, answered = wrap({"name": 1, "secret": 1}), wrap({"name": 1, "id": 1})
        assert [one.is_valid(key, value, "request") for value in (sent, answered)] == [True, False]
        assert [one.is_valid(key, value, "response") for value in (sent, answered)] == [False, True]


@pytest.mark.parametrize(
    "key",
    ["#/paths/~1a~1{b}/get/x%20y", "common.yaml#/Limit/schema", "#/a~0b", "plain", "#/components/schemas/No", "é%2F"],
)
def test_keys_of_every_kind(tmp_path: Path, key: str) -> None:
    one = judge(tmp_path, {key: {"type": "integer"}}, {"Yes": {}})
    assert (one.is_valid(key, 1), one.is_valid(key, "a")) == (True, False)
    (violation,) = one.check(key, "a")
    assert violation.rule == f"{key}/type"
    assert one.schema(key) == {"type": "integer"}
    assert one.broken([key, "#/components/schemas/Yes", "#/nope"]) == ("#/nope",)
    with pytest.raises(KeyError):
        one.is_valid("#/nope", 1)


def test_component_names_of_every_kind(tmp_path: Path) -> None:
    one = judge(tmp_path, {}, {"a.b-c_d": {"type": "integer"}, "x/y~z%41": {"$ref": "#/components/schemas/a.b-c_d"}})
    assert one.check("#/components/schemas/x~1y~0z%41", "a")[0].rule == "#/components/schemas/a.b-c_d/type"


def test_violations(tmp_path: Path) -> None:
    one = judge(tmp_path, {"#/s": {"properties": {"a/b": {"items": {"maxLength": 2}}}}})
    assert one.check("#/s", {"a/b": ["x", "long"]}, location="query", name="q") == (
        Violation("query", "q", "/a~1b/1", "#/s/properties/a~1b/items/maxLength", "value is longer than 2 characters"),
    )


def test_unexpected_names_are_shortened(tmp_path: Path) -> None:
    one = judge(tmp_path, {"#/s": {"properties": {"a": {}}, "additionalProperties": False}, "#/no": False})
    assert one.check("#/no", 1)[0].message == "is not allowed"
    (violation,) = one.check("#/s", {f"{index}" + "x" * 1000: 1 for index in range(50)})
    assert len(violation.message) < 450
    assert violation.message.endswith("and 45 more")


def test_at_most_fifty(tmp_path: Path) -> None:
    assert len(judge(tmp_path, {"#/s": {"items": {"type": "string"}}}).check("#/s", [1] * 1000)) == 50


def test_formats_are_asserted_and_unknown_ones_ignored(tmp_path: Path) -> None:
    one = judge(tmp_path, {"#/s": {"format": "uuid"}, "#/t": {"format": "int-of-my-own"}})
    assert (one.is_valid("#/s", "x"), one.is_valid("#/t", "x")) == (False, True)


def test_nothing_is_fetched(tmp_path: Path) -> None:
    one = judge(tmp_path, {"#/s": {"$ref": "http://127.0.0.1:9/schema.json"}})
    with pytest.raises(ValueError, match="Retrieval is disabled"):
        one.broken(["#/s"])


def test_a_hostile_pattern_is_bounded(tmp_path: Path) -> None:
    one = judge(tmp_path, {"#/s": {"pattern": "^(?=a)(a+)+$(?<!x)"}})
    assert not one.is_valid("#/s", "a" * 60 + "!")


def test_the_file_is_read_when_first_asked(tmp_path: Path) -> None:
    path = tmp_path / "schemas.json"
    one = Judge(path)
    path.write_text(json.dumps({"schemas": {"components": {"schemas": {}}, "$defs": {"#/a": True}}}))
    assert one.is_valid("#/a", 1)


def test_shapes_of_recursive_schemas(tmp_path: Path) -> None:
    wide = {
        f"N{index}": {"anyOf": [{"$ref": f"#/components/schemas/N{(index + step) % 60}"} for step in (1, 2, 3)]}
        for index in range(60)
    }
    one = judge(
        tmp_path,
        {},
        {
            **wide,
            "Loop": {"$ref": "#/components/schemas/Loop"},
            "T": {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"$ref": "#/components/schemas/T"}}]},
        },
    )
    assert one.shape(one.schema("#/components/schemas/T")).kinds == {"integer", "array"}
    assert one.shape(one.schema("#/components/schemas/Loop")).kinds
    assert one.shape(one.schema("#/components/schemas/N0")).kinds
