"""Schemas and a reply of errors, for tests of problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handfast.runtime import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Reply):
    status: int
    body: Any


MESSAGE = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}
OTHER = {"type": "object", "required": ["weird"], "properties": {"weird": {"type": "string", "pattern": "^4"}}}
STRING, INTEGER = {"type": "string"}, {"type": "integer"}


def strict(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }
