"""The plan of a Python client: the server's plan seen from the other side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handfast.contract import Location, MediaType
from handfast.emit.client_python.events import Events
from handfast.emit.media import Media, media_of
from handfast.emit.names import constant, distinct
from handfast.emit.plan import Argument, HeaderField, Interface, Method, Plan, ReplyClass, SchemePlan
from handfast.emit.types import (
    NONE,
    Anything,
    ListOf,
    LiteralOf,
    Scalar,
    StreamOf,
    Type,
    UnionOf,
    literal,
    optional,
    union,
)

_TYPE_WORDS = frozenset({"bool", "bytes", "date", "datetime", "dict", "float", "int", "list", "runtime", "str"})
"""Methods of these names would hide what annotations of later methods mention."""
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
class Carried:
    """One media type of a body, and what a caller gives or gets of it. `is_event`: each item is a whole event."""

    media: MediaType
    type: Type
    is_event: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """One declared response: the class that is returned for it, the one that is raised, or both for `default`.

    `body` is what is returned, where a `StreamOf` is read as it arrives.
    """

    reply: ReplyClass
    success: str
    error: str
    body: Type
    contents: tuple[Carried, ...]
    headers: tuple[HeaderField, ...]

    @property
    def is_streamed(self) -> bool:
        """Whether something of it is read as it arrives when it is returned."""
        return bool(self.success) and any(isinstance(one.type, StreamOf) for one in self.contents)


@dataclass(frozen=True, slots=True)
class Call:
    """One operation. `contents` are those of the request.

    `reply_name` is the method that returns the whole reply; empty where that says no more.
    """

    method: Method
    name: str
    reply_name: str
    constant: str
    parameters: tuple[Argument, ...]
    keywords: tuple[Keyword, ...]
    contents: tuple[Carried, ...]
    outcomes: tuple[Outcome, ...]
    returns: Type

    @property
    def successes(self) -> tuple[Outcome, ...]:
        """The outcomes that are returned."""
        return tuple(outcome for outcome in self.outcomes if outcome.success)

    @property
    def is_streamed(self) -> bool:
        """Whether a success is read as it arrives."""
        return any(outcome.is_streamed for outcome in self.outcomes)


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
    planner = _Planner(Events(plan.contract), taken, set(_CLIENT_WORDS))
    return tuple(planner.group(interface) for interface in plan.interfaces)


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


def read_whole(one: Type) -> Type:
    """The type of a content that is read whole: bytes, and the list of a sequence's items."""
    match one:
        case StreamOf(Scalar("bytes")):
            return Scalar("bytes")
        case StreamOf(item):
            return ListOf(item)
        case UnionOf(options):
            return union(*(read_whole(option) for option in options))
        case _:
            return one


