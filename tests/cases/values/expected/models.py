"""Data types of Values 1.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from decimal import Decimal

from handfast.runtime import DecimalNumber, Model
from typing_extensions import TypeAliasType


class OrderPaymentCard(Model):
    number: str


class OrderPaymentTransfer(Model):
    iban: str


OrderPayment = TypeAliasType("OrderPayment", OrderPaymentCard | OrderPaymentTransfer)


class Voucher(Model):
    kind: str
    worth: int | None = None


class Pet(Model):
    kind: str


class Cat(Model):
    kind: str
    lives: int | None = None


class Dog(Model):
    kind: str
    barks: bool | None = None


AnyPet = TypeAliasType("AnyPet", Cat | Dog | Pet)


Gift = TypeAliasType("Gift", Cat | Voucher)


class Order(Model):
    total: DecimalNumber
    rates: list[DecimalNumber | None] | None = None
    discount: DecimalNumber = Decimal("0.1")
    fee: DecimalNumber | None = Decimal("2")
    weight: float = 0.1
    attachment: str | None = None
    payment: OrderPayment
    pet: AnyPet | None = None
    gift: Gift | None = None
