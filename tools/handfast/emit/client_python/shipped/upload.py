"""A file to send in a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Upload:
    """One file of a form: its bytes, or a file that is open for reading in binary mode, which is read when sent.

    Without a `content_type` it has the one that the contract declares. `headers` are those that the contract declares
    for the part, by their names.
    """

    __slots__ = ("content", "content_type", "filename", "headers")

    def __init__(
        self,
        content: bytes | BinaryIO,
        *,
        filename: str = "upload",
        content_type: str = "",
        headers: Mapping[str, object] | None = None,
    ) -> None:
        self.content = content
        self.filename = filename
        self.content_type = content_type
        self.headers = headers or {}

    def __repr__(self) -> str:
        return f"Upload(filename={self.filename!r}, content_type={self.content_type!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._accept)

    @classmethod
    def _accept(cls, value: Any) -> Upload:
        if isinstance(value, cls):
            return value
        if isinstance(value, bytes):
            return cls(value)
        raise ValueError("a file is given as an Upload or as bytes")
