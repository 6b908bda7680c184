"""A wheel of the Python client (PEP 427, PEP 376), written here so that the same input gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping

from handfast.contract import Contract
from handfast.emit.client_names import client_names
from handfast.emit.client_python.package import PYTHON, REQUIRES, summary

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16


def wheel(contract: Contract, files: Mapping[str, str]) -> tuple[str, bytes]:
    """The file name and the bytes of the wheel of a client's source folder."""
    names = client_names(contract)
    stem = f"{names.distribution.replace('-', '_')}-{names.version}"
    folder = f"{stem}.dist-info"
    entries = {path: text for path, text in files.items() if path.startswith(f"{names.package}/")}
    entries[f"{folder}/METADATA"] = _metadata(contract, files["README.md"])
    entries[f"{folder}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: handfast\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    entries[f"{folder}/RECORD"] = (
        "".join(_record(path, text) for path, text in entries.items()) + f"{folder}/RECORD,,\n"
    )
    return f"{stem}-py3-none-any.whl", _archive(entries)


def _metadata(contract: Contract, readme: str) -> str:
    names = client_names(contract)
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {names.distribution}",
        f"Version: {names.version}",
        f"Summary: {summary(contract)}",
        f"Requires-Python: {PYTHON}",
        *(f"Requires-Dist: {one}" for one in REQUIRES),
        "Classifier: Typing :: Typed",
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(lines) + "\n\n" + readme


def _record(path: str, text: str) -> str:
    content = text.encode()
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(content)}\n"


def _archive(entries: Mapping[str, str]) -> bytes:
    """A zip file without times or compression: compressed bytes differ between builds of zlib."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, text in entries.items():
            entry = zipfile.ZipInfo(path, _LONG_AGO)
            entry.create_system = 3
            entry.external_attr = _MODE
            archive.writestr(entry, text.encode())
    return buffer.getvalue()
