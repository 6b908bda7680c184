"""How many members of objects a value was read from: fewer than its text has if one of them came twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from handfast.runtime.models import Model

Count = Callable[[Any], int]

_BLANKS = b" \t\r\n"


def has_all_members(raw: bytes, kept: int) -> bool:
    """Whether a JSON text has as many members as were kept of it; False also where that is not certain.

    Each member has a colon of its own, outside of strings, behind the quote that ends its name.
    """
    if raw.count(b":") == kept:
        return True
    if b"\\" in raw:  # quotes within strings
        raw = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
    return raw.translate(None, _BLANKS).count(b'":') == kept


def count_model(nested: Sequence[tuple[str, Count]]) -> Count:
    """Counts the members of an object of one class; `nested` count those of the values of its fields."""

    def count(value: Any) -> int:
        given = value.__pydantic_fields_set__
        found = count_flat(value)
        fields = value.__dict__
        for name, count_value in nested:
            if name in given and fields[name] is not None:
                found += count_value(fields[name])
        return found

    return count if nested else count_flat


def count_flat(value: Any) -> int:
    """The members of an object, none of whose fields has objects."""
    found = len(value.__pydantic_fields_set__)
    extra = value.__pydantic_extra__
    return found + sum(map(count_any, extra.values())) if extra else found


def count_list(count: Count) -> Count:
    """Counts the members in the elements of an array."""
    return _count_flat_elements if count is count_flat else lambda value: sum(map(count, filter(None, value)))


def _count_flat_elements(value: list[Any]) -> int:
    found = 0
    for one in filter(None, value):
        found += len(one.__pydantic_fields_set__)
        if one.__pydantic_extra__:
            found += sum(map(count_any, one.__pydantic_extra__.values()))
    return found


def count_map(count: Count | None) -> Count:
    """Counts the members of an object without a class."""

    def count_members(value: Any) -> int:
        if count is None:
            return len(value)
        return len(value) + sum(count(one) for one in value.values() if one is not None)

    return count_members


def count_any(value: Any) -> int:
    """The members in any value."""
    if isinstance(value, dict):
        return len(value) + sum(map(count_any, value.values()))
    if isinstance(value, list):
        return sum(map(count_any, value))
    if isinstance(value, Model):
        given = value.__pydantic_fields_set__
        fields = [one for name, one in value.__dict__.items() if name in given]
        return len(given) + sum(map(count_any, (*fields, *(value.__pydantic_extra__ or {}).values())))
    return 0
