"""Which route serves a path: templates of every kind, raw matching, and concrete before templated."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking import ask
from fastapi import APIRouter, FastAPI
from single import DONE, Done, judge, make_interface, shaped

from handfast.runtime import Operation, Parameter, contract_router
from handfast.runtime.paths import compile_template


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("/pets/{pet-id}", "/pets/7", {"pet-id": "7"}),
        ("/pets/{pet-id}", "/pets/a%2Fb", {"pet-id": "a%2Fb"}),
        ("/pets/{id}", "/pets/", None),
        ("/pets/{id}", "/pets/a/b", None),
        ("/a-{b}.{c}", "/a-x.y.z", {"b": "x", "c": "y.z"}),
        ("/{name}.json", "/a.json.json", {"name": "a.json"}),
        ("/{a}{b}", "/xyz", {"a": "x", "b": "yz"}),
        ("/{id}:cancel", "/7%3Acancel", {"id": "7"}),
        ("/users/@me", "/users/%40me", {}),
        ("/a b/é", "/a%20b/%C3%A9", {}),
        ("/#x", "/%23x", {}),
        ("/{class}/{1}", "/a/b", {"class": "a", "1": "b"}),
        ("/", "/", {}),
        ("/x/", "/x", None),
    ],
)
def test_templates(template: str, path: str, values: dict[str, str] | None) -> None:
    assert compile_template(template).match(path, {}) == values


def test_a_hostile_path_costs_linear_time() -> None:
    template = compile_template("/" + "-".join("{" + name + "}" for name in "abcdefgh") + "-x/end")
    assert template.match("/" + "-" * 50_000, {}) is None  # would not end in a lifetime if it were not linear


def test_a_hostile_query_costs_linear_time() -> None:
    template = compile_template("/x?id=" + "-".join("{" + name + "}" for name in "abcdefgh") + "-x")
    assert template.match("/x", {"id": ["-" * 50_000]}) is None
    assert template.match("/x", {"id": ["1-2-3-4-5-6-7-8-9-x"]}) == dict(
        zip("abcdefgh", [*"1234567", "8-9"], strict=True)
    )


@pytest.mark.parametrize(
    ("condition", "name", "speaks"),
    [("a=1", "a", True), ("a=1", "b", False), ("f.{k}=1", "f.x", True), ("f.{k}=1", "fax", False), ("{k}", "x", True)],
)
def test_a_condition_knows_its_names(condition: str, name: str, speaks: bool) -> None:
    (found,) = compile_template(f"/x?{condition}").conditions
    assert found.speaks_of(name) is speaks


class Routes:
    """An app with one operation for each path; each answers by recording which it is."""

    def __init__(
        self, folder: Path, *paths: str, methods: str = "GET", routers: bool = False, prefix: str = ""
    ) -> None:
        self.served: list[str] = []
        self.app = FastAPI()
        schemas = judge(folder, {"#/s": {"type": "string"}})
        operations = [
            Operation(
                pointer=f"#/{index}",
                id=f"o{index}",
                method=method,
                path=path,
                handler=f"o{index}",
                parameters=tuple(
                    Parameter(name=name, into=f"p{at}", location="path", required=True, schema="#/s")
                    for at, name in enumerate(names(path))
                ),
                responses=(DONE,),
                success=Done,
            )
            for index, (path, method) in enumerate(zip(paths, itertools.cycle(methods.split()), strict=False))
        ]
        groups = [[one] for one in operations] if routers else [operations]
        for group in groups:
            hints = {one.handler: dict.fromkeys((each.into for each in one.parameters), str) for one in group}
            api = make_interface("Api", {name: (keywords, None) for name, keywords in hints.items()})
            members = {one.handler: shaped(self.record(one), hints[one.handler], None) for one in group}
            implementation = type("Impl", (api,), members)
            self.app.include_router(contract_router(schemas, api, implementation(), operations=group), prefix=prefix)

    def record(self, operation: Operation) -> Callable[..., Any]:
        async def handler(_: object, **given: str) -> None:
            self.served.append(" ".join([operation.path, *given.values()]))

        return handler

    def get(self, target: str, method: str = "GET") -> str | int:
        self.served.clear()
        answer = ask(self.app, method, target)
        return self.served[0] if answer.status == 204 else answer.status


def names(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:]]


PATHS = ("/pets/{id}", "/pets/mine", "/pets/mine-{x}", "/{a}/{b}", "/{a}/mine")


@pytest.mark.parametrize("paths", [PATHS, PATHS[::-1]])
@pytest.mark.parametrize("routers", [True, False])
def test_concrete_before_templated(tmp_path: Path, paths: tuple[str, ...], routers: bool) -> None:
    routes = Routes(tmp_path, *paths, routers=routers)
    assert routes.get("/pets/mine") == "/pets/mine"
    assert routes.get("/pets/m%69ne") == "/pets/mine"
    assert routes.get("/pets/7") == "/pets/{id} 7"
    assert routes.get("/pets/mine-7") == "/pets/mine-{x} 7"
    assert routes.get("/dogs/mine") == "/{a}/mine dogs"
    assert routes.get("/dogs/7") == "/{a}/{b} dogs 7"


def test_a_concrete_path_hides_the_methods_of_a_templated_one(tmp_path: Path) -> None:
    routes = Routes(tmp_path, "/pets/{id}", "/pets/mine", methods="GET POST")
    assert routes.get("/pets/mine") == 405
    assert ask(routes.app, "GET", "/pets/mine").headers["allow"] == "POST"
    assert routes.get("/pets/mine", "POST") == "/pets/mine"


def test_405_lists_every_method(tmp_path: Path) -> None:
    routes = Routes(tmp_path, "/pets/{id}", "/pets/{petId}", methods="GET PUT", routers=True)
    assert ask(routes.app, "DELETE", "/pets/1").headers["allow"] == "GET, HEAD, PUT"
    assert routes.get("/pets/1", "PUT") == "/pets/{petId} 1"


def test_query_pairs_tell_operations_apart(tmp_path: Path) -> None:
    routes = Routes(tmp_path, "/x", "/x?action=a", "/x?action=b&flag", "/x?id={id}", "/x?{k}=1&z={v}")
    assert routes.get("/x") == "/x"
    assert routes.get("/x?action=c") == "/x"
    assert routes.get("/x?action=a&more=1") == "/x?action=a"
    assert routes.get("/x?action=b") == "/x"
    assert routes.get("/x?flag=&action=b") == "/x?action=b&flag"
    assert routes.get("/x?id=a%2525") == "/x?id={id} a%25"
    assert routes.get("/x?q=1&z=2") == "/x?{k}=1&z={v} q 2"
    assert routes.get("/x?q=2&z=2") == "/x"


def test_values_are_decoded_once_from_the_raw_path(tmp_path: Path) -> None:
    routes = Routes(tmp_path, "/f/{name}")
    assert routes.get("/f/a%252Fb") == "/f/{name} a%2Fb"
    assert routes.get("/f/a%2Fb%20c+d") == "/f/{name} a/b c+d"
    assert routes.get("/f/%FF") == 400
    assert routes.get("/f/a%3Fb%23c") == "/f/{name} a?b#c"


def test_names_that_are_no_identifiers(tmp_path: Path) -> None:
    routes = Routes(tmp_path, "/a/{pet-id}/{x:y}/{class}", "/b/{id}/{id}")
    assert routes.get("/a/1/2/3") == "/a/{pet-id}/{x:y}/{class} 1 2 3"


@pytest.mark.parametrize("root", ["", "/api"])
def test_prefix_root_path_and_mount(tmp_path: Path, root: str) -> None:
    routes = Routes(tmp_path, "/f/{name}", "/f/x", prefix="/v1")
    answer = ask(routes.app, "GET", f"{root}/v1/f/a%2Fb", scope={"root_path": root})
    assert (answer.status, routes.served) == (204, ["/f/{name} a/b"])
    outer = FastAPI()
    outer.mount("/in ner", routes.app)
    assert ask(outer, "GET", "/in%20ner/v1/f/x%2F").status == 204
    assert routes.served[-1] == "/f/{name} x/"


def test_servers_without_a_raw_path(tmp_path: Path) -> None:
    routes = Routes(tmp_path, "/f/{name}")
    assert ask(routes.app, "GET", "/f/a%20b", scope={"raw_path": None}).status == 204
    assert ask(routes.app, "GET", "/old", scope={"path": "/f/re%written"}).status == 204
    assert ask(routes.app, "GET", "/old%20one", scope={"path": "/f/new one"}).status == 204
    assert routes.served == ["/f/{name} a b", "/f/{name} re%written", "/f/{name} new one"]


def test_a_hash_that_a_server_lets_through(tmp_path: Path) -> None:
    routes = Routes(tmp_path, "/a#b", "/a")
    assert (routes.get("/a%23b"), routes.get("/a#b"), routes.get("/a")) == ("/a#b", "/a#b", "/a")


def test_a_templated_prefix_and_nested_routers(tmp_path: Path) -> None:
    routes = Routes(tmp_path, "/f/{name}", "/f/x")
    inner = FastAPI()
    outer = APIRouter()
    outer.include_router(routes.app.router, prefix="/in")
    inner.include_router(outer, prefix="/{tenant}")
    assert ask(inner, "GET", "/t/in/f/x").status == 204
    assert ask(inner, "GET", "/t/in/f/y").status == 204
    assert routes.served == ["/f/x", "/f/{name} y"]


def test_routes_keep_the_path_of_the_spec(tmp_path: Path) -> None:
    routes = Routes(tmp_path, "/a/{pet-id}", "/x?a=b", "/#y", routers=False)
    (included,) = [route for route in routes.app.routes if hasattr(route, "original_router")]
    assert [route.path for route in included.original_router.routes] == ["/a/{pet-id}", "/x?a=b", "/#y"]
