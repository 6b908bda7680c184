"""Answers for what no operation answers: unknown paths, wrong methods, failures of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from handfast.runtime.answers import PROBLEM_JSON, Answers
from handfast.runtime.contents import BODYLESS
from handfast.runtime.error_bodies import ErrorFacts, built, error_body_of
from handfast.runtime.errors import Facts, problem_details
from handfast.runtime.judge import Violation
from handfast.runtime.problems import Failed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI
    from starlette.requests import Request

_FAILED = 500


def install_problem_answers(app: FastAPI) -> None:
    """Make `app` answer 404, 405, 500 and every other HTTPException with a problem document (RFC 9457).

    Also what FastAPI refuses in hand-written dependencies. An exception that nobody handles says nothing but that.
    """
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _dependency)
    app.add_exception_handler(Exception, _failure)


def install_failure_answers(app: FastAPI) -> None:
    """Make an exception that nobody handles a 500 in the error schema that its operation declares.

    Where it declares none, the answer is FastAPI's own. Either way nothing is said about the exception, which goes on
    to the server's log. An app that has a handler for `Exception` or for 500 keeps it.
    """
    if not {Exception, _FAILED} & set(app.exception_handlers):
        app.add_exception_handler(Exception, _failure_of_operation)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for these
    if error.status_code in BODYLESS:
        return Response(None, error.status_code, error.headers)
    return _problem(request, error.status_code, str(error.detail or ""), headers=error.headers)


async def _dependency(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for these
    violations = tuple(
        Violation(
            location=str(one["loc"][0]),
            name=str(one["loc"][1]) if len(one["loc"]) > 1 else "",
            pointer="".join(f"/{part}" for part in one["loc"][2:]),
            rule="",
            message=str(one["msg"]),
        )
        for one in error.errors()
    )
    return _problem(request, 422, "; ".join(str(one) for one in violations[:5]), violations=violations)


async def _failure(request: Request, _: Exception) -> Response:
    return _declared_failure(request) or _problem(request, _FAILED, "")


async def _failure_of_operation(request: Request, _: Exception) -> Response:
    return _declared_failure(request) or PlainTextResponse("Internal Server Error", _FAILED)


def _declared_failure(request: Request) -> Response | None:
    """The 500 that the operation of this request declares, if one was reached."""
    answers = getattr(getattr(request.scope.get("route"), "compiled", None), "answers", None)
    if not isinstance(answers, Answers):
        return None
    return answers.declared(Failed(), request.scope["path"], error_body_of(request.scope))


def _problem(
    request: Request,
    status: int,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    violations: tuple[Violation, ...] = (),
) -> Response:
    facts = Facts(status, detail, violations, request.url.path)
    own = built(error_body_of(request.scope), ErrorFacts.of(facts, PROBLEM_JSON, None))
    written = to_json(problem_details(facts)) if own is None else own
    return Response(written, status, headers, media_type=PROBLEM_JSON)
