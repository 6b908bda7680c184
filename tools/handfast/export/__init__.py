"""The document of a live app, derived from what the app really is."""

from handfast.export.pristine import Pristine as Pristine
from handfast.export.serve import LiveDocument as LiveDocument
from handfast.export.serve import export as export
from handfast.export.serve import serve_document as serve_document
