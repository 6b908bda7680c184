"""Problems, written in the error schema that an operation declares; problem+json (RFC 9457) where none fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import to_json
from starlette.responses import Response as HttpResponse

from handfast.runtime import media
from handfast.runtime.errors import Facts, drafts
from handfast.runtime.problems import Problem, phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handfast.runtime.declare import Content, Operation, Response
    from handfast.runtime.judge import Judge

PROBLEM_JSON = "application/problem+json"


class Answers:
    """Turns problems into responses for one operation."""

    __slots__ = ("_declared", "_judge")

    def __init__(self, judge: Judge, operation: Operation) -> None:
        self._judge = judge
        self._declared = {response.status: response for response in operation.responses}

    def response(self, problem: Problem, path: str) -> HttpResponse:
        """The answer: of the declared responses that may carry it, the first whose schema can."""
        for status, declared in self._candidates(problem):
            facts = Facts(status, problem.detail, problem.violations, path)
            if any(header.required and header.name.lower() not in _lower(problem) for header in declared.headers):
                continue
            for content in declared.content:
                written = self._written(content, facts)
                if written is not None:
                    return HttpResponse(written, status, problem.headers, media_type=content.media_type)
        return generic(problem, path)

    def _candidates(self, problem: Problem) -> Iterator[tuple[int, Response]]:
        for wanted in problem.statuses:
            declared = self._declared.get(wanted)
            if declared is not None:
                yield int(wanted) if wanted.isdigit() else problem.status, declared

    def _written(self, content: Content, facts: Facts) -> bytes | None:
        declared = media.parse(content.media_type)
        if declared is None or not declared.is_json or declared.is_range:
            return None
        if content.schema is None:
            return to_json(generic_body(facts))
        node = self._judge.schema(content.schema)
        for draft in drafts(self._judge, node, facts):
            if self._judge.is_valid(content.schema, draft, "response"):
                return to_json(draft)
        return None


def generic(problem: Problem, path: str) -> HttpResponse:
    """The answer where no declared response fits."""
    facts = Facts(problem.status, problem.detail, problem.violations, path)
    return HttpResponse(to_json(generic_body(facts)), problem.status, problem.headers, media_type=PROBLEM_JSON)


def generic_body(facts: Facts) -> dict[str, Any]:
    """A problem details object (RFC 9457 §3) with every violation."""
    body: dict[str, Any] = {"type": "about:blank", "title": phrase(facts.status), "status": facts.status}
    if facts.detail:
        body["detail"] = facts.detail
    if facts.violations:
        body["errors"] = [
            {"in": one.location, "name": one.name, "pointer": one.pointer, "rule": one.rule, "message": one.message}
            for one in facts.violations
        ]
    return body


def _lower(problem: Problem) -> set[str]:
    return {name.lower() for name in problem.headers}
