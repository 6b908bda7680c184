"""The files of Bodies 1 that decide at run time.

Generated from openapi.yaml. Do not edit; run `make gen`.
"""

from pathlib import Path

from handfast.runtime import Judge

DOCUMENT = Path(__file__).with_name("openapi.json")
JUDGE = Judge(Path(__file__).with_name("schemas.json"))
