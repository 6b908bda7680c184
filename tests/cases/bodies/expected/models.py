"""Data types of Bodies 1.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from handfast.runtime import Model, Upload


class Pet(Model):
    id: int | None = None
    name: str | None = None


class Card(Model):
    title: str | None = None


class ItemsItem(Model):
    a: int | None = None


class ItemsItemObject(Model):
    b: int | None = None


class FilesForm(Model):
    photo: Upload | None = None
    note: str | None = None
