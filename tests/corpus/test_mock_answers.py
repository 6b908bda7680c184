"""10,000 mocked answers of real documents, each written as it would be sent and judged apart from the run-time."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from handfast import emit
from handfast.contract import resolve
from handfast.document import load
from handfast.mock.demand import Impossible
from handfast.mock.replies import Wish
from handfast.runtime import Judge
from handfast.runtime.wire import Wire

pytestmark = pytest.mark.corpus

ROOT = Path(__file__).resolve().parents[2]
SPECS = Path(os.environ.get("HANDFAST_SHARED") or ROOT.parent / "shared") / "corpus" / "specs"
WANTED = 10_000
MOST_BYTES = 240_000
SEEDS = ("1", "2", "3")

IMPOSSIBLE: dict[str, set[str]] = {
    # `oneOf` of the same reference twice: what fits one fits both
    "git_openapi-generators__end_to_end_tests__baseline_openapi_3.1": {"POST /types/unions/duplicate-types 200"},
    # `oneOf` of objects whose properties are all optional: what fits one fits the others
    "ag_intellifi.nl": {"GET /items/{id} 200", "GET /spots/{id} 200"},
    # `oneOf` of objects with the same required texts: what fits the narrower fits the wider
    "ag_maif.local__otoroshi": {
        "POST /api/verifiers 200",
        "GET /api/verifiers/{verifierId} 200",
        "PUT /api/verifiers/{verifierId} 200",
        "PATCH /api/verifiers/{verifierId} 200",
    },
    # `pattern: /^[a-z0-9._]+$/`, with slashes around it, matches no text, and the property is required
    "ag_cpy.re__peertube": {"GET /api/v1/users/{id} 200"},
}
"""Replies that no value was found for, by document: a schema that allows none, or one beyond the search."""


def answers(spec: Path, folder: Path, name: str) -> Iterator[tuple[str, Any]]:
    """Every declared reply with JSON content, three times: where it is declared, and what is wrong with it."""
    contract = resolve(load(spec)).contract
    assert contract is not None
    emit.write(emit.sketch(contract, spec.name).files, folder / name)
    application = import_module(f"{name}.application")
    app = FastAPI()
    application.include_contract(app, unimplemented="mock")
    judge = Judge(folder / name / "schemas.json")
    for context in iter_route_contexts(app.routes):
        route: Any = context.original_route
        if not hasattr(route, "compiled"):
            continue
        mock = route.implementation.mocked_by
        operation = mock.of(route.operation)
        for declared, seed in itertools.product(operation.replies(), SEEDS):
            content = mock.replies.content(declared, ())
            if content is None or "json" not in content[0].name or content[1].schema is None:
                continue
            where = f"{operation.name} {declared.status}"
            try:
                reply = mock.replies.reply(declared, operation.status_of(declared), Wish(seed))
            except Impossible:
                yield where, "none was found"
                continue
            body = route.compiled.replies.encode(reply, Wire({"headers": []})).body
            yield where, wrong(judge, content[1].schema, body)


def wrong(judge: Judge, key: str, body: bytes) -> str:
    if not body:
        return ""
    import json  # noqa: PLC0415 - not what the run-time reads with

    return "; ".join(map(str, judge.check(key, json.loads(body), "response")))


def test_every_answer_is_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    specs = [path for path in sorted(SPECS.glob("*.json")) if path.stat().st_size < MOST_BYTES]
    if not specs and not os.environ.get("CI"):
        pytest.skip(f"the corpus is not at {SPECS}; name the folder of shared data in HANDFAST_SHARED")
    monkeypatch.setenv("HANDFAST_CHECK_REPLIES", "never")
    monkeypatch.syspath_prepend(str(tmp_path))
    count = 0
    impossible: dict[str, set[str]] = {}
    for index, spec in enumerate(specs):
        name = f"answering_{index}"
        for where, complaint in answers(spec, tmp_path, name):
            count += 1
            if complaint == "none was found":
                impossible.setdefault(spec.stem, set()).add(where)
            else:
                assert complaint == "", f"{spec.stem}: {where}"
        for module in [one for one in sys.modules if one.partition(".")[0] == name]:
            del sys.modules[module]
    assert impossible == IMPOSSIBLE
    assert count >= WANTED
