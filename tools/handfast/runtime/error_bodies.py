"""Error bodies of the app's own making: the one hook, and what is done with what it gives."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from handfast.runtime.building import serializer_of
from handfast.runtime.payloads import json_text, refuse
from handfast.runtime.problems import ContractError, phrase

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import Scope

    from handfast.runtime.declare import Operation
    from handfast.runtime.errors import Facts
    from handfast.runtime.judge import Judge, Violation

LOG = logging.getLogger("handfast")


@dataclass(frozen=True, slots=True)
class ErrorFacts:
    """What an error body can say. `operation` is None where no operation was reached.

    Nothing in it holds a value that the client sent, but for names and for the path.
    """

    status: int
    title: str
    detail: str
    violations: tuple[Violation, ...]
    path: str
    media_type: str
    operation: Operation | None

    @classmethod
    def of(cls, facts: Facts, media_type: str, operation: Operation | None) -> ErrorFacts:
        """The facts for people who write hooks."""
        return cls(
            facts.status, phrase(facts.status), facts.detail, facts.violations, facts.path, media_type, operation
        )


ErrorBody = Callable[[ErrorFacts], Any]
"""Gives the body of an error: a DTO or anything else that is JSON; None to leave it to Handfast."""


def install_error_bodies(app: FastAPI, build: ErrorBody) -> None:
    """Let `build` write the body of every error that Handfast answers in `app`.

    The contract decides about what it gives: a body that breaks the declared schema is logged and not sent, and the
    answer is written as without the hook. So it is when the hook fails.
    """
    app.state.handfast_error_body = build


def error_body_of(scope: Scope) -> ErrorBody | None:
    """What the app of a request writes error bodies with."""
    app = scope.get("app")
    return getattr(app.state, "handfast_error_body", None) if app is not None else None


def built(
    build: ErrorBody | None, facts: ErrorFacts, judge: Judge | None = None, key: str | None = None
) -> bytes | None:
    """The JSON text of what a hook gives; None where it gives nothing that can be sent."""
    if build is None:
        return None
    where = facts.operation.id if facts.operation is not None else facts.path
    try:
        body = build(facts)
        if body is None:
            return None
        text = json_text(serializer_of(Any), body)
        if judge is not None and key is not None:
            refuse(judge, key, from_json(text, allow_inf_nan=False))
    except ContractError as error:
        LOG.error("%s: the error body for %d %s", where, facts.status, error)  # noqa: TRY400 - it says all there is
        return None
    except Exception:
        LOG.exception("%s: the error body for %d can't be built", where, facts.status)
        return None
    return text
