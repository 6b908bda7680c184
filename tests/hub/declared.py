"""What the contract lets the Hub answer, read from the spec without the project's own tools."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx
import jsonschema_rs
import yaml


@dataclass(frozen=True, slots=True)
class Declared:
    """The spec, and a check of answers against it."""

    spec: dict[str, Any]

    @classmethod
    def read(cls, file: Path) -> Self:
        """The spec in this file."""
        return cls(yaml.safe_load(file.read_text()))

    async def check(self, answer: httpx.Response) -> None:
        """Fail unless the contract declares the answer's status, headers, media type and body."""
        await answer.aread()
        operation = self._operation(answer.request)
        if operation is None:
            assert answer.headers["content-type"] == "application/problem+json"
            return
        status = str(answer.status_code)
        assert status in operation["responses"], f"{operation['operationId']} declares no {status}: {answer.text}"
        reply = self._resolve(operation["responses"][status])
        for name, header in reply.get("headers", {}).items():
            declared = self._resolve(header)
            assert name in answer.headers or not declared.get("required"), f"{status} lacks {name}"
            if name in answer.headers and declared["schema"].get("type") == "string":
                self._judge(declared["schema"], answer.headers[name])
        if "content" not in reply:
            assert answer.content == b""
            return
        media_type = answer.headers["content-type"].partition(";")[0]
        assert media_type in reply["content"], f"{status} declares no {media_type}"
        if media_type.endswith("json"):
            self._judge(reply["content"][media_type]["schema"], answer.json())

    def _operation(self, request: httpx.Request) -> dict[str, Any] | None:
        for template, item in self.spec["paths"].items():
            if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)), request.url.path):
                operation: dict[str, Any] | None = item.get(request.method.lower())
                if operation is not None:
                    return operation
        return None

    def _resolve(self, value: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in value:
            return value
        found: Any = self.spec
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return self._resolve(found)

    def _judge(self, schema: dict[str, Any], value: object) -> None:
        whole = {"components": self.spec["components"], "allOf": [schema]}
        jsonschema_rs.Draft202012Validator(whole, validate_formats=True).validate(value)
