"""What the Python client package is: a wheel that installs, the same bytes each time, safe from any text."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from handfast.contract import Contract, resolve
from handfast.document import load
from handfast.emit.client_names import client_names
from handfast.emit.client_python import client_python, wheel
from handfast.emit.client_typescript import client_typescript

HOSTILE = '"""\n\\"*/ // </script>\r\u2028`${x}`\'); import os; os.system("id") #'


def contract_of(folder: Path, document: object) -> Contract:
    """The contract of a document."""
    path = folder / "openapi.json"
    path.write_text(json.dumps(document))
    contract = resolve(load(path)).contract
    assert contract is not None
    return contract


@pytest.fixture
def hostile(tmp_path: Path) -> Contract:
    """A contract with a text that wants to get out in every place that holds text."""
    schema = {"type": "object", "description": HOSTILE, "properties": {HOSTILE: {"type": "string", "default": HOSTILE}}}
    reply = {"description": HOSTILE, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Evil"}}}}
    operation = {
        "operationId": HOSTILE,
        "tags": [HOSTILE],
        "summary": HOSTILE,
        "description": HOSTILE,
        "parameters": [{"name": HOSTILE, "in": "query", "schema": {"type": "string", "enum": [HOSTILE]}}],
        "responses": {"200": {**reply, "headers": {"X-A": {"schema": {"type": "string"}}}}, "404": reply},
        "security": [{"key": []}],
        "requestBody": {
            "content": {
                "multipart/form-data": {
                    "schema": schema,
                    "encoding": {HOSTILE: {"contentType": HOSTILE}},
                },
                "text/plain": {"schema": {"type": "string"}},
            }
        },
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": HOSTILE, "version": HOSTILE, "description": HOSTILE},
        "tags": [{"name": HOSTILE, "description": HOSTILE}],
        "paths": {"/x": {"post": operation}},
        "components": {
            "schemas": {"Evil": schema},
            "securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": HOSTILE}},
        },
    }
    return contract_of(tmp_path, document)


def test_same_input_same_bytes(hub_contract: Contract) -> None:
    files = client_python(hub_contract, "spec/openapi.yaml")
    assert client_python(hub_contract, "spec/openapi.yaml") == files
    assert wheel(hub_contract, files) == wheel(hub_contract, dict(files))


def test_the_record_lists_every_file(python_wheel: Path) -> None:
    with zipfile.ZipFile(python_wheel) as archive:
        record = archive.read("handfast_hub_client-0.1.0.dist-info/RECORD").decode().splitlines()
        listed = {line.split(",")[0]: line.split(",")[1:] for line in record}
        assert set(listed) == set(archive.namelist())
        for name, (digest, size) in listed.items():
            content = archive.read(name)
            wanted = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            assert name.endswith("RECORD") or (digest, size) == (f"sha256={wanted}", str(len(content)))
        assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in archive.infolist())
        assert "handfast_hub_client/py.typed" in listed


def test_the_wheel_needs_only_httpx_and_pydantic(installed: Path) -> None:
    metadata = (installed / "handfast_hub_client-0.1.0.dist-info" / "METADATA").read_text()
    assert [line.split(">")[0] for line in metadata.splitlines() if line.startswith("Requires-Dist")] == [
        "Requires-Dist: httpx",
        "Requires-Dist: pydantic",
    ]
    roots = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for path in installed.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level and node.module)
    }
    allowed = {"httpx", "pydantic", "pydantic_core", "typing_extensions", "handfast_hub_client"}
    assert roots - sys.stdlib_module_names <= allowed


def test_nothing_but_the_package_is_imported(installed: Path) -> None:
    program = "import sys; sys.path.insert(0, sys.argv[1]); import handfast_hub_client.client as c; print(c.__file__)"
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", program, str(installed)], capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()).is_relative_to(installed)


def test_no_text_leaves_its_place(hostile: Contract) -> None:
    files = client_python(hostile, HOSTILE)
    for name, text in files.items():
        assert not set(Path(name).parts) & {"..", "/"}
        if name.endswith(".py"):
            calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)]
            assert not [node for node in calls if node.attr == "system"], name
            assert "import os" not in {
                ast.unparse(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import)
            }
    project = tomllib.loads(files["pyproject.toml"])["project"]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", project["name"])
    name, content = wheel(hostile, files)
    assert Path(name).name == name
    assert content


def test_the_hostile_client_imports_and_calls(hostile: Contract, tmp_path: Path) -> None:
    for name, text in client_python(hostile, HOSTILE).items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    names = client_names(hostile)
    program = f"""
import httpx
from {names.package} import {names.title}Client
seen = []
def answer(request):
    seen.append(str(request.url))
    return httpx.Response(200, json={{}})
client = {names.title}Client("http://x", key="k", http=httpx.Client(transport=httpx.MockTransport(answer)))
group = next(value for name, value in vars(client).items() if name not in ("_sender", "_is_owner"))
method = next(getattr(group, name) for name in dir(group) if not name.startswith("_"))
method()
assert seen[0].startswith("http://x/x?"), seen
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=tmp_path / "site", check=True)


def test_no_text_leaves_its_place_in_typescript(hostile: Contract) -> None:
    files = client_typescript(hostile, HOSTILE, "export interface paths {}\n", "0.17.0")
    for name in ("src/index.ts", "src/operations.ts", "src/runtime.ts"):
        comments = [line for line in files[name].splitlines() if line.startswith(("//", "/**"))]
        assert all(line.count("*/") <= 1 for line in comments)
        assert files[name].startswith("// Generated from ")
        assert not files[name].splitlines()[1]
    json.loads(files["package.json"])
    rows = [line for line in files["src/operations.ts"].splitlines() if line.startswith("  {")]
    assert json.loads(rows[0].rstrip(","))["parameters"][0]["name"] == HOSTILE


@pytest.mark.parametrize(
    ("title", "version", "distribution", "package", "python_version", "npm_version"),
    [
        ("Handfast Hub", "0.1.0", "handfast-hub-client", "handfast_hub_client", "0.1.0", "0.1.0"),
        ("GitHub v3 REST API", "1.1.4", "github-v3-rest-api-client", "github_v3_rest_api_client", "1.1.4", "1.1.4"),
        ("Müller & Söhne", "v2", "muller-sohne-client", "muller_sohne_client", "2", "2.0.0"),
        ("1Password", "1.0-beta2", "1password-client", "api_1password_client", "1.0b2", "1.0.0-b.2"),
        ("日本", "2024-01-31", "api-client", "api_client", "2024.1.31", "2024.1.31"),
        ("../../etc/passwd", "../..", "etc-passwd-client", "etc_passwd_client", "0", "0.0.0"),
        ("Shop client", "", "shop-client", "shop_client", "0", "0.0.0"),
        ("a" * 500, "1.2.3.4.5", "a" * 60 + "-client", "a" * 60 + "_client", "1.2.3.4.5", "1.2.3"),
    ],
)
def test_names(
    tmp_path: Path, title: str, version: str, distribution: str, package: str, python_version: str, npm_version: str
) -> None:
    contract = contract_of(tmp_path, {"openapi": "3.1.0", "info": {"title": title, "version": version}, "paths": {}})
    names = client_names(contract)
    assert (names.distribution, names.package) == (distribution, package)
    assert (names.version, names.semantic_version) == (python_version, npm_version)
    assert names.title.isidentifier()
