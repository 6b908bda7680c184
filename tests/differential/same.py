"""Plays a scenario on plain FastAPI and on the generated app, and demands that nothing tells them apart."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from stage import Service, Stage

Scenario = Callable[..., Any]


NOTHING = "-"
FROM_TABLE = ""


def same(notes: str = FROM_TABLE) -> Callable[[Scenario], Callable[..., None]]:
    """Makes a test of a scenario. `notes` are what must happen, in order, in both services; NOTHING, nothing.

    Without `notes` the scenario is a table and a column of that name says so. Answers (with the exception that
    escapes), facts and log records must be equal too.
    """

    def decorate(scenario: Scenario) -> Callable[..., None]:
        @functools.wraps(scenario)
        def test(services: tuple[Service, Service], **columns: Any) -> None:
            expected = columns.pop("notes", notes)
            plain, generated = (_played(scenario, service, columns) for service in services)
            happened = " ".join(plain.notes) or NOTHING
            assert happened == expected, "plain FastAPI itself does otherwise: the scenario is wrong"
            assert (" ".join(generated.notes) or NOTHING) == happened
            assert generated.answers == plain.answers
            assert generated.facts == plain.facts
            assert generated.logs == plain.logs

        own = list(inspect.signature(scenario).parameters.values())[1:]
        services = inspect.Parameter("services", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        table = [inspect.Parameter("notes", inspect.Parameter.POSITIONAL_OR_KEYWORD)] if notes == FROM_TABLE else []
        test.__signature__ = inspect.Signature([services, *table, *own])  # type: ignore[attr-defined]
        return test

    return decorate


def _played(scenario: Scenario, service: Service, columns: dict[str, Any]) -> Stage:
    stage = Stage(service)
    try:
        with stage.listening():
            scenario(stage, **columns)
    except BaseException as error:
        error.add_note(f"played on {service.name}; seen so far: {' '.join(stage.notes)}")
        raise
    return stage