@dataclass(frozen=True, slots=True)
class _Planner:
    """Names are `taken` as they are given: those of classes, and those of the client's `attributes`."""

    events: Events
    taken: set[str]
    attributes: set[str]

    def group(self, interface: Interface) -> Group:
        """The operations of one tag."""
        base = interface.name.removesuffix("Api") or "Default"
        name = distinct((f"{base}Operations", f"{base}ClientOperations"), self.taken)
        self.taken.add(f"Async{name}")
        methods = [f"{method.name}_" if method.name in _TYPE_WORDS else method.name for method in interface.methods]
        names = set(methods)
        constants = set(self.taken)
        return Group(
            interface=interface,
            module=interface.module,
            attribute=distinct((interface.module, f"{interface.module}_operations"), self.attributes),
            name=name,
            calls=tuple(
                self._call(method, name, names, constants)
                for method, name in zip(interface.methods, methods, strict=True)
            ),
        )

    def _call(self, method: Method, name: str, names: set[str], constants: set[str]) -> Call:
        contents = tuple(self._given(method))
        outcomes = tuple(self._outcomes(method))
        successes = [outcome for outcome in outcomes if outcome.success]
        tells_more = len(successes) > 1 or any(one.headers or one.reply.status is None for one in successes)
        parameters = tuple(one for one in method.arguments if one.parameter is not None)
        base = constant(name) or "OPERATION"
        whole = (f"{name.rstrip('_')}_reply", f"{name.rstrip('_')}_whole_reply")
        return Call(
            method=method,
            name=name,
            reply_name=distinct(whole, names) if tells_more else "",
            constant=distinct((base, f"{base}_OPERATION"), constants),
            parameters=parameters,
            keywords=(*(_keyword(one) for one in parameters), *_body_keywords(method, contents)),
            contents=contents,
            outcomes=outcomes,
            returns=union(*(outcome.body for outcome in successes)) if successes else NONE,
        )

    def _given(self, method: Method) -> Iterator[Carried]:
        """The media types of the request. Bytes may be given in pieces; XML is given as it is."""
        if method.operation.body is None:
            return
        for media, kind in zip(method.operation.body.content, method.bodies, strict=True):
            given = kind
            if kind == StreamOf(Scalar("bytes")):
                given = union(Scalar("bytes"), kind)
            elif media_of(media.name) is Media.XML:
                given = union(Scalar("bytes"), Scalar("str"))
            yield Carried(media, given, self.events.are_items_of(media))

    def _outcomes(self, method: Method) -> Iterator[Outcome]:
        has_success = any(reply.reply.status.startswith("2") for reply in method.replies)
        for reply in method.replies:
            is_both = reply.reply.status == "default" and not has_success
            is_success = is_both or reply.reply.status.startswith("2")
            error = distinct((f"{reply.name}Error",), self.taken) if is_both else "" if is_success else reply.name
            contents = tuple(self._contents(reply, method))
            yield Outcome(
                reply=reply,
                success=reply.name if is_success else "",
                error=error,
                body=union(*(one.type for one in contents)) if contents else NONE,
                contents=contents,
                headers=tuple(_headers(reply.headers)) if error else reply.headers,
            )

    def _contents(self, reply: ReplyClass, method: Method) -> Iterator[Carried]:
        """The media types of an answer that has content (RFC 9110 §9.3.2, §15.3.5, §15.4.5)."""
        if method.operation.method == "HEAD" or reply.reply.status in _BODILESS:
            return
        for media, kind in zip(reply.reply.content, reply.bodies, strict=True):
            yield Carried(media, _seen(media, kind), self.events.are_items_of(media))


def _keyword(argument: Argument) -> Keyword:
    is_required = argument.parameter is not None and (
        argument.parameter.required or argument.parameter.location is Location.PATH
    )
    return (
        Keyword(argument.name, argument.type)
        if is_required
        else Keyword(argument.name, optional(argument.type), "None")
    )


def _body_keywords(method: Method, contents: tuple[Carried, ...]) -> Iterator[Keyword]:
    declared = method.operation.body
    if declared is None or not contents:
        return
    given = union(*(one.type for one in contents))
    yield Keyword("body", given) if declared.required else Keyword("body", optional(given), "None")
    named = tuple(one.media.name for one in contents)
    first = named[0]
    if len(named) == 1 and not _says_more(first):
        return
    kind: Type = Scalar("str") if any(_says_more(one) for one in named) else LiteralOf(named)
    if _says_more(first):
        yield Keyword("content_type", kind) if declared.required else Keyword("content_type", optional(kind), "None")
    else:
        yield Keyword("content_type", kind, literal(first))


def _says_more(media_type: str) -> bool:
    """Whether only the caller knows the whole media type: it is a range, or has a boundary (RFC 2046 §5.1)."""
    kind = media_type.lower()
    return "*" in kind or (kind.startswith("multipart/") and media_of(kind) is not Media.FORM)


def _seen(media: MediaType, kind: Type) -> Type:
    """What a caller gets of a content. XML is not read, and its bytes say which charset they are in (RFC 7303 §3)."""
    if media_of(media.name) is Media.XML and kind != Scalar("str"):
        return Scalar("bytes")
    if kind == union(Scalar("bytes"), StreamOf(Scalar("bytes"))):
        return StreamOf(Scalar("bytes"))
    is_told = media.schema is not None or media.item_schema is not None
    return kind if is_told or not isinstance(kind, StreamOf) or media.name.startswith("text/") else StreamOf(Anything())


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
