"""Python types as values: planned as data, printed at the very end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

ScalarName: TypeAlias = Literal[
    "str", "int", "float", "bool", "None", "UUID", "datetime", "date", "bytes", "Upload", "DecimalNumber"
]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type without parts."""

    name: ScalarName


@dataclass(frozen=True, slots=True)
class Anything:
    """`Any`: the schema says nothing that a type could hold."""


@dataclass(frozen=True, slots=True)
class Named:
    """A class or alias of `generated/models.py`."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """`list[item]`."""

    item: Type


@dataclass(frozen=True, slots=True)
class MapOf:
    """`dict[str, value]`."""

    value: Type


@dataclass(frozen=True, slots=True)
class LiteralOf:
    """`Literal[...]` of strings, integers and booleans, in the document's order."""

    values: tuple[str | int | bool, ...]


@dataclass(frozen=True, slots=True)
class UnionOf:
    """`a | b`. Built by `union`, which keeps it flat and free of repeats."""

    options: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class StreamOf:
    """`AsyncIterator[item]`."""

    item: Type


Type: TypeAlias = Scalar | Anything | Named | ListOf | MapOf | LiteralOf | UnionOf | StreamOf

NONE = Scalar("None")


def union(*options: Type) -> Type:
    """One type for all options, flat, without repeats, `None` last.

    `Any` swallows everything but classes: `Pet | Any` reads as advice.
    """
    flat: list[Type] = []
    for option in options:
        flat.extend(option.options if isinstance(option, UnionOf) else (option,))
    unique = sorted(dict.fromkeys(flat), key=_union_order)
    if Anything() in unique and not any(isinstance(option, Named) for option in unique):
        return Anything()
    return unique[0] if len(unique) == 1 else UnionOf(tuple(unique))


def _union_order(option: Type) -> int:
    """Types that Python reads from numbers or text go after those that JSON has, so that a `1.0` is no date."""
    return 2 if option == NONE else 1 if option in (Scalar("datetime"), Scalar("date"), Scalar("UUID")) else 0


def optional(one: Type) -> Type:
    """`one | None`. `Any` already holds None."""
    return one if isinstance(one, Anything) else union(one, NONE)


def render(one: Type) -> str:
    """The type as Python source (3.11 syntax)."""
    match one:
        case Scalar(name) | Named(name):
            return name
        case Anything():
            return "Any"
        case ListOf(item):
            return f"list[{render(item)}]"
        case MapOf(value):
            return f"dict[str, {render(value)}]"
        case LiteralOf(values):
            return f"Literal[{', '.join(literal(value) for value in values)}]"
        case UnionOf(options):
            return " | ".join(render(option) for option in options)
        case StreamOf(item):
            return f"AsyncIterator[{render(item)}]"


def parts(one: Type) -> Iterator[Type]:
    """The type and every type inside it."""
    yield one
    match one:
        case ListOf(inner) | MapOf(inner) | StreamOf(inner):
            yield from parts(inner)
        case UnionOf(options):
            for option in options:
                yield from parts(option)
        case _:
            return


def literal(value: object) -> str:
    """A Python literal in double quotes where the value allows it, ASCII only: no text of a spec can leave it."""
    text = ascii(value)
    if isinstance(value, str) and text.startswith("'") and '"' not in text and "\\'" not in text:
        return f'"{text[1:-1]}"'
    return text
