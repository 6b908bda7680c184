"""Data types of Forms 1.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from handfast.runtime import Model, Upload


class LoginForm(Model):
    user: str
    tags: list[str] | None = None


class PutFileFormMeta(Model):
    title: str | None = None


class WatchOkItem(Model):
    event: str | None = None


class PutFileForm(Model):
    file: Upload
    photo: Upload | None = None
    meta: PutFileFormMeta | None = None
