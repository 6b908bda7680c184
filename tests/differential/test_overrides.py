"""`app.dependency_overrides`: of functions, of handler classes, of the security class, from one request to the next."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from fastapi import Depends, Header, HTTPException, Response
from same import same
from stage import Stage

BEARER = {"authorization": "Bearer me"}


@same("original 200 sent other 200 sent original 200 sent")
def test_an_override_is_set_and_removed_between_requests(stage: Stage) -> None:
    async def session() -> str:
        return "original"

    class Shop(stage.Shop):
        def __init__(self, session: Annotated[str, Depends(session)]) -> None:
            stage.note(session)

    app = stage.app(Shop)
    stage.ask(app, "GET", "/items/1")
    app.dependency_overrides[session] = lambda: "other"
    stage.ask(app, "GET", "/items/1")
    app.dependency_overrides.pop(session)
    stage.ask(app, "GET", "/items/1")


@same("original 200 sent other 200 sent original 200 sent")
def test_all_overrides_are_replaced_at_once(stage: Stage) -> None:
    async def session() -> str:
        return "original"

    class Shop(stage.Shop):
        def __init__(self, session: Annotated[str, Depends(session)]) -> None:
            stage.note(session)

    app = stage.app(Shop)
    stage.ask(app, "GET", "/items/1")
    app.dependency_overrides = {session: lambda: "other"}
    stage.ask(app, "GET", "/items/1")
    app.dependency_overrides = {}
    stage.ask(app, "GET", "/items/1")


@same("open used:other 200 sent close")
def test_an_override_may_have_yield_and_needs_of_its_own(stage: Stage) -> None:
    async def session() -> str:
        raise AssertionError("overridden")

    async def other(x_name: Annotated[str, Header()], response: Response) -> AsyncIterator[str]:
        stage.note("open")
        response.headers["x-from"] = "override"
        yield x_name
        stage.note("close")

    class Shop(stage.Shop):
        def __init__(self, session: Annotated[str, Depends(session)]) -> None:
            stage.note("used:" + session)

    app = stage.app(Shop)
    app.dependency_overrides[session] = other
    assert stage.ask(app, "GET", "/items/1", headers={"x-name": "other"})["x-from"] == "override"


@same("outer:other 200 sent")
def test_a_nested_dependency_is_overridden(stage: Stage) -> None:
    async def inner() -> str:
        return "original"

    async def outer(inner: Annotated[str, Depends(inner)]) -> str:
        return "outer:" + inner

    class Shop(stage.Shop):
        def __init__(self, outer: Annotated[str, Depends(outer)]) -> None:
            stage.note(outer)

    app = stage.app(Shop)
    app.dependency_overrides[inner] = lambda: "other"
    stage.ask(app, "GET", "/items/1")


@same("other 200 sent")
@pytest.mark.parametrize("place", ["app", "include"])
def test_a_dependency_around_the_routes_is_overridden(stage: Stage, place: str) -> None:
    async def gate() -> None:
        raise HTTPException(403)

    around = {"dependencies": [Depends(gate)]}
    app = stage.app(**around) if place == "app" else stage.app(include=around)
    app.dependency_overrides[gate] = lambda: stage.note("other")
    stage.ask(app, "GET", "/items/1")


@same("used:fake 200 sent made used:real 200 sent")
def test_the_handler_class_is_overridden(stage: Stage) -> None:
    class Shop(stage.Shop):
        def __init__(self) -> None:
            stage.note("made")

        async def get_item(self, *, item_id: int) -> Any:
            stage.note("used:real")
            return stage.item(item_id)

    class Fake:
        async def get_item(self, *, item_id: int) -> Any:
            stage.note("used:fake")
            return stage.item(item_id, "fake")

    app = stage.app(Shop)
    app.dependency_overrides[Shop] = Fake
    stage.ask(app, "GET", "/items/1")
    app.dependency_overrides.clear()
    stage.ask(app, "GET", "/items/1")


@same("open used:fake 200 sent close")
def test_the_handler_class_is_overridden_by_a_generator(stage: Stage) -> None:
    class Fake:
        async def get_item(self, *, item_id: int) -> Any:
            stage.note("used:fake")
            return stage.item(item_id)

    async def fake() -> AsyncIterator[Any]:
        stage.note("open")
        yield Fake()
        stage.note("close")

    class Shop(stage.Shop):
        pass

    app = stage.app(Shop)
    app.dependency_overrides[Shop] = fake
    stage.ask(app, "GET", "/items/1")


@same("bearer:wrong:read 200 sent 401")
def test_the_security_class_is_overridden(stage: Stage) -> None:
    class Guard(stage.Guard):
        async def bearer(self, *, token: str, scopes: frozenset[str]) -> Any:
            return None

    class Everyone:
        async def bearer(self, *, token: str, scopes: frozenset[str]) -> Any:
            stage.note(f"bearer:{token}:{' '.join(scopes)}")
            return "everyone"

    app = stage.app(None, Guard)
    app.dependency_overrides[Guard] = Everyone
    assert b"everyone" in stage.ask(app, "GET", "/mine", headers={"authorization": "Bearer wrong"}).body
    app.dependency_overrides.clear()
    refused = stage.ask(app, "GET", "/mine", headers=BEARER)
    del stage.notes[-2:], stage.answers[-1]  # the body of a 401 is the contract's
    stage.note(str(refused.status))


@same("sub 200 sent")
def test_a_mounted_app_has_overrides_of_its_own(stage: Stage) -> None:
    async def session() -> str:
        return "original"

    class Shop(stage.Shop):
        def __init__(self, session: Annotated[str, Depends(session)]) -> None:
            stage.note(session)

    app, sub = stage.app(Shop), stage.app(Shop)
    app.mount("/sub", sub)
    app.dependency_overrides[session] = lambda: "outer"
    sub.dependency_overrides[session] = lambda: "sub"
    stage.ask(app, "GET", "/sub/items/1")


@same("one 200 sent two 200 sent")
def test_routes_in_two_apps_are_overridden_apart(stage: Stage) -> None:
    async def session() -> str:
        return "original"

    class Shop(stage.Shop):
        def __init__(self, session: Annotated[str, Depends(session)]) -> None:
            stage.note(session)

    router = stage.router(Shop)
    for name in ("one", "two"):
        app = stage.empty()
        app.include_router(router)
        app.dependency_overrides[session] = lambda name=name: name
        stage.ask(app, "GET", "/items/1")
