"""`routers/TAG.py`: what the run-time needs to know of each operation, and the router that serves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from urllib.parse import unquote

from handfast.contract import JSON, Body, Header, Location, MediaType, Operation, Parameter, Schema, SchemeUse, stated
from handfast.emit.imports import import_lines, type_imports
from handfast.emit.media import part_headers
from handfast.emit.plan import Interface, Method, Plan, ReplyClass
from handfast.emit.text import INDENT, call, module_text, sequence, value_text
from handfast.emit.types import Type, literal, render


def router(interface: Interface, plan: Plan, spec: str) -> str:
    """The text of one router module."""
    schemes = {scheme.scheme.name: scheme.constant for scheme in plan.schemes}
    operations = [(method.constant, _operation(method, schemes, plan.contract.file)) for method in interface.methods]
    hinted = [kind for method in interface.methods if len(method.bodies) > 1 for kind in method.bodies]
    used = {name for name in _RUNTIME_NAMES if any(f"{name}(" in text for _, text in operations)}
    imports = {
        **type_imports(hinted),
        "fastapi": {"APIRouter"},
        "handfast.runtime": {*used, "contract_router", *type_imports(hinted).get("handfast.runtime", ())},
        f"..api.{interface.module}": {
            interface.name,
            *(reply.name for one in interface.methods for reply in one.replies),
        },
        "..contract": {"JUDGE"},
        "..security": {
            *({"Principal", "Security"} if interface.is_secured else ()),
            *(schemes[use.scheme] for one in interface.methods for way in one.operation.security for use in way.uses),
        },
    }
    about = f"tagged `{interface.tag}`" if interface.tag else "without a tag"
    return module_text(
        f"FastAPI routes of the operations {about}.",
        spec,
        import_lines(imports),
        "\n".join(f"{name} = {text}" for name, text in operations),
        _function(interface),
    )


def implementation_type(interface: Interface) -> str:
    """How a handler class or instance is annotated where it is passed in."""
    name = f"{interface.name}[Principal]" if interface.is_secured else interface.name
    return f"type[{name}] | {name}"


_RUNTIME_NAMES = ("Body", "Content", "Header", "Operation", "Parameter", "Response", "Use")
_ENCODING = ("contentType", "style", "explode", "allowReserved")
_ABOUT = """Routes that decide requests by the contract and call `api`.

Pass a class to get one object per request (its constructor may take `Depends`), or an instance to serve every
request with it.

Raises:
    ContractError: a method is missing or does not fit its operation."""

SECURITY_TYPE = "type[Security[Principal]] | Security[Principal]"


def _function(interface: Interface) -> str:
    constants = sequence(method.constant for method in interface.methods)
    tags = f"[{literal(interface.tag)}]" if interface.tag else None
    secured = {"guard": "Security", "security": "security"} if interface.is_secured else {}
    routed = call("contract_router", "JUDGE", interface.name, "api", **secured, operations=constants, tags=tags)
    security = f", *, security: {SECURITY_TYPE}" if interface.is_secured else ""
    body = "\n".join(f"{INDENT}{line}" if line else "" for line in _ABOUT.split("\n"))
    head = f"def {interface.router}(api: {implementation_type(interface)}{security}) -> APIRouter:"
    return f'{head}\n{INDENT}"""{body.strip()}\n{INDENT}"""\n{INDENT}return {routed}'


def _operation(method: Method, schemes: Mapping[str, str], root: str) -> str:
    operation = method.operation
    return call(
        "Operation",
        pointer=literal(plan_pointer(operation, root)),
        id=literal(method.operation_id),
        method=literal(operation.method),
        path=literal(operation.path),
        handler=literal(method.name),
        parameters=_some(
            _parameter(argument.name, argument.parameter) for argument in method.arguments if argument.parameter
        ),
        body=_body(operation, operation.body, method.bodies) if operation.body and operation.body.content else None,
        responses=_some(_response(reply) for reply in method.replies),
        success=method.success.name if method.success else None,
        security=_some(sequence(_use(use, schemes) for use in way.uses) for way in operation.security),
        summary=operation.summary and literal(operation.summary),
        deprecated=operation.deprecated and "True",
    )


def _body(operation: Operation, body: Body, kinds: Sequence[Type]) -> str:
    """What a request may carry; with several media types, each says what it becomes."""
    is_encoding_declared = any(
        one.location is Location.HEADER and one.name.lower() == "content-encoding" for one in operation.parameters
    )
    hints = [render(kind) if len(kinds) > 1 else None for kind in kinds]
    contents = [_content(media, hint) for media, hint in zip(body.content, hints, strict=True)]
    return call(
        "Body",
        content=sequence(contents),
        required=body.required and "True",
        may_be_encoded=is_encoding_declared and "True",
    )


def plan_pointer(operation: Operation, root: str) -> str:
    """Where an operation stands, as the run-time names it: the fragment, after the file when that is not the root."""
    at = operation.pointer
    return at.fragment() if at.file == root else str(at)


def _parameter(into: str, parameter: Parameter) -> str:
    media = parameter.content
    return call(
        "Parameter",
        name=literal(parameter.name),
        into=literal(into),
        location=literal(parameter.location.value),
        schema=_key(stated(parameter.schema, media)),
        required=parameter.required and "True",
        style=None if media else literal(parameter.style),
        explode=parameter.explode and not media and "True",
        allow_reserved=parameter.allow_reserved and "True",
        allow_empty_value=parameter.allow_empty_value and "True",
        media_type=literal(media.name) if media else None,
        encoding=_encoding(media.encoding) if media else None,
    )


def _content(media: MediaType, hint: str | None = None) -> str:
    return call(
        "Content",
        media_type=literal(media.name),
        schema=_key(media.schema),
        item_schema=_key(media.item_schema),
        encoding=_encoding(media.encoding),
        part_headers=part_headers(media, partial(_header, "")),
        hint=hint,
    )


def _encoding(declared: Mapping[str, JSON]) -> str | None:
    """What decides about the fields of a form; None when nothing is said."""
    said = {
        name: {word: one[word] for word in _ENCODING if word in one}
        for name, one in declared.items()
        if isinstance(one, Mapping) and not one.keys().isdisjoint(_ENCODING)
    }
    return value_text(said) if said else None


def _response(reply: ReplyClass) -> str:
    return call(
        "Response",
        status=literal(reply.reply.status),
        reply=reply.name,
        content=_some(_content(media) for media in reply.reply.content),
        headers=_some(_header(field.name, field.header) for field in reply.headers),
    )


def _header(name: str, header: Header) -> str:
    return call(
        "Header",
        name=literal(header.name),
        field=name and literal(name),
        schema=_key(stated(header.schema, header.content)),
        required=header.required and "True",
        explode=header.explode and not header.content and "True",
        media_type=literal(header.content.name) if header.content else None,
    )


def _use(use: SchemeUse, schemes: Mapping[str, str]) -> str:
    scopes = [sequence(literal(scope) for scope in use.scopes)] if use.scopes else []
    return call("Use", schemes[use.scheme], *scopes)


def _key(schema: Schema | None) -> str | None:
    """The key of a schema; one that only refers to another is known by that one's key."""
    if schema is None:
        return None
    node = schema.node
    if isinstance(node, Mapping) and node.keys() == {"$ref"} and node["$ref"].startswith("#/components/schemas/"):
        return literal(unquote(node["$ref"]))
    return literal(schema.key)


def _some(items: Iterable[str]) -> str | None:
    """A tuple display, or None for nothing."""
    listed = list(items)
    return sequence(listed) if listed else None
