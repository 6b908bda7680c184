"""The paths at which an app shows its own document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

import anyio.to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handfast.export.fragments import JSON
from handfast.export.written import json_chunks, yaml_chunks

_MOST_ROOTS = 4
"""As many root paths keep their text: an app mounted below a path parameter has one for each client's whim."""


class Form(Enum):
    """How a document is written."""

    JSON = "application/json"
    YAML = "application/yaml"


_WRITERS: Mapping[Form, Callable[[JSON], Iterator[str]]] = {Form.JSON: json_chunks, Form.YAML: yaml_chunks}


@dataclass(frozen=True, slots=True)
class _Text:
    """A document, its text, and the entity tag of that (RFC 9110 §8.8.3)."""

    document: JSON
    body: bytes
    tag: str


class Page(Route):
    """Shows what `app.openapi` gives, in one form.

    It is made in a worker thread, by one request at a time while others wait, and kept until it is another.
    """

    def __init__(self, app: FastAPI, path: str, form: Form) -> None:
        self._shown = app
        self._form = form
        self._texts: dict[str, _Text] = {}
        self._one_at_a_time = anyio.CapacityLimiter(1)
        super().__init__(path, self._answer, include_in_schema=False)

    def shows(self, app: FastAPI) -> bool:
        """Whether it is the page of this app."""
        return self._shown is app

    async def _answer(self, request: Request) -> Response:
        root = request.scope.get("root_path", "").rstrip("/") if self._shown.root_path_in_servers else ""
        text = await anyio.to_thread.run_sync(self._text, root, limiter=self._one_at_a_time)
        headers = {"ETag": text.tag, "Cache-Control": "no-cache"}
        if _has(request.headers.getlist("If-None-Match"), text.tag):
            return Response(None, 304, headers)
        return Response(text.body, headers=headers, media_type=self._form.value)

    def _text(self, root: str) -> _Text:
        document = self._shown.openapi()
        known = self._texts.get(root)
        if known is None or known.document is not document:
            body = "".join(_WRITERS[self._form](_below(document, root))).encode()
            known = _Text(document, body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
            while len(self._texts) >= _MOST_ROOTS:
                del self._texts[next(iter(self._texts))]
            self._texts[root] = known
        return known


def yaml_path(path: str) -> str:
    """Where the YAML lies beside the JSON at `path`."""
    return f"{path.removesuffix('.json')}.yaml"


def _below(document: JSON, root: str) -> JSON:
    """The document of an app below a path, with that as its first server, as FastAPI has it."""
    servers = document.get("servers") or []
    if not root or any(server.get("url") == root for server in servers):
        return document
    return {**document, "servers": [{"url": root}, *servers]}


def _has(sent: list[str], tag: str) -> bool:
    """Whether `If-None-Match` names a tag, compared weakly (RFC 9110 §13.1.2)."""
    named = [one.strip().removeprefix("W/") for line in sent for one in line.split(",")]
    return tag in named or "*" in named
