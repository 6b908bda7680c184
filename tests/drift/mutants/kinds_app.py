"""Edits of the app's own code: routes, what is put around operations, dependencies, what the app says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from planting import MAIN, Declared, Kind, Planting, Subject

from handfast.runtime.declare import Operation

About = tuple[str, ...] | Callable[[Declared], tuple[str, ...]]


def plain(one: Operation) -> bool:
    """Whether an operation has a path that FastAPI can serve too."""
    return "?" not in one.path and "#" not in one.path and "-" not in one.path and ":" not in one.path


def app(
    kind: str,
    code: str,
    about: About,
    where: Literal["inside", "after", "before"] = "inside",
    wanted: Callable[[Operation], object] = lambda one: True,
    level: str = "wire",
) -> Kind:
    """Code in the app's main module. `METHOD`, `PATH` stand for those of the first operation that is wanted."""

    def plant(subject: Subject) -> Iterator[Planting]:
        one = subject.first(wanted)
        if one is not None:
            put = code.replace("METHOD", one.operation.method).replace("PATH", one.operation.path)
            found = about if isinstance(about, tuple) else about(one)
            yield Planting(kind, "app", getattr(subject, where)(put), found, level)

    return plant


def titled(one: Declared) -> tuple[str, ...]:
    return (one.title,)


def secured(one: Operation) -> bool:
    return any(one.security) and () not in one.security


def may_fail(one: Operation) -> bool:
    return any(response.status in ("500", "5XX", "default") for response in one.responses)


HANDLER = "async def other(request: object) -> None: ...\n"
RAW = "from starlette.responses import Response\nasync def other(request: object) -> Response:\n    return Response()\n"
REGISTERED = (
    "from starlette.responses import Response\n"
    "async def say(request: object, error: object) -> Response:\n"
    "    return Response(status_code=418)\n"
)


def bypassed(subject: Subject) -> Iterator[Planting]:
    """The security class, overridden as tests do it."""
    if subject.first(secured):
        code = "from app.security import AppSecurity as Own\napp.dependency_overrides[Own] = lambda: None"
        text = subject.after(code)[MAIN].replace("security=AppSecurity()", "security=AppSecurity")
        yield Planting("security bypassed", "app", {MAIN: text}, ("security",))


ROUTES: tuple[Kind, ...] = (
    app(
        "route added",
        "@app.get('/invented')\nasync def invented(limit: int = 1) -> dict[str, str]:\n    return {}",
        ("GET /invented",),
    ),
    app(
        "route hidden",
        "@app.post('/invented', include_in_schema=False)\nasync def invented() -> None: ...",
        ("POST /invented",),
    ),
    app(
        "router removed",
        "gone = next(one for one in app.router.routes if hasattr(one, 'original_router'))\n"
        "app.router.routes.remove(gone)",
        ("does not serve", "serves no operation"),
        "after",
    ),
    app(
        "route duplicated before",
        "@app.api_route('PATH', methods=['METHOD'])\nasync def mine() -> dict[str, int]:\n    return {}",
        titled,
        "inside",
        plain,
    ),
    app(
        "route duplicated after",
        "@app.api_route('PATH', methods=['METHOD'])\nasync def mine() -> dict[str, int]:\n    return {}",
        titled,
        "after",
        plain,
    ),
    app(
        "route shadowed by a catch-all", f"{RAW}app.add_route('/{{rest:path}}', other, methods=['METHOD'])", ("/{rest",)
    ),
    app("route prefix", "outer = FastAPI()\nouter.mount('/v9', app)\napp = outer", ("does not serve",), "after"),
    app(
        "router prefix",
        "import generated.application as g\nfrom fastapi import APIRouter\n"
        "old = FastAPI.include_router\ndef moved(self: FastAPI, router: APIRouter) -> None:\n"
        "    old(self, router, prefix='/v9')\n"
        "FastAPI.include_router = moved",
        ("does not serve",),
    ),
    app(
        "method added to a path",
        "@app.trace('PATH')\nasync def mine() -> None: ...",
        lambda one: (f"TRACE {one.operation.path}",),
        "inside",
        plain,
    ),
    app(
        "mounted app",
        "inner = FastAPI()\n@inner.get('/invented')\nasync def invented() -> None: ...\napp.mount('/inner', inner)",
        ("GET /inner/invented",),
    ),
    app(
        "mounted ASGI function",
        "async def inner(scope: object, receive: object, send: object) -> None: ...\napp.mount('/inner', inner)",
        ("/inner",),
    ),
    app("raw Starlette route", f"{RAW}app.add_route('/invented', other, methods=['PUT'])", ("PUT /invented",)),
    app(
        "routes of a Host",
        "from starlette.routing import Host\ninner = FastAPI()\n@inner.get('/invented')\n"
        "async def invented() -> None: ...\n"
        "app.router.routes.append(Host('h.example.org', app=inner))",
        ("GET /invented",),
    ),
    app(
        "route of a custom kind",
        "from starlette.routing import BaseRoute\nclass Own(BaseRoute):\n    path = '/own'\n"
        "app.router.routes.append(Own())",
        ("GET /own",),
    ),
    app(
        "websocket",
        "from fastapi import WebSocket\n@app.websocket('/live')\nasync def live(socket: WebSocket) -> None: ...",
        ("WebSocket at /live",),
    ),
    app(
        "raw websocket",
        "async def live(socket: object) -> None: ...\napp.router.add_websocket_route('/live', live)",
        ("WebSocket at /live",),
    ),
    app(
        "included router with a prefix",
        "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/invented')\n"
        "async def invented() -> None: ...\n"
        "app.include_router(router, prefix='/own')",
        ("GET /own/invented",),
    ),
)

