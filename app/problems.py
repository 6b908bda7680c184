"""Errors as problem documents (RFC 9457)."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from app.database import UNAVAILABLE
from generated.models import Problem

MEDIA_TYPE = "application/problem+json"

_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""Titles that Python spells differently from version to version."""

_log = logging.getLogger(__name__)


def problem(status: int, detail: str | None = None) -> Problem:
    """The problem document of a status."""
    title = _TITLES.get(status) or HTTPStatus(status).phrase
    return Problem(title=title, status=status, detail=detail)


def answer_problems(app: FastAPI) -> None:
    """Make the app answer as a problem whatever no handler answered."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)
    for kind in UNAVAILABLE:
        app.add_exception_handler(kind, _unavailable)


async def _http(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    phrase = HTTPStatus(error.status_code).phrase
    return _respond(problem(error.status_code, None if error.detail == phrase else error.detail), error.headers)


async def _unavailable(_request: Request, error: Exception) -> Response:
    _log.error("The database did not answer", exc_info=error)
    return _respond(problem(503, "The database does not answer."), {"Retry-After": "1"})


async def _unexpected(_request: Request, _error: Exception) -> Response:
    return _respond(problem(500))


def _respond(body: Problem, headers: object = None) -> Response:
    sent = dict(headers) if isinstance(headers, dict) else None
    content = body.model_dump(mode="json", exclude_none=True)
    return JSONResponse(content, status_code=body.status, headers=sent, media_type=MEDIA_TYPE)
