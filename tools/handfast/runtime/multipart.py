"""Multipart forms (RFC 7578), part by part: files go to a spool as they arrive, fields stay in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from handfast.runtime import media
from handfast.runtime.problems import TooLarge
from handfast.runtime.upload import Spool, Upload
from handfast.runtime.wire import Malformed

if TYPE_CHECKING:
    from handfast.runtime.incoming import ByteStream

MOST_PARTS = 1_000
_MOST_HEADERS = 16
_LONGEST_BOUNDARY = 70  # RFC 2046 §5.1.1
_LONGEST_HEADER = 8_192


@dataclass(slots=True)
class Part:
    """One part of a form. Its content is in `text`, that of a file in `upload`.

    `media_type` is None where the part says nothing; `lines` are its headers, their names in lower case.
    """

    name: str
    filename: str | None
    media_type: media.MediaType | None
    content_type: str = ""
    lines: list[tuple[bytes, bytes]] = field(default_factory=list)
    text: bytearray = field(default_factory=bytearray)
    upload: Upload | None = None
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The parts of a form, in order. Close it when done."""

    parts: tuple[Part, ...]
    spool: Spool

    async def close(self) -> None:
        """Forget the files."""
        await self.spool.close()


async def read_form(content_type: str, stream: ByteStream, held: int, is_file: Callable[[Part], bool]) -> Form:
    """The parts of a multipart body. Those that are no files may have `held` bytes together.

    Raises:
        Malformed: the body is not what its content type says, or has too many parts.
        TooLarge: there is more than may be held.
    """
    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    if not boundary:
        raise Malformed("is not a form: its content type says no boundary")
    if len(boundary) > _LONGEST_BOUNDARY:
        raise Malformed(f"is not a form: its boundary is longer than {_LONGEST_BOUNDARY} characters")
    reader = _Reader(boundary, held, is_file)
    try:
        async for chunk in stream:
            await reader.feed(chunk)
        return reader.form()
    except FormParserError as error:
        await reader.spool.close()
        raise Malformed("is not a form: its parts can't be told apart") from error
    except BaseException:
        await reader.spool.close()
        raise


class _Reader:
    """Follows the parser. It calls back while it is fed; what waits for the disk is done after that."""

    def __init__(self, boundary: bytes, held: int, is_file: Callable[[Part], bool]) -> None:
        self.spool = Spool()
        self._parts: list[Part] = []
        self._held = held
        self._left = held
        self._is_file = is_file
        self._head: list[tuple[bytearray, bytearray]] = []
        self._part: Part | None = None
        self._waiting: list[tuple[Part, bytes]] = []
        self._has_ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_part_data": self._content,
                "on_header_begin": self._header,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_headers_finished": self._open,
                "on_end": self._end,
            },
            max_header_count=_MOST_HEADERS,
            max_header_size=_LONGEST_HEADER,
        )

    async def feed(self, chunk: bytes) -> None:
        self._parser.write(chunk)
        waiting, self._waiting = self._waiting, []
        for part, content in waiting:
            if part.upload is None:
                part.upload = self._upload(part)
            await self.spool.append(content)
            part.upload.size += len(content)

    def form(self) -> Form:
        self._parser.finalize()
        if not self._has_ended:
            raise Malformed("is not a form: it ends before its last boundary")
        return Form(tuple(self._parts), self.spool)

    def _upload(self, part: Part) -> Upload:
        start = self.spool.size
        return Upload(self.spool, start=start, size=0, filename=part.filename, content_type=part.content_type)

    def _begin(self) -> None:
        if len(self._parts) == MOST_PARTS:
            raise Malformed(f"has more than {MOST_PARTS} parts")
        self._head = []

    def _header(self) -> None:
        self._head.append((bytearray(), bytearray()))

    def _header_name(self, text: bytes, start: int, end: int) -> None:
        self._head[-1][0].extend(text[start:end])

    def _header_value(self, text: bytes, start: int, end: int) -> None:
        self._head[-1][1].extend(text[start:end])

    def _open(self) -> None:
        lines = [(bytes(name).strip().lower(), bytes(value).strip()) for name, value in self._head]
        headers = dict(lines)
        disposition, options = parse_options_header(headers.get(b"content-disposition", b""))
        if disposition != b"form-data" or b"name" not in options:
            raise Malformed("has a part without a name")
        if headers.get(b"content-transfer-encoding", b"binary").lower() not in (b"binary", b"8bit", b"7bit"):
            raise Malformed("has a part with a transfer encoding, which forms do not allow (RFC 7578 §4.7)")
        kind = headers.get(b"content-type")
        self._part = Part(
            name=_text(options[b"name"]),
            filename=_text(options[b"filename"]) if b"filename" in options else None,
            media_type=None if kind is None else _media_type(kind),
            content_type="" if kind is None else kind.decode("latin-1"),
            lines=lines,
        )
        self._parts.append(self._part)
        self._left -= sum(len(name) + len(value) for name, value in lines)
        self._part.is_file = self._is_file(self._part)
        if self._part.is_file:
            self._waiting.append((self._part, b""))

    def _content(self, text: bytes, start: int, end: int) -> None:
        part = self._part
        if part is None:
            raise Malformed("has content outside of its parts")
        if part.is_file:
            self._waiting.append((part, text[start:end]))
            return
        self._left -= end - start
        if self._left < 0:
            raise TooLarge(f"the fields of a form must not be larger than {self._held} bytes")
        part.text += text[start:end]

    def _end(self) -> None:
        self._has_ended = True


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("has a part whose name is not UTF-8 text") from error


def _media_type(raw: bytes) -> media.MediaType:
    parsed = media.parse(raw.decode("latin-1"))
    if parsed is None:
        raise Malformed("has a part whose content type is not one")
    return parsed


def names_of(parts: Iterable[Part]) -> dict[str, list[Part]]:
    """The parts of each name, in order."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        found.setdefault(part.name, []).append(part)
    return found
