"""The whole way through FastAPI: dependencies, overrides, exit order, background tasks, handlers of exceptions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Annotated, Any, final
from uuid import UUID

import pytest
from asking import Answer, ask
from fastapi import BackgroundTasks, Depends, FastAPI, Header, HTTPException, Request, Response
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
    Problem,
    Security,
    petshop_judge,
)

from handfast.runtime import BasicCredentials, ContractRoute, Forbidden, contract_router

events: list[Any] = []


@pytest.fixture(autouse=True)
def _no_events() -> Iterator[None]:
    events.clear()
    yield
    events.clear()


async def session() -> AsyncIterator[str]:
    events.append("open")
    try:
        yield "session"
    except Exception as error:
        events.append(f"rollback {type(error).__name__}")
        raise
    else:
        events.append("commit")


Session = Annotated[str, Depends(session)]


@final
class Guard(Security[str]):
    def __init__(self, session: Session) -> None:
        events.append("guard")

    async def bearer(self, *, token: str, scopes: frozenset[str]) -> str | None:
        events.append(("bearer", token, scopes))
        return token if token != "bad" else None

    async def api_key(self, *, key: str, scopes: frozenset[str]) -> str | None:
        return key

    async def basic(self, *, credentials: BasicCredentials, scopes: frozenset[str]) -> str | None:
        raise NotImplementedError


class LostError(Exception):
    pass


PET = Pet(id=UUID(int=1), name="a", kind="cat")


@final
class Pets(PetsApi[str]):
    def __init__(
        self,
        session: Session,
        tasks: BackgroundTasks,
        request: Request,
        response: Response,
        x: Annotated[str, Header()] = "-",
    ) -> None:
        events.append(("made", session, x, request.url.path))
        self.tasks = tasks
        self.response = response

    async def list_pets(self, *, limit: int, principal: str) -> ListPetsOk | ListPetsDefault:
        self.tasks.add_task(events.append, "background")
        self.response.headers["x-more"] = "1"
        return ListPetsOk(body=[PET], x_total=limit)

    async def create_pet(self, *, body: PetInput, principal: str) -> Pet | CreatePetCreated | CreatePetConflict:
        if body.name == "dup":
            return CreatePetConflict(body=Problem(title="dup", status=409))
        if body.name == "raise":
            raise CreatePetConflict(body=Problem(title="raised", status=409)).as_exception()
        if body.name == "forbid":
            raise Forbidden("not for you")
        if body.name == "http":
            raise HTTPException(418, "teapot")
        if body.name == "lost":
            raise LostError
        return Pet(id=UUID(int=2), **body.model_dump(exclude_unset=True, exclude={"secret"}, by_alias=True))

    async def get_pet(self, *, pet_id: UUID) -> Pet | GetPetNotFound:
        return PET if pet_id == PET.id else GetPetNotFound()

    async def get_photo(self, *, pet_id: UUID) -> bytes | AsyncIterator[bytes]:
        async def read() -> AsyncIterator[bytes]:
            yield b"a"
            events.append("streamed")
            yield b"b"

        return read()

    async def put_photo(self, *, pet_id: UUID, body: PhotoForm) -> None:
        events.append([chunk async for chunk in body.file])
        await body.file.seek(1)
        events.append(await body.file.read())


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    app = FastAPI()
    router = contract_router(
        petshop_judge(tmp_path), PetsApi, Pets, guard=Security, security=Guard, operations=OPERATIONS, tags=["pets"]
    )
    app.include_router(router)
    return app


AUTH = {"Authorization": "Bearer me"}


def create(app: FastAPI, name: str) -> Answer:
    return ask(app, "POST", "/pets", json_body={"name": name, "kind": "cat", "secret": "s"}, headers=AUTH)


def test_the_order_of_things(app: FastAPI) -> None:
    answer = ask(app, "GET", "/pets?limit=7", headers={**AUTH, "X": "y"})
    assert (answer.status, answer.headers["x-total"], answer.headers["x-more"]) == (200, "7", "1")
    assert answer.json == [{"id": str(PET.id), "name": "a", "kind": "cat"}]
    assert events == [
        "open",
        "guard",
        ("bearer", "me", frozenset({"read"})),
        ("made", "session", "y", "/pets"),
        "background",
        "commit",
    ]


@pytest.mark.parametrize(("headers", "status"), [({}, 401), ({"Authorization": "Bearer bad"}, 401), (AUTH, 400)])
def test_handlers_are_not_made_for_refused_requests(app: FastAPI, headers: Any, status: int) -> None:
    assert ask(app, "GET", "/pets?limit=x", headers=headers).status == status
    assert not [event for event in events if event[0] == "made"]
    assert events[-1].startswith("rollback")


@pytest.mark.parametrize(
    ("name", "status", "end"),
    [
        ("ok", 201, "commit"),
        ("dup", 409, "commit"),
        ("raise", 409, "rollback Raised"),
        ("forbid", 403, "rollback Forbidden"),
        ("http", 418, "rollback HTTPException"),
        ("lost", 500, "rollback LostError"),
    ],
)
def test_dependencies_see_what_happens(app: FastAPI, name: str, status: int, end: str) -> None:
    assert create(app, name).status == status
    assert events[-1] == end


def test_exception_handlers(app: FastAPI) -> None:
    async def found(_: Request, __: Exception) -> Response:
        return Response("found", 503)

    app.add_exception_handler(LostError, found)
    answer = create(app, "lost")
    assert (answer.status, answer.body) == (503, b"found")


def test_read_only_and_write_only(app: FastAPI) -> None:
    assert create(app, "ok").json == {"id": str(UUID(int=2)), "name": "ok", "kind": "cat"}
    assert ask(app, "POST", "/pets", json_body={"name": "a", "kind": "cat"}, headers=AUTH).status == 400


def test_dependency_overrides(app: FastAPI) -> None:
    app.dependency_overrides[session] = lambda: "other"
    ask(app, "GET", "/pets", headers=AUTH)
    assert ("made", "other", "-", "/pets") in events
    events.clear()

    class Fake:
        async def get_pet(self, **_: Any) -> GetPetNotFound:
            return GetPetNotFound()

    app.dependency_overrides[Pets] = Fake
    assert ask(app, "GET", f"/pets/{PET.id}").status == 404
    app.dependency_overrides.clear()
    assert ask(app, "GET", f"/pets/{PET.id}").status == 200


def test_dependencies_of_an_included_router(tmp_path: Path) -> None:
    async def first(pet_id: UUID | None = None, x_must: Annotated[int, Header()] = 0) -> None:
        events.append(("first", x_must))

    app = FastAPI()
    router = contract_router(
        petshop_judge(tmp_path), PetsApi, Pets, guard=Security, security=Guard, operations=OPERATIONS
    )
    app.include_router(router, prefix="/v1", dependencies=[Depends(first)])
    assert ask(app, "GET", "/v1/pets", headers={"x-must": "3"}).status == 401
    assert events[0] == ("first", 3)
    assert ask(app, "GET", "/v1/pets", headers={**AUTH, "x-must": "x"}).status == 422
    assert ask(app, "GET", "/pets", headers=AUTH).status == 404


def test_a_dependency_takes_path_values(tmp_path: Path) -> None:
    async def first(petId: str) -> None:  # noqa: N803 - the name in the path
        events.append(petId)

    app = FastAPI()
    router = contract_router(
        petshop_judge(tmp_path), PetsApi, Pets, guard=Security, security=Guard, operations=OPERATIONS[2:3]
    )
    app.include_router(router, dependencies=[Depends(first)])
    assert ask(app, "GET", f"/pets/{PET.id}").status == 200
    assert events[0] == str(PET.id)


def test_a_shared_instance(tmp_path: Path) -> None:
    shared = Pets(
        "one",
        BackgroundTasks(),
        Request({"type": "http", "path": "/", "headers": [], "server": ("t", 1), "query_string": b""}),
        Response(),
    )
    app = FastAPI()
    app.include_router(
        contract_router(petshop_judge(tmp_path), PetsApi, shared, guard=Security, security=Guard, operations=OPERATIONS)
    )
    events.clear()
    assert [ask(app, "GET", f"/pets/{PET.id}").status for _ in range(2)] == [200, 200]
    assert events == []


def test_uploads_are_read_and_closed(app: FastAPI) -> None:
    sent = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nabc\r\n--b--\r\n'
    answer = ask(
        app,
        "PUT",
        f"/pets/{PET.id}/photo",
        body=sent,
        headers={"content-type": "multipart/form-data; boundary=b"},
    )
    assert answer.status == 204
    assert events[-3:] == [[b"abc"], b"bc", "commit"]


def test_a_stream_ends_before_dependencies_do(app: FastAPI) -> None:
    answer = ask(app, "GET", f"/pets/{PET.id}/photo")
    assert (answer.body, answer.headers["content-type"]) == (b"ab", "image/png")
    assert events[-2:] == ["streamed", "commit"]


def test_routes_say_what_they_serve(app: FastAPI) -> None:
    (included,) = [route for route in app.routes if hasattr(route, "original_router")]
    routes = included.original_router.routes
    assert [route.operation for route in routes if isinstance(route, ContractRoute)] == list(OPERATIONS)
    first = routes[0]
    assert (first.interface, first.implementation, first.guard, first.tags) == (PetsApi, Pets, Guard, ["pets"])
    assert first.endpoint.__qualname__ == "Pets.list_pets"
    assert app.url_path_for("get_pet", petId="7") == "/pets/7"
    assert {"/pets", "/pets/{petId}", "/pets/{petId}/photo"} <= set(app.openapi()["paths"])


def test_a_client_that_goes_away(app: FastAPI) -> None:
    headers = {**AUTH, "content-type": "application/json"}
    answer = ask(app, "POST", "/pets", headers=headers, body=[])
    assert (answer.status, answer.json["detail"]) == (400, "the body ended before it was complete")
    assert answer.failure is None
