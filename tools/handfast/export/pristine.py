"""What was generated, for the parts of a live app that its own document can't be held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handfast.export.fragments import JSON
from handfast.runtime.declare import Operation


@dataclass(frozen=True, slots=True)
class Pristine:
    """The code as it was generated, imported apart from the app.

    `operations` are keyed by their pointer into the spec, `types` are the components whose live DTO class is not the
    generated one, with what Pydantic says of the live class. Without any of it, what only the generated code can tell
    is taken to be as it was generated.
    """

    operations: Mapping[str, Operation] = field(default_factory=dict)
    types: Mapping[str, JSON] = field(default_factory=dict)

    def operation(self, live: Operation) -> Operation | None:
        """The operation as it was generated."""
        return self.operations.get(live.pointer)
