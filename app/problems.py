"""Errors as problem documents (RFC 9457)."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from app.database import UNAVAILABLE
from generated.models import Problem
from handfast.runtime import install_problem_answers

_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""Titles that Python spells differently from version to version."""

_log = logging.getLogger(__name__)


def problem(status: int, detail: str | None = None) -> Problem:
    """The problem document of a status."""
    return Problem(title=_TITLES.get(status) or HTTPStatus(status).phrase, status=status, detail=detail)


def answer_problems(app: FastAPI) -> None:
    """Make the app answer as a problem whatever no operation answered; 503 while the database does not answer."""
    install_problem_answers(app)
    for kind in UNAVAILABLE:
        app.add_exception_handler(kind, _unavailable)


async def _unavailable(_request: Request, error: Exception) -> Response:
    _log.error("The database did not answer", exc_info=error)
    body = problem(503, "The database does not answer.").model_dump(mode="json")
    return JSONResponse(body, 503, {"Retry-After": "1"}, media_type="application/problem+json")
