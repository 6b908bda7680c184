"""Edits of what decides values: DTO classes, interfaces, replies, the judge's schemas; in files and in live objects."""

from __future__ import annotations

import ast
import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from planting import Kind, Planting, Subject

MODELS = "generated/models.py"
SCHEMAS = "generated/schemas.json"
_FIELD = re.compile(r"^    (\w+): (.+?)( = .+)?$")


def dto(kind: str, line: Callable[[str, str, str], str] | None, body: str = "") -> Kind:
    """An edit of a field of the first class with a simple one, and the same in a class that takes its place."""

    def plant(subject: Subject) -> Iterator[Planting]:
        found = _field(subject.text(MODELS))
        if found is None:
            return
        cls, old, (name, hint, default) = found
        new = line(name, hint, default) if line else body.format(name=name)
        put = new if line else f"{old}\n{new}"
        text = subject.text(MODELS)
        head = "from pydantic import ConfigDict, Field, field_validator\nfrom typing import Annotated\n"
        yield Planting(kind, "file", {MODELS: _with_imports(_in_class(text, cls, old, put), head)}, (f"`{cls}`",))
        live = (
            f"{head}from generated.models import *\nimport generated.models as m\n\n\n"
            f"class {cls}(m.{cls}):\n{new}\n\n\nm.{cls} = {cls}\n"
        )
        files = {"app/own_types.py": live, **subject.before("import app.own_types")}
        yield Planting(kind, "live", files, (f"`{cls}`",))

    return plant


def _field(text: str) -> tuple[str, str, tuple[str, str, str]] | None:
    """The first class with a field of one line: its name, the line, and the parts of it."""
    cls = ""
    for line in text.splitlines():
        if line.startswith("class "):
            cls = line.removeprefix("class ").partition("(")[0]
        match = _FIELD.match(line)
        if cls and match and "[" not in line:
            return cls, line, (match[1], match[2], match[3] or "")
    return None


def _in_class(text: str, cls: str, old: str, new: str) -> str:
    head, mark, rest = text.partition(f"class {cls}(")
    assert mark
    return head + mark + rest.replace(old, new, 1)


def _with_imports(text: str, head: str) -> str:
    """The module with more imports after its docstring."""
    before, mark, rest = text.partition('"""\n\nfrom ')
    return before + '"""\n\n' + head + "from " + rest if mark else head + text


def live_class(kind: str, code: str) -> Kind:
    """An edit of the live object of the first DTO class, `c`."""

    def plant(subject: Subject) -> Iterator[Planting]:
        found = _field(subject.text(MODELS))
        if found is not None:
            put = f"import generated.models as m\nc = m.{found[0]}\n{code.format(name=found[2][0], cls=found[0])}"
            yield Planting(kind, "live", subject.before(put), (f"`{found[0]}`",))

    return plant


def renamed(subject: Subject) -> Iterator[Planting]:
    found = _field(subject.text(MODELS))
    if found is not None:
        cls = found[0]
        files = {MODELS: re.sub(rf"\b{cls}\b", f"{cls}Other", subject.text(MODELS))}
        yield Planting("DTO renamed", "file", files, (f"`{cls}`", f"'{cls}'"))


def schema(kind: str, edit: Callable[[dict[str, Any]], Any], *, of_parameters: bool) -> Kind:
    """An edit of the first schema that `edit` changes: in the judge's file, and in the judge that has read it."""

    def plant(subject: Subject) -> Iterator[Planting]:
        for key, node in subject.schemas["schemas"]["$defs"].items():
            other = copy.deepcopy(node)
            is_parameter = "/parameters/" in key
            if is_parameter != of_parameters or not isinstance(node, dict) or edit(other) is None or other == node:
                continue
            whole = copy.deepcopy(dict(subject.schemas))
            whole["schemas"]["$defs"][key] = other
            name = key.rpartition("/")[2] if "/components/" in key else key
            about = (f"`{name.replace('~1', '/')}`", f"`{key}`", name)
            yield Planting(kind, "file", {SCHEMAS: json.dumps(whole)}, about)
            code = (
                "from generated.contract import JUDGE\nfor d in ('request', 'response'):\n"
                f"    JUDGE.document[d]['$defs'][{key!r}] = {other!r}"
            )
            yield Planting(kind, "live", subject.before(code), about)
            return

    return plant


def _type(node: dict[str, Any]) -> Any:
    kind = node.get("type")
    return (
        node.update(type="integer" if kind == "string" else "string") or True if kind in ("string", "integer") else None
    )


def _bound(node: dict[str, Any]) -> Any:
    match node.get("type"):
        case "string":
            return node.update(maxLength=3) or True
        case "integer" | "number":
            return node.update(maximum=3) or True
        case "array":
            return node.update(maxItems=1) or True
    return None


