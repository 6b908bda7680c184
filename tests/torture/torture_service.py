"""Handlers for every operation of the torture document, as its generated interfaces ask for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, final
from uuid import UUID

from fastapi import FastAPI
from torture_generated.api.auth import AuthApi
from torture_generated.api.events import EventsApi
from torture_generated.api.pets import (
    CreatePetConflict,
    CreatePetCreated,
    GetPetNotFound,
    ListPetsDefault,
    ListPetsOk,
    ListPetsUnauthorized,
    PetsApi,
)
from torture_generated.application import include_contract
from torture_generated.contract import JUDGE
from torture_generated.models import (
    AnyPet,
    Cat,
    Dog,
    ListPetsFilter,
    LoginForm,
    LoginOkBody,
    Pet,
    PetInput,
    PetPatch,
    Problem,
    PutPhotoForm,
)
from torture_generated.security import Security

__all__ = ["JUDGE", "Cat", "CreatePetConflict", "CreatePetCreated", "Desk", "Dog", "GetPetNotFound", "ListPetsDefault"]
__all__ += ["ListPetsOk", "ListPetsUnauthorized", "LoginOkBody", "Pet", "Problem", "include"]


class Desk:
    """What handlers were given, last first, and what they answer: a value, or a function that gives or raises it."""

    def __init__(self) -> None:
        self.given: list[dict[str, Any]] = []
        self.result: Any = None

    def answer(self, **given: Any) -> Any:
        self.given.insert(0, given)
        return self.result() if callable(self.result) else self.result


@final
class Pets(PetsApi[str]):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def list_pets(
        self,
        *,
        limit: int,
        ids: list[int] | None,
        filter: ListPetsFilter | None,  # noqa: A002 - the document's name
        x_trace: str,
        sid: str | None,
        principal: str,
    ) -> ListPetsOk | ListPetsUnauthorized | ListPetsDefault:
        return self.desk.answer(limit=limit, ids=ids, filter=filter, x_trace=x_trace, sid=sid, principal=principal)

    async def create_pet(self, *, body: PetInput, principal: str) -> Pet | CreatePetCreated | CreatePetConflict:
        return self.desk.answer(body=body, principal=principal)

    async def get_pet(self, *, pet_id: UUID) -> AnyPet | GetPetNotFound:
        return self.desk.answer(pet_id=pet_id)

    async def patch_pet(self, *, pet_id: UUID, body: PetPatch, principal: str) -> None:
        return self.desk.answer(pet_id=pet_id, body=body, principal=principal)

    async def get_photo(self, *, pet_id: UUID, principal: str) -> bytes | AsyncIterator[bytes]:
        return self.desk.answer(pet_id=pet_id, principal=principal)

    async def put_photo(self, *, pet_id: UUID, body: PutPhotoForm, principal: str) -> None:
        content = await body.file.read()
        return self.desk.answer(pet_id=pet_id, body=body, content=content, principal=principal)


@final
class Events(EventsApi[str]):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def events(self, *, principal: str) -> AsyncIterator[Pet]:
        return self.desk.answer(principal=principal)


@final
class Auth(AuthApi[str]):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def login(self, *, body: LoginForm, principal: str) -> LoginOkBody:
        return self.desk.answer(body=body, principal=principal)


@final
class Guard(Security[str]):
    async def bearer(self, *, token: str, scopes: frozenset[str]) -> str | None:
        return "by token" if token == "good" else None

    async def api_key(self, *, key: str, scopes: frozenset[str]) -> str | None:
        return "by key" if key == "good" else None


def include(app: FastAPI, desk: Desk) -> None:
    """The whole contract on an app."""
    include_contract(app, pets=Pets(desk), events=Events(desk), auth=Auth(desk), security=Guard())
