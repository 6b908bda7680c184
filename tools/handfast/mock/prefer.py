"""What a client prefers: the `Prefer` header (RFC 7240)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 2_000
_PREFERENCE: Final = re.compile(
    r"""(?P<name>[!#$%&'*+\-.^_`|~0-9A-Za-z]+)(?:\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<token>[^\s,;"]*)))?"""
)


@dataclass(frozen=True, slots=True)
class Preferences:
    """Which answer a client would like: a status, an example by its name, or one that is made up."""

    code: int | None = None
    example: str | None = None
    is_dynamic: bool = False

    def applied(self, *, has_code: bool, has_example: bool) -> str:
        """What `Preference-Applied` says of those that were followed; empty for none."""
        parts = [f"code={self.code}"] if has_code and self.code is not None else []
        parts += [f"example={_word(self.example)}"] if has_example and self.example is not None else []
        parts += ["dynamic=true"] if self.is_dynamic else []
        return ", ".join(parts)


def preferences(lines: Iterable[str]) -> Preferences:
    """The preferences of a request. Of one that comes twice the first counts (RFC 7240 §2); unknown ones say nothing.

    Between preferences both commas and semicolons are read: Prism's users write either.
    """
    found: dict[str, str] = {}
    for one in _PREFERENCE.finditer(", ".join(lines)[:_LONGEST]):
        value = one["token"] if one["quoted"] is None else re.sub(r"\\(.)", r"\1", one["quoted"])
        found.setdefault(one["name"].lower(), value or "")
    code = found.get("code", "")
    is_code = re.fullmatch(r"[2-5][0-9]{2}", code, re.ASCII) is not None
    return Preferences(int(code) if is_code else None, found.get("example"), found.get("dynamic", "").lower() == "true")


def _word(text: str) -> str:
    return text if re.fullmatch(r"[\w.-]+", text, re.ASCII) else '"' + re.sub(r"[^ !#-\[\]-~]", "", text) + '"'