AROUND: tuple[Kind, ...] = (
    app(
        "exception handler of problems",
        f"from handfast.runtime import Problem\n{REGISTERED}app.add_exception_handler(Problem, say)",
        ("`Problem`",),
    ),
    app(
        "exception handler of invalid requests",
        f"from handfast.runtime import Invalid\n{REGISTERED}app.add_exception_handler(Invalid, say)",
        ("`Invalid`",),
    ),
    app(
        "exception handler of raised replies",
        f"from handfast.runtime.declare import Raised\n{REGISTERED}app.add_exception_handler(Raised, say)",
        ("`Raised`",),
        "after",
    ),
    app(
        "exception handler of failures",
        f"{REGISTERED}app.add_exception_handler(Exception, say)",
        ("`Exception`",),
        "inside",
        may_fail,
    ),
    app(
        "exception handler of 500",
        f"{REGISTERED}app.add_exception_handler(500, say)",
        ("status 500",),
        "inside",
        may_fail,
    ),
    app(
        "middleware that answers",
        "from starlette.responses import Response\n@app.middleware('http')\nasync def gate(request, call_next):\n"
        "    if 'x-pass' not in request.headers:\n        return Response(status_code=418)\n"
        "    return await call_next(request)",
        ("`create_app.<locals>.gate`",),
    ),
    app(
        "middleware that answers on one path",
        "from starlette.responses import Response\n@app.middleware('http')\nasync def gate(request, call_next):\n"
        "    if request.url.path.startswith('PATH'.partition('{')[0]):\n"
        "        return Response(status_code=418)\n    return await call_next(request)",
        ("`create_app.<locals>.gate`",),
        "inside",
        plain,
    ),
    app(
        "ASGI middleware that answers",
        "class Gate:\n    def __init__(self, app):\n        self.app = app\n"
        "    async def __call__(self, scope, receive, send):\n"
        "        await send({'type': 'http.response.start', 'status': 418, 'headers': []})\n"
        "        await send({'type': 'http.response.body', 'body': b''})\napp.add_middleware(Gate)",
        ("Gate`",),
        "after",
    ),
    app(
        "middleware that changes the status",
        "@app.middleware('http')\nasync def gate(request, call_next):\n    response = await call_next(request)\n"
        "    response.status_code = 218\n    return response",
        ("makes 218",),
    ),
    app(
        "middleware that changes the body",
        "from starlette.responses import JSONResponse\n@app.middleware('http')\nasync def gate(request, call_next):\n"
        "    response = await call_next(request)\n    return JSONResponse({'data': 1}, response.status_code)",
        ("`create_app.<locals>.gate`",),
    ),
    app(
        "middleware that changes the path",
        "class Gate:\n    def __init__(self, app):\n        self.app = app\n"
        "    async def __call__(self, scope, receive, send):\n"
        "        await self.app({**scope, 'path': '/v1' + scope['path']}, receive, send)\napp.add_middleware(Gate)",
        ("Gate`",),
        "after",
    ),
    app(
        "dependency that reads a header",
        "from typing import Annotated\nfrom fastapi import Depends, Header\n"
        "def tenant(x_tenant: Annotated[str, Header()]) -> None: ...\napp.router.dependencies.append(Depends(tenant))",
        ("`x-tenant`",),
    ),
    app(
        "dependency that reads a cookie",
        "from typing import Annotated\nfrom fastapi import Cookie, Depends\n"
        "def tenant(tenant: Annotated[str, Cookie()] = 'x') -> None: ...\n"
        "app.router.dependencies.append(Depends(tenant))",
        ("`tenant`",),
    ),
    app(
        "dependency that reads a body",
        "from typing import Annotated\nfrom fastapi import Body, Depends\n"
        "def extra(more: Annotated[dict[str, str], Body()]) -> None: ...\n"
        "app.router.dependencies.append(Depends(extra))",
        ("request body",),
        "inside",
        lambda one: one.body is None,
    ),
    app(
        "dependency that asks for credentials",
        "from fastapi import Depends\nfrom fastapi.security import HTTPBearer\n"
        "app.router.dependencies.append(Depends(HTTPBearer()))",
        ("security",),
    ),
    bypassed,
)

SAID: tuple[Kind, ...] = (
    app("servers", "app.servers = [{'url': 'https://invented.example.org/v9'}]", ("invented.example.org",), "after"),
    app("root_path", "app.root_path = '/invented'", ("/invented",), "after"),
    app("title", "app.title = 'Another'", ("'Another'",), "after", level="full"),
    app("version", "app.version = '99'", ("'99'",), "after", level="full"),
    app(
        "custom openapi()",
        "def custom_openapi() -> dict[str, object]:\n    return {}\napp.openapi = custom_openapi",
        ("`custom_openapi`",),
        "after",
    ),
    app("FastAPI's own document", "del app.openapi", ("FastAPI alone",), "after"),
)

KINDS = (*ROUTES, *AROUND, *SAID)
