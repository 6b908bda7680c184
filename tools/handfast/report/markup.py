"""HTML that is escaped by construction: text becomes text, only what `element` made stays markup."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import TypeAlias

from handfast.diagnostics.visible import visible


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child: TypeAlias = str | Markup | Iterable["Child"] | None

_VOID = frozenset({"meta", "input", "br", "rect", "circle", "path", "line"})


def element(name: str, /, *children: Child, **attributes: str | float | bool | None) -> Markup:
    """One element. In attribute names `_` stands for `-`, and a trailing one is dropped (`class_`).

    True is an attribute without a value, None and False leave it out. Children that are plain text are escaped.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{written}>" if name in {"meta", "input", "br"} else f"<{name}{written}/>")
    return Markup(f"<{name}{written}>{joined(children)}</{name}>")


def joined(children: Iterable[Child]) -> Markup:
    """Children one after the other."""
    return Markup("".join(_written(child) for child in children))


def _written(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Markup):
        return child
    if isinstance(child, str):
        return html.escape(shown(child), quote=False)
    return joined(child)


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    return f' {name}="{html.escape(shown(str(value)), quote=True)}"'


def shown(text: str) -> str:
    """Text in which nothing is hidden: control and formatting characters are written as escapes, newlines stay."""
    if text.isprintable():
        return text
    return "\n".join(visible(line) for line in text.split("\n"))
