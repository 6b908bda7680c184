"""Data types of Unions 1.

Generated from openapi.yaml. Do not edit; run `make gen`.

In a field with `x-nullable`, None that was set is null. In any other optional field, None means absent.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Optional, Union
from uuid import UUID

from handfast.runtime import Model
from pydantic import ConfigDict, Field
from typing_extensions import TypeAliasType

Tree = TypeAliasType("Tree", Union[str, "list[Tree]"])


Loop = TypeAliasType("Loop", Any)


class Base(Model):
    id: UUID


class Child(Model):
    id: UUID
    at: Optional[datetime] = None
    parent: Optional["Child"] = None


Described = TypeAliasType("Described", Annotated[Base, Field(description="The same.")])


MaybeBase = TypeAliasType("MaybeBase", Base | None)


class Untyped(Model):
    a: str | None = None


class UsesUntyped(Model):
    untyped: Annotated[Untyped | Any | None, Field(json_schema_extra={"x-nullable": True})] = None


class Choice(Model):
    shared: str | None = None
    left: int | None = None
    right: Annotated[Any | None, Field(json_schema_extra={"x-nullable": True})] = None


Level = TypeAliasType("Level", Literal[1, 2, 3])


Ratio = TypeAliasType("Ratio", float)


Flag = TypeAliasType("Flag", Literal[True, False] | None)


Mixed = TypeAliasType("Mixed", Any)


Const = TypeAliasType("Const", Literal["fixed"])


Many = TypeAliasType("Many", str | int | None)


Map = TypeAliasType("Map", dict[str, list[float]])


Tuple = TypeAliasType("Tuple", list[Any])


Anything = TypeAliasType("Anything", Any)


Nothing = TypeAliasType("Nothing", Any)


class Ages(Model):
    model_config = ConfigDict(
        extra="allow",
    )


class Defaults(Model):
    count: int = 3
    wrong: int | None = None
    color: Literal["red", "green"] = "red"
    maybe: Annotated[str | None, Field(json_schema_extra={"x-nullable": True})] = None
    since: date | None = None


class MakeThingBodyByName(Model):
    name: str


class MakeThingBodyExact(Model):
    kind: Literal["exact"] | None = None
    id: int | None = None


class MakeThingBodyWithSize(Model):
    size: int


MakeThingBody = TypeAliasType("MakeThingBody", MakeThingBodyByName | MakeThingBodyExact | MakeThingBodyWithSize)


Child.model_rebuild()