def _enum(node: dict[str, Any]) -> Any:
    return node["enum"].pop() is not None or True if len(node.get("enum", ())) > 1 else None


def _default(node: dict[str, Any]) -> Any:
    return node.update(default="another") or True if "default" in node else None


def _required(node: dict[str, Any]) -> Any:
    properties = [name for name in node.get("properties", {}) if name not in node.get("required", ())]
    return node.update(required=[*node.get("required", ()), properties[0]]) or True if properties else None


def _property(node: dict[str, Any]) -> Any:
    return node["properties"].popitem() if node.get("properties") else None


def _closed(node: dict[str, Any]) -> Any:
    is_open = node.get("properties") and "additionalProperties" not in node
    return node.update(additionalProperties=False) or True if is_open else None


def _format(node: dict[str, Any]) -> Any:
    return node.pop("format", None)


def interface(subject: Subject) -> Iterator[Planting]:
    """A handler's keyword that has another type in the interface."""
    for one in subject.operations:
        name = f"generated/api/{one.module}.py"
        found = re.search(r"(\w+): (int|str|float|bool)( \| None)?[,)]", subject.text(name).partition("ABC")[2])
        if found:
            new = found[0].replace(f": {found[2]}", ": bytes", 1)
            head, _, rest = subject.text(name).partition("(ABC")
            files = {name: head + "(ABC" + rest.replace(found[0], new, 1)}
            yield Planting("interface", "file", files, ("Api`", one.title, "bytes"))
            return


def reply_class(subject: Subject) -> Iterator[Planting]:
    """A status that is patched on a reply class."""
    for one in subject.operations:
        for response in one.operation.responses:
            if response.status.isdecimal():
                cls = response.reply.__qualname__
                code = f"import generated.api.{one.module} as a\na.{cls}.status = 218"
                yield Planting("reply class", "live", subject.before(code), (f"`{cls}`", one.title))
                return


def document(subject: Subject) -> Iterator[Planting]:
    """The spec's own copy, edited."""
    name = "generated/openapi.json"
    whole = json.loads(subject.text(name))
    path, item = next(iter(whole["paths"].items()))
    for operation in item.values():
        if isinstance(operation, dict):
            operation["description"] = "invented"
    yield Planting("generated document", "file", {name: json.dumps(whole)}, ("invented", path), "full")


def left_out(subject: Subject) -> Iterator[Planting]:
    """A router that the generated application does not include any more."""
    name = "generated/application.py"
    text = subject.text(name)
    statement = next(one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Expr) and _includes(one.value))
    source = "".join(text.splitlines(keepends=True)[statement.lineno - 1 : statement.end_lineno])
    module = source.partition("include_router(")[2].partition("_router(")[0].strip()
    titles = tuple(f"does not serve {one.title}" for one in subject.operations if one.module == module)
    files = subject.replaced(name, source, "")
    yield Planting("router left out", "file", files, (*titles, "serves no operation"))


def _includes(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func) == "app.include_router"


KINDS: tuple[Kind, ...] = (
    dto("DTO field type", lambda name, hint, default: f"    {name}: bytes | list[bytes]{default}"),
    dto("DTO bound", lambda name, hint, default: f"    {name}: Annotated[{hint}, Field(max_length=1)]{default}"),
    dto("DTO optional", lambda name, hint, default: f"    {name}: {hint} | None = 'x'"),
    dto("DTO alias", lambda name, hint, default: f"    {name}: Annotated[{hint}, Field(alias='another')]{default}"),
    dto("DTO field removed or replaced", lambda name, hint, default: f"    other_{name}: int = 1"),
    dto("DTO extra", None, "    model_config = ConfigDict(extra='ignore')"),
    dto("DTO strict", None, "    model_config = ConfigDict(strict=True)"),
    dto(
        "DTO validator",
        None,
        "    @field_validator('{name}')\n    @classmethod\n"
        "    def checked(cls, value: object) -> object:\n        return value",
    ),
    live_class("DTO method patched", "c.model_dump = lambda self, **_: {{}}"),
    live_class("DTO field patched", "c.model_fields['{name}'].annotation = bytes\nc.model_rebuild(force=True)"),
    live_class("DTO inherited", "m.{cls} = type('{cls}', (c,), {{'__module__': 'app.main'}})"),
    renamed,
    schema("parameter type", _type, of_parameters=True),
    schema("parameter bound", _bound, of_parameters=True),
    schema("parameter enum", _enum, of_parameters=True),
    schema("parameter default", _default, of_parameters=True),
    schema("schema type", _type, of_parameters=False),
    schema("schema required", _required, of_parameters=False),
    schema("schema property", _property, of_parameters=False),
    schema("schema closed", _closed, of_parameters=False),
    schema("schema enum", _enum, of_parameters=False),
    schema("schema format", _format, of_parameters=False),
    interface,
    reply_class,
    document,
    left_out,
)
