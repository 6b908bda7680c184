"""Whether the generated code and the live app are what the spec says."""

from handfast.drift.drift import drift as drift
from handfast.drift.drift import live_findings as live_findings
from handfast.drift.drift import stale_files as stale_files
