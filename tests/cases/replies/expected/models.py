"""Data types of Replies 1.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from handfast.runtime import Model


class Report(Model):
    total: int


class Problem(Model):
    title: str
