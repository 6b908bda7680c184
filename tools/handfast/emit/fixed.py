"""Fixed values of a schema as types: `enum`, `const`, and the defaults that a type can have."""

from __future__ import annotations

from decimal import Decimal

from handfast.contract import JSON
from handfast.emit.types import NONE, Anything, LiteralOf, Scalar, Type, union


def values_type(values: JSON, kinds: frozenset[str]) -> Type:
    """`Literal` for what Python's `Literal` can hold; else the types of the values."""
    listed = values if isinstance(values, list) else [values]
    scalars = [value for value in listed if isinstance(value, str | int | bool)]
    nulls = [NONE] if any(value is None for value in listed) and (not kinds or "null" in kinds) else []
    if kinds == {"number"} or any(isinstance(value, float) for value in listed):
        rest = [value for value in listed if not isinstance(value, int | float) and value is not None]
        return Anything() if rest else union(Scalar("float"), *nulls)
    if len(scalars) + listed.count(None) < len(listed):
        return Anything()
    unique = tuple({(type(value), value): value for value in scalars}.values())
    if not unique:
        return union(*nulls) if nulls else Anything()
    return union(LiteralOf(unique), *nulls)


def can_default(default: JSON, kind: Type) -> bool:
    """Whether a default can be printed for a field of this type."""
    options = getattr(kind, "options", (kind,))
    is_number = isinstance(default, int | float) and not isinstance(default, bool)
    for option in options:
        match option:
            case LiteralOf(values) if any(type(default) is type(value) and default == value for value in values):
                return True
            case Scalar("str") if isinstance(default, str):
                return True
            case Scalar("bool") if isinstance(default, bool):
                return True
            case Scalar("int") if isinstance(default, int) and not isinstance(default, bool):
                return True
            case Scalar("float" | "DecimalNumber") if is_number:
                return True
            case _:
                continue
    return False


def as_default(default: JSON, kind: Type) -> JSON:
    """A default as a field of this type has it: an exact decimal where the type is one."""
    is_number = isinstance(default, int | float) and not isinstance(default, bool)
    is_decimal = Scalar("DecimalNumber") in getattr(kind, "options", (kind,))
    return Decimal(repr(default)) if is_number and is_decimal else default
