"""Does hand-written code fit the contract? Every misfit of a handler class, with its place, before the app starts."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from typing_extensions import TypeAliasType

from handfast.runtime.problems import ContractError

_UNKNOWN = object()


def check_implementation(interface: type, implementation: object) -> None:
    """Check that a handler class or instance implements every operation of `interface` with fitting types.

    Raises:
        ContractError: lists every misfit, one a line, with the file and line of the method.
    """
    kind = implementation if isinstance(implementation, type) else type(implementation)
    if not issubclass(kind, interface):
        raise ContractError(f"{_place_of_class(kind)}: {kind.__qualname__} must subclass {interface.__qualname__}")
    bound = bindings(kind)
    misfits = [
        f"{_place(kind, name)}: {kind.__qualname__}.{name}: {problem}"
        for name, declared in _operations(interface)
        for problem in _misfits(kind, name, declared, bound)
    ]
    if misfits:
        raise ContractError("\n".join([f"{kind.__qualname__} does not fit {interface.__qualname__}:", *misfits]))


def bindings(kind: type) -> Mapping[TypeVar, Any]:
    """What a class says its type parameters are (`Principal` of `PetsApi[Account]`)."""
    found: dict[TypeVar, Any] = {}
    for base in kind.__mro__:
        for generic in getattr(base, "__orig_bases__", ()):
            origin = get_origin(generic)
            for parameter, argument in zip(getattr(origin, "__parameters__", ()), get_args(generic), strict=False):
                known = found.get(argument, argument) if isinstance(argument, TypeVar) else argument
                if not isinstance(known, TypeVar):
                    found.setdefault(parameter, known)
    return found


def _operations(interface: type) -> Iterator[tuple[str, Any]]:
    for name in sorted(getattr(interface, "__abstractmethods__", ())):
        yield name, getattr(interface, name)


def _misfits(kind: type, name: str, declared: Any, bound: Mapping[TypeVar, Any]) -> Iterator[str]:
    actual = getattr(kind, name)
    if getattr(actual, "__isabstractmethod__", False):
        yield _missing(kind, name)
        return
    if not callable(actual) or isinstance(inspect.getattr_static(kind, name), staticmethod | classmethod):
        yield "must be a method"
        return
    if inspect.isasyncgenfunction(actual):
        yield "has a `yield`: put it into an inner `async def` and return what calling that gives"
    elif not inspect.iscoroutinefunction(actual):
        yield "must be `async def`"
    try:
        want, have = get_type_hints(declared), get_type_hints(actual)
    except (NameError, TypeError) as error:
        yield f"has an annotation that can't be read when the app starts: {error}"
        return
    yield from _parameter_misfits(declared, actual, want, have, bound)
    if "return" not in have:
        yield "has no return annotation"
    else:
        wrong = [part for part in _members(have["return"]) if not _fits(part, want["return"], bound)]
        if wrong:
            allowed = _name(want["return"])
            yield f"returns {' | '.join(_name(part) for part in wrong)}, the contract allows {allowed}"


def _missing(kind: type, name: str) -> str:
    own = [one for one in vars(kind) if not one.startswith("_") and callable(getattr(kind, one))]
    close = difflib.get_close_matches(name, own, n=1, cutoff=0.7)
    return "operation is not implemented" + (f" (is `{close[0]}` misspelt?)" if close else "")


def _parameter_misfits(
    declared: Callable[..., Any],
    actual: Callable[..., Any],
    want: Mapping[str, Any],
    have: Mapping[str, Any],
    bound: Mapping[TypeVar, Any],
) -> Iterator[str]:
    wanted = [name for name in inspect.signature(declared).parameters if name != "self"]
    taken = dict(list(inspect.signature(actual).parameters.items())[1:])
    takes_any = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in taken.values())
    for name in wanted:
        one = taken.get(name)
        if one is None or one.kind in (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL):
            if not takes_any:
                yield f"parameter `{name}` is missing"
        elif one.kind is inspect.Parameter.POSITIONAL_ONLY:
            yield f"parameter `{name}` must be a keyword"
        elif name not in have:
            yield f"parameter `{name}` has no annotation"
        else:
            lacking = [part for part in _members(want[name]) if not _fits(part, have[name], bound)]
            if lacking:
                yield f"parameter `{name}` is {_name(have[name])}, the contract says {_name(_bound(want[name], bound))}"
    for name, one in taken.items():
        is_variadic = one.kind in (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
        if name not in wanted and one.default is inspect.Parameter.empty and not is_variadic:
            yield f"parameter `{name}` is not in the contract (inject it in the constructor)"


def _fits(part: Any, into: Any, bound: Mapping[TypeVar, Any]) -> bool:
    """Whether a value of the type `part` is one of the type `into`. What can't be known at start-up fits."""
    part, into = _bound(part, bound), _bound(into, bound)
    if Any in (part, into) or into is object or isinstance(part, TypeVar) or isinstance(into, TypeVar):
        return True
    if len(_members(part)) > 1:
        return all(_fits(one, into, bound) for one in _members(part))
    return any(_is_kind_of(part, option, bound) for option in _members(into))


def _is_kind_of(part: Any, option: Any, bound: Mapping[TypeVar, Any]) -> bool:
    option = _bound(option, bound)
    if part == option or option is Any or isinstance(option, TypeVar):
        return True
    if get_origin(part) is Literal:
        return isinstance(option, type) and isinstance(get_args(part)[0], option)
    part_class, option_class = get_origin(part) or part, get_origin(option) or option
    if not isinstance(part_class, type) or not isinstance(option_class, type):
        return bool(part_class == option_class)
    if (part_class, option_class) in ((int, float), (bool, float)):
        return True
    if not issubclass(part_class, option_class):
        return False
    arguments, options = get_args(part), get_args(option)
    if not arguments or not options or len(arguments) != len(options) or part_class is not option_class:
        return True
    return all(_fits(one, other, bound) for one, other in zip(arguments, options, strict=True))


def _bound(hint: Any, bound: Mapping[TypeVar, Any]) -> Any:
    return bound.get(hint, hint) if isinstance(hint, TypeVar) else hint


def _members(hint: Any) -> tuple[Any, ...]:
    """The options of a union, the values of a `Literal`, one by one; a named alias is what it stands for."""
    if isinstance(hint, TypeAliasType):
        return _members(hint.__value__)
    if get_origin(hint) is Annotated:
        return _members(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return tuple(member for part in get_args(hint) for member in _members(part))
    if get_origin(hint) is Literal:
        return tuple(Literal[value] for value in get_args(hint))
    return (hint,)


def _name(hint: Any) -> str:
    if hint is NoneType:
        return "None"
    if isinstance(hint, type) and not get_args(hint):
        return hint.__qualname__
    if get_origin(hint) in (Union, UnionType):
        return " | ".join(_name(part) for part in get_args(hint))
    return str(hint).replace("typing.", "")


def _place(kind: type, name: str) -> str:
    """The file and line of a method; of the class when the method is missing."""
    method = inspect.unwrap(getattr(kind, name)) if callable(getattr(kind, name)) else None
    code = getattr(method, "__code__", None)
    if code is None or getattr(method, "__isabstractmethod__", False):
        return _place_of_class(kind)
    return f"{code.co_filename}:{code.co_firstlineno}"


def _place_of_class(kind: type) -> str:
    try:
        return f"{inspect.getsourcefile(kind)}:{inspect.getsourcelines(kind)[1]}"
    except (OSError, TypeError):
        return kind.__module__
