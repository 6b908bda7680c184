"""Dependencies of a route: solved by a plan made once, or by FastAPI where a plan can't say all that FastAPI does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.background import BackgroundTasks
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from typing_extensions import override

from handfast.runtime import framework
from handfast.runtime.exchange import Exchange
from handfast.runtime.framework import Dependant
from handfast.runtime.provide import Provider

REQUEST, RESPONSE, BACKGROUND = range(3)
_PARAMETERS = ("path_params", "query_params", "header_params", "cookie_params", "body_params")
_GIVEN = (
    ("request_param_name", REQUEST),
    ("http_connection_param_name", REQUEST),
    ("response_param_name", RESPONSE),
    ("background_tasks_param_name", BACKGROUND),
)


class Injector(ABC):
    """What one request needs of its dependencies, in the order in which it is asked."""

    __slots__ = ()

    @abstractmethod
    async def first(self) -> None:
        """Solve the dependencies of the routers above the route."""

    @abstractmethod
    async def guard(self) -> Any:
        """The security object."""

    @abstractmethod
    async def api(self) -> Any:
        """The handler object."""

    @abstractmethod
    def finish(self, response: Response) -> None:
        """Give the response what dependencies have asked for: background tasks and headers."""


# --- a plan -----------------------------------------------------------------------------------------------------------


class _NotPlanned(Exception):  # noqa: N818 - not an error: FastAPI solves it
    """A dependency asks for something that only FastAPI's own solver gives."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call: its keywords are the values at these slots, what comes back goes to `slot`."""

    dependant: Dependant
    call: Callable[..., Any]
    keywords: tuple[tuple[str, int], ...]
    slot: int
    is_generator: bool
    in_thread: bool


@dataclass(frozen=True, slots=True)
class Phase:
    """The steps that come before something is made, and the keywords it is made with."""

    steps: tuple[Step, ...] = ()
    keywords: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How the dependencies of a route are solved. `size` is the number of slots, the first three are given."""

    first: Phase
    guard: Phase
    api: Phase
    size: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to solve, and nothing to give."""
        return not any(phase.steps or phase.keywords for phase in (self.first, self.guard, self.api))

    @property
    def has_exits(self) -> bool:
        """Whether a dependency goes on after the reply."""
        return any(step.is_generator for phase in (self.first, self.guard, self.api) for step in phase.steps)


def plan(first: Iterable[Dependant], guard: Dependant | None, api: Dependant) -> Plan | None:
    """The plan of a route's dependencies; None when FastAPI must solve them.

    That is so where one reads parameters, security scopes or has a limit of its own, and where one ends before the
    reply is sent.
    """
    planner = _Planner()
    try:
        before = planner.phase(Dependant(dependencies=list(first)))
        return Plan(before, planner.phase(guard) if guard else Phase(), planner.phase(api), planner.size)
    except _NotPlanned:
        return None


@dataclass
class _Planner:
    """Gives each dependency a slot; one that is solved once for a request has one slot in all phases."""

    size: int = len({REQUEST, RESPONSE, BACKGROUND})
    slots: dict[Any, int] = field(default_factory=dict)

    def phase(self, dependant: Dependant) -> Phase:
        steps: list[Step] = []
        return Phase(keywords=self._keywords(dependant, steps), steps=tuple(steps))

    def _keywords(self, dependant: Dependant, steps: list[Step]) -> tuple[tuple[str, int], ...]:
        if any(getattr(dependant, name) for name in _PARAMETERS) or dependant.security_scopes_param_name:
            raise _NotPlanned
        found = [(one.name, self._slot(one, steps)) for one in dependant.dependencies]
        given = [(getattr(dependant, name), slot) for name, slot in _GIVEN]
        return tuple((name, slot) for name, slot in (*found, *given) if name is not None)

    def _slot(self, dependant: Dependant, steps: list[Step]) -> int:
        call = dependant.call
        if dependant.concurrency is not None or dependant.scope == "function" or framework.uses_scopes(dependant):
            raise _NotPlanned
        if call is None:
            raise _NotPlanned
        keywords = self._keywords(dependant, steps)
        known = framework.key(dependant)
        if dependant.use_cache and known in self.slots:
            return self.slots[known]
        slot = self.size
        self.size += 1
        self.slots.setdefault(known, slot)
        is_generator = framework.is_generator(dependant)
        steps.append(Step(dependant, call, keywords, slot, is_generator, framework.runs_in_thread(dependant)))
        return slot


