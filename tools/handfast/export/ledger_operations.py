"""What becomes of everything that an operation declares, by what its live route holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, get_args, get_origin, get_type_hints

from handfast.export.declared import is_parameter
from handfast.export.enforcement import Enforcer, Row, elsewhere, enforced, never, replaced
from handfast.export.fragments import UNDECLARABLE, Fragments, parameter_key
from handfast.export.ledger_schemas import SchemaRows
from handfast.export.spots import Spot, Spots
from handfast.runtime import media
from handfast.runtime.contents import Chosen
from handfast.runtime.declare import Content, Operation, Response
from handfast.runtime.judge import Judge, Violation
from handfast.runtime.operation import CompiledOperation
from handfast.runtime.problems import Invalid, NotAcceptable, Problem, TooLarge, Unauthorized, UnsupportedMedia
from handfast.runtime.settings import CHECK_REPLIES, check_replies
from handfast.runtime.sizes import Sizes

_WORDING: Final = ("style", "explode", "required", "allowReserved", "allowEmptyValue")
_OBVIOUS: Final = {"*/*": "json", "application/*": "json", "text/*": "text"}
_UNREAD: Final = ("prefixEncoding", "itemEncoding")
_STYLED: Final = frozenset({"style", "explode", "allowReserved"})
_STREAMED: Final = frozenset({"lines", "records", "events"})


@dataclass(slots=True)
class OperationRows:
    """The rows of operations of one contract. Schemas that they share are walked once for each way they are judged."""

    spots: Spots
    fragments: Fragments
    _schemas: dict[tuple[int, str, str], SchemaRows] = field(default_factory=dict)

    def rows(self, compiled: CompiledOperation, *, is_guarded: bool) -> Iterator[Row]:
        """The rows of one live operation."""
        operation = compiled.operation
        spot = self.spots.at(operation.pointer)
        yield enforced(operation.pointer, "operation", Enforcer.ROUTER)
        yield from self._parameters(spot, operation, compiled.judge)
        yield from self._body(spot, compiled)
        yield from self._replies(spot, compiled)
        yield from self._security(spot, operation, is_guarded=is_guarded)
        yield from _surroundings(spot)
        yield from _undeclared_answers(compiled)

    # --- requests -----------------------------------------------------------------------------------------------------

    def _parameters(self, spot: Spot, operation: Operation, judge: Judge) -> Iterator[Row]:
        live = {parameter_key({"in": one.location, "name": one.name}): one for one in operation.parameters}
        for _, written in (*(self._item(spot) / "parameters").members(), *(spot / "parameters").members()):
            said = self.spots.read(written)
            if not isinstance(said.value, Mapping):
                continue
            parameter = live.get(parameter_key(said.value))
            if said.value.get("in") == "header" and str(said.value.get("name")).lower() in UNDECLARABLE:
                why = "OpenAPI tells readers to ignore a parameter of this name (3.1 §4.8.12.1)"
                yield elsewhere(said.key, "parameter", why)
            elif parameter is not None and is_parameter(parameter, said.value):
                yield enforced(said.key, "parameter", Enforcer.PARAMETERS)
                words = [word for word in _WORDING if word in said and said.value[word] is not False]
                yield from (enforced((said / word).key, word, Enforcer.PARAMETERS) for word in words)
                for _, content in (said / "content").members():
                    yield enforced(content.key, "media type", Enforcer.PARAMETERS)
                if parameter.schema is not None:
                    yield from self._judged(judge, "request").rows(parameter.schema)

    def _item(self, spot: Spot) -> Spot:
        """The path item that an operation stands in."""
        depth = 2 if spot.parts[-2:-1] == ("additionalOperations",) else 1
        return self.spots.at(Spot(None, spot.parts[:-depth]).key)

    def _body(self, spot: Spot, compiled: CompiledOperation) -> Iterator[Row]:
        live = compiled.operation.body
        said = self.spots.read(spot / "requestBody")
        if live is None or not isinstance(said.value, Mapping):
            return
        yield enforced(said.key, "request body", Enforcer.BODY)
        if live.required:
            yield enforced((said / "required").key, "required", Enforcer.BODY)
        kinds = compiled.body_kinds
        for content in live.content:
            written = self.spots.read(said / "content" / content.media_type)
            found = kinds.get(content.media_type, frozenset())
            if not found:
                yield never(written.key, "media type", "is no media type that can be read; a request with it is a 415")
                continue
            yield enforced(written.key, "media type", Enforcer.BODY)
            yield from self._body_schema(written, content, found, compiled.judge)
            yield from self._encoding(written, content, found, compiled.judge)

    def _body_schema(self, written: Spot, content: Content, kinds: frozenset[str], judge: Judge) -> Iterator[Row]:
        key = content.schema
        if kinds & _STREAMED:
            key = content.item_schema or content.schema
            if content.item_schema is not None and "schema" in written:
                yield never((written / "schema").key, "schema", _ITEMS, "request")
        elif content.item_schema is not None and content.item_schema != key:
            yield never((written / "itemSchema").key, "itemSchema", "this media type is no sequence", "request")
        if key is None:
            return
        if kinds == {"bytes"}:
            yield from self._bytes(written / "schema", key, judge)
            return
        if "bytes" in kinds:
            why = "what is neither JSON nor another kind that can be read comes to the handler as bytes, unjudged"
            yield never((written / "schema").key, "schema", why, "request")
        yield from self._judged(judge, "request").rows(key)

    def _bytes(self, at: Spot, key: str, judge: Judge) -> Iterator[Row]:
        """The schema of a body that the handler gets as it arrives: only its size is held to."""
        sizes = Sizes.of(judge, judge.schema(key))
        spot = self.spots.at(key)
        held = {"minLength": sizes.least, "maxLength": sizes.most}
        for word in (word for word in held if word in spot and (spot / word).value == held[word]):
            yield enforced((spot / word).key, word, Enforcer.BODY, "request")
        if any(word not in {*held, "type", "description", "title"} for word in spot.value or ()):
            why = "the handler gets the bytes as they arrive; nothing but their number is decided"
            yield never(at.key, "schema", why, "request")

    def _encoding(self, written: Spot, content: Content, kinds: frozenset[str], judge: Judge) -> Iterator[Row]:
        for word in (word for word in _UNREAD if word in written):
            yield never((written / word).key, word, "parts are read by their names")
        for name, one in (written / "encoding").members():
            live = content.encoding.get(name)
            if not kinds & {"form", "multipart"} or live is None:
                yield never(one.key, "encoding", "this media type has no fields" if live else "is not read")
                continue
            is_styled = not _STYLED.isdisjoint(live)
            for word in (word for word in live if word != "headers"):
                spot = one / word
                if word == "contentType" and is_styled:
                    yield elsewhere(spot.key, word, "says nothing beside `style` (OpenAPI 3.2 §4.15.1.2)")
                else:
                    yield enforced(spot.key, word, Enforcer.BODY)
            yield from self._part_headers(one, content, name, kinds, judge)

    def _part_headers(
        self, one: Spot, content: Content, name: str, kinds: frozenset[str], judge: Judge
    ) -> Iterator[Row]:
        live = {header.name.lower(): header for header in content.part_headers.get(name, ())}
        for title, written in (one / "headers").members():
            header = live.get(title.lower())
            if title.lower() == "content-type" or "multipart" not in kinds:
                yield elsewhere(written.key, "part header", "says nothing here (OpenAPI 3.2 §4.15.1)")
            elif header is None:
                yield never(written.key, "part header", "nothing reads it")
            else:
                yield enforced(written.key, "part header", Enforcer.BODY)
                if header.schema is not None:
                    yield from self._judged(judge, "request").rows(header.schema)

    # --- replies ------------------------------------------------------------------------------------------------------

    def _replies(self, spot: Spot, compiled: CompiledOperation) -> Iterator[Row]:
        lost = _unchecked(compiled.check_replies)
        for response in compiled.operation.responses:
            said = self.spots.read(self._reply(spot, response.status))
            if not isinstance(said.value, Mapping):
                continue
            yield enforced(said.key, "reply", Enforcer.REPLIES)
            yield from self._reply_headers(said, response, compiled.judge, lost)
            for content in response.content:
                written = self.spots.read(said / "content" / content.media_type)
                yield enforced(written.key, "media type", Enforcer.REPLIES)
                yield from self._reply_schema(written, content, response, compiled.judge, lost)
            for _, link in (said / "links").members():
                yield elsewhere(self.spots.read(link).key, "link", "tells clients what they may ask next")

    def _reply(self, spot: Spot, status: str) -> Spot:
        """The place of a reply, however the document spells its status."""
        found = (one for name, one in (spot / "responses").members() if name.upper() == status.upper())
        return next(found, Spot(None))

    def _reply_headers(self, said: Spot, response: Response, judge: Judge, lost: str) -> Iterator[Row]:
        live = {header.name.lower(): header for header in response.headers}
        for name, written in (said / "headers").members():
            spot = self.spots.read(written)
            header = live.get(name.lower())
            if header is None or name.lower() == "content-type":
                yield elsewhere(spot.key, "reply header", "the media type says it (OpenAPI 3.2 §4.16.1)")
                continue
            yield enforced(spot.key, "reply header", Enforcer.REPLIES)
            if header.required:
                yield enforced((spot / "required").key, "required", Enforcer.REPLIES)
            if header.schema is not None:
                yield from self._judged(judge, "reply", lost).rows(header.schema)

    def _reply_schema(
        self, written: Spot, content: Content, response: Response, judge: Judge, lost: str
    ) -> Iterator[Row]:
        parsed = media.parse(content.media_type)
        kind = "bytes" if parsed is None else _OBVIOUS.get(parsed.name) or Chosen.of(None, parsed, parsed.name).kind
        if kind == "items":
            key = content.item_schema or content.schema
            if content.item_schema is not None and "schema" in written:
                yield never((written / "schema").key, "schema", _ITEMS, "reply")
        else:
            key = content.schema
            if content.item_schema is not None and content.item_schema != key:
                yield never((written / "itemSchema").key, "itemSchema", "this media type is no sequence", "reply")
        if key is None:
            return
        why = _unjudged(kind, key, response, judge)
        if why:
            yield never((written / "schema").key, "schema", why, "reply")
        else:
            yield from self._judged(judge, "reply", lost).rows(key)

    # --- the rest -----------------------------------------------------------------------------------------------------

    def _security(self, spot: Spot, operation: Operation, *, is_guarded: bool) -> Iterator[Row]:
        live = {use.scheme.name: use for requirement in operation.security for use in requirement}
        where = spot if "security" in spot else self.spots.root
        for _, choice in (where / "security").members():
            for name, scheme in choice.members():
                use = live.get(self.fragments.scheme(name, live))
                if use is None:
                    continue
                scopes = [(scope.key, "scope") for _, scope in scheme.members() if scope.value in use.scopes]
                for at, construct in ((scheme.key, "security scheme"), *scopes):
                    yield enforced(at, construct, Enforcer.SECURITY) if is_guarded else replaced(_OPEN, at, construct)

    def _judged(self, judge: Judge, direction: str, lost: str = "") -> SchemaRows:
        key = (id(judge), direction, lost)
        if key not in self._schemas:
            side = "request" if direction == "request" else "reply"
            self._schemas[key] = SchemaRows(self.spots, judge, side, lost)  # type: ignore[arg-type]
        return self._schemas[key]


_OPEN: Final = "`dependency_overrides` puts something else in the place of the security class"
_ITEMS: Final = "each item is judged by `itemSchema`, the whole is not"


def _unjudged(kind: str, key: str, response: Response, judge: Judge) -> str:
    """Why a body of a reply is not judged; empty where it is."""
    if kind == "bytes":
        return "bytes are sent as the handler gives them"
    if kind == "text" and "string" not in judge.shape(judge.schema(key)).kinds:
        return "text is judged where the schema takes a string"
    hint = get_type_hints(response.reply).get("body")
    if kind == "xml" and (hint is str or (get_origin(hint) is not None and str in get_args(hint))):
        return "a document that the handler writes itself is sent as it is"
    return ""


def _unchecked(share: float) -> str:
    """Why not every reply is judged; empty where each is."""
    if share >= 1:
        return ""
    said = "no reply is" if not share else f"only a share of {share:g} of the replies is"
    is_set = check_replies(None) == share
    return f"{said} judged: {CHECK_REPLIES} says so" if is_set else f"{said} judged: the app says `check_replies`"


def _surroundings(spot: Spot) -> Iterator[Row]:
    for name, one in (spot / "callbacks").members():
        yield elsewhere(one.key, "callback", f"the app itself sends `{name}`; nothing generated does")
    for _, server in (spot / "servers").members():
        yield elsewhere(server.key, "server", _SERVER)


_SERVER: Final = "where the app is reachable is decided by who deploys it"
_EXAMPLE: Final = Violation("query", "name", "", "", "is required")


def servers(spot: Spot) -> Iterator[Row]:
    """The rows of the servers of a document or path item."""
    yield from (elsewhere(server.key, "server", _SERVER) for _, server in (spot / "servers").members())


def _undeclared_answers(compiled: CompiledOperation) -> Iterator[Row]:
    """The 4xx that the run-time can answer with and that the operation has no way to say (docs: decision 5)."""
    operation = compiled.operation
    possible: list[Problem] = []
    if operation.parameters or operation.body:
        possible.append(Invalid(violations=(_EXAMPLE,)))
    if compiled.gate.asks:
        possible.append(Unauthorized())
    if operation.body:
        possible += [UnsupportedMedia(), TooLarge()]
    if compiled.replies.are_negotiated:
        possible.append(NotAcceptable())
    bare = {response.status for response in operation.responses if not response.content}  # the status says enough
    for problem in possible:
        if bare.isdisjoint(problem.statuses) and compiled.answers.declared(problem, operation.path) is None:
            why = "the operation declares no reply that can say so; it is a problem document (RFC 9457) all the same"
            yield never(operation.pointer, f"answer {problem.status}", why)
