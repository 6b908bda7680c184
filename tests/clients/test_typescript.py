"""The TypeScript client as npm installs it: compiled strictly, and used on a Hub that runs."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from pathlib import Path

import pytest

from handfast.contract import Contract
from handfast.diagnostics import Refused
from handfast.emit.client_typescript import Toolchain, client_typescript, toolchain

CALLER = """\
import { createClient, type HandfastHubClient, type Schemas } from "handfast-hub-client";

const hub: HandfastHubClient = createClient({ baseUrl: "http://hub", auth: { account: async () => "token" } });

export async function right(key: string): Promise<Schemas["Contract"] | string> {
  const { data, error } = await hub.GET("/contracts/{contract_id}", { params: { path: { contract_id: key } } });
  if (error) {
    return error.title;
  }
  await hub.POST("/contracts", { body: { name: "pets" } });
  await hub.POST("/contracts/{contract_id}/uploads", {
    params: { path: { contract_id: key } },
    body: { file: new Blob(["{}"]), label: "1" },
  });
  return data;
}

export async function wrong(key: string): Promise<void> {
  // @ts-expect-error: there is no such path
  await hub.GET("/contract");
  // @ts-expect-error: a path parameter is missing
  await hub.GET("/contracts/{contract_id}");
  // @ts-expect-error: a path parameter is no number
  await hub.GET("/contracts/{contract_id}", { params: { path: { contract_id: 1 } } });
  // @ts-expect-error: there is no such visibility
  await hub.GET("/contracts", { params: { query: { visibility: "secret" } } });
  // @ts-expect-error: the name is missing
  await hub.POST("/contracts", { body: { title: "Pets" } });
  // @ts-expect-error: a file is no text
  await hub.POST("/contracts/{contract_id}/uploads", { params: { path: { contract_id: key } }, body: { file: "{}" } });
  // @ts-expect-error: nobody may be called so
  createClient({ baseUrl: "http://hub", auth: { acount: "token" } });
  // @ts-expect-error: a service has a place
  createClient({});
}
"""

OPTIONS = {
    "strict": True,
    "target": "ES2022",
    "module": "NodeNext",
    "moduleResolution": "NodeNext",
    "noEmit": True,
    "lib": ["ES2022", "DOM", "DOM.Iterable"],
    "types": [],
}

PROGRAM = """\
import { createClient } from "handfast-hub-client";
import assert from "node:assert/strict";

const baseUrl = process.argv[2];
const visitor = createClient({ baseUrl });
const ada = { username: "ada", password: "correct horse & battery" };
assert.equal((await visitor.POST("/accounts", { body: ada })).response.status, 201);
const taken = await visitor.POST("/accounts", { body: ada });
assert.deepEqual([taken.response.status, taken.error.status], [409, 409]);
const { data: token } = await visitor.POST("/login", { body: { grant_type: "password", ...ada } });
assert.equal((await visitor.GET("/contracts")).response.status, 401);

const hub = createClient({ baseUrl, auth: { account: () => token.access_token } });
const { data: pets } = await hub.POST("/contracts", { body: { name: "pet-store", title: "Pets & more" } });
const { data: page } = await hub.GET("/contracts", { params: { query: { q: "& mo", limit: 5 } } });
assert.deepEqual(page.items.map((one) => one.id), [pets.id]);
const patch = await hub.PATCH("/contracts/{contract_id}", {
  params: { path: { contract_id: pets.id } },
  body: { title: null },
});
assert.equal(patch.data.title, null);

const path = { contract_id: pets.id };
const document = { openapi: "3.1.0", info: { title: "Pets", version: "1" }, paths: {} };
const pushed = await hub.POST("/contracts/{contract_id}/versions", { params: { path }, body: document });
const file = new File([JSON.stringify(document)], "pets.json", { type: "application/json" });
const uploaded = await hub.POST("/contracts/{contract_id}/uploads", {
  params: { path },
  body: { file, label: "été 2" },
});
assert.deepEqual([pushed.data.label, uploaded.data.label], ["1", "été 2"]);

