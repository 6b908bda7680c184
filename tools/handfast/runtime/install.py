"""Problem answers for what no operation answers: unknown paths, wrong methods, failures of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.responses import Response

from handfast.runtime.answers import PROBLEM_JSON
from handfast.runtime.errors import Facts, problem_details
from handfast.runtime.judge import Violation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI
    from starlette.requests import Request

_BODYLESS = frozenset({204, 205, 304})


def install_problem_answers(app: FastAPI) -> None:
    """Make `app` answer 404, 405, 500 and every other HTTPException with a problem document (RFC 9457).

    Also what FastAPI refuses in hand-written dependencies. An exception that nobody handles says nothing but that.
    """
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _dependency)
    app.add_exception_handler(Exception, _failure)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for these
    if error.status_code in _BODYLESS:
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
    return _problem(request, 500, "")


def _problem(
    request: Request,
    status: int,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    violations: tuple[Violation, ...] = (),
) -> Response:
    body = problem_details(Facts(status, detail, violations, request.url.path))
    return Response(to_json(body), status, headers, media_type=PROBLEM_JSON)
