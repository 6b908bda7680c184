"""From an answer to the reply class that is returned, or the error that is raised."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import httpx
from pydantic import ValidationError

from handfast.emit.client_python.shipped.declare import Content, Header, Operation, Reply, Success
from handfast.emit.client_python.shipped.errors import ApiError
from handfast.emit.client_python.shipped.items import whole
from handfast.emit.client_python.shipped.media import essence, is_json, is_sequence, matching
from handfast.emit.client_python.shipped.streams import Fail
from handfast.emit.client_python.shipped.values import read_as, read_json, validated

Open = Callable[[Content, str, httpx.Response, Fail], Any]
"""Makes the stream of a content of a media type, of which nothing has been read."""

_LOWEST_ERROR = 400


def reply_of(
    operation: Operation[Success], answer: httpx.Response, error: type[ApiError], open_stream: Open | None = None
) -> Success:
    """The success that an answer is, in the class of its status. The answer has been read, unless it `is_streamed`.

    Raises:
        ApiError: it is no success: in the class of its status where the contract declares it, else in `error`.
    """
    call = f"{operation.method} {operation.path}"
    declared = _declared(operation, answer.status_code)
    if declared is None and answer.is_success and not any(one.success for one in operation.replies):
        return cast("Success", None)  # the contract names no success, so there is nothing to return
    if declared is None:
        raise error(call, answer, _plain(answer), "which the contract does not declare")

    def fail(index: int, item: Any, broken: ValueError) -> ApiError:
        return error(call, answer, _plain_item(item), f"of which item {index} {_said(broken)}")

    try:
        fields = {header.field: _header(header, answer) for header in declared.headers}
        body = _body(declared, answer, open_stream, fail)
    except ValueError as broken:
        raise error(call, answer, _plain(answer), f"which {_said(broken)}") from broken
    if declared.success is None or _is_error(declared, answer):
        raised = declared.error or error
        raise raised(call, answer, body, "", fields)
    if not declared.status.isdigit():
        fields["status"] = answer.status_code
    success: Success = declared.success(body=body, **fields)
    return success


def is_streamed(operation: Operation[Any], answer: httpx.Response) -> bool:
    """Whether an answer is a success that is read as it arrives."""
    declared = _declared(operation, answer.status_code)
    if declared is None or _is_error(declared, answer):
        return False
    content = _content(declared, answer)
    return content is not None and content.is_stream


def _declared(operation: Operation[Any], status: int) -> Reply | None:
    """The response for a status: its own, then its range, then `default` (OpenAPI 3.2 §4.16)."""
    for wanted in (str(status), f"{status // 100}XX", "default"):
        for reply in operation.replies:
            if reply.status == wanted:
                return reply
    return None


def _is_error(declared: Reply, answer: httpx.Response) -> bool:
    return declared.success is None or (declared.error is not None and answer.status_code >= _LOWEST_ERROR)


def _content(declared: Reply, answer: httpx.Response) -> Content | None:
    """The declared content that an answer is; None where nothing is declared, or something else."""
    sent = answer.headers.get("content-type")
    return matching(declared.content, sent) if sent else next(iter(declared.content), None)


def _body(declared: Reply, answer: httpx.Response, open_stream: Open | None, fail: Fail) -> Any:
    if not declared.content:
        return None
    content = _content(declared, answer)
    sent = answer.headers.get("content-type", "")
    if content is None:
        raise ValueError(f"its media type is {essence(sent)}")
    media_type = sent or content.media_type
    if content.is_stream and open_stream is not None and not _is_error(declared, answer):
        return open_stream(content, media_type, answer, fail)
    return _decoded(content, media_type, answer)


def _decoded(content: Content, media_type: str, answer: httpx.Response) -> Any:
    if content.type is bytes:
        return answer.content
    if content.is_stream and is_sequence(media_type):
        return whole(content, media_type, answer.content)
    if is_json(media_type) or content.type is not str:
        return read_as(content.type, answer.content)
    return answer.text


def _header(header: Header, answer: httpx.Response) -> Any:
    """The value of a declared header. An optional one that is absent, or not what is declared, is None."""
    text = answer.headers.get(header.name)
    if text is None and header.required:
        raise ValueError(f"the header {header.name} is missing")
    value = [one.strip() for one in text.split(",")] if text is not None and header.is_list else text
    try:
        return None if value is None else validated(header.type, value)
    except ValidationError:
        if header.required:
            raise
        return None


def _plain(answer: httpx.Response) -> Any:
    """A body of which nothing is declared: the JSON value when it says that it is one, else the bytes.

    None for one that has not been read.
    """
    if not answer.is_closed:
        return None
    if is_json(answer.headers.get("content-type", "")):
        return _plain_item(answer.content)
    return answer.content


def _plain_item(item: Any) -> Any:
    try:
        return read_json(item) if isinstance(item, bytes) else item
    except ValueError:
        return item


def _said(broken: ValueError) -> str:
    """Why a value is not what is declared, without the value."""
    reason = str(broken)
    if isinstance(broken, ValidationError):
        first = broken.errors(include_url=False, include_context=False, include_input=False)[0]
        reason = f"{'/'.join(str(part) for part in first['loc']) or 'the body'}: {first['msg']}"
    return f"is not what the contract declares: {reason}"
