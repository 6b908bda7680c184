"""Pictures: small drawings that go into the page as SVG, each with a text that says the same."""

from __future__ import annotations

import math
from collections.abc import Mapping

from handfast.report.markup import Markup, element

_RADIUS = 26.0
_AROUND = 2 * math.pi * _RADIUS
_FULL = 100.0


def ring(part: int, whole: int, name: str) -> Markup:
    """A ring that is filled as far as the part goes, with the share in its middle."""
    share = part / whole if whole else 1.0
    percent = "100%" if part == whole else f"{min(99, math.floor(_FULL * share))}%"
    arc = element(
        "circle",
        class_="arc full" if part == whole else "arc",
        cx=32,
        cy=32,
        r=_RADIUS,
        stroke_dasharray=f"{_AROUND * share:.2f} {_AROUND:.2f}",
        transform="rotate(-90 32 32)",
    )
    return element(
        "svg",
        element("circle", class_="track", cx=32, cy=32, r=_RADIUS),
        arc if part else None,
        element("text", percent if whole else "-", x=32, y=37, text_anchor="middle"),
        class_="ring",
        viewBox="0 0 64 64",
        role="img",
        aria_label=f"{name}: {part} of {whole}",
    )


def span(began: float, seconds: float, whole: float, kind: str) -> Markup:
    """A bar that stands where a step ran within the time of all."""
    whole = max(whole, began + seconds, 1e-9)
    x, width = _FULL * began / whole, max(0.6, _FULL * seconds / whole)
    return element(
        "svg",
        element("rect", class_="track", x=0, y=4, width=100, height=2),
        element("rect", class_=kind, x=f"{min(x, 99.4):.2f}", y=1, width=f"{width:.2f}", height=8, rx=1),
        class_="span",
        viewBox="0 0 100 10",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def answers(counts: Mapping[str, int]) -> Markup:
    """A bar of all answers, divided by the class of their status."""
    total = sum(counts.values())
    classes: dict[str, int] = {}
    for status, count in counts.items():
        kind = status[0] if status[0].isdecimal() else "none"
        classes[kind] = classes.get(kind, 0) + count
    parts: list[Markup] = []
    x = 0.0
    for kind in sorted(classes):
        width = _FULL * classes[kind] / total
        parts.append(element("rect", class_=f"s{kind}", x=f"{x:.2f}", y=0, width=f"{width:.2f}", height=10))
        x += width
    said = ", ".join(f"{status}: {count}" for status, count in counts.items())
    return element(
        "svg", parts, class_="answers", viewBox="0 0 100 10", preserveAspectRatio="none", role="img", aria_label=said
    )


def knot() -> Markup:
    """The mark of the page: two loops that hold each other."""
    loop = "M12 5a7 7 0 1 0 0 14h6a7 7 0 0 0 6-10"
    other = "M28 19a7 7 0 1 0 0-14h-6a7 7 0 0 0-6 10"
    return element(
        "svg",
        element("path", d=loop),
        element("path", d=other, class_="other"),
        class_="knot",
        viewBox="0 0 40 24",
        aria_hidden="true",
    )
