"""Answers in place of what is not implemented yet: valid by the contract, the same for the same request, stateful.

Only `Implementations` is imported by generated code; the mock itself is loaded by an app that asks for it.
"""

from handfast.mock.start import Implementations

__all__ = ["Implementations"]
