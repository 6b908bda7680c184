"""`api/TAG.py`: reply classes, and the abstract class whose methods are the operations of one tag."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.emit.imports import import_lines, type_imports
from handfast.emit.media import is_left_to_client, names_media_type
from handfast.emit.plan import HeaderField, Interface, Method, ReplyClass
from handfast.emit.text import INDENT, docstring, module_text, signature
from handfast.emit.types import LiteralOf, Named, Scalar, Type, literal, optional, render, union


def api(interface: Interface, spec: str) -> str:
    """The text of one interface module."""
    imports = type_imports(_types(interface))
    imports.setdefault("abc", set()).update({"ABC", "abstractmethod"})
    replies = [reply for method in interface.methods for reply in method.replies]
    if replies:
        imports.setdefault("dataclasses", set()).add("dataclass")
        imports.setdefault("handfast.runtime", set()).add("Reply")
    if any(reply.status is not None for reply in replies):
        imports.setdefault("typing", set()).add("ClassVar")
    if interface.is_secured:
        imports.setdefault("typing", set()).add("Generic")
    about = f"Operations tagged `{interface.tag}`" if interface.tag else "Operations without a tag"
    return module_text(
        f"{about}: what a handler takes and what it may answer.",
        spec,
        import_lines(imports),
        *(_reply_class(reply) for reply in replies),
        _interface_class(interface),
    )


def returns(method: Method) -> str:
    """A method's return annotation."""
    bare = [] if method.bare is None else [method.bare]
    return render(union(*bare, *(Named(reply.name) for reply in method.returned)))


def _types(interface: Interface) -> Iterator[Type]:
    for method in interface.methods:
        for argument in method.arguments:
            yield argument.type
        for reply in method.replies:
            yield from (field.type for field in reply.headers)
            if reply.body is not None:
                yield reply.body
            if names_media_type(reply.media_types):
                yield _media_type(reply)


def _reply_class(reply: ReplyClass) -> str:
    lines = [
        "@dataclass(frozen=True, slots=True, kw_only=True)",
        f"class {reply.name}(Reply):",
        docstring(f"{reply.reply.status}: {reply.reply.description}".rstrip(": "), indent=1),
        "",
        f"{INDENT}status: int" if reply.status is None else f"{INDENT}status: ClassVar[int] = {reply.status}",
    ]
    if reply.body is not None:
        lines.append(f"{INDENT}body: {render(reply.body)}")
    if names_media_type(reply.media_types):
        default = " = None" if is_left_to_client(reply.media_types) else ""
        lines.append(f"{INDENT}media_type: {render(_media_type(reply))}{default}")
    lines += [_header_line(field) for field in reply.headers]
    return "\n".join(lines)


def _media_type(reply: ReplyClass) -> Type:
    """The type of the field that says what a body is sent as; None leaves it to what the client accepts."""
    has_range = any("*" in name for name in reply.media_types)
    kind: Type = Scalar("str") if has_range else LiteralOf(reply.media_types)
    return optional(kind) if is_left_to_client(reply.media_types) else kind


def _header_line(field: HeaderField) -> str:
    default = "" if field.header.required else " = None"
    if field.header.required and isinstance(field.type, LiteralOf) and len(field.type.values) == 1:
        default = f" = {literal(field.type.values[0])}"  # there is nothing to choose
    return f"{INDENT}{field.name}: {render(field.type)}{default}"


def _interface_class(interface: Interface) -> str:
    bases = "ABC, Generic[Principal]" if interface.is_secured else "ABC"
    about = f"Implement every operation in a `@final` class and pass it to `{interface.router}`."
    methods = "\n\n".join(_method(method) for method in interface.methods)
    return f"class {interface.name}({bases}):\n{docstring(about, interface.description, indent=1)}\n\n{methods}"


def _method(method: Method) -> str:
    operation = method.operation
    statuses = " | ".join(reply.reply.status for reply in method.replies) or "nothing declared"
    summary = operation.summary.strip().rstrip(".")
    about = f"{operation.method} {operation.path} -> {statuses} ({operation.pointer})"
    head = signature(method.name, [(one.name, render(one.type)) for one in method.arguments], returns(method))
    text = docstring(f"{summary}.", about, indent=2) if summary else docstring(about, indent=2)
    return f"{INDENT}@abstractmethod\n{head}\n{text}"
