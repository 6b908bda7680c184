"""Python source text: docstrings and comments that no text can break out of. Layout is the formatter's."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping

from handfast.emit.types import literal

WIDTH = 120
INDENT = "    "


def call(constructor: str, /, *positional: str, **arguments: str | bool | None) -> str:
    """A call with keyword arguments; those that say nothing (None, False, empty) are left to their defaults."""
    given = [f"{key}={value}" for key, value in arguments.items() if value]
    return f"{constructor}({', '.join([*positional, *given])})"


def sequence(items: Iterable[str]) -> str:
    """A tuple display."""
    listed = list(items)
    return f"({listed[0]},)" if len(listed) == 1 else f"({', '.join(listed)})"


def value_text(value: object) -> str:
    """A JSON value as a Python expression."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{literal(str(key))}: {value_text(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(value_text(one) for one in value) + "]"
    return literal(value)


def signature(name: str, keywords: Iterable[tuple[str, str]], returns: str) -> str:
    """`async def name(self, *, a: int) -> X:`, one level deep."""
    arguments = [f"{key}: {kind}" for key, kind in keywords]
    inside = ", ".join(["self", *(["*", *arguments] if arguments else [])])
    return f"{INDENT}async def {name}({inside}) -> {returns}:"


def docstring(first: str, rest: str = "", indent: int = 0) -> str:
    """A docstring: one line, and the rest below it. Whatever the text holds, it ends where the quotes end."""
    pad = INDENT * indent
    width = WIDTH - len(pad)
    head, *tail = textwrap.wrap(escaped(_one_line(first)), width - 8, break_long_words=False) or [""]
    body = list(_lines(rest, width)) if rest.strip() else []
    if not tail and not body:
        return f'{pad}"""{_closed(head)}"""'
    lines = [f'"""{head}', *tail, *(["", *body] if body else []), '"""']
    return "\n".join(f"{pad}{line}" if line else "" for line in lines)


def escaped(text: str) -> str:
    """Text that stays inside a docstring or comment: no quotes' end, no escape, no line of its own."""
    printable = "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in text)
    return printable.replace("\\", "/").replace('"""', "'''")


def lines(text: str) -> str:
    """Text of several lines, each escaped."""
    return "\n".join(escaped(line.rstrip()) for line in text.splitlines())


def _closed(line: str) -> str:
    return f"{line} " if line.endswith('"') else line


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _lines(text: str, width: int) -> Iterable[str]:
    for line in text.strip().splitlines():
        kept = re.sub(r"\s+", " ", line).rstrip()
        yield from textwrap.wrap(escaped(kept), width, break_long_words=False) or [""]


def module_text(about: str, spec: str, imports: Iterable[str], *blocks: str) -> str:
    """A whole module: docstring, import lines, then blocks two blank lines apart."""
    head = docstring(about, f"Generated from {spec}. Do not edit; run `make gen`.")
    text = "\n\n".join(part for part in (head, "\n".join(imports).strip("\n")) if part)
    for block in blocks:
        gap = "\n\n\n" if block.startswith(("class ", "@", "def ")) else "\n\n"
        text += gap + block.strip("\n")
    return text + "\n"
