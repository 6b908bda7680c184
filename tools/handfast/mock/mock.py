"""The mock of one contract: what it answers to a request, whatever operation that is for."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic_core import from_json, to_jsonable_python
from starlette.requests import Request
from starlette.responses import Response

from handfast import runtime
from handfast.contract import JSON, Contract, Operation, resolve
from handfast.document import load
from handfast.mock.demand import Impossible
from handfast.mock.operations import Declared, Mocked
from handfast.mock.prefer import Preferences, preferences
from handfast.mock.replies import Replies, Wish
from handfast.mock.state import Call, Outcome, State
from handfast.mock.values import Values
from handfast.runtime import BasicCredentials, ContractError, Problem, Unimplemented
from handfast.runtime.answers import Answers
from handfast.runtime.building import serializer_of
from handfast.runtime.declare import MOCKED
from handfast.runtime.payloads import json_text
from handfast.runtime.problems import NotFound

LOG: Final = logging.getLogger("handfast")
_NOT_FOUND: Final = 404
_MOST_ITEMS: Final = 1_000
"""As many items of a stream are read; the rest is left."""


class Unmockable(Problem):
    """No valid answer was found: the contract allows none, or it is beyond the search."""

    statuses = ("500", "5XX", "default")


@dataclass(frozen=True, slots=True)
class Choices:
    """How a mock answers. The same `seed` gives the same answers; `credential` is the only one that lets in, if any."""

    seed: str = "1"
    credential: str = ""


class Mock:
    """Answers the operations of a contract. `document` is the contract's own file, `judge` decides about answers."""

    def __init__(self, document: Path, judge: runtime.Judge, choices: Choices = Choices()) -> None:
        found = resolve(load(document))
        if found.contract is None:
            raise ContractError(f"{document.name} can't be mocked: {found.findings[0].message}")
        self.contract: Contract = found.contract
        self.choices = choices
        self.replies = Replies(found.contract.source, Values(found.contract.schemas, judge))
        self._state = State(found.contract, self.replies.values, choices.seed)
        self._operations = {(one.method, one.path): one for one in found.contract.operations}

    def admits(self, credential: object) -> bool:
        """Whether a credential that is well-formed lets its caller in."""
        if not self.choices.credential:
            return True
        given = credential.password if isinstance(credential, BasicCredentials) else str(credential)
        return given == self.choices.credential

    async def answer(self, request: Request, response: Response, arguments: Mapping[str, Any]) -> Any:
        """What a handler returns for a request whose arguments were decided; `response` takes further headers.

        Raises:
            Unmockable: there is no valid answer.
            NotFound: there is nothing at the path, and the operation can say so.
        """
        route = request.scope["route"]
        operation = self.of(route.operation)
        response.headers[MOCKED] = "yes"
        body = await _read(arguments.get("body"))
        preferred = preferences(request.headers.getlist("prefer"))
        wish = Wish(
            seed=self._seed(request, body),
            accept=request.headers.getlist("accept"),
            example=preferred.example,
            is_dynamic=preferred.is_dynamic,
        )
        if preferred != Preferences():
            return self._preferred(operation, preferred, wish, response)
        outcome = None
        if any(one.status[0] in "2d3" for one in operation.replies()):
            outcome = self._state.perform(self._call(operation, arguments, body, wish.seed))
        if outcome is None:
            return self._first(operation, operation.successes(), wish)
        if outcome.status == _NOT_FOUND:
            return self._missing(operation, route.compiled.answers, request.url.path, wish)
        return self._told(operation, outcome, wish, str(request.url))

    def _preferred(
        self, operation: Mocked, preferred: Preferences, wish: Wish, response: Response
    ) -> runtime.Reply | None:
        chosen = operation.of_status(preferred.code) if preferred.code is not None else None
        example = preferred.example
        named = [one for one in operation.successes() if example and self.replies.has_example(one, example)]
        applied = preferred.applied(has_code=chosen is not None, has_example=bool(named))
        if applied:
            response.headers["Preference-Applied"] = applied
        if chosen is not None:
            return self._first(operation, [chosen], wish, operation.status_of(chosen, preferred.code))
        return self._first(operation, [*named, *operation.successes()], wish)

    def _told(self, operation: Mocked, outcome: Outcome, wish: Wish, url: str) -> runtime.Reply | None:
        """The reply that tells what came of a call."""
        if outcome.status is not None:
            declared = operation.of_status(outcome.status)
            if declared is not None:
                told = replace(wish, headers=outcome.headers or {})
                return self._first(operation, [declared], told, operation.status_of(declared, outcome.status))
        for declared in _by_novelty(operation.successes(), is_new=outcome.is_new):
            try:
                told = self._wish(operation, declared, outcome, wish, url)
                return self.replies.reply(declared, operation.status_of(declared), told)
            except Impossible:
                continue
        return self._first(operation, operation.successes(), wish)

    def _wish(self, operation: Mocked, declared: Declared, outcome: Outcome, wish: Wish, url: str) -> Wish:
        """The wish for a reply that shows an item or a page of them."""
        resource = self._state.act(operation).resource
        content = self.replies.content(declared, wish.accept)
        headers = outcome.headers or (outcome.page.headers(url) if outcome.page is not None else {})
        if content is None or content[0].schema is None or content[1].schema is None or resource is None:
            return replace(wish, headers=headers)
        schema, key = content[0].schema, content[1].schema
        if outcome.page is not None:
            body = self._state.listed(outcome.page, schema, key, resource, wish.seed)
        elif outcome.item is not None:
            body = self._state.shown(outcome.item, schema, key, resource)
        else:
            return replace(wish, headers=headers)
        return replace(wish, body=body, has_body=True, headers=headers)

    def _missing(self, operation: Mocked, answers: Answers, path: str, wish: Wish) -> runtime.Reply | None:
        """The answer where nothing is: the declared one.

        Where an operation declares no 404 and another way to refuse a request, it says that instead: nothing is sent
        that is not declared.

        Raises:
            NotFound: the run-time can word it; or nothing can be declared wrong, as no error is declared at all.
        """
        detail = "nothing is here"
        declared = operation.of_status(_NOT_FOUND)
        if declared is not None:
            if answers.declared(NotFound(detail), path) is not None:
                raise NotFound(detail)
            return self._first(operation, [declared], wish, operation.status_of(declared, _NOT_FOUND))
        refusals = [one for one in operation.replies() if one.status in ("410", "400", "422")]
        if not refusals:
            raise NotFound(detail)
        return self._first(operation, refusals, wish)

    def _call(self, operation: Mocked, arguments: Mapping[str, Any], body: JSON, seed: str) -> Call:
        """The arguments of a request as JSON, by their names on the wire."""
        given: dict[str, dict[str, JSON]] = {"path": {}, "query": {}, "header": {}, "cookie": {}, "querystring": {}}
        for one in operation.runtime.parameters:
            value = to_jsonable_python(arguments.get(one.into), by_alias=True, fallback=str)
            name = one.name.lower() if one.location == "header" else one.name
            given[one.location][name] = value
        declared = operation.runtime.body.content if operation.runtime.body else ()
        content_type = str(arguments.get("content_type") or (declared[0].media_type if declared else ""))
        return Call(
            operation=operation,
            path=given["path"],
            query=given["query"],
            headers=given["header"],
            body=body,
            is_merge_patch="merge-patch" in content_type,
            seed=seed,
        )

    def _first(
        self, operation: Mocked, candidates: list[Declared], wish: Wish, status: int | None = None
    ) -> runtime.Reply | None:
        """The first of some declared replies that can be made."""
        for declared in candidates:
            try:
                code = status or operation.status_of(declared)
                return self.replies.reply(declared, code, wish)
            except Impossible:
                LOG.warning("%s: no valid %s was found (%s)", operation.name, declared.status, declared.reply.pointer)
        if not candidates:
            raise Unimplemented(f"{operation.name} can't be mocked: it declares no reply")
        first = candidates[0].reply.pointer
        raise Unmockable(f"{operation.name} can't be mocked: no valid answer was found for {first}")

    def of(self, operation: runtime.Operation) -> Mocked:
        """An operation of generated code, with what the contract says of it."""
        known: Operation = self._operations[operation.method, operation.path]
        return Mocked(known, operation)

    def _seed(self, request: Request, body: JSON) -> str:
        """What makes a request this one: the same request gets the same answer."""
        parts = (self.choices.seed, request.method, request.url.path, request.url.query, repr(body))
        return hashlib.sha256("\n".join(parts).encode(errors="replace")).hexdigest()[:16]


def _by_novelty(successes: list[Declared], *, is_new: bool) -> list[Declared]:
    """The successes, 201 (Created) first for what is new and last for what is not."""
    return sorted(successes, key=lambda one: (not one.is_success, (one.status == "201") != is_new))


async def _read(body: Any) -> JSON:
    """The JSON value that a body was built from; None for one that is none. A stream is read, and so judged."""
    if isinstance(body, AsyncIterator):
        items = []
        async for item in body:
            items.append(None if isinstance(item, bytes) else item)
            if len(items) == _MOST_ITEMS:
                break
        body = items
    try:
        return from_json(json_text(serializer_of(Any), body))
    except (ContractError, ValueError):
        return None
