"""Data types of Older 1.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from typing import Literal

from handfast.runtime import Model


class B(Model):
    x: str | None = None


class A(Model):
    low: float
    name: str | None
    kind: Literal["x", "y"] | None = None
    other: B | None = None
    ignored: B | None = None
    const: str | None = None
