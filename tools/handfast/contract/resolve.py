"""Document -> Contract: references followed, path-level parts merged, defaults made explicit, one schema dialect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from handfast.contract.bundle import bundled
from handfast.contract.drafts import Dialect, dialect_of
from handfast.contract.encodings import encodings
from handfast.contract.model import (
    JSON,
    Body,
    Contract,
    Header,
    Location,
    MediaType,
    Operation,
    Parameter,
    Reply,
    Requirement,
    Schema,
    Server,
    Tag,
)
from handfast.contract.references import References
from handfast.contract.schemes import Schemes
from handfast.contract.sequences import is_sequence
from handfast.contract.servers import servers_at
from handfast.diagnostics import Diagnostic, Pointer, Severity
from handfast.document import Document

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
_DEFAULT_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form", "querystring": "form"}


@dataclass(frozen=True, slots=True)
class Resolution:
    """What `resolve` found. `contract` is None when an error makes the document meaningless."""

    contract: Contract | None
    findings: tuple[Diagnostic, ...]


def resolve(document: Document) -> Resolution:
    """The contract that a document states. Expects a checked structure; skips what makes no sense."""
    root = document.files[document.root]
    references = References(document, _dialect(root))
    contract = _Resolver(references, Schemes(references)).contract(root, Pointer(document.root))
    findings = tuple(dict.fromkeys(references.findings))
    has_error = any(finding.severity is Severity.ERROR for finding in findings)
    return Resolution(None if has_error else contract, findings)


def _dialect(root: JSON) -> Dialect:
    if str(root.get("openapi", "")).startswith("3.0"):
        return Dialect.OPENAPI_3_0
    return dialect_of(root.get("jsonSchemaDialect"), Dialect.CURRENT)


@dataclass(frozen=True, slots=True)
class _Resolver:
    references: References
    schemes: Schemes

    def contract(self, root: JSON, at: Pointer) -> Contract:
        components = _mapping(root.get("components"))
        inherited = self._secured(_Inherited().within(root, at), root, at)
        for name in _mapping(components.get("schemas")):
            self.references.reference(at / "components" / "schemas" / name)
        paths = tuple(self._operations(_mapping(root.get("paths")), at / "paths", inherited))
        webhooks = tuple(self._operations(_mapping(root.get("webhooks")), at / "webhooks", inherited))
        schemas = self.references.finish()
        info = _mapping(root.get("info"))
        return Contract(
            file=at.file,
            title=_text(info.get("title")) or "API",
            version=_text(info.get("version")),
            description=_text(info.get("description")),
            source=bundled(self.references.document),
            operations=paths,
            webhooks=webhooks,
            schemas=schemas,
            files=tuple(self.references.document.files),
            security_schemes=self.schemes.all(),
            tags=tuple(
                Tag(_text(tag.get("name")), _text(tag.get("description"))) for tag in _mappings(root.get("tags"))
            ),
        )

    def _operations(self, items: Mapping[str, JSON], at: Pointer, inherited: _Inherited) -> Iterator[Operation]:
        for path, written in items.items():
            if path.startswith("x-"):
                continue
            item, place = self._path_item(written, at / path)
            parameters = tuple(_listed(item.get("parameters"), place / "parameters"))
            for method, value, where in _methods(item, place):
                shared = replace(inherited.within(item, place), parameters=parameters)
                yield self._operation(method, path, _mapping(value), where, shared)

    def _path_item(self, written: JSON, at: Pointer) -> tuple[Mapping[str, JSON], Pointer]:
        item, place = self.references.follow(written, at)
        siblings = {key: value for key, value in _mapping(written).items() if key != "$ref"}
        if place != at and siblings.keys() - {"summary", "description"}:
            finding = Diagnostic(
                "SPEC022",
                Severity.WARNING,
                "a path item that is a reference has fields of its own, which are not read",
                at,
                help="move them into the referenced path item",
            )
            self.references.findings.append(finding)
        return _mapping(item), place

    def _operation(
        self, method: str, path: str, value: Mapping[str, JSON], at: Pointer, inherited: _Inherited
    ) -> Operation:
        own = _listed(value.get("parameters"), at / "parameters")
        operation_id = value.get("operationId")
        responses = _mapping(value.get("responses"))
        counting = self._secured(inherited.within(value, at), value, at)
        return Operation(
            pointer=at,
            method=method,
            path=path,
            operation_id=operation_id if isinstance(operation_id, str) and operation_id else None,
            tags=tuple(tag for tag in value.get("tags") or () if isinstance(tag, str)),
            summary=_text(value.get("summary")),
            description=_text(value.get("description")),
            deprecated=value.get("deprecated") is True,
            parameters=self._parameters((*inherited.parameters, *own)),
            body=self._body(value["requestBody"], at / "requestBody") if value.get("requestBody") else None,
            replies=tuple(
                self._reply(str(status), reply, at / "responses" / status)
                for status, reply in responses.items()
                if not str(status).startswith("x-")
            ),
            security=counting.security,
            callbacks=tuple(self._callbacks(_mapping(value.get("callbacks")), at / "callbacks")),
            security_at=counting.security_at,
            servers=counting.servers,
            servers_at=counting.servers_at,
        )

    def _secured(self, inherited: _Inherited, value: Mapping[str, JSON], at: Pointer) -> _Inherited:
        """What counts inside the object at a place, which may list requirements of its own (OpenAPI 3.2 §4.10)."""
        if "security" not in value:
            return inherited
        place = at / "security"
        return replace(inherited, security=tuple(self._requirements(value["security"], place)), security_at=place)

    def _requirements(self, written: JSON, at: Pointer) -> Iterator[Requirement]:
        """The requirements of the list at a place."""
        for one, place in _listed(written, at):
            if isinstance(one, Mapping):
                yield self.schemes.requirement(one, place)

    def _callbacks(self, items: Mapping[str, JSON], at: Pointer) -> Iterator[Operation]:
        for name, written in items.items():
            callback, place = self.references.follow(written, at / name)
            yield from self._operations(_mapping(callback), place, _Inherited())

    def _parameters(self, written: tuple[tuple[JSON, Pointer], ...]) -> tuple[Parameter, ...]:
        """Parameters by name and location; an operation's own replace the path's (OpenAPI 3.2 §4.10)."""
        parameters: dict[tuple[str, Location], Parameter] = {}
        for value, at in written:
            parameter = self._parameter(*self.references.follow(value, at))
            if parameter is not None:
                parameters[_parameter_key(parameter)] = parameter
        return tuple(parameters.values())

    def _parameter(self, value: JSON, at: Pointer) -> Parameter | None:
        value = _mapping(value)
        name, location = value.get("name"), value.get("in")
        if not isinstance(name, str) or location not in _DEFAULT_STYLES:
            return None  # the structure check has named it
        if location == "header" and name.lower() in _IGNORED_HEADERS:  # OpenAPI 3.2 §4.12.2.1
            return None
        style = _text(value.get("style")) or _DEFAULT_STYLES[location]
        explode = value.get("explode")
        return Parameter(
            pointer=at,
            name=name,
            location=Location(location),
            required=value.get("required") is True or location == "path",
            style=style,
            explode=explode if isinstance(explode, bool) else style in ("form", "cookie"),
            allow_reserved=value.get("allowReserved") is True,
            allow_empty_value=value.get("allowEmptyValue") is True,
            schema=self.references.schema(value["schema"], at / "schema") if "schema" in value else None,
            content=next(iter(self._content(value.get("content"), at / "content")), None),
            description=_text(value.get("description")),
            deprecated=value.get("deprecated") is True,
        )

    def _body(self, written: JSON, at: Pointer) -> Body:
        value, place = self.references.follow(written, at)
        value = _mapping(value)
        return Body(
            pointer=place,
            required=value.get("required") is True,
            content=self._content(value.get("content"), place / "content"),
            description=_text(value.get("description")),
        )

    def _reply(self, status: str, written: JSON, at: Pointer) -> Reply:
        value, place = self.references.follow(written, at)
        value = _mapping(value)
        return Reply(
            pointer=place,
            status=status if status == "default" else status.upper(),
            description=_text(value.get("description")),
            headers=self._headers(value.get("headers"), place),
            content=self._content(value.get("content"), place / "content"),
        )

    def _headers(self, written: JSON, at: Pointer) -> tuple[Header, ...]:
        """The headers of the reply or the encoding at a place."""
        return tuple(
            self._header(name, header, at / "headers" / name)
            for name, header in _mapping(written).items()
            if name.lower() != "content-type"  # OpenAPI 3.2 §4.15.1, §4.17.1: ignored
        )

    def _header(self, name: str, written: JSON, at: Pointer) -> Header:
        value, place = self.references.follow(written, at)
        value = _mapping(value)
        return Header(
            pointer=place,
            name=name,
            required=value.get("required") is True,
            explode=value.get("explode") is True,
            deprecated=value.get("deprecated") is True,
            schema=self.references.schema(value["schema"], place / "schema") if "schema" in value else None,
            content=next(iter(self._content(value.get("content"), place / "content")), None),
            description=_text(value.get("description")),
        )

    def _content(self, written: JSON, at: Pointer) -> tuple[MediaType, ...]:
        return tuple(self._media_type(name, value, at / name) for name, value in _mapping(written).items())

    def _media_type(self, name: str, written: JSON, at: Pointer) -> MediaType:
        value, place = self.references.follow(written, at)
        value = _mapping(value)
        schema, items = value.get("schema"), value.get("itemSchema")
        return MediaType(
            pointer=place,
            name=name,
            schema=self.references.schema(schema, place / "schema") if schema is not None else None,
            item_schema=self._items(name, schema, items, place),
            encoding={
                field: self._encoding(one, place / "encoding" / field)
                for field, one in _mapping(value.get("encoding")).items()
            },
            encodings=encodings(value, place, self._headers),
        )

    def _items(self, name: str, schema: JSON, items: JSON, place: Pointer) -> Schema | None:
        """The schema of each item of a sequence: `itemSchema`, else that of the elements where `schema` is an array.

        OpenAPI 3.2 §4.14.3 has `schema` describe the sequence as an array. Any other schema is the item's own: that is
        what documents of 3.0 and 3.1 mean by it.
        """
        if items is not None:
            return self.references.schema(items, place / "itemSchema")
        elements = _mapping(schema).get("items") if _mapping(schema).get("type") == "array" else None
        if elements is None or not is_sequence(name):
            return None
        return self.references.schema(elements, place / "schema" / "items")

    def _encoding(self, written: JSON, at: Pointer) -> Mapping[str, JSON]:
        """An encoding object (OpenAPI 3.2 §4.15), the references of its headers followed."""
        headers = _mapping(_mapping(written).get("headers"))
        found = {name: self.references.follow(one, at / "headers" / name)[0] for name, one in headers.items()}
        return {**_mapping(written), "headers": found} if found else _mapping(written)


@dataclass(frozen=True, slots=True)
class _Inherited:
    """What an operation takes from the path item and the document around it."""

    parameters: tuple[tuple[JSON, Pointer], ...] = ()
    security: tuple[Requirement, ...] = ()
    security_at: Pointer | None = None
    servers: tuple[Server, ...] = ()
    servers_at: Pointer | None = None

    def within(self, value: Mapping[str, JSON], at: Pointer) -> _Inherited:
        """What counts inside the object at a place, which may list servers of its own (OpenAPI 3.2 §4.9, §4.10)."""
        if "servers" not in value:
            return self
        place = at / "servers"
        return replace(self, servers=servers_at(place, value["servers"]), servers_at=place)


def _methods(item: Mapping[str, JSON], at: Pointer) -> Iterator[tuple[str, JSON, Pointer]]:
    for method in METHODS:
        if isinstance(item.get(method), Mapping):
            yield method.upper(), item[method], at / method
    for method, value in _mapping(item.get("additionalOperations")).items():
        yield method, value, at / "additionalOperations" / method


def _parameter_key(parameter: Parameter) -> tuple[str, Location]:
    name = parameter.name.lower() if parameter.location is Location.HEADER else parameter.name
    return name, parameter.location


def _listed(value: JSON, at: Pointer) -> Iterator[tuple[JSON, Pointer]]:
    if isinstance(value, list):
        yield from ((one, at / index) for index, one in enumerate(value))


def _mapping(value: JSON) -> Mapping[str, JSON]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: JSON) -> Iterator[Mapping[str, JSON]]:
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, Mapping))


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else ""
