"""What a client package is called, in Python and in npm, and its version. Any title gives names that both accept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from handfast.contract import Contract
from handfast.emit.names import pascal

_LONGEST = 60
_RELEASE = re.compile(r"[vV]?(\d+(?:\.\d+)*)")
_PRERELEASE = re.compile(r"[-_.]?(a|alpha|b|beta|c|rc|pre|preview|dev)[-_.]?(\d{0,9})(?![A-Za-z0-9])", re.IGNORECASE)
_STAGES = {"a": "a", "alpha": "a", "b": "b", "beta": "b", "dev": ".dev"}


@dataclass(frozen=True, slots=True)
class ClientNames:
    """`distribution` is the package's name in a registry, `package` the one that Python imports.

    `title` begins the names of classes; `version` is a PEP 440 version, `semantic_version` one as npm wants it.
    """

    distribution: str
    package: str
    title: str
    version: str
    semantic_version: str


def client_names(contract: Contract) -> ClientNames:
    """The names of a contract's clients: `Handfast Hub` -> `handfast-hub-client`, `HandfastHub`."""
    runs = _runs(contract.title)
    distribution = "-".join(runs) + ("" if runs[-1] == "client" else "-client")
    package = distribution.replace("-", "_")
    spelled = "".join(run[0].upper() + run[1:] for run in re.findall(r"[A-Za-z0-9]+", _ascii(contract.title)))
    release, stage, number = _version(contract.version)
    return ClientNames(
        distribution=distribution,
        package=package if package[0].isalpha() else f"api_{package}",
        title=pascal(spelled)[:_LONGEST].removesuffix("Client") or "Api",
        version=".".join(release) + (f"{stage}{number}" if stage else ""),
        semantic_version=".".join((*release, "0", "0")[:3]) + (f"-{stage.strip('.')}.{number}" if stage else ""),
    )


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _runs(title: str) -> tuple[str, ...]:
    name = "-".join(re.findall(r"[a-z0-9]+", _ascii(title).lower()))[:_LONGEST].strip("-")
    return tuple(name.split("-")) if name else ("api",)


def _version(text: str) -> tuple[tuple[str, ...], str, str]:
    """Release numbers, stage and its number of a version in any spelling (`v1.2-beta2`, `2024-01-31`).

    What can't be read is version 0.
    """
    found = _RELEASE.match(text.strip())
    if found is None:
        return ("0",), "", ""
    rest = text.strip()[found.end() :]
    dated = re.match(r"((?:-\d{1,9})+)(?![A-Za-z0-9])", rest)
    numbers = found[1].split(".") + (dated[1].strip("-").split("-") if dated else [])
    release = tuple(str(int(number[:9])) for number in numbers[:6])
    stage = _PRERELEASE.match(rest)
    return release, (_STAGES.get(stage[1].lower(), "rc") if stage else ""), str(int(stage[2] or 0)) if stage else ""
