"""Generated code and the run-time agree on which form fields are files."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from handfast.contract import resolve
from handfast.document import load
from handfast.emit import generate
from handfast.runtime.shape import shape_of

TYPES: list[dict[str, Any]] = [
    {},
    {"type": "string"},
    {"type": ["string", "null"]},
    {"type": "object"},
    {"type": "integer"},
]
MEDIA_TYPES = [
    *(None, "image/png", "application/octet-stream", "application/json", "application/problem+json; a=b"),
    *("Text/CSV", "application/xml", "image/svg+xml", "APPLICATION/JSON"),
]
SCHEMAS: list[dict[str, Any]] = [
    {**kind, **form, **({"contentMediaType": media} if media else {}), **encoded}
    for kind, form, media, encoded in product(
        TYPES, [{}, {"format": "binary"}], MEDIA_TYPES, [{}, {"contentEncoding": "base64"}]
    )
]


def generated(folder: Path, properties: dict[str, Any]) -> str:
    content = {"multipart/form-data": {"schema": {"type": "object", "properties": properties}}}
    post = {"operationId": "put", "requestBody": {"content": content}, "responses": {"204": {"description": "ok"}}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/": {"post": post}}}
    (folder / "openapi.json").write_text(json.dumps(document))
    contract = resolve(load(folder / "openapi.json")).contract
    assert contract is not None
    return dict(generate(contract, "openapi.json").files)["models.py"]


@pytest.mark.parametrize("wrap", ["plain", "allOf", "items", "anyOf"])
def test_one_rule(tmp_path: Path, wrap: str) -> None:
    wrapped = {"allOf": lambda one: {"allOf": [one]}, "anyOf": lambda one: {"anyOf": [{"type": "null"}, one]}}
    fields = {f"f{index}": wrapped.get(wrap, lambda one: one)(one) for index, one in enumerate(SCHEMAS)}
    listed = {name: {"type": "array", "items": one} if wrap == "items" else one for name, one in fields.items()}
    lines = generated(tmp_path, {**listed, "file": {"type": "string", "format": "binary"}}).splitlines()
    files = {line.split(":")[0].strip() for line in lines if ": " in line and "Upload" in line} - {"file"}
    assert files == {name for name, one in fields.items() if shape_of(one, lambda _: True).is_binary}
    assert len(files) > 10