const place = { path: { ...path, version_id: pushed.data.id } };
const fetched = await hub.GET("/contracts/{contract_id}/versions/{version_id}/document", { params: place });
assert.deepEqual(fetched.data, document);
const again = await hub.GET("/contracts/{contract_id}/versions/{version_id}/document", {
  params: { ...place, header: { "If-None-Match": fetched.response.headers.get("etag") } },
});
assert.equal(again.response.status, 304);
const gone = await hub.DELETE("/contracts/{contract_id}", { params: { path } });
assert.deepEqual([gone.response.status, gone.data], [204, undefined]);
"""


@pytest.fixture
def project(npm: Toolchain, typescript: tuple[dict[str, str], str, bytes], tmp_path: Path) -> Path:
    """A project in which the package is installed."""
    modules = tmp_path / "node_modules"
    with tarfile.open(fileobj=io.BytesIO(typescript[2])) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    modules.mkdir()
    (tmp_path / "unpacked" / "package").rename(modules / "handfast-hub-client")
    (modules / "openapi-fetch").symlink_to(npm.folder / "node_modules" / "openapi-fetch")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    return tmp_path


def test_callers_are_checked(npm: Toolchain, project: Path) -> None:
    (project / "caller.ts").write_text(CALLER)
    (project / "tsconfig.json").write_text(json.dumps({"compilerOptions": OPTIONS, "files": ["caller.ts"]}))
    compiler = npm.folder / "node_modules" / "typescript" / "bin" / "tsc"
    done = subprocess.run([npm.node, str(compiler)], cwd=project, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_contract_is_pushed_and_fetched(npm: Toolchain, project: Path, hub_url: str) -> None:
    (project / "program.js").write_text(PROGRAM)
    done = subprocess.run(
        [npm.node, "program.js", hub_url], cwd=project, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_same_input_same_bytes(
    npm: Toolchain, hub_contract: Contract, typescript: tuple[dict[str, str], str, bytes]
) -> None:
    types = npm.types(hub_contract.source)
    again = npm.built(client_typescript(hub_contract, "spec/openapi.yaml", types, npm.transport))
    assert again == typescript
    assert again[1] == "handfast-hub-client-0.1.0.tgz"


def test_types_can_not_get_out_of_their_comments_or_read_files(npm: Toolchain, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"token": "s3cret"}')
    out = f"*/ import 'node:fs'; /* {tmp_path}"
    schema = {
        "type": "object",
        "description": out,
        "example": {"$ref": f"{tmp_path}/secret.json"},
        "properties": {out: {"const": out}},
    }
    types = npm.types(
        {
            "openapi": "3.1.0",
            "info": {"title": out, "version": "1"},
            "paths": {"/x": {"get": {"description": out, "responses": {"200": {"description": out}}}}},
            "components": {"schemas": {"Pet": schema}},
            "x-more": {"$ref": f"{tmp_path}/secret.json"},
        }
    )
    assert "s3cret" not in types
    built, _, _ = npm.built(
        {"package.json": '{"name": "x", "version": "1.0.0"}', "tsconfig.json": TSCONFIG, "src/schema.ts": types}
    )
    assert "import" not in built["dist/schema.js"]


TSCONFIG = json.dumps(
    {"compilerOptions": {"strict": True, "module": "NodeNext", "rootDir": "src", "outDir": "dist", "types": []}}
)


def test_sources_that_do_not_compile_are_refused(npm: Toolchain) -> None:
    with pytest.raises(Refused, match=r"TypeScript compiler failed: src/schema.ts\(1,7\): error TS2322"):
        npm.built(
            {
                "package.json": '{"name": "x", "version": "1.0.0"}',
                "tsconfig.json": TSCONFIG,
                "src/schema.ts": 'const a: number = "b";\n',
            }
        )


def test_without_node_the_answer_is_clear(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="needs `node`, which is not on the PATH") as refused:
        toolchain(tmp_path)
    assert refused.value.findings[0].code == "GEN094"
    assert not (tmp_path / "npm").exists()


def test_the_lock_pins_everything_and_names_no_registry(root: Path) -> None:
    folder = root / "tools" / "handfast" / "emit" / "client_typescript" / "toolchain"
    lock = json.loads((folder / "package-lock.json").read_text())
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert all(one["integrity"].startswith("sha512-") and "resolved" not in one for one in packages.values())
    wanted = json.loads((folder / "package.json").read_text())["dependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
