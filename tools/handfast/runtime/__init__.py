"""What generated code imports, and the only part of Handfast that reaches production."""

from handfast.runtime.declare import (
    Body,
    Content,
    Header,
    Operation,
    Parameter,
    Raised,
    Reply,
    Response,
    Scheme,
    Use,
)
from handfast.runtime.dispatch import install_dispatch
from handfast.runtime.error_bodies import ErrorFacts, install_error_bodies
from handfast.runtime.fit import check_implementation
from handfast.runtime.install import install_failure_answers, install_problem_answers
from handfast.runtime.judge import Judge, Violation
from handfast.runtime.models import DecimalNumber, Model
from handfast.runtime.problems import ContractError, Forbidden, Invalid, Problem, Unauthorized, Unimplemented
from handfast.runtime.route import ContractRoute
from handfast.runtime.router import contract_router
from handfast.runtime.security import BasicCredentials
from handfast.runtime.settings import BODY_LIMIT
from handfast.runtime.upload import Upload

__all__ = [
    "BODY_LIMIT",
    "BasicCredentials",
    "Body",
    "Content",
    "ContractError",
    "ContractRoute",
    "DecimalNumber",
    "ErrorFacts",
    "Forbidden",
    "Header",
    "Invalid",
    "Judge",
    "Model",
    "Operation",
    "Parameter",
    "Problem",
    "Raised",
    "Reply",
    "Response",
    "Scheme",
    "Unauthorized",
    "Unimplemented",
    "Upload",
    "Use",
    "Violation",
    "check_implementation",
    "contract_router",
    "install_dispatch",
    "install_error_bodies",
    "install_failure_answers",
    "install_problem_answers",
]
