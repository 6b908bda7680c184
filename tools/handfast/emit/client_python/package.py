"""The Python client package: the files around the operations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files

from handfast.contract import Contract
from handfast.emit.client_names import ClientNames, client_names
from handfast.emit.client_python.operations import ASYNC, SYNC, Manner, operations
from handfast.emit.client_python.plan import Credential, Group, credentials, groups
from handfast.emit.layout import formatted
from handfast.emit.models import models
from handfast.emit.plan import Plan, SchemePlan
from handfast.emit.plan_operations import plan
from handfast.emit.text import INDENT, call, docstring, escaped, module_text
from handfast.emit.types import literal

REQUIRES = ("httpx>=0.28,<1", "pydantic>=2.12,<3")
PYTHON = ">=3.11"
_SHIPPED = (
    *("errors", "declare", "media", "values", "items", "upload", "styles", "bodies"),
    *("requests", "streams", "replies", "senders"),
)
_EXPORTS = {
    "bodies": ("AsyncItems", "Items"),
    "declare": ("Body", "Content", "Header", "Operation", "Parameter", "Reply", "Scheme", "Streaming"),
    "errors": ("ApiError",),
    "model": ("DecimalNumber", "Model"),
    "senders": ("AsyncSender", "Sender", "Service"),
    "streams": ("AsyncByteStream", "AsyncItemStream", "ByteStream", "ItemStream"),
    "upload": ("Upload",),
}


def client_python(contract: Contract, spec: str) -> dict[str, str]:
    """The files of the Python client's source folder, by path. Same input, same bytes."""
    names = client_names(contract)
    planned = plan(contract)
    modules = {f"{names.package}/{path}": text for path, text in _package(planned, names, spec)}
    return {
        "README.md": _readme(contract, names),
        "pyproject.toml": _pyproject(contract, names),
        **formatted(modules, own=(names.package,)),
    }


def summary(contract: Contract) -> str:
    """One line about the client."""
    return f"Typed client of {escaped(' '.join(contract.title.split()))[:200]}"


def _package(planned: Plan, names: ClientNames, spec: str) -> Iterator[tuple[str, str]]:
    found = groups(planned)
    error = f"{names.title}Error"
    yield "__init__.py", _exports(planned.contract, names, spec)
    yield "py.typed", ""
    yield "models.py", models(planned, spec, f"{names.package}.runtime")
    yield "errors.py", _errors(error, names, spec)
    if planned.schemes:
        yield "security.py", _security(planned, spec)
    yield "client.py", _client(planned, found, names, spec)
    yield "operations/__init__.py", module_text("Operations, one module for each tag.", spec, [])
    for group in found:
        yield f"operations/{group.module}.py", operations(group, planned, spec, error)
    for path, text in _runtime(spec):
        yield f"runtime/{path}", text


def _runtime(spec: str) -> Iterator[tuple[str, str]]:
    """What is the same in every client. The base class of DTOs is the server's own."""
    shipped = files("handfast.emit.client_python.shipped")
    for name in _SHIPPED:
        text = shipped.joinpath(f"{name}.py").read_text(encoding="utf-8")
        here = "from handfast.emit.client_python.shipped"
        yield f"{name}.py", text.replace(f"{here}.", "from .").replace(f"{here} import", "from . import")
    yield "model.py", files("handfast.runtime").joinpath("models.py").read_text(encoding="utf-8")
    lines = [f"from .{module} import {name} as {name}" for module, found in _EXPORTS.items() for name in found]
    yield "__init__.py", module_text("How requests are written, sent, and their answers read.", spec, lines)


def _exports(contract: Contract, names: ClientNames, spec: str) -> str:
    title = names.title
    lines = [
        *(f"from .client import {one} as {one}" for one in (f"Async{title}Client", f"{title}Client")),
        f"from .errors import {title}Error as {title}Error",
        *(f"from .runtime import {one} as {one}" for one in (*_EXPORTS["streams"], "Upload")),
    ]
    return module_text(f"{contract.title} {contract.version}: a typed client.", spec, lines)


def _errors(error: str, names: ClientNames, spec: str) -> str:
    about = (
        "An answer that is not the success of its operation. Each declared status has a class of its own below this."
    )
    return module_text(
        f"What `{names.package}` raises.",
        spec,
        ["from .runtime import ApiError"],
        f"class {error}(ApiError):\n{docstring(about, indent=1)}",
    )


def _security(planned: Plan, spec: str) -> str:
    lines = [f"{scheme.constant} = {_scheme(scheme)}" for scheme in planned.schemes]
    about = "The security schemes that operations ask for."
    return module_text(about, spec, ["from .runtime import Scheme"], "\n".join(lines))


def _scheme(one: SchemePlan) -> str:
    arguments = {"name": literal(one.scheme.name), "kind": literal(one.kind)}
    if one.kind == "apiKey":
        location = one.scheme.location.value if one.scheme.location else "header"
        arguments |= {"location": literal(location), "parameter": literal(one.scheme.parameter_name)}
    if one.kind == "http":
        arguments["http_scheme"] = literal(one.scheme.http_scheme or one.scheme.kind.lower())
    return call("Scheme", **arguments)


