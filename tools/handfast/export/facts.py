"""What a class says, in a form that is equal for two imports of the same code.

Nothing here depends on how Pydantic or Python keep it: both sides are read in one process, by the same rules.
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Mapping
from types import CodeType, FunctionType
from typing import Any, Final, ForwardRef

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

from handfast.runtime import Model

_OURS: Final = frozenset(vars(Model).get("__annotations__", ()))
"""Class variables that the run-time fills in when it first needs them."""
_DEEPEST: Final = 12
_PLAIN = (str, bytes, int, float, complex, type(None), type(Ellipsis))


class Facts:
    """Reads types of one generated package, whose own name counts for nothing."""

    def __init__(self, package: str) -> None:
        self._own = re.compile(rf"\b{re.escape(package)}\.")

    def of(self, one: Any) -> Any:
        """The facts of a class or of an alias."""
        if isinstance(one, TypeAliasType):
            return ["alias", one.__name__, self._value(one.__value__)]
        if not isinstance(one, type):
            return self._value(one)
        bases = [self._name(base) for base in one.__bases__]
        return [self._name(one), bases, self._members(one), self._fields(one)]

    def _members(self, kind: type) -> dict[str, Any]:
        found = {}
        for name, value in vars(kind).items():
            is_code = isinstance(value, FunctionType | classmethod | staticmethod | property)
            if name in {"__annotations__", "__slots__"} or is_code or not _is_hidden(name):
                found[name] = self._value(value)
        return found

    def _fields(self, kind: type) -> Any:
        if not issubclass(kind, BaseModel):
            return None
        fields = {name: self._value(info) for name, info in vars(kind).get("__pydantic_fields__", {}).items()}
        return [fields, self._value(dict(kind.model_config)), type(kind.__pydantic_validator__).__name__ in _VALIDATORS]

    def _value(self, value: Any, depth: int = 0) -> Any:
        if depth > _DEEPEST:
            return "..."
        match value:
            case enum.Enum():
                return str(value)
            case _ if isinstance(value, _PLAIN):
                return self._own.sub("", value) if isinstance(value, str) else value
            case FunctionType():
                return self._function(value)
            case classmethod() | staticmethod():
                return [type(value).__name__, self._value(value.__func__, depth + 1)]
            case property():
                return ["property", self._value(value.fget, depth + 1), self._value(value.fset, depth + 1)]
            case Mapping():
                return {str(key): self._value(one, depth + 1) for key, one in value.items()}
            case list() | tuple():
                return [self._value(one, depth + 1) for one in value]
            case set() | frozenset():
                return sorted(repr(self._value(one, depth + 1)) for one in value)
        return self._object(value, depth)

    def _object(self, value: Any, depth: int) -> Any:
        if isinstance(value, type):
            return self._name(value)
        if isinstance(value, ForwardRef):
            return self._own.sub("", value.__forward_arg__)
        if dataclasses.is_dataclass(value):
            return {one.name: self._value(getattr(value, one.name), depth + 1) for one in dataclasses.fields(value)}
        if isinstance(value, FieldInfo):
            parts = {name: getattr(value, name, None) for name in _FIELD_FACTS}
            return self._value({name: one for name, one in parts.items() if one is not None}, depth + 1)
        own = getattr(value, "__dict__", None)
        if own and type(value).__module__.partition(".")[0] != "typing":
            return [type(value).__qualname__, self._value(own, depth + 1)]
        return re.sub(r" at 0x[0-9a-f]+", "", self._own.sub("", repr(value)))

    def _function(self, function: FunctionType) -> Any:
        said = (function.__defaults__, function.__kwdefaults__, function.__annotations__)
        return [function.__qualname__, self._code(function.__code__), *(self._value(one, 1) for one in said)]

    def _code(self, code: CodeType) -> Any:
        constants = [self._code(one) if isinstance(one, CodeType) else self._value(one, 1) for one in code.co_consts]
        return [code.co_code.hex(), constants, code.co_names, code.co_varnames, code.co_freevars]

    def _name(self, kind: type) -> str:
        return self._own.sub("", f"{kind.__module__}.{kind.__qualname__}")


_VALIDATORS = frozenset({"MockValSer", "SchemaValidator", "PluggableSchemaValidator"})
_FIELD_FACTS = (
    "annotation",
    "default",
    "default_factory",
    "alias",
    "validation_alias",
    "serialization_alias",
    "metadata",
    "discriminator",
    "exclude",
    "frozen",
    "init",
    "json_schema_extra",
    "validate_default",
)


def _is_hidden(name: str) -> bool:
    """Whether a member is bookkeeping of Python, Pydantic or the run-time."""
    return (name.startswith("__") and name.endswith("__")) or name in {"_abc_impl", "model_config"} or name in _OURS


def is_same(live: Any, generated: Any, live_facts: Facts, generated_facts: Facts) -> bool:
    """Whether two types say the same. Names that one side has not resolved yet are resolved where that matters."""

    def are_equal() -> bool:
        return bool(live_facts.of(live) == generated_facts.of(generated))

    if are_equal():
        return True
    both = isinstance(live, type) and isinstance(generated, type)
    if not both or not (issubclass(live, BaseModel) and issubclass(generated, BaseModel)):
        return False
    live.model_rebuild(raise_errors=False)
    generated.model_rebuild(raise_errors=False)
    return are_equal()
