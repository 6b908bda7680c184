"""The app shows its document at `/openapi.json` and `/openapi.yaml`: made once, not in the event loop, never stale."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from fastapi import FastAPI

from handfast.export import export, serve, serve_document

Include = Callable[..., None]
Handlers = dict[str, Any]


def client(app: FastAPI, root: str = "") -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, root_path=root), base_url="http://app")


def get(app: FastAPI, path: str, root: str = "", **headers: str) -> httpx.Response:
    async def answer() -> httpx.Response:
        async with client(app, root) as to:
            return await to.get(path, headers=headers)

    return asyncio.run(answer())


def test_both_forms_are_the_export(app: FastAPI) -> None:
    as_json, as_yaml = get(app, "/openapi.json"), get(app, "/openapi.yaml")
    assert (as_json.headers["content-type"], as_yaml.headers["content-type"]) == (
        "application/json",
        "application/yaml",
    )
    assert json.dumps(as_json.json()) == json.dumps(yaml.safe_load(as_yaml.text)) == json.dumps(export(app))


def test_the_pages_are_no_part_of_the_document(app: FastAPI, source: Any) -> None:
    assert export(app) == source


@pytest.mark.parametrize("sent", ["{}", "W/{}", '"a", {}', "*"])
def test_what_a_client_has_is_not_sent_again(app: FastAPI, sent: str) -> None:
    tags = [get(app, path).headers["etag"] for path in ("/openapi.json", "/openapi.yaml")]
    assert tags[0] != tags[1]
    again = get(app, "/openapi.json", **{"If-None-Match": sent.format(tags[0])})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tags[0])


def test_a_document_that_has_changed_is_sent(app: FastAPI, source: Any) -> None:
    old = get(app, "/openapi.yaml").headers["etag"]
    app.add_api_route("/more", lambda: None)
    new = get(app, "/openapi.yaml", **{"If-None-Match": old})
    assert new.status_code == 200
    assert list(yaml.safe_load(new.text)["paths"]) == [*source["paths"], "/more"]


def test_an_app_mounted_later_gets_its_routes_into_the_document(app: FastAPI) -> None:
    inner = FastAPI()
    app.mount("/inner", inner)
    assert "/inner/late" not in get(app, "/openapi.json").json()["paths"]
    inner.get("/late")(lambda: None)
    assert "/inner/late" in get(app, "/openapi.json").json()["paths"]


def test_a_guard_that_is_overridden_later_is_no_security(app: FastAPI, handlers: Handlers) -> None:
    assert "security" not in get(app, "/openapi.json").json()["paths"]["/pets"]["get"]
    app.dependency_overrides[handlers["security"]] = lambda: None
    assert get(app, "/openapi.json").json()["paths"]["/pets"]["get"]["security"] == []


def test_first_requests_make_it_once_while_others_are_served(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    has_begun, may_go_on, calls = threading.Event(), threading.Event(), list[str]()

    def slow(*arguments: Any) -> Any:
        has_begun.set()
        calls.append(threading.current_thread().name)
        assert may_go_on.wait(20)
        return original(*arguments)

    def other() -> None:
        """Needs a worker thread, too."""

    app.get("/other")(other)
    original = serve.assemble
    monkeypatch.setattr(serve, "assemble", slow)

    async def ask() -> list[int]:
        async with client(app) as to:
            waiting = [asyncio.create_task(to.get(f"/openapi.{form}")) for form in ("json", "yaml") * 30]
            assert await asyncio.to_thread(has_begun.wait, 20)
            meanwhile = await asyncio.wait_for(to.get("/other"), 10)
            may_go_on.set()
            return [meanwhile.status_code, *(one.status_code for one in await asyncio.gather(*waiting))]

    assert set(asyncio.run(ask())) == {200}
    assert len(calls) == 1
    assert calls[0] != threading.current_thread().name


def test_the_yaml_lies_beside_the_json(include: Include, handlers: Handlers) -> None:
    for path, beside in (("/api/openapi.json", "/api/openapi.yaml"), ("/schema", "/schema.yaml")):
        app = FastAPI(openapi_url=path)
        include(app, **handlers)
        assert yaml.safe_load(get(app, beside).text) == get(app, path).json()
        assert get(app, "/openapi.yaml").status_code == 404


def test_an_app_without_openapi_url_shows_nothing(include: Include, handlers: Handlers, source: Any) -> None:
    app = FastAPI(openapi_url=None)
    include(app, **handlers)
    assert {get(app, path).status_code for path in ("/openapi.json", "/openapi.yaml", "/docs")} == {404}
    assert export(app) == app.openapi() == source


def test_a_root_path_is_the_first_server(app: FastAPI, source: Any) -> None:
    servers = source.get("servers", [])
    assert get(app, "/openapi.json", root="/v1").json()["servers"] == [{"url": "/v1"}, *servers]
    assert get(app, "/openapi.json").json() == source
    outer = FastAPI()
    outer.mount("/inner", app)
    assert yaml.safe_load(get(outer, "/inner/openapi.yaml").text)["servers"] == [{"url": "/inner"}, *servers]


def test_an_app_may_keep_its_root_path_to_itself(include: Include, handlers: Handlers, source: Any) -> None:
    app = FastAPI(root_path_in_servers=False)
    include(app, **handlers)
    assert get(app, "/openapi.json", root="/v1").json() == source


def test_a_page_of_the_apps_own_stays(include: Include, handlers: Handlers) -> None:
    app = FastAPI()
    app.get("/openapi.yaml")(lambda: "mine")
    include(app, **handlers)
    assert get(app, "/openapi.yaml").json() == "mine"
    assert "/openapi.yaml" in export(app)["paths"]


def test_an_app_with_a_document_of_its_own_making_shows_that(app: FastAPI) -> None:
    app.openapi = lambda: {"openapi": "3.1.0", "x-mine": 2**70}  # type: ignore[method-assign]
    assert get(app, "/openapi.json").json()["x-mine"] == 2**70
    assert yaml.safe_load(get(app, "/openapi.yaml").text)["x-mine"] == 2**70


def test_serving_it_twice_makes_no_second_page(app: FastAPI, package: Any) -> None:
    serve_document(app, Path(str(import_module(package.__name__).__file__)).with_name("openapi.json"))
    assert [getattr(route, "path", "") for route in app.routes].count("/openapi.yaml") == 1
    assert get(app, "/openapi.yaml").status_code == 200
