"""Names in a query string that no parameter has: those that can't be read are refused, others where the app says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handfast.runtime.judge import Violation
from handfast.runtime.paths import compile_template
from handfast.runtime.wire import UNREADABLE_NAME

if TYPE_CHECKING:
    from handfast.runtime.declare import Operation
    from handfast.runtime.judge import Judge
    from handfast.runtime.styles import Spelling
    from handfast.runtime.wire import Wire

MOST_NAMED = 20
_NAME_LENGTH = 64

IsDeclared = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class QueryNames:
    """Looks at the names in the query string of one operation. `is_declared` is None where any name may be sent."""

    is_declared: Sequence[IsDeclared] | None

    def decode(self, wire: Wire, arguments: dict[str, Any], violations: list[Violation]) -> None:  # noqa: ARG002 - as all
        """Say in `violations` which names are no text and which are not declared; `arguments` stay as they are."""
        if wire.has_unreadable_names:
            violations.append(Violation("query", "", "", "", UNREADABLE_NAME))
        if self.is_declared is None:
            return
        undeclared = [name for name in wire.query if not any(one(name) for one in self.is_declared)]
        named = undeclared[:MOST_NAMED]
        violations.extend(Violation("query", name[:_NAME_LENGTH], "", "", "is not declared") for name in named)
        if len(undeclared) > MOST_NAMED:
            message = f"has {len(undeclared) - MOST_NAMED} more names that are not declared"
            violations.append(Violation("query", "", "", "", message))


def names_beside(operation: Operation) -> dict[str, tuple[IsDeclared, ...]]:
    """The names that an operation knows beside its parameters, by location: API keys, conditions in its path key."""
    keys: dict[str, set[str]] = {"query": set(), "cookie": set()}
    for scheme in {use.scheme for requirement in operation.security for use in requirement}:
        if scheme.kind == "apiKey" and scheme.location in keys:
            keys[scheme.location].add(scheme.parameter)
    conditions = compile_template(operation.path).conditions
    return {
        "query": (frozenset(keys["query"]).__contains__, *(condition.speaks_of for condition in conditions)),
        "cookie": (frozenset(keys["cookie"]).__contains__,),
    }


def names_of(judge: Judge, node: Any, spelling: Spelling) -> Iterator[IsDeclared]:
    """The names that a parameter has on the wire, but for those that its schema does not name."""
    shape = judge.shape(node)
    is_object = "object" in shape.kinds and spelling.is_named_apart
    if not is_object or shape.kinds != {"object"}:
        yield frozenset({spelling.name}).__contains__
    if is_object and spelling.style == "deepObject":
        members = re.compile(re.escape(spelling.name) + r"\[.*\]", re.DOTALL)
        yield lambda name: members.fullmatch(name) is not None
    elif is_object:
        yield frozenset(shape.properties).__contains__


def takes_any_name(judge: Judge, node: Any, spelling: Spelling) -> bool:
    """Whether a parameter is an object to which every name on the wire may belong."""
    shape = judge.shape(node)
    is_flat = spelling.is_named_apart and spelling.style != "deepObject"
    return is_flat and "object" in shape.kinds and shape.takes_any_member
