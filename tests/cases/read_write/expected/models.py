"""Data types of Directions 1.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from handfast.runtime import Model
from typing_extensions import TypeAliasType

Id = TypeAliasType("Id", str)


class User(Model):
    id: Id | None = None
    name: str
    password: str | None = None


class Receipt(Model):
    id: str
    user: User
