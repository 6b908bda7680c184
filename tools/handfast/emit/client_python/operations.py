"""`operations/TAG.py`: what each operation of a tag returns and raises, and the methods that call it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handfast.contract import JSON, Header, Operation, Parameter
from handfast.emit.client_python.plan import Call, Carried, Group, Keyword, Outcome, is_list, read_whole
from handfast.emit.imports import import_lines, type_imports
from handfast.emit.media import part_headers
from handfast.emit.plan import Plan
from handfast.emit.text import INDENT, call, docstring, module_text, sequence, value_text
from handfast.emit.types import NONE, Scalar, StreamOf, Type, UnionOf, literal, parts, render

_ENCODING = ("contentType", "style", "explode", "allowReserved")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a client waits: the words in which its two kinds differ."""

    prefix: str
    define: str
    wait: str
    close: str
    enter: str
    leave: str


SYNC = Manner("", "def", "", "close", "__enter__", "__exit__")
ASYNC = Manner("Async", "async def", "await ", "aclose", "__aenter__", "__aexit__")


def operations(group: Group, plan: Plan, spec: str, error: str) -> str:
    """The text of one tag's module; `error` is the base class of what it raises."""
    imports = type_imports(_types(group))
    shipped = imports.pop("handfast.runtime", set())
    imports.setdefault("..", set()).update({"errors", "runtime", *(["security"] if plan.schemes else [])})
    imports.setdefault("..runtime", set()).update(shipped)
    outcomes = [outcome for one in group.calls for outcome in one.outcomes]
    if any(outcome.is_streamed for outcome in outcomes):
        imports.setdefault("typing", set()).add("Generic")
    if any(outcome.success for outcome in outcomes):
        imports.setdefault("dataclasses", set()).add("dataclass")
    if any(outcome.success and outcome.reply.status is not None for outcome in outcomes):
        imports.setdefault("typing", set()).add("ClassVar")
    constants = {scheme.scheme.name: scheme.constant for scheme in plan.schemes}
    about = f"Operations tagged `{group.interface.tag}`" if group.interface.tag else "Operations without a tag"
    return module_text(
        f"{about}: what they return and raise, and how they are called.",
        spec,
        import_lines(imports),
        *(text for outcome in outcomes for text in _classes(outcome, error)),
        "\n\n".join(_constant(one, constants) for one in group.calls),
        *(_class(group, manner) for manner in (SYNC, ASYNC)),
    )


def _types(group: Group) -> Iterator[Type]:
    """The types that the module mentions; of streams, those of their items."""
    for one in group.calls:
        yield from (read_whole(keyword.type) for keyword in one.keywords)
        for outcome in one.outcomes:
            yield from (read_whole(seen.type) for seen in outcome.contents)
            yield from (field.type for field in outcome.headers)


def _returned(one: Type, manner: Manner) -> str:
    """A type as a method returns it."""
    match one:
        case UnionOf(options):
            return " | ".join(_returned(option, manner) for option in options)
        case StreamOf(Scalar("bytes")):
            return f"runtime.{manner.prefix}ByteStream"
        case StreamOf(item):
            return f"runtime.{manner.prefix}ItemStream[{render(item)}]"
        case _:
            return render(one)


def _taken(one: Type, manner: Manner) -> str:
    """A type as a method takes it."""
    match one:
        case UnionOf(options):
            return " | ".join(_taken(option, manner) for option in options)
        case StreamOf(item):
            return f"runtime.{manner.prefix}Items[{render(item)}]"
        case _:
            return render(one)


def _classes(outcome: Outcome, error: str) -> Iterator[str]:
    about = docstring(f"{outcome.reply.reply.status}: {outcome.reply.reply.description}".rstrip(": "), indent=1)
    body = "runtime.Body" if outcome.is_streamed else render(outcome.body)
    fields = [f"{INDENT}{field.name}: {render(field.type)}" for field in outcome.headers]
    if outcome.success:
        status = outcome.reply.status
        lines = [
            "@dataclass(frozen=True, slots=True, kw_only=True)",
            f"class {outcome.success}{'(Generic[runtime.Body])' if outcome.is_streamed else ''}:",
            about,
            "",
            f"{INDENT}status: int" if status is None else f"{INDENT}status: ClassVar[int] = {status}",
            f"{INDENT}body: {body}" + (" = None" if outcome.body == NONE else ""),
            *fields,
        ]
        yield "\n".join(lines)
    if outcome.error:
        raised = f"{INDENT}body: {render(read_whole(outcome.body))}"
        yield "\n".join([f"class {outcome.error}(errors.{error}):", about, "", raised, *fields])


def _constant(one: Call, schemes: Mapping[str, str]) -> str:
    operation = one.method.operation
    arguments = {
        "method": literal(operation.method),
        "path": literal(operation.path),
        "parameters": _tuple(_parameter(item.parameter) for item in one.parameters if item.parameter),
        "body": _tuple(_request_content(one) for one in one.contents),
        "replies": _tuple(_reply(outcome) for outcome in one.outcomes),
        "security": _tuple(_requirements(operation, schemes)),
    }
    kind = "runtime.Streaming" if one.is_streamed else "runtime.Operation"
    returned = ", ".join(_success(one, manner) for manner in ((SYNC, ASYNC) if one.is_streamed else (SYNC,)))
    return f"{one.constant}: {kind}[{returned}] = {call(kind, **arguments)}"


