"""The live app under Schemathesis, held to the contract."""

from handfast.fuzz.fuzz import Fuzzed as Fuzzed
from handfast.fuzz.fuzz import Options as Options
from handfast.fuzz.fuzz import fuzz as fuzz
from handfast.fuzz.run import Bounds as Bounds
