"""A file to send in a form."""

from __future__ import annotations

from typing import BinaryIO


class Upload:
    """One file of a form: its bytes, or a file that is open for reading in binary mode, which is read when sent."""

    __slots__ = ("content", "content_type", "filename")

    def __init__(
        self,
        content: bytes | BinaryIO,
        *,
        filename: str = "upload",
        content_type: str = "application/octet-stream",
    ) -> None:
        self.content = content
        self.filename = filename
        self.content_type = content_type

    def __repr__(self) -> str:
        return f"Upload(filename={self.filename!r}, content_type={self.content_type!r})"
