"""Data types of Several files 1.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from typing import Optional

from handfast.runtime import Model
from typing_extensions import TypeAliasType

PetName = TypeAliasType("PetName", str)


Name = TypeAliasType("Name", PetName)


class Owner(Model):
    pets: Optional[list["Pet"]] = None


class Pet(Model):
    name: str
    owner: Owner | None = None


Owner.model_rebuild()
