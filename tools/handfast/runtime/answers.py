"""Problems, written in the error schema that an operation declares; problem+json (RFC 9457) where none fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import to_json
from starlette.responses import Response as HttpResponse

from handfast.runtime import media
from handfast.runtime.errors import Facts, drafts, problem_details
from handfast.runtime.problems import Problem

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
            return to_json(problem_details(facts))
        node = self._judge.schema(content.schema)
        is_problem = declared.subtype.startswith("problem")
        for draft in drafts(self._judge, node, facts, is_problem=is_problem):
            if self._judge.is_valid(content.schema, draft, "response"):
                return to_json(draft)
        return None


def generic(problem: Problem, path: str) -> HttpResponse:
    """The answer where no declared response fits."""
    facts = Facts(problem.status, problem.detail, problem.violations, path)
    return HttpResponse(to_json(problem_details(facts)), problem.status, problem.headers, media_type=PROBLEM_JSON)


def _lower(problem: Problem) -> set[str]:
    return {name.lower() for name in problem.headers}
