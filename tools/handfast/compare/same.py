"""Whether two JSON values are written the same, fast."""

from __future__ import annotations

import json

from handfast.contract.model import JSON


def is_same(old: JSON, new: JSON) -> bool:
    """Whether two values are the same to the last digit; False may also mean that only the order of keys differs.

    Python's `==` goes first, since it is fast on big values that differ, but it takes 1 for true.
    """
    return old is new or (old == new and json.dumps(old) == json.dumps(new))
