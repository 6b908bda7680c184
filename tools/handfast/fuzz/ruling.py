"""Our own judge over answers: what the contract says of each, whatever Schemathesis thinks of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic_core import from_json

from handfast.contract.model import Contract, Operation, Reply
from handfast.diagnostics import Pointer, unescape
from handfast.emit.judge import judge_document
from handfast.fuzz.events import Exchange
from handfast.fuzz.evidence import declared_reply, header, matching
from handfast.runtime.judge import Judge
from handfast.runtime.media import parse

STATUS: Final = "status_code_conformance"
MEDIA_TYPE: Final = "content_type_conformance"
HEADERS: Final = "response_headers_conformance"
BODY: Final = "response_schema_conformance"
REPLY_CHECKS: Final = frozenset({STATUS, MEDIA_TYPE, HEADERS, BODY})
"""The checks of Schemathesis that ask what our judge asks; a complaint of ours bears the name of its check."""
_BODYLESS: Final = frozenset({204, 205, 304})


@dataclass(frozen=True, slots=True)
class Complaint:
    """One way in which an answer is not what the contract says. `at` is the line of the spec that it breaks."""

    check: str
    message: str
    at: Pointer


class Ruling:
    """Judges the answers of a contract's operations."""

    def __init__(self, contract: Contract) -> None:
        self._file = contract.file
        with tempfile.NamedTemporaryFile(suffix=".json") as file:
            file.write(judge_document(contract).encode())
            file.flush()
            self._judge = Judge(Path(file.name))
            self._judge.broken(())

    def complaints(self, operation: Operation, exchange: Exchange) -> tuple[Complaint, ...]:
        """What is wrong with an answer; nothing for a request that was not answered."""
        if exchange.status is None:
            return ()
        reply = declared_reply(operation, exchange.status)
        if reply is None:
            declared = ", ".join(one.status for one in operation.replies) or "none"
            return (
                Complaint(STATUS, f"{exchange.status} is not declared ({declared})", operation.pointer / "responses"),
            )
        return (*self._headers(reply, exchange), *self._content(operation, reply, exchange))

    def _headers(self, reply: Reply, exchange: Exchange) -> Iterator[Complaint]:
        for one in reply.headers:
            if one.required and not header(exchange.answer_headers, one.name.lower()):
                yield Complaint(HEADERS, f"the required header `{one.name}` is missing", one.pointer)

    def _content(self, operation: Operation, reply: Reply, exchange: Exchange) -> Iterator[Complaint]:
        if not reply.content or exchange.status in _BODYLESS or operation.method == "HEAD":
            return
        named = header(exchange.answer_headers, "content-type")
        matched = matching([media.name for media in reply.content], named)
        if matched is None:
            said = f"`{named}` is not a declared media type" if named else "the answer has no media type"
            yield Complaint(MEDIA_TYPE, said, reply.pointer / "content")
            return
        media, sent = reply.content[matched], parse(named)
        if media.schema is None or sent is None or not sent.is_json:
            return
        try:
            value = from_json(exchange.answer, allow_inf_nan=False)
        except ValueError as error:
            yield Complaint(BODY, f"the body is no JSON: {error}", media.pointer)
            return
        for violation in self._judge.check(media.schema.key, value, "response", location="")[:1]:
            where = violation.pointer or "the body"
            yield Complaint(BODY, f"{where}: {violation.message}", self._place(violation.rule, media.schema.pointer))

    def _place(self, rule: str, fallback: Pointer) -> Pointer:
        """The place that a rule of the judge's document has in the spec."""
        file, hash_, fragment = rule.partition("#")
        if not hash_ or fragment.startswith("/$defs"):
            return fallback
        return Pointer(file or self._file, tuple(unescape(token) for token in fragment.split("/")[1:]))
