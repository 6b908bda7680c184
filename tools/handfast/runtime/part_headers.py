"""Headers that `encoding` declares for the parts of a form, read and judged as header parameters are (3.2 §4.15.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handfast.runtime.declare import Parameter
from handfast.runtime.parameters import decoders
from handfast.runtime.wire import Malformed, Wire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handfast.runtime.declare import Header
    from handfast.runtime.judge import Judge, Violation
    from handfast.runtime.multipart import Part


class PartHeaders:
    """Reads the declared headers of the parts of one field."""

    __slots__ = ("_decoders",)

    def __init__(self, judge: Judge, declared: Sequence[Header]) -> None:
        parameters = [
            Parameter(
                name=header.name,
                into=header.name,
                location="header",
                schema=header.schema,
                required=header.required,
                explode=header.explode,
                media_type=header.media_type,
            )
            for header in declared
        ]
        self._decoders = decoders(judge, parameters, {})

    def read(self, part: Part) -> dict[str, Any]:
        """The values of the headers by their declared names; those that are absent and have no default are left out.

        Raises:
            Malformed: a header breaks its schema, or a required one is absent.
        """
        wire = Wire({"headers": part.lines})
        found: dict[str, Any] = {}
        violations: list[Violation] = []
        for one in self._decoders:
            one.decode(wire, found, violations)
        if violations:
            first = violations[0]
            at = f" at {first.pointer}" if first.pointer else ""
            raise Malformed(f"header {first.name}{at} {first.message}")
        return {name: value for name, value in found.items() if value is not None}
