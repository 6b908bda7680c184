"""Problems, written in the error schema that an operation declares; problem+json (RFC 9457) where none fits."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json
from starlette.responses import Response as HttpResponse

from handfast.runtime import media
from handfast.runtime.error_bodies import ErrorFacts, built
from handfast.runtime.errors import Facts, drafts, problem_details
from handfast.runtime.security import challenges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from handfast.runtime.declare import Content, Operation, Response
    from handfast.runtime.error_bodies import ErrorBody
    from handfast.runtime.judge import Judge
    from handfast.runtime.problems import Problem

PROBLEM_JSON = "application/problem+json"

_RANGES = {"*/*": "application/json", "application/*": "application/json", "text/*": "text/plain"}
"""What an error is sent as where only a range is declared."""

_SCRIPTS = frozenset({"javascript", "ecmascript", "css"})
"""Kinds of text that a browser runs: a message may hold words of the request."""


class Answers:
    """Turns problems into responses for one operation."""

    __slots__ = ("_challenges", "_declared", "_judge", "_operation")

    def __init__(self, judge: Judge, operation: Operation) -> None:
        self._judge = judge
        self._operation = operation
        self._declared = {response.status: response for response in operation.responses}
        self._challenges = challenges(operation)

    def response(self, problem: Problem, path: str, build: ErrorBody | None = None) -> HttpResponse:
        """The answer: of the declared responses that may carry it, the first whose schema can.

        `build` is the app's own way to write error bodies; what it writes is sent where the schema allows it.
        """
        return self.declared(problem, path, build) or generic(problem, path, build, self._operation)

    def declared(self, problem: Problem, path: str, build: ErrorBody | None = None) -> HttpResponse | None:
        """The answer in a response that the operation declares; None where none can carry it."""
        headers = self._headers(problem)
        given = {name.lower() for name in headers}
        for status, declared in self._candidates(problem):
            if any(header.required and header.name.lower() not in given for header in declared.headers):
                continue
            facts = Facts(status, problem.detail, problem.violations, path)
            for content in sorted(declared.content, key=_is_text):
                name = _RANGES.get(content.media_type, content.media_type)
                written = self._written(content, name, facts, build)
                if written is not None:
                    return HttpResponse(written, status, headers, media_type=name)
        return None

    def _headers(self, problem: Problem) -> dict[str, str]:
        """The problem's own, and for a 401 what to send instead (RFC 9110 §15.5.2)."""
        is_silent = all(name.lower() != "www-authenticate" for name in problem.headers)
        if problem.status == _UNAUTHORIZED and self._challenges and is_silent:
            return {**problem.headers, "WWW-Authenticate": self._challenges}
        return problem.headers

    def _candidates(self, problem: Problem) -> Iterator[tuple[int, Response]]:
        for wanted in problem.statuses:
            declared = self._declared.get(wanted)
            if declared is not None:
                yield int(wanted) if wanted.isdigit() else problem.status, declared

    def _written(self, content: Content, name: str, facts: Facts, build: ErrorBody | None) -> bytes | None:
        declared = media.parse(name)
        if declared is None or declared.is_range:
            return None
        if declared.is_json:
            own = built(build, ErrorFacts.of(facts, name, self._operation), self._judge, content.schema)
            return self._json(content.schema, declared, facts) if own is None else own
        text = _text(declared, facts.message)
        return text.encode() if text is not None and self._takes_text(content.schema, text) else None

    def _json(self, key: str | None, declared: media.MediaType, facts: Facts) -> bytes | None:
        if key is None:
            return to_json(problem_details(facts))
        node = self._judge.schema(key)
        is_problem = declared.subtype.startswith("problem")
        for draft in drafts(self._judge, node, facts, is_problem=is_problem):
            if self._is_valid(key, draft):
                return to_json(draft)
        return None

    def _takes_text(self, key: str | None, text: str) -> bool:
        """Whether a schema takes a text, as replies are judged: one of other values says nothing about text."""
        is_said = key is not None and "string" in self._judge.shape(self._judge.schema(key)).kinds
        return not is_said or self._is_valid(key, text)

    def _is_valid(self, key: str | None, value: Any) -> bool:
        return key is None or self._judge.is_valid(key, value, "response")


def _is_text(content: Content) -> bool:
    """Whether a message in words is all that the content can hold: JSON says more, and goes first."""
    return content.media_type.lower().startswith("text/")


def _text(declared: media.MediaType, message: str) -> str | None:
    """A message as text of this type; None where the type has a form that a message does not have."""
    if declared.type != "text" or declared.is_xml or declared.is_stream or declared.subtype in _SCRIPTS:
        return None
    return escape(message) if declared.subtype == "html" else message


_UNAUTHORIZED = 401


def shared(
    answers: Iterable[Answers], problem: Problem, path: str, build: ErrorBody | None = None
) -> HttpResponse | None:
    """The answer to a request that belongs to a path and to none of its operations (a 405, say).

    It is in the schema of the first of them that declares one for it; None when none does.
    """
    return next((found for one in answers if (found := one.declared(problem, path, build)) is not None), None)


def generic(
    problem: Problem, path: str, build: ErrorBody | None = None, operation: Operation | None = None
) -> HttpResponse:
    """The answer where no declared response fits: a problem document, the app's own where it writes one."""
    facts = Facts(problem.status, problem.detail, problem.violations, path)
    own = built(build, ErrorFacts.of(facts, PROBLEM_JSON, operation))
    written = to_json(problem_details(facts)) if own is None else own
    return HttpResponse(written, problem.status, problem.headers, media_type=PROBLEM_JSON)
