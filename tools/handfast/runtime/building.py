"""Python values of judged JSON values: DTOs filled by their names on the wire, each of the branch that was accepted.

Pydantic knows the types, the judge knows the schemas. What Pydantic makes of a type is taken as it is, but for two
things that would lose something: a union is not left to its guess, and a number is not forced into a double.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import SchemaSerializer, SchemaValidator

from handfast.runtime.decimals import holds_decimals, with_plain_numbers, written
from handfast.runtime.models import DATA, INEXACT, with_exact_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handfast.runtime.judge import Judge

_NO_BRANCH = "none of them"


class Builder:
    """Makes the values of one type. `judge` decides which branch of a choice a value is."""

    def __init__(self, hint: Any, judge: Judge, *, is_long: bool = False) -> None:
        """`is_long`: in values, decimals stand for the numbers that doubles would change."""
        self._hint = hint
        self._judge = judge
        self._is_long = is_long
        self._validator: SchemaValidator | None = None

    def build(self, value: Any) -> Any:
        """The Python value of a judged JSON value.

        Raises:
            ValidationError: Python can't hold it (a leap second, the year 0).
        """
        validator = self._validator or self._compile()
        try:
            return validator.validate_python(value, by_alias=True, by_name=False)
        except ValidationError as error:
            if any(one["type"] == INEXACT for one in error.errors(include_url=False, include_input=False)):
                raise
            # 1.0 and 1e30 are integers in JSON Schema (2020-12 §6.1.1); DTO fields want them as Python integers.
            return validator.validate_python(_with_whole_numbers(value), by_alias=True, by_name=False)

    @cached_property
    def long(self) -> Builder | None:
        """What builds values of long numbers; None where no decimals are wanted."""
        adapter = adapter_of(self._hint)
        adapter.rebuild()
        is_wanted = holds_decimals(with_exact_numbers(adapter.core_schema))
        return Builder(self._hint, self._judge, is_long=True) if is_wanted else None

    def _compile(self) -> SchemaValidator:
        """Made when first asked: names in annotations are resolved by then."""
        adapter = adapter_of(self._hint)
        adapter.rebuild()
        # Classes that are built already would bring their own validators, with Pydantic's guesses.
        core: Any = with_exact_numbers(adapter.core_schema)
        exact = Exact(self._judge, definitions_of(core), self._is_long).of(core)
        self._validator = SchemaValidator(exact, _use_prebuilt=False)
        return self._validator


def definitions_of(core: Any) -> dict[str, Any]:
    """What a core schema refers to, by reference."""
    return {one["ref"]: one for one in core.get("definitions", ())}


def builder_of(hint: Any, judge: Judge) -> Builder:
    """The builder of a type, shared by everything that asks for an equal type."""
    try:
        return judge.builders.setdefault(hint, Builder(hint, judge))
    except TypeError:  # a type that has no hash
        return Builder(hint, judge)


def dumped(serializer: SchemaSerializer, value: Any) -> bytes:
    """The JSON text of a value: what was set, by the names on the wire; a `LongJson` where it has long decimals.

    Raises:
        PydanticSerializationError: it holds what JSON does not have.
    """
    return written(serializer.to_json, value, by_alias=True, exclude_unset=True, warnings=False)


def as_json(serializer: SchemaSerializer, value: Any) -> Any:
    """The JSON value of a value: what its text would say. Long decimals have none.

    Raises:
        PydanticSerializationError: it holds what JSON does not have.
    """
    return serializer.to_python(value, mode="json", by_alias=True, exclude_unset=True, warnings=False)


def serializer_of(hint: Any) -> SchemaSerializer:
    """What writes the values of a type, shared by everything that asks for an equal type."""
    try:
        return _serializer(hint)
    except TypeError:  # a type that has no hash
        return _serializer.__wrapped__(hint)


@cache
def _serializer(hint: Any) -> SchemaSerializer:
    adapter = adapter_of(hint)
    adapter.rebuild()
    return SchemaSerializer(with_exact_numbers(adapter.core_schema))


def adapter_of(hint: Any) -> TypeAdapter[Any]:
    """The adapter of a type, shared by everything that asks for an equal type."""
    try:
        return _adapter(hint)
    except TypeError:
        return TypeAdapter(hint)


@cache
def _adapter(hint: Any) -> TypeAdapter[Any]:
    return TypeAdapter(hint)


@dataclass(frozen=True, slots=True)
class Exact:
    """Rewrites a core schema into one that takes whatever the judge accepts, and loses nothing of it.

    The numbers in it are exact already. `definitions` are what it refers to.
    """

    judge: Judge
    definitions: Mapping[str, Any]
    is_long: bool = False

    def of(self, schema: Any) -> Any:
        """The core schema, or the part of one, rewritten."""
        if isinstance(schema, list | tuple):
            return type(schema)(self.of(one) for one in schema)
        if not isinstance(schema, dict):
            return schema
        exact = {key: value if key in DATA else self.of(value) for key, value in schema.items()}
        match exact.get("type"):
            case "union":
                return self._chosen(exact, exact.get("ref", ""))
            case "nullable" if exact["schema"].get("type") == "union":
                return {**exact, "schema": self._chosen(exact["schema"], exact.get("ref", ""))}
            case _:
                return with_plain_numbers(exact) if self.is_long else exact

    def _chosen(self, union: dict[str, Any], ref: str) -> dict[str, Any]:
        """A union whose branch is the one that the judge accepts; `ref` begins with the name of its alias."""
        choice = self.judge.choice(ref.rsplit(":", 1)[0].rsplit(".", 1)[-1])
        if choice is None or len(choice["options"]) != len(union["choices"]):
            return union
        branches = {str(index): one for index, one in enumerate(union["choices"])}
        guessed = {key: value for key, value in union.items() if key != "ref"}
        classes = [_names_on_the_wire(self._resolved(one)) for one in union["choices"]]
        chosen = {
            "type": "tagged-union",
            "choices": {**branches, _NO_BRANCH: guessed},
            "discriminator": _Chooser(self.judge, choice, classes).option_of,
        }
        return {**chosen, "ref": union["ref"]} if "ref" in union else chosen

    def _resolved(self, schema: Any) -> Any:
        return self.definitions.get(schema.get("schema_ref"), schema)


def _names_on_the_wire(schema: Any) -> frozenset[str] | None:
    """The names that a class declares; None for what is no class."""
    if schema.get("type") != "model":
        return None
    while schema.get("type") != "model-fields":
        schema = schema["schema"]
    return frozenset(one.get("validation_alias", name) for name, one in schema["fields"].items())


class _Chooser:
    """Finds the option that a value is. `classes` holds the names that each option declares, where it is a class."""

    def __init__(self, judge: Judge, choice: Mapping[str, Any], classes: list[frozenset[str] | None]) -> None:
        self._judge = judge
        self._options: list[list[str]] = choice["options"]
        self._tag: str = choice.get("tag", "")
        self._tags: Mapping[str, int] = choice.get("tags", {})
        self._is_exact: bool = choice.get("exact", False)
        self._otherwise: int | None = choice.get("otherwise")
        self._classes = classes

    def option_of(self, value: Any) -> str:
        """The option by its number; `_NO_BRANCH` leaves it to Pydantic."""
        is_object = isinstance(value, dict)
        if is_object and self._tag in value:
            for index in (self._tagged(value[self._tag]), self._otherwise):
                if index is not None and (self._is_exact or self._accepts(index, value)):
                    return str(index)
        found = [index for index in range(len(self._options)) if self._accepts(index, value)]
        if is_object:
            found.sort(key=lambda index: -len(value.keys() & (self._classes[index] or ())))
        else:
            found = [index for index in found if self._classes[index] is None]
        return str(found[0]) if found else _NO_BRANCH

    def _tagged(self, tag: Any) -> int | None:
        return self._tags.get(tag) if isinstance(tag, str) else None

    def _accepts(self, index: int, value: Any) -> bool:
        try:
            return any(self._judge.is_valid(branch, value) for branch in self._options[index])
        except ValueError:
            return False  # it holds what is not JSON: an uploaded file


def cannot_hold(error: ValidationError) -> str:
    """Why a value that the contract allows can't be used, without the value."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = "".join(f"/{part}" for part in first["loc"])
    return (
        f"is allowed by the contract but can't be held by this service{f' at {place}' if place else ''}: "
        + (first["msg"][:120])
    )


def _with_whole_numbers(value: Any) -> Any:
    match value:
        case float() if value.is_integer():
            return int(Decimal(repr(value)))
        case list():
            return [_with_whole_numbers(one) for one in value]
        case dict():
            return {name: _with_whole_numbers(one) for name, one in value.items()}
        case _:
            return value
