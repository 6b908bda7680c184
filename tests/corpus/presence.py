"""Run apart for one generated project: import it, build the app with every operation stubbed, find every operation.

`python presence.py FOLDER SPEC` prints one JSON object: how many operations there are, those that no request reaches,
those that another route answers (`identical` where its path is the same but for names), whether the app's own document
is the text of SPEC (it is written to FOLDER/export.json), what the ledger says is lost, and what it cost. FOLDER holds
`generated/` and `app/`.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from handfast.document import load
from handfast.export import export
from handfast.export.ledger import ledger
from handfast.export.written import json_text, yaml_text


def main(folder: str, spec: str) -> None:
    sys.path.insert(0, folder)
    started = time.process_time()
    from app.main import create_app  # noqa: PLC0415

    imported = time.process_time()
    app = create_app()
    built = time.process_time()
    document = json.loads(Path(spec).read_text())
    expected = set(operations_of(document))
    found = {(operation.method, operation.path) for operation in live_operations(app)}
    answers = {one: answering(app, *one) for one in sorted(expected & found)}
    astray = {one: other for one, other in answers.items() if other != one}
    identical = [one for one, other in astray.items() if other and nameless(*other) == nameless(*one)]
    from generated.contract import JUDGE  # noqa: PLC0415

    unknown = JUDGE.broken(schema_keys(app))  # compiles every schema, in both directions
    started_export = time.process_time()
    exported = export(app)
    seconds = time.process_time() - started_export
    (Path(folder) / "export.json").write_text(json_text(exported))
    sys.stdout.write(
        json.dumps(
            {
                "operations": len(expected),
                "missing": sorted(f"{method} {path}" for method, path in expected - found),
                "extra": sorted(f"{method} {path}" for method, path in found - expected),
                "unknown_schemas": list(unknown),
                "identical": [f"{method} {path}" for method, path in identical],
                "misrouted": [f"{method} {path}" for method, path in astray if (method, path) not in identical],
                "is_exported": json.dumps(exported) == json.dumps(document),
                "is_yaml": len(json.dumps(document)) > LARGE or is_read_back(exported, Path(folder)),
                "lost": [f"{row.at} {row.construct}: {row.why}" for row in ledger(app) if row.standing == "lost"],
                "export_seconds": round(seconds, 2),
                "import_seconds": round(imported - started, 2),
                "build_seconds": round(built - imported, 2),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


LARGE = 300_000
"""Larger documents are not read back as YAML, which takes most of their time."""


def is_read_back(document: Any, folder: Path) -> bool:
    """Whether a document is the same after it was written as YAML; its keys in order, its numbers as they were."""
    (folder / "export.yaml").write_text(yaml_text(document), encoding="utf-8")
    read = load(folder / "export.yaml").files["export.yaml"]
    return json.dumps(read) == json.dumps(document)


METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


def operations_of(document: Any) -> list[tuple[str, str]]:
    """Method and path of every operation, read from the document with nothing of Handfast."""
    found = []
    for path, item in (document.get("paths") or {}).items():
        if path.startswith("x-"):
            continue
        target = followed(item, document)
        found += [(method.upper(), path) for method in METHODS if method in target]
        found += [(method, path) for method in target.get("additionalOperations") or {}]
    return found


def followed(item: Any, document: Any) -> Any:
    """The path item behind references inside the document."""
    while "$ref" in item:
        at = document
        for part in item["$ref"].removeprefix("#/").split("/"):
            at = at[unquote(part).replace("~1", "/").replace("~0", "~")]
        item = at
    return item


def schema_keys(app: Any) -> set[str]:
    """Every schema that some operation names."""
    found: set[str | None] = set()
    for one in live_operations(app):
        found.update(parameter.schema for parameter in one.parameters)
        contents = [*(one.body.content if one.body else ()), *(c for reply in one.responses for c in reply.content)]
        found.update(content.schema for content in contents)
        found.update(header.schema for reply in one.responses for header in reply.headers)
    return {key for key in found if key}


def nameless(method: str, path: str) -> tuple[str, str]:
    """An operation without the names of its path's parameters."""
    return method, re.sub(r"\{[^{}]*\}", "{}", path)


def live_operations(app: Any) -> list[Any]:
    from fastapi.routing import iter_route_contexts  # noqa: PLC0415

    contexts = iter_route_contexts(app.routes)
    return [context.original_route.operation for context in contexts if hasattr(context.original_route, "operation")]


def answering(app: Any, method: str, path: str) -> tuple[str, str] | None:
    """The operation whose route takes a request for this path, with `1` for every parameter."""
    from starlette.routing import Match  # noqa: PLC0415

    plain, _, query = path.partition("?")
    raw = re.sub(r"\{[^{}]*\}", "1", plain)
    scope = {
        "type": "http",
        "method": method,
        "path": raw,
        "raw_path": raw.encode(),
        "root_path": "",
        "query_string": re.sub(r"\{[^{}]*\}", "1", query).partition("#")[0].encode(),
        "headers": [],
        "app": app,
    }
    for route in app.routes:
        inner = dict(scope)
        if route.matches(inner)[0] is not Match.FULL:
            continue
        chosen = inner
        while hasattr(route, "_match"):
            _, child, route, _ = route._match(chosen)  # noqa: PLW2901, SLF001 - FastAPI's included routers
            chosen = {**chosen, **child}
        operation = getattr(route, "operation", None)
        return (operation.method, operation.path) if operation else None
    return None


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
