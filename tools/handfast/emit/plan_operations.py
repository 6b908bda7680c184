"""Operations -> abstract methods and reply classes, one interface for each tag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from handfast.contract import JSON, Contract, Header, Location, MediaType, Operation, Parameter, stated
from handfast.contract.directions import reached
from handfast.emit.media import Media, is_left_to_client, is_range, media_of, names_media_type
from handfast.emit.names import KEYWORDS, RESERVED_CONSTANTS, constant, distinct, module, pascal, snake
from handfast.emit.plan import Argument, HeaderField, Interface, Method, Plan, ReplyClass
from handfast.emit.plan_security import plan_schemes
from handfast.emit.plan_types import TYPE_NAMES, TypePlanner
from handfast.emit.statuses import phrase
from handfast.emit.types import NONE, Anything, LiteralOf, Named, Scalar, StreamOf, Type, optional, union
from handfast.emit.views import types_of

_RESERVED_ARGUMENTS = {"self", "body", "content_type", "principal"}
_RESERVED_REPLY_FIELDS = {"self", "body", "status", "media_type", "as_exception"} | TYPE_NAMES


def plan(contract: Contract) -> Plan:
    """The contract in Python's words: every name decided, every type planned."""
    request, response = reached(contract)
    planner = _OperationPlanner(contract, TypePlanner(contract, request, response))
    interfaces = tuple(planner.interfaces())
    schemes = plan_schemes(contract, planner.types.taken)
    imported = {*planner.types.taken, *RESERVED_CONSTANTS, *(scheme.constant for scheme in schemes)}
    return Plan(
        contract=contract,
        models=tuple(planner.types.models.values()),
        interfaces=tuple(_with_constants(interface, imported) for interface in interfaces),
        schemes=schemes,
        components=planner.types.components(),
        choices=planner.types.choices(),
    )


def _with_constants(interface: Interface, imported: Iterable[str]) -> Interface:
    """The interface with a constant for each method that its router module, which imports these names, does not have.

    Classes and schemes are named first: a constant gives way to every name that the module might import.
    """
    taken = set(imported)
    methods = tuple(
        replace(method, constant=distinct((method.constant, f"{method.constant}_OPERATION"), taken))
        for method in interface.methods
    )
    return replace(interface, methods=methods)