class PlannedInjector(Injector):
    """Solves a plan for one request. `stack` is closed after the reply is sent; plans without exits need none."""

    __slots__ = ("_exchange", "_guards", "_handlers", "_plan", "_stack", "_values")

    def __init__(
        self, plan: Plan, handlers: Provider, guards: Provider | None, exchange: Exchange, stack: AsyncExitStack | None
    ) -> None:
        self._plan = plan
        self._handlers = handlers
        self._guards = guards
        self._stack = stack
        self._values: list[Any] = [None] * plan.size
        self._exchange = exchange

    @override
    async def first(self) -> None:
        await self._solve(self._plan.first)

    @override
    async def guard(self) -> Any:
        assert self._guards is not None  # noqa: S101 - asked only where there is one
        return self._guards.make(await self._solve(self._plan.guard))

    @override
    async def api(self) -> Any:
        return self._handlers.make(await self._solve(self._plan.api))

    @override
    def finish(self, response: Response) -> None:
        _finish(response, self._values[BACKGROUND], self._values[RESPONSE])

    async def _solve(self, phase: Phase) -> dict[str, Any]:
        for step in phase.steps:
            keywords = self._given(step.keywords)
            if step.is_generator:
                found = await framework.enter(step.dependant, keywords, self._exchange.request, self._stack)
            elif step.in_thread:
                found = await run_in_threadpool(step.call, **keywords)
            else:
                found = await step.call(**keywords)
            self._values[step.slot] = found
        return self._given(phase.keywords)

    def _given(self, keywords: tuple[tuple[str, int], ...]) -> dict[str, Any]:
        return {name: self._value(slot) for name, slot in keywords}

    def _value(self, slot: int) -> Any:
        if slot == REQUEST:
            return self._exchange.request
        if slot == RESPONSE and self._values[slot] is None:
            self._values[slot] = _unsent()
        elif slot == BACKGROUND and self._values[slot] is None:
            self._values[slot] = BackgroundTasks()
        return self._values[slot]


class PlainInjector(Injector):
    """Makes handler and security objects that need nothing."""

    __slots__ = ("_guards", "_handlers")

    def __init__(self, handlers: Provider, guards: Provider | None) -> None:
        self._handlers = handlers
        self._guards = guards

    def made(self) -> Any:
        """The handler object, at once."""
        return self._handlers.make({})

    @override
    async def first(self) -> None:
        pass

    @override
    async def guard(self) -> Any:
        assert self._guards is not None  # noqa: S101 - asked only where there is one
        return self._guards.make({})

    @override
    async def api(self) -> Any:
        return self.made()

    @override
    def finish(self, response: Response) -> None:
        pass


# --- FastAPI's own solver ---------------------------------------------------------------------------------------------


class FrameworkInjector(Injector):
    """Lets FastAPI solve each dependency of one request, overridden where the app says so."""

    __slots__ = ("_background", "_cache", "_guards", "_handlers", "_live", "_provider", "_request", "_response")

    def __init__(self, live: Any, handlers: Provider, guards: Provider | None, request: Request) -> None:
        self._live = live
        self._handlers = handlers
        self._guards = guards
        self._request = request
        self._provider = live.dependency_overrides_provider
        self._cache: dict[Any, Any] = {}
        self._background: Any = None
        self._response: Response | None = None

    @override
    async def first(self) -> None:
        own = own_calls(self._handlers, self._guards)
        before = [one for one in self._live.dependant.dependencies if one.call not in own]
        if before:
            await self._values(Dependant(path=self._live.path_format, dependencies=before))

    @override
    async def guard(self) -> Any:
        assert self._guards is not None  # noqa: S101 - asked only where there is one
        return await self._made(self._guards)

    @override
    async def api(self) -> Any:
        return await self._made(self._handlers)

    @override
    def finish(self, response: Response) -> None:
        _finish(response, self._background, self._response)

    async def _values(self, dependant: Dependant) -> dict[str, Any]:
        """What a dependant asks for, by name.

        Raises:
            RequestValidationError: a dependency reads a parameter that is not valid.
        """
        solved = await framework.solve_dependencies(
            request=self._request,
            dependant=dependant,
            background_tasks=self._background,
            response=self._response,
            dependency_overrides_provider=self._provider,
            dependency_cache=self._cache,
            async_exit_stack=self._request.scope["fastapi_inner_astack"],
            embed_body_fields=False,
        )
        self._background, self._response = solved.background_tasks, solved.response
        if solved.errors:
            raise RequestValidationError(solved.errors)
        return solved.values

    async def _made(self, provider: Provider) -> Any:
        overrides = getattr(self._provider, "dependency_overrides", None)
        if overrides and provider.kind in overrides:
            path = self._live.path_format
            other = framework.get_dependant(path=path, call=overrides[provider.kind], name="made")
            return (await self._values(Dependant(path=path, dependencies=[other])))["made"]
        own = next(one for one in self._live.dependant.dependencies if one.call is provider.call)
        return provider.make(await self._values(own) if provider.needs else {})


def own_calls(handlers: Provider, guards: Provider | None) -> tuple[Callable[..., Awaitable[Any]], ...]:
    """The dependencies that stand for the handler and security objects."""
    return (handlers.call,) if guards is None else (handlers.call, guards.call)


def _unsent() -> Response:
    """The response that dependencies may put headers on."""
    response = Response()
    del response.headers["content-length"]
    return response


def _finish(response: Response, background: Any, unsent: Response | None) -> None:
    if background is not None and response.background is None:
        response.background = background
    if unsent is not None:
        response.raw_headers.extend(unsent.raw_headers)
