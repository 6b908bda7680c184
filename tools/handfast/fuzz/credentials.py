"""How a caller gets in: the headers that every request of a run carries."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from handfast.contract.model import Body, Contract
from handfast.diagnostics import Diagnostic, Refused, Severity, unescape

_PATIENCE: Final = 60.0
_FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Login:
    """One request to the app's own operation, by its operationId, on the way in.

    `body` is sent as the operation declares its body. `token` is a JSON pointer into the answer; what stands there goes
    into `header` in the place of `{token}`. A step without `token` prepares: that it was done before (409) is fine.
    """

    operation: str
    body: Any = None
    token: str = ""
    header: str = "Authorization: Bearer {token}"


@dataclass(frozen=True, slots=True)
class WayIn:
    """A command that prints headers, each `Name: value` on a line, or requests to the app's own operations."""

    command: str = ""
    login: tuple[Login, ...] = field(default_factory=tuple)


def headers(way: WayIn, contract: Contract, root: Path, environment: Mapping[str, str], url: str) -> tuple[str, ...]:
    """The headers that let a caller in at `url`; the command runs in `root` and finds the address in `HANDFAST_URL`.

    Raises:
        Refused: the command or a login fails, or gives no header.
    """
    found = _printed(way.command, root, {**os.environ, **environment, "HANDFAST_URL": url}) if way.command else ()
    if not way.login:
        return found
    with httpx.Client(base_url=url, timeout=_PATIENCE, trust_env=False) as client:
        return (*found, *(header for step in way.login for header in _logged_in(step, contract, client)))


def _printed(command: str, root: Path, environment: Mapping[str, str]) -> tuple[str, ...]:
    try:
        ended = subprocess.run(  # noqa: S603 - the project's own command, from its own configuration
            shlex.split(command), cwd=root, env=environment, capture_output=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise _refusal(f"`{command}` gives no credentials: {error}", _BY_HAND) from error
    found = tuple(line.strip() for line in ended.stdout.decode(errors="replace").splitlines() if line.strip())
    if ended.returncode or not found or not all(":" in header for header in found):
        last = "".join(ended.stderr.decode(errors="replace").strip().splitlines()[-1:])
        reason = last or (f"it ended with {ended.returncode}" if ended.returncode else "it must print `Name: value`")
        raise _refusal(f"`{command}` gives no credentials: {reason}", _BY_HAND)
    return found


_BY_HAND: Final = "run the command by hand, with HANDFAST_URL set to the app's address"


def _logged_in(step: Login, contract: Contract, client: httpx.Client) -> Sequence[str]:
    operation = next((one for one in contract.operations if one.operation_id == step.operation), None)
    if operation is None:
        raise _refusal(f"there is no operation `{step.operation}` to log in with", "name it by its operationId")
    sent = _sent(step.body, operation.body)
    try:
        answer = client.request(operation.method, operation.path, **sent)
    except httpx.HTTPError as error:
        raise _refusal(f"`{step.operation}` does not answer: {error}", "see what the app says") from error
    was_done = not step.token and answer.status_code == httpx.codes.CONFLICT
    if not answer.is_success and not was_done:
        what = f"`{step.operation}` answers {answer.status_code}: {answer.text[:200]}"
        raise _refusal(what, "correct what [[tool.handfast.fuzz.login]] sends")
    if not step.token:
        return ()
    return (step.header.replace("{token}", _token(step, answer)),)


def _sent(body: Any, declared: Body | None) -> dict[str, Any]:
    if body is None:
        return {}
    media = {one.name for one in declared.content} if declared else set()
    return {"data": body} if _FORM in media and isinstance(body, dict) else {"json": body}


def _token(step: Login, answer: httpx.Response) -> str:
    """The text at the pointer `step.token` of an answer."""
    try:
        value = answer.json()
        for token in step.token.split("/")[1:]:
            value = value[int(token)] if isinstance(value, list) else value[unescape(token)]
    except (ValueError, KeyError, TypeError, IndexError):
        value = None
    if not isinstance(value, str) or not value or not value.isprintable():
        raise _refusal(f"the answer of `{step.operation}` has no text at `{step.token}`", "point at the token")
    return value


def _refusal(message: str, help_: str) -> Refused:
    return Refused(Diagnostic("FUZZ002", Severity.ERROR, " ".join(message.split()), help=help_))