def _tuple(items: Iterator[str]) -> str:
    listed = list(items)
    return sequence(listed) if listed else ""


def _success(one: Call, manner: Manner) -> str:
    """The classes that a call may return."""
    return (
        " | ".join(
            f"{outcome.success}[{_returned(outcome.body, manner)}]" if outcome.is_streamed else outcome.success
            for outcome in one.successes
        )
        or "None"
    )


def _parameter(parameter: Parameter) -> str:
    content = parameter.content
    arguments: dict[str, str | bool] = {"name": literal(parameter.name), "location": literal(parameter.location.value)}
    if content is not None:
        arguments["media_type"] = literal(content.name)
    else:
        arguments |= {"style": literal(parameter.style), "explode": parameter.explode}
        arguments["allow_reserved"] = parameter.allow_reserved
    return call("runtime.Parameter", **arguments)


def _request_content(one: Carried) -> str:
    media = one.media
    encoding: dict[str, JSON] = {
        name: {word: said[word] for word in _ENCODING if word in said}
        for name, said in media.encoding.items()
        if isinstance(said, Mapping)
    }
    kept = {name: said for name, said in encoding.items() if said}
    return call(
        "runtime.Content",
        media_type=literal(media.name),
        type="bytes" if StreamOf(Scalar("bytes")) in parts(one.type) else "",
        is_event=one.is_event,
        encoding=value_text(kept) if kept else "",
        part_headers=part_headers(media, _part_header),
    )


def _part_header(header: Header) -> str:
    return call(
        "runtime.Parameter",
        name=literal(header.name),
        location=literal("header"),
        style=literal("simple"),
        explode=header.explode and not header.content,
        media_type=literal(header.content.name) if header.content else None,
    )


def _reply(outcome: Outcome) -> str:
    headers = [
        call(
            "runtime.Header",
            name=literal(field.header.name),
            field=literal(field.name),
            type=render(field.type),
            required=field.header.required,
            is_list=is_list(field.type),
        )
        for field in outcome.headers
    ]
    contents = [_seen_content(one) for one in outcome.contents]
    return call(
        "runtime.Reply",
        status=literal(outcome.reply.reply.status),
        success=outcome.success,
        error=outcome.error,
        content=sequence(contents) if contents else "",
        headers=sequence(headers) if headers else "",
    )


def _seen_content(one: Carried) -> str:
    kind = one.type
    return call(
        "runtime.Content",
        media_type=literal(one.media.name),
        type=render(kind.item if isinstance(kind, StreamOf) else kind),
        is_stream=isinstance(kind, StreamOf),
        is_event=one.is_event,
    )


def _requirements(operation: Operation, schemes: Mapping[str, str]) -> Iterator[str]:
    for requirement in operation.security:
        if requirement.uses:
            yield sequence(f"security.{schemes[use.scheme]}" for use in requirement.uses)


def _class(group: Group, manner: Manner) -> str:
    about = (
        f"The operations tagged `{group.interface.tag}`." if group.interface.tag else "The operations without a tag."
    )
    head = [
        f"class {manner.prefix}{group.name}:",
        docstring(about, group.interface.description, indent=1),
        "",
        f"{INDENT}def __init__(self, sender: runtime.{manner.prefix}Sender) -> None:",
        f"{INDENT * 2}self._sender = sender",
    ]
    methods = [text for one in group.calls for text in _methods(one, manner)]
    return "\n".join(head) + "\n\n" + "\n\n".join(methods)


def _methods(one: Call, manner: Manner) -> Iterator[str]:
    values = sequence(item.name for item in one.parameters) if one.parameters else "()"
    given = {keyword.name for keyword in one.keywords if keyword not in one.keywords[: len(one.parameters)]}
    bodies = ["body", *(["content_type"] if "content_type" in given else [])] if "body" in given else []
    arguments = [one.constant, *([values] if one.parameters or bodies else []), *bodies]
    verb = "stream" if one.is_streamed else "send"
    sent = f"{manner.wait}self._sender.{verb}({', '.join(arguments)})"
    awaited = f"({sent})" if manner.wait else sent
    result = sent if one.returns == NONE else f"return {awaited}.body"
    yield _method(one, manner, (one.name, _returned(one.returns, manner)), _about(one), result)
    if one.reply_name:
        about = docstring(f"The whole reply of `{one.name}`.", indent=2)
        yield _method(one, manner, (one.reply_name, _success(one, manner)), about, f"return {sent}")


def _method(one: Call, manner: Manner, signature: tuple[str, str], about: str, result: str) -> str:
    name, returns = signature
    keywords = [_keyword(keyword, manner) for keyword in one.keywords]
    inside = ", ".join(["self", *(["*", *keywords] if keywords else [])])
    return "\n".join([f"{INDENT}{manner.define} {name}({inside}) -> {returns}:", about, f"{INDENT * 2}{result}"])


def _about(one: Call) -> str:
    operation = one.method.operation
    summary = operation.summary.strip().rstrip(".") or one.name.replace("_", " ").strip().capitalize()
    statuses = " | ".join(outcome.reply.reply.status for outcome in one.outcomes) or "nothing declared"
    rest = f"{operation.method} {operation.path} -> {statuses}\n\n{operation.description}".strip()
    return docstring(f"{summary}.", rest, indent=2)


def _keyword(keyword: Keyword, manner: Manner) -> str:
    return f"{keyword.name}: {_taken(keyword.type, manner)}" + (f" = {keyword.default}" if keyword.default else "")
