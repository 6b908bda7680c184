"""Handlers that do not fit, found before the app starts, with file and line."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from petshop import (
    OPERATIONS,
    CreatePetConflict,
    CreatePetCreated,
    GetPetNotFound,
    ListPetsDefault,
    ListPetsOk,
    Pet,
    PetInput,
    PetsApi,
    PhotoForm,
    PutPhotoNoContent,
    Security,
    petshop_judge,
)

from handfast.runtime import BasicCredentials, Body, Content, ContractError, check_implementation, contract_router


class Fits(PetsApi[str]):
    async def list_pets(self, *, limit: int, principal: str) -> ListPetsOk | ListPetsDefault:
        raise NotImplementedError

    async def create_pet(self, *, body: PetInput, principal: str) -> Pet | CreatePetCreated | CreatePetConflict:
        raise NotImplementedError

    async def get_pet(self, *, pet_id: UUID) -> Pet | GetPetNotFound:
        raise NotImplementedError

    async def get_photo(self, *, pet_id: UUID) -> bytes | AsyncIterator[bytes]:
        raise NotImplementedError

    async def put_photo(self, *, pet_id: UUID, body: PhotoForm) -> None:
        raise NotImplementedError


class Narrower(Fits):
    async def list_pets(self, *, limit: int | str, principal: object, extra: int = 1) -> ListPetsOk:
        raise NotImplementedError

    async def get_pet(self, pet_id: UUID | None) -> Pet:
        raise NotImplementedError

    async def get_photo(self, **given: Any) -> bytes:
        raise NotImplementedError


class OwnError(CreatePetConflict):
    pass


class Subclasses(Fits):
    async def create_pet(self, *, body: PetInput, principal: str) -> OwnError:
        raise NotImplementedError


@pytest.mark.parametrize("handlers", [Fits, Fits(), Narrower, Subclasses])
def test_fits(handlers: Any) -> None:
    check_implementation(PetsApi, handlers)


class Missing(Fits):
    get_pet = PetsApi.get_pet


class Misspelt(PetsApi[str]):
    list_pets, create_pet, get_photo, put_photo = Fits.list_pets, Fits.create_pet, Fits.get_photo, Fits.put_photo

    async def get_pets(self, *, pet_id: UUID) -> Pet | GetPetNotFound:
        raise NotImplementedError


class Sync(Fits):
    def get_pet(self, *, pet_id: UUID) -> Pet | GetPetNotFound:  # type: ignore[override]
        raise NotImplementedError


class Renamed(Fits):
    async def get_pet(self, *, id: UUID) -> Pet | GetPetNotFound:  # type: ignore[override]  # noqa: A002
        raise NotImplementedError


class WrongType(Fits):
    async def get_pet(self, *, pet_id: str) -> Pet | GetPetNotFound:  # type: ignore[override]
        raise NotImplementedError


class WrongBody(Fits):
    async def create_pet(self, *, body: Pet, principal: str) -> CreatePetCreated:  # type: ignore[override]
        raise NotImplementedError


class WrongReturn(Fits):
    async def get_pet(self, *, pet_id: UUID) -> Pet | dict[str, Any]:  # type: ignore[override]
        raise NotImplementedError


class UndeclaredReply(Fits):
    async def get_pet(self, *, pet_id: UUID) -> Pet | PutPhotoNoContent:  # type: ignore[override]
        raise NotImplementedError


class WrongPrincipal(Fits):
    async def list_pets(self, *, limit: int, principal: int) -> ListPetsOk:  # type: ignore[override]
        raise NotImplementedError


class ExtraRequired(Fits):
    async def get_pet(self, *, pet_id: UUID, verbose: bool) -> Pet:  # type: ignore[override]
        raise NotImplementedError


class NoAnnotation(Fits):
    async def get_pet(self, *, pet_id):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        raise NotImplementedError


class PositionalOnly(Fits):
    async def get_pet(self, pet_id: UUID, /) -> Pet:  # type: ignore[override]
        raise NotImplementedError


class NotAMethod(Fits):
    get_pet = 3  # type: ignore[assignment]


class Static(Fits):
    @staticmethod
    async def get_pet(*, pet_id: UUID) -> Pet:  # type: ignore[override]
        raise NotImplementedError


class Unreadable(Fits):
    async def get_pet(self, *, pet_id: Nowhere) -> Pet:  # type: ignore[name-defined]  # noqa: F821
        raise NotImplementedError


class NoBase:
    pass


@pytest.mark.parametrize(
    ("handlers", "problem"),
    [
        (Missing, "get_pet: operation is not implemented"),
        (Misspelt, "get_pet: operation is not implemented (is `get_pets` misspelt?)"),
        (Sync, "get_pet: must be `async def`"),
        (Renamed, "get_pet: parameter `pet_id` is missing"),
        (Renamed, "get_pet: parameter `id` is not in the contract (inject it in the constructor)"),
        (WrongType, "get_pet: parameter `pet_id` is str, the contract says UUID"),
        (WrongBody, "create_pet: parameter `body` is Pet, the contract says PetInput"),
        (WrongReturn, "get_pet: returns dict[str, Any], the contract allows Pet | GetPetNotFound"),
        (UndeclaredReply, "get_pet: returns PutPhotoNoContent, the contract allows Pet | GetPetNotFound"),
        (WrongPrincipal, "list_pets: parameter `principal` is int, the contract says str"),
        (ExtraRequired, "get_pet: parameter `verbose` is not in the contract (inject it in the constructor)"),
        (NoAnnotation, "get_pet: parameter `pet_id` has no annotation"),
        (NoAnnotation, "get_pet: has no return annotation"),
        (PositionalOnly, "get_pet: parameter `pet_id` must be a keyword"),
        (NotAMethod, "get_pet: must be a method"),
        (Static, "get_pet: must be a method"),
        (Unreadable, "get_pet: has an annotation that can't be read when the app starts: name 'Nowhere'"),
    ],
)
def test_does_not_fit(handlers: type, problem: str) -> None:
    with pytest.raises(ContractError) as caught:
        check_implementation(PetsApi, handlers)
    lines = str(caught.value).splitlines()
    assert lines[0] == f"{handlers.__name__} does not fit PetsApi:"
    (line,) = [one for one in lines[1:] if problem in one]
    file, number, rest = line.split(":", 2)
    assert file == __file__
    first = inspect.getsourcelines(handlers)[1]
    assert first <= int(number) <= first + len(inspect.getsource(handlers).splitlines())
    assert rest.startswith(f" {handlers.__name__}.")


def test_every_misfit_is_listed() -> None:
    class Wrong(Sync):
        async def list_pets(self) -> None:  # type: ignore[override]
            raise NotImplementedError

    with pytest.raises(ContractError) as caught:
        check_implementation(PetsApi, Wrong)
    assert len(str(caught.value).splitlines()) == 1 + 4


def test_no_subclass() -> None:
    with pytest.raises(ContractError, match=r"test_fit\.py:\d+: NoBase must subclass PetsApi"):
        check_implementation(PetsApi, NoBase)


class Guard(Security[str]):
    async def bearer(self, *, token: str, scopes: frozenset[str]) -> str | None:
        raise NotImplementedError

    async def api_key(self, *, key: str, scopes: frozenset[str]) -> str | None:
        raise NotImplementedError

    async def basic(self, *, credentials: BasicCredentials, scopes: frozenset[str]) -> str | None:
        raise NotImplementedError


class OtherGuard(Security[int]):
    async def bearer(self, *, token: str, scopes: frozenset[str]) -> int | None:
        raise NotImplementedError

    async def api_key(self, *, key: str, scopes: frozenset[str]) -> int | None:
        raise NotImplementedError

    async def basic(self, *, credentials: BasicCredentials, scopes: frozenset[str]) -> int | None:
        raise NotImplementedError


class ForgetfulGuard(Guard):
    basic = Security.basic  # type: ignore[assignment]


class WrongGuard(Guard):
    async def bearer(self, *, token: str, scopes: frozenset[str]) -> bytes:  # type: ignore[override]
        raise NotImplementedError


@pytest.mark.parametrize(
    ("guard", "problem"),
    [
        (ForgetfulGuard, "ForgetfulGuard.basic: operation is not implemented"),
        (WrongGuard, "WrongGuard.bearer: returns bytes"),
        (OtherGuard, "OtherGuard finds int, handlers take str"),
        (OtherGuard(), "OtherGuard finds int, handlers take str"),
    ],
)
def test_security_classes(tmp_path: Path, guard: Any, problem: str) -> None:
    with pytest.raises(ContractError, match=problem):
        contract_router(petshop_judge(tmp_path), PetsApi, Fits, guard=Security, security=guard, operations=OPERATIONS)


def test_the_right_security_class(tmp_path: Path) -> None:
    router = contract_router(
        petshop_judge(tmp_path), PetsApi, Fits, guard=Security, security=Guard, operations=OPERATIONS
    )
    assert len(router.routes) == len(OPERATIONS)


class BadConstructor(Fits):
    def __init__(self, thing: Nowhere) -> None:  # type: ignore[name-defined]  # noqa: F821
        raise NotImplementedError


def test_a_constructor_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="BadConstructor: an annotation of its constructor can't be read"):
        contract_router(
            petshop_judge(tmp_path), PetsApi, BadConstructor, guard=Security, security=Guard, operations=OPERATIONS
        )


def test_a_schema_that_the_judge_does_not_know(tmp_path: Path) -> None:
    content = (Content(media_type="application/json", schema="#/nowhere"),)
    operation = replace(OPERATIONS[0], body=Body(content=content))
    with pytest.raises(ContractError, match=r"listPets .* names unknown schemas: #/nowhere"):
        contract_router(petshop_judge(tmp_path), PetsApi, Fits, guard=Security, security=Guard, operations=(operation,))
