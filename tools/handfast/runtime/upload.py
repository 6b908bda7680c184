"""An uploaded file, as a handler gets it."""

from __future__ import annotations

from io import BytesIO
from tempfile import TemporaryFile
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO

from pydantic_core import core_schema
from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

CHUNK = 64 * 1024
MOST_IN_MEMORY = 1024 * 1024
"""Bytes of a form's files that are kept in memory; with more, all of them are on disk."""


class Spool:
    """The files of one form, one after the other: in memory, and on disk in one file once they are large."""

    __slots__ = ("_file", "_is_on_disk", "_lock", "size")

    def __init__(self, content: bytes = b"") -> None:
        self._file: BinaryIO = BytesIO(content)
        self._is_on_disk = False
        self._lock = Lock()
        self.size = len(content)

    async def append(self, chunk: bytes) -> None:
        """Put `chunk` at the end."""
        self.size += len(chunk)
        if self._is_on_disk or self.size > MOST_IN_MEMORY:
            await run_in_threadpool(self._append, chunk)
        else:
            self._append(chunk)

    async def read(self, start: int, size: int) -> bytes:
        """The `size` bytes from `start`. ValueError when it is closed."""
        return await run_in_threadpool(self._read, start, size) if self._is_on_disk else self._read(start, size)

    async def close(self) -> None:
        """Forget the content."""
        self._file.close()

    def _append(self, chunk: bytes) -> None:
        with self._lock:
            if not self._is_on_disk and self.size > MOST_IN_MEMORY:
                self._file.seek(0)
                kept = self._file.read()
                self._file = TemporaryFile()  # noqa: SIM115 - closed with the form
                self._file.write(kept)
                self._is_on_disk = True
            self._file.seek(0, 2)
            self._file.write(chunk)

    def _read(self, start: int, size: int) -> bytes:
        with self._lock:
            self._file.seek(start)
            return self._file.read(size)


class Upload:
    """One file of a form: on disk when large, and gone after the reply is sent.

    `filename` is what the client says: never use it as a path. `size` is in bytes. `headers` are those that the
    contract declares for it, by the names it gives them, as JSON values.
    """

    __slots__ = ("_at", "_spool", "_start", "content_type", "filename", "headers", "size")

    def __init__(
        self, spool: Spool, *, start: int = 0, size: int, filename: str | None = None, content_type: str = ""
    ) -> None:
        self._spool = spool
        self._start = start
        self._at = 0
        self.size = size
        self.filename = filename
        self.content_type = content_type or "application/octet-stream"
        self.headers: Mapping[str, Any] = {}

    @classmethod
    def of(cls, content: bytes, *, filename: str | None = None, content_type: str = "") -> Upload:
        """An upload held in memory."""
        return cls(Spool(content), size=len(content), filename=filename, content_type=content_type)

    async def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, or all that is left."""
        left = self.size - self._at
        wanted = left if size < 0 else min(size, left)
        content = await self._spool.read(self._start + self._at, wanted) if wanted > 0 else b""
        self._at += len(content)
        return content

    async def seek(self, offset: int) -> None:
        """Read on from `offset`."""
        if offset < 0:
            raise ValueError("a file begins at 0")
        self._at = offset

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while chunk := await self.read(CHUNK):
            yield chunk

    def __repr__(self) -> str:
        return f"Upload(filename={self.filename!r}, content_type={self.content_type!r}, size={self.size})"

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
