"""From an answer to the reply class that is returned, or the error that is raised."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, cast

import httpx
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from handfast.emit.client_python.shipped.declare import Content, Header, Operation, Reply, Success
from handfast.emit.client_python.shipped.errors import ApiError
from handfast.emit.client_python.shipped.media import SEQUENCES, essence, is_json, matching

_LOWEST_ERROR = 400


def reply_of(operation: Operation[Success], answer: httpx.Response, error: type[ApiError]) -> Success:
    """The success that an answer is, in the class of its status. The answer has been read.

    Raises:
        ApiError: it is no success: in the class of its status where the contract declares it, else in `error`.
    """
    call = f"{operation.method} {operation.path}"
    declared = _declared(operation, answer.status_code)
    if declared is None and answer.is_success and not any(one.success for one in operation.replies):
        return cast("Success", None)  # the contract names no success, so there is nothing to return
    if declared is None:
        raise error(call, answer, _plain(answer), "which the contract does not declare")
    try:
        body = _body(declared, answer)
        fields = {header.field: _header(header, answer) for header in declared.headers}
    except ValueError as broken:
        reason = f"which is not what the contract declares: {_reason(broken)}"
        raise error(call, answer, _plain(answer), reason) from broken
    if declared.success is None or (declared.error and answer.status_code >= _LOWEST_ERROR):
        raised = declared.error or error
        raise raised(call, answer, body, "", fields)
    if not declared.status.isdigit():
        fields["status"] = answer.status_code
    success: Success = declared.success(body=body, **fields)
    return success


def _declared(operation: Operation[Any], status: int) -> Reply | None:
    """The response for a status: its own, then its range, then `default` (OpenAPI 3.2 §4.16)."""
    for wanted in (str(status), f"{status // 100}XX", "default"):
        for reply in operation.replies:
            if reply.status == wanted:
                return reply
    return None


def _body(declared: Reply, answer: httpx.Response) -> Any:
    if not declared.content:
        return None
    sent = answer.headers.get("content-type")
    content = matching(declared.content, sent) if sent else declared.content[0]
    if content is None:
        raise ValueError(f"its media type is {essence(sent or '')}")
    return _decoded(content, sent or content.media_type, answer)


def _decoded(content: Content, media_type: str, answer: httpx.Response) -> Any:
    kind = essence(media_type)
    if content.type is bytes:
        return answer.content
    if kind == "text/event-stream":
        return _validated(content.type, [*_events(answer.text)])
    if kind in SEQUENCES or kind == "application/json-seq":
        lines = answer.content.replace(b"\x1e", b"\n").splitlines()
        return _validated(content.type, [from_json(line) for line in lines if line.strip()])
    if is_json(kind) or content.type is not str:
        return adapter_of(content.type).validate_json(answer.content, by_alias=True, by_name=False)
    return answer.text


def _events(text: str) -> Iterator[dict[str, Any]]:
    """The events of a stream, each with the fields it names (WHATWG HTML §9.2.6)."""
    for block in text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n\n"):
        fields: dict[str, Any] = {}
        for line in block.split("\n"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name in ("event", "id"):
                fields[name] = value
            elif name == "retry" and value.isdecimal():
                fields[name] = int(value)
            elif name == "data":
                fields[name] = f"{fields[name]}\n{value}" if name in fields else value
        if "data" in fields:
            yield fields


def _header(header: Header, answer: httpx.Response) -> Any:
    """The value of a declared header. An optional one that is absent, or not what is declared, is None."""
    text = answer.headers.get(header.name)
    if text is None and header.required:
        raise ValueError(f"the header {header.name} is missing")
    value = [one.strip() for one in text.split(",")] if text is not None and header.is_list else text
    try:
        return None if value is None else _validated(header.type, value)
    except ValidationError:
        if header.required:
            raise
        return None


def _validated(kind: Any, value: Any) -> Any:
    return adapter_of(kind).validate_python(value, by_alias=True, by_name=False)


@cache
def adapter_of(kind: Any) -> TypeAdapter[Any]:
    """The adapter of a type, built when it is first asked for."""
    return TypeAdapter(kind)


def _plain(answer: httpx.Response) -> Any:
    """A body of which nothing is declared: the JSON value when it says that it is one, else the bytes."""
    if is_json(answer.headers.get("content-type", "")):
        try:
            return from_json(answer.content)
        except ValueError:
            return answer.content
    return answer.content


def _reason(broken: ValueError) -> str:
    """Why a value is not what is declared, without the value."""
    if isinstance(broken, ValidationError):
        first = broken.errors(include_url=False, include_context=False, include_input=False)[0]
        return f"{'/'.join(str(part) for part in first['loc']) or 'the body'}: {first['msg']}"
    return str(broken)
