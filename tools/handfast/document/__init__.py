"""A document: values of a spec and the files it refers to, and the way from a pointer back to a line."""

from handfast.document.load import load as load
from handfast.document.model import JSON as JSON
from handfast.document.model import Document as Document
from handfast.document.model import Limits as Limits
from handfast.document.place import locate as locate
from handfast.document.place import source_lines as source_lines
from handfast.document.references import Reference as Reference
from handfast.document.references import names_schemes_by_uri as names_schemes_by_uri
from handfast.document.references import references as references
