"""An uploaded file, as a handler gets it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from pydantic_core import core_schema
from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

CHUNK = 64 * 1024


class Upload:
    """One file of a form: spooled to disk when large, and closed after the reply is sent.

    `filename` is what the client says: never use it as a path. `size` is in bytes.
    """

    __slots__ = ("_file", "content_type", "filename", "size")

    def __init__(self, file: BinaryIO, *, size: int, filename: str | None = None, content_type: str = "") -> None:
        self._file = file
        self.size = size
        self.filename = filename
        self.content_type = content_type or "application/octet-stream"

    @classmethod
    def of(cls, content: bytes, *, filename: str | None = None, content_type: str = "") -> Upload:
        """An upload held in memory."""
        return cls(BytesIO(content), size=len(content), filename=filename, content_type=content_type)

    async def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, or all that is left."""
        if self._is_in_memory():
            return self._file.read(size)
        return await run_in_threadpool(self._file.read, size)

    async def seek(self, offset: int) -> None:
        """Read on from `offset`."""
        if self._is_in_memory():
            self._file.seek(offset)
        else:
            await run_in_threadpool(self._file.seek, offset)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while chunk := await self.read(CHUNK):
            yield chunk

    def close(self) -> None:
        """Give the file back; called for you after the reply is sent."""
        self._file.close()

    def __repr__(self) -> str:
        return f"Upload(filename={self.filename!r}, content_type={self.content_type!r}, size={self.size})"

    def _is_in_memory(self) -> bool:
        return isinstance(self._file, BytesIO) or not getattr(self._file, "_rolled", True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._accept)

    @classmethod
    def _accept(cls, value: Any) -> Upload:
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls.of(value.encode(), content_type="text/plain")
        if isinstance(value, bytes):
            return cls.of(value)
        raise ValueError("a file is expected")
