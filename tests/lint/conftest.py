from collections.abc import Callable
from pathlib import Path

import pytest

from handfast.document import Document, load

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Document]:
    """The document with a text; `head=False` leaves out `openapi` and `info`."""

    def write(text: str, *, head: bool = True, **files: str) -> Document:
        for name, content in files.items():
            (tmp_path / f"{name}.yaml").write_text(content)
        (tmp_path / "spec.yaml").write_text((HEAD if head else "") + text)
        return load(tmp_path / "spec.yaml")

    return write
