"""The plan of a Python client: the server's plan seen from the other side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handfast.contract import Location
from handfast.emit.media import Media, media_of
from handfast.emit.names import constant, distinct
from handfast.emit.plan import Argument, HeaderField, Interface, Method, Plan, ReplyClass, SchemePlan
from handfast.emit.types import (
    NONE,
    ListOf,
    LiteralOf,
    MapOf,
    Scalar,
    StreamOf,
    Type,
    UnionOf,
    literal,
    optional,
    union,
)

_TYPE_WORDS = frozenset({"bool", "bytes", "date", "datetime", "dict", "float", "int", "list", "str"})
"""Methods of these names would hide the types that annotations of later methods mention."""
_CLIENT_WORDS = frozenset({"aclose", "close", "with_credentials"})
_CREDENTIAL_WORDS = frozenset({"self", "base_url", "http"})
_ERROR_WORDS = frozenset({"add_note", "args", "body", "call", "headers", "reason", "status", "with_traceback"})
_BODILESS = frozenset({"204", "205", "304"})


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword of a method; `default` is Python source, empty for one that must be given."""

    name: str
    type: Type
    default: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One declared response: the class that is returned for it, the one that is raised, or both for `default`."""

    reply: ReplyClass
    success: str
    error: str
    body: Type
    contents: tuple[tuple[str, Type], ...]
    headers: tuple[HeaderField, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One operation. `reply_name` is the method that returns the whole reply; empty where that says no more."""

    method: Method
    name: str
    reply_name: str
    constant: str
    parameters: tuple[Argument, ...]
    keywords: tuple[Keyword, ...]
    outcomes: tuple[Outcome, ...]
    returns: Type

    @property
    def successes(self) -> tuple[Outcome, ...]:
        """The outcomes that are returned."""
        return tuple(outcome for outcome in self.outcomes if outcome.success)


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one tag: two classes in `operations/MODULE.py`, an attribute of each client class."""

    interface: Interface
    module: str
    attribute: str
    name: str
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Credential:
    """One security scheme as a keyword of the client's constructor; mutual TLS is httpx's business and has none."""

    scheme: SchemePlan
    keyword: str
    type: str


def groups(plan: Plan) -> tuple[Group, ...]:
    """The operations by tag, with names that nothing else in their module has."""
    taken = {model.name for model in plan.models}
    taken |= {reply.name for one in plan.interfaces for method in one.methods for reply in method.replies}
    attributes = set(_CLIENT_WORDS)
    return tuple(_group(interface, taken, attributes) for interface in plan.interfaces)


def credentials(plan: Plan) -> tuple[Credential, ...]:
    """The keywords that take credentials, in the order of the schemes."""
    taken = set(_CREDENTIAL_WORDS)
    return tuple(
        Credential(
            scheme,
            distinct((scheme.method, f"{scheme.method}_credential"), taken),
            "tuple[str, str]" if scheme.kind == "basic" else "str",
        )
        for scheme in plan.schemes
        if scheme.kind != "mutualTLS"
    )


def seen_by_caller(one: Type) -> Type:
    """The type as a caller gets it: contents are read whole, a sequence of items as a list."""
    match one:
        case StreamOf(Scalar("bytes")):
            return Scalar("bytes")
        case StreamOf(item):
            return ListOf(seen_by_caller(item))
        case ListOf(item):
            return ListOf(seen_by_caller(item))
        case MapOf(value):
            return MapOf(seen_by_caller(value))
        case UnionOf(options):
            return union(*(seen_by_caller(option) for option in options))
        case _:
            return one


def _group(interface: Interface, taken: set[str], attributes: set[str]) -> Group:
    base = interface.name.removesuffix("Api") or "Default"
    name = distinct((f"{base}Operations", f"{base}ClientOperations"), taken)
    taken.add(f"Async{name}")
    methods = [f"{method.name}_" if method.name in _TYPE_WORDS else method.name for method in interface.methods]
    names = set(methods)
    constants = set(taken)
    return Group(
        interface=interface,
        module=interface.module,
        attribute=distinct((interface.module, f"{interface.module}_operations"), attributes),
        name=name,
        calls=tuple(
            _call(method, name, names, constants, taken)
            for method, name in zip(interface.methods, methods, strict=True)
        ),
    )


def _call(method: Method, name: str, names: set[str], constants: set[str], taken: set[str]) -> Call:
    outcomes = tuple(_outcomes(method, taken))
    successes = [outcome for outcome in outcomes if outcome.success]
    tells_more = len(successes) > 1 or any(one.headers or one.reply.status is None for one in successes)
    parameters = tuple(one for one in method.arguments if one.parameter is not None)
    base = constant(name) or "OPERATION"
    return Call(
        method=method,
        name=name,
        reply_name=distinct((f"{name.rstrip('_')}_reply", f"{name.rstrip('_')}_whole_reply"), names)
        if tells_more
        else "",
        constant=distinct((base, f"{base}_OPERATION"), constants),
        parameters=parameters,
        keywords=(*(_keyword(one) for one in parameters), *_body_keywords(method)),
        outcomes=outcomes,
        returns=union(*(outcome.body for outcome in successes)) if successes else NONE,
    )


def _keyword(argument: Argument) -> Keyword:
    is_required = argument.parameter is not None and (
        argument.parameter.required or argument.parameter.location is Location.PATH
    )
    return (
        Keyword(argument.name, argument.type)
        if is_required
        else Keyword(argument.name, optional(argument.type), "None")
    )


def _body_keywords(method: Method) -> Iterator[Keyword]:
    declared = method.operation.body
    body = next((one for one in method.arguments if one.name == "body" and one.parameter is None), None)
    if declared is None or body is None:
        return
    named = tuple(content.name for content in declared.content)
    given = union(*(_given(name, kind) for name, kind in zip(named, method.bodies, strict=True)))
    yield Keyword("body", given) if declared.required else Keyword("body", optional(given), "None")
    first = declared.content[0].name
    if len(named) == 1 and "*" not in first:
        return
    kind: Type = Scalar("str") if any("*" in one for one in named) else LiteralOf(named)
    if "*" in first:
        yield Keyword("content_type", kind) if declared.required else Keyword("content_type", optional(kind), "None")
    else:
        yield Keyword("content_type", kind, literal(first))


def _given(media_type: str, kind: Type) -> Type:
    """What a caller gives as a request body: what the service reads piece by piece, or as XML, is given as bytes."""
    return Scalar("bytes") if isinstance(kind, StreamOf) or media_of(media_type) is Media.XML else kind


def _outcomes(method: Method, taken: set[str]) -> Iterator[Outcome]:
    has_success = any(reply.reply.status.startswith("2") for reply in method.replies)
    for reply in method.replies:
        is_both = reply.reply.status == "default" and not has_success
        is_success = is_both or reply.reply.status.startswith("2")
        error = distinct((f"{reply.name}Error",), taken) if is_both else "" if is_success else reply.name
        contents = _contents(reply, method)
        yield Outcome(
            reply=reply,
            success=reply.name if is_success else "",
            error=error,
            body=union(*(kind for _, kind in contents)) if contents else NONE,
            contents=contents,
            headers=tuple(_headers(reply.headers)) if error else reply.headers,
        )


def _contents(reply: ReplyClass, method: Method) -> tuple[tuple[str, Type], ...]:
    """The media types of an answer that has content (RFC 9110 §9.3.2, §15.3.5, §15.4.5)."""
    if method.operation.method == "HEAD" or reply.reply.status in _BODILESS:
        return ()
    return tuple((name, _seen(name, kind)) for name, kind in zip(reply.media_types, reply.bodies, strict=True))


def _seen(media_type: str, kind: Type) -> Type:
    """What a caller gets of a content: the text or bytes of XML, which this client does not read."""
    if media_of(media_type) is Media.XML:
        return Scalar("str" if media_type.startswith("text/") else "bytes")
    return seen_by_caller(kind)


def _headers(fields: Iterable[HeaderField]) -> Iterator[HeaderField]:
    """The fields of an error class, out of the way of what every error has."""
    taken = {field.name for field in fields} | _ERROR_WORDS
    for field in fields:
        if field.name in _ERROR_WORDS:
            yield HeaderField(distinct((f"{field.name}_header",), taken), field.type, field.header)
        else:
            yield field


def is_list(one: Type) -> bool:
    """Whether a header of this type travels as a list."""
    options = one.options if isinstance(one, UnionOf) else (one,)
    return any(isinstance(option, ListOf) for option in options)
