"""The typed Python client of a contract: a package on httpx and Pydantic."""

from handfast.emit.client_python.package import client_python as client_python
from handfast.emit.client_python.wheel import wheel as wheel
