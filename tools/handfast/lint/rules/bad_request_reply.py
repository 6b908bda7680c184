"""SPEC053: an operation does not say how it answers a bad request."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.contract import Contract, Operation, Reply
from handfast.diagnostics import Diagnostic, Pointer, Severity
from handfast.document import Document

_STATUSES = frozenset({"400", "422", "4XX", "default"})
_ANY = frozenset({"*/*", "application/*"})
_NOT_PROSE = frozenset({"text/xml", "text/event-stream", "text/javascript", "text/ecmascript", "text/css"})


def bad_request_reply(_: Document, contract: Contract) -> Iterator[Diagnostic]:
    """A finding for each operation that takes parameters or a body, but has no reply for a request that breaks them.

    A reply without content says it by its status. One whose content is neither JSON nor text can't say it.
    """
    for operation in contract.operations:
        if not operation.parameters and not operation.body:
            continue
        answers = [reply for reply in operation.replies if reply.status in _STATUSES]
        if not any(map(_can_say_why, answers)):
            yield _finding(operation, answers)


def _can_say_why(reply: Reply) -> bool:
    names = [content.name.partition(";")[0].strip().lower() for content in reply.content]
    return not names or any(map(_can_hold_words, names))


def _can_hold_words(name: str) -> bool:
    is_prose = name.startswith("text/") and not name.endswith("+xml") and name not in _NOT_PROSE
    return is_prose or name in _ANY or name.endswith(("/json", "+json"))


def _finding(operation: Operation, answers: list[Reply]) -> Diagnostic:
    at: Pointer = operation.pointer / "responses"
    label = "no 400, 422, 4XX or default"
    if answers:
        at = answers[0].pointer / "content"
        label = "neither JSON nor text, so it can't say what is wrong"
    return Diagnostic(
        "SPEC053",
        Severity.WARNING,
        f"{operation.method} {operation.path} declares no answer to a bad request",
        at,
        label=label,
        help="declare a 400 with the body that clients can expect",
    )