@dataclass(slots=True)
class _OperationPlanner:
    contract: Contract
    types: TypePlanner
    _operation_words: set[str] = field(default_factory=set)
    _method_names: set[str] = field(default_factory=set)

    def interfaces(self) -> Iterator[Interface]:
        """One interface for each tag, in the order the document names them; untagged operations are `default`."""
        tagged: dict[str, list[Operation]] = {tag.name: [] for tag in self.contract.tags}
        for operation in self.contract.operations:
            tagged.setdefault(operation.tags[0] if operation.tags else "", []).append(operation)
        about = {tag.name: tag.description for tag in self.contract.tags}
        modules: set[str] = set()
        for tag, operations in tagged.items():
            if operations:
                name = distinct((module(tag), f"{module(tag)}_operations"), modules)
                yield Interface(
                    tag=tag,
                    description=about.get(tag, ""),
                    module=name,
                    name=distinct((f"{pascal(name)}Api", f"{pascal(name)}Operations"), self.types.taken),
                    router=f"{name.rstrip('_')}_router",
                    methods=tuple(self._methods(operations)),
                )

    def _methods(self, operations: Iterable[Operation]) -> Iterator[Method]:
        names: set[str] = set()
        for operation in operations:
            words = self._words(operation)
            yield self._method(operation, words, distinct((_method_name(words),), names))

    def _words(self, operation: Operation) -> str:
        """What an operation is called: its id, else its method and path. Made distinct in the whole document."""
        path = "".join(
            f"By{pascal(part)}" if part.startswith("{") else pascal(part) for part in operation.path.split("/")
        )
        own = pascal(operation.operation_id or "")
        by_place = pascal(operation.method.lower()) + (path or "Root")
        return distinct((own, by_place, own + by_place), self._operation_words)

    def _method(self, operation: Operation, words: str, name: str) -> Method:
        bodies = tuple(self._body_type(media, words) for media in operation.body.content) if operation.body else ()
        replies = tuple(self._replies(operation, words))
        success = next((one for one in replies if one.reply.status.startswith("2")), None)
        offered = success.media_types if success is not None and len(success.media_types) > 1 else ()
        arguments = list(self._arguments(operation, words, bodies, offered))
        uses = [use for requirement in operation.security for use in requirement.uses]
        if uses:
            is_optional = any(not requirement.uses for requirement in operation.security)
            arguments.append(Argument("principal", optional(Named("Principal")) if is_optional else Named("Principal")))
        bare = _bare(success, replies)
        return Method(
            name=name,
            constant=constant(name),
            operation_id=operation.operation_id or name,
            operation=operation,
            arguments=tuple(arguments),
            bodies=bodies,
            replies=replies,
            success=success,
            bare=bare,
            returned=tuple(
                one
                for one in replies
                if one is not success or bare is None or one.headers or names_media_type(one.media_types)
            ),
            is_secured=bool(uses),
        )

    def _arguments(
        self, operation: Operation, words: str, bodies: tuple[Type, ...], offered: tuple[str, ...]
    ) -> Iterator[Argument]:
        """The parameters, the body, and `accept`: which of the `offered` media types the client likes best."""
        names = _argument_names(operation.parameters, _RESERVED_ARGUMENTS | ({"accept"} if offered else set()))
        for parameter, name in zip(operation.parameters, names, strict=True):
            yield Argument(name, self._parameter_type(parameter, words + pascal(parameter.name)), parameter)
        if operation.body and bodies:
            kind = union(*bodies)
            yield Argument("body", kind if operation.body.required else optional(kind))
            media_types = [media.name for media in operation.body.content]
            if len(media_types) > 1 or "*" in media_types[0]:
                content_type: Type = Scalar("str")
                yield Argument("content_type", content_type if operation.body.required else optional(content_type))
        if offered:
            yield Argument("accept", LiteralOf(offered))

    def _parameter_type(self, parameter: Parameter, hint: str) -> Type:
        schema = stated(parameter.schema, parameter.content)
        if not schema:
            kind: Type = Scalar("str") if parameter.content is None else Anything()
        else:
            kind = self.types.inline(schema.node, hint, is_request=True)
        has_default = schema is not None and self.types.default_of(schema.node) is not None
        return kind if parameter.required or has_default else optional(kind)

    def _body_type(self, media: MediaType, words: str) -> Type:
        match self._media_of(media):
            case Media.FORM:
                if not media.schema:
                    return Anything()
                return self.types.inline(media.schema.node, f"{words}Form", is_request=True, is_form=True)
            case Media.TEXT:
                return Scalar("str")
            case Media.STREAM:
                item = media.item_schema or media.schema
                return StreamOf(self.types.inline(item.node, f"{words}Item", is_request=True) if item else Anything())
            case Media.BINARY:
                return StreamOf(Scalar("bytes"))
            case Media.JSON | Media.XML:
                if not media.schema:
                    return Anything()
                return self.types.inline(media.schema.node, f"{words}Body", is_request=True)

    def _media_of(self, media: MediaType) -> Media:
        """How a body is read and written: by its media type, and by its schema where that leaves a choice.

        A range of bytes is bytes. XML that has no schema is bytes too, and text where its schema is one of text.
        """
        kind = media_of(media.name)
        node = self._target(media.schema.node) if media.schema else None
        if kind is Media.JSON and is_range(media.name) and node is not None and node.get("format") == "binary":
            return Media.BINARY
        if kind is Media.XML and node is None:
            return Media.BINARY
        if kind is Media.XML and node is not None and types_of(node) and not types_of(node) & {"object", "array"}:
            return Media.TEXT
        return kind

    def _target(self, node: JSON) -> Mapping[str, JSON]:
        """The schema behind references."""
        seen: set[str] = set()
        while isinstance(node, Mapping) and node.get("$ref") in self.contract.schemas and node["$ref"] not in seen:
            seen.add(node["$ref"])
            node = self.contract.schemas[node["$ref"]].node
        return node if isinstance(node, Mapping) else {}

    def _replies(self, operation: Operation, words: str) -> Iterator[ReplyClass]:
        for reply in operation.replies:
            name = distinct((words + phrase(reply.status),), self.types.taken)
            bodies = tuple(self._content_type(media, name) for media in reply.content)
            yield ReplyClass(
                name=name,
                reply=reply,
                status=int(reply.status) if reply.status.isdigit() else None,
                body=union(*bodies) if bodies else None,
                media_types=tuple(media.name for media in reply.content),
                bodies=bodies,
                headers=tuple(self._headers(reply.headers, name)),
            )

    def _content_type(self, media: MediaType, name: str) -> Type:
        match self._media_of(media):
            case Media.JSON | Media.XML:
                return (
                    self.types.inline(media.schema.node, f"{name}Body", is_request=False)
                    if media.schema
                    else Anything()
                )
            case Media.STREAM:
                item = media.item_schema or media.schema
                kind = self.types.inline(item.node, f"{name}Item", is_request=False) if item else Scalar("str")
                return StreamOf(kind)
            case Media.TEXT:
                return Scalar("str")
            case Media.FORM | Media.BINARY:
                return union(Scalar("bytes"), StreamOf(Scalar("bytes")))

    def _headers(self, headers: tuple[Header, ...], name: str) -> Iterator[HeaderField]:
        taken = set(_RESERVED_REPLY_FIELDS)
        for header in headers:
            base = snake(header.name.lower()) or "header"
            schema = stated(header.schema, header.content)
            kind = (
                self.types.inline(schema.node, name + pascal(header.name), is_request=False)
                if schema
                else Scalar("str")
            )
            chosen = distinct((base, f"{base}_header"), taken)
            yield HeaderField(chosen, kind if header.required else optional(kind), header)


def _bare(success: ReplyClass | None, replies: tuple[ReplyClass, ...]) -> Type | None:
    """What a handler may return for the success reply without naming it: its body, or None when it has none."""
    if success is None:
        return None if replies else NONE
    if success.status is None or any(one.header.required for one in success.headers):
        return None
    if success.body is None:
        return NONE
    is_certain = len(success.media_types) == 1 and is_left_to_client(success.media_types)
    return success.body if is_certain else None


def _method_name(words: str) -> str:
    name = snake(words)
    return f"{name}_" if name in KEYWORDS | TYPE_NAMES | {"abstractmethod"} else name


def _argument_name(parameter: Parameter) -> str:
    """Snake case. The case of a header's name says nothing (RFC 9110 §5.1), so only its hyphens part words."""
    is_header = parameter.location is Location.HEADER
    return snake(parameter.name.lower() if is_header and "-" in parameter.name else parameter.name) or "parameter"


def _argument_names(parameters: tuple[Parameter, ...], reserved: set[str]) -> list[str]:
    taken = set(reserved)
    names: dict[int, str] = {}
    by_precision = sorted(
        range(len(parameters)), key=lambda index: snake(parameters[index].name) != parameters[index].name
    )
    for index in by_precision:
        parameter = parameters[index]
        base = _argument_name(parameter)
        location = "query_string" if parameter.location is Location.QUERYSTRING else parameter.location.value
        names[index] = distinct((base, f"{base}_{location}", f"{base}_parameter"), taken)
    return [names[index] for index in range(len(parameters))]
