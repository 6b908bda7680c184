"""What the contract and the generated code say about one operation, side by side."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from handfast import contract, runtime
from handfast.contract import JSON
from handfast.diagnostics import unescape

_FIRST_FINAL: Final = 200
_USUAL: Final = {"2XX": 200, "3XX": 302, "4XX": 400, "5XX": 500}


@dataclass(frozen=True, slots=True)
class Declared:
    """One reply: as the contract has it, and as generated code does."""

    reply: contract.Reply
    response: runtime.Response

    @property
    def status(self) -> str:
        """`200`, `4XX` or `default`."""
        return self.reply.status

    @property
    def is_success(self) -> bool:
        """Whether it says yes (RFC 9110 §15.3)."""
        return self.status.startswith("2")

    @property
    def fields(self) -> frozenset[str]:
        """The fields of its class."""
        return frozenset(one.name for one in dataclasses.fields(self.response.reply))

    def contents(self) -> Iterator[tuple[contract.MediaType, runtime.Content]]:
        """Its media types, both views of each."""
        return zip(self.reply.content, self.response.content, strict=True)

    def headers(self) -> Iterator[tuple[contract.Header, runtime.Header]]:
        """Its headers, both views of each."""
        return zip(self.reply.headers, self.response.headers, strict=True)


@dataclass(frozen=True, slots=True)
class Mocked:
    """One operation: as the contract has it, and as generated code does."""

    contract: contract.Operation
    runtime: runtime.Operation

    @property
    def name(self) -> str:
        """`GET /pets`."""
        return f"{self.contract.method} {self.contract.path}"

    def replies(self) -> list[Declared]:
        """The declared replies that can end an exchange."""
        pairs = zip(self.contract.replies, self.runtime.responses, strict=True)
        return [Declared(*pair) for pair in pairs if not pair[0].status.startswith("1")]

    def successes(self) -> list[Declared]:
        """The declared replies in the order in which they are taken when all goes well."""
        rank = {"2": 0, "d": 1, "3": 2, "4": 3, "5": 4}
        return sorted(self.replies(), key=lambda one: rank.get(one.status[0], 5))

    def of_status(self, code: int) -> Declared | None:
        """The declared reply for a status: its own, else that of its range, else the default."""
        by_status = {one.status: one for one in self.replies()}
        wanted = (str(code), f"{code // 100}XX", "default")
        return next((by_status[status] for status in wanted if status in by_status), None)

    def status_of(self, declared: Declared, wanted: int | None = None) -> int:
        """The status that a reply is sent with; `wanted` where the declaration leaves it open."""
        if declared.status.isdecimal():
            return int(declared.status)
        explicit = {one.status for one in self.replies()}
        if wanted is not None and str(wanted) not in explicit:
            return wanted
        usual = _USUAL.get(declared.status, _FIRST_FINAL)
        if declared.status == "default" and any(one.is_success for one in self.replies()):
            usual = 500
        return next(code for code in range(usual, 600) if str(code) not in explicit)


def at(source: JSON, parts: tuple[str, ...]) -> JSON:
    """What stands in a document at a place."""
    for part in parts:
        source = source[int(part)] if isinstance(source, list) else source[part]
    return source


def followed(source: JSON, value: JSON) -> JSON:
    """The object behind a reference inside a document; itself where there is none, or it leads nowhere."""
    for _ in range(8):
        reference = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return value
        try:
            value = at(source, tuple(unescape(part) for part in reference[2:].split("/")))
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return None
