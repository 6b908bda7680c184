"""The exported document is the contract's own where the app is what it says, and the app's where it is not."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Body, Depends, FastAPI, Header, HTTPException
from fastapi.security import HTTPBasic
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from handfast.export import export, serve_document


class Pet(BaseModel):
    """Takes the name of a component of the contract."""

    colour: str


def _get(app: FastAPI, path: str) -> httpx.Response:
    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
            return await client.get(path)

    return asyncio.run(get())


def test_an_untouched_app_exports_the_contract_as_its_author_wrote_it(app: FastAPI, source: Any) -> None:
    document = export(app)
    assert document == source
    assert document["paths"]["/pets/{pet-id}"]["get"]["x-audience"] == {"internal": None}
    assert document["paths"]["/pets"]["get"]["parameters"][0]["schema"]["maximum"] == 9007199254740993
    assert document["components"]["securitySchemes"]["peer"] == {"type": "mutualTLS"}


def test_the_live_document_is_served_and_made_once_for_each_set_of_routes(app: FastAPI, source: Any) -> None:
    assert _get(app, "/openapi.json").json() == source
    assert app.openapi() is app.openapi()
    assert _get(app, "/docs").status_code == 200
    app.add_api_route("/more", lambda: None)
    assert _get(app, "/openapi.json").json()["paths"].keys() == {*source["paths"], "/more"}


def test_an_undeclared_route_is_described_by_fastapi_with_components_of_its_own(app: FastAPI, source: Any) -> None:
    @app.post("/more", include_in_schema=False, status_code=202)
    async def more(pet: Pet, x_a: Annotated[str, Header()]) -> Pet:
        return pet

    document = export(app)
    operation = document["paths"]["/more"]["post"]
    assert operation["parameters"][0]["name"] == "x-a"
    assert operation["responses"].keys() == {"202", "422"}
    assert operation["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Pet_"}
    assert document["components"]["schemas"]["Pet"] == source["components"]["schemas"]["Pet"]
    assert document["components"]["schemas"]["Pet_"]["properties"].keys() == {"colour"}


def test_raw_and_mounted_routes_appear(app: FastAPI, tmp_path: Path) -> None:
    async def raw(_: Request) -> Response:
        return Response()

    app.add_route("/raw", raw, methods=["GET", "PUT"])
    app.mount("/files", StaticFiles(directory=tmp_path))
    inner = FastAPI()
    inner.get("/in/{name}")(lambda name: name)
    app.mount("/sub", inner)
    paths = export(app)["paths"]
    assert paths["/raw"].keys() == {"get", "put"}
    assert "/files/{path}" in paths
    assert [path for path in paths if path.startswith("/sub")] == ["/sub/in/{name}"]


def test_what_routers_and_dependencies_read_is_added(app: FastAPI, handlers: dict[str, Any], package: Any) -> None:
    def tenant(x_tenant: Annotated[str, Header()]) -> str:
        return x_tenant

    def note(text: Annotated[str, Body()]) -> str:
        return text

    router = import_module(f"{package.__name__}.routers.health").health_router(handlers["health"])
    outer = APIRouter(prefix="/v1", dependencies=[Depends(tenant)])
    outer.include_router(router, dependencies=[Depends(HTTPBasic()), Depends(note)])
    other = FastAPI()
    other.include_router(outer)
    serve_document(other, Path(str(package.__file__)).with_name("openapi.json"))
    document = export(other)
    operation = document["paths"]["/v1/health"]["get"]
    assert list(document["paths"]) == ["/v1/health"]
    assert [parameter["name"] for parameter in operation["parameters"]] == ["x-tenant"]
    assert operation["security"] == [{"HTTPBasic": []}]
    assert "requestBody" in operation
    assert operation["responses"] == {"204": {"description": "Well."}}
    assert document["components"]["securitySchemes"].keys() == {"token", "peer", "HTTPBasic"}


def test_a_dependency_that_reads_nothing_changes_nothing(include: Any, handlers: dict[str, Any], source: Any) -> None:
    def refuse() -> None:
        raise HTTPException(403)

    app = FastAPI(dependencies=[Depends(refuse)])
    include(app, **handlers)
    assert export(app) == source


def test_a_route_in_front_of_a_generated_one_is_what_answers(include: Any, handlers: dict[str, Any]) -> None:
    app = FastAPI()
    app.get("/health", operation_id="mine")(lambda: None)
    include(app, **handlers)
    assert export(app)["paths"]["/health"]["get"]["operationId"] == "mine"


def test_an_app_that_carries_no_contract_is_described_all_the_same() -> None:
    app = FastAPI(title="Bare", version="3")
    app.get("/a")(lambda: None)
    document = export(app)
    assert document["info"] == {"title": "Bare", "version": "3"}
    assert document["paths"].keys() == {"/a"}


def test_serving_the_document_needs_nothing_of_the_toolchain(root: Path) -> None:
    heavy = (
        "handfast.contract",
        "handfast.emit",
        "handfast.document",
        "datamodel_code_generator",
        "schemathesis",
        "typer",
    )
    script = f"import sys, handfast.export; print([name for name in {heavy!r} if name in sys.modules])"
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(root / "tools")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() == "[]"
