"""What would be generated from a small contract, written by hand, and an app that implements it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import Field
from single import judge

from handfast.runtime import (
    BasicCredentials,
    Body,
    Content,
    Header,
    Judge,
    Model,
    Operation,
    Parameter,
    Reply,
    Response,
    Scheme,
    Upload,
    Use,
)

# --- models.py --------------------------------------------------------------------------------------------------------


class PetInput(Model):
    name: str
    kind: Literal["cat", "dog"]
    nick: Annotated[str | None, Field(json_schema_extra={"x-nullable": True})] = None
    secret: str | None = None
    class_: Annotated[str | None, Field(alias="class")] = None


class Pet(PetInput):
    id: UUID
    parent: Pet | None = None


class Problem(Model):
    title: str
    status: int


class PhotoForm(Model):
    file: Upload
    caption: str | None = None


SCHEMAS: dict[str, Any] = {
    "PetInput": {
        "type": "object",
        "required": ["name", "kind", "secret"],
        "properties": {
            "name": {"type": "string", "minLength": 1},
            "kind": {"enum": ["cat", "dog"]},
            "nick": {"type": ["string", "null"]},
            "secret": {"type": "string", "writeOnly": True},
            "class": {"type": "string"},
        },
    },
    "Pet": {
        "allOf": [
            {"$ref": "#/components/schemas/PetInput"},
            {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "format": "uuid", "readOnly": True},
                    "parent": {"$ref": "#/components/schemas/Pet"},
                },
            },
        ]
    },
    "Problem": {
        "type": "object",
        "required": ["title", "status"],
        "properties": {"title": {"type": "string"}, "status": {"type": "integer"}},
    },
}
LIMIT = "#/paths/~1pets/get/parameters/0/schema"
PET_ID = "#/paths/~1pets~1{petId}/parameters/0/schema"
PETS = "#/paths/~1pets/get/responses/200/content/application~1json/schema"
TOTAL = "#/paths/~1pets/get/responses/200/headers/X-Total/schema"
PHOTO = "#/paths/~1pets~1{petId}~1photo/put/requestBody/content/multipart~1form-data/schema"
DEFINITIONS: dict[str, Any] = {
    LIMIT: {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
    PET_ID: {"type": "string", "format": "uuid"},
    PETS: {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
    TOTAL: {"type": "integer", "minimum": 0},
    PHOTO: {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "caption": {"type": "string", "maxLength": 20},
        },
    },
}


def petshop_judge(folder: Path) -> Judge:
    return judge(
        folder,
        DEFINITIONS,
        SCHEMAS,
        request={"/components/schemas/Pet/allOf/1/required": []},
        response={"/components/schemas/PetInput/required": ["name", "kind"]},
    )


# --- security.py ------------------------------------------------------------------------------------------------------

Principal = TypeVar("Principal")

BEARER = Scheme(name="bearer", method="bearer", kind="bearer")
API_KEY = Scheme(name="apiKey", method="api_key", kind="apiKey", location="header", parameter="X-Key")
BASIC = Scheme(name="basic", method="basic", kind="basic")


class Security(ABC, Generic[Principal]):
    @abstractmethod
    async def bearer(self, *, token: str, scopes: frozenset[str]) -> Principal | None: ...

    @abstractmethod
    async def api_key(self, *, key: str, scopes: frozenset[str]) -> Principal | None: ...

    @abstractmethod
    async def basic(self, *, credentials: BasicCredentials, scopes: frozenset[str]) -> Principal | None: ...


# --- api/pets.py ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPetsOk(Reply):
    status: ClassVar[int] = 200
    body: list[Pet]
    x_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPetsDefault(Reply):
    status: int
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePetCreated(Reply):
    status: ClassVar[int] = 201
    body: Pet
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePetConflict(Reply):
    status: ClassVar[int] = 409
    body: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPetOk(Reply):
    status: ClassVar[int] = 200
    body: Pet


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPetNotFound(Reply):
    status: ClassVar[int] = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class GetPhotoOk(Reply):
    status: ClassVar[int] = 200
    body: bytes | AsyncIterator[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class PutPhotoNoContent(Reply):
    status: ClassVar[int] = 204


class PetsApi(ABC, Generic[Principal]):
    @abstractmethod
    async def list_pets(self, *, limit: int, principal: Principal) -> ListPetsOk | ListPetsDefault: ...

    @abstractmethod
    async def create_pet(
        self, *, body: PetInput, principal: Principal
    ) -> Pet | CreatePetCreated | CreatePetConflict: ...

    @abstractmethod
    async def get_pet(self, *, pet_id: UUID) -> Pet | GetPetNotFound: ...

    @abstractmethod
    async def get_photo(self, *, pet_id: UUID) -> bytes | AsyncIterator[bytes]: ...

    @abstractmethod
    async def put_photo(self, *, pet_id: UUID, body: PhotoForm) -> None: ...


# --- routers/pets.py --------------------------------------------------------------------------------------------------

_JSON = "application/json"
_PROBLEM = Content(media_type="application/problem+json", schema="#/components/schemas/Problem")
_PET = Content(media_type=_JSON, schema="#/components/schemas/Pet")
_PET_ID = Parameter(name="petId", into="pet_id", location="path", required=True, schema=PET_ID)
LIST_PETS = Operation(
    pointer="#/paths/~1pets/get",
    id="listPets",
    method="GET",
    path="/pets",
    handler="list_pets",
    parameters=(Parameter(name="limit", into="limit", location="query", style="form", explode=True, schema=LIMIT),),
    responses=(
        Response(
            status="200",
            reply=ListPetsOk,
            content=(Content(media_type=_JSON, schema=PETS),),
            headers=(Header(name="X-Total", field="x_total", required=True, schema=TOTAL),),
        ),
        Response(status="default", reply=ListPetsDefault, content=(_PROBLEM,)),
    ),
    success=ListPetsOk,
    security=((Use(BEARER, ("read",)),),),
)
CREATE_PET = Operation(
    pointer="#/paths/~1pets/post",
    id="createPet",
    method="POST",
    path="/pets",
    handler="create_pet",
    body=Body(required=True, content=(Content(media_type=_JSON, schema="#/components/schemas/PetInput"),)),
    responses=(
        Response(
            status="201", reply=CreatePetCreated, content=(_PET,), headers=(Header(name="Location", field="location"),)
        ),
        Response(status="409", reply=CreatePetConflict, content=(_PROBLEM,)),
    ),
    success=CreatePetCreated,
    security=((Use(BEARER),), (Use(API_KEY),)),
)
GET_PET = Operation(
    pointer="#/paths/~1pets~1{petId}/get",
    id="getPet",
    method="GET",
    path="/pets/{petId}",
    handler="get_pet",
    parameters=(_PET_ID,),
    responses=(
        Response(status="200", reply=GetPetOk, content=(_PET,)),
        Response(status="404", reply=GetPetNotFound),
    ),
    success=GetPetOk,
)
GET_PHOTO = Operation(
    pointer="#/paths/~1pets~1{petId}~1photo/get",
    id="getPhoto",
    method="GET",
    path="/pets/{petId}/photo",
    handler="get_photo",
    parameters=(_PET_ID,),
    responses=(Response(status="200", reply=GetPhotoOk, content=(Content(media_type="image/png"),)),),
    success=GetPhotoOk,
)
PUT_PHOTO = Operation(
    pointer="#/paths/~1pets~1{petId}~1photo/put",
    id="putPhoto",
    method="PUT",
    path="/pets/{petId}/photo",
    handler="put_photo",
    parameters=(_PET_ID,),
    body=Body(required=True, content=(Content(media_type="multipart/form-data", schema=PHOTO),)),
    responses=(Response(status="204", reply=PutPhotoNoContent),),
    success=PutPhotoNoContent,
)
OPERATIONS = (LIST_PETS, CREATE_PET, GET_PET, GET_PHOTO, PUT_PHOTO)
