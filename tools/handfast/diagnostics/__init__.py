"""Findings, their codes and their renderers. Imports nothing of ours."""

from handfast.diagnostics.code import Code as Code
from handfast.diagnostics.codes import CODES as CODES
from handfast.diagnostics.codes import FAMILIES as FAMILIES
from handfast.diagnostics.codes import explain as explain
from handfast.diagnostics.github import render_github as render_github
from handfast.diagnostics.json_report import render_json as render_json
from handfast.diagnostics.junit import render_junit as render_junit
from handfast.diagnostics.model import Diagnostic as Diagnostic
from handfast.diagnostics.model import Place as Place
from handfast.diagnostics.model import Pointer as Pointer
from handfast.diagnostics.model import Position as Position
from handfast.diagnostics.model import Refused as Refused
from handfast.diagnostics.model import Related as Related
from handfast.diagnostics.model import Severity as Severity
from handfast.diagnostics.model import escape as escape
from handfast.diagnostics.model import unescape as unescape
from handfast.diagnostics.place import Lines as Lines
from handfast.diagnostics.place import Locate as Locate
from handfast.diagnostics.place import counted as counted
from handfast.diagnostics.sarif import render_sarif as render_sarif
from handfast.diagnostics.text import render_text as render_text
