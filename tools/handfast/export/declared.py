"""A generated route as an operation object: the contract's own words where the live route is what they say."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from handfast.export.fragments import JSON, UNDECLARABLE, Fragment, Fragments, Written, parameter_key
from handfast.export.pristine import Pristine
from handfast.runtime.declare import Content, Header, Operation, Parameter, Response

_DEFAULT_STYLES = {"query": "form", "cookie": "form"}


@dataclass(frozen=True, slots=True)
class Declared:
    """One generated route beside the contract's fragment and the operation as it was generated."""

    live: Operation
    said: Fragment
    fragments: Fragments
    pristine: Pristine

    def node(self) -> dict[str, JSON]:
        """The operation object. `parameters` is there, path-level ones included, only where they differ."""
        node = {key: value for key, value in self.said.node.items() if key not in {"parameters", "requestBody"}}
        node.update(self._parameters())
        node.update(self._body())
        replies = dict(self._replies())
        if replies != {status: reply.node for status, reply in self.said.replies.items()}:
            node["responses"] = replies
        node.update(self._metadata())
        live = requirements(self.live)
        names = {name for one in live for name, _ in one}
        if live != self._said_requirements(names):
            node["security"] = [{name: sorted(scopes) for name, scopes in one} for one in live]
        return {key: node[key] for key in (*self.said.node, *node) if key in node}

    def _said_requirements(self, live: Collection[str]) -> list[frozenset[tuple[str, frozenset[str]]]]:
        """What the contract asks of a caller; `live` are the names that the run-time has for schemes."""
        listed = self.said.security if isinstance(self.said.security, list) else []
        return [
            frozenset((self.fragments.scheme(name, live), frozenset(scopes or ())) for name, scopes in one.items())
            for one in listed
        ]

    def _metadata(self) -> Iterator[tuple[str, JSON]]:
        generated = self.pristine.operation(self.live)
        said = self.said.node.get("operationId")
        if self.live.id != (said or (generated or self.live).id):
            yield "operationId", self.live.id
        if bool(self.said.node.get("deprecated")) != self.live.deprecated:
            yield "deprecated", self.live.deprecated

    def _parameters(self) -> Iterator[tuple[str, JSON]]:
        generated = self.pristine.operation(self.live)
        keys = {_key(one): one.schema for one in generated.parameters} if generated else {}
        live = {_key(parameter): parameter for parameter in self.live.parameters}
        found: list[JSON] = []
        for key, said in self.said.parameters.items():
            parameter = live.pop(key, None)
            if _is_undeclarable(said.value):
                found.append(said.node)
            elif parameter:
                is_generated = keys.get(key, parameter.schema) == parameter.schema
                is_said = is_generated and is_parameter(parameter, said.value)
                found.append(said.node if is_said else self._parameter(parameter, said if is_generated else None))
        found.extend(self._parameter(parameter, None) for parameter in live.values())
        if found != [said.node for said in self.said.parameters.values()]:
            yield "parameters", found
        elif "parameters" in self.said.node:
            yield "parameters", self.said.node["parameters"]

    def _parameter(self, live: Parameter, said: Written | None) -> JSON:
        """A parameter as the run-time decodes it."""
        place = {"name": live.name, "in": live.location, "required": live.required}
        schema = said.value.get("schema") if said else None
        schema = self.fragments.schema(live.schema) if schema is None else schema
        if live.media_type:
            return {**place, "content": {live.media_type: {"schema": schema}}}
        return {**place, "style": live.style, "explode": live.explode, "schema": schema}

    def _body(self) -> Iterator[tuple[str, JSON]]:
        live, said = self.live.body, self.said.body
        if live is None:
            if said is not None and not said.value.get("content"):
                yield "requestBody", said.node
            return
        generated = self.pristine.operation(self.live)
        content = self._content(live.content, said, generated.body.content if generated and generated.body else ())
        said_value = said.value if said else {}
        if said and content == said_value.get("content") and bool(said_value.get("required")) == live.required:
            yield "requestBody", said.node
        else:
            yield "requestBody", {**said_value, "required": live.required, "content": content}

    def _content(self, live: Iterable[Content], said: Written | None, generated: Iterable[Content]) -> dict[str, JSON]:
        """A content map; each media type in the contract's own words where its schema is the generated one."""
        written = (said.value.get("content") or {}) if said else {}
        keys = {content.media_type: (content.schema, content.item_schema) for content in generated}
        found = {}
        for content in live:
            own = (content.schema, content.item_schema)
            if content.media_type in written and keys.get(content.media_type, own) == own:
                found[content.media_type] = written[content.media_type]
            else:
                found[content.media_type] = {"schema": self.fragments.schema(content.schema)}
        return {name: found[name] for name in (*written, *found) if name in found}

    def _replies(self) -> Iterator[tuple[str, JSON]]:
        generated = self.pristine.operation(self.live)
        originals = {response.status: response for response in generated.responses} if generated else {}
        live = {response.status: response for response in self.live.responses}
        for status in (*self.said.replies, *(status for status in live if status not in self.said.replies)):
            if status in live:
                response = live[status]
                yield sent_status(response), self._reply(response, originals.get(status))

    def _reply(self, live: Response, generated: Response | None) -> JSON:
        said = self.said.replies.get(live.status)
        said_value: Mapping[str, JSON] = said.value if said else {"description": ""}
        content = self._content(live.content, said, generated.content if generated else ())
        headers = self._headers(live.headers, said_value.get("headers") or {}, generated)
        if said and content == (said_value.get("content") or {}) and headers == (said_value.get("headers") or {}):
            return said.node
        rest = {key: value for key, value in said_value.items() if key not in {"content", "headers"}}
        return {**rest, **({"headers": headers} if headers else {}), **({"content": content} if content else {})}

    def _headers(
        self, live: Iterable[Header], written: Mapping[str, JSON], generated: Response | None
    ) -> dict[str, JSON]:
        """A map of headers, whose names ignore case; `Content-Type` is not for a document to declare."""
        names = {name.lower(): name for name in written}
        keys = {header.name.lower(): header.schema for header in generated.headers} if generated else {}
        found = {names[name]: written[names[name]] for name in names if name in UNDECLARABLE}
        for header in live:
            name = names.get(header.name.lower(), header.name)
            said = self.fragments.read(written.get(name)).value
            is_said = bool(said.get("required")) == header.required and bool(said.get("explode")) == header.explode
            if name in written and is_said and keys.get(name.lower(), header.schema) == header.schema:
                found[name] = written[name]
            else:
                found[name] = {"required": header.required, "schema": self.fragments.schema(header.schema)}
        return {name: found[name] for name in (*written, *found) if name in found}


