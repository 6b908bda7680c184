"""A request as a command line that sends it again."""

from __future__ import annotations

import re
import shlex

from handfast.fuzz.again import LEFT_OUT
from handfast.fuzz.result import Request

_LONGEST = 600
FILTERED = "[Filtered]"


def curl(request: Request) -> str:
    """A curl line for a shell. A secret that the log does not hold is named as a variable of the environment.

    Bytes that a shell can't hold are written with `$'...'`; a very long body is cut, and says so.
    """
    words = ["curl"]
    if request.method != "GET" or request.body:
        words += ["-X", request.method]
    for name, value in request.headers.items():
        if name.lower() not in LEFT_OUT:
            words += ["-H", _header(name, value)]
    if request.body:
        words += ["--data-binary", _quoted(request.body)]
    return " ".join([*words, f'"$URL"{_quoted(request.target.encode())}'])


def _header(name: str, value: str) -> str:
    if FILTERED not in value:
        return _quoted(f"{name}: {value}".encode())
    variable = variable_of(name)
    return f'{shlex.quote(name + ": ")}"${variable}"'


def variable_of(name: str) -> str:
    """The variable of the environment that stands for a header's value."""
    return re.sub(r"\W", "_", name.upper())


def secrets(request: Request) -> tuple[str, ...]:
    """The headers whose values the log does not hold."""
    left = ((name, value) for name, value in request.headers.items() if name.lower() not in LEFT_OUT)
    return tuple(name for name, value in left if FILTERED in value)


def _quoted(content: bytes) -> str:
    cut = content[:_LONGEST]
    try:
        text = cut.decode()
    except UnicodeDecodeError:
        text = ""
    if text and text.isprintable():
        quoted = shlex.quote(text)
    else:
        quoted = "$'" + "".join(_escaped(byte) for byte in cut) + "'" if cut else "''"
    return quoted if len(content) <= _LONGEST else f"{quoted}`# and {len(content) - _LONGEST} more bytes`"


def _escaped(byte: int) -> str:
    character = chr(byte)
    is_plain = character.isascii() and (character.isalnum() or character in ' {}[]":,.-_/=')
    return character if is_plain else f"\\x{byte:02x}"
