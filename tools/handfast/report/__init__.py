"""The one HTML page of a check."""

from handfast.report.model import Report as Report
from handfast.report.model import Step as Step
from handfast.report.model import Verdict as Verdict
from handfast.report.page import page as page
