"""Planted edits: each must be found, and at the right place; edits that mean nothing must not be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from projects import Pets

from handfast.diagnostics import Diagnostic, Pointer, Position

MAIN = "app/main.py"
INCLUDE = "include_contract(app, pets=Pets, health=Health, security=Tokens)\n"
IMPORTS = "from generated.application import include_contract\n"


def _places(findings: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(finding.code, _shown(finding)) for finding in findings]


def _shown(finding: Diagnostic) -> str:
    if isinstance(finding.at, Position):
        return f"{finding.at.path.rpartition('/pets/')[2]}:{finding.at.line}"
    return str(finding.at)


def test_the_untouched_app_is_what_the_spec_says(pristine: Pets) -> None:
    assert pristine.drift() == ()


def test_a_handler_class_that_is_not_included(pets: Pets) -> None:
    pets.edit(MAIN, INCLUDE, "app.include_router(pets_router(Pets, security=Tokens))\nserve_document(app, DOCUMENT)\n")
    imports = "from generated.contract import DOCUMENT\nfrom generated.routers.pets import pets_router\n"
    pets.edit(MAIN, IMPORTS, imports + "from handfast.export import serve_document\n")
    assert _places(pets.drift()) == [("DRIFT003", "openapi.yaml#/paths/~1health/get")]


def test_a_hand_written_route(pets: Pets) -> None:
    pets.append(
        MAIN, '\n\n@app.get("/debug")\nasync def debug(verbose: bool = False) -> dict[str, str]:\n    return {}\n'
    )
    assert _places(pets.drift()) == [("DRIFT004", f"app/main.py:{pets.line(MAIN, '@app.get')}")]


@pytest.mark.parametrize(
    "planted",
    [
        '@app.delete("/debug", include_in_schema=False)\nasync def debug() -> None: ...\n',
        'async def debug(request): ...\napp.add_route("/debug", debug, methods=["PUT"])\n',
        'inner = FastAPI()\n@inner.get("/debug")\nasync def debug() -> None: ...\napp.mount("/inner", inner)\n',
        'r = fastapi.APIRouter()\n@r.get("/b")\nasync def debug() -> None: ...\napp.include_router(r, prefix="/c")\n',
    ],
)
def test_a_route_that_hides(pets: Pets, planted: str) -> None:
    pets.append(MAIN, "\n\nimport fastapi\n" + planted)
    (finding,) = pets.drift()
    assert finding.code == "DRIFT004"
    assert _shown(finding).startswith("app/main.py:")


def test_an_undeclared_required_header_read_by_a_dependency(pets: Pets) -> None:
    pets.edit(
        MAIN,
        "app = FastAPI()\n",
        "def tenant(x_tenant: Annotated[str, Header()]) -> str:\n    return x_tenant\n\n\n"
        "app = FastAPI(dependencies=[Depends(tenant)])\n",
    )
    pets.edit(MAIN, "from fastapi import Depends", "from fastapi import Header, Depends")
    findings = pets.drift()
    assert {place for _, place in _places(findings)} == {f"app/main.py:{pets.line(MAIN, 'def tenant')}"}
    assert sorted(finding.message for finding in findings) == [
        f"{operation}: header parameter `x-tenant` is in the app and not in the spec"
        for operation in ("GET /health", "GET /pets/{pet-id}", "GET /pets", "POST /pets")
    ]


def test_an_undeclared_query_parameter_read_by_a_handlers_constructor(pets: Pets) -> None:
    pets.edit(MAIN, "def get_store() -> Store:", "def get_store(shard: int) -> Store:")
    findings = pets.drift()
    assert len(findings) == 3
    assert all("query parameter `shard` is in the app and not in the spec" in one.message for one in findings)


def test_an_edited_dto(pets: Pets) -> None:
    line = pets.line("generated/models.py", "name: str")
    pets.edit("generated/models.py", "name: str", "name: int")
    assert _places(pets.drift()) == [
        ("DRIFT001", f"generated/models.py:{line}"),
        ("DRIFT006", f"generated/models.py:{pets.line('generated/models.py', 'class Pet(')}"),
    ]


def test_a_dto_that_is_replaced_while_the_app_starts(pets: Pets) -> None:
    pets.append(
        MAIN, "\nimport generated.models\n\n\nclass Strict(Pet):\n    name: int\n\n\ngenerated.models.Pet = Strict\n"
    )
    assert _places(pets.drift()) == [("DRIFT006", f"app/main.py:{pets.line(MAIN, 'class Strict')}")]


def test_a_changed_status_in_generated_code(pets: Pets) -> None:
    name = "generated/api/pets.py"
    line = pets.line(name, "status: ClassVar[int] = 404")
    pets.edit(name, "status: ClassVar[int] = 404", "status: ClassVar[int] = 410")
    assert _places(pets.drift()) == [
        ("DRIFT001", f"{name}:{line}"),
        ("DRIFT006", f"{name}:{pets.line(name, 'class GetPetNotFound') - 1}"),
        ("DRIFT005", "openapi.yaml#/components/responses/Problem"),
        ("DRIFT005", "openapi.yaml#/paths/~1pets~1{pet-id}/get"),
    ]


def test_a_status_that_is_patched_while_the_app_starts(pets: Pets) -> None:
    pets.append(MAIN, "\nListPetsOk.status = 206\n")
    findings = pets.drift()
    assert [finding.message for finding in findings] == [
        "the live class `ListPetsOk` is not the generated one",
        "GET /pets: reply 200 is in the spec and not in the app",
        "GET /pets: reply 206 is in the app and not in the spec",
    ]
    assert findings[1].at == Pointer("openapi.yaml", ("paths", "/pets", "get", "responses", "200"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name="limit",', 'name="max",', "query parameter `limit` is in the spec and not in the app"),
        ('location="query"', 'location="cookie"', "query parameter `limit` is in the spec and not in the app"),
        ("explode=True", "explode=False", "query parameter `limit`: explode is False in the app and True in the spec"),
        (
            ", required=True),\n    responses",
            "),\n    responses",
            "request body: required is False in the app and True in the spec",
        ),
        ('"application/json"', '"application/xml"', "application/json is in the spec and not in the app"),
        ("security=((Use(TOKEN),),),", "", "security is [] in the app"),
        ('Use(TOKEN, ("write",))', "Use(TOKEN)", "security is"),
        ('id="listPets"', 'id="allPets"', "operationId is 'allPets' in the app and 'listPets' in the spec"),
        ('method="POST"', 'method="PUT"', "the app does not serve POST /pets"),
    ],
)
def test_an_edited_router(pets: Pets, old: str, new: str, message: str) -> None:
    pets.edit("generated/routers/pets.py", old, new)
    findings = pets.drift()
    assert findings[0].code == "DRIFT001"
    assert any(message in finding.message for finding in findings[1:])


def test_a_prefix_moves_every_operation(pets: Pets) -> None:
    pets.edit(MAIN, INCLUDE, INCLUDE + 'outer = FastAPI()\nouter.mount("/v1", app)\n')
    codes = [finding.code for finding in pets.drift("app.main:outer")]
    assert codes.count("DRIFT003") == codes.count("DRIFT004") == 4


def test_security_that_the_app_overrides(pets: Pets) -> None:
    pets.append(MAIN, "\napp.dependency_overrides[Tokens] = lambda: None\n")
    findings = pets.drift()
    assert {finding.code for finding in findings} == {"DRIFT005"}
    assert len(findings) == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def get_store() -> Store:", 'def get_store() -> Store:\n    """The store."""'),
        ("app = FastAPI()", "def log() -> None: ...\n\n\napp = FastAPI(dependencies=[Depends(log)])"),
        ("get_store", "open_store"),
        ("class Store:", '"""Words."""\n\n\nclass Store:'),
        ("    async def list_pets(", "    async def other(self) -> None: ...\n\n    async def list_pets("),
    ],
)
def test_what_means_nothing_is_no_drift(pets: Pets, old: str, new: str) -> None:
    path = pets.root / MAIN
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert pets.drift() == ()


def test_a_factory_is_called(pets: Pets) -> None:
    pets.append(MAIN, "\n\ndef create_app() -> FastAPI:\n    return app\n")
    assert pets.drift("app.main:create_app") == ()


def test_missing_and_extra_generated_files(pets: Pets) -> None:
    (pets.root / "generated/py.typed").unlink()
    pets.append("generated/more.py", "x = 1\n")
    assert _places(pets.drift()) == [("DRIFT001", "generated/py.typed:1"), ("DRIFT001", "generated/more.py:1")]


def test_the_verb_exits_1_with_findings_and_0_without(pets: Pets, root: Path) -> None:
    command = [sys.executable, "-c", "from handfast.cli import main; main()", "drift"]
    env = {**os.environ, "PYTHONPATH": str(root / "tools")}

    def verb() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=pets.root, env=env, capture_output=True, text=True, check=False)

    clean = verb()
    assert clean.returncode == 0, clean.stdout + clean.stderr
    pets.append(MAIN, '\n\n@app.get("/debug")\nasync def debug() -> None: ...\n')
    found = verb()
    assert found.returncode == 1
    assert "DRIFT004" in found.stdout
