"""Data types of ''' import os; os.system('x') # 1 '''.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from typing import Annotated

from handfast.runtime import Model
from pydantic import Field


class A(Model):
    """'''
    import os
    /N{DIGIT ONE} /x00
    """

    b: Annotated[str, Field(alias='b")\n')] = '"""\n'
    class_: Annotated[str | None, Field(alias="__class__")] = None
    init: Annotated[str | None, Field(alias="__init__")] = None
