"""The live app under Schemathesis, held to the contract."""

from handfast.fuzz.baseline import read_baseline as read_baseline
from handfast.fuzz.credentials import Login as Login
from handfast.fuzz.credentials import WayIn as WayIn
from handfast.fuzz.fuzz import Options as Options
from handfast.fuzz.fuzz import fuzz as fuzz
from handfast.fuzz.replay import replay as replay
from handfast.fuzz.result import Fault as Fault
from handfast.fuzz.result import Result as Result
from handfast.fuzz.result import merged as merged
from handfast.fuzz.result import read_result as read_result
from handfast.fuzz.result import write_result as write_result
from handfast.fuzz.run import Bounds as Bounds
from handfast.fuzz.verdict import Fuzzed as Fuzzed
from handfast.fuzz.verdict import verdict as verdict
