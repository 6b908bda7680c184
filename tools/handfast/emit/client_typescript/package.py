"""The TypeScript client package: openapi-typescript's types, and a thin layer over openapi-fetch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files

from handfast.contract import JSON, Contract, MediaType, Operation, Parameter
from handfast.emit.client_names import ClientNames, client_names
from handfast.emit.client_python.package import markdown, summary
from handfast.emit.plan import SchemePlan
from handfast.emit.plan_security import plan_schemes
from handfast.emit.text import escaped

_SHIPPED = ("runtime.ts", "styles.ts")
_CREDENTIALS: Mapping[str, str] = {"basic": "Credential<UserAndPassword>"}
_OPTIONS = {
    "target": "ES2022",
    "lib": ["ES2022", "DOM", "DOM.Iterable"],
    "module": "NodeNext",
    "moduleResolution": "NodeNext",
    "strict": True,
    "noUncheckedIndexedAccess": True,
    "exactOptionalPropertyTypes": False,
    "declaration": True,
    "skipLibCheck": False,
    "types": [],
    "rootDir": "src",
    "outDir": "dist",
    "newLine": "lf",
}


def client_typescript(contract: Contract, spec: str, types: str, transport: str) -> dict[str, str]:
    """The sources of the TypeScript client, by path. Same input, same bytes.

    `types` is what openapi-typescript prints for the contract, `transport` the version of openapi-fetch it fits.
    """
    names = client_names(contract)
    schemes = plan_schemes(contract)
    head = f"// Generated from {_comment(spec)}. Do not edit; run `make clients`.\n\n"
    return {
        "README.md": _readme(contract, names),
        "package.json": _json(_package(contract, names, transport)),
        "tsconfig.json": _json({"compilerOptions": _OPTIONS, "include": ["src"]}),
        "src/index.ts": head + _index(contract, names, schemes),
        "src/operations.ts": head + _operations(contract, schemes),
        "src/schema.ts": head + types,
        **{f"src/{name}": head + _shipped(name) for name in _SHIPPED},
    }


def _shipped(name: str) -> str:
    return files("handfast.emit.client_typescript").joinpath("shipped", name).read_text(encoding="utf-8")


def _package(contract: Contract, names: ClientNames, transport: str) -> JSON:
    return {
        "name": names.distribution,
        "version": names.semantic_version,
        "description": summary(contract),
        "type": "module",
        "sideEffects": False,
        "exports": {".": {"types": "./dist/index.d.ts", "default": "./dist/index.js"}},
        "types": "./dist/index.d.ts",
        "files": ["dist", "src"],
        "engines": {"node": ">=20"},
        "dependencies": {"openapi-fetch": f"^{transport}"},
    }


def _index(contract: Contract, names: ClientNames, schemes: tuple[SchemePlan, ...]) -> str:
    usable = [one for one in schemes if one.kind != "mutualTLS"]
    credentials = "\n".join(
        f"  readonly {_literal(one.scheme.name)}?: {_CREDENTIALS.get(one.kind, 'Credential')};" for one in usable
    )
    words = sorted({"Options", *(_CREDENTIALS.get(one.kind, "Credential").split("<")[0] for one in usable)})
    words += ["UserAndPassword"] if any(one.kind == "basic" for one in usable) else []
    title = names.title
    return f"""\
import type {{ Client }} from "openapi-fetch";
import {{ operations, schemes }} from "./operations.js";
import {{ connect, {", ".join(f"type {word}" for word in words)} }} from "./runtime.js";
import type {{ components, paths, Readable }} from "./schema.js";

export type * from "./schema.js";
export type {{ {", ".join(words)} }} from "./runtime.js";

/** Credentials by the names of the contract's security schemes. Each is sent to the operations that ask for it. */
export interface Auth {{{chr(10) + credentials + chr(10) if credentials else ""}}}

/** The named schemas of the contract, as replies hold them. */
export type Schemas = components extends {{ schemas: infer All }}
  ? {{ [Name in keyof All]: Readable<All[Name]> }}
  : {{}};

/** {_comment(summary(contract))}: `GET`, `POST`... take a path of the contract. */
export type {title}Client = Client<paths>;

/** A client of the service at `baseUrl`. */
export function createClient(options: Options<Auth>): {title}Client {{
  return connect<paths, Auth>(operations, schemes, options);
}}
"""


def _operations(contract: Contract, schemes: tuple[SchemePlan, ...]) -> str:
    rows = [_row(one) for one in contract.operations]
    table = "".join(f"  {_literal(row)},\n" for row in rows)
    listed = "".join(f"  {_literal(_scheme(one))},\n" for one in schemes)
    return f"""\
import type {{ Operation, Scheme }} from "./runtime.js";

export const operations: readonly Operation[] = [
{table}];

export const schemes: readonly Scheme[] = [
{listed}];
"""


def _row(operation: Operation) -> dict[str, JSON]:
    accepted = dict.fromkeys(media.name for reply in operation.replies for media in reply.content)
    row: dict[str, JSON] = {
        "method": operation.method,
        "path": operation.path,
        "parameters": [_parameter(one) for one in operation.parameters],
        "body": [_content(one) for one in (operation.body.content if operation.body else ())],
        "accept": ", ".join(accepted),
        "security": [[use.scheme for use in one.uses] for one in operation.security if one.uses],
    }
    return {key: value for key, value in row.items() if value}


def _parameter(parameter: Parameter) -> dict[str, JSON]:
    if parameter.content is not None:
        return {"name": parameter.name, "location": parameter.location, "mediaType": parameter.content.name}
    said = {"style": parameter.style, "explode": parameter.explode, "allowReserved": parameter.allow_reserved}
    return {"name": parameter.name, "location": parameter.location, **{key: one for key, one in said.items() if one}}


def _content(media: MediaType) -> dict[str, JSON]:
    encoding = [*_encoding(media)]
    return {"mediaType": media.name, **({"encoding": encoding} if encoding else {})}


def _encoding(media: MediaType) -> Iterator[dict[str, JSON]]:
    for name, said in media.encoding.items():
        if isinstance(said, Mapping):
            kept = {word: said[word] for word in ("contentType", "style", "explode") if word in said}
            if kept:
                yield {"name": name, **kept}


def _scheme(one: SchemePlan) -> dict[str, JSON]:
    row: dict[str, JSON] = {"name": one.scheme.name, "kind": one.kind}
    if one.kind == "apiKey":
        row |= {"location": one.scheme.location or "header", "parameter": one.scheme.parameter_name}
    if one.kind == "http":
        row["httpScheme"] = one.scheme.http_scheme or one.scheme.kind.lower()
    return row


def _literal(value: JSON) -> str:
    """JSON as an expression of TypeScript: ASCII only, so that no text of a spec can leave its string."""
    return json.dumps(value)


def _json(value: JSON) -> str:
    return json.dumps(value, indent=2) + "\n"


def _comment(text: str) -> str:
    """Text that stays inside a comment."""
    return escaped(text).replace("*/", "* /")


def _readme(contract: Contract, names: ClientNames) -> str:
    fence = "```"
    return f"""\
# {names.distribution}

{markdown(summary(contract))}. Generated from its contract by handfast.

{fence}ts
import {{ createClient }} from "{names.distribution}";

const client = createClient({{ baseUrl: "https://api.example.com" }});
{fence}

Paths, parameters, bodies and replies have the contract's types. Parameters are written in the contract's own styles,
forms as forms, and credentials in `auth` go to the operations that ask for them.
"""
