"""Data types of Names 1.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from datetime import date
from typing import Annotated

from handfast.runtime import Model
from pydantic import Field
from typing_extensions import TypeAliasType


class FooBarModel(Model):
    a: str | None = None


class FooBarNestedInner(Model):
    x: int | None = None


class FooBarNestedPropertyItem(Model):
    y: int | None = None


class None1(Model):
    a: str | None = None


class ModelModel(Model):
    a: str | None = None


AnyModel = TypeAliasType("AnyModel", str)


class FooBarNested(Model):
    inner: FooBarNestedInner | None = None


class FooBar(Model):
    foo_bar_: Annotated[str | None, Field(alias="fooBar")] = None
    foo_bar: int | None = None
    class_: Annotated[str | None, Field(alias="class")] = None
    model_config_: Annotated[str | None, Field(alias="model_config")] = None
    copy_: Annotated[bool | None, Field(alias="copy")] = None
    date_: Annotated[date | None, Field(alias="date")] = None
    list_: Annotated[list[FooBarModel] | None, Field(alias="list")] = None
    field: Annotated[str | None, Field(alias="")] = None
    n1st: Annotated[str | None, Field(alias="1st")] = None
    u540d_u524d: Annotated[str | None, Field(alias="名前")] = None
    private: Annotated[str | None, Field(alias="_private")] = None
    nested: FooBarNested | None = None
    nested_: Annotated[list[FooBarNestedPropertyItem] | None, Field(alias="Nested")] = None
