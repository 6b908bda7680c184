"""Refactorings that change nothing for a client: no error, and no finding at all where there is nothing to say."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from projects import Pets

from handfast.diagnostics import Diagnostic, Severity

MAIN = "app/main.py"
INCLUDE = "include_contract(app, pets=Pets, health=Health, security=Tokens)\n"
MIDDLEWARE = "from starlette.middleware.{} import {}\napp.add_middleware({})\n"


def _errors(findings: tuple[Diagnostic, ...]) -> list[str]:
    return [one.message for one in findings if one.severity is Severity.ERROR]


def _renamed_class(pets: Pets) -> None:
    _rewrite(pets, lambda text: text.replace("class Pets(", "class Animals(").replace("pets=Pets", "pets=Animals"))


def _renamed_function(pets: Pets) -> None:
    _rewrite(pets, lambda text: text.replace("get_store", "opened"))


def _renamed_principal(pets: Pets) -> None:
    _rewrite(
        pets,
        lambda text: text.replace("class Tokens(", "class Callers(").replace("security=Tokens", "security=Callers"),
    )


def _shared_instances(pets: Pets) -> None:
    _rewrite(
        pets,
        lambda text: text.replace("health=Health", "health=Health()").replace("security=Tokens", "security=Tokens()"),
    )


def _reordered(pets: Pets) -> None:
    code = (
        "from generated.routers.health import health_router\nfrom generated.routers.pets import pets_router\n"
        "from generated.contract import DOCUMENT\nfrom handfast.export import serve_document\n"
        "app.include_router(health_router(Health))\napp.include_router(pets_router(Pets, security=Tokens))\n"
        "serve_document(app, DOCUMENT)\n"
    )
    pets.edit(MAIN, INCLUDE, code)


def _split(pets: Pets) -> None:
    text = (pets.root / MAIN).read_text(encoding="utf-8")
    head, _, _ = text.partition("app = FastAPI()")
    (pets.root / "app" / "handlers.py").write_text(head, encoding="utf-8")
    pets.append("app/handlers.py", "")
    main = (
        "from fastapi import FastAPI\nfrom app.handlers import Health, Pets, Tokens\n"
        f"from generated.application import include_contract\napp = FastAPI()\n{INCLUDE}"
    )
    (pets.root / MAIN).write_text(main, encoding="utf-8")


def _documented(pets: Pets) -> None:
    _rewrite(pets, lambda text: text.replace("class Store:\n", 'class Store:\n    """Holds pets."""\n\n'))


def _with_helpers(pets: Pets) -> None:
    pets.edit(
        MAIN, "@final\nclass Pets", "async def later() -> None: ...\n\n\ndef now() -> None: ...\n\n\n@final\nclass Pets"
    )


def _with_a_lifespan(pets: Pets) -> None:
    code = (
        "from contextlib import asynccontextmanager\n\n\n@asynccontextmanager\nasync def life(app: FastAPI):\n"
        "    raise RuntimeError('drift must not start the app')\n    yield\n\n\napp = FastAPI(lifespan=life)\n"
    )
    pets.edit(MAIN, "app = FastAPI()\n", code)


def _with_a_database(pets: Pets) -> None:
    code = (
        "def get_db():\n    yield object()\n\n\n"
        "async def get_cache(db: Annotated[object, Depends(get_db)]) -> object:\n"
        "    return db\n\n\napp = FastAPI(dependencies=[Depends(get_cache)])\n"
    )
    pets.edit(MAIN, "app = FastAPI()\n", code)


def _with_background_tasks(pets: Pets) -> None:
    pets.edit(MAIN, "def get_store() -> Store:", "def get_store(tasks: BackgroundTasks, response: Response) -> Store:")
    pets.edit(MAIN, "from fastapi import Depends", "from fastapi import BackgroundTasks, Response, Depends")


def _made_by_a_factory(pets: Pets) -> None:
    pets.edit(
        MAIN,
        "app = FastAPI()\n" + INCLUDE,
        f"def create_app(debug: bool = False) -> FastAPI:\n    app = FastAPI()\n    {INCLUDE}    return app\n",
    )


def _making_values(pets: Pets) -> None:
    """Classes are built and cached by being used, which changes what Pydantic keeps of them."""
    pets.append(
        MAIN,
        "\nPet(name='x', parents=[Pet(name='y')]).model_dump_json()\n"
        "Pet.model_rebuild(force=True)\nProblem.model_json_schema()\n",
    )


def _with_words_of_its_own(pets: Pets) -> None:
    pets.edit(MAIN, "app = FastAPI()\n", "app = FastAPI(title='Our pets', docs_url='/help', redoc_url=None)\n")


def _behind_a_declared_root(pets: Pets) -> None:
    pets.edit("spec/openapi.yaml", "security:\n", "servers:\n  - {url: https://example.org/v1}\nsecurity:\n")
    pets.edit(MAIN, "app = FastAPI()\n", "app = FastAPI(root_path='/v1')\n")
    pets.regenerate()


def _with_a_declared_websocket(pets: Pets) -> None:
    pets.edit("spec/openapi.yaml", "paths:\n", "paths:\n  /live:\n    x-websocket: Events of pets.\n")
    pets.append(
        MAIN,
        "\n\nfrom fastapi import WebSocket\n\n\n"
        "@app.websocket('/live')\nasync def live(socket: WebSocket) -> None: ...\n",
    )
    pets.regenerate()


def _middleware(module: str, name: str, arguments: str = "") -> Callable[[Pets], None]:
    return lambda pets: pets.append(
        MAIN, "\n" + MIDDLEWARE.format(module, name, ", ".join(filter(None, [name, arguments])))
    )


def _observed(pets: Pets) -> None:
    code = (
        "\n\n@app.middleware('http')\nasync def timed(request, call_next):\n    import time\n"
        "    started = time.perf_counter()\n"
        "    response = await call_next(request)\n    response.headers['X-Took'] = str(time.perf_counter() - started)\n"
        "    return response\n\n\nclass Identified:\n    def __init__(self, app):\n        self.app = app\n\n"
        "    async def __call__(self, scope, receive, send):\n        print(scope['path'])\n"
        "        scope['headers'].append((b'x-request-id', b'1'))\n        await self.app(scope, receive, send)\n\n\n"
        "app.add_middleware(Identified)\n"
    )
    pets.append(MAIN, code)


def _rewrite(pets: Pets, change: Callable[[str], str]) -> None:
    path = pets.root / MAIN
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")


SILENT: dict[str, Callable[[Pets], None]] = {
    "a handler class renamed": _renamed_class,
    "a function renamed": _renamed_function,
    "the security class renamed": _renamed_principal,
    "shared instances instead of classes": _shared_instances,
    "routers included one by one, in another order": _reordered,
    "handlers in a file of their own": _split,
    "docstrings": _documented,
    "helpers, sync and async": _with_helpers,
    "a lifespan, which is not run": _with_a_lifespan,
    "dependencies that inject resources": _with_a_database,
    "background tasks and the injected response": _with_background_tasks,
    "values made and classes built": _making_values,
    "a title and docs pages": _with_words_of_its_own,
    "a root that is a server of the spec": _behind_a_declared_root,
    "a WebSocket that the spec declares": _with_a_declared_websocket,
    "CORS": _middleware("cors", "CORSMiddleware", "allow_origins=['*']"),
    "GZip": _middleware("gzip", "GZipMiddleware"),
    "trusted hosts": _middleware("trustedhost", "TrustedHostMiddleware", "allowed_hosts=['api.example.org']"),
    "HTTPS": _middleware("httpsredirect", "HTTPSRedirectMiddleware"),
    "middleware that observes": _observed,
}


@pytest.mark.parametrize("name", SILENT)
def test_what_changes_nothing_is_not_mentioned(pets: Pets, name: str) -> None:
    SILENT[name](pets)
    assert pets.drift() == ()


def test_a_factory_with_defaults(pets: Pets) -> None:
    _made_by_a_factory(pets)
    assert pets.drift("app.main:create_app") == ()


OWN_ERROR = (
    "\n\nclass Missing(Exception): ...\n\n\nasync def missing(request: Request, error: Exception) -> Response:\n"
    "    return Response(status_code=404)\n\n\napp.add_exception_handler(Missing, missing)\n"
)
NOTED: dict[str, tuple[str, str]] = {
    "an exception handler of the app's own type": (OWN_ERROR, "`missing` answers `Missing`"),
    "a dependency that takes the request": (
        "\n\ndef watch(request: Request) -> None: ...\n\n\napp.router.dependencies.append(Depends(watch))\n",
        "`watch` takes the whole request",
    ),
    "an override": ("\n\napp.dependency_overrides[get_store] = lambda: Store()\n", "`get_store` is overridden"),
    "middleware that answers as the operation may": (
        (
            "\n\n@app.middleware('http')\nasync def gate(request, call_next):\n"
            "    return await call_next(request) if request.url.path == '/health' else Response(status_code=401)\n"
        ),
        "`gate` answers with 401 itself",
    ),
    "middleware that can't be tried": (
        "\n\n@app.middleware('http')\nasync def gate(request, call_next):\n    raise RuntimeError('no database')\n",
        "`gate` could not be tried: RuntimeError no database",
    ),
}


@pytest.mark.parametrize("name", NOTED)
def test_what_only_requests_can_show_is_a_note(pets: Pets, name: str) -> None:
    code, message = NOTED[name]
    pets.edit(MAIN, "from fastapi import Depends", "from fastapi import Request, Response, Depends")
    pets.edit(MAIN, INCLUDE, f"{code}\n\n{INCLUDE}")
    findings = pets.drift()
    assert _errors(findings) == []
    (finding,) = findings
    assert (finding.code, finding.severity) == ("DRIFT010", Severity.NOTE)
    assert message in finding.message
