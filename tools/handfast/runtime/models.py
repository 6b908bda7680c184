"""The base class of generated DTOs: built when first used, never tighter than its schema, and exact about absence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic.fields import FieldInfo
    from pydantic_core import CoreSchema


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

    _defaulted_fields: ClassVar[frozenset[str]]

    if not TYPE_CHECKING:

        def __init__(self, /, **values: Any) -> None:
            super().__init__(**values)
            kind = type(self)
            defaulted = kind.__dict__.get("_defaulted_fields")
            if defaulted is None:
                defaulted = kind._defaulted_fields = _with_a_default(kind)  # noqa: SLF001 - our own subclass
            if defaulted:
                self.__pydantic_fields_set__ |= defaulted

        # Pydantic would otherwise call this constructor for every object it reads from a request.
        __init__.__pydantic_base_init__ = True

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /) -> CoreSchema:
        schema = handler(source)
        fields = _model_fields(schema)
        for name, info in cls.__pydantic_fields__.items():
            if name in fields and _means_absent(info):
                fields[name]["serialization_exclude_if"] = _is_none
        return schema


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
