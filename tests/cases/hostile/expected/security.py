"""Security schemes of ''' import os; os.system('x') # 1 '''.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from handfast.runtime import Scheme

Principal = TypeVar("Principal")

K = Scheme(name='k"\n', method="k", kind="apiKey", location="header", parameter='X"\n')


class Security(ABC, Generic[Principal]):
    """Turns a credential into the caller's identity.

    Return None for a credential that is not valid (401). Raise `handfast.runtime.Forbidden` for a caller who lacks
    one of `scopes` (403). Any other exception is a 500, never a pass.
    """

    @abstractmethod
    async def k(self, *, key: str, scopes: frozenset[str]) -> Principal | None:
        """`k" `: API key in the header `X" `.

        '''
        import os
        """
