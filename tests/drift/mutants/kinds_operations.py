"""Edits of what generated routers say of an operation: in the file, and in the live object before the app is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planting import Declared, Kind, Planting, Subject

from handfast.runtime.declare import Operation, Parameter, Response

NEEDED = (
    "from dataclasses import replace\nfrom handfast.runtime import Content, Header, Parameter, Response, Scheme, Use\n"
)


def edited(kind: str, one: Declared, change: str, about: tuple[str, ...], subject: Subject) -> Iterator[Planting]:
    """The same edit in the file of the router, and in the object. `change` holds keywords of `replace`; `o` is it."""
    constant = one.constant
    code = f"{NEEDED}o = {constant}\n{constant} = replace(o, {change})"
    yield Planting(kind, "file", subject.appended(f"generated/routers/{one.module}.py", code), about)
    live = f"{NEEDED}import generated.routers.{one.module} as r\no = r.{constant}\nr.{constant} = replace(o, {change})"
    yield Planting(kind, "live", subject.before(live), about)


def simple(kind: str, wanted: Callable[[Operation], object], change: str | Callable[[Operation], str]) -> Kind:
    """An edit of the first operation that has what is wanted."""

    def plant(subject: Subject) -> Iterator[Planting]:
        one = subject.first(wanted)
        if one is not None:
            text = change if isinstance(change, str) else change(one.operation)
            yield from edited(kind, one, text, (one.title,), subject)

    return plant


def parameter(kind: str, wanted: Callable[[Parameter], object], change: str) -> Kind:
    """An edit of the first parameter of its sort; `p` is it. An empty edit takes it away."""

    def plant(subject: Subject) -> Iterator[Planting]:
        for one in subject.operations:
            for number, found in enumerate(one.operation.parameters):
                if wanted(found):
                    new = f"replace(o.parameters[{number}], {change})," if change else ""
                    put = f"parameters=(*o.parameters[:{number}], {new} *o.parameters[{number + 1}:])"
                    yield from edited(
                        kind, one, put.replace("p.name", repr(found.name)), (f"`{name(found)}", "sent"), subject
                    )
                    return

    return plant


def name(found: Parameter) -> str:
    return found.name.lower() if found.location == "header" else found.name


def reply(kind: str, wanted: Callable[[Response], object], change: str) -> Kind:
    """An edit of the first reply of its sort; `r` is it. An empty edit takes it away."""

    def plant(subject: Subject) -> Iterator[Planting]:
        for one in subject.operations:
            for number, found in enumerate(one.operation.responses):
                if wanted(found):
                    at = f"o.responses[{number}]"
                    new = f"replace({at}, {change.replace('r.', at + '.')})," if change else ""
                    put = f"responses=(*o.responses[:{number}], {new} *o.responses[{number + 1}:])"
                    yield from edited(kind, one, put, (one.title,), subject)
                    return

    return plant


def convertor(subject: Subject) -> Iterator[Planting]:
    """A path parameter that Starlette reads as an integer."""
    one = subject.first(lambda one: "{" in one.path and "?" not in one.path)
    if one is not None:
        path = one.operation.path.replace("}", ":int}", 1)
        about = (f"{one.operation.method} {path}", one.title)
        yield from edited("path convertor", one, f"path={path!r}", about, subject)


def _is_plain(one: Parameter) -> bool:
    return one.location in ("query", "header") and one.media_type is None


def _content(schema: str) -> str:
    return f"content=(replace(r.content[0], {schema}), *r.content[1:])"


_BODY = "body=replace(o.body, content=(replace(o.body.content[0], {}), *o.body.content[1:]))"

KINDS: tuple[Kind, ...] = (
    parameter("parameter removed", _is_plain, ""),
    simple(
        "parameter added",
        lambda one: True,
        "parameters=(*o.parameters, Parameter(name='x-extra', into='x_extra', location='query', style='form'))",
    ),
    parameter("parameter renamed", _is_plain, "name=p.name + '-x'"),
    parameter("parameter location", lambda one: one.location == "query", "location='header', style='simple'"),
    parameter("parameter required", lambda one: _is_plain(one) and not one.required, "required=True"),
    parameter("parameter optional", lambda one: _is_plain(one) and one.required, "required=False"),
    parameter("parameter explode", lambda one: one.location == "query" and one.style == "form", "explode=False"),
    parameter("parameter schema", lambda one: one.schema is not None and not one.media_type, "schema=None"),
    simple("body optional", lambda one: one.body and one.body.required, "body=replace(o.body, required=False)"),
    simple("body required", lambda one: one.body and not one.body.required, "body=replace(o.body, required=True)"),
    simple("body removed", lambda one: one.body, "body=None"),
    simple("body media type", lambda one: one.body, _BODY.format("media_type='application/x-other'")),
    simple("body type", lambda one: one.body and one.body.content[0].schema, _BODY.format("schema=None")),
    reply("reply removed", lambda one: True, ""),
    reply("reply status", lambda one: one.status == "200", "status='299'"),
    reply("reply media type", lambda one: one.content, _content("media_type='application/x-other'")),
    reply("reply type", lambda one: one.content and one.content[0].schema, _content("schema=None")),
    reply("reply header removed", lambda one: one.headers, "headers=r.headers[1:]"),
    reply("reply header added", lambda one: True, "headers=(*r.headers, Header(name='X-Extra', field='x_extra'))"),
    reply(
        "reply header required",
        lambda one: one.headers and not one.headers[0].required,
        "headers=(replace(r.headers[0], required=True), *r.headers[1:])",
    ),
    simple("security removed", lambda one: any(one.security), "security=()"),
    simple(
        "security weakened to OR",
        lambda one: any(one.security) and () not in one.security,
        "security=(*o.security, ())",
    ),
    simple(
        "security AND made OR",
        lambda one: any(len(each) > 1 for each in one.security),
        "security=tuple((use,) for each in o.security for use in each)",
    ),
    simple(
        "security scope dropped",
        lambda one: any(use.scopes for each in one.security for use in each),
        "security=tuple(tuple(Use(use.scheme) for use in each) for each in o.security)",
    ),
    simple(
        "security scheme",
        lambda one: any(one.security),
        "security=((Use(Scheme(name='other', method=o.security[0][0].scheme.method, kind='basic')),),)",
    ),
    simple("operationId", lambda one: one.id, "id=o.id + 'Other'"),
    simple("method", lambda one: one.method == "GET", "method='PATCH'"),
    simple("path", lambda one: True, "path=o.path + '/other'"),
    convertor,
    simple("deprecated", lambda one: True, "deprecated=not o.deprecated"),
    simple(
        "parameter into another keyword",
        lambda one: len(one.parameters) > 1,
        "parameters=(replace(o.parameters[0], into=o.parameters[1].into), *o.parameters[1:])",
    ),
)
