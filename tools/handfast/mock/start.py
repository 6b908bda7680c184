"""What serves the interfaces of a contract: what people wrote, and where they did not yet, the mock."""

from __future__ import annotations

import functools
import inspect
import operator
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from starlette.requests import Request
from starlette.responses import Response

from handfast.runtime import ContractError, Judge, Unimplemented, check_implementation

if TYPE_CHECKING:
    from handfast.mock.mock import Mock

ENVIRONMENT: Final = "HANDFAST_ENVIRONMENT"
"""Where the app runs; `production` mocks nothing."""

MOCK: Final = "HANDFAST_MOCK"
"""`yes` mocks in production all the same."""

SEED: Final = "HANDFAST_MOCK_SEED"
"""Another one gives other answers."""

CREDENTIAL: Final = "HANDFAST_MOCK_CREDENTIAL"
"""The only token, key or password that lets in, where security is mocked; any does otherwise."""

_SOMEBODY: Final = object()
"""The caller that a mocked security scheme finds."""


class Implementations:
    """The handlers and the security of an app. With `unimplemented="mock"` the mock answers for what is missing.

    Missing is what is not given at all, an operation that a class does not have, and one that raises `Unimplemented`.
    """

    def __init__(self, judge: Judge, document: Path, unimplemented: Literal["mock"] | None = None) -> None:
        self._judge = judge
        self._document = document
        self._is_asked = unimplemented == "mock"

    def handlers(self, interface: type, given: object) -> Any:
        """What serves the operations of an interface: what is given, and the mock behind it where that is asked for.

        Its type is that of `given`; the signatures of `include_contract` say so to its callers.

        Raises:
            ContractError: nothing is given and nothing mocked, or what is given does not fit, or something would be
                mocked in production.
        """

        async def answer(request: Request, response: Response, arguments: dict[str, Any]) -> Any:
            return await self._mock.answer(request, response, arguments)

        whole = self._checked(interface, given)
        if whole is None or _is_production():
            return given if given is not None else whole
        return _standing_in(interface, whole, answer, self._mock)

    def security(self, interface: type, given: object) -> Any:
        """What decides credentials: what is given, and the mock behind it where that is asked for.

        Raises:
            ContractError: as `handlers`.
        """

        async def caller(_request: Request, _response: Response, arguments: dict[str, Any]) -> Any:
            credential = next(value for name, value in arguments.items() if name != "scopes")
            return _SOMEBODY if self._mock.admits(credential) else None

        whole = self._checked(interface, given)
        if whole is None or _is_production():
            return given if given is not None else whole
        return _standing_in(interface, whole, caller, self._mock)

    def _checked(self, interface: type, given: object) -> Any:
        """What is given, with every operation that it has not; None where nothing is mocked."""
        if not self._is_asked:
            if given is None:
                raise ContractError(f'no {interface.__qualname__} is given: write one, or say unimplemented="mock"')
            return None
        whole = _whole(interface, given)
        check_implementation(interface, whole)
        missing = [name for name in _operations(interface) if _is_stub(getattr(whole, name))]
        if missing and _is_production():
            raise ContractError(
                f"{_name(whole)} would be mocked in production, where {ENVIRONMENT}=production: implement "
                f"{', '.join(missing)} ({MOCK}=yes mocks all the same)"
            )
        return whole

    @functools.cached_property
    def _mock(self) -> Mock:
        from handfast.mock.mock import Choices, Mock  # noqa: PLC0415 - it needs the toolchain; most apps never do

        choices = Choices(seed=os.environ.get(SEED, "1"), credential=os.environ.get(CREDENTIAL, ""))
        return Mock(self._document, self._judge, choices)


def _is_production() -> bool:
    is_forced = os.environ.get(MOCK, "").strip().lower() == "yes"
    return os.environ.get(ENVIRONMENT, "").strip().lower() == "production" and not is_forced


def _operations(interface: type) -> Iterator[str]:
    yield from sorted(getattr(interface, "__abstractmethods__", ()))


def _name(implementation: Any) -> str:
    kind = implementation if isinstance(implementation, type) else type(implementation)
    return kind.__qualname__


def _whole(interface: type, given: Any) -> Any:
    """What is given, with a method that raises `Unimplemented` for each operation that it does not have."""
    base = interface if given is None else given
    if not isinstance(base, type):
        return base
    missing = {name: _stub(getattr(base, name)) for name in _operations(base)}
    return type(base)(base.__name__, (base,), {"__module__": base.__module__, **missing}) if missing else base


def _stub(declared: Callable[..., Any]) -> Callable[..., Any]:
    async def unimplemented(*_: Any, **__: Any) -> Any:
        raise Unimplemented

    return _like(declared, unimplemented)


def _like(declared: Callable[..., Any], function: Callable[..., Any]) -> Callable[..., Any]:
    """The function under the name and the signature of a method."""
    made = functools.wraps(declared)(function)
    made.__dict__.pop("__isabstractmethod__", None)
    return made


def _is_stub(method: Callable[..., Any]) -> bool:
    """Whether a method does nothing but raise `Unimplemented`."""
    code = getattr(method, "__code__", None)
    return code is not None and code.co_names == (Unimplemented.__name__,)


# --- what stands in ---------------------------------------------------------------------------------------------------

Answer = Callable[[Request, Response, dict[str, Any]], Awaitable[Any]]


def _standing_in(interface: type, whole: Any, answer: Answer, mock: Mock) -> Any:
    """A class of the interface that asks what was written first, and `answer` where that is unimplemented."""
    kind = whole if isinstance(whole, type) else None
    own = inspect.signature(kind, eval_str=True).parameters.values() if kind is not None else ()
    keyword = inspect.Parameter.KEYWORD_ONLY
    needs = [one.replace(kind=keyword) for one in own if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]
    given = [
        inspect.Parameter("mocked_request", keyword, annotation=Request),
        inspect.Parameter("mocked_response", keyword, annotation=Response),
    ]

    def initialise(self: Any, *, mocked_request: Request, mocked_response: Response, **injected: Any) -> None:
        self.whole = whole if kind is None else kind(**injected)
        self.request, self.response = mocked_request, mocked_response

    base = whole if kind is not None else type(whole)
    operations = set(_operations(interface))
    beside = [name for name in vars(interface) if not name.startswith("_") and name not in operations]
    members = {
        "__init__": initialise,
        "__signature__": inspect.Signature([*needs, *given]),
        "__module__": base.__module__,
        "mocked_by": mock,
        "__orig_bases__": getattr(base, "__orig_bases__", ()),
        **{name: property(operator.attrgetter(f"whole.{name}")) for name in beside},
        **{name: _method(getattr(whole, name), answer) for name in operations},
    }
    return type(interface)(base.__name__, (interface,), members)


def _method(written: Callable[..., Any], answer: Answer) -> Callable[..., Any]:
    """A method that answers as it was written, else with `answer`. What was written never meets a made-up caller."""
    name = written.__name__

    async def answered(self: Any, **arguments: Any) -> Any:
        if arguments.get("principal") is not _SOMEBODY:
            try:
                return await getattr(self.whole, name)(**arguments)
            except Unimplemented:
                pass
        return await answer(self.request, self.response, arguments)

    return _like(getattr(written, "__func__", written), answered)