def _client(planned: Plan, found: tuple[Group, ...], names: ClientNames, spec: str) -> str:
    taken = credentials(planned)
    imports = [
        "import httpx",
        "from typing import Self",
        "from types import TracebackType",
        "from . import errors, runtime" + (", security" if taken else ""),
        *(f"from .operations.{one.module} import Async{one.name}, {one.name}" for one in found),
    ]
    return module_text(
        "The client, blocking and asynchronous.",
        spec,
        imports,
        *(_client_class(planned, found, taken, names, manner) for manner in (SYNC, ASYNC)),
    )


def _client_class(
    planned: Plan, found: tuple[Group, ...], taken: tuple[Credential, ...], names: ClientNames, manner: Manner
) -> str:
    contract, prefix = planned.contract, manner.prefix
    keywords = "".join(f", {one.keyword}: {one.type} | None = None" for one in taken)
    held = ", ".join(f"security.{one.scheme.constant}: {one.keyword}" for one in taken)
    about = "\n".join(
        [
            "`base_url` is where the service is. A credential is sent to the operations that ask for it. `http` is an",
            f"httpx client of your own, for timeouts, proxies, certificates or tests; `{manner.close}` leaves it open.",
        ]
    )
    again = "".join(f", {one.keyword}={one.keyword}" for one in taken)
    kind = f"{prefix}{names.title}Client"
    lines = [
        f"class {kind}:",
        docstring(f"{contract.title} {contract.version}.", about, indent=1),
        "",
        f"{INDENT}def __init__(self, base_url: str, *{keywords}, http: httpx.{prefix}Client | None = None) -> None:",
        f"{INDENT * 2}self._is_owner = http is None",
        f"{INDENT * 2}service = runtime.Service(base_url, {{{held}}}, errors.{names.title}Error)",
        f"{INDENT * 2}self._sender = runtime.{prefix}Sender(http or httpx.{prefix}Client(timeout=30), service)",
        *(f"{INDENT * 2}self.{one.attribute} = {prefix}{one.name}(self._sender)" for one in found),
        "",
    ]
    if taken:
        lines += [
            f"{INDENT}def with_credentials(self, *{keywords}) -> {literal(kind)}:",
            docstring("The same service with these credentials, on the same connections.", indent=2),
            f"{INDENT * 2}return {kind}(self._sender.service.base_url{again}, http=self._sender.http)",
            "",
        ]
    return "\n".join([*lines, *_ending(manner)])


def _ending(manner: Manner) -> list[str]:
    leaving = "kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None"
    return [
        f"{INDENT}{manner.define} {manner.close}(self) -> None:",
        docstring("Closes the connections, unless they are yours.", indent=2),
        f"{INDENT * 2}if self._is_owner:",
        f"{INDENT * 3}{manner.wait}self._sender.http.{manner.close}()",
        "",
        f"{INDENT}{manner.define} {manner.enter}(self) -> Self:",
        f"{INDENT * 2}return self",
        "",
        f"{INDENT}{manner.define} {manner.leave}(self, {leaving}) -> None:",
        f"{INDENT * 2}{manner.wait}self.{manner.close}()",
    ]


def _pyproject(contract: Contract, names: ClientNames) -> str:
    requires = ", ".join(f'"{one}"' for one in REQUIRES)
    return f"""\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "{names.distribution}"
version = "{names.version}"
description = {json.dumps(summary(contract), ensure_ascii=False)}
readme = "README.md"
requires-python = "{PYTHON}"
dependencies = [{requires}]
classifiers = ["Typing :: Typed"]

[tool.hatch.build.targets.wheel]
packages = ["{names.package}"]
"""


def _readme(contract: Contract, names: ClientNames) -> str:
    fence = "```"
    return f"""\
# {names.distribution}

{markdown(summary(contract))}. Generated from its contract by handfast.

{fence}python
from {names.package} import {names.title}Client, {names.title}Error

with {names.title}Client("https://api.example.com") as client:
    ...
{fence}

Each tag of the contract is an attribute of the client, each operation a method of it that returns the body of the
success. Every other status is raised as a class of its own, with the declared type of `body`; they all are
`{names.title}Error`. An operation whose success has headers or more than one status has a second method, named
`..._reply`, that returns the whole reply. `Async{names.title}Client` is the same with `await`.

What arrives piece by piece (bytes, events, JSON Lines) is returned as a stream: an iterator that `read()` reads whole,
and that `with` closes. A request body of that kind may be any iterable.
"""


def markdown(text: str) -> str:
    """Text that Markdown shows as it is (CommonMark §2.4)."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>()#+-!|&~" else char for char in text)


def versions(contract: Contract) -> Mapping[str, str]:
    """The package's name and version, as a wheel's metadata has them."""
    names = client_names(contract)
    return {"name": names.distribution, "version": names.version}
