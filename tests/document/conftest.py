from collections.abc import Callable
from pathlib import Path

import pytest

from handfast.diagnostics import Diagnostic, Refused
from handfast.document import Limits, load


@pytest.fixture
def refused(tmp_path: Path) -> Callable[..., tuple[Diagnostic, ...]]:
    """Writes a file and gives the findings with which loading it is refused."""

    def write_and_load(name: str, content: str | bytes, limits: Limits | None = None) -> tuple[Diagnostic, ...]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(Refused) as caught:
            load(path, limits or Limits())
        return caught.value.findings

    return write_and_load