def requirements(operation: Operation) -> list[frozenset[tuple[str, frozenset[str]]]]:
    """What a generated route asks of a caller: a choice of sets of schemes with their scopes."""
    return [frozenset((use.scheme.name, frozenset(use.scopes)) for use in one) for one in operation.security]


def sent_status(response: Response) -> str:
    """The status that a reply is sent with, which is its class's own where it has one."""
    own = vars(response.reply).get("status")
    return str(own) if isinstance(own, int) else response.status


def _key(parameter: Parameter) -> Hashable:
    return parameter_key({"in": parameter.location, "name": parameter.name})


def _is_undeclarable(said: Mapping[str, JSON]) -> bool:
    return said.get("in") == "header" and str(said.get("name")).lower() in UNDECLARABLE


def is_parameter(live: Parameter, said: Mapping[str, JSON]) -> bool:
    """Whether the run-time decodes a parameter the way the contract says (OpenAPI 3.1 §4.8.12.2)."""
    content = said.get("content")
    if live.required != bool(said.get("required")) and live.location != "path":
        return False
    if live.media_type or content:
        return live.media_type in (content or {})
    style = said.get("style", _DEFAULT_STYLES.get(live.location, "simple"))
    explode = said.get("explode", style in ("form", "cookie"))
    flags = (bool(said.get("allowReserved")), bool(said.get("allowEmptyValue")))
    return (live.style, live.explode, live.allow_reserved, live.allow_empty_value) == (style, explode, *flags)
