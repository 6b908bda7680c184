"""The contract: a document resolved to one model in one dialect."""

from handfast.contract.model import JSON as JSON
from handfast.contract.model import Body as Body
from handfast.contract.model import Contract as Contract
from handfast.contract.model import Header as Header
from handfast.contract.model import Location as Location
from handfast.contract.model import MediaType as MediaType
from handfast.contract.model import Operation as Operation
from handfast.contract.model import Parameter as Parameter
from handfast.contract.model import Reply as Reply
from handfast.contract.model import Requirement as Requirement
from handfast.contract.model import Schema as Schema
from handfast.contract.model import SchemeUse as SchemeUse
from handfast.contract.model import SecurityScheme as SecurityScheme
from handfast.contract.model import Tag as Tag
from handfast.contract.model import operation_schemas as operation_schemas
from handfast.contract.model import stated as stated
from handfast.contract.resolve import Resolution as Resolution
from handfast.contract.resolve import resolve as resolve
