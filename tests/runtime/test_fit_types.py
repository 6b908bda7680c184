"""Types that are spelled differently and mean the same fit; narrower parameters and wider returns do not."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Literal, final

import pytest
from typing_extensions import TypeAliasType

from handfast.runtime import ContractError, check_implementation

Cursor = TypeAliasType("Cursor", str)
Color = TypeAliasType("Color", Literal["red", "green"])
Tree = TypeAliasType("Tree", "str | list[Tree]")


class Api(ABC):
    @abstractmethod
    async def paint(self, *, cursor: Cursor | None, color: Color, tree: Tree, size: Literal[1, 2]) -> Color | None: ...


def handler(cursor: Any, color: Any, tree: Any, size: Any, returned: Any) -> type:
    async def paint(self: Any, *, cursor: Any, color: Any, tree: Any, size: Any) -> Any: ...

    kinds = {"cursor": cursor, "color": color, "tree": tree, "size": size, "return": returned}
    paint.__annotations__ = kinds
    return final(type("Painter", (Api,), {"paint": paint}))


RIGHT = {"cursor": Cursor | None, "color": Color, "tree": Tree, "size": int, "returned": Color}


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"cursor": str | None},
        {"color": str},
        {"color": Literal["green", "red"]},
        {"color": Literal["green", "red", "blue"]},
        {"returned": Literal["red"]},
        {"returned": None},
    ],
)
def test_fits(other: dict[str, Any]) -> None:
    check_implementation(Api, handler(**{**RIGHT, **other}))


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"cursor": str}, "parameter `cursor`"),
        ({"color": Literal["red"]}, "parameter `color`"),
        ({"color": int}, "parameter `color`"),
        ({"size": str}, "parameter `size`"),
        ({"returned": str}, "returns str"),
        ({"returned": Literal["blue"]}, "returns"),
    ],
)
def test_does_not_fit(other: dict[str, Any], problem: str) -> None:
    with pytest.raises(ContractError, match=problem):
        check_implementation(Api, handler(**{**RIGHT, **other}))
