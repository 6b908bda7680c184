"""Python code from a contract: plan names and types once, then print. Emitters never touch the disk; `write` does."""

from handfast.emit.generate import Output as Output
from handfast.emit.generate import generate as generate
from handfast.emit.generate import sketch as sketch
from handfast.emit.stubs import stubs as stubs
from handfast.emit.write import Difference as Difference
from handfast.emit.write import difference as difference
from handfast.emit.write import write as write
