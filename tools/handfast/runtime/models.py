"""The base class of generated DTOs: built when first used, never tighter than its schema, and exact about absence."""

from __future__ import annotations

import math
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, SerializationInfo
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic.fields import FieldInfo
    from pydantic_core import CoreSchema

_EXACT = 2**53
"""Doubles tell integers below this apart."""
INEXACT = "inexact_decimal"
"""The error of a number that may not be what was sent."""
DIGITS = "handfast_digits"
"""The key of what stands before the digits of a decimal that no double holds, in the context of a serializer."""
DATA = frozenset({"metadata", "config", "cls", "default", "expected", "ref", "schema_ref"})
"""Members of a core schema that hold no core schema."""


def as_decimal(value: object) -> object:
    """The decimal that a JSON number spells: the shortest one that the double stands for.

    One whose next digit the double could not show is refused: it may have been sent and lost. A double that knows the
    digits it was read from (clients have such) is taken at its word.
    """
    if not isinstance(value, float):
        return value
    digits = getattr(value, "digits", None)
    if isinstance(digits, Decimal):
        return digits
    exact = Decimal(repr(value))
    last = exact.as_tuple().exponent
    if not isinstance(last, int) or Decimal(math.ulp(value)) > Decimal(1).scaleb(last - 1):
        raise PydanticCustomError(INEXACT, "has more digits than a double can tell apart")
    return exact


def _written(value: Decimal, info: SerializationInfo) -> int | float | str:
    """The JSON number that spells a decimal; its digits behind a mark where no double does, for who writes them out."""
    if value == value.to_integral_value():
        return int(value)
    number = float(value)
    if Decimal(repr(number)) == value:
        return number
    if info.context is None or DIGITS not in info.context:
        raise ValueError(f"{value} has more digits than a double can tell apart")
    return f"{info.context[DIGITS]}{value}"


DecimalNumber = TypeAliasType(
    "DecimalNumber", Annotated[Decimal, BeforeValidator(as_decimal), PlainSerializer(_written, when_used="json")]
)
"""A JSON number that is a decimal fraction (`multipleOf: 0.01`): the `Decimal` that is sent, exactly, or none."""


class Model(BaseModel):
    """A JSON object of the contract.

    `None` in a field that is optional but not nullable means *absent*: it is never sent. In a field that is optional
    and nullable (`x-nullable` in its `json_schema_extra`), `None` that was set is sent as null and `None` that was
    not set is left out; `model_fields_set` tells the two apart, also after a round trip. Defaults other than `None`
    are sent by objects made in Python; objects read from a request keep exactly the fields that were sent.
    """

    model_config = ConfigDict(
        defer_build=True,
        extra="allow",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        protected_namespaces=(),
    )

    _defaulted_fields: ClassVar[frozenset[str]] = frozenset()

    if not TYPE_CHECKING:

        def __init__(self, /, **values: Any) -> None:
            # As BaseModel's own constructor; then what was not given but has a value of its own counts as set.
            self.__pydantic_validator__.validate_python(values, self_instance=self)
            self.__pydantic_fields_set__.update(self._defaulted_fields)

        # Pydantic would otherwise call this constructor for every object it reads from a request.
        __init__.__pydantic_base_init__ = True

        @classmethod
        def __pydantic_init_subclass__(cls, **options: Any) -> None:
            super().__pydantic_init_subclass__(**options)
            cls._defaulted_fields = _with_a_default(cls)

        @classmethod
        def model_rebuild(cls, **options: Any) -> bool | None:
            """As Pydantic's, but not at the end of the class's own module: there it would build a large part of it.

            Generated modules end with such calls. Their classes are built when first needed, by the same names:
            Importing thousands takes half the time (`docs/decisions/0009-what-drift-prints-again.md`).
            """
            caller = sys._getframe(1)  # noqa: SLF001 - the documented way to the caller
            is_own_module = caller.f_code.co_name == "<module>" and caller.f_globals.get("__name__") == cls.__module__
            if is_own_module and not options and cls.model_config.get("defer_build"):
                return None
            options["_parent_namespace_depth"] = options.get("_parent_namespace_depth", 2) + 1
            return super().model_rebuild(**options)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /) -> CoreSchema:
        schema: CoreSchema = with_exact_numbers(handler(source))
        fields = _model_fields(schema)
        for name, info in cls.__pydantic_fields__.items():
            if name in fields and _means_absent(info):
                fields[name]["serialization_exclude_if"] = _is_none
        return schema


def with_exact_numbers(schema: Any) -> Any:
    """A core schema whose floats take the integers that no double equals as they are, and send them so."""
    if isinstance(schema, list | tuple):
        return type(schema)(with_exact_numbers(one) for one in schema)
    if not isinstance(schema, dict) or _NUMBER in schema.get("metadata", ()):
        return schema
    if schema.get("type") == "float":
        return _exact_number(schema)
    return {key: value if key in DATA else with_exact_numbers(value) for key, value in schema.items()}


_NUMBER = "handfast_number"


def _exact_number(schema: dict[str, Any]) -> dict[str, Any]:
    near = {**schema, "ge": 1 - _EXACT, "le": _EXACT - 1}
    return {
        "type": "union",
        "mode": "left_to_right",
        "choices": [near, {"type": "int", "strict": True}, schema],
        "metadata": {_NUMBER: True},
    }


def _model_fields(schema: Any) -> dict[str, Any]:
    """The field schemas of a model's core schema, below any validators that wrap them."""
    while isinstance(schema, dict):
        if schema.get("type") == "model-fields":
            fields: dict[str, Any] = schema["fields"]
            return fields
        schema = schema.get("schema")
    return {}


def _means_absent(info: FieldInfo) -> bool:
    extra = info.json_schema_extra
    is_nullable = isinstance(extra, dict) and bool(extra.get("x-nullable"))
    return info.default is None and not info.is_required() and not is_nullable


def _with_a_default(kind: type[BaseModel]) -> frozenset[str]:
    """The fields that have a value of their own when nothing is said."""
    return frozenset(
        name
        for name, info in kind.__pydantic_fields__.items()
        if not info.is_required() and (info.default_factory is not None or info.default is not None)
    )


def _is_none(value: object) -> bool:
    return value is None
