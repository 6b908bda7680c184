"""What holds for every pair of contracts."""

from __future__ import annotations

from typing import Any

from contracts import body, contract, operation, parameter, reply
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handfast.compare import Change, compare
from handfast.contract.model import Contract

NAMES = ("A", "B", "C")
RUN = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
LEAVES = st.one_of(
    st.sampled_from([True, False]),
    st.sampled_from([{"$ref": f"#/components/schemas/{name}"} for name in NAMES]),
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "integer", ["string", "null"], ["null", "string"]]),
            "format": st.sampled_from(["date", "uuid"]),
            "maxLength": st.integers(0, 2),
            "enum": st.lists(st.sampled_from(["x", "y", 1, True, None]), min_size=1, max_size=3, unique_by=repr),
            "default": st.sampled_from([None, 1, "x"]),
            "readOnly": st.booleans(),
            "description": st.sampled_from(["", "words"]),
        },
    ),
)


def _containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
            "required": st.lists(st.sampled_from(["a", "b"]), unique=True),
            "items": inner,
            "additionalProperties": inner,
            "not": inner,
            "allOf": several,
            "anyOf": several,
            "oneOf": several,
            "prefixItems": several,
            "$ref": st.sampled_from([f"#/components/schemas/{name}" for name in NAMES]),
        },
    )


SCHEMAS = st.recursive(LEAVES, _containers, max_leaves=4)


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    components = {name: draw(SCHEMAS) for name in NAMES}
    parameters = [
        parameter(name, draw(SCHEMAS), required=draw(st.booleans()))
        for name in draw(st.lists(st.sampled_from(["p", "q"]), unique=True))
    ]
    operations = [
        operation(
            *parameters,
            path=path,
            body=draw(st.none() | st.builds(body, SCHEMAS, required=st.booleans())),
            replies=(reply("200", draw(SCHEMAS)),),
        )
        for path in draw(st.lists(st.sampled_from(["/x", "/y/{a}", "/y/{b}"]), unique=True))
    ]
    return contract(*operations, components=components)


def _as_set(changes: tuple[Change, ...]) -> list[str]:
    return sorted(map(repr, changes))


@given(contracts())
@RUN
def test_a_contract_does_not_differ_from_itself(one: Contract) -> None:
    assert compare(one, one) == ()


@given(contracts(), contracts())
@RUN
def test_comparing_the_other_way_round_reverses_every_change(one: Contract, other: Contract) -> None:
    there, back = compare(one, other), compare(other, one)
    assert _as_set(back) == _as_set(tuple(change.reverse() for change in there))


@given(contracts(), contracts())
@RUN
def test_a_reversed_change_reversed_is_the_change(one: Contract, other: Contract) -> None:
    for change in compare(one, other):
        assert change.reverse().reverse() == change


def _renamed(node: Any, names: dict[str, str]) -> Any:
    """The same schema with other component names, other order, and other spellings."""
    if isinstance(node, list):
        return [_renamed(one, names) for one in node]
    if not isinstance(node, dict):
        return node
    spelled: dict[str, Any] = {"description": "other words", "x-note": 1}
    for keyword in reversed(node):
        value = node[keyword]
        if keyword == "$ref":
            spelled["$ref"] = names[value]
        elif keyword == "enum":
            spelled.update({"const": value[0]} if len(value) == 1 else {"enum": value[::-1]})
        elif keyword in {"required", "allOf", "anyOf", "oneOf"}:
            spelled[keyword] = _renamed(value[::-1], names)
        elif keyword == "type" and isinstance(value, str):
            spelled[keyword] = [value]
        elif keyword == "properties":
            spelled[keyword] = {name: {"allOf": [_renamed(one, names)]} for name, one in reversed(value.items())}
        elif keyword in {"default", "readOnly", "type"}:
            spelled[keyword] = value
        else:
            spelled[keyword] = _renamed(value, names)
    return spelled


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, SCHEMAS)), SCHEMAS, st.permutations(NAMES))
@RUN
def test_names_order_and_spelling_say_nothing(components: dict[str, Any], held: Any, others: list[str]) -> None:
    ref = "#/components/schemas/"
    names = {ref + name: ref + other for name, other in zip(NAMES, others, strict=True)}
    renamed = {names[ref + name].removeprefix(ref): _renamed(node, names) for name, node in components.items()}
    # Used in full, so that no component is only compared by its name.
    uses = [{"$ref": ref + name} for name in NAMES]
    old = contract(operation(replies=(reply("200", {"prefixItems": [held, *uses]}),)), components=components)
    spelled = {"prefixItems": [_renamed(one, names) for one in (held, *uses)]}
    assert compare(old, contract(operation(replies=(reply("200", spelled),)), components=renamed)) == ()


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, SCHEMAS)))
@RUN
def test_an_inlined_reference_is_what_it_refers_to(components: dict[str, Any]) -> None:
    inlined = components["A"]
    old = contract(operation(replies=(reply("200", {"$ref": "#/components/schemas/A"}),)), components=components)
    new = contract(operation(replies=(reply("200", inlined),)), components=components)
    assert compare(old, new) == ()
